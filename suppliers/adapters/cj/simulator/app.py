"""CJ's look-alike: a WSGI callable that knows tokens, limits, points, goods, orders, money and pushes.

Written from the description of CJ's API and from nothing of ours. Under `/__simulator/` it is steered while it runs,
without a token: see `steering`.
"""

import json
import time
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Self
from urllib.parse import parse_qs

from django.core.management.base import CommandParser

from core.simulation import Environ, StartResponse, answer, answers
from core.simulation.faults import Fault
from core.simulation.look_alike import LookAlike
from core.simulation.pictures import picture
from core.simulation.steering import PREFIX
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
DEFAULT_PRODUCTS = 300
NO_POINTS = 16900500
PAGE = answers.Page(HTML, "text/html")
TOO_MANY = encode(refused(1600200, TEXTS[1600200]))
HIDDEN = {"apiKey", "refreshToken", "code"}


class CJSimulator(LookAlike):
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
        super().__init__(self.world, FAULTS, faults, rules)
        self.pushes = Pushes(self.world)

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

    def reset(self) -> None:
        """As at the start: no faults, the first goods, no tokens, no orders, no memory of requests. Rules stay."""
        with self.lock:
            super().reset()
            self.world.catalogue.reset()
            self.world.restart()
            self.pushes = Pushes(self.world)

    def names_of(self, request: Mapping[str, Any]) -> Iterable[str]:
        """Its path."""
        return (request["path"],)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        at, path = time.time(), environ["PATH_INFO"]
        if path.startswith(PREFIX):
            return steer(self, path.removeprefix(PREFIX), environ, start_response)
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
        if planned := answers.unserved(faults, start_response, PAGE, TOO_MANY):
            note["fault"] = True
            return planned
        status, body = self._serve(environ["REQUEST_METHOD"], asked, raw, note, faults)
        note |= {"status": status, "code": body.get("code")}
        raw = encode(body).replace(b"@@origin@@", asked.origin.encode())
        return answers.misbehave(faults, start_response, status, raw, [], PAGE)

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
