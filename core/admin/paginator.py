"""Counting that stays cheap on big tables: exact up to a limit, "more than" beyond it."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

COUNT_LIMIT = 5_000


class AtLeast(int):
    """A count that stopped at its limit. Arithmetic sees the limit, people read "5000+"."""

    def __str__(self) -> str:
        return f"{int(self)}+"


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # Django's class is not generic at run time
    """Counts at most `COUNT_LIMIT` rows, and so pages no further: whoever looks for row 70,000 wants a filter.

    The database stops at the limit, so neither the count nor the deepest offset grows with the table.
    """

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if not isinstance(rows, QuerySet):
            return len(rows)
        found = rows.order_by().values("pk")[: COUNT_LIMIT + 1].count()
        return AtLeast(COUNT_LIMIT) if found > COUNT_LIMIT else found

    def page(self, number: int | str) -> Page:  # type: ignore[type-arg]  # not generic at run time either
        """Finds the page's keys first and then reads their rows: sorting and skipping touch no wide or joined row."""
        if not isinstance(self.object_list, QuerySet):
            return super().page(number)
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        keys = list(self.object_list.values_list("pk", flat=True)[bottom : bottom + self.per_page])
        return Page(self.object_list.filter(pk__in=keys), number, self)
