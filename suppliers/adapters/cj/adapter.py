"""CJ Dropshipping as a supplier."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from core.calllog import CallLog
from core.errors import AuthFailed, BadPayload, NotFound, OutcomeUnknown, PartnerError, RateLimited, Rejected
from suppliers.adapters.cj import signing
from suppliers.adapters.cj.client import CJClient, Route, routes
from suppliers.adapters.cj.client.tokens import remember_open_id
from suppliers.adapters.cj.errors import NO_SUCH_ORDER, ORDER_EXISTS, PARTNER
from suppliers.adapters.cj.key import KeyFormError, api_key
from suppliers.adapters.cj.mapper import account, disputes, freight, orders, products, pushes, search, stock, tracking
from suppliers.adapters.cj.mapper.disputes import DisputeLine, DisputeRequest, DisputeTerms
from suppliers.adapters.cj.mapper.order_body import body_problems, order_body
from suppliers.adapters.cj.values import Misread, obj, text, words
from suppliers.interface import (
    AccountInfo,
    Balance,
    Capability,
    DisputePage,
    FreightRequest,
    OfferReading,
    OrderRequest,
    PaymentOffer,
    PlacedOrder,
    Purchase,
    PurchasePage,
    Push,
    PushHead,
    Quote,
    ReviewPage,
    SearchPage,
    SearchQuery,
    StockLevel,
    SupplierAdapter,
    SupplierCategory,
    SupplierItem,
    TrackingUpdate,
    Variant,
    VariantStock,
    WebhookSetup,
)
from suppliers.models import SupplierAccount

T = TypeVar("T")
Params = Mapping[str, object] | Sequence[tuple[str, object]]

ORDERS_A_BATCH = 100
PRODUCTS_A_SUBSCRIPTION = 100
PARCELS_A_CALL = 20
# All that `webhook/set` knows; the first four must be set together.
_WEBHOOK_TOPICS = ("product", "stock", "order", "logistics", "makeup", "privateOrder")


class CJAdapter(SupplierAdapter):
    """One account at CJ. NOTES.md tells what is peculiar to it."""

    slug = PARTNER
    title = "CJ Dropshipping"
    capabilities = frozenset(Capability) - {Capability.OAUTH}
    credential_fields = ("api_key", "email", "platform_token")
    idle_days = 30
    has_tiers = True
    joins_halves = True
    exists_codes = frozenset({ORDER_EXISTS})

    def __init__(self, account: SupplierAccount, *, log: CallLog | None = None) -> None:
        self._account = account
        self.client = CJClient(account, log=log)

    @classmethod
    def join_halves(cls, first: str, second: str) -> str:
        """Raises ValueError in words that say which half is wrong."""
        return api_key(first=first, second=second)

    @classmethod
    def credential_problems(cls, given: Mapping[str, str]) -> dict[str, str]:
        whole = given.get("api_key", "")
        try:
            if whole:
                api_key(whole)
        except KeyFormError as problem:
            return {"api_key": str(problem)}
        return {}

    def close(self) -> None:
        self.client.close()

    # The account

    def connect(self) -> AccountInfo:
        """The openId, CJ's id of the account, is also the key of its pushes: it does not leave this room."""
        info = self.ask(routes.SETTINGS, account.account_info)
        self._account.refresh_from_db(fields=["webhook_key"])  # a login on the way has written it
        remember_open_id(self._account, info.remote_id)
        return replace(info, remote_id="")

    def balance(self) -> Balance:
        return self.ask(routes.BALANCE, account.balance)

    # Products

    def search(self, query: SearchQuery) -> SearchPage:
        return self.ask(routes.SEARCH, lambda data: search.search_page(data, query), search.search_params(query))

    def search_list(self, query: SearchQuery) -> SearchPage:
        """By the older route, which looks for the words in the English name alone and counts beyond 6,000."""
        return self.ask(routes.LIST, lambda data: search.list_page(data, query), search.list_params(query))

    def product(self, product_id: str, country: str = "", currency: str = "") -> SupplierItem:
        """Without stock: that is a call of its own. CJ counts in dollars whatever `currency` says, and its `countryCode`
        is where goods lie, not where they go: it is not sent, or variants would be missing."""
        return self.ask(routes.PRODUCT, products.product, {"pid": product_id})

    def variants(self, product_id: str = "", *, sku: str = "") -> list[Variant]:
        """Of a product, by its id or its SKU. This route does not name the options."""
        params = {"pid": product_id} if product_id else {"productSku": sku}
        return self.ask(routes.VARIANTS, products.variants, params)

    def variant(self, variant_id: str) -> Variant:
        """One variant, with its stock."""
        params = {"vid": variant_id, "features": "enable_inventory"}
        return self.ask(routes.VARIANT, products.variant, params)

    def categories(self) -> list[SupplierCategory]:
        return self.ask(routes.CATEGORIES, products.categories)

    def reviews(self, product_id: str, page: int = 1, size: int = 20) -> ReviewPage:
        params = {"pid": product_id, "pageNum": page, "pageSize": size}
        return self.ask(routes.REVIEWS, lambda data: products.reviews(data, page), params)

    def stock(self, product_id: str) -> list[VariantStock]:
        return self.ask(routes.STOCK_OF_PRODUCT, stock.stock_of_product, {"pid": product_id})

    def variant_stock(self, variant_id: str, product_id: str = "") -> VariantStock:
        params = {"vid": variant_id}
        return self.ask(routes.STOCK_OF_VARIANT, lambda data: stock.stock_of_variant(data, variant_id), params)

    def sku_stock(self, sku: str) -> tuple[StockLevel, ...]:
        """Of the SKU of a variant or of a whole product: these rows name no variant."""
        return self.ask(routes.STOCK_OF_SKU, lambda data: stock.levels(data, {}), {"sku": sku})

    def refresh(self, product_ids: Sequence[str], country: str = "", currency: str = "") -> Iterator[OfferReading]:
        """Two calls a product, 20 points: CJ has no route for several products, nor one with both costs and stock."""
        for product_id in product_ids:
            try:
                yield self._reading(product_id, country)
            except (RateLimited, AuthFailed):
                raise
            except PartnerError as error:
                yield OfferReading(product_id, error=error)

    def _reading(self, product_id: str, country: str) -> OfferReading:
        try:
            item = self.product(product_id, country)
        except NotFound:
            return OfferReading(product_id)
        return OfferReading(product_id, stock_joined(item, self.stock(product_id)))

    # Freight

    def quote(self, request: FreightRequest) -> list[Quote]:
        body = freight.freight_body(request)
        return self.ask(routes.FREIGHT, lambda data: freight.quotes(data, request), json=body)

    def quote_with_rules(
        self, request: FreightRequest, parcels: Sequence[freight.ParcelSize]
    ) -> list[freight.RuledQuote]:
        """With what each way to send asks of an address; `freight.broken_rules` checks one against it."""
        body = freight.rules_body(request, parcels)
        return self.ask(routes.FREIGHT_RULES, lambda data: freight.ruled_quotes(data, request), json=body)

    # Orders

    def create_order(self, request: OrderRequest) -> PlacedOrder:
        body = order_body(request)
        problems = body_problems(body)
        if problems:
            raise Rejected(PARTNER, routes.CREATE_ORDER.operation, message="; ".join(problems), code="form")
        return self.ask(routes.CREATE_ORDER, orders.placed, json=body)

    def find_order(self, client_no: str) -> Purchase | None:
        """CJ takes our number where it takes its own."""
        try:
            found = self.ask(routes.ORDER, orders.purchase, {"orderId": client_no})
        except PartnerError as error:
            if error.code in NO_SUCH_ORDER:
                return None
            raise
        if found.client_no != client_no:
            raise BadPayload(PARTNER, routes.ORDER.operation, message="the order has another number than was asked for")
        return found

    def order(self, order_id: str) -> Purchase:
        try:
            return self.ask(routes.ORDER, orders.purchase, {"orderId": order_id})
        except Rejected as error:
            if error.code not in NO_SUCH_ORDER:
                raise
            raise NotFound(
                PARTNER,
                error.operation,
                status=error.status,
                request_id=error.request_id,
                message=error.message,
                code=error.code,
            ) from error

    def orders(self, order_ids: Sequence[str]) -> list[Purchase]:
        found: list[Purchase] = []
        for chunk in _chunks(order_ids, ORDERS_A_BATCH):
            found += self.ask(routes.ORDER_BATCH, orders.purchases, json={"orderIds": list(chunk)})
        return found

    def list_orders(self, page: int = 1, size: int = 20, status: str = "") -> PurchasePage:
        """`status` is CJ's word or ours. Without one, page `page` of every status: CJ asked for none gives the
        cancelled orders alone."""
        pages = [self._order_page(page, size, word) for word in orders.cj_statuses(status)]
        once = {purchase.order_id: purchase for found in pages for purchase in found.items}
        return PurchasePage(tuple(once.values()), page, any(found.has_more for found in pages))

    def _order_page(self, page: int, size: int, status: str) -> PurchasePage:
        params = {"pageNum": page, "pageSize": size, "status": status}
        return self.ask(routes.ORDERS, lambda data: orders.purchase_page(data, page, size), params)

    def confirm_order(self, order_id: str) -> None:
        self.ask(routes.CONFIRM_ORDER, text, json={"orderId": order_id})

    def cancel_unpaid(self, order_id: str) -> None:
        """Deletes it: possible while it is CREATED or IN_CART. CJ has no way to cancel a paid order."""
        self.ask(routes.DELETE_ORDER, text, {"orderId": order_id})

    def prepare_payment(self, order_ids: Sequence[str]) -> PaymentOffer:
        """Cart, confirmation, parent order: three calls, after which CJ says what it would take.

        An order that was confirmed before, by a call whose answer nobody has kept, is in no cart any more and its batch
        is not shown anywhere: it is paid by itself, for the amount that its detail shows.
        """
        wanted = {"cjOrderIdList": list(order_ids)}
        count, problems = self.ask(routes.ADD_TO_CART, lambda data: orders.in_cart(data, len(order_ids)), json=wanted)
        if not count:
            confirmed = self._confirmed_before(order_ids)
            if confirmed is not None:
                return confirmed
            raise self._refused(routes.ADD_TO_CART, problems)
        batch_id, left_out = self.ask(routes.CONFIRM_CART, orders.cart_shipment, json=wanted)
        problems += left_out
        if not batch_id:
            raise self._refused(routes.CONFIRM_CART, problems)
        offer = self.ask(
            routes.PAYMENT,
            lambda data: orders.payment_offer(data, batch_id, problems),
            json={"shipmentOrderId": batch_id},
        )
        if offer is None:
            raise self._refused(routes.PAYMENT, problems)
        return offer

    def _confirmed_before(self, order_ids: Sequence[str]) -> PaymentOffer | None:
        found = self.order(order_ids[0]) if len(order_ids) == 1 else None
        if found is None or found.raw_status.partition("/")[0] != orders.CONFIRMED or found.amount is None:
            return None
        return PaymentOffer("", "", found.amount, order_id=found.order_id)

    def pay(self, offer: PaymentOffer) -> None:
        """From the balance. The call names no amount: what `offer` says was compared before."""
        if offer.order_id:
            self.ask(routes.PAY_ONE, text, json={"orderId": offer.order_id})
            return
        if not (offer.payment_id and offer.batch_id):
            raise Rejected(PARTNER, routes.PAY.operation, message="the payment was not prepared", code="form")
        self.ask(routes.PAY, text, json={"shipmentOrderId": offer.batch_id, "payId": offer.payment_id})

    def tracking(self, numbers: Sequence[str], order_id: str = "") -> list[TrackingUpdate]:
        """CJ asks for tracking numbers; those of `order_id` are looked up where none are given."""
        wanted = list(numbers) or ([ref.number for ref in self.order(order_id).tracking] if order_id else [])
        found: list[TrackingUpdate] = []
        for chunk in _chunks(wanted, PARCELS_A_CALL):
            found += self._tracked([("trackNumber", number) for number in chunk])
        return found

    def _tracked(self, params: list[tuple[str, object]]) -> list[TrackingUpdate]:
        try:
            return self.ask(routes.TRACKING, tracking.tracking, params)
        except NotFound:
            return []  # no data yet

    def disputes(self, page: int = 1, size: int = 10, order_id: str = "") -> DisputePage:
        params: dict[str, object] = {"pageNum": page, "pageSize": size} | ({"orderId": order_id} if order_id else {})
        return self.ask(routes.DISPUTES, lambda data: disputes.dispute_page(data, page, size), params)

    def dispute_lines(self, order_id: str) -> list[DisputeLine]:
        """The lines of an order that may be disputed."""
        return self.ask(routes.DISPUTE_LINES, disputes.dispute_lines, {"orderId": order_id})

    def dispute_terms(self, order_id: str, lines: Sequence[DisputeLine]) -> DisputeTerms:
        body = {"orderId": order_id, "productInfoList": disputes.lines_body(lines)}
        return self.ask(routes.DISPUTE_TERMS, disputes.dispute_terms, json=body)

    def open_dispute(self, request: DisputeRequest) -> None:
        """Sent once; `request.client_no` is the handle against opening it twice."""
        self.ask(routes.OPEN_DISPUTE, text, json=disputes.dispute_body(request))

    def cancel_dispute(self, order_id: str, dispute_id: str) -> None:
        self.ask(routes.CANCEL_DISPUTE, text, json={"orderId": order_id, "disputeId": dispute_id})

    # Webhooks

    def verify_push(self, raw: bytes, headers: Mapping[str, str]) -> bool:
        """With the openId stored when we logged in; the one in the body is anybody's to write."""
        return signing.is_signed(raw, self._account.webhook_key.reveal(), headers.get(signing.HEADER, ""))

    @staticmethod
    def is_probe(raw: bytes) -> bool:
        """CJ tries an address with an empty body, perhaps unsigned, while it is being set."""
        return not raw.strip()

    def read_push_head(self, raw: bytes) -> PushHead:
        return pushes.push_head(raw)

    def read_push(self, raw: bytes) -> Push:
        try:
            return pushes.push(raw)
        except Misread as problem:
            raise BadPayload(PARTNER, "read a push", message=str(problem), body=raw) from problem

    def set_webhooks(self, url: str) -> WebhookSetup:
        """All topics at one address. CJ calls it before it answers: the hub must be reachable."""
        setting = {"type": "ENABLE", "callbackUrls": [url]}
        self.ask(routes.SET_WEBHOOKS, lambda _: None, json=dict.fromkeys(_WEBHOOK_TOPICS, setting))
        return WebhookSetup(dict.fromkeys(_WEBHOOK_TOPICS, url))

    def subscribe_products(self, product_ids: Sequence[str], *, subscribe: bool = True) -> list[str]:
        """A good answer can hide ids that were refused: what is not named as done was not done."""
        route = routes.SUBSCRIBE if subscribe else routes.UNSUBSCRIBE
        refused: list[str] = []
        for chunk in _chunks(product_ids, PRODUCTS_A_SUBSCRIPTION):
            done, failed, all_done = self.ask(route, _subscribed, json={"productIds": list(chunk)})
            refused += [pid for pid in chunk if pid in failed or not (all_done or pid in done)]
        return refused

    # How it is asked

    def ask(self, route: Route, read: Callable[[Any], T], params: Params | None = None, *, json: Any = None) -> T:
        """Calls, and reads the data. An answer that cannot be read is BadPayload, or OutcomeUnknown where the call may
        have changed something."""
        data = self.client.call(route, params, json)
        try:
            return read(data)
        except Misread as problem:
            kind = OutcomeUnknown if route.once else BadPayload
            raise kind(PARTNER, route.operation, message=f"answer not understood: {problem}") from problem

    def _refused(self, route: Route, problems: Sequence[str]) -> Rejected:
        return Rejected(
            PARTNER, route.operation, message="; ".join(problems) or "nothing was taken", code="intercepted"
        )


def stock_joined(item: SupplierItem, found: Sequence[VariantStock]) -> SupplierItem:
    """The product with its variants' stock; a variant of which CJ says nothing has None, not nothing."""
    by_variant = {entry.variant_id: entry for entry in found}
    joined = tuple(
        replace(variant, stock=by_variant.get(variant.variant_id, variant.stock)) for variant in item.variants
    )
    return replace(item, variants=joined)


def _subscribed(data: Any) -> tuple[frozenset[str], frozenset[str], bool]:
    found = obj(data)
    done, failed = (frozenset(words(found.get(name))) for name in ("successProductIds", "failProductIds"))
    return done, failed, found.get("subscribeAll") is True


def _chunks(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
