"""Which of a marketplace's categories stands for one of ours, and what it asks of listings there: kept, never asked for
while staff wait."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from inventory.models import Category, Product
from marketplaces.interface import Capability, CategoryNeeds
from marketplaces.models import CategoryMapping, MarketplaceAccount, RemoteCategoryNeeds
from marketplaces.models.categories import MappingState
from marketplaces.registry import adapter_class

LONGEST_WAY = 30  # steps up a tree; a ring in it ends there
PATH_MARK = " > "


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a marketplace one of our categories leads. `origin` is the category of ours whose mapping it is: another
    one than was asked for where it is inherited."""

    mapping: CategoryMapping
    origin: int

    def is_inherited(self, category_id: int) -> bool:
        return self.origin != category_id


class CategoryBook:
    """The whole mapping of one marketplace's site, read in two queries and asked as often as need be."""

    def __init__(self, marketplace: str, site: str = "") -> None:
        self.marketplace, self.site = marketplace, site
        rows = CategoryMapping.objects.filter(marketplace=marketplace, site=site)
        self.rows: dict[int, CategoryMapping] = {row.category_id: row for row in rows}
        self.parents: dict[int, int | None] = dict(Category.objects.values_list("pk", "parent_id"))

    @classmethod
    def of(cls, account: MarketplaceAccount) -> "CategoryBook":
        return cls(account.marketplace, account.site)

    def place(self, category_id: int | None) -> Place | None:
        """The nearest mapped category from this one upwards. Retired and suggested ones lead nowhere."""
        for step in self._way_up(category_id):
            row = self.rows.get(step)
            if row is not None and row.state == MappingState.MAPPED:
                return Place(row, step)
        return None

    def retired(self, category_id: int | None) -> CategoryMapping | None:
        """The mapping that would count, if the marketplace had not given its category up."""
        for step in self._way_up(category_id):
            row = self.rows.get(step)
            if row is not None and row.state != MappingState.SUGGESTED:
                return row if row.state == MappingState.RETIRED else None
        return None

    def _way_up(self, category_id: int | None) -> Iterable[int]:
        step = category_id
        for _number in range(LONGEST_WAY):
            if step is None:
                return
            yield step
            step = self.parents.get(step)


class NeedsBook:
    """What the marketplace asks of listings by category, as it was last read."""

    def __init__(self, marketplace: str, site: str, category_ids: Iterable[str]) -> None:
        rows = RemoteCategoryNeeds.objects.filter(
            marketplace=marketplace, site=site, category_id__in=set(category_ids), needs__isnull=False
        )
        self._by_id = {row.category_id: CategoryNeeds.read(row.needs) for row in rows if row.needs}

    def of(self, category_id: str) -> CategoryNeeds | None:
        """None where it was not read yet, or is gone."""
        return self._by_id.get(category_id)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the catalogue has a category there: active products with one, or units of them that were sold, and all
    of them."""

    covered: int
    products: int

    @property
    def percent(self) -> int:
        """Rounded down: 100 means every one."""
        return 100 if not self.products else self.covered * 100 // self.products


def coverage(book: CategoryBook, waiting: Mapping[int | None, int] | None = None) -> Coverage:
    """By product, or by whatever `waiting` counts of each category: an ungrouped million counts for more than ten empty
    shelves."""
    numbers = products_by_category() if waiting is None else waiting
    covered = sum(number for pk, number in numbers.items() if book.place(pk) is not None)
    return Coverage(covered, sum(numbers.values()))


def products_by_category() -> dict[int | None, int]:
    """How many active products stand in each category of ours, None: in none."""
    rows = Product.objects.filter(is_active=True).order_by().values_list("category_id")
    return dict(rows.annotate(number=Count("pk")))


def units_sold_by_category() -> dict[int | None, int]:
    """How many units of active products were sold in thirty days, by category of ours; those of which none was are left
    out."""
    rows = Product.objects.filter(is_active=True, sold_30d__gt=0).order_by().values_list("category_id")
    return dict(rows.annotate(units=Sum("sold_30d")))


def paths() -> dict[int, str]:
    """The words of each of our categories from its root, "Pets > Cats"."""
    rows = {row["pk"]: row for row in Category.objects.values("pk", "name", "parent_id")}
    return {pk: _path(pk, rows) for pk in rows}


def _path(pk: int, rows: Mapping[int, Mapping[str, Any]]) -> str:
    names: list[str] = []
    step: int | None = pk
    while step is not None and step in rows and len(names) < LONGEST_WAY:
        names.append(rows[step]["name"])
        step = rows[step]["parent_id"]
    return PATH_MARK.join(reversed(names))


def sites_in_use() -> list[tuple[str, str]]:
    """(marketplace, site) of every shop whose marketplace has categories of its own, each once."""
    rows = MarketplaceAccount.objects.filter(is_active=True).order_by("marketplace", "site")
    pairs = dict.fromkeys(rows.values_list("marketplace", "site"))
    return [(slug, site) for slug, site in pairs if Capability.CATEGORIES in adapter_class(slug).capabilities]


def shop_of(marketplace: str, site: str) -> MarketplaceAccount | None:
    """A connected shop by which the marketplace can be asked about its categories."""
    rows = MarketplaceAccount.objects.filter(marketplace=marketplace, site=site, is_active=True)
    return rows.filter(state=MarketplaceAccount.State.OK).order_by("pk").first()
