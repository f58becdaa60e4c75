"""A supplier's product looked at closely: variants with cost, freight, our price by a rule, and what stands in the way."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from core.admin.badges import grouped
from core.admin.base import username
from core.admin.confirm import Confirmation, ask, is_confirmed, refuse, require
from core.errors import HubError
from inventory.models import Category
from inventory.pricing import BadRule, PriceRule
from suppliers import reasons, registry
from suppliers.actions import importing
from suppliers.actions.previewing import repriced
from suppliers.admin import job_page
from suppliers.admin.badges import amount, amounts, options_words
from suppliers.admin.offer_actions import clean_country
from suppliers.admin.pictures import picture_url, remote_picture
from suppliers.models import SupplierAccount

KEPT_SECONDS = 600  # changing the rule asks the supplier for nothing again
PICTURES_SHOWN = 8
MOST_CATEGORIES = 3_000
ROUNDINGS = ["0.01", "0.05", "0.10", "1", "5", ".99", ".95", ".90"]


class RuleForm(forms.Form):
    """How our price is made, and where the products go."""

    country = forms.CharField(
        label=gettext_lazy("Sent to (country)"),
        required=False,
        max_length=2,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "FR"}),
    )
    margin_percent = forms.DecimalField(
        label=gettext_lazy("Margin on cost, %"),
        initial=Decimal(40),
        min_value=Decimal(-99),
        max_value=Decimal(10_000),
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    fixed = forms.DecimalField(
        label=gettext_lazy("Plus, each"), required=False, decimal_places=2, max_digits=12,
        widget=UnfoldAdminDecimalFieldWidget,
    )  # fmt: skip
    rounding = forms.ChoiceField(
        label=gettext_lazy("Rounded up to"),
        choices=[(text, text) for text in ROUNDINGS],
        initial=".99",
        widget=UnfoldAdminSelectWidget,
    )
    currency = forms.CharField(
        label=gettext_lazy("Our currency"),
        required=False,
        max_length=3,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "EUR"}),
        help_text=gettext_lazy("Empty keeps the supplier's."),
    )
    rate = forms.DecimalField(
        label=gettext_lazy("Exchange rate"),
        initial=Decimal(1),
        min_value=Decimal("0.000001"),
        decimal_places=6,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text=gettext_lazy("So many of ours for one of theirs."),
    )
    include_freight = forms.BooleanField(
        label=gettext_lazy("Freight is part of the price"), required=False, initial=True,
        widget=UnfoldBooleanSwitchWidget,
    )  # fmt: skip
    category = forms.ModelChoiceField(
        label=gettext_lazy("Category"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=gettext_lazy("none yet"),
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        shelves = Category.objects.order_by("tree_position").only("name", "depth")
        field.queryset = shelves  # type: ignore[attr-defined]  # a ModelChoiceField
        field.label_from_instance = lambda row: "\u2003" * row.depth + row.name  # type: ignore[attr-defined]

    def clean_country(self) -> str:
        text = self.cleaned_data["country"]
        return clean_country(text) if text.strip() else ""

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                cleaned["rule"] = self._rule(cleaned)
            except BadRule as error:
                self.add_error(None, str(error))
        return cleaned

    def _rule(self, cleaned: dict[str, Any]) -> PriceRule:
        names = ("margin_percent", "fixed", "rounding", "currency", "rate", "include_freight")
        return PriceRule(**{name: cleaned[name] for name in names})

    @classmethod
    def started(cls, country: str) -> "RuleForm":
        """With the usual values filled in, and valid: what the page opens with."""
        fields = cls.base_fields
        start = {name: field.initial for name, field in fields.items() if field.initial is not None}
        return cls({**start, "country": country, "include_freight": "on"})


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def preview(request: HttpRequest, account_id: int, product_id: str) -> HttpResponse:
        require(admin.has_find_permission(request))  # type: ignore[attr-defined]  # of the offers' page
        account = get_object_or_404(SupplierAccount, pk=account_id)
        return _preview(admin, request, account, product_id)

    wrap = admin.admin_site.admin_view(preview)
    return [path("find/<int:account_id>/<str:product_id>/", wrap, name="suppliers_preview")]


def _preview(admin: ModelAdmin[Any], request: HttpRequest, account: SupplierAccount, product_id: str) -> HttpResponse:
    form = (
        RuleForm(request.POST)
        if request.method == "POST"
        else RuleForm.started(request.GET.get("country", "")[:2] or account.ship_to)
    )
    context: dict[str, Any] = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Import from %(supplier)s") % {"supplier": registry.title(account.supplier)},
        "crumbs": [{"title": _("Find products"), "link": reverse("admin:suppliers_find")}, {"title": product_id}],
        "account": account,
        "form": form,
        "back": reverse("admin:suppliers_find"),
    }
    if form.is_valid():
        try:
            seen = _seen(account, product_id, form.cleaned_data)
        except HubError as error:
            context["failure"] = str(error)
        else:
            ticked = _ticked(request, seen)
            if request.method == "POST" and "_recompute" not in request.POST:
                return _import(admin, request, account, seen, form, ticked)
            context |= _shown(seen, ticked)
    request.current_app = admin.admin_site.name
    return TemplateResponse(request, "admin/suppliers/preview.html", context)


def _seen(account: SupplierAccount, product_id: str, values: dict[str, Any]) -> importing.ImportPreview:
    """The preview under this rule; asked of the supplier once in ten minutes for a country."""
    key = f"suppliers.preview:{account.pk}:{product_id}:{values['country']}"
    kept = cache.get(key)
    rule: PriceRule = values["rule"]
    if kept is None:
        request = importing.ImportRequest(product_id, None, rule, values["country"])
        kept = importing.preview(account, request)
        cache.set(key, kept, KEPT_SECONDS)
    return repriced(account, kept, rule)


def _ticked(request: HttpRequest, seen: importing.ImportPreview) -> set[str]:
    """The variants to import: those ticked; before anybody ticked, all that can be."""
    possible = {line.variant.variant_id for line in seen.lines if line.is_importable}
    if request.method != "POST":
        return possible
    return possible & set(request.POST.getlist("variant"))


def _shown(seen: importing.ImportPreview, ticked: set[str]) -> dict[str, Any]:
    lines = [_line(line, ticked) for line in seen.lines]
    return {
        "seen": seen,
        "item": seen.item,
        "pictures": [picture_url(url) for url in seen.item.images[:PICTURES_SHOWN] if url.startswith("http")],
        "lines": lines,
        "importable": sum(1 for line in seen.lines if line.is_importable),
        "group_url": reverse("admin:inventory_productgroup_change", args=[seen.group_id]) if seen.group_id else "",
        "kept_minutes": KEPT_SECONDS // 60,
    }


def _line(line: importing.ImportLine, ticked: set[str]) -> dict[str, Any]:
    variant, priced = line.variant, line.priced
    stock = variant.stock
    return {
        "id": variant.variant_id,
        "picture": remote_picture(variant.image_url),
        "words": options_words(variant.options) or variant.title or variant.variant_id,
        "sku": variant.sku,
        "cost": amount(variant.cost.amount, variant.cost.currency) if variant.cost else "–",
        "freight": amount(line.freight.price.amount, line.freight.price.currency) if line.freight else "–",
        "service": line.freight.name or line.freight.service_code if line.freight else "",
        "price": amount(priced.price.amount, priced.price.currency) if priced else "–",
        "margin": amount(priced.margin.rounded().amount, priced.margin.currency) if priced else "–",
        "margin_percent": f"{grouped(priced.margin_percent)} %" if priced and priced.margin_percent is not None else "",
        "below": bool(priced and priced.is_below_cost),
        "stock": grouped(sum(level.total for level in stock.levels)) if stock else _("unknown"),
        "areas": [(level.area_name or level.area_id or _("everywhere"), grouped(level.total)) for level in stock.levels]
        if stock
        else [],
        "problems": [reasons.problem_words(code) for code in line.problems],
        "known_url": reverse("admin:inventory_product_change", args=[line.product_id]) if line.product_id else "",
        "possible": line.is_importable,
        "ticked": variant.variant_id in ticked,
    }


def _import(
    admin: ModelAdmin[Any],
    request: HttpRequest,
    account: SupplierAccount,
    seen: importing.ImportPreview,
    form: RuleForm,
    ticked: set[str],
) -> HttpResponse:
    """Asks with numbers, then files the job."""
    values = form.cleaned_data
    back = reverse("admin:suppliers_preview", args=[account.pk, seen.item.product_id])
    category = values["category"]
    wanted = importing.ImportRequest(
        product_id=seen.item.product_id,
        category_id=category.pk if category else None,
        rule=values["rule"],
        country=values["country"],
        variant_ids=tuple(sorted(ticked)),
    )
    if is_confirmed(request) and ticked:
        try:
            return job_page.go_to(importing.start_import(account, wanted, username(request)))
        except HubError as error:
            return refuse(request, error, back)
    lines = [line for line in seen.lines if line.variant.variant_id in ticked and line.priced]
    prices = sorted(line.priced.price.amount for line in lines if line.priced)
    currency = next((line.priced.price.currency for line in lines if line.priced), "")
    losing = sum(1 for line in lines if line.priced and line.priced.is_below_cost)
    asked = {
        name: request.POST.getlist(name) for name in request.POST if name not in ("csrfmiddlewaretoken", "_import")
    }
    confirmation = Confirmation(
        title=_("Import “%(title)s”") % {"title": seen.item.title},
        text=_("Each variant becomes a product of ours in one group, linked to this supplier. Nothing is ordered."),
        submit=_("Import"),
        back=back,
        numbers=[
            (_("Variants"), len(lines)),
            (_("Prices"), _prices(prices, currency)),
            (_("Sold below cost"), losing),
            (_("Category"), category.name if category else _("none yet")),
            (_("Country"), values["country"] or "–"),
        ],
        fields=[(name, value) for name, several in asked.items() for value in several],
        impossible="" if lines else _("No variant is ticked."),
    )
    return ask(request, admin, confirmation)


def _prices(prices: list[Decimal], currency: str) -> str:
    return amounts(prices[0], prices[-1], currency) if prices else "–"
