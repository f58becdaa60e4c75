import json

import pytest
from django.test import Client

from marketplaces import registry
from marketplaces.models import MarketplaceAccount
from tests.marketplaces.market import SmallMarket, sign

SECRET = "only-a-test-secret"
SHOP = "test-shop.example"


@pytest.fixture(autouse=True)
def market(settings):
    settings.CELERY_BROKER_URL = ""
    settings.MARKETPLACES = {"shopify": "tests.marketplaces.market.SmallMarket"}
    settings.MARKETPLACE_ENVIRONMENT = {}
    registry.adapter_class.cache_clear()
    SmallMarket.reset()
    yield SmallMarket.world
    registry.adapter_class.cache_clear()


@pytest.fixture
def account(db):
    return make_account("Test Shop", SHOP)


def make_account(name, shop, **more):
    values = {"marketplace": "shopify", "api_key": "key", "api_secret": SECRET, "state": "ok", **more}
    return MarketplaceAccount.objects.create(name=name, shop_address=shop, **values)


def body(**values):
    return json.dumps(values).encode()


class Door:
    """Posts as a marketplace does, without a session; never raises what the view raised."""

    def __init__(self):
        self._client = Client(raise_request_exception=False, enforce_csrf_checks=True)

    def post(self, raw, topic="orders/create", *, shop=SHOP, secret=SECRET, event="e-1", **headers):
        given = {"x-shop": shop, "x-event-id": event, "x-signature": sign(raw, secret), **headers}
        kept = {name.replace("_", "-"): value for name, value in given.items() if value is not None}
        return self._client.post(f"/webhooks/shopify/{topic}", raw, content_type="application/json", headers=kept)

    def request(self, method, address):
        return self._client.generic(method, address)


@pytest.fixture
def door():
    return Door()
