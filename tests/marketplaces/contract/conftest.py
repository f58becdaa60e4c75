"""Every test runs once for each marketplace; one marked with `needs` only for those of whom it holds."""

from collections.abc import Iterator

import pytest
from django.conf import settings as project

from marketplaces.interface import Capability, MarketplaceAdapter
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import adapter_class, open_account
from tests.marketplaces.contract.stage import Stage
from tests.marketplaces.contract.stages import MODULES, stage_class

QUICK = 0.4  # seconds we wait for an answer where a test is about waiting


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "stage" not in metafunc.fixturenames:
        return
    needed: tuple[Capability, ...] = getattr(metafunc.function, "needed", ())
    traits: tuple[str, ...] = getattr(metafunc.function, "traits", ())
    slugs = [
        slug
        for slug in project.MARKETPLACES
        if slug in MODULES
        and adapter_class(slug).capabilities.issuperset(needed)
        and stage_class(slug).traits.issuperset(traits)
    ]
    metafunc.parametrize("stage", slugs, indirect=True)


@pytest.fixture
def stage(request: pytest.FixtureRequest, settings, db) -> Iterator[Stage]:
    settings.PARTNER_RETRY_BASE_SECONDS = 0.01
    with stage_class(request.param)(settings) as stage:
        yield stage


@pytest.fixture
def account(stage: Stage) -> MarketplaceAccount:
    return stage.account()


@pytest.fixture
def adapter(stage: Stage, account: MarketplaceAccount) -> Iterator[MarketplaceAdapter]:
    """Connected: the first call has worked."""
    with open_account(account) as adapter:
        adapter.connect()
        yield adapter


@pytest.fixture
def impatient(settings) -> None:
    settings.MARKETPLACE_API_TIMEOUT = QUICK
