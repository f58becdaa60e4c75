"""Calls eBay for one seller: host, token, language, limits and errors are dealt with here."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings

from core import budget
from core.budget import Budget
from core.calllog import CallLog
from core.credentials import Token
from core.errors import AuthFailed, Rejected
from core.http import PartnerClient
from core.ratelimit import RateLimit
from marketplaces.adapters.ebay import signing
from marketplaces.adapters.ebay.client.access import Access
from marketplaces.adapters.ebay.client.answers import Exchange, Given, nothing
from marketplaces.adapters.ebay.client.families import Family, Host
from marketplaces.adapters.ebay.client.identity import Identity
from marketplaces.adapters.ebay.client.vault import Vault
from marketplaces.adapters.ebay.errors import LIMIT_REACHED, PARTNER, TOKEN_MISSING, TOKEN_REFUSED, Refused
from marketplaces.adapters.ebay.signing import MessageKey
from marketplaces.models import MarketplaceAccount

T = TypeVar("T")
Query = Mapping[str, Any]

ACCEPTED_LANGUAGE = "en-US"  # a missing or odd one is refused by many reads (25709)
TRIES = 3


class EbayClient:
    """One seller. Errors are those of `core.errors`, with eBay's error id; a plain no is `errors.Refused`, which holds all
    that eBay said.

    Paths are relative to the family's base, made with `values.path_of`. Reads and what is repeatable are tried again
    where that can help; the rest goes out a single time, and what may have been carried out although no clear answer
    came leaves as OutcomeUnknown. A token that has ended is renewed once, and the call repeated: it was refused before
    anything was done. Where a day's calls of a family are used up that family alone stops.
    """

    def __init__(self, account: MarketplaceAccount, *, log: CallLog | None = None) -> None:
        self.account = account
        self.identity = Identity(account)
        self.vault = Vault(account)
        self.access = Access(account, self.identity, lambda: self._http(Family.OAUTH))
        self._log = log if log is not None else CallLog()
        self._opened: dict[Family, PartnerClient] = {}

    def __repr__(self) -> str:
        return f"<EbayClient for {self.account}>"

    def close(self) -> None:
        """Closes idle connections and writes what the call log still holds."""
        for http in self._opened.values():
            http.close()
        self._log.flush()

    def get(
        self,
        family: Family,
        path: str,
        read: Callable[[Given], T],
        *,
        operation: str,
        query: Query | None = None,
        as_app: bool | None = None,
    ) -> T:
        """What `read` makes of the answer."""
        return self.send("GET", family, path, read, operation=operation, query=query, as_app=as_app)

    def send(  # noqa: PLR0913 - all but four by keyword only, most left out
        self,
        method: str,
        family: Family,
        path: str,
        read: Callable[[Given], T],
        *,
        operation: str,
        repeatable: bool = True,
        query: Query | None = None,
        body: Any = None,
        raw: tuple[str, bytes] | None = None,
        language: str = "",
        headers: Mapping[str, str] | None = None,
        as_app: bool | None = None,
        key: MessageKey | None = None,
    ) -> T:
        """`body` is sent as JSON, `raw` is (content type, bytes) instead of it. `language` goes into `Content-Language`.
        `as_app` None is what the family usually wants. With `key` the message is signed."""
        sent = _encoded(body, raw)
        more = {"Accept-Language": ACCEPTED_LANGUAGE, **(headers or {})}
        if sent is not None:
            more["Content-Type"] = raw[0] if raw else "application/json"
        if language:
            more["Content-Language"] = language
        exchange = Exchange(operation, read, once=not repeatable)

        def go(token: Token) -> T:
            signed = self._signature(key, method, family, path, sent) if key else {}
            return self._once(exchange, method, family, path, query, sent, {**more, **signed}, token)

        use_app = family.value.as_app if as_app is None else as_app
        return self._with_token(exchange, go, use_app=use_app)

    def follow(self, family: Family, url: str) -> str:
        """The path (with its query) that a `next` address stands for; BadPayload where it leads to another host than the
        configured one: our token goes nowhere else."""
        pinned = self._http(family).pin(url, operation="follow a page")
        return pinned.removeprefix(f"{family.value.base}/")

    def _with_token(self, exchange: Exchange[T], go: Callable[[Token], T], *, use_app: bool) -> T:
        token = self.access.app_token() if use_app else self.access.current()
        try:
            return go(token)
        except AuthFailed as refused:
            if refused.code not in {TOKEN_REFUSED, TOKEN_MISSING, "401"}:
                raise
        return go(self.access.new_app_token() if use_app else self.access.renewed(token))

    def _once(
        self,
        exchange: Exchange[T],
        method: str,
        family: Family,
        path: str,
        query: Query | None,
        sent: bytes | None,
        headers: Mapping[str, str],
        token: Token,
    ) -> T:
        self._spend(family, exchange.operation)
        http, whole = self._http(family), f"{family.value.base}/{path}"
        all_headers: dict[str, Any] = {**headers, "Authorization": _Bearer(token)}
        try:
            if method == "GET":
                http.get(
                    whole,
                    query,
                    operation=exchange.operation,
                    attempts=TRIES,
                    headers=all_headers,
                    check=exchange.check,
                    status_errors=exchange.judge,
                )
            else:
                http.send(
                    method,
                    whole,
                    operation=exchange.operation,
                    idempotent=not exchange.once,
                    params=query,
                    body=sent,
                    headers=all_headers,
                    attempts=TRIES,
                    check=exchange.check,
                    status_errors=exchange.judge,
                )
        except Refused as refused:
            refused.problems = exchange.problems
            raise
        return exchange.found[-1]

    def _spend(self, family: Family, operation: str) -> None:
        """A day's allowance is the app's, whoever of its sellers uses it."""
        kind = family.value
        if kind.daily:
            allowance = Budget(PARTNER, f"app:{self.identity.app_name}", kind.key, kind.daily)
            budget.spend(allowance, purpose=kind.purpose, operation=operation)

    def _signature(self, key: MessageKey, method: str, family: Family, path: str, sent: bytes | None) -> dict[str, str]:
        base = urlsplit(_address(family.value.host))
        whole = f"{base.path.rstrip('/')}/{family.value.base}/{path}"
        return signing.message_headers(key, method, whole, base.netloc, sent, int(time.time()))

    def _http(self, family: Family) -> PartnerClient:
        """Opened with the first call."""
        if family not in self._opened:
            kind = family.value
            limit = RateLimit(f"{PARTNER}:{self.identity.app_name}:{kind.key}", kind.per_second, kind.burst)
            try:
                self._opened[family] = PartnerClient(
                    PARTNER,
                    _address(kind.host),
                    account_id=self.account.account_id,
                    timeout=settings.MARKETPLACE_API_TIMEOUT,
                    rate=limit,
                    breaker=f"{PARTNER}:{self.account.account_id}",
                    log=self._log,
                )
            except ValueError as error:  # not https, no host: the text says so
                raise Rejected(PARTNER, "open", message=f"{kind.host.value}: {error}", code="configuration") from error
        return self._opened[family]


class _Bearer:
    """The word Bearer and a token, revealed only while the request is written."""

    def __init__(self, token: Token) -> None:
        self._token = token

    def __repr__(self) -> str:
        return "<Bearer>"

    def reveal(self) -> str:
        return f"Bearer {self._token.value.reveal()}"


def _encoded(body: Any, raw: tuple[str, bytes] | None) -> bytes | None:
    """The very bytes that go out: they are what a signature is over."""
    if raw is not None:
        return raw[1]
    return None if body is None else json.dumps(body, ensure_ascii=False, allow_nan=False).encode()


def _address(host: Host) -> str:
    found: str = getattr(settings, host.value)
    return found


__all__ = ["LIMIT_REACHED", "EbayClient", "Given", "nothing"]
