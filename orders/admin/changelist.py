"""Lists whose rows have buttons: each row knows what the person who looks may do."""

from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest

from core.admin.base import ConsoleChangeList, ReadOnlyAdmin


class AskingChangeList(ConsoleChangeList):
    """Hangs the question after a permission on the rows, since a column is not told who asks."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        for row in self.result_list:
            row.may = request.user.has_perm


class ListWithButtons(ReadOnlyAdmin):
    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return AskingChangeList
