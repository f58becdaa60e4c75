"""CJ's look-alike: a WSGI callable that knows tokens, limits, points, goods, orders, money and pushes.

Written from the description of CJ's API and from nothing of ours. Under `/__simulator/` it is steered while it runs,
without a token: see `steering`.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Self
from urllib.parse import parse_qs

from django.core.management.base import CommandParser

from core.simulated_faults import Fault, FaultPlan
from core.simulated_pictures import picture
from core.simulation import Environ, Reset, StartResponse, answer
from suppliers.adapters.cj.simulator import (  # noqa: F401 - each of these registers its routes
    disputes,
    freight,
    ordering,
    orders,
    payments,
    products,
    searching,
    sourcing,
    stock,
    tokens,
    webhooks,
)
from suppliers.adapters.cj.simulator.catalogue import Catalogue
from suppliers.adapters.cj.simulator.envelopes import HTML, TEXTS, Refused, accepted, encode, refused
from suppliers.adapters.cj.simulator.faults import FAULTS
from suppliers.adapters.cj.simulator.limits import admit, points_info, spend
from suppliers.adapters.cj.simulator.pushes import Pushes
from suppliers.adapters.cj.simulator.routes import ROUTES, Asked, Route
from suppliers.adapters.cj.simulator.steering import steer
from suppliers.adapters.cj.simulator.world import CALLS_PER_SECOND, KEY, World

API = "/api2.0/v1/"
REMEMBERED_REQUESTS = 20_000
DEFAULT_PRODUCTS = 300
NO_POINTS = 16900500
HIDDEN = {"apiKey", "refreshToken", "code"}


class CJSimulator:
    """Thread-safe. `keys` are the API keys it accepts, one for each account; `world.rules` can be changed at any time."""

    def __init__(
        self,
        catalogue: Catalogue | None = None,
        keys: Iterable[str] = (KEY,),
        tier: str = "free",
        faults: Iterable[Fault | str] = (),
        **rules: Any,
    ) -> None:
        self.world = World(catalogue or Catalogue(), keys, tier)
        for name, value in rules.items():
            self.set_rule(name, value)
        self.requests: deque[dict[str, Any]] = deque(maxlen=REMEMBERED_REQUESTS)
        self.plan = FaultPlan(FAULTS)
        self.lock = threading.RLock()
        self.pushes = Pushes(self.world)
        for fault in faults:
            self.add_fault(fault)

    @classmethod
    def add_arguments(cls, parser: CommandParser) -> None:
        parser.add_argument(
            "--cj-products", type=int, default=DEFAULT_PRODUCTS, help="how many CJ has; default %(default)s"
        )
        parser.add_argument("--cj-key", default=KEY, help="the API key that CJ accepts; default %(default)s")
        parser.add_argument("--cj-tier", choices=list(CALLS_PER_SECOND), default="free", help="default %(default)s")
        parser.add_argument("--cj-login", choices=("window", "cached"), default="window", help="default %(default)s")
        parser.add_argument(
            "--cj-strict-webhooks", action="store_true", help="refuse loopback and http addresses, as CJ itself does"
        )
        parser.add_argument(
            "--cj-fault",
            type=FAULTS.read_option,
            action="append",
            default=[],
            help="name[=value][@path][xtimes], may be repeated",
        )

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Self:
        return cls(
            Catalogue(options["cj_products"]),
            [options["cj_key"]],
            options["cj_tier"],
            options["cj_fault"],
            login=options["cj_login"],
            loopback_webhooks=not options["cj_strict_webhooks"],
        )

    def environment(self, origin: str) -> dict[str, str]:
        account = self.world.first_account
        return {"CJ_API_URL": f"{origin}{API}".rstrip("/"), "CJ_API_KEY": account.key, "CJ_EMAIL": account.email}

    def set_rule(self, name: str, value: Any) -> None:
        """Raises ValueError where there is no such rule."""
        if not hasattr(self.world.rules, name):
            raise ValueError(f"there is no rule {name!r}")
        setattr(self.world.rules, name, value)

    def add_fault(self, fault: Fault | str) -> None:
        with self.lock:
            self.plan.add(fault)

    def clear_faults(self) -> None:
        with self.lock:
            self.plan.clear()

    def reset(self) -> None:
        """As at the start: no faults, the first goods, no tokens, no orders, no memory of requests. Rules stay."""
        with self.lock:
            self.plan.clear()
            self.world.catalogue.reset()
            self.world.restart()
            self.pushes = Pushes(self.world)
            self.requests.clear()

    def calls(self, path: str = "") -> list[dict[str, Any]]:
        """What was asked, oldest first; `at` is when it arrived, in seconds of the machine's clock."""
        with self.lock:
            return [request for request in self.requests if path in ("", request["path"])]

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        at, path = time.time(), environ["PATH_INFO"]
        if path.startswith("/__simulator/"):
            return steer(self, path.removeprefix("/__simulator/"), environ, start_response)
        if path.startswith("/media/"):
            number = path.removeprefix("/media/").removesuffix(".png")
            drawn = picture(int(number)) if number.isdecimal() else b""
            return answer(start_response, 200 if drawn else 404, drawn, media="image/png")
        asked = Asked(
            path.removeprefix(API),
            parse_qs(environ["QUERY_STRING"], keep_blank_values=True),
            {},
            token=environ.get("HTTP_CJ_ACCESS_TOKEN", ""),
            origin=f"http://{environ.get('HTTP_HOST', '')}{environ['SCRIPT_NAME']}",
        )
        raw = environ["wsgi.input"].read()
        note = {"at": at, "method": environ["REQUEST_METHOD"], "path": asked.path, "query": environ["QUERY_STRING"]}
        with self.lock:
            self.requests.append(note)
            faults = self.plan.take_all(asked.path)
        if "slow" in faults:
            time.sleep(float(faults["slow"].number))
        if planned := _planned(faults, start_response):
            note["fault"] = True
            return planned
        status, body = self._serve(environ["REQUEST_METHOD"], asked, raw, note, faults)
        note |= {"status": status, "code": body.get("code")}
        return _misbehave(faults, status, encode(body).replace(b"@@origin@@", asked.origin.encode()), start_response)

    def _serve(
        self, method: str, asked: Asked, raw: bytes, note: dict[str, Any], faults: Mapping[str, Fault]
    ) -> tuple[int, dict[str, Any]]:
        """HTTP status and whole body of one call."""
        info: dict[str, Any] = {}
        try:
            with self.lock:
                route = self._admitted(method, asked, faults)
                asked.body = _body(raw, method)
                note["body"] = {name: "(given)" if name in HIDDEN else v for name, v in asked.body.items()}
                points = route.points and asked.account is not None and self.world.rules.policy == "points"
                if points and asked.account:
                    try:
                        spend(self.world, route, asked.account)
                    finally:
                        info = {"pointsInfo": points_info(self.world, asked.account)}
                if not route.is_slow:
                    reply = route.handler(self.world, asked)
            if route.is_slow:
                reply = route.handler(self.world, asked)
        except Refused as no:
            told = info if no.code == NO_POINTS else {}
            return no.status, refused(no.code, no.message.replace("{method}", method)) | told
        if "no_data" in faults:
            return 200, {name: value for name, value in accepted(reply).items() if name != "data"} | info
        return 200, accepted(reply) | (info if route.shows_points else {})

    def _admitted(self, method: str, asked: Asked, faults: Mapping[str, Fault]) -> Route:
        """The route, once path, token and rates are in order. Raises Refused."""
        if "code" in faults:
            raise Refused(int(faults["code"].number))
        route = ROUTES.table.get(asked.path)
        if route is None:
            raise Refused(1600101)
        if route.method != method:
            raise Refused(16900202)
        if route.needs_token:
            asked.account = self.world.account_of(asked.token)
        admit(self.world, route, asked.account, time.monotonic())
        return route


def _body(raw: bytes, method: str) -> dict[str, Any]:
    if method in ("GET", "DELETE"):
        return {}
    try:
        body = json.loads(raw or b"{}", parse_float=Decimal)
    except ValueError as error:
        raise Refused(16900205) from error
    if not isinstance(body, dict):
        raise Refused(16900205)
    return body


def _planned(faults: Mapping[str, Fault], start: StartResponse) -> Iterable[bytes] | None:
    """The answer to a call that is not served at all."""
    if "reset" in faults:
        raise Reset
    if "status" in faults:
        return answer(start, int(faults["status"].number), HTML, media="text/html")
    if "retry_after" in faults:
        body = encode(refused(1600200, TEXTS[1600200]))
        return answer(start, 429, body, [("Retry-After", faults["retry_after"].value)])
    return None


def _misbehave(faults: Mapping[str, Fault], status: int, body: bytes, start: StartResponse) -> Iterable[bytes]:
    """A good answer, made bad in the ways that are asked for; what it tells of has been done."""
    if "late" in faults:
        time.sleep(float(faults["late"].number))
    if "lost" in faults:
        raise Reset
    if "done_status" in faults:
        return answer(start, int(faults["done_status"].number), HTML, media="text/html")
    if "html" in faults:
        return answer(start, 200, HTML, media="text/html")
    if "empty_body" in faults:
        return answer(start, 200, b"")
    if "broken_json" in faults:
        return answer(start, 200, body[: len(body) * 2 // 3])
    chunks = answer(start, status, body)
    return [body[: len(body) // 2]] if "cut" in faults else chunks
