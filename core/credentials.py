"""Tokens that expire: one pair for each account, shared by all processes, fetched by one of them at a time.

The right to fetch is a lease on the account's row, taken by compare-and-set, so that no lock is held while the partner
is asked; who does not get it waits for the version to change. A new pair is stored, whole, before it is used.
"""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db.models import F, Q
from django.utils import timezone

from core import account_health
from core.crash import crash_point
from core.crypto import Secret
from core.errors import AuthFailed, HeldBack, RateLimited, Retryable
from core.models import PartnerAccount

logger = logging.getLogger(__name__)

FRESH_SHARE = 0.8  # of a token's life; after it a new one is fetched while the old one still works
JITTER_SHARE = 0.01  # earlier by up to this share, so that accounts made together are not renewed together
LEASE_SECONDS = 120.0  # longer than an exchange with the partner may take, its repetitions included
WAIT_SECONDS = 30.0  # for another process's exchange; after it the job is given back
POLL_SECONDS = (0.05, 0.1)
QUIET_SECONDS = 60.0  # between two tries to renew a token that still works
LONGEST_HOLD_SECONDS = 3600.0

sleep = time.sleep  # under a name of its own, so that tests can watch this module wait


@dataclass(frozen=True, slots=True)
class TokenGrant:
    """What a partner gave. Where it gives no refresh token the one we have is kept; the same holds for its end."""

    access_token: Secret
    access_expires_at: datetime
    refresh_token: Secret | None = None
    refresh_expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """`version` names the pair: give it to `renewed` when the partner did not accept the token."""

    value: Secret
    version: int


# Asks the partner for a new pair with what the freshly read row holds: refreshes, or logs in. Raises AuthFailed when a
# person is needed.
Issue = Callable[[PartnerAccount], TokenGrant]


class TokenKeeper:
    """The token of one account. `issue` is called outside any transaction and by one process at a time.

    `lease` (seconds) is for how long others leave a holder alone of which nothing is heard.
    """

    def __init__(self, account: PartnerAccount, issue: Issue, *, lease: float = LEASE_SECONDS) -> None:
        self._account, self._issue, self._lease = account, issue, lease
        self._holder = uuid4().hex

    def current(self) -> Token:
        """The stored token while it is good (until 80 % of its life), else a new one.

        One past that point that has not ended yet is given as long as no new one can be had. Raises AuthFailed when a
        person must authorise again, HeldBack when another process has been asking for too long.
        """
        row = self._row()
        if _is_good(row):
            return _token(row)
        if not _has_ended(row):
            return self._renewed_early(row)
        return self._obtain(row.token_version)

    def renewed(self, seen_version: int) -> Token:
        """A newer pair than the one of `seen_version`: another process's where there is one already, else a new one."""
        return self._obtain(seen_version)

    def _renewed_early(self, row: PartnerAccount) -> Token:
        """The old token still works: nobody waits for the new one, and a partner that is away does no harm."""
        if not self._take_lease(row.token_version):
            return _token(row)
        try:
            return self._fetch(row.token_version)
        except Retryable as error:
            logger.warning("The token of %s is not renewed yet: %s", row, error)
            self._hold_for(max(QUIET_SECONDS, _asked_wait(error)))
            return _token(row)
        except BaseException:
            self._hold_for(0)
            raise

    def _obtain(self, seen_version: int) -> Token:
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            row = self._row()
            if row.token_version > seen_version and not _has_ended(row):
                return _token(row)
            self._refuse_if_given_up(row)
            if self._take_lease(row.token_version):
                return self._fetch_or_let_go(row.token_version)
            held = _held_seconds(row)
            if held > self._lease or time.monotonic() > deadline:  # longer than a lease: the partner asked for that
                raise self._held_back(held)
            sleep(random.uniform(*POLL_SECONDS))  # noqa: S311 - spreads load, keeps no secret

    def _fetch_or_let_go(self, version: int) -> Token:
        try:
            return self._fetch(version)
        except RateLimited as error:
            self._hold_for(error.retry_after)  # nobody may ask before
            raise
        except BaseException:
            self._hold_for(0)
            raise

    def _fetch(self, version: int) -> Token:
        """Asks the partner and stores what it gives, if nobody else has stored a newer pair meanwhile."""
        row = self._row()
        try:
            grant = self._issue(row)
        except AuthFailed as error:
            newer = self._row()
            if newer.token_version > version and not _has_ended(
                newer
            ):  # another process won; ours had the pair that it replaced
                return _token(newer)
            account_health.needs_reconnect(self._account, error.message or error.meaning, by="credentials")
            raise
        crash_point("token.issued")
        self._save(row, grant, version)
        account_health.note_ok(self._account)
        return _token(self._row())

    def _save(self, row: PartnerAccount, grant: TokenGrant, version: int) -> None:
        values: dict[str, Any] = {
            "access_token": _encrypted(row, "access_token", grant.access_token),
            "access_expires_at": grant.access_expires_at,
            "token_issued_at": timezone.now(),
            "token_version": version + 1,
            "token_lease_until": None,
            "token_lease_by": "",
        }
        if grant.refresh_token:
            values["refresh_token"] = _encrypted(row, "refresh_token", grant.refresh_token)
        if grant.refresh_expires_at is not None:
            values["refresh_expires_at"] = grant.refresh_expires_at
        # By version alone: a holder that was thought dead may still bring the only pair that works now.
        if not self._rows().filter(token_version=version).update(**values):
            logger.warning("A newer token of %s was stored meanwhile: ours is dropped.", row)

    def _take_lease(self, version: int) -> bool:
        now = timezone.now()
        # Nobody holds it for longer than that: the clock was set back.
        broken = Q(token_lease_until__gt=now + timedelta(seconds=LONGEST_HOLD_SECONDS + self._lease))
        free = Q(token_lease_until=None) | Q(token_lease_until__lt=now) | broken
        until = now + timedelta(seconds=self._lease)
        taken = self._rows().filter(free, token_version=version)
        count: int = taken.update(token_lease_until=until, token_lease_by=self._holder)
        return count == 1

    def _hold_for(self, seconds: float) -> None:
        """Changes the end of our own lease; 0 lets go at once."""
        until = timezone.now() + timedelta(seconds=min(seconds, LONGEST_HOLD_SECONDS)) if seconds > 0 else None
        self._rows().filter(token_lease_by=self._holder).update(
            token_lease_until=until, token_lease_by=self._holder if until else ""
        )

    def _refuse_if_given_up(self, row: PartnerAccount) -> None:
        """Another process was refused while we waited: the partner need not be asked once more for the same answer.

        An account that was in this state before is tried: that is how staff find out whether it works again.
        """
        given_up = PartnerAccount.State.NEEDS_RECONNECT
        if row.state == given_up and self._account.state != given_up:
            raise AuthFailed(row.partner, "renew access", message=row.state_reason)

    def _held_back(self, seconds: float) -> HeldBack:
        message = "another process is fetching a token"
        return HeldBack(self._account.partner, "renew access", retry_after=max(1.0, seconds), message=message)

    def _row(self) -> PartnerAccount:
        row: PartnerAccount = self._rows().get()
        return row

    def _rows(self) -> Any:
        return type(self._account)._base_manager.filter(pk=self._account.pk)


def is_due(account: PartnerAccount) -> bool:
    """Whether the next call would fetch a new pair."""
    return not _is_good(account)


def forget(account: PartnerAccount) -> None:
    """Throws the pair away. Its version goes up, so that nobody who still holds it stores over what comes next."""
    rows = type(account)._base_manager.filter(pk=account.pk)
    rows.update(
        access_token=Secret(""),
        access_expires_at=None,
        refresh_token=Secret(""),
        refresh_expires_at=None,
        token_issued_at=None,
        token_version=F("token_version") + 1,
        token_lease_until=None,
        token_lease_by="",
    )
    account.refresh_from_db()


def _token(row: PartnerAccount) -> Token:
    return Token(row.access_token, row.token_version)


def _is_good(row: PartnerAccount) -> bool:
    """Whether the stored token is used without a thought. One of which no issue time is known is so until its end."""
    end = row.access_expires_at
    if not row.access_token or end is None:
        return False
    if row.token_issued_at is None:
        return timezone.now() < end
    spread = random.Random(f"{row.pk}:{row.token_version}").random()  # noqa: S311 - the same in every process
    return timezone.now() < row.token_issued_at + (end - row.token_issued_at) * (FRESH_SHARE - JITTER_SHARE * spread)


def _has_ended(row: PartnerAccount) -> bool:
    return not row.access_token or row.access_expires_at is None or row.access_expires_at <= timezone.now()


def _held_seconds(row: PartnerAccount) -> float:
    until = row.token_lease_until
    return (until - timezone.now()).total_seconds() if until else 0.0


def _asked_wait(error: Retryable) -> float:
    return error.retry_after if isinstance(error, RateLimited) else 0.0


def _encrypted(row: PartnerAccount, name: str, secret: Secret) -> Secret:
    """The secret as this row stores it, fit for an UPDATE (fields encrypt on `save` alone, which compares nothing)."""
    setattr(row, name, secret)
    field: Any = row._meta.get_field(name)
    stored: Secret = field.pre_save(row, add=False)
    return stored
