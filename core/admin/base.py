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

    def load_page(self, rows: Sequence[Any]) -> None:
        """Reads what the rows of one page show beside themselves, all at once, and hangs it on them."""


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
