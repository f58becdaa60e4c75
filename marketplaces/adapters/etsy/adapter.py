"""Etsy as a marketplace."""

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from core.calllog import CallLog
from core.errors import AuthFailed, BadPayload, Rejected
from marketplaces.adapters.etsy import carriers, fulfilling, operations, reading, signing
from marketplaces.adapters.etsy.client import EtsyClient, pkce
from marketplaces.adapters.etsy.client.identity import Identity
from marketplaces.adapters.etsy.errors import PARTNER, RESTRICTED
from marketplaces.adapters.etsy.families import receipts, shop
from marketplaces.adapters.etsy.listing.adapter_part import ListingPart
from marketplaces.adapters.etsy.mapper import orders, pushes
from marketplaces.adapters.etsy.mapper.inventory import MOST_QUANTITY
from marketplaces.adapters.etsy.mapper.shop import shop_info
from marketplaces.adapters.etsy.preparing.adapter_part import PreparingPart
from marketplaces.adapters.etsy.scopes import REQUESTED
from marketplaces.adapters.etsy.understanding import understood
from marketplaces.adapters.etsy.values import Misread
from marketplaces.interface import (
    CancelReason,
    Capability,
    Credentials,
    FulfilmentState,
    LimitReading,
    OrderPage,
    ParcelNotice,
    Push,
    PushHead,
    RefundNotice,
    RemoteOrder,
    RemoteRefund,
    ShopInfo,
    TrackingInfo,
)
from marketplaces.models import MarketplaceAccount

FULFIL, PERSONAL_DATA = "fulfil", "personal_data"


class EtsyAdapter(ListingPart, PreparingPart):
    """One shop. Ids are Etsy's numbers as text. NOTES.md tells what is peculiar to it."""

    slug = PARTNER
    title = "Etsy"
    longest_title = 140
    offers_at_once = 0  # the inventory of one listing is one call
    capabilities = frozenset(
        {
            Capability.OAUTH,
            Capability.PUBLISH,
            Capability.PUBLISH_FEE,
            Capability.PUSH_STOCK,
            Capability.PUSH_PRICE,
            Capability.PUSH_OFFERS,
            Capability.CATEGORIES,
            Capability.FULFIL,
            Capability.NOTIFIES_BUYER,
            Capability.WEBHOOKS,
        }
    )
    ways_to_connect = (Credentials.OAUTH,)
    needed = {Credentials.OAUTH: ("api_key", "api_secret")}
    operations = operations.OPERATIONS
    largest_quantity = MOST_QUANTITY

    def __init__(self, account: MarketplaceAccount, *, log: CallLog | None = None) -> None:
        self._account, self._log = account, log
        self._identity = Identity(account)
        self._opened: EtsyClient | None = None

    @classmethod
    def credential_problems(cls, given: Mapping[str, str]) -> dict[str, str]:
        problems = {}
        for name in ("api_key", "api_secret"):
            if any(letter.isspace() for letter in given.get(name, "").strip()):
                problems[name] = _("There is a space in it: it was not copied whole, or with something else.")
        if ":" in given.get("api_key", ""):
            problems["api_key"] = _(
                "The keystring alone belongs here: what stands behind the colon is the shared secret."
            )
        return problems

    @property
    def client(self) -> EtsyClient:
        """Opened with the first call, so that a webhook is checked without one."""
        if self._opened is None:
            self._opened = EtsyClient(self._account, log=self._log)
        return self._opened

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    # The account

    def connect(self) -> ShopInfo:
        """Also looks whether this app may see where a parcel goes: Etsy tells that by what it hides."""
        with understood("getShop"):
            shop_id = str(shop.me(self.client).get("shop_id") or "")
            if not shop_id:
                raise Rejected(PARTNER, "getMe", message="the seller has no shop yet", code="no_shop")
            info = shop_info(shop.shop(self.client, shop_id), self._scopes())
        lost = [*info.lost_abilities, *self._restrictions(info)]
        return replace(info, lost_abilities=tuple(dict.fromkeys(lost)))

    def _scopes(self) -> tuple[str, ...]:
        return shop.scopes(self.client)

    def _restrictions(self, info: ShopInfo) -> list[str]:
        """Hidden addresses show in the last order; refused tracking only when it is tried, and is kept until it works."""
        found = [FULFIL] if FULFIL in self._account.lost_abilities else []
        if "transactions_r" in info.missing_scopes:
            return found
        last = receipts.receipts(self.client, {}, limit=1, offset=0).rows
        if last and orders.NO_PERSONAL_DATA in orders.order(last[0]).problems:
            found.append(PERSONAL_DATA)
        return found

    def authorise_url(self, state: str, redirect_uri: str) -> str:
        query = {
            "response_type": "code",
            "client_id": self._identity.client_id("authorise"),
            "redirect_uri": redirect_uri,
            "scope": " ".join(REQUESTED),
            "state": state,
            "code_challenge": pkce.challenge(pkce.verifier(state)),
            "code_challenge_method": "S256",
        }
        return f"{settings.ETSY_AUTHORIZE_URL}?{urlencode(query)}"

    def accept_callback(self, query: Mapping[str, str], redirect_uri: str) -> ShopInfo:
        """Etsy signs nothing; that the code belongs to our question is proved by the verifier, which only the hub can
        make of the state."""
        state, code = query.get("state", ""), query.get("code", "")
        if len(state) < pkce.SHORTEST_STATE:
            raise AuthFailed(PARTNER, "read the callback", message="its state is none of ours", code="wrong_state")
        if not code:
            raise AuthFailed(PARTNER, "read the callback", message="it holds no code", code="no_code")
        self.client.access.accept_code(code, redirect_uri, pkce.verifier(state))
        return self.connect()

    # Orders

    def orders_since(self, since: datetime, cursor: str = "") -> OrderPage:
        with understood("getShopReceipts"):
            return reading.orders_page(self.client, since, cursor)

    def order(self, remote_id: str) -> RemoteOrder:
        with understood("getShopReceipt"):
            return reading.order(self.client, remote_id)

    def cancel_order(self, remote_id: str, reason: CancelReason, *, tell_buyer: bool = False, note: str = "") -> None:
        raise self._by_hand("cancel an order", _("Etsy has no call for it: cancel the order in Etsy's Shop Manager."))

    def refund(self, remote_id: str, notice: RefundNotice) -> RemoteRefund:
        raise self._by_hand("refund", _("Etsy has no call for it: refund the order in Etsy's Shop Manager."))

    def refunds(self, remote_id: str) -> tuple[RemoteRefund, ...]:
        with understood("getShopReceipt"):
            return reading.refunds(self.client, remote_id)

    # Parcels

    def fulfilments(self, remote_id: str) -> FulfilmentState:
        with understood("getShopReceipt"):
            return fulfilling.state(self.client, remote_id)

    def fulfil(self, remote_id: str, parcel: ParcelNotice) -> str:
        """Etsy mails the buyer each time, whether that is wanted or not."""
        try:
            with understood("createReceiptShipment"):
                made = fulfilling.fulfil(self.client, remote_id, parcel)
        except Rejected as refused:
            if refused.code == RESTRICTED:
                self._note_ability(FULFIL, is_lost=True)
            raise
        self._note_ability(FULFIL, is_lost=False)
        return made

    def update_tracking(self, fulfilment_id: str, tracking: TrackingInfo, *, tell_buyer: bool = False) -> None:
        raise self._by_hand(
            "change a tracking number", _("Etsy has no call for it: change the number in Etsy's Shop Manager.")
        )

    @classmethod
    def carrier_words(cls, carrier: str, number: str) -> TrackingInfo:
        return TrackingInfo(number, carriers.etsy_name(carrier), carriers.tracking_page(carrier, number))

    def _note_ability(self, ability: str, *, is_lost: bool) -> None:
        """What Etsy's partner programme takes away shows on the shop's page until a call works."""
        known = list(self._account.lost_abilities)
        if is_lost == (ability in known):
            return
        lost = [*known, ability] if is_lost else [one for one in known if one != ability]
        MarketplaceAccount.objects.filter(pk=self._account.pk).update(lost_abilities=lost)
        self._account.lost_abilities = lost

    # What Etsy alone can do

    def perform(self, name: str, values: Mapping[str, Any]) -> Any:
        act = operations.act_of(name)
        if act is None:
            raise self._unsupported(name)
        with understood(name):
            return act(self.client, values)

    # Webhooks

    def verify_push(self, raw: bytes, headers: Mapping[str, str]) -> bool:
        secrets = self._identity.webhook_secrets()
        return any(signing.is_signed(raw, headers, secret, time.time()) for secret in secrets)

    @classmethod
    def read_push_head(cls, raw: bytes, headers: Mapping[str, str], topic: str) -> PushHead:
        return pushes.push_head(raw, headers)

    def read_push(self, raw: bytes, topic: str) -> Push:
        try:
            return pushes.push(raw)
        except Misread as problem:
            raise BadPayload(PARTNER, "read a push", message=str(problem), body=raw) from problem

    # What it says of our calls

    def limits(self) -> tuple[LimitReading, ...]:
        return self.client.limits.readings()

    def _by_hand(self, operation: str, words: str) -> Exception:
        error = self._unsupported(operation)
        error.message = words
        return error
