"""From draft to shelf: items, then offers, then the listing. Each step may be repeated; nothing is made twice."""

from dataclasses import replace

from django.utils.translation import gettext as _

from core.errors import Rejected
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.errors import PARTNER
from marketplaces.adapters.ebay.families import inventory, offers
from marketplaces.adapters.ebay.listing.grouping import publish_group
from marketplaces.adapters.ebay.listing.settling import patiently, settle_offer
from marketplaces.adapters.ebay.listing.standing import look
from marketplaces.adapters.ebay.listing.turns import one_writer
from marketplaces.adapters.ebay.mapper.groups import is_group
from marketplaces.adapters.ebay.mapper.items import item_body
from marketplaces.adapters.ebay.mapper.offers import new_offer_body, with_shop_s_choices
from marketplaces.adapters.ebay.mapper.problems import draft_problems
from marketplaces.adapters.ebay.mapper.readings import listing_url
from marketplaces.interface import ListingDraft, PublishedListing, PublishedVariant

OPERATION = "publish a listing"


def publish(client: EbayClient, draft: ListingDraft) -> PublishedListing:
    """After a lost answer it is asked for again: items are replaced, offers adopted, and a live listing stays the same
    one. Raises Rejected before any call where eBay would refuse for sure."""
    chosen = with_shop_s_choices(client.account.selling_settings, draft)
    whole = replace(draft, settings=chosen, location_id=draft.location_id or client.account.location_id)
    _check(client, whole)
    with one_writer(client.account.account_id, [form.sku for form in whole.variants], OPERATION):
        return publish_group(client, whole) if is_group(whole) else _publish_single(client, whole)


def _publish_single(client: EbayClient, draft: ListingDraft) -> PublishedListing:
    variant, site = draft.variants[0], client.identity.site
    standing = look(client, draft)
    quantity = standing.quantity_for(variant)
    said = list(patiently(lambda: inventory.put_item(client, variant.sku, item_body(draft, variant, site, quantity))))
    body = new_offer_body(draft, variant, site, quantity)
    offer_id, warnings = settle_offer(client, standing.offer_id(variant.sku), body)
    said += warnings
    published = patiently(lambda: offers.publish(client, offer_id))
    said += published.warnings
    return PublishedListing(
        remote_id=published.listing_id,
        handle=draft.handle,
        variants=(PublishedVariant(variant.key, variant.sku, offer_id, variant.sku),),
        url=listing_url(site, published.listing_id),
        is_visible=True,
        problems=tuple(dict.fromkeys(said)),
    )


def _check(client: EbayClient, draft: ListingDraft) -> None:
    site = client.identity.site
    for variant in draft.variants:
        if variant.price.currency != site.currency:
            words = _("The national site sells in %(shop)s, the price is in %(currency)s.")
            said = words % {"shop": site.currency, "currency": variant.price.currency}
            raise Rejected(PARTNER, OPERATION, message=said, code="price_currency")
    problems = draft_problems(draft, None)
    if problems:
        said = ", ".join(dict.fromkeys(f"{each.code} {each.about}".strip() for each in problems))
        raise Rejected(PARTNER, OPERATION, message=said, code=problems[0].code)
