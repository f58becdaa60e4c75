"""Which category of ours a product belongs to, by the partner's id or, where there is none, by its name."""

from collections import Counter

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.history import Entry, record_many
from inventory.models import ExternalCategory, ExternalProduct, Product, StaffField

_BY_NAME = "="


class CategoryLinks:
    """The links as they stand when it is made; a category by name counts only when the name is unique among the partner's."""

    def __init__(self) -> None:
        rows = list(ExternalCategory._base_manager.values_list("external_id", "category_id", "category__name"))
        self._by_id = {external_id: pk for external_id, pk, _ in rows}
        uses = Counter(name for _, _, name in rows)
        self._by_name = {name: pk for _, pk, name in rows if uses[name] == 1}

    def resolve(self, external_id: str, name: str) -> tuple[int | None, str]:
        """(our category's key, ""), or (None, what to look for once it is known); (None, "") when none is named."""
        if external_id:
            found = self._by_id.get(external_id)
            return (found, "") if found is not None else (None, external_id)
        if name:
            found = self._by_name.get(name)
            return (found, "") if found is not None else (None, (_BY_NAME + name)[:300])
        return None, ""

    def lookup(self, unlinked: str) -> int | None:
        """The category for an `ExternalProduct.unlinked_category`, None while there is none."""
        if unlinked.startswith(_BY_NAME):
            return self._by_name.get(unlinked[1:])
        return self._by_id.get(unlinked)


def link_waiting_products(run_id: int) -> int:
    """Put products whose category was not known into it, where it is by now. Returns how many.

    A category that staff have chosen stays.
    """
    waiting = ExternalProduct._base_manager.exclude(unlinked_category="").values_list("unlinked_category", flat=True)
    wanted = list(waiting.distinct().order_by())
    if not wanted:
        return 0
    links = CategoryLinks()
    targets = {name: pk for name in wanted if (pk := links.lookup(name)) is not None}
    return sum(_link(name, pk, run_id) for name, pk in targets.items())


def _link(unlinked: str, category_id: int, run_id: int) -> int:
    with transaction.atomic():
        externals = ExternalProduct._base_manager.filter(unlinked_category=unlinked)
        ours = Product.objects.filter(external__unlinked_category=unlinked, category=None)
        free = ours.annotate(by_staff=F("staff_fields").bitand(int(StaffField.CATEGORY))).filter(by_staff=0)
        linked = list(free.values_list("pk", flat=True))
        free.update(category_id=category_id, updated_at=timezone.now())
        externals.update(unlinked_category="")
        data = {"category_id": [None, category_id]}
        record_many((Entry(Product(pk=pk), "product.updated", data) for pk in linked), by="sync", run_id=run_id)
    return len(linked)
