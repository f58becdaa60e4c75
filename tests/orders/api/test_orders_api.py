"""Orders over REST: exactly the fields of O1, once for a key, refused with a code."""

import json

import pytest

from core.models import Job
from orders.actions.routing import route
from orders.intake.taking import take_remote
from orders.models import Order, SupplierOrder
from tests.api_door import Api, code_of, make_key
from tests.console_rows import staff
from tests.orders_rows import offer, product, remote_line, remote_order, shop, supplier_account

pytestmark = pytest.mark.django_db

ADDRESS = {
    "first_name": "Test", "last_name": "Buyer", "address1": "12 Test Street", "city": "Testville", "state": "",
    "zip": "75001", "country": "FR", "phone": "+33100000000", "email": "buyer@example.com",
}  # fmt: skip
LINE = {"sku": "BOX-1", "quantity": 2, "price": "10.00", "currency": "EUR"}
NEW = {
    "reference": "web-1",
    "customer": {"name": "Test Buyer", "email": "", "language": "fr"},
    "shipping_address": ADDRESS,
    "lines": [LINE],
    "note": "",
}


@pytest.fixture
def api():
    return Api(make_key("orders:write"))


@pytest.fixture
def order(desk) -> Order:
    """Of a shop, proposed at a supplier."""
    offer(product(), supplier_account("Desk", supplier="cj-dropshipping"))
    taken = take_remote(shop(), remote_order(remote_line(quantity=2)), by="poll")
    assert taken is not None
    route(taken.pk, "routing")
    return taken


def test_a_program_tells_of_an_order_and_it_is_routed(api):
    box = product()

    answer = api.post("/api/orders", NEW)

    assert answer.status_code == 201
    body = answer.json()
    assert body["id"].startswith("ord_")
    assert (body["stage"], body["reason"], body["payment"], body["reference"]) == (
        "under_way", "being_routed", "paid", "web-1",
    )  # fmt: skip
    assert body["total"] == {"amount": "20.00", "currency": "EUR"}
    assert body["customer"] == {"name": "Test Buyer", "email": "buyer@example.com", "language": "fr"}
    assert body["shipping_address"] == {**ADDRESS, "company": "", "address2": ""}
    assert [(line["sku"], line["quantity"], line["product"]) for line in body["lines"]] == [
        ("BOX-1", 2, f"prd_{box.pk}")
    ]
    assert Job.objects.filter(kind="orders.route").count() == 1


def test_a_reference_names_one_order_of_a_program(api):
    product()
    first = api.post("/api/orders", NEW).json()

    again = api.post("/api/orders", NEW)

    assert (again.status_code, code_of(again)) == (409, "reference_taken")
    assert again.json()["context"] == {"id": first["id"]}
    assert Api(make_key("orders:write")).post("/api/orders", NEW).status_code == 201


def test_the_same_idempotency_key_gives_the_same_answer(api):
    product()
    first = api.post("/api/orders", NEW, **{"Idempotency-Key": "k1"})
    second = api.post("/api/orders", NEW, **{"Idempotency-Key": "k1"})
    other = api.post("/api/orders", {**NEW, "note": "x"}, **{"Idempotency-Key": "k1"})

    assert (first.status_code, second.status_code, other.status_code) == (201, 201, 422)
    assert first.json() == second.json()
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "attr"),
    [
        ({"lines": []}, "lines"),
        ({"lines": [{**LINE, "quantity": 0}]}, "lines.0.quantity"),
        ({"lines": [{**LINE, "price": "1e3"}]}, "lines.0.price"),
        ({"shipping_address": {**ADDRESS, "country": "France"}}, "shipping_address.country"),
        ({"customer": {"name": "Test Buyer", "email": "nobody"}}, "customer.email"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_body_that_cannot_be_used_says_which_field(api, change, attr):
    answer = api.post("/api/orders", {**NEW, **change})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == attr
    assert not Order.objects.exists()


def test_lines_that_add_up_to_more_than_an_order_holds_are_no_order(api):
    answer = api.post("/api/orders", {**NEW, "lines": [{**LINE, "price": "634715560.73", "quantity": 642}]})

    assert (answer.status_code, code_of(answer)) == (422, "too_much_money")
    assert not Order.objects.exists()


def test_lines_in_two_currencies_are_no_order(api):
    answer = api.post("/api/orders", {**NEW, "lines": [LINE, {**LINE, "currency": "USD"}]})

    assert (answer.status_code, code_of(answer)) == (422, "currencies")


def test_an_order_is_read_with_its_lines_purchases_sum_and_decision(api, order):
    body = api.get(f"/api/orders/{order.public_id}").json()

    assert (body["stage"], body["marketplace"], body["shop"]) == ("to_approve", "shopify", f"shop_{order.account_id}")
    assert body["profit"] == {"amount": "13.45", "currency": "EUR"}
    assert [one["state"] for one in body["supplier_orders"]] == ["draft"]
    assert [line["code"] for line in body["profit_lines"]][-2:] == ["goods", "freight"]
    assert body["decision"]["lines"][0]["candidates"][0]["reason"] == "chosen"


@pytest.mark.parametrize("path", ["/api/orders/ord_nobody", "/api/orders/7", "/api/supplier-orders/sup_ord_nobody"])
def test_an_unknown_id_is_not_found(api, path):
    assert api.get(path).status_code == 404


def test_the_list_is_filtered_and_paged_by_key(api):
    product(), product("LAMP")
    account, other = shop(), shop("Other shop")
    for number in range(1, 4):
        take_remote(account, remote_order(remote_id=f"o{number}", number=f"#100{number}"), by="poll")
    take_remote(other, remote_order(remote_line(sku="LAMP"), is_test=True), by="poll")

    page = api.get("/api/orders", page_size=2).json()
    rest = api.get(page["next"].partition("testserver")[2]).json()
    assert len(page["results"]) == len(rest["results"]) == 2
    assert len({row["id"] for row in page["results"] + rest["results"]}) == 4
    assert rest["next"] is None

    def found(**query):
        return sorted(row["number"] for row in api.get("/api/orders", **query).json()["results"])

    assert found(stage="on_hold") == ["#1001"]
    assert found(reason="being_routed") == ["#1001", "#1002", "#1003"]
    assert found(shop=f"shop_{other.pk}") == ["#1001"]
    assert found(search="#1002") == ["#1002"]
    assert found(search="LAM") == ["#1001"]
    assert found(supplier="cj-dropshipping") == found(country="DE") == []
    assert api.get("/api/orders", nonsense=1).status_code == 400


def test_staff_without_the_right_see_no_customer(order):
    viewer = staff("viewer", "orders.view_order")
    client = Api()
    client._client.force_login(viewer)

    body = client.get(f"/api/orders/{order.public_id}").json()

    assert (body["customer"], body["shipping_address"]) == (None, None)
    assert "12 Test Street" not in str(body)


def test_a_note_and_an_address_are_changed_and_kept(api, order):
    moved = {**ADDRESS, "address1": "99 Test Avenue", "city": "Otherville"}

    answer = api.ask("PUT", f"/api/orders/{order.public_id}", _json({"note": "rings", "shipping_address": moved}))

    assert answer.status_code == 200
    assert (answer.json()["note"], answer.json()["shipping_address"]["city"]) == ("rings", "Otherville")
    take_remote(order.account, remote_order(remote_line(quantity=2), minutes=9), by="poll")
    assert api.get(f"/api/orders/{order.public_id}").json()["shipping_address"]["city"] == "Otherville"


def test_the_address_is_fixed_once_a_purchase_is_under_way(api, order):
    SupplierOrder.objects.update(state="placed")

    answer = api.ask("PUT", f"/api/orders/{order.public_id}", _json({"shipping_address": ADDRESS}))

    assert (answer.status_code, code_of(answer)) == (409, "already_bought")


def test_an_order_is_cancelled_once(api, order):
    answer = api.ask("DELETE", f"/api/orders/{order.public_id}?reason=fraud")

    assert (answer.json()["stage"], answer.json()["reason"]) == ("cancelled", "cancelled_by_staff")
    assert answer.json()["supplier_orders"][0]["state"] == "cancelled"
    assert code_of(api.ask("DELETE", f"/api/orders/{order.public_id}")) == "cancelled"


def test_held_released_and_routed_again(api, order):
    address = f"/api/orders/{order.public_id}"

    held = api.post(f"{address}/hold", {"reason": "another colour"}).json()
    released = api.post(f"{address}/release").json()
    again = api.post(f"{address}/retry")

    assert (held["stage"], held["reason"], held["hold_reason"]) == ("on_hold", "held_by_staff", "another colour")
    assert released["stage"] == "to_approve"
    assert again.status_code == 200
    assert Job.objects.filter(kind="orders.route", payload__anew=True).count() == 1


def test_a_problem_that_must_be_mended_is_not_left_as_it_is(api, order):
    refused = api.post(f"/api/orders/{order.public_id}/resolve", {"reason": "never mind"})
    assert (refused.status_code, code_of(refused)) == (409, "not_to_be_accepted")

    SupplierOrder.objects.update(state="paid")
    take_remote(order.account, remote_order(remote_line(quantity=2, owed=1), minutes=9), by="poll")
    settled = api.post(f"/api/orders/{order.public_id}/resolve", {"reason": "the buyer keeps both"})
    assert settled.json()["stage"] == "placed"


def test_approving_asks_for_its_own_scope(api, order):
    path = f"/api/orders/{order.public_id}/approve"
    assert api.post(path).status_code == 403

    approved = Api(make_key("purchases:approve")).post(path)

    assert approved.json()["supplier_orders"][0]["state"] == "ready"


def test_the_timeline_tells_the_story_newest_first(api, order):
    results = api.get(f"/api/orders/{order.public_id}/timeline").json()["results"]

    kinds = [event["kind"] for event in results]
    assert kinds[-1] == "order.under_way" or kinds[-1] == "order.taken"
    assert {"order.taken", "order.routed", "supplier_order.drafted", "order.to_approve"} <= set(kinds)
    drafted = next(event for event in results if event["kind"] == "supplier_order.drafted")
    assert (drafted["text"], drafted["by"]) == ("Proposed at cj-dropshipping", "routing")
    assert all(event["text"] for event in results)


@pytest.mark.parametrize(
    ("scope", "status"), [("orders:read", 200), ("read", 403), ("suppliers", 403), ("purchases:approve", 200)]
)
def test_reading_orders_asks_for_their_scope(scope, status):
    assert Api(make_key(scope)).get("/api/orders").status_code == status


def test_nobody_makes_an_order_without_the_right():
    assert Api(make_key("orders:read")).post("/api/orders", NEW).status_code == 403
    assert Api().post("/api/orders", NEW).status_code == 401
    client = Api()
    client._client.force_login(staff("plain"))
    assert client.post("/api/orders", NEW).status_code == 403


def _json(body) -> bytes:
    return json.dumps(body).encode()
