"""What a product run writes, and what it leaves alone."""

from decimal import Decimal

import pytest

from core.models import Event, SyncChange, SyncIssue, SyncRun
from inventory.models import ExternalProduct, Product, StaffField
from inventory.models.sync_status import SyncStatus
from tests.inventory.sync.shop import all_rows, figures, item, product, shelf, sync

pytestmark = pytest.mark.django_db


def test_a_first_run_takes_every_field_over(shop):
    shop.sells(item(1, price="1234.50", stock=7, brand="HP", currency="EUR", site_configuration=3))
    run = sync()
    assert (run.state, figures(run)) == (SyncRun.State.DONE, {"total": 1, "created": 1})
    row = product(1)
    assert (row.title, row.description, row.sku) == ("Lampe 1", "Une lampe, la 1e.", "SKU-1")
    assert (row.price, row.currency, row.stock, row.stock_known) == (Decimal("1234.5"), "EUR", 7, True)
    assert (row.brand, row.images, row.is_active) == ("HP", ["https://img.example.test/1.jpg"], True)
    external = row.external
    assert (external.external_sku, external.site_id, external.sync_status) == ("SKU-1", "3", SyncStatus.SYNCED)
    assert bytes(external.source_data).startswith(b'{"id":1,')


def test_the_setting_names_the_currency_where_the_item_does_not(shop, settings):
    settings.B2B_CURRENCY = "XAF"
    shop.sells(item(1))
    sync()
    assert product(1).currency == "XAF"


def test_text_with_tabs_breaks_backslashes_and_quotes_arrives_as_it_was(shop):
    text = 'a\\b "c" d\'e %s \\n {x}'
    shop.sells(item(1, name=text, sku="a\\N", images=['https://img.example.test/a"b.jpg']))
    sync()
    assert (product(1).title, product(1).sku) == (text, "a\\N")
    shop.sells(item(1, name=text + "!", sku="a\\N"))
    sync()
    assert product(1).title == text + "!"


def test_a_second_run_writes_nothing_outside_the_run(shop):
    shop.sells(*[item(n) for n in range(1, 31)])
    sync()
    before = all_rows()
    run = sync()
    assert figures(run) == {"total": 30, "unchanged": 30}
    assert all_rows() == before
    assert not Event.objects.filter(kind="product.updated").exists()


def test_a_full_run_reads_all_and_still_changes_nothing(shop):
    shop.sells(*[item(n) for n in range(1, 6)])
    sync()
    run = sync(is_full=True)
    assert figures(run) == {"total": 5, "unchanged": 5}
    assert not Event.objects.filter(kind="product.updated").exists()


def test_last_synced_at_follows_the_last_complete_run_without_a_write(shop):
    shop.sells(item(1))
    sync()
    run = sync()
    assert ExternalProduct.objects.get().last_synced_at == run.finished_at
    assert ExternalProduct.objects.get().synced_at < run.started_at


def test_only_what_differs_is_written_and_told(shop):
    shop.sells(item(1), item(2))
    sync()
    shop.sells(item(1), item(2, name="Lampe neuve", stock=3))
    run = sync()
    assert figures(run) == {"total": 2, "updated": 1, "unchanged": 1}
    assert (product(2).title, product(2).stock) == ("Lampe neuve", 3)
    event = Event.objects.get(kind="product.updated")
    assert event.data == {"title": ["Lampe 2", "Lampe neuve"], "stock": ["12", "3"]}
    assert (event.subject_id, event.run_id, event.actor) == (str(product(2).pk), run.pk, "sync")


def test_price_zero_stock_and_deactivation_are_staged_and_applied_within_the_limits(shop):
    shop.sells(*[item(n) for n in range(1, 11)])
    sync()
    shop.sells(
        item(1, price="101"),
        item(2, stock=0),
        item(3, stock=None),
        item(4, is_active=False),
        *[item(n) for n in range(5, 11)],
    )
    run = sync()
    assert (run.state, figures(run)) == (SyncRun.State.DONE, {"total": 10, "updated": 4, "unchanged": 6, "staged": 4})
    assert product(1).price == 101
    assert (product(2).stock, product(2).stock_known) == (0, True)
    assert (product(3).stock, product(3).stock_known) == (13, False)
    assert product(4).is_active is False
    changes = {(c.external_id, c.field, c.old, c.new, c.state) for c in SyncChange.objects.all()}
    assert changes == {
        ("1", "price", "100", "101", "applied"),
        ("2", "stock", "12", "0", "applied"),
        ("3", "stock", "13", "unknown", "applied"),
        ("4", "is_active", "true", "false", "applied"),
    }
    assert figures(sync()) == {"total": 10, "unchanged": 10}


def test_a_product_comes_back_into_stock_and_on_sale_at_once(shop):
    shop.sells(item(1, stock=0, is_active=False), item(2))
    sync()
    shop.sells(item(1, stock=4), item(2))
    run = sync()
    assert figures(run) == {"total": 2, "updated": 1, "unchanged": 1}
    assert (product(1).stock, product(1).is_active) == (4, True)


def test_staffs_own_values_survive_and_the_rest_follows(shop):
    shop.sells(item(1))
    sync()
    Product.objects.update(title="Notre lampe", price=5, staff_fields=int(StaffField.TITLE | StaffField.PRICE))
    shop.sells(item(1, name="Autre", price="999", brand="Neuve"))
    run = sync()
    row = product(1)
    assert (row.title, row.price, row.brand) == ("Notre lampe", 5, "Neuve")
    assert figures(run) == {"total": 1, "updated": 1}
    assert figures(sync()) == {"total": 1, "unchanged": 1}


def test_a_known_product_keeps_its_price_and_name_when_they_are_missing(shop):
    shop.sells(item(1))
    sync()
    shop.sells(item(1, price=None, name=None, brand="Neuve"))
    run = sync()
    assert (product(1).title, product(1).price, product(1).brand) == ("Lampe 1", 100, "Neuve")
    assert figures(run) == {"total": 1, "updated": 1, "warnings": 2}
    assert {i.code for i in SyncIssue.objects.filter(severity="warning")} == {"price_missing", "name_missing"}


@pytest.mark.parametrize(("values", "code"), [({"price": None}, "price_missing"), ({"name": ""}, "name_missing")])
def test_a_new_product_without_price_or_name_is_an_error(shop, values, code):
    shop.sells(item(1, **values), item(2))
    run = sync()
    assert figures(run) == {"total": 2, "created": 1, "errors": 1}
    issue = SyncIssue.objects.get(severity="error")
    assert (issue.external_id, issue.code) == ("1", code)
    assert issue.raw.startswith('{"id":1')


def test_an_unknown_category_is_linked_when_it_comes(shop):
    shop.sells(item(1, category_id=7), item(2, category_id=None, category_name="Rayon 8"))
    run = sync()
    assert figures(run) == {"total": 2, "created": 2, "warnings": 2}
    assert product(1).category is None
    shop.shelves(shelf(7), shelf(8))
    sync("categories")
    assert product(1).category.name == "Rayon 7"
    assert product(2).category.name == "Rayon 8"
    assert figures(sync()) == {"total": 2, "unchanged": 2}
    linked = Event.objects.get(kind="product.updated", subject_id=str(product(1).pk))
    assert linked.data == {"category_id": [None, product(1).category_id]}


def test_a_category_known_by_its_name_only_counts_when_the_name_is_unique(shop):
    shop.shelves(shelf(7, name="Soins"), shelf(8, name="Soins"), shelf(9, name="Bébé"))
    sync("categories")
    shop.sells(item(1, category_id=None, category_name="Soins"), item(2, category_id=None, category_name="Bébé"))
    sync()
    assert (product(1).category, product(2).category.external.external_id) == (None, "9")
    shop.shelves(shelf(7, name="Soins"), shelf(8, name="Hygiène"), shelf(9, name="Bébé"))
    sync("categories")
    sync()
    assert product(1).category.external.external_id == "7"


def test_a_known_product_with_an_unreadable_item_is_marked_and_mended(shop):
    shop.sells(item(1), item(2))
    sync()
    shop.sells(item(1, price="douze"), item(2))
    run = sync()
    assert figures(run) == {"total": 2, "errors": 1, "unchanged": 1}
    assert product(1).external.sync_status == SyncStatus.ERROR
    assert product(1).price == 100
    shop.sells(item(1), item(2))
    assert figures(sync()) == {"total": 2, "unchanged": 2}
    assert product(1).external.sync_status == SyncStatus.SYNCED


def test_a_site_limited_run_touches_only_its_rows_and_misses_nothing(shop):
    shop.sells(item(1, site_configuration=0), item(2, site_configuration=1), item(3, site_configuration=1))
    sync()
    shop.sells(item(1, site_configuration=0), item(2, site_configuration=1, name="Neuf"))
    run = sync(scope="1")
    assert figures(run) == {"total": 1, "updated": 1}
    assert not ExternalProduct.objects.filter(missing_since__isnull=False).exists()
    assert figures(sync(scope="0")) == {"total": 1, "unchanged": 1}
