"""Every test runs once for each supplier; one marked with `needs` only for those of whom it holds."""

from collections.abc import Iterator

import pytest
from django.conf import settings as project

from suppliers.interface import Capability, SupplierAdapter
from suppliers.models import SupplierAccount
from suppliers.registry import adapter_class, open_account
from tests.suppliers.contract.stage import Goods, Stage
from tests.suppliers.contract.stages import MODULES, stage_class

QUICK = 0.4  # seconds we wait for an answer where a test is about waiting


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "stage" not in metafunc.fixturenames:
        return
    needed: tuple[Capability, ...] = getattr(metafunc.function, "needed", ())
    with_tokens = getattr(metafunc.function, "needs_tokens", False)
    slugs = [
        slug
        for slug in project.SUPPLIERS
        if slug in MODULES
        and adapter_class(slug).capabilities.issuperset(needed)
        and (stage_class(slug).has_tokens or not with_tokens)
    ]
    metafunc.parametrize("stage", slugs, indirect=True)


@pytest.fixture
def stage(request: pytest.FixtureRequest, settings, db) -> Iterator[Stage]:
    with stage_class(request.param)(settings) as stage:
        yield stage


@pytest.fixture
def account(stage: Stage) -> SupplierAccount:
    return stage.account()


@pytest.fixture
def adapter(stage: Stage, account: SupplierAccount) -> Iterator[SupplierAdapter]:
    """Connected: a person has authorised us where that is needed, and the first call has worked."""
    with open_account(account) as adapter:
        stage.authorise(adapter)
        adapter.connect()
        yield adapter


@pytest.fixture
def goods(stage: Stage) -> Goods:
    return stage.goods()


@pytest.fixture
def impatient(settings) -> None:
    settings.SUPPLIER_API_TIMEOUT = QUICK
