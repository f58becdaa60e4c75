"""Calls of AliExpress's open platform: signed, with the account's token, at the app's pace."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Generic, NoReturn, TypeVar

from django.conf import settings
from django.utils import timezone

from core.budget import Budget, Purpose, exhausted, spend
from core.calllog import CallLog
from core.credentials import TokenGrant, TokenKeeper
from core.crypto import Secret
from core.errors import AuthFailed, BadPayload, HeldBack, OutcomeUnknown, RateLimited, Rejected
from core.http import Answer, PartnerClient, Verdict
from core.models import PartnerAccount
from core.ratelimit import RateLimit
from suppliers.adapters.aliexpress.envelope import Body, Rule, gateway_error, token_rule, unwrapped
from suppliers.adapters.aliexpress.errors import GATEWAY_CODES, TOKEN_CODES, Refusal
from suppliers.adapters.aliexpress.reading import Json, Unreadable, decode
from suppliers.adapters.aliexpress.signing import SHA256, sign
from suppliers.adapters.aliexpress.tokens import Authorisation, read_authorisation
from suppliers.models import SupplierAccount

PARTNER = "aliexpress"
BUSINESS = "/sync"
SYSTEM = "/rest"
CREATE_TOKEN = "/auth/token/create"  # noqa: S105 - paths
REFRESH_TOKEN = "/auth/token/refresh"  # noqa: S105
FORM = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
LONG_BAN_SECONDS = 60.0  # from here on the day's allowance is spent, not a second's

T = TypeVar("T")
Read = Callable[[Body], T]


class AliExpressClient:
    """Speaks for one account. The app's key and secret and the account's token show nowhere."""

    def __init__(self, account: SupplierAccount, *, log: CallLog | None = None) -> None:
        self._account = account
        self.app_key = account.credential("api_key").reveal()
        self._secret = account.credential("api_secret")
        self._tokens = TokenKeeper(account, self._issue)
        self._calls = Budget(PARTNER, account.account_id, "calls", 0)
        rate = account.calls_per_second or settings.ALIEXPRESS_API_RATE
        try:
            self._http = PartnerClient(
                PARTNER,
                settings.ALIEXPRESS_API_URL,
                account_id=account.account_id,
                headers=FORM,
                timeout=settings.SUPPLIER_API_TIMEOUT,
                rate=RateLimit(f"{PARTNER}:{self.app_key}", rate),  # the limit is the app's, whoever has authorised it
                breaker=f"{PARTNER}:{account.account_id}",
                log=log,
            )
        except ValueError as error:  # not https, no host: the text says so
            raise Rejected(PARTNER, "connect", message=f"ALIEXPRESS_API_URL: {error}", code="configuration") from error

    def __repr__(self) -> str:
        return f"<AliExpressClient of {self._account}>"

    def close(self) -> None:
        self._http.close()

    def call(
        self,
        method: str,
        params: Mapping[str, str],
        read: Read[T],
        rule: Rule,
        *,
        operation: str,
        purpose: Purpose,
        idempotent: bool = True,
    ) -> T:
        """What `read` makes of the answer of `method`, after `rule` has found no "no" in it.

        A token that is not accepted is renewed once and the call repeated: the gateway refused it before anything was
        done. With `idempotent=False` it is sent once, and whatever leaves it open is OutcomeUnknown.
        """
        token = self._tokens.current()
        exchange = Exchange(operation, read, rule, idempotent=idempotent)
        try:
            return self._ask(method, params, token.value, exchange, purpose)
        except AuthFailed as error:
            if error.code not in TOKEN_CODES:
                raise
        token = self._tokens.renewed(token.version)
        return self._ask(method, params, token.value, exchange, purpose)

    def exchange_code(self, code: str) -> Authorisation:
        """The tokens for the code of a person's consent. Sent once: a code is good for one use."""
        return self._authorise(CREATE_TOKEN, {"code": Secret(code).reveal()}, "accept a code")

    def keep(self, given: Authorisation) -> None:
        """Stores new tokens, and whose they are, in place of whatever the account has."""
        keeper = TokenKeeper(self._account, lambda _row: _grant(given))
        stored = ""
        while stored != given.access_token:  # a renewal of the old pair that ends in between must not win
            self._account.refresh_from_db()
            stored = keeper.renewed(self._account.token_version).value.reveal()
        if given.user_id:
            SupplierAccount.objects.filter(pk=self._account.pk).update(remote_id=given.user_id)
        self._account.refresh_from_db()

    def _issue(self, row: PartnerAccount) -> TokenGrant:
        """A new pair by the refresh token. Raises AuthFailed where only a person can help."""
        if not row.refresh_token:
            self._must_authorise("the account is not authorised yet")
        if row.refresh_expires_at is not None and row.refresh_expires_at <= timezone.now():
            self._must_authorise(f"the authorisation ended at {row.refresh_expires_at:%Y-%m-%d %H:%M} UTC")
        try:
            given = self._authorise(REFRESH_TOKEN, {"refresh_token": row.refresh_token.reveal()}, "renew the token")
        except Rejected as error:
            if error.code in GATEWAY_CODES:  # our own mistake or clock: authorising again would not help
                raise
            self._must_authorise(error.message, error.code)
        return _grant(given)

    def _must_authorise(self, why: str, code: str = "") -> NoReturn:
        raise AuthFailed(PARTNER, "renew the token", message=f"{why}: a person has to authorise it again", code=code)

    def _authorise(self, path: str, params: Mapping[str, str], operation: str) -> Authorisation:
        now = timezone.now()
        exchange = Exchange(operation, lambda body: read_authorisation(body, now), token_rule)
        form = self._signed(params, operation, now, path=path)
        # One attempt: a repeated code is refused, and a repeated refresh may meet a pair that has moved on.
        return self._send(f"{SYSTEM}{path}", form, exchange, Purpose.ORDERS, attempts=1)

    def _ask(
        self, method: str, params: Mapping[str, str], token: Secret, exchange: "Exchange[T]", purpose: Purpose
    ) -> T:
        system = {"method": method, "session": token.reveal(), "format": "json", "v": "2.0"}
        form = self._signed({**params, **system}, exchange.operation, timezone.now())
        return self._send(BUSINESS, form, exchange, purpose)

    def _signed(self, params: Mapping[str, str], operation: str, now: datetime, path: str = "") -> dict[str, str]:
        """All that is sent. Empty values are left out: the gateway and its clients disagree whether they are signed."""
        if not self.app_key or not self._secret:
            missing = "app key" if not self.app_key else "app secret"
            raise AuthFailed(PARTNER, operation, message=f"the {missing} is missing", code="no_credentials")
        stamp = str(int(now.timestamp() * 1000))
        system = {"app_key": self.app_key, "timestamp": stamp, "sign_method": SHA256}
        form = {name: value for name, value in {**params, **system}.items() if value}
        return {**form, "sign": sign(self._secret, form, path)}

    def _send(self, path: str, form: dict[str, str], exchange: "Exchange[T]", purpose: Purpose, attempts: int = 3) -> T:
        spend(self._calls, purpose=purpose, operation=exchange.operation)
        try:
            self._http.send(
                "POST",
                path,
                operation=exchange.operation,
                idempotent=exchange.idempotent,
                form=form,
                attempts=attempts,
                check=exchange.check,
                status_errors=exchange.judge,
            )
        except HeldBack:
            raise
        except RateLimited as error:
            if error.retry_after >= LONG_BAN_SECONDS:
                exhausted(self._calls, error.retry_after)
            raise
        return exchange.found[-1]


class Exchange(Generic[T]):
    """One call's way from bytes to what was asked for: first whether it is a "no", then what it says."""

    def __init__(self, operation: str, read: Read[T], rule: Rule, *, idempotent: bool = True) -> None:
        self.operation, self.idempotent = operation, idempotent
        self._read, self._rule = read, rule
        self._decoded: tuple[bytes, Json] | None = None
        self.found: list[T] = []

    def judge(self, answer: Answer) -> Verdict | None:
        """AliExpress says nearly every "no" with HTTP 200. None leaves it to the status, and then to `check`."""
        try:
            decoded = self._open(answer)
        except Unreadable:
            return None
        refusal = gateway_error(decoded)
        if refusal is None and 200 <= answer.status < 300:  # noqa: PLR2004 - HTTP's own borders
            refusal = self._rule(unwrapped(decoded))
        return self._verdict(refusal) if refusal else None

    def check(self, answer: Answer) -> None:
        try:
            self.found.append(self._read(unwrapped(self._open(answer))))
        except Unreadable as error:
            raise BadPayload(
                PARTNER,
                self.operation,
                status=answer.status,
                body=answer.body,
                message=f"answer not understood: {error}",
            ) from error

    def _open(self, answer: Answer) -> Json:
        if self._decoded is None or self._decoded[0] is not answer.body:
            self._decoded = (answer.body, decode(answer.body))
        return self._decoded[1]

    def _verdict(self, refusal: Refusal) -> Verdict:
        is_open = refusal.may_be_done and not self.idempotent
        kind = OutcomeUnknown if is_open else refusal.kind
        return Verdict(kind, refusal.message, refusal.code, refusal.request_id, refusal.retry_after)


def _grant(given: Authorisation) -> TokenGrant:
    return TokenGrant(
        access_token=Secret(given.access_token),
        access_expires_at=given.access_ends,
        refresh_token=Secret(given.refresh_token) if given.refresh_token else None,
        refresh_expires_at=given.refresh_ends,
    )
