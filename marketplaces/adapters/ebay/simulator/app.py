"""eBay's look-alike: a WSGI callable that knows tokens, scopes, goods, listings, orders, disputes, ads and notifications.

Written from the description of the REST APIs and from nothing of ours; one instance is one keyset with one seller. The
hosts are prefixes of one address: `/api`, `/apiz`, `/apim` and `/auth`. Under `/__simulator/` it is steered while it
runs, without a token: see `steering`.
"""

import threading
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.core.management.base import CommandParser

from core.simulated_faults import Fault, FaultPlan
from core.simulation import Environ, StartResponse, answer
from marketplaces.adapters.ebay.simulator import doors
from marketplaces.adapters.ebay.simulator.acts import (  # noqa: F401 - each of these registers its operations
    account,
    ads,
    analytics,
    bulk,
    campaigns,
    disputes,
    evidence,
    groups,
    identity,
    items,
    listings,
    locations,
    media,
    metadata,
    notification,
    offers,
    orders,
    parcels,
    policies,
    promotions,
    publishing,
    refunds,
    subscriptions,
    taxonomy,
)
from marketplaces.adapters.ebay.simulator.answering import HTML
from marketplaces.adapters.ebay.simulator.books.goods import Item, Listing, Offer
from marketplaces.adapters.ebay.simulator.books.orders import Dispute, Order, Parcel, Refund
from marketplaces.adapters.ebay.simulator.books.placing import Wanted, open_dispute, place
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.books.setup import make_ready
from marketplaces.adapters.ebay.simulator.deliveries import Deliveries
from marketplaces.adapters.ebay.simulator.faults import FAULTS, HOOKS
from marketplaces.adapters.ebay.simulator.gateway import Gateway
from marketplaces.adapters.ebay.simulator.limits import Writing
from marketplaces.adapters.ebay.simulator.signatures import NotificationKey
from marketplaces.adapters.ebay.simulator.steering import steer
from marketplaces.adapters.ebay.simulator.telling import order_placed
from marketplaces.adapters.ebay.simulator.tokens import Tokens

CLIENT_ID = "LookAlik-LookAlik-SBX-000000000-00000000"
SECRET = "SBX-0000000000-look-alike-0000"  # noqa: S105 - of nothing real
RUNAME = "LookAlike-LookAlik-LookAl-abcdefgh"
VERIFICATION = "look-alike-verification-token-0001"  # the hub's own choice, any would do
REMEMBERED_REQUESTS = 20_000


class EbaySimulator:
    """Thread-safe. `ready` gives the new account policies and a location on every marketplace; rules as in `Rules`."""

    def __init__(
        self,
        client_id: str = CLIENT_ID,
        secret: str = SECRET,
        runame: str = RUNAME,
        faults: Iterable[Fault | str] = (),
        *,
        ready: bool = True,
        **rules: Any,
    ) -> None:
        self.lock = threading.RLock()
        self.seller = Seller()
        self.starts_ready = ready
        for name, value in rules.items():
            self.set_rule(name, value)
        self.tokens = Tokens(self.seller.clock, client_id, secret, runame)
        self.key = NotificationKey()
        self.deliveries = Deliveries(self.seller, self.key)
        self.gateway = Gateway(self.seller, self.tokens, self.lock, Writing())
        self.requests: deque[dict[str, Any]] = deque(maxlen=REMEMBERED_REQUESTS)
        self.plan = FaultPlan(FAULTS)
        for fault in faults:
            self.add_fault(fault)
        self.seller.public_keys[self.key.kid] = self.key.public
        if ready:
            make_ready(self.seller)

    @classmethod
    def add_arguments(cls, parser: CommandParser) -> None:
        parser.add_argument("--ebay-client-id", default=CLIENT_ID, help="the keyset's App ID; default %(default)s")
        parser.add_argument("--ebay-secret", default=SECRET, help="the keyset's Cert ID; default %(default)s")
        parser.add_argument("--ebay-runame", default=RUNAME, help="the keyset's RuName; default %(default)s")
        parser.add_argument("--ebay-accept-url", default="", help="where the RuName sends a seller who agrees")
        parser.add_argument(
            "--ebay-ask", action="store_true", help="the consent page waits for a click, as the real one does"
        )
        parser.add_argument("--ebay-bare", action="store_true", help="an account without policies and location")
        parser.add_argument(
            "--ebay-fault",
            type=FAULTS.read_option,
            action="append",
            default=[],
            help="name[=value][@operation or topic][xtimes], may be repeated",
        )

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Self:
        accept = {"accept_url": options["ebay_accept_url"]} if options["ebay_accept_url"] else {}
        return cls(
            options["ebay_client_id"],
            options["ebay_secret"],
            options["ebay_runame"],
            options["ebay_fault"],
            ready=not options["ebay_bare"],
            authorise_at_once=not options["ebay_ask"],
            **accept,
        )

    def environment(self, origin: str) -> dict[str, str]:
        return {
            "EBAY_API_URL": f"{origin}/api",
            "EBAY_APIZ_URL": f"{origin}/apiz",
            "EBAY_MEDIA_URL": f"{origin}/apim",
            "EBAY_AUTH_URL": f"{origin}/auth",
            "EBAY_CLIENT_ID": self.tokens.client_id,
            "EBAY_CLIENT_SECRET": self.tokens.secret,
            "EBAY_RUNAME": self.tokens.runame,
            "EBAY_SANDBOX": "1",
            "EBAY_VERIFICATION_TOKEN": VERIFICATION,
        }

    def set_rule(self, name: str, value: Any) -> None:
        """Raises ValueError where there is no such rule."""
        if not hasattr(self.seller.rules, name):
            raise ValueError(f"there is no rule {name!r}")
        setattr(self.seller.rules, name, value)

    def add_fault(self, fault: Fault | str) -> None:
        fault = FAULTS.read(fault) if isinstance(fault, str) else fault
        with self.lock:
            (self.deliveries.plan if fault.name in HOOKS else self.plan).add(fault)

    def clear_faults(self) -> None:
        with self.lock:
            self.plan.clear()
            self.deliveries.plan.clear()

    def reset(self) -> None:
        """As at the start: no faults, no goods, no orders, no tokens. Rules stay."""
        with self.lock:
            self.clear_faults()
            self.seller.restart()
            self.tokens.forget()
            self.deliveries.clear()
            self.requests.clear()
            if self.starts_ready:
                make_ready(self.seller)

    # What happens over there

    def place_order(self, **wanted: Any) -> Order:
        """A buyer's order, see `Wanted`; who subscribed is told. Raises NoSuchGoodsError."""
        with self.lock:
            order = place(self.seller, Wanted(**wanted))
            order_placed(self.seller, order)
            return order

    def open_dispute(self, order: str, **words: Any) -> Dispute:
        """The buyer goes to the bank, see `books.placing.open_dispute`."""
        with self.lock:
            return open_dispute(self.seller, order, **words)

    def grant(self) -> dict[str, Any]:
        """A user token with everything, as the token endpoint would have given it."""
        with self.lock:
            return self.tokens.grant()

    def settle(self, timeout: float = 30) -> bool:
        """Waits until all notifications that are due have been sent."""
        return self.deliveries.settle(timeout)

    # The books, to read

    @property
    def items(self) -> dict[str, Item]:
        return self.seller.items

    @property
    def offers(self) -> dict[str, Offer]:
        return self.seller.offers

    @property
    def listings(self) -> dict[str, Listing]:
        return self.seller.listings

    @property
    def orders(self) -> dict[str, Order]:
        return self.seller.orders

    @property
    def fulfilments(self) -> dict[str, list[Parcel]]:
        """By order."""
        return {number: order.parcels for number, order in self.seller.orders.items() if order.parcels}

    @property
    def refunds(self) -> dict[str, list[Refund]]:
        """By order."""
        return {number: order.refunds for number, order in self.seller.orders.items() if order.refunds}

    def calls(self, name: str = "") -> list[dict[str, Any]]:
        """What was asked, oldest first; `name` is an operation, or "token"."""
        with self.lock:
            return [request for request in self.requests if name in ("", request["name"])]

    def counts(self) -> Counter[str]:
        """Calls by operation."""
        return Counter(request["name"] for request in self.calls())

    # The wire

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        path = doors.path_of(environ)
        if path.startswith("/__simulator/"):
            return steer(self, path.removeprefix("/__simulator/"), environ, start)
        if path.startswith("/auth") and environ["REQUEST_METHOD"] == "GET":
            return doors.consent(self, environ, start)
        if path in (doors.TOKEN_PATH, doors.REVOKE_PATH) and environ["REQUEST_METHOD"] == "POST":
            return doors.token(self, environ, start, revoke=path == doors.REVOKE_PATH)
        host, _, rest = path.strip("/").partition("/")
        if host in doors.HOSTS:
            return doors.api(self, environ, host, f"/{rest}", start)
        return answer(start, 404, HTML, media="text/html; charset=utf-8")
