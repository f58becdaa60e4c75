"""The platform's look-alike: a WSGI callable with signatures, tokens, a catalogue, order books and a fault plan.

Written from the contract, not from our client. `steering` tells how it is steered while it runs.
"""

import json
import threading
import time
import zlib
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, Self
from urllib.parse import parse_qsl

from django.core.management.base import CommandParser

from core.simulation import Environ, Reset, StartResponse, answer
from core.simulation.faults import Fault, FaultPlan
from core.simulation.pictures import picture
from suppliers.adapters.aliexpress.simulator.authorise import authorise
from suppliers.adapters.aliexpress.simulator.books import Order
from suppliers.adapters.aliexpress.simulator.catalogue import Catalogue
from suppliers.adapters.aliexpress.simulator.clock import Clock
from suppliers.adapters.aliexpress.simulator.faults import FAULTS
from suppliers.adapters.aliexpress.simulator.gateway import Gateway
from suppliers.adapters.aliexpress.simulator.requests import Asked, read_request
from suppliers.adapters.aliexpress.simulator.shapes import ListShape
from suppliers.adapters.aliexpress.simulator.steering import steer, tell

APP_KEY = "12345678"
SECRET = "simulated-app-secret-of-the-look-alike"  # noqa: S105 - of nothing real
REMEMBERED_REQUESTS = 5000
DEFAULT_PRODUCTS = 200
HTML = b"<!DOCTYPE html><html><head><title>502</title></head><body><h1>Bad Gateway</h1></body></html>"


class AliExpressSimulator:
    """Thread-safe. `key` and `secret` are the app's; `at_once` lets the authorise page redirect without a click."""

    def __init__(
        self,
        catalogue: Catalogue | None = None,
        key: str = APP_KEY,
        secret: str = SECRET,
        faults: Iterable[Fault | str] = (),
        *,
        at_once: bool = True,
    ) -> None:
        self.key = key
        self.secret = secret
        self.at_once = at_once
        self.clock = Clock()
        self.gateway = Gateway(catalogue or Catalogue.generated(DEFAULT_PRODUCTS), self.clock, key, secret)
        self.requests: deque[Asked] = deque(maxlen=REMEMBERED_REQUESTS)
        self.callback = ""  # as registered in the console, for the authorisation; "" takes any
        self.push_url = ""  # as registered in the console; "" sends none by itself
        self.lock = threading.RLock()
        self._plan = FaultPlan(FAULTS, is_at=str.endswith)
        for fault in faults:
            self.add_fault(fault)

    @classmethod
    def add_arguments(cls, parser: CommandParser) -> None:
        parser.add_argument(
            "--aliexpress-products",
            type=int,
            default=DEFAULT_PRODUCTS,
            help="how many to generate; default %(default)s",
        )
        parser.add_argument("--aliexpress-key", default=APP_KEY, help="the app key; default %(default)s")
        parser.add_argument("--aliexpress-secret", default=SECRET, help="the app secret; default %(default)s")
        parser.add_argument(
            "--aliexpress-ask", action="store_true", help="the authorise page waits for a click, as the real one does"
        )
        parser.add_argument(
            "--aliexpress-fault",
            type=FAULTS.read_option,
            action="append",
            default=[],
            help="name[=value][@api][xtimes]",
        )

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Self:
        return cls(
            Catalogue.generated(options["aliexpress_products"]),
            options["aliexpress_key"],
            options["aliexpress_secret"],
            options["aliexpress_fault"],
            at_once=not options["aliexpress_ask"],
        )

    def environment(self, origin: str) -> dict[str, str]:
        return {
            "ALIEXPRESS_API_URL": origin,
            "ALIEXPRESS_AUTH_URL": f"{origin}/oauth",
            "ALIEXPRESS_API_KEY": self.key,
            "ALIEXPRESS_SECRET": self.secret,
        }

    @property
    def catalogue(self) -> Catalogue:
        return self.gateway.catalogue

    @property
    def orders(self) -> list[Order]:
        """The books, oldest first."""
        with self.lock:
            return list(self.gateway.books.orders.values())

    def asked_of(self, api: str) -> list[Asked]:
        """The requests to APIs whose name ends so, oldest first."""
        with self.lock:
            return [asked for asked in self.requests if asked.api.endswith(api)]

    def add_fault(self, fault: Fault | str) -> None:
        with self.lock:
            self._plan.add(fault)

    def clear_faults(self) -> None:
        """Ends all faults and bans."""
        with self.lock:
            self._plan.clear()
            self.gateway.limits.lift()

    def reset(self) -> None:
        """As at the start: no faults, the first catalogue, no tokens, no orders, no memory of requests."""
        with self.lock:
            self.clear_faults()
            self.clock.reset()
            self.catalogue.reset()
            self.gateway.tokens.forget()
            self.gateway.books.reset()
            self.gateway.lists = ListShape.WRAPPED
            self.requests.clear()

    def state(self) -> dict[str, Any]:
        with self.lock:
            return {
                "products": len(self.catalogue.products),
                "orders": len(self.gateway.books.orders),
                "faults": [str(fault) for fault in self._plan.in_force()],
                "requests": len(self.requests),
                "tokens_created": self.gateway.tokens.created,
                "tokens_refreshed": self.gateway.tokens.refreshed,
            }

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith("/__simulator/"):
            return steer(self, path.removeprefix("/__simulator/"), environ, start_response)
        if path.startswith("/media/"):
            return answer(start_response, 200, picture(zlib.crc32(path.encode())), media="image/png")
        if path == "/oauth/authorize":
            return self._authorise(environ, start_response)
        if path == "/sync" or path.startswith("/rest/"):
            return self._serve(environ, start_response)
        return answer(start_response, 404, b"<html><body>Not found</body></html>", media="text/html")

    def _authorise(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        query = dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True))
        own_path = environ["SCRIPT_NAME"] + environ["PATH_INFO"]
        with self.lock:
            status, page, address = authorise(
                self.gateway.tokens, query, path=own_path, at_once=self.at_once, callback=self.callback
            )
        headers = [("Location", address)] if address else []
        return answer(start, status, page.encode(), headers, media="text/html; charset=utf-8")

    def _serve(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        asked = read_request(environ)
        with self.lock:
            self.requests.append(asked)
            faults = {name: fault.value for name, fault in self._plan.take_all(asked.api).items()}
        if "slow" in faults:
            time.sleep(float(faults["slow"]))
        if "drop_before" in faults:
            raise Reset
        if "status" in faults:
            return answer(start, int(faults["status"]), HTML, media="text/html; charset=utf-8")
        with self.lock:
            known = len(self.gateway.books.orders)
            body = self.gateway.answer(asked, faults, _origin(environ))
            made = list(self.gateway.books.orders.values())[known:]
        for order in made:
            tell(self, order)
        if "drop_after" in faults:
            raise Reset
        if "done_status" in faults:
            return answer(start, int(faults["done_status"]), HTML, media="text/html; charset=utf-8")
        return _misbehave(faults, json.dumps(body, ensure_ascii=False).encode(), start)


def _misbehave(faults: Mapping[str, str], body: bytes, start: StartResponse) -> Iterable[bytes]:
    """A good answer, made bad in the ways that are asked for."""
    if "html" in faults:
        return answer(start, 200, HTML, media="text/html; charset=utf-8")
    if "empty_body" in faults:
        body = b""
    if "bad_json" in faults:
        body = body[: len(body) * 2 // 3]
    chunks = answer(start, 200, body, media="application/json;charset=UTF-8")
    return [body[: len(body) // 2]] if "cut" in faults else chunks


def _origin(environ: Environ) -> str:
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    return f"http://{host}{environ['SCRIPT_NAME']}"
