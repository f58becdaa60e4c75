"""List filters named by codes that other pages can link to."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest


class RadioFilter(SimpleListFilter):
    """A filter made of a table: code -> (words, function from queryset to queryset)."""

    choices_by_code: ClassVar[Mapping[str, tuple[Any, Callable[[QuerySet[Any]], QuerySet[Any]]]]] = {}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(code, words) for code, (words, _narrow) in self.choices_by_code.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.choices_by_code.get(self.value() or "")
        return chosen[1](queryset) if chosen else queryset
