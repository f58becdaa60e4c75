"""A small supplier that signs, pushes and takes addresses, in the place of a real one."""

import base64
import hashlib
import hmac
import json

from core.errors import BadPayload, PartnerDown
from suppliers.interface import AccountInfo, Capability, Push, PushHead, SupplierAdapter, Topic, WebhookSetup

TOPICS = {"STOCK": Topic.STOCK, "VARIANT": Topic.VARIANT, "PRODUCT": Topic.PRODUCT, "ORDER": Topic.ORDER,
          "LOGISTIC": Topic.TRACKING, "SOURCING": Topic.SOURCING, "PRIVATE": Topic.PRIVATE_STOCK,
          "65": Topic.AUTHORISATION, "TEST": Topic.TEST}  # fmt: skip


def sign(raw, key):
    return base64.b64encode(hmac.new(key.encode(), raw, hashlib.sha256).digest()).decode()


class SmallSupplier(SupplierAdapter):
    slug = "cj-dropshipping"
    title = "Small Supplier"
    capabilities = frozenset({Capability.WEBHOOKS, Capability.SET_WEBHOOKS, Capability.SUBSCRIBE_PRODUCTS})
    # What the tests look at and steer: all instances share it.
    registered: list[str] = []
    subscribed: list[list[str]] = []
    refused_products: set[str] = set()
    is_down = False

    def __init__(self, account, *, log=None):
        self._account = account

    @classmethod
    def reset(cls):
        cls.registered, cls.subscribed, cls.refused_products, cls.is_down = [], [], set(), False

    def close(self):
        pass

    def connect(self):
        if self.is_down:
            raise PartnerDown(self.slug, "connect")
        return AccountInfo(remote_id="1", webhook_urls=tuple(self.registered))

    def verify_push(self, raw, headers):
        return hmac.compare_digest(
            sign(raw, self._account.webhook_key.reveal()).encode(), headers.get("sign", "").encode("utf-8", "replace")
        )

    @staticmethod
    def is_probe(raw):
        return raw == b""

    def read_push_head(self, raw):
        try:
            body = json.loads(raw)
            return PushHead(str(body["messageId"]), str(body["type"]), about=str(body.get("about", "")))
        except (ValueError, RecursionError, KeyError, TypeError):
            return PushHead("", "")

    def read_push(self, raw):
        try:
            body = json.loads(raw.decode())
        except UnicodeDecodeError as error:
            raise BadPayload(self.slug, "push", message="not UTF-8") from error
        return Push(
            body["messageId"],
            TOPICS.get(body["type"], Topic.UNKNOWN),
            body["type"],
            product_ids=tuple(body.get("products", ())),
            variant_ids=tuple(body.get("variants", ())),
        )

    def set_webhooks(self, url):
        if self.is_down:
            raise PartnerDown(self.slug, "set webhooks")
        type(self).registered = [url]
        return WebhookSetup({"stock": url, "order": url})

    def subscribe_products(self, product_ids, *, subscribe=True):
        if product_ids:
            type(self).subscribed = [*self.subscribed, list(product_ids)]
        return [one for one in product_ids if one in self.refused_products]

    def search(self, query): ...

    def product(self, product_id, country="", currency=""): ...

    def stock(self, product_id): ...

    def variant_stock(self, variant_id, product_id=""): ...

    def refresh(self, product_ids, country="", currency=""): ...

    def quote(self, request): ...
