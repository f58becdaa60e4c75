"""Shopify as a marketplace."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from core.calllog import CallLog
from core.errors import AuthFailed, BadPayload, Rejected
from marketplaces.adapters.shopify import carriers, fulfilling, publishing, reading, signing, stocking, subscribing
from marketplaces.adapters.shopify.client import ShopifyClient
from marketplaces.adapters.shopify.client.answers import Given
from marketplaces.adapters.shopify.client.identity import Identity
from marketplaces.adapters.shopify.errors import ACCESS_DENIED, ALREADY_CANCELLED, PARTNER
from marketplaces.adapters.shopify.mapper import listings, orders, parcels, pushes, shop
from marketplaces.adapters.shopify.paging import all_nodes
from marketplaces.adapters.shopify.scopes import REQUESTED
from marketplaces.adapters.shopify.shop_address import shop_of
from marketplaces.adapters.shopify.understanding import understood
from marketplaces.adapters.shopify.values import Misread, Obj, gid, obj
from marketplaces.interface import (
    CancelReason,
    Capability,
    Credentials,
    FulfilmentState,
    ListingDraft,
    ListingReading,
    MarketplaceAdapter,
    OrderPage,
    ParcelNotice,
    ParcelProgress,
    PricePush,
    PublishedListing,
    Push,
    PushHead,
    PushOutcome,
    RemoteOrder,
    ShopInfo,
    StockPush,
    TrackingInfo,
    WebhookSetup,
)
from marketplaces.models import MarketplaceAccount

CALLBACK_SECONDS = 600.0  # how old a callback may be
PLACES_A_PAGE = 50
LONGEST_NOTE = 255


class ShopifyAdapter(MarketplaceAdapter):
    """One shop. Ids are Shopify's numbers as text, without `gid://shopify/…/`. NOTES.md tells what is peculiar to it."""

    slug = PARTNER
    title = "Shopify"
    capabilities = frozenset(Capability) - {
        Capability.CATEGORIES,
        Capability.PUBLISH_FEE,
        Capability.PUSH_OFFERS,
        Capability.REFUND,
    }
    ways_to_connect = (Credentials.CLIENT_CREDENTIALS, Credentials.OAUTH, Credentials.PASTED_TOKEN)
    needed = {
        Credentials.CLIENT_CREDENTIALS: ("shop_address", "api_key", "api_secret"),
        Credentials.OAUTH: ("shop_address", "api_key", "api_secret"),
        Credentials.PASTED_TOKEN: ("shop_address", "access_token"),
    }
    push_topics = tuple(pushes.TOPICS)

    def __init__(self, account: MarketplaceAccount, *, log: CallLog | None = None) -> None:
        self._account, self._log = account, log
        self._identity = Identity(account)
        self._opened: ShopifyClient | None = None

    @classmethod
    def credential_problems(cls, given: Mapping[str, str]) -> dict[str, str]:
        problems = {}
        if given.get("shop_address") and not shop_of(given["shop_address"]):
            problems["shop_address"] = _("The address of a shop is like name.myshopify.com.")
        for name in ("api_key", "api_secret", "access_token"):
            if any(letter.isspace() for letter in given.get(name, "").strip()):
                problems[name] = _("There is a space in it: it was not copied whole, or with something else.")
        if given.get("access_token", "").strip().startswith("shpss_"):
            problems["access_token"] = _("This is the app's client secret, not an access token.")
        if given.get("api_secret", "").strip().startswith(("shpat_", "shpca_", "shpua_")):
            problems["api_secret"] = _("This is an access token, not the app's client secret.")
        return problems

    @property
    def client(self) -> ShopifyClient:
        """Opened with the first call, so that a webhook can be checked for a shop whose address is still missing."""
        if self._opened is None:
            self._opened = ShopifyClient(self._account, log=self._log)
        return self._opened

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    # The account

    def connect(self) -> ShopInfo:
        """A right that is missing is named in the answer and stops nothing."""
        info = self.client.ask("shop_and_scopes", {}, lambda given: shop.shop_info(given.data))
        with understood("ShopAndScopes"):
            locations = shop.locations(self._places("locations_page", "locations"))
            publications = shop.publications(self._places("publications_page", "publications"))
        return replace(
            info,
            locations=tuple(locations),
            publications=tuple(publications),
            served_version=self.client.served_version,
        )

    def _places(self, file: str, name: str) -> list[Obj]:
        try:
            return all_nodes(self.client, file, name, {"first": PLACES_A_PAGE})
        except Rejected as refused:
            if refused.code == ACCESS_DENIED:
                return []
            raise

    def authorise_url(self, state: str, redirect_uri: str) -> str:
        key, _secret = self._identity.app("authorise")
        if not self._identity.shop:
            words = "the shop's address is missing, or is not like name.myshopify.com"
            raise AuthFailed(PARTNER, "authorise", message=words, code="no_credentials")
        query = {"client_id": key, "scope": ",".join(REQUESTED), "redirect_uri": redirect_uri, "state": state}
        return f"{self._identity.base_url()}/admin/oauth/authorize?{urlencode(query)}"

    def accept_callback(self, query: Mapping[str, str], redirect_uri: str) -> ShopInfo:
        self._check_callback(query)
        self.client.access.accept_code(query["code"])
        return self.connect()

    def _check_callback(self, query: Mapping[str, str]) -> None:
        """Who says so, of which shop, and when: in this order, so that nothing unsigned is looked at."""
        if not signing.is_callback_signed(query, self._identity.signing_secrets()):
            raise _callback_refused("the signature does not fit the app's client secret", "wrong_signature")
        if not self._identity.shop or query.get("shop", "").lower() != self._identity.shop:
            raise _callback_refused("it is about another shop than this account's", "wrong_account")
        stamp = query.get("timestamp", "")
        if not (stamp.isascii() and stamp.isdigit()) or abs(time.time() - int(stamp)) > CALLBACK_SECONDS:
            raise _callback_refused("it is too old, or this machine's clock is wrong", "callback_too_old")
        if not query.get("code"):
            raise _callback_refused("it holds no code", "no_code")

    # Orders

    def orders_since(self, since: datetime, cursor: str = "") -> OrderPage:
        with understood("OrdersPage"):
            return reading.orders_page(self.client, since, cursor)

    def order(self, remote_id: str) -> RemoteOrder:
        with understood("Order"):
            return reading.order(self.client, remote_id)

    def cancel_order(self, remote_id: str, reason: CancelReason, *, tell_buyer: bool = False, note: str = "") -> None:
        """Shopify works on it after the answer: read the order again. One that is cancelled already is fine."""
        variables = {
            "orderId": gid("Order", remote_id),
            "reason": orders.CANCEL_WORDS[reason],
            "notifyCustomer": tell_buyer,
            "staffNote": note[:LONGEST_NOTE] or None,
        }
        try:
            self.client.ask("order_cancel", variables, _job)
        except Rejected as refused:
            if ALREADY_CANCELLED not in refused.message:
                raise

    # Parcels

    def fulfilments(self, remote_id: str) -> FulfilmentState:
        with understood("OrderParcels"):
            return parcels.state(*reading.order_parcels(self.client, remote_id))

    def fulfil(self, remote_id: str, parcel: ParcelNotice) -> str:
        with understood("FulfillmentCreate"):
            return fulfilling.fulfil(self.client, remote_id, parcel)

    def update_tracking(self, fulfilment_id: str, tracking: TrackingInfo, *, tell_buyer: bool = False) -> None:
        variables = {
            "fulfillmentId": gid("Fulfillment", fulfilment_id),
            "trackingInfoInput": parcels.tracking_input(tracking),
            "notifyCustomer": tell_buyer,
        }
        self.client.ask("fulfillment_tracking_info_update", variables, lambda given: _made(given, "fulfillment"))

    def tell_progress(self, fulfilment_id: str, progress: ParcelProgress, at: datetime, text: str = "") -> None:
        event = parcels.event_input(fulfilment_id, progress, at, text)
        variables = {"fulfillmentEvent": event}
        self.client.ask("fulfillment_event_create", variables, lambda given: _made(given, "fulfillmentEvent"))

    @classmethod
    def carrier_words(cls, carrier: str, number: str) -> TrackingInfo:
        return TrackingInfo(number, carriers.shopify_name(carrier), carriers.tracking_page(carrier, number))

    # Listings

    def publish(self, draft: ListingDraft) -> PublishedListing:
        """Stock is set for new forms alone; a form that was known before keeps the figure that stands there."""
        with understood("ProductSet"):
            return publishing.publish(self.client, draft)

    def read_listing(self, remote_id: str) -> ListingReading:
        """Quantities are those of the account's location where it has one, else of all together."""
        location = self._account.location_id
        with understood("Product"):
            head, variants = reading.product(self.client, "product", remote_id, location)
            return listings.listing_reading(head, variants, self._account.currency, at_location=bool(location))

    def end_listing(self, remote_id: str) -> None:
        publishing.end(self.client, remote_id)

    def push_stock(self, pushes: Sequence[StockPush]) -> list[PushOutcome]:
        return stocking.push_stock(self.client, pushes)

    def push_prices(self, pushes: Sequence[PricePush]) -> list[PushOutcome]:
        return stocking.push_prices(self.client, pushes)

    # Webhooks

    def verify_push(self, raw: bytes, headers: Mapping[str, str]) -> bool:
        return signing.is_webhook_signed(raw, self._identity.signing_secrets(), headers.get(signing.HEADER, ""))

    @classmethod
    def read_push_head(cls, raw: bytes, headers: Mapping[str, str], topic: str) -> PushHead:
        return pushes.push_head(raw, headers, topic)

    def read_push(self, raw: bytes, topic: str) -> Push:
        try:
            return pushes.push(raw, topic)
        except Misread as problem:
            raise BadPayload(PARTNER, "read a push", message=str(problem), body=raw) from problem

    def set_webhooks(self, url: str) -> WebhookSetup:
        return subscribing.set_webhooks(self.client, url)


def _made(given: Given, name: str) -> None:
    """A payload without what was to be made is no success, even without an error."""
    obj(given.payload.get(name), name)


def _job(given: Given) -> None:
    _made(given, "job")


def _callback_refused(why: str, code: str) -> AuthFailed:
    return AuthFailed(PARTNER, "accept a callback", message=f"the answer from Shopify is refused: {why}", code=code)
