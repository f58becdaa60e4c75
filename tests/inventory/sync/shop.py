"""A small shop at the B2B service: its items as dictionaries, served by the look-alike over loopback HTTP."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.models import SyncRun
from inventory.models import ExternalProduct, Product
from inventory.source.simulator import B2BSimulator
from inventory.source.simulator.catalogue import Catalogue, encode
from inventory.sync.runs import file_run
from inventory.sync.service import carry_out

Item = dict[str, Any]


def item(number: int, **values: Any) -> Item:
    """Product `number` of the shop; `values` replace its own."""
    plain = {
        "id": number,
        "name": f"Lampe {number}",
        "description": f"Une lampe, la {number}e.",
        "sku": f"SKU-{number}",
        "price": f"{number}00.00",
        "stock": 10 + number,
        "category_id": None,
        "brand": "Bolibana",
        "images": [f"https://img.example.test/{number}.jpg"],
        "is_active": True,
        "updated_at": "2026-01-05T08:00:00Z",
    }
    return plain | values


def shelf(number: int, parent: int | None = None, **values: Any) -> Item:
    return {"id": number, "name": f"Rayon {number}", "parent_id": parent, "slug": f"rayon-{number}"} | values


@dataclass
class Shop:
    simulator: B2BSimulator

    def sells(self, *items: Item | bytes) -> None:
        """From now on the service lists exactly these."""
        rows = [row if isinstance(row, bytes) else encode(row) for row in items]
        sites = [row.get("site_configuration") if isinstance(row, dict) else None for row in items]
        self.simulator.catalogue.products, self.simulator.catalogue._sites = rows, sites
        self.simulator._views.clear()

    def shelves(self, *items: Item | bytes) -> None:
        self.simulator.catalogue.categories = [row if isinstance(row, bytes) else encode(row) for row in items]

    def fault(self, *texts: str) -> None:
        for text in texts:
            self.simulator.add_fault(text)

    def heals(self) -> None:
        self.simulator.clear_faults()

    def pages_asked(self) -> list[int]:
        """The pages of products that were asked for, in the order of arrival."""
        asked = [r for r in self.simulator.requests if "products" in r["path"]]
        return [int(r["query"].get("page", 1)) for r in asked]


def new_shop(*items: Item) -> B2BSimulator:
    return B2BSimulator(Catalogue([], list(items)))


def sync(kind: str = "products", **values: Any) -> SyncRun:
    """A run from beginning to end, as every door does it."""
    return carry_out(file_run(kind, **values))


def product(number: int) -> Product:
    return Product.objects.get(external__external_id=str(number))


def prices() -> dict[str, Decimal]:
    return dict(ExternalProduct._base_manager.order_by("pk").values_list("external_id", "product__price"))


def figures(run: SyncRun) -> dict[str, int]:
    """The run's counts that are not zero."""
    names = ("total", "created", "updated", "unchanged", "skipped", "errors", "warnings", "staged", "missing")
    return {name: value for name in names if (value := getattr(run, name))}


def all_rows() -> list[list[tuple[Any, ...]]]:
    """Every column of every product and external row."""
    return [
        list(model._base_manager.order_by("pk").values_list(*[field.attname for field in model._meta.fields]))
        for model in (Product, ExternalProduct)
    ]
