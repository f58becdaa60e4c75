"""One value of a variation or an attribute: by the taxonomy, or free under the two custom properties."""

from typing import Any

from marketplaces.adapters.etsy.simulator.acts.words import has_brackets
from marketplaces.adapters.etsy.simulator.books.listings import Listing, PropertyValue
from marketplaces.adapters.etsy.simulator.books.shop import Shop
from marketplaces.adapters.etsy.simulator.books.taxonomy import CUSTOM, CUSTOM_NAMES, Property, property_of
from marketplaces.adapters.etsy.simulator.calls import bad

KEYS = frozenset(("property_id", "value_ids", "scale_id", "property_name", "values"))


def property_value(shop: Shop, listing: Listing, given: Any) -> PropertyValue:
    """A variation of one product. Raises Refused."""
    if not isinstance(given, dict):
        raise bad("property_values must be an array of objects")
    if unknown := sorted(set(given) - KEYS):
        raise bad(f"Invalid keys: {', '.join(unknown)}")
    for name in ("property_id", "value_ids", "values"):
        if name not in given:
            raise bad(f"Missing input parameter: [{name}]")
    property_id = given["property_id"]
    known = property_of(listing.facts["taxonomy_id"], property_id)
    if property_id not in CUSTOM and (known is None or not known.variation):
        raise bad(f"Property {property_id} does not support variations for this taxonomy")
    name = (known.name if known else given.get("property_name")) or CUSTOM_NAMES.get(property_id, "")
    return _made(shop, property_id, name, known, given)


def attribute(shop: Shop, listing: Listing, property_id: int, given: dict[str, Any]) -> PropertyValue:
    """An attribute of the listing. Raises Refused."""
    known = property_of(listing.facts["taxonomy_id"], property_id)
    if known is None or not known.attribute:
        raise bad(f"Property {property_id} does not support attributes for this taxonomy")
    made = _made(shop, property_id, known.name, known, given)
    most = (known.most or len(made.values)) if known.multivalued else 1
    if len(made.values) > most:
        raise bad(f"values cannot be more than {most} items")
    return made


def _made(shop: Shop, property_id: int, name: str, known: Property | None, given: dict[str, Any]) -> PropertyValue:
    values, ids = given["values"], given["value_ids"]
    if not isinstance(values, list) or not isinstance(ids, list) or not (values or ids):
        raise bad("values cannot be less than 1 items")
    if any(has_brackets(str(one)) for one in values):
        raise bad("Array input malformed")
    scale = known.scale(given.get("scale_id")) if known else None
    if given.get("scale_id") and scale is None:
        raise bad(f"Invalid scale_id: {given['scale_id']}")
    pairs = _by_ids(shop, property_id, known, ids) if ids else _by_names(shop, property_id, known, values)
    return PropertyValue(
        property_id,
        name,
        [text for _, text in pairs],
        [value_id for value_id, _ in pairs],
        scale.scale_id if scale else None,
        scale.name if scale else None,
    )


def _by_ids(shop: Shop, property_id: int, known: Property | None, ids: list[int]) -> list[tuple[int, str]]:
    """A number means what the taxonomy, or the shop, says it means, whatever text is beside it."""
    own = {number: text for (owner, text), number in shop.books.value_ids.items() if owner == property_id}
    found = []
    for value_id in ids:
        text = (known.name_of(value_id) if known else None) or own.get(value_id)
        if text is None:
            raise bad(f"Invalid value_id: {value_id}")
        found.append((value_id, text))
    return found


def _by_names(shop: Shop, property_id: int, known: Property | None, values: list[Any]) -> list[tuple[int, str]]:
    """Free texts are given an id of the shop's own; texts of the taxonomy have theirs."""
    found = []
    for one in values:
        text = str(one)
        value_id = known.value_named(text) if known else None
        found.append((value_id or shop.value_id(property_id, text), text))
    return found
