"""The gateway: who may ask at all, and who answers what."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count

from suppliers.adapters.aliexpress.simulator.books import Books
from suppliers.adapters.aliexpress.simulator.catalogue import Catalogue
from suppliers.adapters.aliexpress.simulator.clock import Clock
from suppliers.adapters.aliexpress.simulator.freight import buyer_freight_calculate, freight_query
from suppliers.adapters.aliexpress.simulator.limits import Limits
from suppliers.adapters.aliexpress.simulator.ordering import order_create
from suppliers.adapters.aliexpress.simulator.products import (
    category_get,
    feedname_get,
    product_get,
    recommend_feed_get,
    text_search,
)
from suppliers.adapters.aliexpress.simulator.reading import order_get, order_tracking_get
from suppliers.adapters.aliexpress.simulator.refusals import Refusal, banned, invalid, missing
from suppliers.adapters.aliexpress.simulator.requests import Asked
from suppliers.adapters.aliexpress.simulator.shapes import Json, ListShape, Rows, shaped
from suppliers.adapters.aliexpress.simulator.signatures import SIGN_METHODS, expected_sign
from suppliers.adapters.aliexpress.simulator.tokens import SYNC_FIELDS, Tokens

TIMESTAMP_WINDOW = 2 * 3600  # seconds, either side
MILLISECONDS = 10_000_000_000  # a timestamp above this is in ms

TOKEN_CREATE = ("/auth/token/create", "/auth/token/security/create")
TOKEN_REFRESH = ("/auth/token/refresh", "/auth/token/security/refresh")


class Gateway:
    """All that a call can reach. Not thread-safe by itself: `answer` is called under the simulator's lock."""

    def __init__(self, catalogue: Catalogue, clock: Clock, app_key: str, secret: str) -> None:
        self.catalogue = catalogue
        self.clock = clock
        self.app_key = app_key
        self.secret = secret
        self.tokens = Tokens(clock, app_key)
        self.limits = Limits(clock)
        self.books = Books(clock)
        self.lists = ListShape.WRAPPED
        self.pays_itself = False
        self._numbers = count(1)

    def answer(self, asked: Asked, faults: Mapping[str, str], origin: str) -> Json:
        """The body of the answer, a refusal's as well."""
        request_id = f"21{next(self._numbers):023d}"
        try:
            self._planned_refusal(asked, faults)
            self._admit(asked)
            if asked.path:
                return self._system(asked, faults, request_id)
            return self._business(asked, faults, origin, request_id)
        except Refusal as refused:
            return refused.body(request_id, is_flat=asked.is_flat)

    def _planned_refusal(self, asked: Asked, faults: Mapping[str, str]) -> None:
        if "ban" in faults:
            seconds = int(float(faults["ban"]))
            self.limits.ban(seconds, asked.api)
            raise banned(seconds)
        if "sub_code" in faults:
            raise Refusal("15", sub_code=faults["sub_code"])
        if "code" in faults:
            raise Refusal(faults["code"])

    def _admit(self, asked: Asked) -> None:
        given = asked.parameters
        for name in ("app_key", "timestamp", "sign_method", "sign"):
            if not given.get(name):
                raise missing(name)
        self._check_timestamp(given["timestamp"])
        if given["sign_method"] not in SIGN_METHODS:
            raise invalid("sign_method")
        expected = expected_sign(self.secret, given, asked.path, given["sign_method"])
        if given["app_key"] != self.app_key or given["sign"] != expected:
            raise Refusal("IncompleteSignature")
        if not asked.api:
            raise missing("method")
        self.limits.check(asked.api)

    def _check_timestamp(self, text: str) -> None:
        """Milliseconds since the epoch, or UTC as text."""
        try:
            at = float(text) / 1000 if float(text) > MILLISECONDS else float(text)
        except ValueError:
            try:
                at = datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
            except ValueError:
                raise Refusal("InvalidTimestamp") from None
        if abs(at - self.clock.for_timestamps()) > TIMESTAMP_WINDOW:
            raise Refusal("IllegalTimestamp")

    def _system(self, asked: Asked, faults: Mapping[str, str], request_id: str) -> Json:
        given = asked.parameters
        if asked.path in TOKEN_CREATE:
            body = self.tokens.create(given.get("code", ""), refreshable="cannot_refresh" not in faults)
        elif asked.path in TOKEN_REFRESH:
            body = self.tokens.refresh(
                given.get("refresh_token", ""), with_refresh_token="no_refresh_token" not in faults
            )
        else:
            raise Refusal("InsufficientPermission")
        if asked.is_flat:
            return body | {"request_id": request_id}
        told = {name: body[name] for name in SYNC_FIELDS if name in body}
        return {f"{asked.path}_response": told | {"request_id": request_id}}

    def _business(self, asked: Asked, faults: Mapping[str, str], origin: str, request_id: str) -> Json:
        given = asked.parameters
        if asked.api not in BUSINESS:
            raise Refusal("InsufficientPermission")
        if given.get("session") and given.get("access_token"):
            raise invalid("access_token")  # one of the two, not both
        self.tokens.check(given.get("session") or given.get("access_token") or "")
        body = BUSINESS[asked.api](self, given, faults, origin)
        shape = ListShape.FLAT if given.get("simplify", "").lower() == "true" else self.lists
        wrapper = asked.api.replace(".", "_") + "_response"
        written: Json = shaped(body, shape)
        return {wrapper: written | {"request_id": request_id}}


def _benefit() -> Json:
    """Nobody has confirmed this shape."""
    data = {"level": "L1", "benefits": Rows("benefit", ["DS discount"])}
    return {"result": {"success": True, "code": "0", "data": data}}


Answerer = Callable[[Gateway, Mapping[str, str], Mapping[str, str], str], Json]

BUSINESS: dict[str, Answerer] = {
    "aliexpress.ds.product.get": lambda g, asked, faults, origin: product_get(g.catalogue, asked, faults, origin),
    "aliexpress.ds.text.search": lambda g, asked, _, origin: text_search(g.catalogue, asked, origin),
    "aliexpress.ds.category.get": lambda g, asked, _, __: category_get(asked),
    "aliexpress.ds.feedname.get": lambda g, _, faults, __: feedname_get(g.catalogue, faults),
    "aliexpress.ds.recommend.feed.get": lambda g, asked, faults, origin: recommend_feed_get(
        g.catalogue, asked, faults, origin
    ),
    "aliexpress.ds.freight.query": lambda g, asked, _, __: freight_query(g.catalogue, asked),
    "aliexpress.logistics.buyer.freight.calculate": lambda g, asked, _, __: buyer_freight_calculate(g.catalogue, asked),
    "aliexpress.ds.order.create": lambda g, asked, faults, _: order_create(
        g.books, g.catalogue, asked, faults, pays_itself=g.pays_itself
    ),
    "aliexpress.trade.ds.order.get": lambda g, asked, _, __: order_get(g.books, asked),
    "aliexpress.ds.trade.order.get": lambda g, asked, _, __: order_get(g.books, asked),
    "aliexpress.ds.order.tracking.get": lambda g, asked, _, __: order_tracking_get(g.books, asked),
    "aliexpress.ds.member.benefit.get": lambda g, _, __, ___: _benefit(),
}
