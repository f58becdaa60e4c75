"""Authorisation codes and tokens: who may act for the one buyer account this look-alike knows."""

import secrets
from dataclasses import dataclass

from suppliers.adapters.aliexpress.simulator.clock import DAY, Clock
from suppliers.adapters.aliexpress.simulator.refusals import Refusal, missing
from suppliers.adapters.aliexpress.simulator.shapes import Json

CODE_LIFE = 30 * 60.0
# An online app; one in test status has 1 day and 2 days.
ACCESS_LIFE = 30 * DAY
REFRESH_LIFE = 60 * DAY
BUYER = "2000000001"
# What the business gateway tells of a token; /rest tells all.
SYNC_FIELDS = (
    "access_token",
    "refresh_token",
    "expires_in",
    "refresh_expires_in",
    "expire_time",
    "refresh_token_valid_time",
    "user_id",
    "sp",
    "code",
)


@dataclass
class Grant:
    """What one authorisation by a person allows: refreshing until `refresh_ends`, which never moves."""

    refresh_ends: float
    refreshable: bool


class Tokens:
    """Not thread-safe by itself. Times are those of the clock."""

    def __init__(self, clock: Clock, app_key: str) -> None:
        self.clock = clock
        self.app_key = app_key
        self.access_life = ACCESS_LIFE
        self.refresh_life = REFRESH_LIFE
        self.forget()

    def forget(self) -> None:
        """As before anybody authorised anything."""
        self._codes: dict[str, float] = {}
        self._access: dict[str, float] = {}
        self._refresh: dict[str, Grant] = {}
        self.created = self.refreshed = 0

    def new_code(self) -> str:
        code = f"3_{self.app_key}_{secrets.token_urlsafe(16)}"
        self._codes[code] = self.clock.now() + CODE_LIFE
        return code

    def create(self, code: str, *, refreshable: bool = True) -> Json:
        if not code:
            raise missing("code")
        if self._codes.pop(code, 0) <= self.clock.now():
            raise Refusal("InvalidCode")
        self.created += 1
        grant = Grant(self.clock.now() + self.refresh_life, refreshable)
        return self._issue(grant)

    def refresh(self, refresh_token: str, *, with_refresh_token: bool = True) -> Json:
        """An earlier refresh token of the same authorisation stays good: nothing says that it does not."""
        if not refresh_token:
            raise missing("refresh_token")
        grant = self._refresh.get(refresh_token)
        if grant is None or not grant.refreshable or grant.refresh_ends <= self.clock.now():
            raise Refusal("IllegalAccessToken", "The specified refresh token is invalid or expired")
        self.refreshed += 1
        answer = self._issue(grant)
        if not with_refresh_token:
            self._refresh.pop(answer.pop("refresh_token"))
        return answer

    def check(self, access_token: str) -> None:
        if self._access.get(access_token, 0) <= self.clock.now():
            raise Refusal("IllegalAccessToken")

    def expire_access(self) -> None:
        """All access tokens end now; they can still be refreshed."""
        self._access.clear()

    def revoke(self) -> None:
        """The person took the permission back: a new authorisation is needed."""
        self._access.clear()
        self._refresh.clear()

    def grant(self) -> Json:
        """A token as if a person had just authorised us: for tests that are not about that."""
        return self.create(self.new_code())

    def _issue(self, grant: Grant) -> Json:
        now = self.clock.now()
        access, refresh = f"50000900{secrets.token_hex(20)}", f"50001900{secrets.token_hex(20)}"
        ends = now + self.access_life
        self._access[access] = ends
        self._refresh[refresh] = grant
        return {
            "refresh_token_valid_time": int(grant.refresh_ends * 1000) if grant.refreshable else int(now * 1000),
            "havana_id": "2500000000001",
            "expire_time": int(ends * 1000),
            "locale": "zh_CN",
            "user_nick": "fr0000000001xyz",
            "access_token": access,
            "refresh_token": refresh,
            "user_id": BUYER,
            "account_platform": "buyerApp",
            "refresh_expires_in": round(grant.refresh_ends - now) if grant.refreshable else 0,
            "expires_in": int(self.access_life),
            "sp": "ae",
            "seller_id": BUYER,
            "account": "buyer@example.test",
            "code": "0",
        }
