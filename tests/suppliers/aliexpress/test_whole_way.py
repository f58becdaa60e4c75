"""From the button to the first product, at the look-alike: a person consents, and the account works."""

import http.client
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from core.crypto import Secret
from core.simulation import SimulationServer
from suppliers.adapters.aliexpress.simulator import AliExpressSimulator
from suppliers.adapters.aliexpress.simulator.catalogue import Catalogue
from suppliers.interface import SearchQuery
from suppliers.models import SupplierAccount
from suppliers.registry import open_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform(settings):
    simulator = AliExpressSimulator(Catalogue.generated(20), key=str(uuid4().int)[:10])
    with SimulationServer({"aliexpress": simulator}) as server:
        for name, value in simulator.environment(server.origin("aliexpress")).items():
            setattr(settings, name, value)
        settings.ALIEXPRESS_API_RATE, settings.PUBLIC_URL, settings.ALLOWED_HOSTS = 500.0, "", ["localhost"]
        yield simulator


@pytest.fixture
def account(platform):
    return SupplierAccount.objects.create(
        name="Ali", supplier="aliexpress", api_key=Secret(platform.key), api_secret=Secret(platform.secret)
    )


def consent(address):
    """What the person's browser does at AliExpress: asks for the page, and is sent back."""
    page = urlsplit(address)
    connection = http.client.HTTPConnection(page.hostname, page.port, timeout=5)
    connection.request("GET", f"{page.path}?{page.query}")
    back = urlsplit(connection.getresponse().headers["Location"])
    connection.close()
    return f"{back.path}?{back.query}"


def test_a_person_authorises_an_account_and_it_searches(account):
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(User.objects.create_superuser("olivia"))
    out = browser.get("/api/aliexpress/oauth/connect", {"account": account.pk})
    back = browser.get(consent(out["Location"]))
    assert (back.status_code, back["Location"].startswith("/admin/")) == (302, True)
    account.refresh_from_db()
    assert account.state == "ok"
    assert account.remote_id
    with open_account(account) as adapter:
        page = adapter.search(SearchQuery("collar", size=5))
        first = adapter.product(page.items[0].product_id)
        assert first.title == page.items[0].title
        assert [variant.stock is not None for variant in first.variants] == [True] * len(first.variants)


def test_a_refresh_costs_one_call_a_product(platform, account):
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(User.objects.create_superuser("olivia"))
    browser.get(consent(browser.get("/api/aliexpress/oauth/connect", {"account": account.pk})["Location"]))
    wanted = [str(number) for number in list(platform.catalogue.products)[:6]]
    before = len(platform.requests)
    with open_account(account) as adapter:
        readings = list(adapter.refresh(wanted))
    assert [reading.product_id for reading in readings] == wanted
    assert [(reading.error, reading.item is None) for reading in readings] == [(None, False)] * 6
    assert len(platform.requests) - before == 6
