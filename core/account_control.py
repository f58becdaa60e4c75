"""What staff do with an account at a partner, whatever the partner: pause and resume it, let it log in anew, try it again."""

from datetime import datetime

from django.db import transaction

from core import breaker, credentials
from core.history import record
from core.models import PartnerAccount
from core.states import move, noun

_State = PartnerAccount.State
REASON_CHARACTERS = 300


def pause(account: PartnerAccount, reason: str, by: str) -> bool:
    """Its jobs wait until somebody resumes it. False where it is paused already."""
    account.refresh_from_db()
    if account.state == _State.PAUSED:
        return False
    return move(account, _State.PAUSED, by=by, why=reason, state_reason=reason[:REASON_CHARACTERS])


def resume(account: PartnerAccount, by: str) -> bool:
    """Lets a paused account work again: as it is connected, or as a new one where it has no token. False where it was
    not paused: one that must be authorised again takes a login, not a button."""
    account.refresh_from_db()
    if account.state != _State.PAUSED:
        return False
    return move(account, _State.OK if account.has_token else _State.NEW, by=by, state_reason="")


def forget_tokens(account: PartnerAccount, by: str) -> None:
    """The next call logs in anew, or waits for a person to authorise it. A paused account stays paused."""
    with transaction.atomic():
        credentials.forget(account)
        if account.state in (_State.OK, _State.NEEDS_RECONNECT):
            move(account, _State.NEW, by=by, state_reason="")
        record(account, f"{noun(account)}.tokens_forgotten", by=by)


def breaker_key(account: PartnerAccount) -> str:
    """The key of the account's circuit breaker, as its room names it to `PartnerClient`."""
    return f"{account.partner}:{account.account_id}"


def left_alone_until(account: PartnerAccount) -> datetime | None:
    """When the account is tried again after many failures; None where calls go out."""
    held = breaker.reading(breaker_key(account))
    return held.open_until if held else None


def close_breaker(account: PartnerAccount, by: str) -> bool:
    """Calls go out again at once. False where the breaker was not open."""
    closed = breaker.close_now(breaker_key(account), by)
    if closed:
        record(account, f"{noun(account)}.tried_again", by=by)
    return closed
