"""Odd answers of every kind: none crashes a run, none is half written, none takes a product off sale."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import SyncRun
from inventory.models import Category, ExternalProduct, Product
from tests.inventory.sync.shop import item, prices, shelf, sync

pytestmark = pytest.mark.django_db

KNOWN = 40
odd = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.lists(st.none(), max_size=2)
values = st.dictionaries(
    st.sampled_from(
        ["id", "name", "price", "stock", "sku", "category_id", "images", "is_active", "updated_at", "brand"]
    ),
    odd,
)
items = st.one_of(
    odd,
    st.builds(lambda number, more: item(number) | more, st.integers(1, KNOWN + 5), values),
    st.builds(lambda number, more: {"id": number} | more, st.integers(-5, 100), values),
)
envelopes = st.one_of(
    st.builds(lambda rows: rows, st.lists(items, max_size=8)),
    st.builds(lambda rows, key: {key: rows}, st.lists(items, max_size=8), st.sampled_from(["results", "data", "x"])),
    st.builds(lambda rows, count: {"results": rows, "next": None, "count": count}, st.lists(items, max_size=8), odd),
    odd,
)
shelves = st.lists(
    st.builds(
        lambda number, parent: shelf(number) | {"parent_id": parent},
        st.integers(1, 12),
        st.one_of(odd, st.integers(1, 12)),
    )
    | odd,
    max_size=15,
)
relaxed = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
ENDS = {SyncRun.State.DONE, SyncRun.State.FAILED, SyncRun.State.HELD}


def body_of(answer):
    return json.dumps(answer).encode()


def check_catalogue(shop, monkeypatch, answer):
    """Serve `answer` as the whole product list, whatever it is."""
    body = body_of(answer)
    monkeypatch.setattr(shop.simulator, "_list", lambda *a: (200, body))
    known = ExternalProduct.objects.filter(external_id__in=[str(n) for n in range(1, KNOWN + 1)])
    was_active = set(known.filter(product__is_active=True).values_list("external_id", flat=True))
    run = sync()
    assert run.state in ENDS
    assert run.total == run.created + run.updated + run.unchanged + run.skipped + run.errors + waiting(run)
    assert run.issues.filter(severity="error").exists() == (run.errors > 0)
    listed_inactive = {c.external_id for c in run.changes.filter(field="is_active").exclude(fingerprint=b"")}
    still = set(known.filter(product__is_active=True).values_list("external_id", flat=True))
    assert was_active - still <= listed_inactive  # nobody is deactivated unless the service said so of them
    assert Product.objects.filter(price__lt=0).count() == 0
    assert len(prices()) == Product.objects.count()


def waiting(run):
    return run.changes.filter(counts_item=True, state="staged").values("object_id").distinct().count()


@settings(max_examples=25, deadline=None, suppress_health_check=relaxed)
@given(answer=envelopes)
def test_a_few_odd_answers(shop, monkeypatch, answer):
    prepare(shop)
    check_catalogue(shop, monkeypatch, answer)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.timeout(900)
@settings(max_examples=1000, deadline=None, suppress_health_check=relaxed)
@given(answer=envelopes)
def test_a_thousand_odd_answers(shop, monkeypatch, answer):
    prepare(shop)
    check_catalogue(shop, monkeypatch, answer)


@settings(max_examples=25, deadline=None, suppress_health_check=relaxed)
@given(answer=shelves)
def test_odd_trees_stay_trees(shop, monkeypatch, answer):
    body = body_of(answer)
    monkeypatch.setattr(shop.simulator, "_list", lambda *a: (200, body))
    run = sync("categories")
    assert run.state in ENDS
    parents = dict(Category.objects.values_list("pk", "parent_id"))
    for start in parents:
        path, place = set(), start
        while place is not None:
            assert place not in path
            path.add(place)
            place = parents[place]


def prepare(shop):
    """Forty known products on sale, once for all examples of a test."""
    if ExternalProduct.objects.exists():
        return
    shop.sells(*[item(n) for n in range(1, KNOWN + 1)])
    assert sync().created == KNOWN
