"""Linking products of ours to a supplier's variants, side by side: ours left, theirs right, ticked one by one."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.admin.badges import grouped
from core.admin.base import username
from core.admin.confirm import require
from core.errors import HubError
from inventory.admin.products import thumbnail
from inventory.models import Product
from suppliers import reasons, registry
from suppliers.actions import mapping, searching
from suppliers.admin.badges import amount, options_words
from suppliers.admin.pictures import remote_picture
from suppliers.interface import SupplierItem
from suppliers.matching import CERTAIN
from suppliers.models import SupplierAccount, SupplierProduct

MOST_OF_OURS = 100
MOST_RATIO = 9_999


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def sides(request: HttpRequest, product_id: int, account_id: int, external_id: str) -> HttpResponse:
        require(admin.has_find_permission(request))  # type: ignore[attr-defined]  # of the offers' page
        product = get_object_or_404(Product, pk=product_id)
        account = get_object_or_404(SupplierAccount, pk=account_id)
        return _sides(admin, request, product, account, external_id)

    wrap = admin.admin_site.admin_view(sides)
    where = "link/<int:product_id>/<int:account_id>/<str:external_id>/"
    return [path(where, wrap, name="suppliers_link_sides")]


def _ours(product: Product) -> list[Product]:
    """The product, or all variations of its group."""
    if product.group_id is None:
        return [product]
    return list(Product.objects.filter(group=product.group_id).order_by("pk")[:MOST_OF_OURS])


def _sides(
    admin: ModelAdmin[Any], request: HttpRequest, product: Product, account: SupplierAccount, external_id: str
) -> HttpResponse:
    ours = _ours(product)
    context: dict[str, Any] = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Link to %(supplier)s") % {"supplier": registry.title(account.supplier)},
        "crumbs": [
            {"title": product.title, "link": reverse("admin:inventory_product_change", args=[product.pk])},
            {"title": _("Link to %(supplier)s") % {"supplier": registry.title(account.supplier)}},
        ],
        "account": account,
        "product": product,
        "back": reverse("admin:inventory_product_change", args=[product.pk]),
    }
    try:
        item = searching.show(account, external_id)
    except HubError as error:
        context["failure"] = str(error)
    else:
        if request.method == "POST":
            return _save(request, ours, account, item, context["back"])
        context |= _shown(ours, account, item)
    request.current_app = admin.admin_site.name
    return TemplateResponse(request, "admin/suppliers/sides.html", context)


def _shown(ours: Sequence[Product], account: SupplierAccount, item: SupplierItem) -> dict[str, Any]:
    """Both sides, with the likeliest pairs chosen; only those that leave little doubt are ticked. One query."""
    likely = {int(match.ours): match for match in mapping.propose(ours, item)}
    offers = SupplierProduct.objects.filter(account=account, product__in=ours)
    linked = {offer.product_id: offer for offer in offers.filter(external_product_id=item.product_id)}
    rows = []
    for product in ours:
        match, offer = likely.get(product.pk), linked.get(product.pk)
        chosen = offer.external_variant_id if offer else match.theirs if match else ""
        rows.append(
            {
                "product": product,
                "picture": thumbnail(product),
                "options": options_words(product.options),
                "choices": [
                    (
                        each.variant_id,
                        options_words(each.options) or each.title or each.variant_id,
                        each.variant_id == chosen,
                    )
                    for each in item.variants
                ],
                "ratio": offer.quantity_ratio if offer else 1,
                "linked": offer is not None,
                "ticked": offer is None and match is not None and match.score >= CERTAIN,
                "why": reasons.match_words(match.reasons) if match else "",
                "score": match.score if match else None,
            }
        )
    theirs = [
        {
            "picture": remote_picture(each.image_url),
            "options": options_words(each.options) or each.title,
            "sku": each.sku or each.variant_id,
            "cost": amount(each.cost.amount, each.cost.currency) if each.cost else "–",
            "stock": grouped(sum(level.total for level in each.stock.levels)) if each.stock else "–",
        }
        for each in item.variants
    ]
    return {"item": item, "rows": rows, "theirs": theirs, "knows_stock": any(each.stock for each in item.variants)}


def _save(
    request: HttpRequest, ours: Sequence[Product], account: SupplierAccount, item: SupplierItem, back: str
) -> HttpResponse:
    """Links what was ticked; each link keeps the hash of the options it was made with."""
    known = {variant.variant_id for variant in item.variants}
    done = 0
    for product in ours:
        variant_id = request.POST.get(f"variant_{product.pk}", "")
        if str(product.pk) not in request.POST.getlist("same") or variant_id not in known:
            continue
        text = request.POST.get(f"ratio_{product.pk}", "1")
        ratio = min(int(text), MOST_RATIO) if text.isdecimal() else 1
        try:
            mapping.link(product, account, item.product_id, variant_id, ratio=ratio, by=username(request))
            done += 1
        except HubError as error:
            messages.error(request, f"{product.title}: {error}")
    if done:
        words = ngettext("%(n)d product is linked.", "%(n)d products are linked.", done) % {"n": done}
        messages.success(request, words)
        return HttpResponseRedirect(back)
    messages.warning(request, _("Nothing was linked: choose their variant and tick “same”."))
    return HttpResponseRedirect(request.path)
