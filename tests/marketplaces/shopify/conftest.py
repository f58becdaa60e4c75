"""A shop, and a server on loopback that answers as each test says."""

import json
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.utils import timezone

from core.calllog import CallLog
from marketplaces.adapters.shopify.adapter import ShopifyAdapter
from marketplaces.models import MarketplaceAccount
from tests.core.http import scripted_server as will
from tests.core.http.scripted_server import ScriptedServer

SHOP = "hub-test.myshopify.com"
SECRET = "shpss_canary_of_the_tests_0001"
VERSION = "2026-10"


class Wire:
    """Shopify at the other end of a real connection: says what the test tells it to, and remembers the calls."""

    def __init__(self, server):
        self.server = server

    def says(self, *answers):
        """Each answer is the data of a good one, or what `refused`, `not_done`, `will.…` made."""
        self.server.will(*(answer if callable(answer) else good(answer) for answer in answers))

    @property
    def calls(self):
        """The operations asked for; "token" where it was a token."""
        return [self._name(number) for number in range(len(self.server.received))]

    def sent(self, number=-1):
        return json.loads(self.server.received[number].body)

    def variables(self, number=-1):
        return self.sent(number)["variables"]

    def form(self, number=-1):
        return dict(parse_qsl(self.server.received[number].body.decode()))

    def header(self, name, number=-1):
        return self.server.received[number].headers.get(name)

    def path(self, number=-1):
        return self.server.received[number].target

    def _name(self, number):
        return "token" if "oauth" in self.path(number) else self.sent(number)["operationName"]


def good(data, *, version=VERSION, errors=None):
    body = {"data": data} | ({"errors": errors} if errors else {})
    return will.answer(200, body, x_shopify_api_version=version)


def refused(code, message="no", data=None, path=None):
    """An error at the top of the answer."""
    error = {"message": message, "extensions": {"code": code}} | ({"path": path} if path else {})
    return will.answer(200, {"errors": [error], "data": data}, x_shopify_api_version=VERSION)


def throttled(requested=402, available=352, rate=100.0, status=200):
    cost = {
        "requestedQueryCost": requested,
        "actualQueryCost": None,
        "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": available, "restoreRate": rate},
    }
    error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
    return will.answer(status, {"errors": [error], "extensions": {"cost": cost}})


def not_done(root, message, code=None, field=None, name="userErrors", **payload):
    """A mutation's refusal."""
    return good({root: {**payload, name: [{"field": field, "message": message, "code": code}]}})


def money(amount, currency="EUR"):
    return {"shopMoney": {"amount": amount, "currencyCode": currency}}


def page(*nodes, after=""):
    return {"nodes": list(nodes), "pageInfo": {"hasNextPage": bool(after), "endCursor": after or None}}


@pytest.fixture
def wire(settings):
    settings.PARTNER_RETRY_BASE_SECONDS = 0.01
    settings.SHOPIFY_API_VERSION = VERSION
    with ScriptedServer() as server:
        settings.SHOPIFY_API_URL = server.url
        yield Wire(server)


@pytest.fixture
def naps(monkeypatch):
    """The waits of the client, none of them slept."""
    slept = []
    monkeypatch.setattr("core.http.client.sleep", slept.append)
    return slept


@pytest.fixture
def make_account(db):
    def make(**fields):
        given = {
            "marketplace": "shopify",
            "name": "Test shop",
            "shop_address": SHOP,
            "state": MarketplaceAccount.State.OK,
            "api_key": "client-1",
            "api_secret": SECRET,
            "access_token": "access-1",
            "access_expires_at": timezone.now() + timedelta(hours=23),
            "token_issued_at": timezone.now(),
            "token_version": 1,
            "currency": "EUR",
        }
        row = MarketplaceAccount(**given | fields)
        row.save()
        return MarketplaceAccount.objects.get(pk=row.pk)

    return make


@pytest.fixture
def account(make_account):
    return make_account()


@pytest.fixture
def open_shop():
    opened = []

    def open_one(account):
        adapter = ShopifyAdapter(account, log=CallLog(mode="none"))
        opened.append(adapter)
        return adapter

    yield open_one
    for adapter in opened:
        adapter.close()


@pytest.fixture
def shop(wire, open_shop, account):
    return open_shop(account)
