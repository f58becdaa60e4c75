"""What Etsy alone can do, before its look-alike: by the adapter, over REST, in the console."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache

from core.jobs import run_due
from marketplaces.models import MarketplaceAccount
from tests.api_door import Api, make_key


@pytest.fixture(autouse=True)
def _by_ourselves(settings):
    settings.CELERY_BROKER_URL = ""
    cache.clear()


@pytest.fixture
def account(stage):
    """Connected: an order's route and a price ask for the shop's currency and number."""
    row = stage.account()
    MarketplaceAccount.objects.filter(pk=row.pk).update(state="ok", remote_id=str(stage.simulator.shop.shop_id))
    return MarketplaceAccount.objects.get(pk=row.pk)


@pytest.fixture
def books(etsy):
    return etsy.shop.books


@pytest.fixture
def api(account):
    return Api(make_key("marketplaces"))


@pytest.fixture
def page(client, account):
    client.force_login(User.objects.create_superuser("boss", password="a-long-test-password"))
    return client


@pytest.fixture
def done(db):
    """Runs what was filed, and gives the job of an answer as it stands then."""

    def run(answer):
        assert answer.status_code == 202, answer.content
        run_due(10)
        return Api(make_key("read")).get(f"/api/jobs/{answer.json()['id']}").json()

    return run
