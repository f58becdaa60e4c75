"""The generated goods: stores, products, SKUs, prices in CNY. The same seed gives the same goods."""

import random
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from suppliers.adapters.aliexpress.simulator.words import CATEGORIES, COLOURS, LINES, ORIGINS, RATES, SIZES

# Beyond 2^53, where every second whole number is lost to a reader that takes them for floats.
FIRST_PRODUCT = 10_050_090_000_000_001
FIRST_SKU = 12_000_050_000_000_001
FIRST_STORE = 1_100_000_001
STORES = 12
CENT = Decimal("0.01")
COLOUR, SIZE, SHIPS_FROM = 14, 183, 200007763
GONE = {0: 605, 1: 1001}


def money(cny: Decimal, currency: str) -> str:
    """An amount in CNY as text in another currency; what is not known is given in USD."""
    return str((cny * RATES[currency if currency in RATES else "USD"]).quantize(CENT, ROUND_HALF_UP))


def currency_or_default(asked: str) -> str:
    return asked if asked in RATES else "USD"


@dataclass(frozen=True)
class Option:
    """One property of a SKU. `own_name` is the store's name for the value, "" where it has none."""

    property_id: int
    name: str
    value_id: int
    value: str
    own_name: str = ""
    image: str = ""

    @property
    def attr(self) -> str:
        own = self.own_name or (self.value if self.property_id == SHIPS_FROM else "")
        return f"{self.property_id}:{self.value_id}" + (f"#{own}" if own else "")


@dataclass(frozen=True)
class Sku:
    """`price` is what is paid now, `list_price` what is struck through, both in CNY."""

    sku_id: int
    options: tuple[Option, ...]
    price: Decimal
    list_price: Decimal
    stock: int
    origin: str

    @property
    def attr(self) -> str:
        return ";".join(option.attr for option in self.options)


@dataclass(frozen=True)
class Product:
    """`gone` is the rsp_code of a removed product, 0 while it can be shown; an offline one can be shown, not bought."""

    product_id: int
    subject: str
    root: int
    shelf: int
    shelf_name: str
    store: int
    skus: tuple[Sku, ...]
    sold: int
    weight: Decimal
    size: tuple[int, int, int]
    is_offline: bool = False
    gone: int = 0

    def sku(self, sku_id: str) -> Sku | None:
        return next((sku for sku in self.skus if str(sku.sku_id) == sku_id), None)

    def by_attr(self, attr: str) -> Sku | None:
        return next((sku for sku in self.skus if sku.attr == attr), None)

    @property
    def cheapest(self) -> Sku:
        return min(self.skus, key=lambda sku: sku.price)

    @property
    def is_on_sale(self) -> bool:
        return not self.is_offline and not self.gone


@dataclass
class Catalogue:
    """Products by id. Not thread-safe by itself."""

    products: dict[int, Product]
    _original: dict[int, Product] = field(init=False)

    def __post_init__(self) -> None:
        self._original = dict(self.products)

    @classmethod
    def generated(cls, count: int = 200, seed: int = 8) -> "Catalogue":
        chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
        shelves = [
            (root, shelf, name, kinds) for root, below in CATEGORIES.values() for name, (shelf, kinds) in below.items()
        ]
        return cls({FIRST_PRODUCT + 2 * n: _product(chance, n, shelves[n % len(shelves)]) for n in range(count)})

    def find(self, product_id: str) -> Product | None:
        return self.products.get(int(product_id)) if product_id.isdecimal() else None

    def on_sale(self) -> list[Product]:
        return [product for product in self.products.values() if product.is_on_sale]

    def change(self, product_id: int, **changes: object) -> None:
        """Replaces fields of a product."""
        self.products[product_id] = replace(self.products[product_id], **changes)  # type: ignore[arg-type]  # by name

    def change_sku(self, sku_id: int, **changes: object) -> Product | None:
        """Replaces fields of a SKU; gives its product."""
        for product in self.products.values():
            if any(sku.sku_id == sku_id for sku in product.skus):
                skus = tuple(
                    replace(sku, **changes) if sku.sku_id == sku_id else sku  # type: ignore[arg-type]  # by name
                    for sku in product.skus
                )
                self.change(product.product_id, skus=skus)
                return self.products[product.product_id]
        return None

    def reset(self) -> None:
        self.products = dict(self._original)


def _product(chance: random.Random, number: int, shelf: tuple[int, int, str, list[str]]) -> Product:
    root, shelf_id, shelf_name, kinds = shelf
    return Product(
        product_id=FIRST_PRODUCT + 2 * number,
        subject=f"{chance.choice(kinds)}, {chance.choice(LINES)} no. {number + 1}",
        root=root,
        shelf=shelf_id,
        shelf_name=shelf_name,
        store=FIRST_STORE + number % STORES,
        skus=_skus(chance, number),
        sold=chance.choice([3, 40, 700, 1446, 4000, 5000, 10000]),
        weight=Decimal(chance.randint(40, 2400)) / 1000,
        size=(chance.randint(5, 60), chance.randint(5, 40), chance.randint(2, 20)),
        # Of twenty, one is offline and one in forty cannot be shown at all.
        is_offline=number % 20 == 13,  # noqa: PLR2004
        gone=GONE[number // 40 % 2] if number % 40 == 27 else 0,  # noqa: PLR2004
    )


def _skus(chance: random.Random, number: int) -> tuple[Sku, ...]:
    """Every ninth product comes in one form only; the others by colour, half of them by size as well."""
    base = Decimal(chance.randint(900, 40_000)) / 100
    colours = chance.sample(COLOURS, chance.randint(2, 3))
    sizes = chance.sample(SIZES, 2) if number % 2 else [chance.choice(SIZES)]
    forms: list[tuple[Option, ...]] = [
        (_colour(number, *colour, own=chance.choice(colour[2])), Option(SIZE, "Size", *size))
        for colour in colours
        for size in sizes
    ]
    if number % 9 == 8:  # noqa: PLR2004
        forms = [()]
    skus = []
    for place, form in enumerate(forms):
        origin = "CN" if place == 0 or number % 3 else chance.choice(list(ORIGINS))
        price = (base + place * Decimal("4.37")).quantize(CENT)
        skus.append(
            Sku(
                sku_id=FIRST_SKU + 40 * number + 2 * place,
                options=(*form, Option(SHIPS_FROM, "Ships From", *ORIGINS[origin])),
                price=price,
                list_price=(price * chance.randint(130, 290) / 100).quantize(CENT),
                stock=0 if place and place % 4 == 1 else chance.randint(1, 400),
                origin=origin,
            )
        )
    return tuple(skus)


def _colour(number: int, value_id: int, value: str, _: list[str], *, own: str) -> Option:
    return Option(COLOUR, "Color", value_id, value, own, f"/media/{number}-{value_id}.png")
