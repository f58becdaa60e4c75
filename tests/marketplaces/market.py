"""A small marketplace in the place of a real one: it signs, pushes, keeps listings and does what a test steers."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.errors import AuthFailed, BadPayload, NotFound, PartnerDown, Rejected
from core.money import Money
from marketplaces.interface import (
    Capability,
    CategoryNeeds,
    Credentials,
    ListingReading,
    MarketplaceAdapter,
    PublishedListing,
    PublishedVariant,
    Push,
    PushHead,
    PushOutcome,
    ReadinessCheck,
    RemoteCategory,
    SellingPlace,
    SellingSetting,
    ShopInfo,
    Topic,
    VariantReading,
    WebhookSetup,
)

TOPICS = {
    "orders/create": Topic.ORDER,
    "app/uninstalled": Topic.UNINSTALLED,
    "app/scopes_update": Topic.SCOPES,
    "products/update": Topic.PRODUCT,
    "inventory_levels/update": Topic.STOCK,
    "customers/redact": Topic.ERASE_PERSON,
    "shop/redact": Topic.ERASE_SHOP,
    "customers/data_request": Topic.DATA_REQUEST,
}
LOCATION, PUBLICATION = "loc-1", "pub-1"


def sign(raw: bytes, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()


@dataclass
class Shown:
    """One product as the shop shows it."""

    handle: str
    title: str
    status: str = "active"
    prices: dict[str, Money] = field(default_factory=dict)
    stock: dict[str, int] = field(default_factory=dict)
    skus: dict[str, str] = field(default_factory=dict)


@dataclass
class World:
    """The one shop of this marketplace, what it was asked, and what a test makes it do."""

    info: ShopInfo = field(
        default_factory=lambda: ShopInfo(
            remote_id="shop-1",
            name="Test Shop",
            domain="test-shop.example",
            currency="EUR",
            country="FR",
            scopes=("read_orders",),
            locations=(SellingPlace(LOCATION, "Main"),),
            publications=(SellingPlace(PUBLICATION, "Online Store"),),
            served_version="2026-10",
        )
    )
    error: Exception | None = None
    refusals: dict[str, str] = field(default_factory=dict)  # handle -> its words
    shown: dict[str, Shown] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    stock_pushes: list[Any] = field(default_factory=list)
    price_pushes: list[Any] = field(default_factory=list)
    drafts: list[Any] = field(default_factory=list)
    webhooks: set[str] = field(default_factory=set)
    refused_topics: tuple[tuple[str, str], ...] = ()
    keys: dict[str, tuple[str, int]] = field(default_factory=dict)
    numbers: int = 0
    offer_calls: list[Any] = field(default_factory=list)  # the rows of each call
    offer_refusals: dict[str, tuple[str, str]] = field(default_factory=dict)  # SKU -> code and words
    needs: dict[str, CategoryNeeds] = field(default_factory=dict)
    suggestions: dict[str, tuple[RemoteCategory, ...]] = field(default_factory=dict)  # our words -> its categories
    checks: tuple[ReadinessCheck, ...] = ()
    settings: tuple[SellingSetting, ...] = ()

    def number(self) -> str:
        self.numbers += 1
        return str(self.numbers)


class SmallMarket(MarketplaceAdapter):
    slug = "shopify"
    title = "Small Market"
    capabilities = frozenset(
        {
            Capability.OAUTH,
            Capability.CLIENT_CREDENTIALS,
            Capability.PUBLISH,
            Capability.PUSH_STOCK,
            Capability.PUSH_PRICE,
            Capability.WEBHOOKS,
            Capability.SET_WEBHOOKS,
        }
    )
    ways_to_connect = (Credentials.CLIENT_CREDENTIALS, Credentials.OAUTH, Credentials.PASTED_TOKEN)
    needed = {
        Credentials.CLIENT_CREDENTIALS: ("shop_address", "api_key", "api_secret"),
        Credentials.OAUTH: ("shop_address", "api_key", "api_secret"),
        Credentials.PASTED_TOKEN: ("shop_address", "access_token"),
    }
    push_topics = tuple(TOPICS)
    world = World()

    def __init__(self, account):
        self._account = account

    @classmethod
    def reset(cls):
        cls.world = World()

    @classmethod
    def credential_problems(cls, given):
        address = given.get("shop_address", "")
        return {"shop_address": "This is no shop's address."} if address and not address.endswith(".example") else {}

    def close(self):
        pass

    def _called(self, name):
        self.world.calls.append(name)
        if self.world.error is not None:
            raise self.world.error

    # The account

    def connect(self):
        self._called("connect")
        return self.world.info

    def authorise_url(self, state, redirect_uri):
        if not self._account.credential("api_secret"):
            raise AuthFailed(self.slug, "authorise", message="There is no app key.")
        return f"https://{self._account.shop_address}/authorise?state={state}&redirect_uri={redirect_uri}"

    def accept_callback(self, query, redirect_uri):
        self._called("accept_callback")
        if query.get("hmac") != "good":
            raise AuthFailed(self.slug, "accept code", message="The signature does not fit.")
        return self.world.info

    # Orders

    def orders_since(self, since: datetime, cursor: str = ""): ...

    def order(self, remote_id: str): ...

    # Listings

    def publish(self, draft):
        self._called("publish")
        self.world.drafts.append(draft)
        if draft.handle in self.world.refusals:
            raise Rejected(self.slug, "publish", message=self.world.refusals[draft.handle])
        remote_id = draft.remote_id if draft.remote_id in self.world.shown else self._by_handle(draft.handle)
        shown = self.world.shown.setdefault(remote_id, Shown(draft.handle, draft.title))
        shown.title, shown.status = draft.title, "active" if draft.is_active else "draft"
        known = {sku: variant_id for variant_id, sku in shown.skus.items()}
        made = []
        for variant in draft.variants:
            variant_id = known.get(variant.sku) or f"{remote_id}-{self.world.number()}"
            shown.skus[variant_id], shown.prices[variant_id] = variant.sku, variant.price
            shown.stock[variant_id] = variant.quantity or 0
            made.append(PublishedVariant(variant.key, variant_id, f"item-{variant_id}", variant.sku))
        kept = {one.variant_id for one in made}
        for gone in set(shown.skus) - kept:
            for table in (shown.skus, shown.prices, shown.stock):
                table.pop(gone)
        return PublishedListing(
            remote_id,
            draft.handle,
            tuple(made),
            f"https://test-shop.example/{draft.handle}",
            bool(draft.publication_ids),
        )

    def _by_handle(self, handle):
        found = (key for key, shown in self.world.shown.items() if shown.handle == handle)
        return next(found, None) or f"product-{self.world.number()}"

    def read_listing(self, remote_id):
        self._called("read_listing")
        shown = self.world.shown.get(remote_id)
        if shown is None:
            raise NotFound(self.slug, "read listing")
        variants = tuple(
            VariantReading(key, f"item-{key}", shown.skus[key], shown.prices[key], shown.stock[key])
            for key in shown.skus
        )
        return ListingReading(remote_id, shown.handle, shown.title, shown.status, variants, "", True)

    def end_listing(self, remote_id):
        self._called("end_listing")
        if remote_id not in self.world.shown:
            raise NotFound(self.slug, "end listing")
        self.world.shown[remote_id].status = "archived"

    def push_stock(self, pushes):
        self._called("push_stock")
        outcomes = []
        for push in pushes:
            self.world.stock_pushes.append(push)
            shown = self._shown_of(push.variant_id)
            wish = (push.variant_id, push.quantity)
            assert self.world.keys.setdefault(push.idempotency_key, wish) == wish, "one key, two wishes"
            found = shown.stock[push.variant_id]
            if push.expected is not None and push.expected != found:
                outcomes.append(PushOutcome(push.variant_id, "stale", found=found))
                continue
            shown.stock[push.variant_id] = push.quantity
            outcomes.append(PushOutcome(push.variant_id))
        return outcomes

    def push_prices(self, pushes):
        self._called("push_prices")
        for push in pushes:
            self.world.price_pushes.append(push)
            self._shown_of(push.variant_id).prices[push.variant_id] = push.price
        return [PushOutcome(push.variant_id) for push in pushes]

    def _shown_of(self, variant_id):
        return next(shown for shown in self.world.shown.values() if variant_id in shown.skus)

    # Webhooks

    def verify_push(self, raw, headers):
        given = headers.get("x-signature", "").encode("utf-8", "replace")
        return any(
            hmac.compare_digest(sign(raw, secret.reveal()).encode(), given)
            for secret in (self._account.credential("api_secret"), self._account.credential("previous_secret"))
            if secret
        )

    @classmethod
    def read_push_head(cls, raw, headers, topic):
        sent = headers.get("x-sent-at")
        return PushHead(
            headers.get("x-event-id", ""),
            topic,
            headers.get("x-about", ""),
            headers.get("x-shop", ""),
            datetime.fromisoformat(sent) if sent else None,
        )

    def read_push(self, raw, topic):
        try:
            body = json.loads(raw.decode())
        except UnicodeDecodeError as error:
            raise BadPayload(self.slug, "push", message="not UTF-8") from error
        return Push(
            "",
            TOPICS.get(topic, Topic.UNKNOWN),
            topic,
            order_ids=tuple(body.get("orders", ())),
            product_ids=tuple(body.get("products", ())),
            buyer_id=body.get("buyer", ""),
            values=body.get("values", {}),
        )

    def set_webhooks(self, url):
        self._called("set_webhooks")
        refused = dict(self.world.refused_topics)
        wanted = {topic: f"{url}/{topic}" for topic in TOPICS if topic not in refused}
        made = tuple(sorted(set(wanted) - self.world.webhooks))
        self.world.webhooks |= set(wanted)
        return WebhookSetup(wanted, self.world.refused_topics, made)


class BigMarket(SmallMarket):
    """One with categories of its own, which takes many figures in a call and charges for what becomes visible."""

    slug = "ebay"
    title = "Big Market"
    capabilities = (SmallMarket.capabilities - {Capability.PUSH_STOCK, Capability.PUSH_PRICE}) | {
        Capability.PUSH_OFFERS,
        Capability.CATEGORIES,
        Capability.PUBLISH_FEE,
    }
    longest_title = 80
    offers_at_once = 25
    fee = Money(Decimal("0.20"), "EUR")
    world = World()

    @classmethod
    def publishing_fee(cls, draft):
        return None if draft.remote_id else cls.fee

    def push_offers(self, pushes):
        self._called("push_offers")
        self.world.offer_calls.append(list(pushes))
        return [self._take_offer(push) for push in pushes]

    def _take_offer(self, push):
        if push.sku in self.world.offer_refusals:
            return PushOutcome(push.variant_id, *self.world.offer_refusals[push.sku])
        shown = self._shown_of(push.variant_id)
        if push.price is not None:
            shown.prices[push.variant_id] = push.price
        if push.quantity is not None:
            shown.stock[push.variant_id] = push.quantity
        return PushOutcome(push.variant_id)

    def suggest_categories(self, words):
        self._called("suggest_categories")
        return self.world.suggestions.get(words, ())

    def category_needs(self, category_id):
        self._called("category_needs")
        if category_id not in self.world.needs:
            raise NotFound(self.slug, "category needs")
        return self.world.needs[category_id]

    def readiness(self):
        self._called("readiness")
        return self.world.checks

    def selling_settings(self):
        self._called("selling_settings")
        return self.world.settings


def is_down():
    SmallMarket.world.error = PartnerDown("shopify", "connect")


def answers_for(**values):
    SmallMarket.world.info = replace(SmallMarket.world.info, **values)


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")
