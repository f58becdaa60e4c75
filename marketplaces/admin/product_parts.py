"""What selling adds to the catalogue's pages: a column and a panel of listings, publishing, ending and price rules."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.badges import WARNING, badge
from core.admin.base import username
from core.admin.confirm import refuse, require
from core.console import Button, Column, ListAction, Panel, slot
from core.errors import HubError
from inventory.models import Product
from marketplaces.actions.publishing.drafts import check, target_of
from marketplaces.actions.publishing.plans import start_plan
from marketplaces.actions.publishing.publishing import find_listing
from marketplaces.admin.badges import LISTING_LOOKS, drift_badge, listing_badge
from marketplaces.admin.listings import actions as listing_actions
from marketplaces.admin.publishing import dialog as publish_dialog
from marketplaces.admin.publishing import wizard as publish_wizard
from marketplaces.admin.publishing.scores import score_badge
from marketplaces.admin.sums import sum_rows
from marketplaces.models import Listing, MarketplaceAccount
from marketplaces.models.listing import ListingState
from marketplaces.reasons import hint_words, problem_words

PUBLISH, PLAN, END, RULE = (
    "publish_in_shops",
    "plan_publishing",
    "end_in_shops",
    "set_price_rule",
)  # the list actions' names
AT_ONCE = 200  # each is looked at for each shop before anything is done


def load_listings(products: Sequence[Any]) -> Mapping[int, Any]:
    """A pill for each shop in which the product, or its group, is listed. One query."""
    pks = [product.pk for product in products]
    groups = {product.pk: product.group_id for product in products if product.group_id is not None}
    rows = Listing.objects.filter(Q(product__in=pks) | Q(group__in=set(groups.values())))
    by_product: dict[int, list[Listing]] = {}
    by_group: dict[int, list[Listing]] = {}
    for listing in rows.select_related("account").order_by("account__name"):
        table = by_product if listing.product_id else by_group
        table.setdefault(listing.product_id or listing.group_id or 0, []).append(listing)
    found = {pk: [*by_product.get(pk, []), *by_group.get(groups.get(pk, 0), [])] for pk in pks}
    return {
        pk: format_html_join(" ", "{}", ((_pill(one),) for one in listed)) for pk, listed in found.items() if listed
    }


def _pill(listing: Listing) -> str:
    icon, tone = LISTING_LOOKS[listing.state]
    why = problem_words(listing.reason, listing.reason_values) if listing.reason else ""
    if listing.state == ListingState.ACTIVE and (listing.reason or listing.drift):
        tone = WARNING
    lines = [str(listing.get_state_display()), why]
    return badge(listing.account.name, icon=icon, tone=tone, tooltip="\n".join(line for line in lines if line))


def listings_panel(request: HttpRequest, product: Model) -> str:
    """How the product stands in each live shop: its listing, what is missing, and the sum of its price there."""
    if not isinstance(product, Product) or not request.user.has_perm("marketplaces.view_listing"):
        return ""
    shops = list(listing_actions.shops_to_choose().select_related("price_rule"))
    rows = [_row(shop, product) for shop in shops]
    return render_to_string("admin/marketplaces/product_listings.html", {"rows": rows}, request) if rows else ""


def _row(shop: MarketplaceAccount, product: Product) -> dict[str, Any]:
    target = target_of(product)
    listing = find_listing(shop, target)
    checked = check(shop, target, listing)
    figures = checked.wanted.get(product.pk)
    return {
        "shop": shop,
        "badge": listing_badge(listing) if listing else score_badge(checked),
        "drift": drift_badge(listing) if listing else "",
        "url": reverse("admin:marketplaces_listing_change", args=[listing.pk]) if listing else "",
        "price": figures.price if figures else None,
        "quantity": figures.quantity if figures else 0,
        "problems": [problem_words(problem.code, problem.values) for problem in checked.problems],
        "hints": [hint_words(hint) for hint in checked.hints],
        "sum": sum_rows(figures.sum if figures else None),
    }


# --- with the chosen products of the list --------------------------------------------------------------------------------


def publish_products(page: Any, request: HttpRequest, queryset: Any) -> HttpResponse:
    fields = [("action", PUBLISH)]
    return publish_dialog.answer(page, request, _keys(queryset), fields, note=_most_words(queryset))


def plan_products(page: Any, request: HttpRequest, queryset: Any) -> HttpResponse:
    """Opens the pages on which many are prepared at leisure."""
    require(request.user.has_perm(listing_actions.PERMISSION))
    try:
        plan = start_plan(_keys(queryset), username(request))
    except HubError as error:
        return refuse(request, error, reverse("admin:inventory_product_changelist"))
    return HttpResponseRedirect(publish_wizard.page_url(plan))


def end_products(page: Any, request: HttpRequest, queryset: Any) -> HttpResponse:
    return _each(page, request, queryset, END, listing_actions.END)


def set_rule(page: Any, request: HttpRequest, queryset: Any) -> HttpResponse:
    return _each(page, request, queryset, RULE, listing_actions.RULE)


def _each(page: Any, request: HttpRequest, queryset: Any, name: str, act: listing_actions.Act) -> HttpResponse:
    """The listings of the chosen products, by the same act as in the list of listings."""
    products = list(Product.objects.filter(pk__in=_keys(queryset)).only("group_id"))
    groups = {product.group_id for product in products if product.group_id}
    rows = Listing.objects.filter(Q(product__in=products) | Q(group__in=groups))
    selection = [("action", name), *_selection(products)]
    return listing_actions.each(page, request, rows, act, selection, reverse("admin:inventory_product_changelist"))


def _keys(queryset: Any) -> list[int]:
    return list(queryset.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def _selection(products: Sequence[Product]) -> list[tuple[str, str]]:
    return [("_selected_action", str(product.pk)) for product in products]


def _most_words(queryset: Any) -> str:
    is_more = queryset.count() > AT_ONCE
    return _("The first %(n)d of them: repeat it for the others.") % {"n": AT_ONCE} if is_more else ""


slot("product.columns").add(Column("listings", gettext_lazy("Listings"), load_listings))
slot("product.actions").add(
    Button(PUBLISH, gettext_lazy("Publish…"), "publish", publish_dialog.url_of, listing_actions.PERMISSION)
)
slot("product.panels").add(Panel("listings", gettext_lazy("Listings"), listings_panel))
for _name, _title, _run in (
    (PUBLISH, gettext_lazy("Publish…"), publish_products),
    (PLAN, gettext_lazy("Publish step by step…"), plan_products),
    (END, gettext_lazy("End…"), end_products),
    (RULE, gettext_lazy("Set price rule…"), set_rule),
):
    slot("product.list_actions").add(ListAction(_name, _title, _run, listing_actions.PERMISSION))
