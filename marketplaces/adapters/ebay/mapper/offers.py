"""Offers: where, for how much and under which policies an item is sold. A PUT replaces all of it."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.ebay.mapper.regulation import regulatory
from marketplaces.adapters.ebay.mapper.words import RICH
from marketplaces.adapters.ebay.sites import Site
from marketplaces.adapters.ebay.values import amount
from marketplaces.interface import ListingDraft, VariantDraft

FORMAT = "FIXED_PRICE"
# Our names of the shop's choices -> eBay's fields.
POLICIES = {
    "fulfillment_policy_id": "fulfillmentPolicyId",
    "payment_policy_id": "paymentPolicyId",
    "return_policy_id": "returnPolicyId",
}
LOCATION = "location_key"
VAT = "vat_percentage"


def offer_body(draft: ListingDraft, variant: VariantDraft, quantity: int) -> dict[str, Any]:
    """For updateOffer: the whole wish, since what is left out is erased. The catalogue is not to write over our words."""
    settings = draft.settings
    body: dict[str, Any] = {
        "availableQuantity": quantity,
        "categoryId": draft.category_id,
        "includeCatalogProductDetails": False,
        "listingDescription": draft.description_html[:RICH],
        "listingDuration": "GTC",
        "listingPolicies": {theirs: settings[ours] for ours, theirs in POLICIES.items() if settings.get(ours)},
        "merchantLocationKey": location_of(draft),
        "pricingSummary": {"price": amount(variant.price)},
    }
    if settings.get(VAT):
        body["tax"] = {"applyTax": True, "vatPercentage": float(settings[VAT])}
    if block := regulatory(draft.safety):
        body["regulatory"] = block
    return {name: value for name, value in body.items() if value not in ("", None)}


def new_offer_body(draft: ListingDraft, variant: VariantDraft, site: Site, quantity: int) -> dict[str, Any]:
    """For createOffer and its bulk form."""
    key = {"sku": variant.sku, "marketplaceId": site.code, "format": FORMAT}
    return key | offer_body(draft, variant, quantity)


def location_of(draft: ListingDraft) -> str:
    return draft.settings.get(LOCATION, "") or draft.location_id


def with_shop_s_choices(chosen: Mapping[str, Any], draft: ListingDraft) -> dict[str, str]:
    """The listing's own choices, the shop's where it has none."""
    kept = {name: str(value) for name, value in chosen.items() if value not in ("", None)}
    return kept | {name: value for name, value in draft.settings.items() if value}
