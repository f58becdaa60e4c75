import pytest
from django.contrib.auth.models import Group

from core.admin import paginator
from core.admin.paginator import CappedPaginator


@pytest.fixture(autouse=True)
def _no_roles(db):
    """The groups of these tests are the only ones."""
    Group.objects.all().delete()


def test_a_small_set_is_counted_exactly(db):
    Group.objects.bulk_create(Group(name=f"g{n}") for n in range(7))
    pages = CappedPaginator(Group.objects.order_by("pk"), 3)
    assert (pages.count, str(pages.count), pages.num_pages) == (7, "7", 3)


def test_a_big_set_is_counted_up_to_the_limit_and_says_so(db, monkeypatch):
    monkeypatch.setattr(paginator, "COUNT_LIMIT", 5)
    Group.objects.bulk_create(Group(name=f"g{n}") for n in range(9))
    pages = CappedPaginator(Group.objects.order_by("pk"), 2)
    assert (pages.count, str(pages.count), pages.num_pages) == (5, "5+", 3)


def test_exactly_the_limit_is_still_exact(db, monkeypatch):
    monkeypatch.setattr(paginator, "COUNT_LIMIT", 4)
    Group.objects.bulk_create(Group(name=f"g{n}") for n in range(4))
    assert str(CappedPaginator(Group.objects.order_by("pk"), 2).count) == "4"


@pytest.mark.parametrize("rows", [[], [1, 2, 3]])
def test_plain_lists_are_counted_by_length(rows):
    assert CappedPaginator(rows, 2).count == len(rows)


def test_the_count_stops_reading_at_the_limit(db, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(paginator, "COUNT_LIMIT", 5)
    with django_assert_num_queries(1) as seen:
        assert CappedPaginator(Group.objects.order_by("name"), 2).count == 0
    assert "LIMIT 6" in seen[0]["sql"]
    assert "ORDER BY" not in seen[0]["sql"]
