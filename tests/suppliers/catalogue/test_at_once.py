"""Several at the same work: one outcome, and none of it twice. Each in a thread with a connection of its own."""

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection

from inventory.models import Product, ProductGroup, Supply
from inventory.pricing import PriceRule
from suppliers.actions import importing, mapping
from suppliers.actions.importing import ImportRequest, ImportResult
from suppliers.actions.refreshing import refresh
from suppliers.models import SupplierProduct, SupplierStock
from tests.catalogue_rows import make_product
from tests.suppliers.catalogue.conftest import make_account
from tests.suppliers.catalogue.shelf import cat_bed, level, shelf, variant

pytestmark = pytest.mark.django_db(transaction=True)
REQUEST = ImportRequest("p1", None, PriceRule(Decimal(50), include_freight=False))


@pytest.fixture
def account(shared_database, shelf):
    return make_account()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Starts them together; gives what they returned, in order, or raises what one of them raised."""
    gate = threading.Barrier(len(acts))
    outcome: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            outcome[place] = act()
        except BaseException as error:  # noqa: BLE001 - raised again below
            outcome[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    for each in outcome:
        if isinstance(each, BaseException):
            raise each
    return outcome


def test_two_imports_at_once_make_one_group(account):
    cat_bed()

    results = at_once(*[lambda: importing.import_product(account, REQUEST, "ann")] * 4)

    made = [result for result in results if isinstance(result, ImportResult) and result.created]
    assert [(result.created, result.unchanged) for result in made] == [(2, 0)]
    assert (ProductGroup.objects.count(), Product.objects.count(), SupplierProduct.objects.count()) == (1, 2, 2)
    assert {result.group_id for result in results if isinstance(result, ImportResult)} == {made[0].group_id}


def test_two_links_at_once_are_one(account):
    cat_bed()
    product = make_product()

    at_once(*[lambda: mapping.link(product, account, "p1", "v1", by="ann")] * 3)

    assert (SupplierProduct.objects.count(), Supply.objects.count()) == (1, 1)


def test_two_refreshes_at_once_leave_whole_figures(account):
    cat_bed()
    importing.import_product(account, REQUEST, "ann")
    cat_bed(variants=tuple(variant(f"v{n}", "6.00", level(n, "1"), level(n, "2")) for n in (1, 2)))

    at_once(*[lambda: refresh(account, ["p1"])] * 3)

    assert sorted(Supply.objects.values_list("quantity", flat=True)) == [2, 4]
    assert SupplierStock.objects.count() == 4
    assert len([call for call in shelf.calls if call[0] == "refresh"]) == 3


def test_ranks_that_are_set_at_once_stay_one_order(account):
    cat_bed(variants=tuple(variant(f"v{n}") for n in range(1, 5)))
    product = make_product()
    offers = [mapping.link(product, account, "p1", f"v{n}", by="ann") for n in range(1, 5)]

    at_once(*[lambda offer=offer: mapping.set_rank(offer, 1, "ann") for offer in offers])

    assert sorted(SupplierProduct.objects.values_list("rank", flat=True)) == [1, 2, 3, 4]
    ranks = dict(SupplierProduct.objects.values_list("external_variant_id", "rank"))
    assert {supply.source.rpartition(":")[2]: supply.rank for supply in Supply.objects.all()} == ranks


def test_a_link_that_is_removed_while_it_is_read_leaves_nothing_behind(account):
    for turn in range(5):
        cat_bed()
        product = make_product()
        offers = [mapping.link(product, account, "p1", f"v{n}", by="ann") for n in (1, 2)]
        cat_bed(variants=tuple(variant(f"v{n}", "6.00", level(turn)) for n in (1, 2)))

        at_once(
            lambda: refresh(account, ["p1"]),
            lambda offer=offers[1]: mapping.unlink(offer, "ann"),
            lambda offer=offers[0]: mapping.set_rank(offer, 2, "ann"),
        )

        assert SupplierProduct.objects.get(product=product).pk == offers[0].pk
        assert Supply.objects.get(product=product).source.endswith(":v1")
