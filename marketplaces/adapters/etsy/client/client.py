"""Calls Etsy for one shop: key, token, allowances and errors are dealt with here."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from django.conf import settings

from core.budget import Purpose
from core.calllog import CallLog
from core.credentials import Token
from core.crypto import Secret
from core.errors import AuthFailed, BadPayload, HeldBack, RateLimited, Rejected
from core.http import Answer, PartnerClient, Verdict
from core.http.retry import MAX_SLEEP_SECONDS
from marketplaces.adapters.etsy.client import encoding
from marketplaces.adapters.etsy.client.access import Access
from marketplaces.adapters.etsy.client.answers import judge
from marketplaces.adapters.etsy.client.encoding import FormValue
from marketplaces.adapters.etsy.client.identity import Identity
from marketplaces.adapters.etsy.client.limits import Limits
from marketplaces.adapters.etsy.errors import PARTNER, TOKEN_REFUSED
from marketplaces.adapters.etsy.values import Misread, decode
from marketplaces.models import MarketplaceAccount

__all__ = ["EtsyClient"]

T = TypeVar("T")
Params = Mapping[str, object]
TRIES = 3
_MULTIPART_HEADER = "Content-Type"


class EtsyClient:
    """One shop. Errors are those of `core.errors` with our codes for Etsy's words (`errors.WORDS`).

    Reads and full replacements are repeated where that can help; what makes something goes out a single time, and what
    may have been carried out although no clear answer came leaves as OutcomeUnknown. `purpose`: orders may use the part of
    the day's calls that listings may not.
    """

    partner = PARTNER

    def __init__(self, account: MarketplaceAccount, *, log: CallLog | None = None) -> None:
        self._account = account
        self.identity = Identity(account)
        self.limits = Limits(self.identity.app)
        self.access = Access(account, self.identity, log)
        self._shop_id = account.remote_id
        self.conflict_at = ""  # where the last 409 said that the same thing stands already
        try:
            self._http = PartnerClient(
                PARTNER,
                settings.ETSY_API_URL,
                account_id=account.account_id,
                timeout=settings.MARKETPLACE_API_TIMEOUT,
                rate=self.limits.rate(),
                breaker=f"{PARTNER}:{account.account_id}",
                log=log,
            )
        except ValueError as error:  # not https, no host: the text says so
            raise Rejected(PARTNER, "open", message=f"ETSY_API_URL: {error}", code="configuration") from error

    def __repr__(self) -> str:
        return f"<EtsyClient for shop {self._shop_id}>"

    def close(self) -> None:
        """Closes idle connections and writes what the call log still holds."""
        self._http.close()
        self.access.close()

    @property
    def shop_id(self) -> str:
        """Asked for once where the account does not know it yet."""
        if not self._shop_id:
            self._shop_id = str(self.get("users/me", "getMe", _shop_of, purpose=Purpose.ORDERS))
        return self._shop_id

    @property
    def account(self) -> MarketplaceAccount:
        return self._account

    def shop(self, below: str = "") -> str:
        """A path below this shop's."""
        return f"shops/{self.shop_id}/{below}" if below else f"shops/{self.shop_id}"

    def get(
        self,
        path: str,
        operation: str,
        read: Callable[[Any], T],
        params: Params | None = None,
        *,
        purpose: Purpose = Purpose.CATALOGUE,
    ) -> T:
        """What `read` makes of the JSON. It raises Misread for what is not as promised; that is asked for again."""
        return self._sent("GET", path, operation, read, purpose=purpose, params=params)

    def form(
        self,
        method: str,
        path: str,
        operation: str,
        values: Mapping[str, FormValue],
        read: Callable[[Any], T],
        *,
        repeatable: bool,
        purpose: Purpose = Purpose.CATALOGUE,
    ) -> T:
        """A form. `repeatable`: sent twice it is done once."""
        body = encoding.form(values)
        return self._sent(method, path, operation, read, purpose=purpose, repeatable=repeatable, form=body)

    def json(
        self,
        method: str,
        path: str,
        operation: str,
        body: Any,
        read: Callable[[Any], T],
        *,
        repeatable: bool,
        params: Params | None = None,
        purpose: Purpose = Purpose.CATALOGUE,
    ) -> T:
        return self._sent(
            method, path, operation, read, purpose=purpose, repeatable=repeatable, json=body, params=params
        )

    def upload(
        self,
        path: str,
        operation: str,
        fields: Mapping[str, str],
        file: tuple[str, str, str, bytes] | None,
        read: Callable[[Any], T],
    ) -> T:
        """`file` is (part, file name, content type, bytes), None where the fields say all. Sent once."""
        kind, body = encoding.multipart(fields, *(file or ()))
        headers = {_MULTIPART_HEADER: kind}
        return self._sent(
            "POST", path, operation, read, purpose=Purpose.CATALOGUE, repeatable=False, body=body, headers=headers
        )

    def delete(self, path: str, operation: str) -> None:
        """204. One that is gone already is NotFound: for a repetition that is done."""
        self._sent("DELETE", path, operation, _nothing, purpose=Purpose.CATALOGUE)

    def _sent(self, method: str, path: str, operation: str, read: Callable[[Any], T], **how: Any) -> T:
        """A refused token is replaced once and the call repeated: Etsy refused it before anything was done."""
        key = self.identity.key_header(operation)
        token = self.access.current()
        call = _Call(self, method, path, operation, read, how)
        answered: T
        try:
            answered = call.patiently(_headers(key, token))
        except AuthFailed as refused:
            if refused.code != TOKEN_REFUSED:
                raise
            token = self.access.renewed(token)
            answered = call.patiently(_headers(key, token))
        return answered


class _Call:
    """One request, whatever number of times it goes out."""

    def __init__(
        self,
        client: EtsyClient,
        method: str,
        path: str,
        operation: str,
        read: Callable[[Any], Any],
        how: Mapping[str, Any],
    ) -> None:
        self._client, self._read = client, read
        self._method, self._path, self._operation = method, path, operation
        self._purpose: Purpose = how["purpose"]
        self._repeatable: bool = how.get("repeatable", True)
        self._more = {name: how[name] for name in ("params", "json", "form", "body") if how.get(name) is not None}
        self._headers: dict[str, str] = how.get("headers", {})
        self._found: list[Any] = []

    def patiently(self, headers: Mapping[str, Secret]) -> Any:
        """The transport repeats what may be repeated. What must go out once and was refused as one too many was not
        done: it is sent again here. A long wait is the job queue's."""
        for left in reversed(range(1 if self._repeatable else TRIES)):
            try:
                return self._once(headers)
            except HeldBack:
                raise
            except RateLimited as throttled:
                if not left or throttled.retry_after > MAX_SLEEP_SECONDS:
                    raise
        raise AssertionError("the last try returns or raises")

    def _once(self, headers: Mapping[str, Secret]) -> Any:
        self._client.limits.spend(self._purpose, self._operation)
        self._client._http.send(  # noqa: SLF001 - one class in two halves
            self._method,
            self._path,
            operation=self._operation,
            idempotent=self._repeatable,
            headers={**headers, **self._headers},
            attempts=TRIES,
            check=self._check,
            status_errors=self._judge,
            **self._more,
        )
        return self._found[-1]

    def _judge(self, answer: Answer) -> Verdict | None:
        """Sees every answer, also those before a repetition."""
        self._client.limits.observe(answer)
        if answer.status == HTTPStatus.CONFLICT:
            self._client.conflict_at = answer.header("content-location")
        return judge(answer)

    def _check(self, answer: Answer) -> None:
        try:
            self._found.append(self._read(decode(answer.body) if answer.body else None))
        except Misread as problem:
            raise BadPayload(
                PARTNER, self._operation, status=answer.status, body=answer.body, message=str(problem)
            ) from problem


def _nothing(_given: Any) -> None:
    """204 has no body."""


def _headers(key: Secret, token: Token) -> dict[str, Secret]:
    """The token begins with the seller's number and a dot, and is sent whole."""
    return {"x-api-key": key, "Authorization": Secret(f"Bearer {token.value.reveal()}")}


def _shop_of(given: Any) -> str:
    found = given.get("shop_id") if isinstance(given, dict) else None
    if not isinstance(found, int) or found <= 0:
        raise Misread("shop_id is missing: the seller has no shop yet")
    return str(found)
