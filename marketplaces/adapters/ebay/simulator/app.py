"""eBay's look-alike: a WSGI callable that knows tokens, scopes, goods, listings, orders, disputes, ads and notifications.

Written from the description of the REST APIs and from nothing of ours; one instance is one keyset with one seller. The
hosts are prefixes of one address: `/api`, `/apiz`, `/apim` and `/auth`. Under `/__simulator/` it is steered while it
runs, without a token: see `steering`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.core.management.base import CommandParser

from core.simulation import Environ, StartResponse, answer
from core.simulation.faults import Fault
from core.simulation.steering import PREFIX
from core.simulation.with_webhooks import WithWebhooks
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
from marketplaces.adapters.ebay.simulator.faults import FAULTS
from marketplaces.adapters.ebay.simulator.gateway import Gateway
from marketplaces.adapters.ebay.simulator.limits import Writing
from marketplaces.adapters.ebay.simulator.pushes import Pushes
from marketplaces.adapters.ebay.simulator.signatures import NotificationKey
from marketplaces.adapters.ebay.simulator.steering import steer
from marketplaces.adapters.ebay.simulator.telling import order_placed
from marketplaces.adapters.ebay.simulator.tokens import Tokens

CLIENT_ID = "LookAlik-LookAlik-SBX-000000000-00000000"
SECRET = "SBX-0000000000-look-alike-0000"  # noqa: S105 - of nothing real
RUNAME = "LookAlike-LookAlik-LookAl-abcdefgh"
VERIFICATION = "look-alike-verification-token-0001"  # the hub's own choice, any would do


class EbaySimulator(WithWebhooks):
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
        self.seller, self.starts_ready = Seller(), ready
        super().__init__(self.seller, FAULTS, faults, rules)
        self.tokens = Tokens(self.seller.clock, client_id, secret, runame)
        self.key = NotificationKey()
        self.pushes: Pushes = Pushes(self.seller, self.key, self.hook_plan)
        self.gateway = Gateway(self.seller, self.tokens, self.lock, Writing())
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

    def reset(self) -> None:
        """As at the start: no faults, no goods, no orders, no tokens. Rules stay."""
        with self.lock:
            super().reset()
            self.seller.restart()
            self.tokens.forget()
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

    # The wire

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        path = doors.path_of(environ)
        if path.startswith(PREFIX):
            return steer(self, path.removeprefix(PREFIX), environ, start)
        if path.startswith("/auth") and environ["REQUEST_METHOD"] == "GET":
            return doors.consent(self, environ, start)
        if path in (doors.TOKEN_PATH, doors.REVOKE_PATH) and environ["REQUEST_METHOD"] == "POST":
            return doors.token(self, environ, start, revoke=path == doors.REVOKE_PATH)
        host, _, rest = path.strip("/").partition("/")
        if host in doors.HOSTS:
            return doors.api(self, environ, host, f"/{rest}", start)
        return answer(start, 404, HTML, media="text/html; charset=utf-8")
