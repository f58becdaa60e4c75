"""A small piece of the sellers' taxonomy, with properties, their values and the scales they are measured on."""

from collections.abc import Iterator
from dataclasses import dataclass, field

CUSTOM = (513, 514)  # free variations: at most two
CUSTOM_NAMES = {513: "Custom Property 1", 514: "Custom Property 2"}


@dataclass(frozen=True)
class Scale:
    scale_id: int
    name: str
    description: str = ""


@dataclass(frozen=True)
class Property:
    """`values` are (id, name, scale); empty means free text."""

    property_id: int
    name: str
    required: bool = False
    attribute: bool = True
    variation: bool = False
    multivalued: bool = False
    most: int | None = None
    scales: tuple[Scale, ...] = ()
    values: tuple[tuple[int, str, int | None], ...] = ()

    def value_named(self, name: str) -> int | None:
        return next((value_id for value_id, text, _ in self.values if text.lower() == name.lower()), None)

    def name_of(self, value_id: int) -> str | None:
        return next((text for known, text, _ in self.values if known == value_id), None)

    def scale(self, scale_id: int | None) -> Scale | None:
        return next((one for one in self.scales if one.scale_id == scale_id), None)


@dataclass
class Node:
    taxonomy_id: int
    name: str
    level: int
    parent: "Node | None"
    properties: tuple[Property, ...] = ()
    children: list["Node"] = field(default_factory=list)

    @property
    def path(self) -> list[int]:
        return [*(self.parent.path if self.parent else []), self.taxonomy_id]


COLOUR = Property(
    200,
    "Primary color",
    variation=True,
    values=((1, "Black", None), (2, "Blue", None), (3, "Brown", None), (4, "Green", None), (9, "Red", None)),
)
SECONDARY = Property(52_047_899_002, "Secondary color", values=COLOUR.values)
MATERIAL = Property(
    148_789_511_893,
    "Material",
    variation=True,
    multivalued=True,
    most=5,
    values=((101, "Ceramic", None), (102, "Cotton", None), (103, "Glass", None), (104, "Wood", None)),
)
SIZE = Property(
    62_809_790_395,
    "Size",
    variation=True,
    scales=(Scale(301, "Alpha", "Letter sizes"), Scale(19, "US/Canada", "US and Canada"), Scale(302, "EU")),
    values=((201, "S", 301), (202, "M", 301), (203, "L", 301), (204, "6", 19), (205, "8", 19), (206, "38", 302)),
)
LENGTH = Property(
    47_626_759_838, "Length", variation=True, scales=(Scale(5, "Inches", "in"), Scale(6, "Centimeters", "cm"))
)
CRAFT = Property(570_246_113, "Craft type", attribute=True, multivalued=True, most=5, values=((301, "Pottery", None),))
OCCASION = Property(46_803_063_641, "Occasion", values=((401, "Birthday", None), (402, "Wedding", None)))

# id, name, properties, children
Branch = tuple[int, str, tuple[Property, ...], tuple["Branch", ...]]
TREE: tuple[Branch, ...] = (
    (
        1,
        "Accessories",
        (),
        ((66, "Keychains & Lanyards", (COLOUR, MATERIAL), ()), (156, "Scarves & Wraps", (COLOUR, LENGTH), ())),
    ),
    (
        68_887_482,
        "Home & Living",
        (),
        (
            (
                891,
                "Home Decor",
                (COLOUR, SECONDARY, MATERIAL, OCCASION),
                ((1005, "Vases", (COLOUR, MATERIAL, LENGTH, OCCASION), ()), (1029, "Candles", (COLOUR, OCCASION), ())),
            ),
            (1063, "Kitchen & Dining", (COLOUR, MATERIAL), ((1065, "Mugs", (COLOUR, MATERIAL, CRAFT), ()),)),
        ),
    ),
    (
        374,
        "Clothing",
        (),
        ((482, "T-shirts", (COLOUR, SIZE, MATERIAL), ()),),
    ),
)


def _grown(branches: tuple[Branch, ...], parent: Node | None) -> list[Node]:
    made = []
    for taxonomy_id, name, properties, children in branches:
        node = Node(taxonomy_id, name, parent.level + 1 if parent else 1, parent, properties)
        node.children = _grown(children, node)
        made.append(node)
    return made


def _walk(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _walk(node.children)


ROOTS = _grown(TREE, None)
NODES = {node.taxonomy_id: node for node in _walk(ROOTS)}


def property_of(taxonomy_id: int, property_id: int) -> Property | None:
    node = NODES.get(taxonomy_id)
    return next((one for one in node.properties if one.property_id == property_id), None) if node else None
