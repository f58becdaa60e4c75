"""The category tree: two passes, whatever order, loops and orphans the service sends."""

import pytest

from core.models import Event
from inventory.models import Category, ExternalCategory
from inventory.models.sync_status import SyncStatus
from inventory.sync.categories import read_and_write
from inventory.sync.progress import Progress
from inventory.sync.runs import file_run, start
from inventory.sync.service import b2b_source
from inventory.sync.tree import closing_edges, depths_and_positions
from tests.inventory.sync.shop import figures, item, product, shelf, sync

pytestmark = pytest.mark.django_db


def tree():
    """Partner's id -> (parent's name or None, depth), in the order of the walk."""
    rows = ExternalCategory.objects.order_by("category__tree_position")
    return {
        external_id: (parent, depth)
        for external_id, parent, depth in rows.values_list("external_id", "category__parent__name", "category__depth")
    }


def issues(run):
    return sorted(run.issues.values_list("external_id", "code"))


def test_children_may_come_before_their_parents(shop):
    shop.shelves(shelf(3, 2), shelf(2, 1), shelf(1), shelf(4, 1))
    run = sync("categories")
    assert figures(run) == {"total": 4, "created": 4}
    assert tree() == {"1": (None, 0), "2": ("Rayon 1", 1), "3": ("Rayon 2", 2), "4": ("Rayon 1", 1)}


@pytest.mark.parametrize(
    "parent", [{"parent_id": 1}, {"parent": 1}, {"parent": "1"}, {"parent": {"id": 1, "name": "Rayon 1"}}]
)
def test_every_way_of_naming_a_parent(shop, parent):
    child = {"id": 2, "name": "Rayon 2"} | parent
    shop.shelves(child, shelf(1))
    sync("categories")
    assert tree()["2"] == ("Rayon 1", 1)


def test_a_second_run_changes_nothing(shop):
    shop.shelves(shelf(1), shelf(2, 1))
    sync("categories")
    before = list(Category.objects.order_by("pk").values())
    assert figures(sync("categories")) == {"total": 2, "unchanged": 2}
    assert list(Category.objects.order_by("pk").values()) == before


def test_an_orphan_is_a_root_until_its_parent_comes(shop):
    shop.shelves(shelf(2, 1))
    run = sync("categories")
    assert (issues(run), tree()) == ([("2", "parent_unknown")], {"2": (None, 0)})
    assert ExternalCategory.objects.get().parent_external_id == "1"
    shop.shelves(shelf(2, 1), shelf(1))
    run = sync("categories")
    assert figures(run) == {"total": 2, "created": 1, "unchanged": 1}
    assert tree() == {"1": (None, 0), "2": ("Rayon 1", 1)}


def test_re_parenting_is_applied_and_told(shop):
    shop.shelves(shelf(1), shelf(2), shelf(3, 1))
    sync("categories")
    shop.shelves(shelf(1), shelf(2), shelf(3, 2))
    assert figures(sync("categories")) == {"total": 3, "updated": 1, "unchanged": 2}
    assert tree()["3"] == ("Rayon 2", 1)
    assert list(Event.objects.get(kind="category.updated").data) == ["parent_id"]


def test_parent_and_child_change_places(shop):
    shop.shelves(shelf(1), shelf(2, 1))
    sync("categories")
    shop.shelves(shelf(1, 2), shelf(2))
    run = sync("categories")
    assert (issues(run), tree()) == ([], {"2": (None, 0), "1": ("Rayon 2", 1)})


def test_an_explicit_null_clears_the_parent(shop):
    shop.shelves(shelf(1), shelf(2, 1))
    sync("categories")
    shop.shelves(shelf(1), shelf(2, None))
    sync("categories")
    assert tree()["2"] == (None, 0)


def test_loops_are_broken_and_reported(shop):
    shop.shelves(shelf(1, 1), shelf(2, 3), shelf(3, 2), shelf(4, 5), shelf(5, 6), shelf(6, 4))
    run = sync("categories")
    assert issues(run) == [("1", "parent_loop"), ("3", "parent_loop"), ("6", "parent_loop")]
    assert tree() == {
        "1": (None, 0),
        "3": (None, 0),
        "2": ("Rayon 3", 1),
        "6": (None, 0),
        "5": ("Rayon 6", 1),
        "4": ("Rayon 5", 2),
    }
    again = sync("categories")
    assert (figures(again), issues(again)) == ({"total": 6, "unchanged": 6}, [])


def test_a_thousand_levels_need_no_recursion(shop):
    shop.shelves(*[shelf(n, n - 1 if n > 1 else None) for n in range(1000, 0, -1)])
    assert figures(sync("categories")) == {"total": 1000, "created": 1000}
    assert Category.objects.get(name="Rayon 1000").depth == 999


def test_names_may_repeat_and_slugs_do_not(shop):
    shop.shelves(*[{"id": n, "name": "Lampes", "slug": None} for n in (1, 2, 3)])
    sync("categories")
    assert sorted(Category.objects.values_list("slug", flat=True)) == ["lampes", "lampes-2", "lampes-3"]


def test_a_category_that_is_no_longer_listed_is_marked_and_keeps_its_products_and_children(shop):
    shop.shelves(*[shelf(n) for n in range(1, 11)], shelf(11, 1))
    sync("categories")
    shop.sells(item(1, category_id=1))
    sync()
    shop.shelves(*[shelf(n) for n in range(2, 11)], shelf(11, 1))
    assert figures(sync("categories")) == {"total": 10, "unchanged": 10, "missing": 1}
    assert ExternalCategory.objects.get(external_id="1").sync_status == SyncStatus.MISSING
    sync("categories")
    assert ExternalCategory.objects.get(external_id="1").sync_status == SyncStatus.GONE
    assert (product(1).category.name, product(1).category.is_active, tree()["11"]) == ("Rayon 1", True, ("Rayon 1", 1))


def test_an_empty_list_is_held_and_marks_nothing(shop):
    shop.shelves(shelf(1), shelf(2))
    sync("categories")
    shop.shelves()
    run = sync("categories")
    assert (run.state, [r["code"] for r in run.hold_reasons]) == ("held", ["empty"])
    assert not ExternalCategory.objects.filter(missing_since__isnull=False).exists()


def test_a_bad_category_costs_only_itself(shop):
    shop.shelves(shelf(1), {"name": "Sans id"}, b"12", shelf(2))
    run = sync("categories")
    assert figures(run) == {"total": 4, "created": 2, "errors": 2}
    assert issues(run) == [("", "id_missing"), ("", "item_not_an_object")]


def test_a_thousand_categories_take_few_statements(shop, django_assert_max_num_queries):
    shop.shelves(*[shelf(n, n // 10 or None) for n in range(1000, 0, -1)])
    lease = start(file_run("categories"))
    with b2b_source(lease.run.pk) as source, django_assert_max_num_queries(10):  # 8, and the transaction's own two
        read_and_write(lease, source, Progress())
    assert Category.objects.filter(parent=None).count() == 9


def test_the_closing_edge_is_the_last_that_came():
    parents = {"a": "b", "b": "c", "c": "a", "d": "a"}
    assert closing_edges(parents, ["c", "b", "a"]) == ["a"]
    assert closing_edges({"a": "a"}, ["a"]) == ["a"]
    assert closing_edges({"a": None, "b": "a"}, ["a", "b"]) == []


def test_places_follow_the_names():
    parents = {1: None, 2: 1, 3: 1, 4: None}
    names = {1: ("z", 1), 2: ("b", 2), 3: ("a", 3), 4: ("c", 4)}
    assert depths_and_positions(parents, names) == {4: (0, 0), 1: (0, 1), 3: (1, 2), 2: (1, 3)}
