"""The account's token pair: refreshed while the refresh token lives, else fetched with the API key.

Lives are taken from CJ's answer alone: the manual's pages disagree (15 or 180 days). A new login is never made because
of a restart: the pair is kept, and a second login within 300 s is refused by CJ.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.credentials import TokenGrant
from core.crypto import Secret
from core.errors import AuthFailed, BadPayload
from core.models import PartnerAccount
from suppliers.adapters.cj import values
from suppliers.adapters.cj.client.routes import LOG_IN, REFRESH, Route
from suppliers.adapters.cj.errors import PARTNER, REFRESH_TOKEN_REFUSED, TOKEN_CODES
from suppliers.adapters.cj.key import KeyFormError, api_key
from suppliers.models import SupplierAccount

_MARGIN = timedelta(minutes=1)

# Sends a body to a route that needs no token; gives the answer's data.
Send = Callable[[Route, dict[str, str]], Any]


class PairSource:
    """Asks CJ for token pairs; `core.credentials.TokenKeeper` decides when."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.must_log_in = False  # the refreshed pair was refused, too
        self.logged_in = False

    def issue(self, row: PartnerAccount) -> TokenGrant:
        """A pair for the freshly read row. Raises AuthFailed in words that name the credential."""
        assert isinstance(row, SupplierAccount)  # noqa: S101 - whose account the keeper was given
        if not self.must_log_in and _can_refresh(row):
            try:
                return _grant(self._send(REFRESH, {"refreshToken": row.refresh_token.reveal()}), REFRESH)
            except AuthFailed as refused:
                if refused.code not in TOKEN_CODES | {REFRESH_TOKEN_REFUSED}:
                    raise
        return self._log_in(row)

    def _log_in(self, row: SupplierAccount) -> TokenGrant:
        data = self._send(LOG_IN, {"apiKey": key_of(row).reveal()})
        self.logged_in = True
        grant = _grant(data, LOG_IN)
        remember_open_id(row, values.text(values.obj(data).get("openId")))
        return grant


def key_of(account: SupplierAccount) -> Secret:
    """The account's API key, whole. Raises AuthFailed before anything is sent."""
    names = ("api_key", "client_id", "client_secret")
    whole, first, second = (account.credential(name).reveal() for name in names)
    try:
        return Secret(api_key(whole, first, second))
    except KeyFormError as problem:
        raise AuthFailed(PARTNER, LOG_IN.operation, message=str(problem), code=problem.code) from None


def remember_open_id(account: SupplierAccount, open_id: str) -> None:
    """The openId names the account at CJ and is the key of its pushes: text, though CJ sends a number.

    Being a key it is kept encrypted, and not as the account's id beside it."""
    if not open_id or account.webhook_key.reveal() == open_id:
        return
    account.webhook_key = Secret(open_id)
    account.save(update_fields=["webhook_key", "updated_at"])


def _can_refresh(row: PartnerAccount) -> bool:
    ends = row.refresh_expires_at
    return bool(row.refresh_token) and ends is not None and ends > timezone.now() + _MARGIN


def _grant(data: Any, route: Route) -> TokenGrant:
    try:
        pair = values.obj(data)
        refresh = values.text(pair.get("refreshToken"))
        return TokenGrant(
            access_token=Secret(values.required(pair, "accessToken")),
            access_expires_at=values.needed_moment(pair, "accessTokenExpiryDate"),
            refresh_token=Secret(refresh) if refresh else None,
            refresh_expires_at=values.needed_moment(pair, "refreshTokenExpiryDate") if refresh else None,
        )
    except values.Misread as problem:
        raise BadPayload(PARTNER, route.operation, message=str(problem)) from problem
