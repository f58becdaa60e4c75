import pytest
from django.urls import reverse

from core.console import Column, slot
from inventory.admin import category_tree
from inventory.models import Category
from tests import console_rows as rows

CATEGORIES = reverse("admin:inventory_category_changelist")


def test_the_tree_is_walked_depth_first_and_indented(page):
    rows.categories(7, branch=2)
    answer = page.get(CATEGORIES)
    names = [row.name[-1] for row in answer.context["cl"].result_list]
    assert names == ["0", "1", "3", "4", "2", "5", "6"]
    html = answer.content.decode()
    assert [html.count(f"padding-left:{depth * 22}px") for depth in range(4)] == [1, 2, 4, 0]


def test_products_are_counted_own_and_below(page):
    shelves = rows.categories(7, branch=2)
    rows.products(21, shelves=shelves)
    sums = {row.pk: (row.sums.own, row.sums.below) for row in page.get(CATEGORIES).context["cl"].result_list}
    assert sums[shelves[0].pk] == (3, 21)
    assert sums[shelves[1].pk] == (3, 9)
    assert sums[shelves[6].pk] == (3, 3)


def test_a_count_leads_to_exactly_its_products(page):
    shelves = rows.categories(7, branch=2)
    rows.products(21, shelves=shelves)
    products = reverse("admin:inventory_product_changelist")
    html = page.get(CATEGORIES).content.decode()
    for query, number in ((f"?category__id__exact={shelves[1].pk}", 3), (f"?under={shelves[1].pk}", 9)):
        assert f"{products}{query}" in html
        assert page.get(products + query).context["cl"].result_count == number


def test_a_ring_of_parents_hurts_nothing(page):
    shelves = rows.categories(3, branch=1)
    Category.objects.filter(pk=shelves[0].pk).update(parent=shelves[2])
    rows.products(3, shelves=shelves)
    assert page.get(CATEGORIES).status_code == 200
    assert page.get(reverse("admin:inventory_category_change", args=[shelves[0].pk])).status_code == 200
    assert sorted(category_tree.subtree(shelves[0].pk)) == sorted(row.pk for row in shelves)


@pytest.mark.parametrize(
    ("query", "number"),
    [("?filled=yes", 2), ("?filled=no", 5), ("?level=0", 1), ("?level=1", 3), ("?q=00004", 1), ("?q=category-4", 1)],
)
def test_filters_and_search(page, query, number):
    shelves = rows.categories(7, branch=2)
    rows.products(4, shelves=shelves[:2])
    assert page.get(CATEGORIES + query).context["cl"].result_count == number


def test_the_page_of_a_category_shows_its_path_and_what_is_below(page):
    shelves = rows.categories(7, branch=2)
    html = page.get(reverse("admin:inventory_category_change", args=[shelves[1].pk])).content.decode()
    assert "Category 00000</a> › <a" in html
    assert "Category 00003" in html


def test_other_apps_add_columns(page):
    slot("category.columns").add(Column("coverage", "Coverage", lambda shown: {row.pk: "mapped" for row in shown}))
    try:
        rows.categories(3)
        assert page.get(CATEGORIES).content.decode().count("mapped") == 3
    finally:
        slot("category.columns").remove("coverage")
