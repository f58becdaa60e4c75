"""What buying adds to the catalogue's pages: columns of the list, a panel with the offers, the way to a supplier."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.badges import grouped
from core.console import Button, Column, ListAction, Panel, slot
from suppliers import registry
from suppliers.admin import offer_actions
from suppliers.admin.badges import age_words, amount, offer_badge, options_words
from suppliers.admin.pictures import remote_picture
from suppliers.admin.readings import cheapest_quotes, offered_units
from suppliers.models import SupplierProduct
from suppliers.models.offer import OfferState

REFRESH = "refresh_from_suppliers"  # the list action's name
SHORT = ("product_id", "account__supplier", "account__name", "state", "rank", "cost", "currency", "quantity_ratio")


def load_suppliers(products: Sequence[Any]) -> Mapping[int, Any]:
    """How many suppliers deliver it, and the first asked. One query."""
    found: dict[int, list[Any]] = {}
    rows = SupplierProduct.objects.filter(product__in=[product.pk for product in products]).exclude(
        state=OfferState.DISABLED
    )
    for row in rows.order_by("rank", "pk").values(*SHORT):
        found.setdefault(row["product_id"], []).append(row)
    return {pk: _suppliers_cell(offers) for pk, offers in found.items()}


def _suppliers_cell(offers: list[Any]) -> str:
    good = [offer for offer in offers if offer["state"] == OfferState.CONFIRMED]
    first = (good or offers)[0]
    unit = first["cost"] * first["quantity_ratio"] if first["cost"] is not None else None
    return format_html(
        '<span class="console-nowrap">{}{}</span><span class="console-sub console-nowrap">{}</span>',
        f"{len(good)} · ",
        registry.title(first["account__supplier"]),
        amount(unit, first["currency"]) if unit is not None else _("no cost yet"),
    )


def offers_panel(request: HttpRequest, product: Model) -> str:
    """The product's offers by rank. Three queries, and nothing where there is none."""
    offers = list(SupplierProduct.objects.filter(product=product.pk).select_related("account").order_by("rank", "pk"))
    if not offers:
        return ""
    units, quotes = offered_units(offers), cheapest_quotes(offers)
    rows = [
        {
            "offer": offer,
            "supplier": registry.title(offer.account.supplier),
            "picture": remote_picture(offer.image_url),
            "options": options_words(offer.options) or offer.external_variant_id,
            "cost": amount(offer.cost, offer.currency),
            "freight": amount(quotes[offer.pk].price, quotes[offer.pk].currency) if offer.pk in quotes else "–",
            "country": quotes[offer.pk].country if offer.pk in quotes else "",
            "stock": grouped(units[offer.pk]) if offer.pk in units else "–",
            "age": age_words(offer.checked_at),
            "badge": offer_badge(offer),
        }
        for offer in offers
    ]
    return render_to_string("admin/suppliers/product_offers.html", {"rows": rows}, request)


def find_url(product: Model) -> str:
    return reverse("admin:suppliers_find", query={"for": product.pk})


slot("product.columns").add(Column("suppliers", gettext_lazy("Suppliers, best cost"), load_suppliers))
slot("product.panels").add(Panel("offers", gettext_lazy("Supplier offers"), offers_panel))


def refresh_products(page: Any, request: HttpRequest, queryset: Any) -> Any:
    """The chosen products' offers, by the same act as in the list of offers."""
    chosen = list(queryset.order_by("pk").values_list("pk", flat=True)[: offer_actions.AT_ONCE])
    offers = SupplierProduct.objects.filter(product__in=chosen).exclude(state=OfferState.DISABLED)
    selection = [("action", REFRESH), *(("_selected_action", str(pk)) for pk in chosen)]
    return offer_actions.refresh(page, request, offers, selection)


slot("product.list_actions").add(
    ListAction(
        REFRESH,
        gettext_lazy("Refresh from suppliers…"),
        refresh_products,
        "suppliers.change_supplierproduct",
    )
)
slot("product.actions").add(
    Button("link", gettext_lazy("Link to a supplier"), "add_link", find_url, "suppliers.add_supplierproduct")
)
