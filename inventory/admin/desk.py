"""What staff can do with runs of the B2B service: the console's buttons, tied to `inventory.actions`."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.console import register_desk
from core.models import SyncChange, SyncRun
from core.troubles import page_of
from inventory import actions, reasons
from inventory.admin.change_values import change_values, staged_words
from inventory.admin.remedies import remedy_of
from inventory.querysets import PARTNER


class B2BDesk:
    kinds: Mapping[str, Any] = {"categories": _("categories"), "products": _("products")}
    field_names: Mapping[str, Any] = {
        "price": _("price"),
        "currency": _("currency"),
        "stock": _("stock"),
        "is_active": _("active"),
    }
    item_changelist: Mapping[str, str] = {"products": "inventory.externalproduct", "categories": "inventory.category"}

    def issue_words(self, code: str, values: Mapping[str, Any]) -> str:
        return reasons.issue_words(code, values)

    def issue_remedy(self, code: str) -> str:
        return remedy_of(code)

    def hold_words(self, reason: Mapping[str, Any]) -> str:
        return reasons.hold_words(reason)

    def error_words(self, run: SyncRun) -> str:
        return reasons.run_error_words(run.error_code, run.error)

    def error_page(self, run: SyncRun) -> str:
        return page_of("catalogue", run.error_code) if run.error_code else ""

    def staged_words(self, field: str, number: int) -> str:
        return staged_words(field, number)

    def change_values(self, changes: Sequence[SyncChange]) -> Mapping[int, tuple[str, str]]:
        return change_values(changes)

    def start(self, kind: str, by: str) -> SyncRun:
        return actions.start_sync(kind, trigger="admin", by=by)

    def approve(self, run: SyncRun, change_ids: Sequence[int] | None, by: str) -> Any:
        return actions.approve(run, change_ids, by)

    def discard(self, run: SyncRun, by: str) -> Any:
        return actions.discard(run, by)

    def resume(self, run: SyncRun, by: str) -> Any:
        return actions.resume(run, by)

    def cancel(self, run: SyncRun, by: str) -> Any:
        return actions.cancel(run, by)

    def retry_issues(self, run: SyncRun, by: str) -> Any:
        return actions.retry_issues(run, by)


register_desk(PARTNER, B2BDesk())
