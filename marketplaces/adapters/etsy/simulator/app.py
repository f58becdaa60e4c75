"""Etsy's look-alike: a WSGI callable that knows keys, tokens, scopes, listings, inventories, receipts and webhooks.

Written from the description of the Open API v3 and from nothing of ours; one instance is one app and one shop. Under
`/__simulator/` it is steered while it runs, without a token: see `steering`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.core.management.base import CommandParser

from core.simulation import Environ, StartResponse
from core.simulation import steering as commands
from core.simulation.faults import Fault
from core.simulation.with_webhooks import WithWebhooks
from marketplaces.adapters.etsy.simulator import acts, doors  # noqa: F401 - acts registers all operations
from marketplaces.adapters.etsy.simulator.acts.publishing import fall_due
from marketplaces.adapters.etsy.simulator.books.placing import Wanted, place
from marketplaces.adapters.etsy.simulator.books.receipts import Receipt
from marketplaces.adapters.etsy.simulator.books.shop import USER_ID, Shop
from marketplaces.adapters.etsy.simulator.books.stocking import set_up, stock_listing
from marketplaces.adapters.etsy.simulator.faults import FAULTS
from marketplaces.adapters.etsy.simulator.gateway import PREFIX
from marketplaces.adapters.etsy.simulator.pushes import SECRET as WEBHOOK_SECRET
from marketplaces.adapters.etsy.simulator.pushes import Pushes
from marketplaces.adapters.etsy.simulator.rates import Rates
from marketplaces.adapters.etsy.simulator.steering import steer
from marketplaces.adapters.etsy.simulator.tokens import SCOPES, Tokens

KEYSTRING = "simulated0keystring0ofa0"
SHARED_SECRET = "simulated1"  # noqa: S105 - of nothing real
TOKEN_PATH, AUTHORIZE_PATH = "/v3/public/oauth/token", "/oauth/connect"


class EtsySimulator(WithWebhooks):
    """Thread-safe. `listings` as in `load_listings`; `ready` sets up profiles and a return policy first.

    `redirect_uri` is the one registered address, as an exact string; "" allows any. `shop.rules` can be changed at any
    time; `shop.books` says what really happened.
    """

    def __init__(
        self,
        keystring: str = KEYSTRING,
        secret: str = SHARED_SECRET,
        scopes: Iterable[str] = SCOPES,
        listings: Iterable[Mapping[str, Any]] = (),
        faults: Iterable[Fault | str] = (),
        currency: str = "EUR",
        country: str = "GB",
        redirect_uri: str = "",
        webhook_url: str = "",
        *,
        ready: bool = True,
        **rules: Any,
    ) -> None:
        self.shop = Shop(currency=currency, country=country)
        super().__init__(self.shop, FAULTS, faults, rules)
        self.tokens = Tokens(self.shop.clock, keystring, secret, USER_ID, frozenset(scopes))
        self.redirect_uri, self.ready = redirect_uri, ready
        self.pushes: Pushes = Pushes(self.shop, webhook_url, WEBHOOK_SECRET, self.hook_plan)
        self.rates = Rates(self.shop)
        self.ids: dict[str, int] = set_up(self.shop) if ready else {}
        self.load_listings(listings)

    @classmethod
    def add_arguments(cls, parser: CommandParser) -> None:
        parser.add_argument("--etsy-keystring", default=KEYSTRING, help="the app's keystring; default %(default)s")
        parser.add_argument("--etsy-secret", default=SHARED_SECRET, help="its shared secret; default %(default)s")
        parser.add_argument("--etsy-currency", default="EUR", help="the shop's currency; default %(default)s")
        parser.add_argument("--etsy-country", default="GB", help="where the shop is; default %(default)s")
        parser.add_argument("--etsy-webhook-url", default="", help="where webhooks go; default nowhere")
        parser.add_argument(
            "--etsy-ask", action="store_true", help="the consent page waits for a click, as the real one does"
        )
        parser.add_argument(
            "--etsy-fault",
            type=FAULTS.read_option,
            action="append",
            default=[],
            help="name[=value][@operation or event][xtimes], may be repeated",
        )

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Self:
        return cls(
            options["etsy_keystring"],
            options["etsy_secret"],
            faults=options["etsy_fault"],
            currency=options["etsy_currency"],
            country=options["etsy_country"],
            webhook_url=options["etsy_webhook_url"],
            authorise_at_once=not options["etsy_ask"],
        )

    def environment(self, origin: str) -> dict[str, str]:
        return {
            "ETSY_API_URL": f"{origin}{PREFIX}",
            "ETSY_TOKEN_URL": f"{origin}{TOKEN_PATH}",
            "ETSY_AUTHORIZE_URL": f"{origin}{AUTHORIZE_PATH}",
            "ETSY_KEYSTRING": self.tokens.keystring,
            "ETSY_SHARED_SECRET": self.tokens.secret,
            "ETSY_WEBHOOK_SECRET": self.pushes.secret,
        }

    def reset(self) -> None:
        """As at the start: no faults, no listings, no orders, no tokens. Rules and the webhook's address stay."""
        with self.lock:
            super().reset()
            self.shop.restart()
            self.tokens.forget()
            self.rates.taken.clear()
            self.ids = set_up(self.shop) if self.ready else {}

    def load_listings(self, listings: Iterable[Mapping[str, Any]]) -> list[int]:
        """Listings as a seller made them by hand, see `stock_listing`; gives their numbers."""
        with self.lock:
            return [stock_listing(self.shop, one).listing_id for one in listings]

    def place_order(self, **wanted: Any) -> Receipt:
        """A buyer's order, see `Wanted`; its webhook is on its way where it is paid. Raises NoSuchGoodsError."""
        with self.lock:
            receipt = place(self.shop, Wanted(**wanted))
            if receipt.paid is not None:
                self.shop.emit("order.paid", receipt)
            return receipt

    def connect(self, scopes: Iterable[str] = SCOPES) -> dict[str, Any]:
        """Tokens as the consent page and the exchange would have given them."""
        with self.lock:
            return self.tokens.pair(frozenset(scopes) & self.tokens.scopes)

    def fall_due(self) -> None:
        """Listings expire or renew themselves."""
        with self.lock:
            fall_due(self.shop)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith(commands.PREFIX):
            return steer(self, path.removeprefix(commands.PREFIX), environ, start_response)
        if path == AUTHORIZE_PATH:
            return doors.authorise(self, environ, start_response)
        if path == TOKEN_PATH and environ["REQUEST_METHOD"] == "POST":
            return doors.token(self, environ, start_response)
        return doors.api(self, environ, start_response)
