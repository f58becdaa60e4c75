"""Trying a key: one small call, and what it says in words."""

import time
from dataclasses import dataclass

from core.history import record
from inventory.models import ApiKey
from inventory.reasons import error_words
from inventory.source.client import InventoryAPIClient
from inventory.source.errors import InventoryAPIError


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """How a trial call went. `products` is the service's own count, None where it gives none; `took_ms` its time.

    On failure `code` is the error's code, `title`, `cause` and `remedy` its words, `detail` what was reported.
    """

    is_ok: bool
    took_ms: int
    products: int | None = None
    code: str = ""
    title: str = ""
    cause: str = ""
    remedy: str = ""
    detail: str = ""


def test_connection(api_key: ApiKey | None, by: str) -> ConnectionReport:
    """Ask the B2B service for one product with this key (None: the key that a sync would use). Never raises for it."""
    started = time.monotonic()
    try:
        client = InventoryAPIClient(api_key.get_key() if api_key is not None else None)
        page = client.fetch_page(1, 1)
        report = ConnectionReport(is_ok=True, took_ms=_since(started), products=page.count)
    except InventoryAPIError as error:
        words = error_words(error.code)
        report = ConnectionReport(
            is_ok=False,
            took_ms=_since(started),
            code=error.code,
            title=str(words.title),
            cause=str(words.cause),
            remedy=str(words.remedy),
            detail=str(error),
        )
    if api_key is not None and api_key.pk:
        record(api_key, "api_key.tested", by=by, data={"ok": report.is_ok, "code": report.code})
    return report


# pytest collects functions called test_*, also where a test module imports them.
test_connection.__test__ = False  # type: ignore[attr-defined]


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
