"""What stands at eBay, as items, offers and groups tell it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplaces.adapters.ebay.sites import Site
from marketplaces.adapters.ebay.values import Misread, Obj, money, obj_or_empty, required, rows, text, texts, whole
from marketplaces.interface import ListingReading, VariantReading

PUBLISHED = "PUBLISHED"
_HIDDEN = "OUT_OF_STOCK"
_SHOWN = {"ACTIVE", _HIDDEN}
# Warnings that only say that something stands already as it was asked for.
BENIGN_WARNINGS = frozenset({"25401", "25402"})


@dataclass(frozen=True, slots=True)
class OfferState:
    """An offer as eBay shows it. `listing_id` is "" where it was never published."""

    offer_id: str
    sku: str
    is_published: bool
    listing_id: str = ""
    listing_status: str = ""
    on_hold: bool = False

    @property
    def is_shown(self) -> bool:
        return self.is_published and self.listing_status in _SHOWN


def offer_state(offer: Obj) -> OfferState:
    listing = obj_or_empty(offer.get("listing"), "listing")
    return OfferState(
        required(offer, "offerId"),
        text(offer.get("sku")),
        text(offer.get("status")) == PUBLISHED,
        text(listing.get("listingId")),
        text(listing.get("listingStatus")),
        listing.get("listingOnHold") is True,
    )


def quantity_of_item(item: Obj) -> int | None:
    """What is to ship to buyers, over all sites; None where it was never said."""
    availability = obj_or_empty(item.get("availability"), "availability")
    return whole(obj_or_empty(availability.get("shipToLocationAvailability"), "quantity").get("quantity"))


def shown_quantity(item: Obj, offer: Obj) -> int | None:
    """A buyer sees the smaller of the item's and the offer's."""
    found = [each for each in (quantity_of_item(item), whole(offer.get("availableQuantity"))) if each is not None]
    return min(found) if found else None


def groups_of(item: Obj) -> list[str]:
    return texts(item.get("inventoryItemGroupKeys"), "groups") or texts(item.get("groupIds"), "groups")


def title_of(holder: Obj) -> str:
    """Of a group, or of an item."""
    return text(holder.get("title")) or text(obj_or_empty(holder.get("product"), "product").get("title"))


def variant_reading(item: Obj, offer: Obj) -> VariantReading:
    pricing = obj_or_empty(offer.get("pricingSummary"), "pricingSummary")
    return VariantReading(
        variant_id=required(offer, "sku"),
        inventory_id=required(offer, "offerId"),
        sku=required(offer, "sku"),
        price=money(pricing.get("price")),
        quantity=shown_quantity(item, offer),
    )


def listing_reading(
    listing_id: str, handle: str, title: str, pairs: Sequence[tuple[Obj, Obj]], site: Site
) -> ListingReading:
    """Of (item, offer) for each form that belongs to the listing. One that is out of stock is hidden by eBay, which is
    as it should be: whether it is visible is then not said."""
    states = [offer_state(offer) for _, offer in pairs]
    if not states:
        raise Misread("a listing without an offer")
    is_shown = any(state.is_shown for state in states)
    is_on_hold = any(state.on_hold for state in states)
    is_hidden = is_shown and all(state.listing_status == _HIDDEN for state in states)
    return ListingReading(
        remote_id=listing_id,
        handle=handle,
        title=title,
        status="active" if is_shown else "archived",
        variants=tuple(variant_reading(item, offer) for item, offer in pairs),
        url=listing_url(site, listing_id) if is_shown else "",
        is_visible=None if is_hidden and not is_on_hold else is_shown and not is_on_hold,
    )


def listing_url(site: Site, listing_id: str) -> str:
    return f"{site.address}/itm/{listing_id}"


def warnings_of(answer: Obj, benign: frozenset[str] = BENIGN_WARNINGS) -> tuple[str, ...]:
    """What eBay took and changed or dropped all the same, in its words."""
    said = [
        warning for warning in rows(answer.get("warnings"), "warnings") if text(warning.get("errorId")) not in benign
    ]
    found = [text(warning.get("longMessage")) or text(warning.get("message")) for warning in said]
    return tuple(dict.fromkeys(words for words in found if words))


@dataclass(frozen=True, slots=True)
class RowResult:
    """One row of a bulk answer. `code` and `words` are eBay's where it was refused; `parameters` of its first error."""

    status: int
    code: str = ""
    words: str = ""
    parameters: Mapping[str, str] | None = None
    warnings: tuple[str, ...] = ()

    @property
    def is_taken(self) -> bool:
        return 200 <= self.status < 300 and not self.code  # noqa: PLR2004 - HTTP's own borders


def row_result(row: Obj) -> RowResult:
    """The status of the call says nothing about a row."""
    status = whole(row.get("statusCode"))
    if status is None:
        raise Misread("a row without a status")
    errors = rows(row.get("errors"), "errors")
    if not errors:
        code = "" if 200 <= status < 300 else str(status)  # noqa: PLR2004 - HTTP's own borders
        return RowResult(status, code, warnings=warnings_of(row))
    first = errors[0]
    said = {text(each.get("name")): text(each.get("value")) for each in rows(first.get("parameters"), "parameters")}
    words = text(first.get("longMessage")) or text(first.get("message"))
    return RowResult(status, text(first.get("errorId")) or str(status), words, said, warnings_of(row))
