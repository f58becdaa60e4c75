"""One call of the API on its way: key, operation, allowance, token, scope, shop, body; then its act, and the log."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from re import Pattern
from typing import Any

from core.simulation import Headers
from core.simulation.faults import Fault
from marketplaces.adapters.etsy.simulator.bodies import Sent, read_query, read_sent
from marketplaces.adapters.etsy.simulator.books.shop import Shop
from marketplaces.adapters.etsy.simulator.calls import OPERATIONS, Call, Operation, Refused
from marketplaces.adapters.etsy.simulator.rates import Rates
from marketplaces.adapters.etsy.simulator.tokens import TokenRefusal, Tokens
from marketplaces.adapters.etsy.simulator.unbuilt import is_unbuilt

PREFIX = "/v3/application"
BAD_FORM = "Invalid API key: should be in the format 'keystring:shared_secret'."
BAD_KEY = "API key not found or not active, or incorrect shared secret for API key."
SUCCESS = 200


@dataclass
class Asked:
    """A request as it came. `path` is behind the prefix."""

    method: str
    path: str
    query: str
    raw: bytes
    media_type: str
    key: str
    authorization: str
    origin: str


@dataclass
class Reply:
    status: int
    body: Any = None
    headers: Headers = field(default_factory=list)

    @property
    def raw(self) -> bytes:
        return b"" if self.body is None else json.dumps(self.body, ensure_ascii=False).encode()


@cache
def _routes() -> list[tuple[Pattern[str], Operation]]:
    return [(operation.pattern, operation) for operation in OPERATIONS.rows]


def found_operation(asked: Asked) -> tuple[Operation, dict[str, str]]:
    """Raises Refused: 404 where nothing is, 501 for what the real API has and this look-alike has not."""
    for pattern, operation in _routes():
        if operation.method == asked.method and (match := pattern.fullmatch(asked.path)):
            return operation, match.groupdict()
    if is_unbuilt(asked.method, asked.path):
        raise Refused(501, "This look-alike does not have this operation")
    raise Refused(404, "Resource not found")


def check_key(tokens: Tokens, key: str, *, active: bool) -> None:
    """The key is looked at before anything else. Raises Refused with one of two texts."""
    keystring, colon, secret = key.partition(":")
    if not (keystring and colon and secret):
        raise Refused(403, BAD_FORM)
    if key != tokens.key or not active:
        raise Refused(403, BAD_KEY)


@dataclass
class Gateway:
    shop: Shop
    tokens: Tokens
    rates: Rates

    def serve(self, asked: Asked, operation: Operation, ids: dict[str, str], faults: Mapping[str, Fault]) -> Reply:
        """Called under the look-alike's lock."""
        headers = [("x-etsy-request-uuid", str(uuid.uuid4()))]
        if self.shop.rules.limit_rate and (wait := self.rates.admit()):
            return Reply(429, {"error": "Exceeded quota"}, [*headers, ("retry-after", str(wait))])
        try:
            scopes = self._scopes(operation, asked)
            self._check_shop(operation, ids)
            sent = read_sent(operation, asked.media_type, asked.raw, strict=self.shop.rules.strict_types)
            call = Call(self.shop, dict(ids), read_query(operation, asked.query), sent.body, sent.files, asked.origin)
            call.scopes = self._named_token(sent) if operation.name == "tokenScopes" else scopes
            call.repeats = "repeat" in faults
            body = self._act(operation, call, ignored="ignored" in faults)
        except Refused as no:
            return Reply(no.status, no.body, [*headers, *no.headers])
        except TokenRefusal as no:
            described = {"error_description": no.text} if no.text else {}
            return Reply(no.status, {"error": no.error} | described, headers)
        return Reply(operation.success, body, [*headers, *self.rates.headers(), *call.headers])

    def _scopes(self, operation: Operation, asked: Asked) -> frozenset[str]:
        """Those of the token, where the operation needs one; all that it names must be among them."""
        if not operation.scopes:
            return frozenset()
        kind, _, access = asked.authorization.partition(" ")
        if kind.lower() != "bearer" or not access:
            raise TokenRefusal("invalid_token", "access token is missing", 401)
        scopes = self.tokens.of(access.strip()).scopes
        if lacking := [scope for scope in operation.scopes if scope not in scopes]:
            raise TokenRefusal("insufficient_scope", f"the access token lacks the scope {' '.join(lacking)}", 403)
        return scopes

    def _named_token(self, sent: Sent) -> frozenset[str]:
        return self.tokens.of(sent.body["token"]).scopes

    def _check_shop(self, operation: Operation, ids: dict[str, str]) -> None:
        if "shop_id" in ids and int(ids["shop_id"]) != self.shop.shop_id:
            if operation.scopes:
                raise Refused(403, "User does not own Shop")
            raise Refused(404, "Shop not found")

    def _act(self, operation: Operation, call: Call, *, ignored: bool) -> Any:
        """`ignored` answers as if it were done, and takes it back."""
        if not ignored:
            body = operation.answers(call)
            self._log(operation, call)
            return body
        before, emit = self.shop.copied(), self.shop.emit
        self.shop.emit = lambda event, receipt: None
        try:
            return operation.answers(call)
        finally:
            self.shop.books, self.shop.emit = before, emit

    def _log(self, operation: Operation, call: Call) -> None:
        if operation.method != "GET":
            body = json.loads(json.dumps(call.body, default=str))
            row = {"name": operation.name, "at": self.shop.now(), "ids": call.ids, "body": body}
            self.shop.log.append(row)
