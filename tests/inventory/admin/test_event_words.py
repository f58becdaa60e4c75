"""The history in sentences."""

from decimal import Decimal

from django.urls import reverse

import inventory.admin  # noqa: F401 - registers the readers
from core.admin.event_words import actor_words, sentences
from core.models import Event
from inventory.models import Product


def event(kind, data, subject="inventory.product", subject_id="1", **values):
    return Event.objects.create(subject_type=subject, subject_id=str(subject_id), kind=kind, data=data, **values)


def said(*args, **values):
    row = event(*args, **values)
    return sentences([row])[row.pk]


def test_a_price_is_told_with_its_currency_and_the_run(db):
    product = Product.objects.create(title="Pot", price=Decimal(12), currency="XOF")
    row = event(
        "product.updated", {"price": ["10.00", "12.00"], "stock": ["5.000", "0"]}, subject_id=product.pk, run_id=5
    )
    assert sentences([row]) == {row.pk: "Price 10.00 XOF → 12.00 XOF, stock 5 → 0"}
    assert actor_words(row) == "sync run #5"


def test_a_price_that_came_with_another_currency_names_both(db):
    assert said("product.updated", {"price": ["10", "2"], "currency": ["XOF", "EUR"]}) == (
        "Price 10.00 XOF → 2.00 EUR, currency XOF → EUR"
    )


def test_switches_and_unknown_stock_are_words(db):
    data = {"is_active": ["true", "false"], "stock": ["5", "unknown"]}
    assert said("product.updated", data) == "Active yes → no, stock 5 → unknown"
    assert said("product.given_back", {"fields": ["price", "title"], "changes": {}}) == (
        "Given back to the service: price, title"
    )


def test_the_hubs_own_events_are_sentences(db):
    assert said("sync_run.approved", {"applied": 3, "stale": 1}, subject="core.syncrun") == (
        "Approved: 3 changes took effect, 1 were out of date"
    )
    assert said("thing.went_off", {"a": 1}, subject="gone.thing") == "Went off: a: 1"


def test_the_list_shows_sentences(admin_client):
    product = Product.objects.create(title="Pot", price=Decimal(12), currency="XOF")
    event("product.edited", {"price": ["10", "12"]}, subject_id=product.pk, actor="ana")
    html = admin_client.get(reverse("admin:core_event_changelist")).content.decode()
    assert "Price 10.00 XOF → 12.00 XOF" in html
    assert "product.edited" not in html
