"""Writes down calls to partners as `ApiCall` rows. A log that fails, fails alone: no caller ever hears of it."""

import logging
import threading
from collections import deque
from dataclasses import dataclass
from typing import Literal

from django.db import InterfaceError, InternalError, OperationalError, connection, transaction

from core.errors import PartnerError
from core.models import ApiCall
from core.redaction import address_for_log, excerpt, redact_text

logger = logging.getLogger(__name__)
MAX_WAITING = 1000


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One attempt of one call. `path` may hold a query and `body` secrets: neither is written as it is."""

    partner: str
    operation: str
    method: str
    path: str
    account_id: str = ""
    status: int | None = None
    attempt: int = 1
    duration_ms: int = 0
    request_id: str = ""
    error: PartnerError | None = None
    body: bytes = b""

    def as_row(self, run_id: int | None) -> ApiCall:
        said = self.body or (self.error.message if self.error else "")
        return ApiCall(
            partner=self.partner[:40],
            account_id=self.account_id[:64],
            operation=self.operation[:80],
            method=self.method[:8],
            path=address_for_log(self.path)[:500],
            status=self.status,
            attempt=self.attempt,
            duration_ms=self.duration_ms,
            request_id=redact_text(self.request_id[:120]),
            error_class=type(self.error).__name__[:60] if self.error else "",
            excerpt=excerpt(said),
            run_id=run_id,
        )


class CallLog:
    """The call log of one client or one run.

    `mode`: "all" writes every call, "failures" only counts those that went well, "none" counts only. Rows are written
    by the thread that made the log: what other threads record waits for its next `record` or `flush`, so fetch threads
    need no database connection. `calls` and `failures` count everything.
    """

    def __init__(self, mode: Literal["all", "failures", "none"] = "all", run_id: int | None = None) -> None:
        self.keeps_successes = mode == "all"
        self.calls = 0
        self.failures = 0
        self._writes = mode != "none"
        self._run_id = run_id
        self._owner = threading.get_ident()
        self._waiting: deque[CallRecord] = deque(maxlen=MAX_WAITING)
        self._counting = threading.Lock()

    def count_success(self) -> None:
        with self._counting:
            self.calls += 1

    def record(self, call: CallRecord) -> None:
        with self._counting:
            self.calls += 1
            self.failures += call.error is not None
        if not self._writes:
            return
        self._waiting.append(call)
        if threading.get_ident() == self._owner:
            self.flush()

    def flush(self) -> None:
        """Writes what waits. In a transaction that is already broken, or when the database refuses, it goes on waiting
        (the newest thousand do)."""
        if not self._waiting or connection.needs_rollback:
            return
        calls = []
        while self._waiting:
            calls.append(self._waiting.popleft())
        try:
            with transaction.atomic():  # a savepoint inside the caller's transaction: a refusal does not break that
                ApiCall.objects.bulk_create([call.as_row(self._run_id) for call in calls])
        except (OperationalError, InterfaceError, InternalError) as error:  # locked, away, a broken transaction
            logger.warning("The call log waits for the database: %s", type(error).__name__)
            self._waiting.extendleft(reversed(calls[-(MAX_WAITING - len(self._waiting)) :]))
        except Exception:
            logger.exception("The call log dropped %d calls", len(calls))
