"""The guard's decision, and what it means for whole runs."""

from decimal import Decimal

import pytest

from core.models import Event, SyncChange, SyncRun
from inventory import actions
from inventory.actions.errors import NotPossible
from inventory.models import ExternalProduct, Product, StaffField
from inventory.models.sync_status import SyncStatus
from inventory.sync.guard import GuardCounts, GuardLimits, decide, is_exceeded
from inventory.sync.preview import preview as dry_run
from tests.inventory.sync.shop import all_rows, figures, item, prices, product, sync

LIMITS = GuardLimits(20, Decimal(5), Decimal(50))


@pytest.mark.parametrize(
    ("count", "base", "exceeded"),
    [
        (20, 100, False),
        (21, 100, True),
        (50, 1000, False),
        (51, 1000, True),
        (2, 2, False),  # fewer than three changes are let through however small the shop
        (3, 5, True),
        (3, 6, False),
        (0, 0, False),
    ],
)
def test_the_limit_is_a_number_a_share_or_the_majority(count, base, exceeded):
    assert is_exceeded(count, base, LIMITS) is exceeded


def test_reasons_come_with_their_numbers():
    counts = GuardCounts(
        active=100, in_stock=60, missing=30, price_jump=40, zero_stock=21, returned=70, returned_before=100
    )
    assert decide(counts, LIMITS) == [
        {"code": "missing", "count": 30, "active": 100},
        {"code": "zero_stock", "count": 21, "in_stock": 60},
        {"code": "price_jump", "count": 40, "active": 100},
    ]


def test_an_empty_or_shrunk_list_is_a_reason_only_when_it_was_read_whole():
    empty = GuardCounts(active=10, returned=0, returned_before=10)
    assert decide(empty, LIMITS) == [{"code": "empty", "active": 10}]
    assert decide(GuardCounts(active=10, returned=0, returned_before=10, is_complete=False), LIMITS) == []
    shrunk = GuardCounts(active=10, returned=4, returned_before=10)
    assert decide(shrunk, LIMITS) == [{"code": "shrunk", "returned": 4, "before": 10}]


def test_an_empty_shop_that_stays_empty_is_no_reason():
    assert decide(GuardCounts(active=0, returned=0, returned_before=0), LIMITS) == []


pytestmark = pytest.mark.django_db


def stocked(shop, count=60):
    shop.sells(*[item(n) for n in range(1, count + 1)])
    assert sync().state == SyncRun.State.DONE


def codes(run):
    return [reason["code"] for reason in run.hold_reasons]


def test_an_empty_catalogue_is_held_and_nothing_is_touched(shop):
    stocked(shop)
    before = all_rows()
    shop.sells()
    run = sync()
    assert (run.state, codes(run), run.staged, run.missing) == ("held", ["empty", "missing"], 60, 60)
    assert all_rows() == before


def test_half_a_catalogue_is_held(shop):
    stocked(shop)
    before = all_rows()
    shop.sells(*[item(n) for n in range(1, 31)])
    run = sync()
    assert (run.state, codes(run)) == ("held", ["missing"])
    assert run.hold_reasons[0] == {"code": "missing", "count": 30, "active": 60}
    assert all_rows() == before


def test_prices_times_a_hundred_are_held(shop):
    stocked(shop)
    before = prices()
    shop.sells(*[item(n, price=f"{n}0000.00") for n in range(1, 61)])
    run = sync()
    assert (run.state, codes(run), figures(run)) == ("held", ["price_jump"], {"total": 60, "staged": 60})
    assert prices() == before


def test_another_currency_is_a_price_jump_and_goes_with_its_price(shop):
    stocked(shop)
    shop.sells(*[item(n, currency="EUR") for n in range(1, 61)])
    run = sync()
    assert (run.state, codes(run)) == ("held", ["price_jump"])
    assert set(Product.objects.values_list("currency", flat=True)) == {"XOF"}


def test_prices_that_become_zero_are_held(shop):
    stocked(shop)
    shop.sells(*[item(n, price="0" if n < 25 else f"{n}00") for n in range(1, 61)])
    assert codes(sync()) == ["price_jump", "price_zero"]


def test_all_stock_zero_is_held(shop):
    stocked(shop)
    shop.sells(*[item(n, stock=0) for n in range(1, 61)])
    run = sync()
    assert (run.state, codes(run)) == ("held", ["zero_stock"])
    assert not Product.objects.filter(stock=0).exists()


def test_all_stock_unknown_is_held(shop):
    stocked(shop)
    shop.sells(*[item(n, stock=None) for n in range(1, 61)])
    assert codes(sync()) == ["zero_stock"]
    assert not Product.objects.filter(stock_known=False).exists()


def test_a_held_run_has_not_even_told_that_what_was_unknown_is_zero(shop):
    shop.sells(*[item(n, stock=n if n <= 30 else 0 if n <= 40 else None) for n in range(1, 61)])
    sync()
    before = all_rows()[0]
    shop.sells(*[item(n, stock=0 if n <= 30 or n > 40 else None) for n in range(1, 61)])
    run = sync()
    assert (run.state, run.hold_reasons) == ("held", [{"code": "zero_stock", "count": 30, "in_stock": 30}])
    assert figures(run) == {"total": 60, "staged": 60}
    assert all_rows()[0] == before
    changes = SyncChange.objects.filter(run=run).values_list("field", "old", "new").order_by("object_id")
    assert set(changes[30:40]) == {("stock", "0", "unknown")}
    assert set(changes[40:]) == {("stock", "unknown", "0")}
    actions.approve(run, None, "aminata")
    stocks = list(Product.objects.order_by("pk").values_list("stock_known", "stock"))
    assert stocks == [(n <= 30 or n > 40, 0) for n in range(1, 61)]


def test_a_service_that_begins_to_tell_stocks_is_not_held_for_it(shop):
    shop.sells(*[item(n, stock=None) for n in range(1, 61)])
    sync()
    shop.sells(*[item(n, stock=0 if n <= 50 else 3) for n in range(1, 61)])
    assert figures(sync()) == {"total": 60, "updated": 60, "staged": 50}
    assert Product.objects.filter(stock_known=True, stock=0).count() == 50
    assert figures(sync()) == {"total": 60, "unchanged": 60}


@pytest.mark.parametrize(
    ("in_stock", "sold_out", "restocked", "state"),
    [
        (3, 3, 0, "held"),  # all there is, however many more are listed without stock
        (3, 3, 90, "held"),  # and whatever else comes in at the same time
        (3, 1, 0, "done"),
        (2, 2, 0, "done"),  # fewer than three may always go
        (60, 21, 0, "held"),
        (60, 20, 0, "done"),
    ],
)
def test_what_loses_its_stock_is_measured_against_what_has_some(shop, in_stock, sold_out, restocked, state):
    shop.sells(*[item(n, stock=5 if n <= in_stock else 0) for n in range(1, 101)])
    sync()
    full = range(sold_out + 1, in_stock + 1)
    shop.sells(*[item(n, stock=5 if n in full or n > 100 - restocked else 0) for n in range(1, 101)])
    preview = dry_run("products")
    run = sync()
    assert run.state == state
    assert (run.hold_reasons != []) is (state == "held")
    assert [{k: v for k, v in reason.items() if k != "text"} for reason in preview["hold_reasons"]] == run.hold_reasons


def test_an_inactive_product_that_loses_its_stock_is_not_counted(shop):
    shop.sells(*[item(n, is_active=n > 50) for n in range(1, 101)])
    sync()
    shop.sells(*[item(n, is_active=n > 50, stock=0 if n <= 50 else 5) for n in range(1, 101)])
    assert sync().state == "done"
    assert Product.objects.filter(stock=0).count() == 50


def test_a_mass_deactivation_is_held(shop):
    stocked(shop)
    shop.sells(*[item(n, is_active=n > 30) for n in range(1, 61)])
    assert codes(sync()) == ["deactivate"]
    assert not Product.objects.filter(is_active=False).exists()


def test_another_accounts_catalogue_is_held_and_ours_stays_on_sale(shop):
    stocked(shop)
    before = prices()
    shop.sells(*[item(n) for n in range(1001, 1101)])
    run = sync()
    assert (run.state, codes(run)) == ("held", ["missing"])
    assert {k: v for k, v in prices().items() if k in before} == before
    assert not Product.objects.filter(is_active=False).exists()


def test_approving_all_applies_all_and_the_next_run_finds_nothing_to_do(shop):
    stocked(shop)
    shop.sells(*[item(n, price=f"{n}0000.00") for n in range(1, 61)])
    run = sync()
    applied = actions.approve(run, None, "aminata")
    run.refresh_from_db()
    assert (applied.applied, applied.stale, run.state, figures(run)) == (
        60,
        0,
        "done",
        {"total": 60, "updated": 60, "staged": 60},
    )
    assert product(3).price == 30000
    event = Event.objects.get(kind="product.updated", subject_id=str(product(3).pk))
    assert (event.actor, event.data) == ("aminata", {"price": ["300", "30000"]})
    assert figures(sync()) == {"total": 60, "unchanged": 60}


def test_approving_some_leaves_the_rest_waiting(shop):
    stocked(shop)
    shop.sells(*[item(n, price=f"{n}0000.00") for n in range(1, 61)])
    run = sync()
    some = list(SyncChange.objects.filter(external_id__in=["1", "2"]).values_list("pk", flat=True))
    actions.approve(run, some, "aminata")
    run.refresh_from_db()
    assert (run.state, product(1).price, product(3).price) == ("held", 10000, 300)
    actions.discard(run, "aminata")
    run.refresh_from_db()
    assert (run.state, run.updated, run.unchanged) == ("discarded", 2, 58)
    assert SyncChange.objects.filter(state="discarded").count() == 58


def test_a_discarded_change_is_found_again_by_the_next_run(shop):
    stocked(shop)
    shop.sells(*[item(n, price=f"{n}0000.00") for n in range(1, 61)])
    actions.discard(sync(), "aminata")
    assert prices()["1"] == 100
    assert codes(sync()) == ["price_jump"]


def test_a_change_whose_product_has_moved_on_is_stale(shop):
    stocked(shop)
    shop.sells(*[item(n, price=f"{n}0000.00") for n in range(1, 61)])
    run = sync()
    Product.objects.filter(pk=product(1).pk).update(price=7)
    Product.objects.filter(pk=product(2).pk).update(staff_fields=int(StaffField.PRICE))
    applied = actions.approve(run, None, "aminata")
    assert (applied.applied, applied.stale) == (58, 2)
    assert (product(1).price, product(2).price) == (7, 200)


def test_a_newer_run_supersedes_a_held_one(shop):
    stocked(shop)
    shop.sells(*[item(n, price=f"{n}0000.00") for n in range(1, 61)])
    held = sync()
    shop.sells(*[item(n) for n in range(1, 61)])
    run = sync()
    held.refresh_from_db()
    assert (run.state, held.state) == ("done", "discarded")
    assert set(SyncChange.objects.filter(run=held).values_list("state", flat=True)) == {"discarded"}
    with pytest.raises(NotPossible, match="cannot be approved"):
        actions.approve(held, None, "aminata")


def test_staged_changes_of_a_failed_run_pass_the_same_gate(shop, settings):
    settings.SYNC_PAGE_SIZE = 30
    stocked(shop)
    shop.sells(*[item(n, price=f"{n}0000.00") for n in range(1, 61)])
    shop.fault("html@2")
    run = sync()
    assert (run.state, run.error_code, codes(run), run.is_complete) == ("held", "not_understood", ["price_jump"], False)
    actions.approve(run, None, "aminata")
    run.refresh_from_db()
    assert (run.state, product(1).price, product(60).price) == ("failed", 10000, 6000)


def test_missing_once_is_marked_twice_is_gone_and_seen_again_is_back(shop):
    stocked(shop)
    shop.sells(*[item(n) for n in range(2, 61)])
    assert figures(sync()) == {"total": 59, "unchanged": 59, "missing": 1}
    assert (product(1).external.sync_status, product(1).is_active) == (SyncStatus.MISSING, True)
    assert product(1).external.missing_since is not None
    assert figures(sync()) == {"total": 59, "unchanged": 59, "staged": 1, "missing": 1}
    assert (product(1).external.sync_status, product(1).is_active) == (SyncStatus.GONE, False)
    assert figures(sync()) == {"total": 59, "unchanged": 59}
    shop.sells(*[item(n) for n in range(1, 61)])
    assert figures(sync()) == {"total": 60, "updated": 1, "unchanged": 59}
    assert (product(1).external.sync_status, product(1).is_active) == (SyncStatus.SYNCED, True)
    assert product(1).external.missing_since is None


def test_missing_once_and_back_is_forgotten(shop):
    stocked(shop)
    shop.sells(*[item(n) for n in range(2, 61)])
    sync()
    shop.sells(*[item(n) for n in range(1, 61)])
    sync()
    shop.sells(*[item(n) for n in range(2, 61)])
    sync()
    assert (product(1).external.sync_status, product(1).is_active) == (SyncStatus.MISSING, True)


def test_approving_missing_items_deactivates_them_at_once(shop):
    stocked(shop)
    shop.sells(*[item(n) for n in range(1, 31)])
    run = sync()
    actions.approve(run, None, "aminata")
    assert Product.objects.filter(is_active=False).count() == 30
    assert ExternalProduct.objects.filter(sync_status=SyncStatus.GONE, missing_since__isnull=False).count() == 30


def test_an_item_with_an_error_counts_as_seen(shop):
    stocked(shop)
    shop.sells(item(1, price="douze"), *[item(n) for n in range(2, 61)])
    for _ in range(3):
        assert figures(sync()) == {"total": 60, "unchanged": 59, "errors": 1}
    assert (product(1).external.sync_status, product(1).is_active) == (SyncStatus.ERROR, True)


def test_nothing_goes_while_items_without_an_id_come(shop):
    stocked(shop)
    shop.sells(item(1, id=None), *[item(n) for n in range(3, 61)])
    for _ in range(3):
        assert figures(sync()) == {"total": 59, "unchanged": 58, "errors": 1}
    assert not ExternalProduct.objects.filter(missing_since__isnull=False).exists()


def test_a_product_that_staff_keep_active_is_not_deactivated(shop):
    stocked(shop)
    Product.objects.filter(pk=product(1).pk).update(staff_fields=int(StaffField.ACTIVE))
    shop.sells(*[item(n) for n in range(2, 61)])
    sync()
    sync()
    assert (product(1).external.sync_status, product(1).is_active) == (SyncStatus.GONE, True)
