"""Categories and their properties -> ours, and which property a variation of ours is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from marketplaces.adapters.etsy.mapper.inventory import PropertyValue
from marketplaces.adapters.etsy.values import Obj, ident, needed_ident, required, rows, text
from marketplaces.interface import AttributeNeed, CategoryNeeds, ListingDraft, RemoteCategory

CUSTOM = (513, 514)  # two variations of free words; a third must be one of the category's own
_MARK = " > "


@dataclass(frozen=True, slots=True)
class Value:
    value_id: int | None
    name: str
    scale_id: int | None


@dataclass(frozen=True, slots=True)
class Property:
    """What a listing in a category can say. `values` () takes free words."""

    property_id: int
    name: str
    is_required: bool
    varies: bool
    is_attribute: bool
    is_multiple: bool
    values: tuple[Value, ...]
    scales: tuple[tuple[str, str], ...]

    def value(self, name: str, scale_id: int | None = None) -> Value | None:
        """By its words; within a scale where one is given."""
        same = (each for each in self.values if each.name.lower() == name.strip().lower())
        return next((each for each in same if scale_id is None or each.scale_id == scale_id), None)


def categories(nodes: Sequence[Obj]) -> list[RemoteCategory]:
    """The whole tree, parents before their children."""
    return [found for node in nodes for found in _walk(node, "", "")]


def _walk(node: Obj, parent: str, path: str) -> Iterator[RemoteCategory]:
    number, name = needed_ident(node, "id"), required(node, "name")
    children = rows(node.get("children"), "children")
    here = f"{path}{_MARK}{name}" if path else name
    yield RemoteCategory(number, name, here, is_leaf=not children, parent_id=parent)
    for child in children:
        yield from _walk(child, number, here)


def properties(nodes: Sequence[Obj]) -> list[Property]:
    return [_property(node) for node in nodes]


def _property(node: Obj) -> Property:
    scales = [
        (needed_ident(row, "scale_id"), text(row.get("display_name"))) for row in rows(node.get("scales"), "scales")
    ]
    return Property(
        property_id=int(needed_ident(node, "property_id")),
        name=text(node.get("display_name")) or required(node, "name"),
        is_required=node.get("is_required") is True,
        varies=node.get("supports_variations") is True,
        is_attribute=node.get("supports_attributes") is True,
        is_multiple=node.get("is_multivalued") is True,
        values=tuple(_value(row) for row in rows(node.get("possible_values"), "possible_values")),
        scales=tuple(scales),
    )


def _value(node: Obj) -> Value:
    number, scale = ident(node.get("value_id")), ident(node.get("scale_id"))
    return Value(int(number) if number else None, text(node.get("name")), int(scale) if scale else None)


def needs(category_id: str, found: Sequence[Property]) -> CategoryNeeds:
    """Scale ids differ from text to text of Etsy's: they are those that the category names."""
    return CategoryNeeds(category_id=category_id, attributes=tuple(_need(each) for each in found))


def _need(given: Property) -> AttributeNeed:
    return AttributeNeed(
        key=str(given.property_id),
        name=given.name,
        is_required=given.is_required,
        values=tuple(dict.fromkeys(value.name for value in given.values)),
        only_listed=bool(given.values),
        is_multiple=given.is_multiple,
        varies=given.varies,
        scales=given.scales,
    )


def attribute_form(given: Property, values: Sequence[str]) -> dict[str, tuple[str, ...] | tuple[int, ...] | int | None]:
    """For `updateListingProperty`: the numbers of listed values, free words as they are. `(` and `)` break Etsy's
    reading of lists."""
    known = [(plain(value), given.value(value)) for value in values]
    ids = tuple(found.value_id for _words, found in known if found and found.value_id is not None)
    scale = next((found.scale_id for _words, found in known if found and found.scale_id is not None), None)
    return {"value_ids": ids, "values": tuple(words for words, _found in known), "scale_id": scale}


def variations(draft: ListingDraft, known: Sequence[Property]) -> list[tuple[PropertyValue, ...]]:
    """What each variant of the draft is, in the draft's order. An option is the category's own property of that name
    where that takes all its values, else one of the two of free words, in the order of the options."""
    if len(draft.variants) == 1 and not draft.variants[0].options:
        return [()]
    names = [name for name, _value in draft.variants[0].options]
    free = iter(CUSTOM)
    columns = []
    for place, name in enumerate(names):
        values = [variant.options[place][1] for variant in draft.variants]
        columns.append(_column(name, values, known, free))
    return list(zip(*columns, strict=True)) if columns else [() for _variant in draft.variants]


def free_options(draft: ListingDraft, known: Sequence[Property]) -> int:
    """How many options have to be of free words."""
    names = [name for name, _value in draft.variants[0].options] if draft.variants else []
    columns = [[variant.options[place][1] for variant in draft.variants] for place in range(len(names))]
    return sum(_own(name, values, known) is None for name, values in zip(names, columns, strict=True))


def _column(name: str, values: Sequence[str], known: Sequence[Property], free: Iterator[int]) -> list[PropertyValue]:
    own = _own(name, values, known)
    if own is None:
        number = next(free, CUSTOM[-1])
        return [PropertyValue(number, name, (), (plain(value),)) for value in values]
    given, scale = own
    found = []
    for value in values:
        listed = given.value(value, scale)
        ids = (listed.value_id,) if listed and listed.value_id is not None else ()
        found.append(PropertyValue(given.property_id, given.name, ids, (plain(value),), scale))
    return found


def _own(name: str, values: Sequence[str], known: Sequence[Property]) -> tuple[Property, int | None] | None:
    """The category's property and the scale on which all the values are; one without listed values and without scales
    takes free words."""
    for given in known:
        if not given.varies or given.name.lower() != name.strip().lower():
            continue
        if not given.values and not given.scales:
            return given, None
        for scale in dict.fromkeys(value.scale_id for value in given.values):
            if all((found := given.value(value, scale)) and found.scale_id == scale for value in values):
                return given, scale
    return None


def plain(value: str) -> str:
    """Without the brackets that Etsy cannot read."""
    return " ".join(value.replace("(", " ").replace(")", " ").split())
