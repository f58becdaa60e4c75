"""The simulated shop: its categories and products as ready-made JSON bytes, and what may happen to them over time."""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Self

import msgspec

from inventory.source.simulator.words import BRANDS, DEPARTMENTS, LINES, SENTENCES

Item = dict[str, Any]
View = Callable[[Item, int], Item | None]

BASE = b"@@origin@@"  # stands in the stored bytes for the address the simulator is reached by
FIRST_ID = 1001
FIRST_CATEGORY = 11
SITES = (1, 2, 3)
START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
CHILDREN_A_SHELF = 9

encode = msgspec.json.Encoder().encode


class Catalogue:
    """Products newest change first, as the service lists them. The same arguments always give the same bytes."""

    def __init__(self, categories: list[Item], products: list[Item]) -> None:
        self.categories = [encode(item) for item in categories]
        self.products = [encode(item) for item in products]
        self._sites = [item.get("site_configuration") for item in products]
        self._original = (self.products, self._sites)
        self._changes = 0

    @classmethod
    def generated(cls, count: int, seed: int = 1) -> Self:
        chance = random.Random(seed)  # noqa: S311 - a repeatable shop, no secret
        categories, leaves = _categories(chance, count)
        return cls(categories, [_product(chance, number, leaves) for number in range(count)])

    @classmethod
    def from_directory(cls, path: Path) -> Self:
        """From `categories.json` and `products.json`, each a list as the service gives it."""
        categories, products = (
            json.loads((path / name).read_text("utf-8"), parse_float=str)
            for name in ("categories.json", "products.json")
        )
        return cls(categories, products)

    def on_site(self, site: str | None) -> list[bytes]:
        """The products of one site, all for None."""
        if site is None:
            return self.products
        return [raw for raw, owner in zip(self.products, self._sites, strict=True) if str(owner) == site]

    def drift(self, percent: Decimal) -> int:
        """Changes price and stock of so many products; they move to the front, as they would."""
        chosen = self._choose(percent)
        changed = [(self._touched(self.products[i]), self._sites[i]) for i in chosen]
        self._replace(changed + self._without(chosen))
        return len(chosen)

    def remove(self, percent: Decimal) -> int:
        chosen = self._choose(percent)
        self._replace(self._without(chosen))
        return len(chosen)

    def renumber(self, percent: Decimal) -> int:
        """Gives so many products a new id; everything else of them stays, the SKU too."""
        chosen = self._choose(percent)
        self.products = [*self.products]
        for i in chosen:
            item = msgspec.json.decode(self.products[i])
            self.products[i] = encode(item | {"id": int(item["id"]) + 10_000_000})
        return len(chosen)

    def reset(self) -> None:
        """As it was at the start."""
        self.products, self._sites = self._original
        self._changes = 0

    def _choose(self, percent: Decimal) -> list[int]:
        self._changes += 1
        count = min(len(self.products), max(1, round(len(self.products) * percent / 100)))
        chance = random.Random(self._changes)  # noqa: S311 - repeatable, no secret
        return sorted(chance.sample(range(len(self.products)), count))

    def _touched(self, raw: bytes) -> bytes:
        item = msgspec.json.decode(raw)
        price, stock = item.get("price"), item.get("stock")
        when = START + timedelta(days=300, minutes=self._changes)
        return encode(
            item
            | ({"price": str(Decimal(str(price)) + 5)} if price is not None else {})
            | ({"stock": stock + 3} if isinstance(stock, int) else {})
            | {"updated_at": when.isoformat()}
        )

    def _without(self, chosen: list[int]) -> list[tuple[bytes, Any]]:
        gone = set(chosen)
        rows = zip(self.products, self._sites, strict=True)
        return [row for i, row in enumerate(rows) if i not in gone]

    def _replace(self, rows: list[tuple[bytes, Any]]) -> None:
        self.products, self._sites = [raw for raw, _ in rows], [site for _, site in rows]


def _categories(chance: random.Random, products: int) -> tuple[list[Item], list[int]]:
    """Departments, shelves, and so many numbered shelves below that each holds about twenty products. Children may stand
    before their parents."""
    rows: list[Item] = []
    leaves: list[tuple[int, str]] = []

    def add(name: str, parent: int | None) -> int:
        identity = FIRST_CATEGORY + len(rows)
        rows.append(
            {"id": identity, "name": name, "parent_id": parent, "slug": f"rayon-{identity}", "description": "",
             "is_active": True, "image_url": None}
        )  # fmt: skip
        return identity

    for department, shelves in DEPARTMENTS.items():
        top = add(department, None)
        leaves += [(add(shelf, top), shelf) for shelf in shelves]
    wanted = products // 20
    while len(leaves) < wanted:  # one level deeper, until there are enough
        parents, leaves = leaves, []
        for parent, name in islice(parents, 1 + wanted // CHILDREN_A_SHELF):
            leaves += [(add(f"{name} {letter}", parent), f"{name} {letter}") for letter in "ABCDEFGHI"]
    chance.shuffle(rows)
    return rows, [identity for identity, _ in leaves]


def _product(chance: random.Random, number: int, leaves: list[int]) -> Item:
    """One product; some lack a SKU, a stock figure, a category, a brand or a picture, as in any real shop."""
    draw = chance.random
    kinds = [kind for shelves in DEPARTMENTS.values() for names in shelves.values() for kind in names]
    kind, line = kinds[int(draw() * len(kinds))], LINES[int(draw() * len(LINES))]
    pictures = int(draw() * 4)
    return {
        "id": FIRST_ID + number,
        "name": f"{kind} {line} n° {number + 1}",
        "description": " ".join(SENTENCES[int(draw() * len(SENTENCES))] for _ in range(3)),
        "sku": f"BBS-{number + 1:06d}" if draw() > 0.1 else None,  # noqa: PLR2004 - shares of the whole, here and below
        "price": f"{int(draw() * 400 + 2) * 125}.00",
        "stock": int(draw() * 200) if draw() > 0.05 else None,  # noqa: PLR2004
        "category_id": leaves[int(draw() * len(leaves))] if draw() > 0.02 else None,  # noqa: PLR2004
        "brand": BRANDS[int(draw() * len(BRANDS))] if draw() > 0.3 else None,  # noqa: PLR2004
        "images": [f"{BASE.decode()}/media/{number * 4 + k}.png" for k in range(pictures)],
        "is_active": draw() > 0.03,  # noqa: PLR2004
        "site_configuration": SITES[number % len(SITES)],
        "updated_at": (START - timedelta(minutes=number)).isoformat(),
    }
