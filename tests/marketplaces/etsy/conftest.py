"""A shop at Etsy: its look-alike over loopback, or a server that answers as each test says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.calllog import CallLog
from marketplaces.adapters.etsy.adapter import EtsyAdapter
from marketplaces.interface import ListingDraft, VariantDraft
from marketplaces.models import MarketplaceAccount
from tests.core.http.scripted_server import ScriptedServer
from tests.marketplaces.contract.stages.etsy import EtsyStage
from tests.marketplaces.etsy.shapes import euros

KEYSTRING, SECRET, SHOP = "keystring0of0the0tests0", "shared0of0tests", "52300001"


@pytest.fixture
def stage(settings, db):
    settings.PARTNER_RETRY_BASE_SECONDS = 0.01
    with EtsyStage(settings) as stage:
        yield stage


@pytest.fixture
def etsy(stage):
    """The look-alike: what really happened stands in its books."""
    return stage.simulator


@pytest.fixture
def account(stage):
    return stage.account()


@pytest.fixture
def open_shop():
    opened = []

    def open_one(account):
        adapter = EtsyAdapter(account, log=CallLog(mode="none"))
        opened.append(adapter)
        return adapter

    yield open_one
    for adapter in opened:
        adapter.close()


@pytest.fixture
def shop(open_shop, account):
    return open_shop(account)


@pytest.fixture
def naps(monkeypatch):
    """The waits of the client, none of them slept."""
    slept = []
    monkeypatch.setattr("core.http.client.sleep", slept.append)
    return slept


@pytest.fixture
def make_account(db):
    """A connected one, with a token that is good for an hour."""

    def make(**fields):
        given = {
            "marketplace": "etsy",
            "name": "Test shop",
            "state": MarketplaceAccount.State.OK,
            "way_to_connect": MarketplaceAccount.WayToConnect.OAUTH,
            "api_key": KEYSTRING,
            "api_secret": SECRET,
            "access_token": "912345678.access-1",
            "access_expires_at": timezone.now() + timedelta(minutes=59),
            "token_issued_at": timezone.now(),
            "refresh_token": "912345678.refresh-1",
            "refresh_expires_at": timezone.now() + timedelta(days=89),
            "token_version": 1,
            "remote_id": SHOP,
            "currency": "EUR",
        }
        row = MarketplaceAccount(**given | fields)
        row.save()
        return MarketplaceAccount.objects.get(pk=row.pk)

    return make


@pytest.fixture
def wire(settings):
    """Etsy at the other end of a real connection: says what the test tells it to, and remembers the calls."""
    settings.PARTNER_RETRY_BASE_SECONDS = 0.01
    with ScriptedServer() as server:
        settings.ETSY_API_URL = f"{server.url}/v3/application"
        settings.ETSY_TOKEN_URL = f"{server.url}/v3/public/oauth/token"
        yield server


@pytest.fixture
def at_wire(wire, make_account, open_shop):
    return open_shop(make_account())


@pytest.fixture
def draft(stage):
    """A mug in two sizes."""
    return ListingDraft(
        handle="test-mug",
        title="Test mug",
        variants=(
            VariantDraft("11", "MUG-S", euros("7.50"), 4, (("Size of mug", "S"),)),
            VariantDraft("12", "MUG-L", euros("9.00"), 6, (("Size of mug", "L"),)),
        ),
        description_html="<p>Holds tea</p>",
        option_names=("Size of mug",),
        **stage.draft_words(),
    )
