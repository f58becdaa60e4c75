"""The B2B service's look-alike: a WSGI callable with a key check, paging, throttling and a fault plan.

Written from the service's contract, not from our client. Under `/__simulator/` it is steered while it runs, without a
key: `faults?add=status%3D503@3x2&clear=1`, `reset`, and `requests`, which tells what was asked and with which headers.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs

from django.core.management.base import CommandParser

from core.simulation import Environ, StartResponse, answer
from core.simulation.faults import Fault, FaultError, FaultPlan
from core.simulation.pictures import picture
from inventory.source.simulator.answers import Faults, Refusal, detail, misbehave, planned_refusal
from inventory.source.simulator.catalogue import BASE, Catalogue
from inventory.source.simulator.faults import FAULTS, HAPPENINGS, PAGING, TRANSPORT
from inventory.source.simulator.listing import Question, list_page, whole
from inventory.source.simulator.views import VIEWS

KEY = "b2c_1_simulated-key-of-the-look-alike"
API = "/api/v1"
CATEGORY_PATHS = (f"{API}/b2c/categories/", f"{API}/categories/")
PRODUCT_PATHS = (f"{API}/api/products/", f"{API}/b2c/products/")
REMEMBERED_REQUESTS = 2000
DEFAULT_PRODUCTS = 600


class B2BSimulator:
    """Thread-safe. `key` is the one it accepts in `X-API-Key`."""

    def __init__(self, catalogue: Catalogue, key: str = KEY, faults: Iterable[Fault] = ()) -> None:
        self.catalogue = catalogue
        self.key = key
        self.requests: deque[dict[str, Any]] = deque(maxlen=REMEMBERED_REQUESTS)
        self._plan = FaultPlan(FAULTS)
        self._lock = threading.RLock()
        self._views: dict[tuple[str | None, tuple[str, ...]], list[bytes]] = {}
        self._minute: deque[float] = deque()
        for fault in faults:
            self.add_fault(fault)

    @classmethod
    def add_arguments(cls, parser: CommandParser) -> None:
        parser.add_argument(
            "--products", type=int, default=DEFAULT_PRODUCTS, help="how many to generate; default %(default)s"
        )
        parser.add_argument("--catalogue", type=Path, help="directory with categories.json and products.json instead")
        parser.add_argument("--key", default=KEY, help="the API key that is accepted; default %(default)s")
        parser.add_argument(
            "--fault",
            type=FAULTS.read_option,
            action="append",
            default=[],
            help="name[=value][@page][xtimes], may be repeated",
        )

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Self:
        directory = options.get("catalogue")
        catalogue = Catalogue.from_directory(directory) if directory else Catalogue.generated(options["products"])
        return cls(catalogue, options["key"], options["fault"])

    def environment(self, origin: str) -> dict[str, str]:
        return {"B2B_API_URL": f"{origin}{API}", "B2B_API_KEY": self.key}

    def add_fault(self, fault: Fault | str) -> None:
        fault = FAULTS.read(fault) if isinstance(fault, str) else fault
        with self._lock:
            self._views.clear()
            if fault.name in HAPPENINGS:
                happen = {"drift": "drift", "removed": "remove", "renumbered": "renumber"}[fault.name]
                getattr(self.catalogue, happen)(fault.number)
            else:
                self._plan.add(fault)

    def clear_faults(self) -> None:
        """Ends all faults; what has happened to the catalogue stays."""
        with self._lock:
            self._plan.clear()
            self._views.clear()

    def reset(self) -> None:
        """As at the start: no faults, the first catalogue, no memory of requests."""
        with self._lock:
            self.clear_faults()
            self.catalogue.reset()
            self.requests.clear()
            self._minute.clear()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        query = {name: values[-1] for name, values in parse_qs(environ["QUERY_STRING"], keep_blank_values=True).items()}
        if path.startswith("/__simulator/"):
            return self._steer(path.removeprefix("/__simulator/"), environ, start_response)
        if path.startswith("/media/"):
            number = path.removeprefix("/media/").removesuffix(".png")
            body = picture(int(number)) if number.isdecimal() else b""
            return answer(start_response, 200 if body else 404, body, media="image/png")
        return self._serve(path, query, environ, start_response)

    # The service

    def _serve(self, path: str, query: dict[str, str], environ: Environ, start: StartResponse) -> Iterable[bytes]:
        page = whole(query.get("page")) or 1
        request = {"method": environ["REQUEST_METHOD"], "path": path, "query": query, "headers": _headers(environ)}
        with self._lock:
            self.requests.append(request)
            faults = {
                name: fault for name in (*TRANSPORT, *PAGING, "empty") if (fault := self._plan.take(name, str(page)))
            }
        if "slow" in faults:
            time.sleep(float(faults["slow"].number))
        refused = planned_refusal(faults) or self._own_refusal(path, environ) or self._throttled(faults)
        if refused:
            status, body, headers = refused
            return answer(start, status, body, headers)
        status, body = self._list(path, query, environ, faults)
        return misbehave(faults, status, body, start)

    def _own_refusal(self, path: str, environ: Environ) -> Refusal | None:
        """What the service itself does not accept, in the order in which Django and its REST framework ask."""
        method, given = environ["REQUEST_METHOD"], environ.get("HTTP_X_API_KEY")
        if not path.endswith("/"):
            return 301, b"", [("Location", f"{_origin(environ)}{path}/?{environ['QUERY_STRING']}")]
        if path not in (*CATEGORY_PATHS, *PRODUCT_PATHS):
            return 404, detail("Pas trouvé."), []
        if not given:
            return 403, detail("Informations d'authentification non fournies."), []
        if given != self.key:
            return 401, detail("Clé API invalide."), [("WWW-Authenticate", "Api-Key")]
        if method != "GET":
            return 405, detail(f"Méthode « {method} » non autorisée."), [("Allow", "GET, HEAD, OPTIONS")]
        return None

    def _throttled(self, faults: Faults) -> Refusal | None:
        if "throttle" not in faults:
            return None
        now = time.monotonic()
        with self._lock:
            while self._minute and self._minute[0] <= now - 60:
                self._minute.popleft()
            if len(self._minute) < faults["throttle"].number:
                self._minute.append(now)
                return None
            wait = int(60 - (now - self._minute[0])) + 1
        text = f"Request was throttled. Expected available in {wait} seconds."
        return 429, detail(text), [("Retry-After", str(wait))]

    def _list(self, path: str, query: dict[str, str], environ: Environ, faults: Faults) -> tuple[int, bytes]:
        origin = _origin(environ)
        if path in CATEGORY_PATHS:
            rows = [] if "empty" in faults else self.catalogue.categories
            status, body = 200, b"[" + b",".join(rows) + b"]"
        else:
            if "moving" in faults:
                self.add_fault(Fault("drift", faults["moving"].value))
            site, page = query.get("site_id"), whole(query.get("page"))
            size = whole(query.get("page_size"))
            asked = Question(f"{origin}{path}", 1 if page is None else page, size, site)
            status, body = list_page(self._products(site), asked, faults)
        return status, body.replace(BASE, origin.encode())

    def _products(self, site: str | None) -> list[bytes]:
        with self._lock:
            names = tuple(fault.name for fault in self._plan.in_force() if fault.name in VIEWS)
            key = (site, names)
            if key not in self._views:
                products = self.catalogue.on_site(site)
                for name in names:
                    products = VIEWS[name](products)
                self._views[key] = products
            return self._views[key]

    # Steering

    def _steer(self, command: str, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        query = parse_qs(environ["QUERY_STRING"])
        try:
            if command == "reset":
                self.reset()
            elif command == "faults":
                faults = [FAULTS.read(text) for text in query.get("add", [])]
                if "clear" in query:
                    self.clear_faults()
                for fault in faults:
                    self.add_fault(fault)
            elif command == "requests":
                return answer(start, 200, json.dumps(list(self.requests)).encode())
            elif command:
                return answer(start, 404, detail("There are: faults, reset, requests."))
        except FaultError as error:
            return answer(start, 400, detail(str(error)))
        return answer(start, 200, json.dumps(self.state()).encode())

    def state(self) -> dict[str, Any]:
        with self._lock:
            return {
                "products": len(self.catalogue.products),
                "categories": len(self.catalogue.categories),
                "faults": [str(fault) for fault in self._plan.in_force()],
                "requests": len(self.requests),
            }


def _origin(environ: Environ) -> str:
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    return f"http://{host}{environ['SCRIPT_NAME']}"


def _headers(environ: Environ) -> dict[str, str]:
    """Names and values as received, save the key: of that only whether it was there."""
    return {
        name.removeprefix("HTTP_").replace("_", "-").lower(): "(given)" if name == "HTTP_X_API_KEY" else value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
