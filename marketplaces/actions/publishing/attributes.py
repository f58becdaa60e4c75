"""What a listing says of its product by the marketplace's attributes: the category's, the template's, the product's own,
then what staff wrote for this listing."""

from collections.abc import Mapping, Sequence
from typing import Any

from inventory.models import Product
from marketplaces.interface import AttributeNeed, CategoryNeeds

Attributes = dict[str, tuple[str, ...]]
# What marketplaces call it on their national sites.
BRAND = frozenset({"brand", "marke", "marque", "marca", "merk", "marka"})


def merged(*layers: Mapping[str, Any] | None) -> Attributes:
    """Later layers stand over earlier ones, key by key. A key with nothing in it says nothing."""
    found: Attributes = {}
    for layer in layers:
        for key, value in (layer or {}).items():
            values = _values(value)
            if values:
                found[str(key)] = values
    return found


def own_of(products: Sequence[Product], needs: CategoryNeeds | None) -> Attributes:
    """What the catalogue itself knows: the brand, under the name that the marketplace has for it."""
    brand = next((product.brand.strip() for product in products if product.brand.strip()), "")
    if not brand or needs is None:
        return {}
    need = next((need for need in needs.attributes if need.name.casefold() in BRAND), None)
    if need is None or not is_fit(need, (brand,)):
        return {}
    return {need.key: (_as_listed(need, brand),)}


def missing(
    needs: CategoryNeeds | None, attributes: Attributes, option_names: Sequence[str] = ()
) -> list[AttributeNeed]:
    """The required attributes without a value. What the variants say by their options need not be said again."""
    if needs is None:
        return []
    said = {name.casefold() for name in option_names}
    return [
        need
        for need in needs.required()
        if not attributes.get(need.key) and not (need.varies and {need.name.casefold(), need.key.casefold()} & said)
    ]


def unfit(needs: CategoryNeeds | None, attributes: Attributes) -> list[AttributeNeed]:
    """Those whose value the marketplace would not take: not among its own, too long, or several where one may stand."""
    if needs is None:
        return []
    return [need for need in needs.attributes if attributes.get(need.key) and not is_fit(need, attributes[need.key])]


def is_fit(need: AttributeNeed, values: Sequence[str]) -> bool:
    if len(values) > 1 and not need.is_multiple:
        return False
    if need.longest is not None and any(len(value) > need.longest for value in values):
        return False
    if not (need.only_listed and need.values):
        return True
    listed = {value.casefold() for value in need.values}
    return all(value.casefold() in listed for value in values)


def read_text(text: str, need: AttributeNeed | None = None) -> list[str]:
    """What staff typed into one cell: several values are set apart by ";" where the attribute takes several."""
    parts = text.split(";") if need is None or need.is_multiple else [text]
    values = [" ".join(part.split()) for part in parts]
    return [_as_listed(need, value) if need else value for value in values if value]


def _as_listed(need: AttributeNeed, value: str) -> str:
    """In the marketplace's own spelling, where it lists this value."""
    return next((listed for listed in need.values if listed.casefold() == value.casefold()), value)


def _values(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    rows = value if isinstance(value, list | tuple) else [value]
    return tuple(text for text in (str(row).strip() for row in rows) if text)
