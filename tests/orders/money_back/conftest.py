"""A seller at eBay's look-alike with one paid order, taken into the hub."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import timezone

from core.jobs import run_due
from core.models import Job
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import open_account
from orders.intake.taking import take_remote
from orders.models import Order
from tests.marketplaces.contract.stage import SKU
from tests.marketplaces.contract.stages.ebay import EbayStage


@pytest.fixture
def stage(settings, db) -> Iterator[EbayStage]:
    cache.clear()
    settings.PARTNER_RETRY_BASE_SECONDS = 0.01
    with EbayStage(settings) as stage:
        yield stage


@pytest.fixture
def account(stage) -> MarketplaceAccount:
    account = stage.account()
    MarketplaceAccount.objects.filter(pk=account.pk).update(state=MarketplaceAccount.State.OK)
    account.refresh_from_db()
    return account


@pytest.fixture
def order(stage, account) -> Order:
    """Two units at 4.90."""
    remote_id = stage.buyer_orders({SKU: 2})
    with open_account(account) as adapter:
        taken = take_remote(account, adapter.order(remote_id), by="poll")
    assert taken is not None
    Job.objects.all().delete()  # of the buying, which is another story
    return taken


@pytest.fixture
def work():
    """Does the jobs of this kind that wait, whatever time they wait for."""

    def run(kind="orders.refund") -> list[str]:
        Job.objects.filter(kind=kind, state=Job.State.PENDING).update(run_at=timezone.now())
        run_due(20)
        return list(Job.objects.filter(kind=kind).order_by("pk").values_list("state", flat=True))

    return run
