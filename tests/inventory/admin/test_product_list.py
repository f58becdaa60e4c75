from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.admin import paginator
from core.console import Column, slot
from inventory.admin import product_search
from inventory.models import ExternalProduct, Product
from tests import console_rows as rows

PRODUCTS = reverse("admin:inventory_product_changelist")


def listed(page, query=""):
    return list(page.get(PRODUCTS + query).context["cl"].result_list)


def test_a_row_shows_picture_price_with_currency_stock_age_state_and_category(page):
    shelf = rows.categories(1)
    row = rows.products(2, shelves=shelf, price="1234.5000", stock="7.000")[1]
    html = page.get(PRODUCTS).content.decode()
    assert reverse("product_picture", args=[row.pk]) in html
    assert "1,234.50 XOF" in html
    assert ">7<" in html
    assert "just now" in html
    assert "in step" in html
    assert "Category 00000" in html


def test_pictures_come_from_this_host_only(page):
    rows.products(3)
    html = page.get(PRODUCTS).content.decode()
    assert "pictures.invalid" not in html


def test_the_age_is_that_of_the_last_complete_run_for_rows_it_confirmed(page):
    keys = [row.pk for row in rows.products(2)]
    old = timezone.now() - timedelta(days=4)
    ExternalProduct.objects.update(synced_at=old)
    ExternalProduct.objects.filter(product=keys[0]).update(missing_since=old)
    run = rows.run(minutes_ago=5)
    by_key = {row.pk: row.confirmed_at for row in listed(page)}
    assert by_key == {keys[0]: old, keys[1]: run.finished_at}


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("?stock=unknown", 1), ("?stock=out", 2), ("?stock=in", 7), ("?price=zero", 3), ("?place=none", 4),
        ("?currency=EUR", 1), ("?sync=missing", 2), ("?sync=none", 1), ("?staff=yes", 2), ("?staff=8", 1),
        ("?staff=1", 2), ("?staff=256", 0), ("?sellable=yes", 3), ("?is_active__exact=0", 1), ("?staff=zzz", 10),
    ],
)  # fmt: skip
def test_filters_show_exactly_their_rows(page, query, number):
    shelf = rows.categories(1)
    keys = [row.pk for row in rows.products(10, shelves=shelf)]
    Product.objects.filter(pk=keys[0]).update(stock_known=False)
    Product.objects.filter(pk__in=keys[1:3]).update(stock=0)
    Product.objects.filter(pk__in=keys[3:6]).update(price=0)
    Product.objects.filter(pk__in=keys[:4]).update(category=None)
    Product.objects.filter(pk=keys[6]).update(currency="EUR", staff_fields=9, is_active=False)
    Product.objects.filter(pk=keys[7]).update(staff_fields=1)
    ExternalProduct.objects.filter(product__in=keys[8:]).update(sync_status="missing")
    ExternalProduct.objects.filter(product=keys[0]).delete()
    assert len(listed(page, query)) == number


def test_a_branch_of_the_tree_shows_its_own_products_and_those_below(page):
    shelves = rows.categories(8, branch=2)  # 0 > 1, 2; 1 > 3, 4; 2 > 5, 6; 3 > 7
    rows.products(16, shelves=shelves)
    assert len(listed(page, f"?under={shelves[1].pk}")) == 8  # in 1, 3, 4, 7
    assert len(listed(page, f"?category__id__exact={shelves[1].pk}")) == 2
    assert len(listed(page, "?under=999999")) == 16
    assert len(listed(page, "?under=x")) == 16


@pytest.mark.parametrize(
    ("term", "number"),
    [
        ("SKU-00001", 10),
        ("sku-000012", 1),
        ("paste 12", 1),
        ("PASTE tomato", 20),
        ("7", 3),
        ("cola", 0),
        ("'; DROP", 0),
        ("%", 0),
    ],
)
def test_search_finds_by_sku_prefix_words_and_partners_id(page, term, number):
    rows.products(20)
    found = page.get(PRODUCTS, {"q": term}).context["cl"].result_count
    assert found == number


def test_search_and_filter_go_together(page):
    keys = [row.pk for row in rows.products(20)]
    Product.objects.filter(pk__in=keys[10:13]).update(stock_known=False)
    assert len(listed(page, "?q=paste+1&stock=unknown")) == 3


def test_a_search_reads_a_bounded_number_of_rows(page, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(product_search, "COUNT_LIMIT", 5)
    rows.products(20)
    with django_assert_num_queries(1) as seen:
        assert len(product_search.matching("tomato")) == 6
    assert "LIMIT 6" in seen[0]["sql"]


def test_beyond_the_limit_the_list_says_so_and_pages_end(page, monkeypatch):
    monkeypatch.setattr(paginator, "COUNT_LIMIT", 60)
    rows.products(130)
    answer = page.get(PRODUCTS)
    assert "60+ products" in " ".join(answer.content.decode().split())
    assert answer.context["cl"].paginator.num_pages == 2
    assert page.get(PRODUCTS + "?p=2").status_code == 200
    assert page.get(PRODUCTS + "?p=3").status_code == 302


@pytest.mark.parametrize("order", ["2", "-2", "3", "-3", "4", "-4"])
def test_the_list_sorts_by_title_price_and_stock(page, order):
    rows.products(3)
    assert len(listed(page, f"?o={order}")) == 3


def test_other_apps_add_columns_with_one_loader_a_page(page):
    asked = []

    def load(products):
        asked.append([product.pk for product in products])
        return {products[0].pk: "on sale"}

    slot("product.columns").add(Column("shops", "Shops", load))
    try:
        keys = [row.pk for row in rows.products(3)]
        html = page.get(PRODUCTS).content.decode()
    finally:
        slot("product.columns").remove("shops")
    assert asked == [sorted(keys, reverse=True)]
    assert html.count("on sale") == 1
    assert 'data-label="Shops"' in html
    assert 'data-label="Shops"' not in page.get(PRODUCTS).content.decode()


def test_exceptions_stand_above_the_list_with_their_number(page):
    keys = [row.pk for row in rows.products(5)]
    Product.objects.filter(pk__in=keys[:2]).update(price=0)
    tabs = {tab["title"]: (tab["number"], tab["query"]) for tab in page.get(PRODUCTS).context["product_tabs"]}
    assert tabs["No price"] == (2, "price=zero")
