"""Variations: an item and an offer for each form, a group over them, one listing."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Rejected
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.errors import PARTNER, Refused
from marketplaces.adapters.ebay.families import inventory, offers
from marketplaces.adapters.ebay.listing.settling import fixed_offer, patiently, settle_new_offers, settle_offer
from marketplaces.adapters.ebay.listing.standing import Standing, items_of, look
from marketplaces.adapters.ebay.mapper.groups import group_body, group_key
from marketplaces.adapters.ebay.mapper.items import item_body, item_row
from marketplaces.adapters.ebay.mapper.offers import new_offer_body
from marketplaces.adapters.ebay.mapper.readings import listing_url, offer_state
from marketplaces.adapters.ebay.values import texts
from marketplaces.interface import ListingDraft, PublishedListing, PublishedVariant, VariantDraft

LISTED_ALONE = "25704"  # a member has a listing of its own
HAS_SALES = "25013"  # a family: a member that was sold cannot be taken out is one of it


def publish_group(client: EbayClient, draft: ListingDraft) -> PublishedListing:
    """Forms that eBay would not take are named in `problems` and left out of `variants`."""
    key, standing = group_key(draft.handle), look(client, draft)
    said = _put_items(client, draft, standing)
    leaving = _leaving(client, key, draft)
    said += _put_group(client, key, draft, leaving)
    offer_ids, refused = _settle_offers(client, draft, standing)
    published = patiently(lambda: offers.publish_group(client, key))
    shown, left_out = _compare(client, draft, offer_ids, published.listing_id)
    site = client.identity.site
    return PublishedListing(
        remote_id=published.listing_id,
        handle=draft.handle,
        variants=shown,
        url=listing_url(site, published.listing_id),
        is_visible=bool(shown),
        problems=tuple(dict.fromkeys([*said, *refused, *published.warnings, *left_out])),
    )


def _put_items(client: EbayClient, draft: ListingDraft, standing: Standing) -> list[str]:
    """All in as few calls as can be. One that is refused stops the listing: its group would not fit it any more."""
    site, forms = client.identity.site, draft.variants
    if len(forms) == 1:
        body = item_body(draft, forms[0], site, standing.quantity_for(forms[0]))
        return list(patiently(lambda: inventory.put_item(client, forms[0].sku, body)))
    locale = client.identity.language.replace("-", "_")
    bodies = [item_row(draft, form, site, standing.quantity_for(form), locale) for form in forms]
    results = patiently(lambda: inventory.put_items(client, bodies))
    for form in forms:
        result = results.get(form.sku)
        if result is None or not result.is_taken:
            code, words = (result.code, result.words) if result else ("missing", "no answer for it")
            raise Rejected(PARTNER, "bulkCreateOrReplaceInventoryItem", message=f"{form.sku}: {words}", code=code)
    return [words for result in results.values() for words in result.warnings]


def _leaving(client: EbayClient, key: str, draft: ListingDraft) -> list[str]:
    """The members that the draft has no more."""
    group = inventory.get_group(client, key) if draft.remote_id else None
    wanted = {form.sku for form in draft.variants}
    return [sku for sku in texts((group or {}).get("variantSKUs"), "variantSKUs") if sku not in wanted]


def _put_group(client: EbayClient, key: str, draft: ListingDraft, leaving: Sequence[str]) -> list[str]:
    site = client.identity.site
    try:
        said = _send_group(client, key, group_body(draft, site))
    except Refused as refused:
        if refused.code == LISTED_ALONE:
            _withdraw_alone(client, draft.variants)
            said = _send_group(client, key, group_body(draft, site))
        elif leaving and refused.code == HAS_SALES:
            return _keep_at_zero(client, key, draft, leaving)
        else:
            raise
    for sku in leaving:
        for offer in offers.offers_of(client, sku):
            offers.delete_offer(client, offer_state(offer).offer_id)
    return said


def _send_group(client: EbayClient, key: str, body: dict[str, Any]) -> list[str]:
    return list(patiently(lambda: inventory.put_group(client, key, body)))


def _withdraw_alone(client: EbayClient, forms: Sequence[VariantDraft]) -> None:
    """A form that was a listing by itself cannot be in a group as long as it is."""
    for form in forms:
        state = fixed_offer(offers.offers_of(client, form.sku))
        if state is not None and offer_state(state).is_shown:
            offers.withdraw(client, offer_state(state).offer_id)


def _keep_at_zero(client: EbayClient, key: str, draft: ListingDraft, leaving: Sequence[str]) -> list[str]:
    """A form that was sold stays in the listing, without stock."""
    items = items_of(client, list(leaving))
    said = _send_group(client, key, group_body(draft, client.identity.site, items))
    for sku in leaving:
        rows = [
            {"offerId": offer_state(each).offer_id, "availableQuantity": 0} for each in offers.offers_of(client, sku)
        ]
        request = {"sku": sku, "shipToLocationAvailability": {"quantity": 0}, "offers": rows}
        inventory.update_prices_and_stock(client, [request])
    return said


def _settle_offers(client: EbayClient, draft: ListingDraft, standing: Standing) -> tuple[dict[str, str], list[str]]:
    """The offers' ids by SKU, and what eBay said of those that it changed or did not take."""
    site = client.identity.site
    said: list[str] = []
    ids: dict[str, str] = {}
    fresh: list[dict[str, Any]] = []
    for form in draft.variants:
        body = new_offer_body(draft, form, site, standing.quantity_for(form))
        if known := standing.offer_id(form.sku):
            ids[form.sku], warnings = settle_offer(client, known, body)
            said += warnings
        else:
            fresh.append(body)
    if len(fresh) == 1:
        ids[fresh[0]["sku"]], _warnings = settle_offer(client, "", fresh[0])
        return ids, said
    for sku, made in settle_new_offers(client, fresh).items():
        if made.offer_id:
            ids[sku] = made.offer_id
            said += made.result.warnings
        else:
            said.append(f"{sku}: {made.result.words}")
    return ids, said


def _compare(
    client: EbayClient, draft: ListingDraft, offer_ids: dict[str, str], listing_id: str
) -> tuple[tuple[PublishedVariant, ...], list[str]]:
    """eBay leaves out without a word what lacks something: which forms the listing shows is looked at."""
    shown, left_out = [], []
    for form in draft.variants:
        offer_id = offer_ids.get(form.sku)
        if offer_id is None:
            continue
        state = offer_state(offers.get_offer(client, offer_id))
        if state.is_published and state.listing_id == listing_id:
            shown.append(PublishedVariant(form.key, form.sku, offer_id, form.sku))
        else:
            words = _("%(sku)s was left out of the listing by the marketplace, without a reason.")
            left_out.append(words % {"sku": form.sku})
    return tuple(shown), left_out
