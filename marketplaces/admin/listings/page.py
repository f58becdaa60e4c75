"""The page of one listing."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.admin.badges import when
from marketplaces.actions.pushing.wanting import wanted
from marketplaces.admin.badges import drift_badge, listing_badge
from marketplaces.admin.listings import actions
from marketplaces.admin.sums import amount, sum_rows
from marketplaces.models import Listing
from marketplaces.models.listing import ListingState
from marketplaces.reasons import drift_words, problem_words

VARIANTS_SHOWN = 100
PUBLISH = "publish_selected"
ICONS = {
    PUBLISH: "publish",
    "read_back_selected": "sync",
    "attributes_selected": "list_alt",
    "rule_selected": "price_change",
    "pause_selected": "pause",
    "resume_selected": "play_arrow",
    "end_selected": "remove_shopping_cart",
}


def is_read_before_push(listing: Listing) -> bool:
    """Whether what is shown as theirs was read before our figures last went there: it need not stand there any more."""
    pushed, read = listing.pushed_at, listing.read_back_at
    return pushed is not None and read is not None and pushed > read


def buttons(listing: Listing, offered: Mapping[str, tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Those of the list's actions, as Django's `get_actions` gives them, that are possible now; publishing again is marked
    where something is wrong."""
    possible = {act.name for act in actions.ACTS if listing.state in act.states} | {"attributes_selected"}
    if listing.state != ListingState.PUBLISHING:
        possible.add(PUBLISH)
    is_wrong = listing.state == ListingState.ERROR or bool(listing.drift)
    return [
        {"name": name, "words": offered[name][2], "icon": icon, "is_main": is_wrong and name == PUBLISH}
        for name, icon in ICONS.items()
        if name in possible and name in offered
    ]


def page_of(listing: Listing, offered: Mapping[str, tuple[Any, ...]]) -> dict[str, Any]:
    """Each form with ours and theirs, the sum behind its price, what differs, and what staff may do now."""
    variants = list(listing.variants.select_related("product").order_by("pk")[:VARIANTS_SHOWN])
    figures = wanted(listing.account, [variant.product for variant in variants], listing.price_rule)
    currency = listing.account.currency
    return {
        "listing": listing,
        "listing_buttons": buttons(listing, offered),
        "read_back": when(listing.read_back_at, empty=_("never")),
        "is_read_before_push": is_read_before_push(listing),
        "listing_badges": [listing_badge(listing), drift_badge(listing)],
        "why": problem_words(listing.reason, listing.reason_values) if listing.reason else "",
        "shop_url": reverse("admin:marketplaces_marketplaceaccount_change", args=[listing.account_id]),
        "rule": listing.price_rule or listing.account.price_rule,
        "drift": [{**each, "words": drift_words(each["field"])} for each in listing.drift],
        "variants": [
            {
                "variant": variant,
                "price": amount(price.amount if (price := figures[variant.product_id].price) else None, currency),
                "pushed": amount(variant.pushed_price, currency),
                "seen": amount(variant.seen_price, currency),
                "wanted": figures[variant.product_id],
                "problems": " ".join(
                    problem_words(problem.code, problem.values) for problem in figures[variant.product_id].problems
                ),
                "sum": sum_rows(figures[variant.product_id].sum),
                "product_url": reverse("admin:inventory_product_change", args=[variant.product_id]),
            }
            for variant in variants
        ],
        "title": str(listing),
        "subtitle": None,
    }
