"""What staff do with one line of an order: say which product it is, and choose another supplier for it."""

from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from core.admin.base import person, username
from core.admin.confirm import Confirmation, ask, is_confirmed, refuse, report, require
from core.errors import HubError
from inventory.admin.badges import price_words, stock_badge
from inventory.admin.product_search import matching
from inventory.admin.products import thumbnail
from inventory.models import Product
from orders.actions import choosing, mapping
from orders.admin.badges import money_text
from orders.admin.why import refusal_words
from orders.models import OrderLine
from suppliers import registry
from suppliers.admin.badges import options_words
from suppliers.models import SupplierProduct
from suppliers.models.offer import OfferState

FOUND_SHOWN = 30
CHANGE = "orders.change_order"


class SupplierForm(forms.Form):
    offer = forms.ChoiceField(label=gettext_lazy("Offer"), widget=UnfoldAdminSelectWidget)

    def __init__(self, offers: list[SupplierProduct], *args: Any) -> None:
        super().__init__(*args)
        field: Any = self.fields["offer"]
        field.choices = [(str(offer.pk), _offer_words(offer)) for offer in offers]


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def map_view(request: HttpRequest, line_id: int) -> HttpResponse:
        require(request.user.has_perm(CHANGE))
        return _map(admin, request, _line(line_id))

    def switch_view(request: HttpRequest, line_id: int) -> HttpResponse:
        require(request.user.has_perm(CHANGE))
        return switch(admin, request, _line(line_id), back="")

    wrap = admin.admin_site.admin_view
    return [
        path("line/<int:line_id>/map/", wrap(map_view), name="orders_line_map"),
        path("line/<int:line_id>/switch/", wrap(switch_view), name="orders_line_switch"),
    ]


def _line(line_id: int) -> OrderLine:
    return get_object_or_404(OrderLine.objects.select_related("order", "product"), pk=line_id)


def _page(line: OrderLine) -> str:
    return reverse("admin:orders_order_change", args=[line.order_id])


def _map(admin: ModelAdmin[Any], request: HttpRequest, line: OrderLine) -> HttpResponse:
    """A search among our products, opened with what the line says of itself; one click maps."""
    if request.method == "POST":
        return _mapped(request, line)
    term = request.GET.get("q", line.sku or line.title).strip()
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Which product is this line?"),
        "crumbs": [
            {"title": _("Order %(number)s") % {"number": line.order}, "link": _page(line)},
            {"title": _("Which product is this line?")},
        ],
        "line": line,
        "price": money_text(line.unit_price, line.order.currency),
        "term": term,
        "found": _found(term),
        "back": _page(line),
    }
    request.current_app = admin.admin_site.name
    return TemplateResponse(request, "admin/orders/map_line.html", context)


def _found(term: str) -> list[dict[str, Any]]:
    keys = matching(term)[:FOUND_SHOWN] if term else []
    rows = Product.objects.filter(pk__in=keys).defer("description").order_by("-is_active", "title")
    return [
        {
            "product": product,
            "picture": thumbnail(product),
            "options": options_words(product.options),
            "price": price_words(product),
            "stock": stock_badge(product),
        }
        for product in rows
    ]


def _mapped(request: HttpRequest, line: OrderLine) -> HttpResponse:
    chosen = request.POST.get("product", "")
    product = get_object_or_404(Product, pk=int(chosen) if chosen.isdecimal() else 0)
    remember = request.POST.get("remember") == "yes"
    try:
        mapping.map_line(line, product, by=username(request), remember=remember, user=person(request))
    except (HubError, PermissionDenied, ValueError) as error:
        return refuse(request, ValueError(refusal_words(error)), _page(line))
    return report(request, _("The line is “%(title)s” now; the order goes on.") % {"title": product.title}, _page(line))


def switch(admin: ModelAdmin[Any], request: HttpRequest, line: OrderLine, *, back: str) -> HttpResponse:
    """Another offer for a line whose purchase was not sent: what was drafted is withdrawn and drafted there."""
    back = back or _page(line)
    offers = list(
        SupplierProduct.objects.filter(product=line.product_id, state=OfferState.CONFIRMED)
        .select_related("account", "product")
        .order_by("rank", "pk")
    )
    form = SupplierForm(offers, request.POST if is_confirmed(request) else None)
    why_not = choosing.why_not(line) if offers else "no_offers"
    if is_confirmed(request) and not why_not and form.is_valid():
        offer = next(each for each in offers if str(each.pk) == form.cleaned_data["offer"])
        try:
            choosing.choose(line, offer, by=username(request), user=person(request))
        except (HubError, PermissionDenied, ValueError) as error:
            return refuse(request, ValueError(refusal_words(error)), back)
        words = _("The line is bought at “%(supplier)s” from now on.") % {"supplier": offer.account.name}
        return report(request, words, _page(line))
    confirmation = Confirmation(
        title=_("Choose the supplier of a line"),
        text=_(
            "Purchases of the line that were not sent are withdrawn, and drafted anew at this offer. The supplier is asked "
            "what the freight costs. Nothing is bought before it is approved."
        ),
        submit=_("Buy there"),
        back=back,
        numbers=[(_("Line"), line.title or line.sku), (_("Still owed"), line.owed), (_("Order"), str(line.order))],
        form=form,
        impossible=refusal_words(ValueError(why_not)) if why_not else "",
    )
    return ask(request, admin, confirmation)


def _offer_words(offer: SupplierProduct) -> str:
    supplier = f"{registry.title(offer.account.supplier)}, {offer.account.name}"
    variant = options_words(offer.options) or offer.external_sku or offer.external_variant_id
    cost = money_text(offer.cost, offer.currency) if offer.cost is not None else "–"
    return f"{offer.rank} · {supplier} · {variant} · {cost}"
