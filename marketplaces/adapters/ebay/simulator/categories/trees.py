"""A small category tree for each marketplace: the same leaves everywhere, with names and aspects in its language."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Aspect:
    """`names` and `values` are in English; `in_german` and `in_french` what they are called there."""

    name: str
    in_german: str
    in_french: str
    required: bool = False
    varies: bool = False
    many: bool = False
    values: tuple[str, ...] = ()
    only_these: bool = False
    longest: int = 65
    required_from: str = ""

    def called(self, language: str) -> str:
        return {"de": self.in_german, "fr": self.in_french}.get(language, self.name)


@dataclass(frozen=True)
class Category:
    """`words` are what a search finds it by, in all languages; `identifier` is needed at publishing, though no call says so."""

    number: str
    name: str
    in_german: str
    in_french: str
    parent: str = "0"
    aspects: tuple[Aspect, ...] = ()
    words: tuple[str, ...] = ()
    identifier: bool = False
    manufacturer: bool = False
    conditions: tuple[str, ...] = ("1000", "1500", "3000")

    def called(self, language: str) -> str:
        return {"de": self.in_german, "fr": self.in_french}.get(language, self.name)


@dataclass(frozen=True)
class Tree:
    number: str
    marketplaces: tuple[str, ...]
    language: str
    version: str = "134"
    expired: dict[str, str] = field(default_factory=dict)


BRAND = Aspect("Brand", "Marke", "Marque", required=True)
COLOUR = Aspect("Color", "Farbe", "Couleur", varies=True, many=True, values=("Black", "White", "Red", "Blue"))
SIZE = Aspect("Size", "Größe", "Taille", required=True, varies=True, values=("S", "M", "L", "XL"))
DEPARTMENT = Aspect(
    "Department", "Abteilung", "Département", required=True, values=("Men", "Women", "Unisex Adults"), only_these=True
)
TYPE = Aspect("Type", "Produktart", "Type", required=True)
MATERIAL = Aspect("Material", "Material", "Matière", many=True, required_from="2027-03-01T00:00:00.000Z")
CAPACITY = Aspect("Volume", "Volumen", "Volume", varies=True)
MODEL = Aspect("Model", "Modell", "Modèle")

CATEGORIES = {
    each.number: each
    for each in (
        Category("0", "Root", "Root", "Root", parent=""),
        Category("26395", "Health & Beauty", "Beauty & Gesundheit", "Beauté, bien-être, parfums"),
        Category(
            "67391",
            "Bar Soaps",
            "Seifen",
            "Savons",
            "26395",
            (BRAND, TYPE, CAPACITY, MATERIAL),
            ("soap", "seife", "savon", "shea"),
            manufacturer=True,
            conditions=("1000", "1500"),
        ),
        Category("11450", "Clothing", "Kleidung", "Vêtements"),
        Category(
            "15687",
            "T-Shirts",
            "T-Shirts",
            "T-shirts",
            "11450",
            (BRAND, SIZE, COLOUR, DEPARTMENT, MATERIAL),
            ("shirt", "tee", "tshirt"),
        ),
        Category("293", "Consumer Electronics", "TV & Audio", "Image, son"),
        Category(
            "112529",
            "Headphones",
            "Kopfhörer",
            "Casques",
            "293",
            (BRAND, MODEL, COLOUR, TYPE),
            ("headphone", "earbud", "kopfhörer", "casque"),
            identifier=True,
            manufacturer=True,
            conditions=("1000", "1500", "2000", "3000", "7000"),
        ),
        Category("11700", "Home & Garden", "Möbel & Wohnen", "Maison"),
        Category(
            "20625",
            "Kitchen Storage",
            "Küchenaufbewahrung",
            "Rangements de cuisine",
            "11700",
            (BRAND, COLOUR, MATERIAL, CAPACITY),
            ("storage", "box", "jar", "aufbewahrung", "rangement"),
        ),
    )
}
TREES = {
    each.number: each
    for each in (
        Tree("0", ("EBAY_US",), "en", expired={"9999": "15687"}),
        Tree("3", ("EBAY_GB",), "en"),
        Tree("77", ("EBAY_DE",), "de"),
        Tree("71", ("EBAY_FR",), "fr"),
    )
}
TREE_OF = {marketplace: tree for tree in TREES.values() for marketplace in tree.marketplaces}
CONDITIONS = {
    "1000": ("New", {"NEW"}),
    "1500": ("New other", {"NEW_OTHER"}),
    "2000": ("Certified - Refurbished", {"CERTIFIED_REFURBISHED"}),
    "3000": ("Used", {"USED_EXCELLENT"}),
    "7000": ("For parts or not working", {"FOR_PARTS_OR_NOT_WORKING"}),
}


def children(number: str) -> list[Category]:
    return [each for each in CATEGORIES.values() if each.parent == number]


def is_leaf(number: str) -> bool:
    return number in CATEGORIES and not children(number)


def level(number: str) -> int:
    parent = CATEGORIES[number].parent
    return level(parent) + 1 if parent else 0


def condition_words(category: Category) -> set[str]:
    """What `condition` of an item may say there."""
    return set().union(*(CONDITIONS[number][1] for number in category.conditions))
