"""A listing from draft to shelf: draft, pictures, inventory, attributes, active.

Etsy makes it in many calls and names nothing by our key, so each step looks at what stands there and does what is
missing: tried again after any break it ends the same. Once the draft is there, what Etsy refuses is told in `problems`,
so that the number of the listing is never lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.errors import NotFound, Rejected
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.errors import PARTNER
from marketplaces.adapters.etsy.families import inventory as inventories
from marketplaces.adapters.etsy.families import listings, taxonomy
from marketplaces.adapters.etsy.listing import pictures
from marketplaces.adapters.etsy.listing.finding import find
from marketplaces.adapters.etsy.listing.reading import standing
from marketplaces.adapters.etsy.mapper import listings as mapper
from marketplaces.adapters.etsy.mapper.inventory import Inventory, Product, read_inventory
from marketplaces.adapters.etsy.mapper.taxonomy import Property, attribute_form, properties, variations
from marketplaces.adapters.etsy.values import Obj, needed_ident, number, text
from marketplaces.interface import ListingDraft, PublishedListing, VariantDraft

NO_PICTURE = "Etsy publishes nothing without a picture"
NO_STOCK = "Nothing is in stock: it stays off sale at Etsy until something is"
NO_FEE = "It has ended at Etsy, and renewing it costs a fee that nobody has confirmed"


@dataclass
class _Work:
    """One listing being published. `before` is its inventory of before, None for a new one."""

    client: EtsyClient
    draft: ListingDraft
    known: list[Property]
    listing_id: str = ""
    state: str = ""
    before: Inventory | None = None
    problems: list[str] = field(default_factory=list)


def publish(client: EtsyClient, draft: ListingDraft) -> PublishedListing:
    """Raises Rejected where the draft itself is not taken, OutcomeUnknown where it may have been made although no answer
    came: the next attempt finds it by its title."""
    category = number(draft.category_id, "the category") if draft.category_id else 0
    known = properties(taxonomy.properties(client, category)) if category else []
    work = _Work(client, draft, known)
    _find_or_make(work)
    try:
        inventory = _fill(work)
    except Rejected as refused:
        return _told(work, [*work.problems, refused.message], work.before)
    return _told(work, work.problems, inventory)


def _find_or_make(work: _Work) -> None:
    """One that is there is brought to the draft's words; without a number it is looked for first."""
    client, draft = work.client, work.draft
    work.listing_id = draft.remote_id or find(client, draft)
    if not work.listing_id:
        made = listings.create_draft(client, mapper.draft_form(draft))
        work.listing_id, work.state = needed_ident(made, "listing_id"), text(made.get("state"))
        return
    try:
        node, work.before = standing(client, work.listing_id)
    except NotFound as gone:
        raise Rejected(PARTNER, "getListing", message="the listing was deleted at Etsy", code="gone") from gone
    work.state = text(node.get("state"))
    listings.update(client, work.listing_id, mapper.change_form(draft))


def _fill(work: _Work) -> Inventory:
    client, listing_id = work.client, work.listing_id
    standing_pictures, missed = pictures.bring(client, listing_id, work.draft.images)
    work.problems += missed
    inventory = _inventory(work)
    _set_attributes(work)
    _show(work, inventory, standing_pictures)
    node, _standing = standing(client, listing_id)
    work.state = text(node.get("state"))
    work.problems += [f"Etsy did not take: {name}" for name in mapper.differences(work.draft, node)]
    return inventory


def _inventory(work: _Work) -> Inventory:
    """All of it. A variant that was there keeps the stock that stands there: sales may have changed it."""
    draft = work.draft
    values = variations(draft, work.known)
    products = [
        _product(work, variant, value, place)
        for place, (variant, value) in enumerate(zip(draft.variants, values, strict=True))
    ]
    wanted = Inventory(tuple(products))
    if wanted.units <= 0:
        wanted = wanted.asleep()
    answer = inventories.replace(work.client, work.listing_id, wanted.body(), len(wanted.property_ids))
    return read_inventory(answer)


def _product(work: _Work, variant: VariantDraft, values: Sequence[object], place: int) -> Product:
    stood = work.before.by_id(variant.remote_variant_id) if work.before and variant.remote_variant_id else None
    is_asleep = work.before is not None and mapper.is_asleep(work.state, work.before)
    quantity = max(variant.quantity or 0, 0)
    if stood is not None and not is_asleep:
        quantity = stood.quantity
    readiness = work.draft.settings.get("readiness_state_id", "")
    return Product(
        sku=variant.sku,
        price=variant.price.rounded(),
        quantity=quantity,
        readiness_state_id=int(readiness) if readiness.isdigit() else None,
        is_enabled=stood.is_enabled if stood is not None else True,
        property_values=tuple(values),  # type: ignore[arg-type]  # as `variations` gives them
    )


def _set_attributes(work: _Work) -> None:
    """What a category's property is in all variants at once is an attribute; one that varies is none."""
    by_key = {str(each.property_id): each for each in work.known}
    varying = {value.property_id for value in variations(work.draft, work.known)[0]}
    for key, values in work.draft.attributes:
        given = by_key.get(key)
        if given is None or not given.is_attribute or not values or given.property_id in varying:
            continue
        try:
            listings.set_property(work.client, work.listing_id, key, attribute_form(given, values))
        except Rejected as refused:
            work.problems.append(f"{given.name}: {refused.message}")


def _show(work: _Work, inventory: Inventory, standing_pictures: int) -> None:
    """Making a draft active costs the fee, and so does renewing: only with somebody's consent. What a person has taken
    off sale at Etsy comes back by publishing it anew, without a fee."""
    if not work.draft.is_active or work.state == mapper.ACTIVE:
        return
    if not standing_pictures:
        work.problems.append(NO_PICTURE)
        return
    if not any(variant.quantity for variant in work.draft.variants) and inventory.units <= 1:
        work.problems.append(NO_STOCK)
        return
    if work.state != mapper.INACTIVE and not work.draft.accepts_fee:
        if work.state in mapper.RENEWED_FOR_A_FEE:
            work.problems.append(NO_FEE)
        return
    listings.update(work.client, work.listing_id, {"state": mapper.ACTIVE})


def _told(work: _Work, problems: list[str], inventory: Inventory | None) -> PublishedListing:
    node: Obj = listings.listing(work.client, work.listing_id) if not work.state else {}
    return PublishedListing(
        remote_id=work.listing_id,
        handle=work.draft.handle,
        variants=mapper.published_variants(work.draft, work.listing_id, inventory or Inventory(())),
        url=f"https://www.etsy.com/listing/{work.listing_id}",
        is_visible=(text(node.get("state")) or work.state) == mapper.ACTIVE,
        problems=tuple(dict.fromkeys(problems)),
    )
