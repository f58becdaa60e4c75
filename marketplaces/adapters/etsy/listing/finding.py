"""A listing whose making was answered with nothing or with an error may be there all the same: looked for before another
one is made."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from core.errors import Rejected
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.errors import PARTNER
from marketplaces.adapters.etsy.families import listings
from marketplaces.adapters.etsy.families.paging import FURTHEST_OFFSET, LARGEST
from marketplaces.adapters.etsy.mapper.inventory import read_inventory
from marketplaces.adapters.etsy.mapper.listings import title_of
from marketplaces.adapters.etsy.values import Obj, moment, needed_ident, text
from marketplaces.interface import ListingDraft

RECENT = timedelta(days=7)  # a nameless draft that is older is somebody's own
_LOOKED_AT = (("draft", FURTHEST_OFFSET), ("active", 0))  # of what is on sale the first page: the newest


def find(client: EtsyClient, draft: ListingDraft) -> str:
    """The number of the listing that an earlier attempt has made, "" where there is none.

    By the title, which is all that a new draft has of ours; then by the SKUs of its inventory, or by having none yet and
    being new. Raises Rejected where several could be it: a person has to say which.
    """
    same = [row for row in _candidates(client) if text(row.get("title")) == title_of(draft)]
    if not same:
        return ""
    numbers = [needed_ident(row, "listing_id") for row in same]
    wanted = {variant.sku for variant in draft.variants}
    found = [
        needed_ident(row, "listing_id") for row in listings.with_inventory(client, numbers) if _is_ours(row, wanted)
    ]
    if len(found) > 1:
        words = f"several listings could be it: {', '.join(sorted(found))}. Delete those that are not, at Etsy."
        raise Rejected(PARTNER, "createDraftListing", message=words, code="ambiguous")
    return found[0] if found else ""


def _candidates(client: EtsyClient) -> Iterator[Obj]:
    for state, furthest in _LOOKED_AT:
        for offset in range(0, furthest + 1, LARGEST):
            page = listings.of_shop(client, state, LARGEST, offset)
            yield from page.rows
            if len(page.rows) < LARGEST:
                break


def _is_ours(row: Obj, wanted: set[str]) -> bool:
    inventory = listings.inventory_of(row)
    skus = {product.sku for product in read_inventory(inventory).products if product.sku} if inventory else set()
    if skus:
        return skus <= wanted
    made = moment(row.get("original_creation_timestamp")) or moment(row.get("created_timestamp"))
    return text(row.get("state")) == "draft" and made is not None and made > datetime.now(UTC) - RECENT
