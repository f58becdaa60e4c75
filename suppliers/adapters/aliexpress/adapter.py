"""AliExpress as every supplier is asked: our words in, our words out."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from django.conf import settings

from core.budget import Purpose
from core.calllog import CallLog
from core.errors import AuthFailed, BadPayload, NotFound, PartnerError, RateLimited, Rejected, Unsupported
from suppliers.adapters.aliexpress.client import PARTNER, AliExpressClient
from suppliers.adapters.aliexpress.envelope import product_rule, resp_rule, search_rule
from suppliers.adapters.aliexpress.mapper import (
    categories,
    freight,
    ordering,
    orders,
    products,
    pushes,
    search,
    tracking,
)
from suppliers.adapters.aliexpress.mapper.address import AddressProblem
from suppliers.adapters.aliexpress.reading import Unreadable
from suppliers.adapters.aliexpress.signing import is_push_signed
from suppliers.interface import (
    AccountInfo,
    Capability,
    FreightRequest,
    OfferReading,
    OrderRequest,
    PlacedOrder,
    Purchase,
    Push,
    PushHead,
    Quote,
    SearchPage,
    SearchQuery,
    SupplierAdapter,
    SupplierCategory,
    SupplierItem,
    TrackingUpdate,
    VariantStock,
)
from suppliers.models import SupplierAccount

# What costs and freight are asked for where neither the caller nor the account says: AliExpress wants both.
DEFAULT_COUNTRY = "US"
DEFAULT_CURRENCY = "USD"
TARGET_LANGUAGE = "en"


class AliExpressAdapter(SupplierAdapter):
    slug = PARTNER
    title = "AliExpress"
    capabilities = frozenset(
        {Capability.CATEGORIES, Capability.OAUTH, Capability.ORDER, Capability.TRACKING, Capability.WEBHOOKS}
    )
    credential_fields = ("api_key", "api_secret")
    tracks_by_order = True
    exists_codes = frozenset({"REPEATED_ORDER_ERROR"})

    def __init__(self, account: SupplierAccount, *, log: CallLog | None = None) -> None:
        self._account = account
        self._client = AliExpressClient(account, log=log)

    @classmethod
    def credential_problems(cls, given: Mapping[str, str]) -> dict[str, str]:
        key = given.get("api_key", "").strip()
        if key and not (key.isascii() and key.isdigit()):
            return {"api_key": "The app key of an AliExpress app is a number: it stands in the app's console."}
        return {}

    def close(self) -> None:
        self._client.close()

    # The account

    def connect(self) -> AccountInfo:
        """The platform has no call that says who we are: the cheapest one that wants a good token is made, and the
        identity is the one that came with the tokens."""
        self.categories()
        return AccountInfo(remote_id=self._account.remote_id)

    def authorise_url(self, state: str, redirect_uri: str) -> str:
        if not self._client.app_key:
            raise AuthFailed(PARTNER, "authorise", message="the app key is missing", code="no_credentials")
        query = {
            "response_type": "code",
            "force_auth": "true",
            "client_id": self._client.app_key,
            "redirect_uri": redirect_uri,
            "state": state,
        }
        return f"{settings.ALIEXPRESS_AUTH_URL}/authorize?{urlencode(query)}"

    def accept_code(self, code: str) -> AccountInfo:
        """Raises Rejected, with nothing stored, when it is the consent of another buyer than before: orders would go out
        under another name."""
        given = self._client.exchange_code(code)
        known = self._account.remote_id
        if known and given.user_id and given.user_id != known:
            message = f"this is the account {given.user_id}, and {self._account} belongs to {known}: log in as that one"
            raise Rejected(PARTNER, "accept a code", message=message, code="other_account")
        self._client.keep(given)
        return AccountInfo(remote_id=given.user_id or known, name=given.nick, email=given.email)

    # Products

    def search(self, query: SearchQuery) -> SearchPage:
        country, currency = self._destination(query.country, query.currency)
        if query.sort not in search.SORTS:
            raise Unsupported(PARTNER, "search", message=f"AliExpress cannot sort by {query.sort!r}")
        return self._client.call(
            "aliexpress.ds.text.search",
            search.search_params(query, country, currency),
            lambda body: search.read_search(body, query, currency),
            search_rule,
            operation="search",
            purpose=Purpose.CATALOGUE,
        )

    def product(self, product_id: str, country: str = "", currency: str = "") -> SupplierItem:
        country, currency = self._destination(country, currency)
        params = {
            "product_id": product_id,
            "ship_to_country": country,
            "target_currency": currency,
            "target_language": TARGET_LANGUAGE,
        }
        return self._client.call(
            "aliexpress.ds.product.get",
            params,
            lambda body: products.read_product(body, product_id),
            product_rule,
            operation="read a product",
            purpose=Purpose.CATALOGUE,
        )

    def categories(self) -> list[SupplierCategory]:
        return self._client.call(
            "aliexpress.ds.category.get",
            {"language": TARGET_LANGUAGE},
            categories.read_categories,
            resp_rule,
            operation="list categories",
            purpose=Purpose.CATALOGUE,
        )

    def stock(self, product_id: str) -> list[VariantStock]:
        variants = self.product(product_id).variants
        found = [variant.stock for variant in variants if variant.stock is not None]
        if len(found) < len(variants):
            raise BadPayload(PARTNER, "read stock", message="answer not understood: a variant without stock")
        return found

    def variant_stock(self, variant_id: str, product_id: str = "") -> VariantStock:
        if not product_id:
            raise Rejected(PARTNER, "read stock", message="AliExpress tells stock by product: name the product as well")
        found = next((each for each in self.stock(product_id) if each.variant_id == variant_id), None)
        if found is None:
            message = f"product {product_id} has no variant {variant_id} any more"
            raise NotFound(PARTNER, "read stock", message=message)
        return found

    def refresh(self, product_ids: Sequence[str], country: str = "", currency: str = "") -> Iterator[OfferReading]:
        """One call a product: it holds all costs and all stock, and there is no call for several."""
        for product_id in product_ids:
            try:
                yield OfferReading(product_id, item=self.product(product_id, country, currency))
            except (RateLimited, AuthFailed):
                raise
            except NotFound:
                yield OfferReading(product_id)
            except PartnerError as error:
                yield OfferReading(product_id, error=error)

    # Freight

    def quote(self, request: FreightRequest) -> list[Quote]:
        """One call a variant. For several variants: the ways that all of them can go, added up."""
        if any(not parcel.product_id or not parcel.variant_id for parcel in request.items):
            raise Rejected(PARTNER, "quote freight", message="AliExpress quotes by product and variant: name both")
        _, currency = self._destination(request.country, request.currency)
        found: list[list[Quote]] = []
        for parcel in request.items:
            query = freight.freight_query(request, parcel, currency)
            quotes = self._client.call(
                "aliexpress.ds.freight.query",
                {"queryDeliveryReq": ordering.as_text(query)},
                lambda body: freight.read_quotes(body, currency),
                freight.freight_rule,
                operation="quote freight",
                purpose=Purpose.ORDERS,
            )
            if not quotes:
                return []
            found.append(quotes)
        return freight.together(found)

    # Orders

    def create_order(self, request: OrderRequest) -> PlacedOrder:
        """An address that AliExpress would not take is refused here, before anything is sent."""
        if any(not line.product_id for line in request.lines):
            raise Rejected(PARTNER, "create an order", message="a line does not name its product", code="no_product")
        try:
            order = ordering.order_params(request)
        except AddressProblem as problem:
            code = f"address_{problem.field}"
            raise Rejected(PARTNER, "create an order", message=str(problem), code=code) from problem
        return self._client.call(
            "aliexpress.ds.order.create",
            order.params,
            ordering.read_placed,
            ordering.order_rule,
            operation="create an order",
            purpose=Purpose.ORDERS,
            idempotent=False,
        )

    def order(self, order_id: str) -> Purchase:
        return self._client.call(
            "aliexpress.trade.ds.order.get",
            orders.order_query(order_id),
            lambda body: orders.read_order(body, order_id),
            resp_rule,
            operation="read an order",
            purpose=Purpose.ORDERS,
        )

    def orders(self, order_ids: Sequence[str]) -> list[Purchase]:
        found = []
        for order_id in order_ids:
            try:
                found.append(self.order(order_id))
            except NotFound:
                continue
        return found

    def tracking(self, numbers: Sequence[str], order_id: str = "") -> list[TrackingUpdate]:
        """By order; `numbers` narrows what is found down to these parcels."""
        if not order_id:
            raise Rejected(PARTNER, "track", message="AliExpress tracks by order: name the order")
        found = self._client.call(
            "aliexpress.ds.order.tracking.get",
            {"ae_order_id": order_id, "language": "en_US"},
            tracking.read_tracking,
            tracking.tracking_rule,
            operation="track",
            purpose=Purpose.ORDERS,
        )
        return [update for update in found if not numbers or not update.number or update.number in numbers]

    # Webhooks

    def verify_push(self, raw: bytes, headers: Mapping[str, str]) -> bool:
        secret = self._account.credential("api_secret")
        return is_push_signed(self._client.app_key, secret, raw, headers.get("authorization", ""))

    @staticmethod
    def is_probe(raw: bytes) -> bool:
        return pushes.is_probe(raw)

    def read_push_head(self, raw: bytes) -> PushHead:
        return pushes.read_push_head(raw)

    def read_push(self, raw: bytes) -> Push:
        try:
            return pushes.read_push(raw)
        except Unreadable as error:
            raise BadPayload(PARTNER, "read a push", body=raw, message=f"push not understood: {error}") from error

    def _destination(self, country: str, currency: str) -> tuple[str, str]:
        return (
            country or self._account.ship_to or DEFAULT_COUNTRY,
            currency or self._account.currency or DEFAULT_CURRENCY,
        )
