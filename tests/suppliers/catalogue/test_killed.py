"""Imports and refreshes whose process is killed, as `kill -9` would: nothing half is left, and the job is done after all."""

import pytest

from tests.core.own_hub import OwnHub

pytestmark = pytest.mark.faults
KILLED = 137
SHELF = """
from decimal import Decimal
from django.conf import settings
settings.SUPPLIERS = {"shelf": "tests.suppliers.catalogue.shelf.ShelfAdapter"}
from core import jobs
from core.models import Job
from inventory.models import Product, ProductGroup, Supply
from inventory.pricing import PriceRule
from suppliers.actions import importing, refreshing
from suppliers.models import SupplierAccount, SupplierProduct, SupplierStock
from tests.suppliers.catalogue.shelf import cat_bed, level, variant
refreshing.CHUNK_PRODUCTS = 1
def shelve(stock):
    for name in ("p1", "p2", "p3"):
        cat_bed(product_id=name, variants=(variant(f"{name}-v", "5.00", level(stock)),))
def do():
    job = jobs.claim_next()
    print(jobs.execution.run_claimed(job) if job else None)
def free():
    Job.objects.update(state="pending", lease_token="", lease_until=None)
"""
FILE = """
shelve(10)
account = SupplierAccount.objects.create(supplier="shelf", name="One", state="ok")
for name in ("p1", "p2", "p3"):
    importing.start_import(
        account, importing.ImportRequest(name, None, PriceRule(Decimal(50), include_freight=False)), "ann"
    )
"""
ROWS = """
print([model.objects.count() for model in (ProductGroup, Product, SupplierProduct, SupplierStock, Supply)])
"""


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> OwnHub:
    hub = OwnHub(tmp_path_factory.mktemp("killed") / "hub.sqlite3")
    hub.migrate()
    return hub


@pytest.fixture
def hub(migrated, tmp_path) -> OwnHub:
    """A database of its own, migrated, with three imports filed."""
    file = tmp_path / "hub.sqlite3"
    file.write_bytes(migrated.file.read_bytes())
    own = OwnHub(file)
    own.shell(SHELF + FILE)
    return own


def killed(hub: OwnHub, point: str, code: str) -> None:
    done = hub.with_settings(HUB_CRASH_AT=point).python(
        f"import django, os\nos.environ['DJANGO_SETTINGS_MODULE']='config.settings'\ndjango.setup()\n{SHELF}{code}"
    )
    assert done.returncode == KILLED, done.stderr


def said(hub: OwnHub, code: str) -> list[str]:
    return hub.shell(SHELF + code).stdout.split("\n")[:-1]


def test_a_killed_import_leaves_nothing_and_is_whole_afterwards(hub):
    killed(hub, "import.before_commit", "shelve(10)\ndo()")
    assert said(hub, ROWS) == ["[0, 0, 0, 0, 0]"]

    assert said(hub, "shelve(10)\nfree()\ndo()\n" + ROWS) == ["done", "[1, 1, 1, 1, 1]"]


def test_an_import_that_is_killed_after_its_commit_is_not_done_twice(hub):
    killed(hub, "job.before_finish", "shelve(10)\ndo()")
    assert said(hub, ROWS) == ["[1, 1, 1, 1, 1]"]

    assert said(hub, "shelve(10)\nfree()\ndo()\n" + ROWS) == ["done", "[1, 1, 1, 1, 1]"]


def test_a_killed_refresh_keeps_what_it_wrote_and_goes_on_with_the_rest(hub):
    said(hub, "shelve(10)\nfor _ in range(3): do()\nJob.objects.all().delete()")
    killed(
        hub,
        "refresh.chunk_written:2",
        "shelve(4)\nrefreshing.start_refresh(SupplierAccount.objects.get(), 'ann')\ndo()",
    )
    quantities = "print(sorted(Supply.objects.values_list('quantity', flat=True)))"
    assert said(hub, quantities) == ["[4, 4, 10]"]
    assert said(hub, "print(Job.objects.filter(kind='inventory.products_changed').count())") == ["2"]

    again = "shelve(4)\nJob.objects.filter(kind='inventory.products_changed').delete()\nfree()\ndo()\n"
    assert said(hub, again + quantities) == ["done", "[4, 4, 4]"]
    assert said(hub, "print(Job.objects.get(kind='suppliers.refresh_account').result['products'])") == ["1"]
