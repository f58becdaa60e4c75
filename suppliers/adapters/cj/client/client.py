"""Calls CJ for one account: the token, the limits, the envelope and the errors are dealt with here."""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.conf import settings

from core.calllog import CallLog
from core.credentials import Token, TokenKeeper
from core.errors import AuthFailed, Rejected
from core.http import Answer, PartnerClient, Verdict
from core.ratelimit import RateLimit
from core.redaction import excerpt, redact_mapping
from suppliers.adapters.cj.client.judging import check, judge
from suppliers.adapters.cj.client.limits import Allowance, batch_rates, login_rates, rates, refresh_rates
from suppliers.adapters.cj.client.routes import REFRESH, Route
from suppliers.adapters.cj.client.tokens import PairSource
from suppliers.adapters.cj.envelope import Envelope, open_envelope
from suppliers.adapters.cj.errors import PARTNER, TOKEN_CODES, AllowanceSpent
from suppliers.adapters.cj.values import Misread
from suppliers.models import SupplierAccount

logger = logging.getLogger(__name__)
Params = Mapping[str, object] | Sequence[tuple[str, object]]


class CJClient:
    """One account at CJ. Errors are those of `core.errors`, with CJ's code and request id.

    Reads are repeated where that can help. A route marked `once` goes out a single time; what may have been carried out
    although no clear answer came leaves as OutcomeUnknown.
    """

    def __init__(self, account: SupplierAccount, *, log: CallLog | None = None) -> None:
        self._account = account
        self._log = log if log is not None else CallLog()
        self._allowance = Allowance(account)
        self._pairs = PairSource(self._send_without_token)
        self._keeper = TokenKeeper(account, self._pairs.issue)
        self._opened: dict[str, PartnerClient] = {}

    def __repr__(self) -> str:
        return f"<CJClient for {self._account.name}>"

    def close(self) -> None:
        """Closes idle connections and writes what the call log still holds."""
        for http in self._opened.values():
            http.close()
        self._log.flush()

    def call(self, route: Route, params: Params | None = None, json: Any = None) -> Any:
        """The answer's `data`. Spends the route's points first; a refused token is renewed and the call repeated."""
        return self._with_token(lambda token: self._ask(route, params, json, self._headers(token)))

    def _with_token(self, attempt: Callable[[Token], Any]) -> Any:
        """A refused token was replaced by another process, or is refreshed; when that one is refused as well we log in,
        once. The next refusal goes out: somebody has to look."""
        self._pairs.must_log_in = self._pairs.logged_in = False
        token = self._keeper.current()
        for last_resort in (False, True):
            try:
                return attempt(token)
            except AuthFailed as refused:
                if refused.code not in TOKEN_CODES or self._pairs.logged_in:
                    raise
            self._pairs.must_log_in = last_resort
            token = self._keeper.renewed(token.version)
        return attempt(token)

    def _headers(self, token: Token) -> dict[str, Any]:
        headers: dict[str, Any] = {"CJ-Access-Token": token.value}
        platform = self._account.credential("platform_token")
        return headers | ({"platformToken": platform} if platform else {})

    def _send_without_token(self, route: Route, body: dict[str, str]) -> Any:
        limits = refresh_rates(self._account) if route is REFRESH else login_rates(self._account)
        return self._ask(route, None, body, {}, http=self._http(route.operation, limits))

    def _ask(
        self, route: Route, params: Params | None, json: Any, headers: dict[str, Any], http: PartnerClient | None = None
    ) -> Any:
        if http is None:
            http = self._http("batch", batch_rates(self._account)) if route.slow else self._http()
        self._allowance.spend(route)
        table = partial(self._judge, route, json)
        try:
            if route.method == "GET":
                answer = http.get(
                    route.path,
                    params,
                    operation=route.operation,
                    headers=headers,
                    check=partial(check, route),
                    status_errors=table,
                )
            else:
                answer = http.send(
                    route.method,
                    route.path,
                    operation=route.operation,
                    idempotent=not route.once,
                    params=params,
                    json=json,
                    headers=headers,
                    check=partial(check, route),
                    status_errors=table,
                )
        except AllowanceSpent as refusal:
            raise self._allowance.spent(route, refusal) from refusal
        return open_envelope(answer.body).data

    def _judge(self, route: Route, json: Any, answer: Answer) -> Verdict | None:
        """Sees every answer, also those before a repetition."""
        if settings.CJ_DEBUG:
            sent = redact_mapping(json) if isinstance(json, dict) else ""
            logger.info(
                "CJ: %s %s %s -> HTTP %s %s", route.method, route.path, sent, answer.status, excerpt(answer.body)
            )
        envelope = _opened(answer)
        if envelope is not None and envelope.points is not None:
            self._allowance.observe(envelope.points)
        return judge(route, answer)

    def _http(self, name: str = "", limits: Sequence[RateLimit] | None = None) -> PartnerClient:
        if name not in self._opened:
            try:
                self._opened[name] = PartnerClient(
                    PARTNER,
                    settings.CJ_API_URL,
                    account_id=self._account.account_id,
                    headers={"Content-Type": "application/json"},
                    timeout=settings.SUPPLIER_API_TIMEOUT,
                    rate=limits if limits is not None else rates(self._account),
                    breaker=f"{PARTNER}:{self._account.account_id}",
                    log=self._log,
                )
            except ValueError as error:  # not https, no host: the text says so
                raise Rejected(PARTNER, "open", message=f"CJ_API_URL: {error}", code="configuration") from error
        return self._opened[name]


def _opened(answer: Answer) -> Envelope | None:
    try:
        return open_envelope(answer.body)
    except Misread:
        return None
