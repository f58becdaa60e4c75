"""Tokens that expire: one pair for each account, shared by all processes, fetched by one of them at a time.

The right to fetch is a lease on the account's row, taken by compare-and-set, so that no lock is held while the partner
is asked; who does not get it waits for the version to change. A new pair is stored, whole, before it is used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.crypto import Secret
from core.models import PartnerAccount


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
    """The token of one account. `issue` is called outside any transaction and by one process at a time."""

    def __init__(self, account: PartnerAccount, issue: Issue) -> None:
        self._account, self._issue = account, issue

    def current(self) -> Token:
        """The stored token while it is good (until 80 % of its life), else a new one."""
        raise NotImplementedError

    def renewed(self, seen_version: int) -> Token:
        """A newer pair than the one of `seen_version`: another process's where there is one already, else a new one."""
        raise NotImplementedError
