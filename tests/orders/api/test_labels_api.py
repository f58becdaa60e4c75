"""Tags and who looks after an order, over REST."""

import json

import pytest
from django.contrib.auth.models import User

from core.models import Event
from orders.models import OrderTag
from tests import selling_rows as selling
from tests.api_door import Api, code_of, make_key
from tests.console_rows import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def api():
    return Api(make_key("orders:write", "orders:read"))


@pytest.fixture
def order():
    return selling.orders(1)[0]


def put(api, order, body):
    return api.ask("PUT", address(order), json.dumps(body).encode())


def address(order):
    return f"/api/orders/{order.public_id}"


def test_tags_and_the_person_are_set_and_read_back_with_history(api, order):
    staff("ana")
    answer = put(api, order, {"tags": ["Fragile", "call first"], "assigned_to": "ana"})
    assert answer.status_code == 200
    shown = api.get(address(order)).json()
    assert (shown["tags"], shown["assigned_to"]) == (["call first", "fragile"], "ana")
    assert put(api, order, {"assigned_to": None, "tags": []}).json()["assigned_to"] is None
    kinds = list(Event.objects.filter(kind__startswith="order.").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["order.tagged", "order.assigned", "order.tagged", "order.unassigned"]


def test_what_is_left_out_stays_as_it_is(api, order):
    staff("ana")
    put(api, order, {"tags": ["fragile"], "assigned_to": "ana"})
    shown = put(api, order, {"note": "rings at noon"}).json()
    assert (shown["tags"], shown["assigned_to"]) == (["fragile"], "ana")


def test_somebody_who_is_no_staff_is_refused_at_the_field_and_nothing_is_written(api, order):
    User.objects.create_user("outside")
    for name in ("outside", "nobody-of-this-name"):
        answer = put(api, order, {"assigned_to": name})
        assert (answer.status_code, code_of(answer)) == (422, "unknown_user")
    assert Event.objects.filter(kind="order.assigned").count() == 0


def test_a_tag_with_a_comma_is_a_conflict_that_says_why(api, order):
    answer = put(api, order, {"tags": ["a,b"]})
    assert (answer.status_code, code_of(answer)) == (409, "bad_tag")
    assert OrderTag.objects.count() == 0


def test_the_list_shows_both_and_is_filtered_by_them(api, order):
    other = selling.orders(1)[0]
    staff("ana")
    put(api, order, {"tags": ["fragile", "vip"], "assigned_to": "ana"})

    def listed(query):
        return [row["id"] for row in api.get(f"/api/orders?{query}").json()["results"]]

    assert listed("tag=Fragile") == listed("assigned=ana") == [order.public_id]
    assert listed("assigned=nobody") == [other.public_id]
    assert listed("tag=nothing") == []
    rows = {row["id"]: (row["tags"], row["assigned_to"]) for row in api.get("/api/orders").json()["results"]}
    assert rows == {order.public_id: (["fragile", "vip"], "ana"), other.public_id: ([], None)}


def test_a_page_of_tagged_orders_costs_no_query_for_each(api, django_assert_max_num_queries):
    word = OrderTag.objects.create(name="fragile")
    for order in selling.orders(12):
        order.tags.add(word)
    api.get("/api/orders")
    with django_assert_max_num_queries(12):
        assert len(api.get("/api/orders").json()["results"]) == 12


def test_a_key_that_only_reads_may_set_neither(order):
    answer = put(Api(make_key("orders:read")), order, {"tags": ["x"], "assigned_to": None})
    assert answer.status_code == 403
    assert order.tags.count() == 0
