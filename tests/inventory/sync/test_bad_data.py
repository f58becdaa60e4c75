"""Items that are odd, twice, renumbered or refused: each costs itself and nothing else."""

from decimal import Decimal

import pytest
from django.db import DataError

from core.models import SyncIssue, SyncRun
from inventory import actions
from inventory.models import ExternalProduct, Product
from inventory.sync.category_links import CategoryLinks
from inventory.sync.storage import catalogue_storage
from tests.inventory.sync.shop import figures, item, product, sync

pytestmark = pytest.mark.django_db


def issues(run, severity="error"):
    return sorted(run.issues.filter(severity=severity).values_list("external_id", "code"))


def test_one_bad_item_of_each_kind_costs_only_itself(shop):
    bad = [
        item(1, id=None),
        item(2, price="-1"),
        item(3, name="x" * 10_000),
        item(4, price="douze"),
        b'"no object"',
        b"null",
        item(7, sku="x" * 4000),
        item(8, price="1e400"),
        item(9, price=b"NaN".decode()),
        item(10, stock="beaucoup"),
    ]
    shop.sells(*bad, *[item(n) for n in range(11, 111)])
    run = sync()
    assert figures(run) == {"total": 110, "created": 100, "errors": 10}
    assert run.state == SyncRun.State.DONE
    assert issues(run) == [
        ("", "id_missing"),
        ("", "item_not_an_object"),
        ("", "item_not_an_object"),
        ("10", "stock_unreadable"),
        ("2", "price_negative"),
        ("3", "name_too_long"),
        ("4", "price_unreadable"),
        ("7", "sku_too_long"),
        ("8", "price_too_large"),
        ("9", "price_unreadable"),
    ]


def test_an_item_that_comes_twice_is_counted_once_and_the_newest_wins(shop):
    shop.sells(
        item(1, name="Neuve", updated_at="2026-02-01T00:00:00Z"),
        item(1, name="Vieille", updated_at="2026-01-01T00:00:00Z"),
    )
    run = sync()
    assert figures(run) == {"total": 2, "created": 1, "skipped": 1}
    assert product(1).title == "Neuve"


def test_the_same_twice_on_different_pages(shop, settings):
    settings.SYNC_PAGE_SIZE, settings.SYNC_CHUNK_SIZE = 2, 2
    shop.sells(item(1), item(2), item(2, name="Plus neuve", updated_at="2026-03-01T00:00:00Z"), item(3), item(1))
    run = sync()
    assert figures(run) == {"total": 5, "created": 3, "skipped": 2}
    assert product(2).title == "Plus neuve"
    shop.sells(
        item(3),
        item(2, name="Vieille", updated_at="2025-01-01T00:00:00Z"),
        item(2, name="Plus neuve", updated_at="2026-03-01T00:00:00Z"),
        item(1),
        item(2, name="Vieille", updated_at="2025-01-01T00:00:00Z"),
    )
    sync()
    assert product(2).title == "Plus neuve"


def test_twelve_and_the_text_twelve_are_one(shop):
    shop.sells(item(12))
    sync()
    shop.sells(item(12, id="12"))
    assert figures(sync()) == {"total": 1, "unchanged": 1}
    assert ExternalProduct.objects.count() == 1


def test_many_products_without_a_sku_do_not_collide(shop):
    shop.sells(item(1, sku=None), item(2, sku=""), item(3, sku=None))
    assert figures(sync()) == {"total": 3, "created": 3}


def test_the_same_sku_on_two_ids_is_a_warning(shop):
    shop.sells(item(1, sku="A"), item(2, sku="A"), item(3))
    run = sync()
    assert figures(run) == {"total": 3, "created": 3, "warnings": 2}
    assert issues(run, "warning") == [("1", "same_sku"), ("2", "same_sku")]
    assert figures(sync()) == {"total": 3, "unchanged": 3}


def test_a_renumbered_item_is_an_issue_and_not_a_second_product(shop):
    shop.sells(*[item(n) for n in range(1, 31)])
    sync()
    shop.sells(item(901, sku="SKU-1"), *[item(n) for n in range(2, 31)])
    run = sync()
    assert figures(run) == {"total": 30, "unchanged": 29, "errors": 1, "missing": 1}
    issue = run.issues.get(code="renumbered")
    assert (issue.external_id, issue.values) == ("901", {"sku": "SKU-1", "other": "1"})
    assert Product.objects.count() == 30


def test_retrying_a_renumbered_item_gives_the_known_product_the_new_id(shop):
    shop.sells(*[item(n) for n in range(1, 31)])
    sync()
    old = product(1).pk
    shop.sells(item(901, sku="SKU-1", name="Neuve", price="100.00"), *[item(n) for n in range(2, 31)])
    run = sync()
    retry = actions.retry_issues(run, "aminata")
    assert (retry.state, figures(retry)) == (SyncRun.State.DONE, {"total": 1, "updated": 1})
    assert (product(901).pk, product(901).title) == (old, "Neuve")
    assert run.issues.get(code="renumbered").resolved_at is not None
    assert figures(sync()) == {"total": 30, "unchanged": 30}


def test_a_new_item_with_a_known_items_sku_is_imported_when_both_are_listed(shop):
    shop.sells(*[item(n) for n in range(1, 31)])
    sync()
    shop.sells(item(901, sku="SKU-30"), *[item(n) for n in range(1, 31)])
    run = sync()
    assert figures(run) == {"total": 31, "created": 1, "unchanged": 30, "warnings": 1}
    assert issues(run, "warning") == [("901", "same_sku")]
    assert issues(run) == []


def test_prices_are_exact_or_an_issue(shop):
    shop.sells(
        item(1, price="19.999"),
        b'{"id": 2, "name": "B", "price": 19.90, "stock": 1}',
        item(3, price="12,5"),
        item(4, price="1 234"),
        item(5, price="0.1234"),
        item(6, price="0.12345"),
    )
    run = sync()
    assert [product(n).price for n in (1, 2, 3, 4, 5)] == [
        Decimal("19.999"),
        Decimal("19.9"),
        Decimal("12.5"),
        Decimal(1234),
        Decimal("0.1234"),
    ]
    assert issues(run) == [("6", "price_too_precise")]


def test_names_are_stored_clean(shop):
    names = [
        "Lampe 💡",
        "\u202eevil",
        "a\x00b",
        "<script>alert(1)</script>",
        "e\u0301te\u0301",
        "\U00020000",
        "\ud800x",
    ]
    rows = [item(n, name=name) for n, name in enumerate(names[:-1], 1)]
    shop.sells(*rows, b'{"id": 7, "name": "\\ud800x", "price": "1", "stock": 1}')
    run = sync()
    assert run.state == "done", run.error
    stored = dict(ExternalProduct.objects.values_list("external_id", "product__title"))
    assert stored["1"] == "Lampe 💡"
    assert stored["2"] == "evil"
    assert stored["3"] == "ab"
    assert stored["5"] == "été"
    assert stored["6"] == "\U00020000"
    assert run.total == run.created + run.errors == 7


def test_what_the_database_refuses_is_bisected_down_to_the_item(shop, monkeypatch):
    storage = type(catalogue_storage())
    real = storage.write

    def refusing(self, plans, run_id, now):
        if any(plan.external_id == "13" for plan in plans):
            raise DataError("value out of range")
        return real(self, plans, run_id, now)

    monkeypatch.setattr(storage, "write", refusing)
    shop.sells(*[item(n) for n in range(1, 41)])
    run = sync()
    assert figures(run) == {"total": 40, "created": 39, "errors": 1}
    assert issues(run) == [("13", "database_refused")]
    assert set(SyncIssue.objects.get().values) == {"cause"}


@pytest.mark.django_db(transaction=True)
def test_a_category_deleted_under_the_runs_feet_costs_its_items_only(shop, monkeypatch):
    shop.sells(*[item(n, category_id=7 if n == 3 else None) for n in range(1, 6)])
    monkeypatch.setattr(CategoryLinks, "resolve", lambda self, i, name: (999_999, "") if i else (None, ""))
    run = sync()
    assert figures(run) == {"total": 5, "created": 4, "errors": 1}
    assert issues(run) == [("3", "database_refused")]
