"""How an account at a partner is: noted after its calls, asked before its jobs.

An account that a person must authorise again, or that staff have paused, is no failure of its jobs: they wait.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from core.errors import AuthFailed, HeldBack, PartnerError
from core.jobs import Reschedule
from core.models import PartnerAccount
from core.states import move

NOTE_EVERY = timedelta(minutes=1)
PAUSED_SECONDS = 60.0  # until a job of an account that is not ready looks again
ERROR_CHARACTERS = 2000
REASON_CHARACTERS = 300

_State = PartnerAccount.State


def note_ok(account: PartnerAccount) -> None:
    """A call went well. Written once a minute at most, and at once where the call before did not."""
    now = timezone.now()
    if account.state in (_State.NEW, _State.NEEDS_RECONNECT):
        move(account, _State.OK, by="account_health", state_reason="", last_ok_at=now)
        return
    failed_since = _later(account.last_error_at, account.last_ok_at)
    if failed_since or not _is_recent(account.last_ok_at, now):
        _write(account, last_ok_at=now)


def note_failure(account: PartnerAccount, error: PartnerError) -> None:
    """A call failed. What was held back by our own limits says nothing of the account and is not noted; a key or token
    that was refused pauses the account until somebody has authorised it again."""
    if isinstance(error, HeldBack):
        return
    now = timezone.now()
    code = (error.code or type(error).__name__)[:60]
    is_news = code != account.last_error_code or not _later(account.last_error_at, account.last_ok_at)
    if is_news or not _is_recent(account.last_error_at, now):
        text = str(error)[:ERROR_CHARACTERS]
        _write(account, last_error_at=now, last_error_code=code, last_error=text)
    if isinstance(error, AuthFailed):
        needs_reconnect(account, error.message or error.meaning, by="account_health")


def needs_reconnect(account: PartnerAccount, why: str, by: str) -> bool:
    """Only a person can go on: its jobs wait. False where the account is in that state already, or paused by staff."""
    account.refresh_from_db(fields=["state"])
    if account.state not in (_State.NEW, _State.OK):
        return False
    return move(account, _State.NEEDS_RECONNECT, by=by, why=why, state_reason=why[:REASON_CHARACTERS])


def require_ready(account: PartnerAccount) -> None:
    """For jobs, before they call: raises Reschedule while the account is paused, switched off or not authorised."""
    account.refresh_from_db(fields=["state", "state_reason", "is_active"])
    if not account.is_active:
        raise Reschedule(PAUSED_SECONDS, f"{account}: switched off")
    if account.state in (_State.PAUSED, _State.NEEDS_RECONNECT):
        why = f" ({account.state_reason})" if account.state_reason else ""
        raise Reschedule(PAUSED_SECONDS, f"{account}: {account.get_state_display()}{why}")


@contextmanager
def at_work(account: PartnerAccount) -> Iterator[None]:
    """Around the calls of a job: waits while the account is not ready, notes how the calls went.

    A key or token that is refused meanwhile makes the job wait as well (Reschedule): it goes on when somebody has
    authorised the account again.
    """
    require_ready(account)
    try:
        yield
    except AuthFailed as error:
        note_failure(account, error)
        raise Reschedule(PAUSED_SECONDS, str(error)) from error
    except PartnerError as error:
        note_failure(account, error)
        raise
    note_ok(account)


def _write(account: PartnerAccount, **values: Any) -> None:
    type(account)._base_manager.filter(pk=account.pk).update(**values)
    for name, value in values.items():
        setattr(account, name, value)


def _is_recent(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now - moment < NOTE_EVERY


def _later(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one > other)
