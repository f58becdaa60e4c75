"""The simulated catalogue: products with variants and stock by area. The same seed always gives the same goods."""

import random
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from suppliers.adapters.cj.simulator.words import (
    ADJECTIVES,
    AREAS,
    COLOURS,
    DEPARTMENTS,
    MATERIALS,
    SENTENCES,
    SIZES,
    STYLES,
)

START = datetime(2025, 9, 16, 8, 0, tzinfo=UTC)
FIRST_PID = 1_780_000_000_000_000_001
SHARE_REMOVED, SHARE_OFF_SALE, SHARE_UUID = 0.02, 0.03, 0.15
CENT = Decimal("0.01")
ON_SALE, OFF_SALE = "3", "2"


@dataclass
class Area:
    """What lies in one area: `own` in CJ's warehouse, `maker` as the maker reports it, checked or not."""

    country: str
    own: int
    maker: int
    verified: bool

    @property
    def total(self) -> int:
        return self.own + self.maker

    @property
    def area_id(self) -> str:
        return AREAS[self.country][0]

    @property
    def name(self) -> str:
        return AREAS[self.country][1]


@dataclass
class Variant:
    vid: str
    sku: str
    options: tuple[str, ...]
    price: Decimal
    weight_g: int
    size_mm: tuple[int, int, int]
    image: str
    key_as_json: bool = False
    on_sale: bool = True
    areas: list[Area] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(area.total for area in self.areas)


@dataclass
class Product:
    """`status` "3" on sale, "2" off; `removed` products are refused altogether."""

    pid: str
    name: str
    chinese: str
    sku: str
    category: "Category"
    images: list[str]
    description: str
    option_names: tuple[str, ...]
    material: tuple[str, str]
    listed: int
    created: datetime
    variants: list[Variant]
    status: str = ON_SALE
    removed: bool = False

    def prices(self, between: str = "-") -> str:
        return _range([variant.price for variant in self.variants], between)

    def weights(self, more: int = 0) -> str:
        return _range([Decimal(variant.weight_g + more).quantize(Decimal("0.1")) for variant in self.variants], "-")


@dataclass(frozen=True)
class Category:
    category_id: str
    name: str
    second_id: str
    second: str
    first_id: str
    first: str

    @property
    def path(self) -> str:
        return f"{self.first} / {self.second} / {self.name}"


def _range(values: list[Decimal], between: str) -> str:
    low, high = min(values), max(values)
    return str(low) if low == high else f"{low}{between}{high}"


def categories() -> list[Category]:
    rows: list[Category] = []
    for i, (first, groups) in enumerate(DEPARTMENTS.items(), 1):
        for j, (second, names) in enumerate(groups.items(), 1):
            for name in names:
                identity = f"A1B2C3D4-0001-4A00-8A00-{len(rows) + 1:012d}"
                rows.append(Category(identity, name, f"A1B2-{i}-{j}", second, f"A1B2-{i}", first))
    return rows


class Catalogue:
    """Products by pid, variants by vid and SKU. Changes are made under the simulator's lock."""

    def __init__(self, products: int = 300, seed: int = 1) -> None:
        self._count, self._seed = products, seed
        self._lock = threading.Lock()
        self.categories = categories()
        self.reset()

    def reset(self) -> None:
        chance = random.Random(self._seed)  # noqa: S311 - a repeatable shop, no secret
        kinds = [
            (category, kind)
            for category in self.categories
            for kind in DEPARTMENTS[category.first][category.second][category.name]
        ]
        self.products: dict[str, Product] = {}
        self.by_vid: dict[str, tuple[Product, Variant]] = {}
        for number in range(self._count):
            category, kind = kinds[number % len(kinds)]
            self.add(_product(chance, number, category, kind))

    def add(self, product: Product) -> None:
        with self._lock:
            self.products[product.pid] = product
            self.by_vid.update({variant.vid: (product, variant) for variant in product.variants})

    def of_sku(self, sku: str) -> tuple[Product, Variant | None] | None:
        """The product of a SPU, or the variant of a SKU with its product."""
        for product in self.products.values():
            if product.sku == sku:
                return product, None
            for variant in product.variants:
                if variant.sku == sku:
                    return product, variant
        return None

    def on_sale(self) -> Iterator[Product]:
        """The newest first, as the search gives them."""
        return (
            product for product in reversed(self.products.values()) if not product.removed and product.status == ON_SALE
        )

    def category(self, category_id: str) -> Category | None:
        return next((row for row in self.categories if row.category_id == category_id), None)


def _product(chance: random.Random, number: int, category: Category, kind: tuple[str, str]) -> Product:
    draw = chance.random
    name = " ".join(filter(None, [chance.choice(ADJECTIVES), kind[0]])) + (
        "" if number < len(ADJECTIVES) else f" {number + 1}"
    )
    identity = (
        str(uuid.UUID(int=chance.getrandbits(128))).upper() if draw() < SHARE_UUID else str(FIRST_PID + number * 1000)
    )
    sku = f"CJ{chance.choice(['GY', 'JT', 'YD'])}{1_780_001 + number}"
    names, combinations = _options(chance)
    image = f"@@origin@@/media/{number * 10}.png"
    share = draw()
    product = Product(
        pid=identity, name=name, chinese=kind[1], sku=sku, category=category,
        images=[image, f"@@origin@@/media/{number * 10 + 1}.png"],
        description="".join(chance.sample(SENTENCES, 3)),
        option_names=names, material=chance.choice(MATERIALS), listed=int(draw() * 3000),
        created=START + timedelta(hours=number), variants=[],
        removed=share < SHARE_REMOVED,
        status=OFF_SALE if SHARE_REMOVED <= share < SHARE_REMOVED + SHARE_OFF_SALE else ON_SALE,
    )  # fmt: skip
    base = Decimal(int(draw() * 4000) + 90).scaleb(-2)
    as_json = draw() < 0.1  # noqa: PLR2004 - shares of the whole, here and below
    for index, options in enumerate(combinations):
        product.variants.append(_variant(chance, product, number, index, options, base))
        product.variants[-1].key_as_json = as_json
    return product


def _options(chance: random.Random) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    colours = chance.sample(COLOURS, 1 + int(chance.random() * 3))
    sizes = chance.sample(SIZES, 2)
    form = chance.random()
    if form < 0.3:  # noqa: PLR2004
        return ("Color",), [(colour,) for colour in colours]
    if form < 0.9:  # noqa: PLR2004
        return ("Color", "Size"), [(colour, size) for colour in colours for size in sizes]
    styles = chance.sample(STYLES, 2)
    return ("Color", "Size", "Style"), [
        (colour, size, style) for colour in colours for size in sizes for style in styles
    ]


def _variant(
    chance: random.Random, product: Product, number: int, index: int, options: tuple[str, ...], base: Decimal
) -> Variant:
    draw = chance.random
    size = (100 + int(draw() * 40) * 10, 80 + int(draw() * 30) * 10, 20 + int(draw() * 20) * 5)
    return Variant(
        vid=str(FIRST_PID + number * 1000 + 100 + index),
        sku=f"{product.sku}{index + 1:02d}{chr(65 + index % 26)}Z",
        options=options,
        price=(base * (Decimal(1) + Decimal(index) / 10)).quantize(CENT),
        weight_g=60 + int(draw() * 90) * 10,
        size_mm=size,
        image=f"@@origin@@/media/{number * 10 + 2 + index}.png",
        on_sale=draw() > 0.02,  # noqa: PLR2004
        areas=_areas(chance),
    )


def _areas(chance: random.Random) -> list[Area]:
    """One variant in ten lies nowhere; most of the others in China, some in more places."""
    draw = chance.random
    if draw() < 0.1:  # noqa: PLR2004
        return []
    areas = [Area("CN", int(draw() * 200) if draw() < 0.4 else 0, int(draw() * 12_000), draw() < 0.3)]  # noqa: PLR2004
    if draw() < 0.4:  # noqa: PLR2004
        areas.append(Area("US", 1 + int(draw() * 400), 0, verified=True))
    if draw() < 0.15:  # noqa: PLR2004
        areas.append(Area("DE", 1 + int(draw() * 90), 0, verified=True))
    return areas
