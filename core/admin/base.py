"""What all pages of the console share."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.views import ChangeList as UnfoldChangeList

from core.admin.paginator import CappedPaginator
from core.history import Entry, record, record_many


class ConsoleChangeList(UnfoldChangeList):  # type: ignore[misc]  # unfold has no types
    """Says "N results" only where a filter or a search is on; what narrows nothing needs no way back."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count
        rows: list[Any] = list(self.result_list)  # type: ignore[has-type]  # set by Django's get_results
        self.model_admin.load_page(rows)
        self.result_list = rows


class ConsoleAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """A list that costs the same at a hundred and at a hundred thousand rows, and says what to do when it is empty."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0
    list_fullwidth = True
    list_filter_sheet = True
    compressed_fields = True

    # Whether saving and deleting leave lines of the history that say more than "changed: name, rate".
    writes_own_history = False

    empty_title: Any = _("Nothing here yet")
    empty_text: Any = ""
    empty_icon = "inbox"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ConsoleChangeList

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The "History" button leads to our own, append-only history of the object."""
        query = {"subject_type": self.opts.label_lower, "subject_id": object_id}
        return HttpResponseRedirect(reverse("admin:core_event_changelist", query=query))

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        if not self.writes_own_history:
            record(obj, "row.added", by=username(request), data={"name": str(obj)[:80]})
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        if not self.writes_own_history:
            record(obj, "row.changed", by=username(request), data={"fields": _changed_fields(message)})
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.writes_own_history:
            gone = [Entry(row, "row.deleted", {"name": str(row)[:80]}) for row in queryset]
            record_many(gone, by=username(request))
        return super().log_deletions(request, queryset)

    def load_page(self, rows: Sequence[Any]) -> None:
        """Reads what the rows of one page show beside themselves, all at once, and hangs it on them."""


def _changed_fields(message: Any) -> str:
    """Which fields a form has changed, by name: never what stands in them."""
    parts = message if isinstance(message, list) else []
    changed = (part.get("changed", {}) for part in parts if isinstance(part, dict))
    return ", ".join(sorted({str(name) for each in changed for name in each.get("fields", [])}))


class ReadOnlyAdmin(ConsoleAdmin):
    """Rows that the program writes and people read. Buttons of their own check their own permission."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def person(request: HttpRequest) -> User:
    """Who is asking: the console lets nobody in who is not logged in."""
    return cast("User", request.user)


def username(request: HttpRequest) -> str:
    """Who is asking, as histories write it down."""
    return str(request.user.get_username())
