"""Many rows are read a portion at a time, while they are being written."""

import pytest

from core.models import Alert
from core.portions import portions

pytestmark = pytest.mark.django_db


def alerts(number):
    return [Alert.objects.create(kind="purchase_unknown", cause=str(one)) for one in range(number)]


def test_every_row_comes_once_by_key(django_assert_num_queries):
    rows = alerts(5)
    with django_assert_num_queries(3):
        found = list(portions(Alert.objects.all(), 2))
    assert found == [rows[:2], rows[2:4], rows[4:]]


def test_a_last_portion_that_is_full_is_followed_by_none_that_is_empty():
    rows = alerts(4)
    assert list(portions(Alert.objects.all(), 2)) == [rows[:2], rows[2:]]


def test_rows_that_leave_the_selection_meanwhile_hide_none_behind_them():
    rows = alerts(5)
    seen = []
    for portion in portions(Alert.objects.filter(closed_at=None), 2):
        seen += portion
        Alert.objects.filter(pk__in=[row.pk for row in portion]).update(closed_at="2026-01-01T00:00:00Z")
    assert seen == rows
