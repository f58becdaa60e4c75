"""eBay as a marketplace."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from core.calllog import CallLog
from core.errors import AuthFailed, BadPayload
from marketplaces.adapters.ebay import (
    carriers,
    fulfilling,
    operations,
    push_keys,
    reading,
    refunding,
    scopes,
    signing,
    subscribing,
)
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.client.identity import Identity, derived_verification_token
from marketplaces.adapters.ebay.errors import PARTNER
from marketplaces.adapters.ebay.families import identity, limits
from marketplaces.adapters.ebay.listing.adapter_part import LISTING_ABILITIES, ListingPart
from marketplaces.adapters.ebay.mapper import pushes, shop
from marketplaces.adapters.ebay.mapper.limits import readings
from marketplaces.adapters.ebay.preparing.adapter_part import PREPARING_ABILITIES, PreparingPart
from marketplaces.adapters.ebay.sites import SITES
from marketplaces.adapters.ebay.understanding import understood
from marketplaces.adapters.ebay.values import Misread
from marketplaces.interface import (
    Capability,
    Credentials,
    FulfilmentState,
    LimitReading,
    MarketplaceAdapter,
    OrderPage,
    ParcelNotice,
    Push,
    PushHead,
    RefundNotice,
    RemoteOrder,
    RemoteRefund,
    ShopInfo,
    TrackingInfo,
    WebhookSetup,
)
from marketplaces.models import MarketplaceAccount


class EbayAdapter(ListingPart, PreparingPart, MarketplaceAdapter):
    """One seller on one national site. A variant's id is its SKU, its inventory id the offer's; a listing's is eBay's item
    number. NOTES.md tells what is peculiar to eBay."""

    slug = PARTNER
    title = "eBay"
    capabilities = frozenset(
        {
            Capability.OAUTH,
            Capability.FULFIL,
            Capability.REFUND,
            Capability.WEBHOOKS,
            Capability.SET_WEBHOOKS,
        }
        | LISTING_ABILITIES
        | PREPARING_ABILITIES
    )
    ways_to_connect = (Credentials.OAUTH,)
    needed = {Credentials.OAUTH: ("api_key", "api_secret", "redirect_name")}
    operations = operations.OPERATIONS
    push_topics = tuple(pushes.TOPICS)
    pushes_name_shop = False
    bad_push_status = 412
    sites = tuple((site.code, site.name) for site in SITES.values())

    def __init__(self, account: MarketplaceAccount, *, log: CallLog | None = None) -> None:
        self._account, self._log = account, log
        self._identity = Identity(account)
        self._opened: EbayClient | None = None

    @classmethod
    def credential_problems(cls, given: Mapping[str, str]) -> dict[str, str]:
        problems = {}
        for name in ("api_key", "api_secret", "redirect_name"):
            if any(letter.isspace() for letter in given.get(name, "").strip()):
                problems[name] = _("There is a space in it: it was not copied whole, or with something else.")
        if "://" in given.get("redirect_name", "") or "/" in given.get("redirect_name", ""):
            problems["redirect_name"] = _(
                "This is an address. eBay's redirect name (RuName) is a name without slashes."
            )
        if given.get("api_key", "") and given["api_key"].startswith(("PRD-", "SBX-")):
            problems["api_key"] = _("This is the Cert ID (the secret), not the App ID.")
        return problems

    @property
    def client(self) -> EbayClient:
        """Opened with the first call."""
        if self._opened is None:
            self._opened = EbayClient(self._account, log=self._log)
        return self._opened

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    # The account

    def connect(self) -> ShopInfo:
        with understood("getUser"):
            info = shop.shop_info(identity.user(self.client), self._identity.site, settings.EBAY_WITHOUT_SCOPES)
        return replace(info, locations=self.selling_places())

    def authorise_url(self, state: str, redirect_uri: str) -> str:
        """`redirect_uri` is not used: at eBay the redirect name stands for the address that the developer portal knows."""
        key, _secret = self._identity.app("authorise")
        if not self._identity.redirect_name:
            words = "the redirect name (RuName) is missing"
            raise AuthFailed(PARTNER, "authorise", message=words, code="no_credentials")
        query = {
            "client_id": key,
            "redirect_uri": self._identity.redirect_name,
            "response_type": "code",
            "scope": " ".join(scopes.requested(settings.EBAY_WITHOUT_SCOPES)),
            "state": state,
        }
        return f"{settings.EBAY_AUTH_URL}/oauth2/authorize?{urlencode(query)}"

    def accept_callback(self, query: Mapping[str, str], redirect_uri: str) -> ShopInfo:
        if not query.get("code"):
            raise AuthFailed(PARTNER, "accept a callback", message="eBay's answer holds no code", code="no_code")
        self.client.access.accept_code(query["code"])
        return self.connect()

    def end_access(self) -> None:
        self.client.access.revoke()

    # Orders

    def orders_since(self, since: datetime, cursor: str = "") -> OrderPage:
        with understood("getOrders"):
            return reading.orders_page(self.client, since, cursor)

    def order(self, remote_id: str) -> RemoteOrder:
        with understood("getOrder"):
            return reading.order(self.client, remote_id)

    def refunds(self, remote_id: str) -> tuple[RemoteRefund, ...]:
        with understood("getOrder"):
            return refunding.given_back(self.client, remote_id)

    def refund(self, remote_id: str, notice: RefundNotice) -> RemoteRefund:
        with understood("issueRefund"):
            return refunding.refund(self.client, remote_id, notice)

    # Parcels

    def fulfilments(self, remote_id: str) -> FulfilmentState:
        with understood("getShippingFulfillments"):
            return reading.state(self.client, remote_id)

    def fulfil(self, remote_id: str, parcel: ParcelNotice) -> str:
        with understood("createShippingFulfillment"):
            return fulfilling.fulfil(self.client, remote_id, parcel)

    @classmethod
    def carrier_words(cls, carrier: str, number: str) -> TrackingInfo:
        return TrackingInfo(carriers.tracking_number(number), carriers.carrier_code(carrier))

    # What eBay alone can do

    def perform(self, name: str, values: Mapping[str, Any]) -> Any:
        act = operations.act_of(name)
        if act is None:
            raise self._unsupported(name)
        with understood(name):
            return act(self.client, values)

    def limits(self) -> tuple[LimitReading, ...]:
        with understood("getRateLimits"):
            return tuple(readings([*limits.app_limits(self.client), *limits.seller_limits(self.client)]))

    # Webhooks

    @classmethod
    def answer_challenge(cls, query: Mapping[str, str], url: str, secret: str) -> str | None:
        code = query.get("challenge_code", "")
        if not code:
            return None
        token = secret or derived_verification_token(settings.SECRET_KEY)
        return json.dumps({"challengeResponse": signing.challenge_response(code, token, url)})

    def verify_push(self, raw: bytes, headers: Mapping[str, str]) -> bool:
        given = signing.read_header(headers.get(signing.HEADER, ""))
        if given is None:
            return False
        key = push_keys.public_key(self.client, given.kid)
        return bool(key) and signing.is_push_signed(raw, given, key)

    @classmethod
    def read_push_head(cls, raw: bytes, headers: Mapping[str, str], topic: str) -> PushHead:
        return pushes.push_head(raw)

    def read_push(self, raw: bytes, topic: str) -> Push:
        try:
            return pushes.push(raw, topic)
        except Misread as problem:
            raise BadPayload(PARTNER, "read a push", message=str(problem), body=raw) from problem

    def set_webhooks(self, url: str) -> WebhookSetup:
        with understood("createSubscription"):
            return subscribing.set_webhooks(self.client, url)
