"""Purchases over REST: proposed, read, changed, approved, settled, cancelled through the ledger."""

import json
import time
from decimal import Decimal

import pytest
from django.utils import timezone

from core.errors import PartnerDown
from core.models import Job
from core.two_factor.session import CONFIRMED_AT
from orders.actions.routing import route
from orders.intake.taking import take_remote
from orders.models import Order, Shipment, ShipmentLine, SupplierOrder
from tests import selling_rows as selling
from tests.api_door import Api, code_of, make_key
from tests.console_rows import staff
from tests.orders.planning.desk import by_post
from tests.orders_rows import offer, product, remote_line, remote_order, shop, supplier_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def api():
    return Api(make_key("orders:write", "purchases:approve"))


@pytest.fixture
def order(desk) -> Order:
    """Not routed; the product has an offer at a supplier."""
    offer(product(), supplier_account("Desk", supplier="cj-dropshipping"))
    taken = take_remote(shop(), remote_order(remote_line(quantity=2)), by="poll")
    assert taken is not None
    return taken


@pytest.fixture
def purchase(order) -> SupplierOrder:
    return route(order.pk, "routing").drafted[0]


def wish(order: Order, quantity: int = 2, **item) -> dict[str, object]:
    return {
        "order_id": order.public_id,
        "supplier": "cj-dropshipping",
        "items": [{"sku": "BOX-1", "quantity": quantity, **item}],
    }


def test_a_purchase_is_proposed_with_the_freight_that_the_supplier_quotes(api, order, desk):
    answer = api.post("/api/supplier-orders", wish(order, supplier_product_id="V1", properties={"Engraving": "none"}))

    assert answer.status_code == 201, answer.json()
    body = answer.json()
    assert body["id"].startswith("sup_ord_")
    assert (body["order_id"], body["supplier"], body["state"]) == (order.public_id, "cj-dropshipping", "draft")
    assert (body["goods"], body["freight"]) == (
        {"amount": "9.00", "currency": "USD"}, {"amount": "3.00", "currency": "USD"},
    )  # fmt: skip
    assert [(item["sku"], item["quantity"], item["supplier_variant_id"]) for item in body["items"]] == [
        ("BOX-1", 2, "V1")
    ]
    assert desk.asked[0][1].postal_code == "75001"
    assert order.lines.get().properties == [["Engraving", "none"]]


def test_units_that_another_purchase_holds_are_refused(api, order):
    assert api.post("/api/supplier-orders", wish(order, 1)).status_code == 201

    refused = api.post("/api/supplier-orders", wish(order, 2))

    assert (refused.status_code, code_of(refused)) == (409, "too_many")
    assert api.post("/api/supplier-orders", wish(order, 1)).status_code == 201
    assert SupplierOrder.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"order_id": "ord_nobody"}, 404, "not_found"),
        ({"supplier": "nobody"}, 422, "unknown_supplier"),
        ({"supplier": "aliexpress"}, 409, "no_account"),
        ({"items": [{"sku": "OTHER", "quantity": 1}]}, 409, "no_line"),
        ({"items": [{"sku": "BOX-1", "quantity": 1, "supplier_product_id": "V9"}]}, 409, "no_offers"),
    ],
)
def test_what_cannot_be_proposed_says_why(api, order, change, status, code):
    answer = api.post("/api/supplier-orders", wish(order) | change)

    assert (answer.status_code, code_of(answer)) == (status, code)


def test_an_unpaid_order_is_not_proposed_for(api, order):
    Order.objects.update(payment="pending")

    assert code_of(api.post("/api/supplier-orders", wish(order))) == "not_to_be_bought"


def test_a_supplier_that_does_not_answer_leaves_nothing_behind(api, order, desk):
    desk.error = PartnerDown("cj-dropshipping", "quote")

    answer = api.post("/api/supplier-orders", wish(order))

    assert (answer.status_code, code_of(answer)) == (502, "partner_down")
    assert not SupplierOrder.objects.exists()


def test_one_key_proposes_once(api, order):
    headers = {"Idempotency-Key": "p1"}
    first = api.post("/api/supplier-orders", wish(order), **headers)

    assert api.post("/api/supplier-orders", wish(order), **headers).json() == first.json()
    assert SupplierOrder.objects.count() == 1


def test_the_same_by_the_suppliers_own_address(api, order):
    body = {name: value for name, value in wish(order).items() if name != "supplier"}

    made = api.post("/api/cj-dropshipping/orders", body).json()

    assert api.get(f"/api/cj-dropshipping/orders/{made['id']}").json() == made
    assert api.get(f"/api/aliexpress/orders/{made['id']}").status_code == 404


def test_reading_them_again_is_a_job(api, purchase):
    answer = api.post("/api/cj-dropshipping/orders/sync")

    assert (answer.status_code, answer.json()["kind"]) == (202, "orders.follow_all")
    assert Job.objects.get(kind="orders.follow_all").payload == {"supplier": "cj-dropshipping"}


def test_the_list_is_filtered(api, purchase, order):
    def found(**query):
        return [row["client_no"] for row in api.get("/api/supplier-orders", **query).json()["results"]]

    mine = [purchase.client_no]
    assert found() == found(state="draft") == found(order_id=order.public_id) == found(search="hub1-") == mine
    assert found(supplier="cj-dropshipping") == found(country="FR") == mine
    assert found(state="paid") == found(supplier="aliexpress") == []


def test_another_way_of_sending_is_quoted_and_written(api, purchase, desk):
    desk.freight["FR"] = [by_post(), by_post("7.25", "EXPRESS", 4)]

    answer = api.ask(
        "PUT", f"/api/supplier-orders/{purchase.public_id}", json.dumps({"service_code": "EXPRESS"}).encode()
    )

    assert answer.json()["freight"] == {"amount": "7.25", "currency": "USD"}
    unknown = api.ask("PUT", f"/api/supplier-orders/{purchase.public_id}", json.dumps({"service_code": "X"}).encode())
    assert (unknown.status_code, code_of(unknown)) == (409, "not_sent_there")


def test_a_purchase_is_approved_once_and_cancelled_before_it_is_sent(api, purchase):
    address = f"/api/supplier-orders/{purchase.public_id}"

    assert api.post(f"{address}/approve").json()["state"] == "ready"
    assert api.post(f"{address}/approve").json()["approved"] == {"amount": "12.00", "currency": "USD"}
    assert api.ask("DELETE", address).json()["state"] == "cancelled"


def placed() -> SupplierOrder:
    return selling.purchases(1, "placed", approved_cost=Decimal("14.30"), approved_by="ann")[0]


def test_the_payment_of_a_placed_purchase_is_approved_once(api, db):
    purchase = placed()
    address = f"/api/supplier-orders/{purchase.public_id}/pay"

    assert Api(make_key("orders:write")).post(address).status_code == 403
    first = api.post(address, **{"Idempotency-Key": "pay1"})
    again = api.post(address, **{"Idempotency-Key": "pay1"})
    other = api.post(address)

    assert (first.status_code, first.json()["state"]) == (200, "pay_ready")
    assert again.json() == first.json()
    assert (other.status_code, code_of(other)) == (409, "not_to_be_paid")
    assert Job.objects.filter(kind="orders.pay").count() == 1


def test_a_payment_that_is_not_allowed_says_why(api, db):
    purchase = placed()
    address = f"/api/supplier-orders/{purchase.public_id}/pay"
    rows = SupplierOrder.objects.filter(pk=purchase.pk)

    rows.update(cancel_wanted_at=timezone.now())
    assert (api.post(address).status_code, code_of(api.post(address))) == (409, "cancel_wanted")
    rows.update(cancel_wanted_at=None, state="draft")
    assert code_of(api.post(address)) == "not_to_be_paid"
    assert not Job.objects.filter(kind="orders.pay").exists()


def test_a_supplier_that_is_paid_in_its_console_is_not_paid_over_the_api(api, purchase):
    SupplierOrder.objects.update(state="placed")

    answer = api.post(f"/api/supplier-orders/{purchase.public_id}/pay")

    assert (answer.status_code, code_of(answer)) == (409, "paid_in_console")


def test_staff_pay_with_the_right_and_a_fresh_password(client, db):
    address = f"/api/supplier-orders/{placed().public_id}/pay"

    client.force_login(staff("ana", "orders.approve_supplierorder"))
    assert client.post(address, {}, content_type="application/json").status_code == 403
    client.force_login(staff("fin", "orders.pay_supplierorder"))
    session = client.session
    session[CONFIRMED_AT] = time.time() - 3600
    session.save()
    refused = client.post(address, {}, content_type="application/json")
    assert (refused.status_code, code_of(refused)) == (403, "password_too_old")

    session[CONFIRMED_AT] = time.time()
    session.save()
    assert client.post(address, {}, content_type="application/json").json()["state"] == "pay_ready"


def test_a_paid_purchase_is_not_cancelled(api, purchase):
    SupplierOrder.objects.update(state="paid")

    answer = api.ask("DELETE", f"/api/supplier-orders/{purchase.public_id}")

    assert (answer.status_code, code_of(answer)) == (409, "cannot_be_cancelled")


def test_an_unknown_outcome_is_settled_by_what_a_person_has_seen(api, purchase):
    SupplierOrder.objects.update(state="needs_operator")
    address = f"/api/supplier-orders/{purchase.public_id}/resolve"

    refused = api.post(address, {"verdict": "exists", "reason": "seen"})
    settled = api.post(address, {"verdict": "exists", "reason": "seen", "supplier_order_id": "S77"})

    assert code_of(refused) == "no_number"
    assert (settled.json()["state"], settled.json()["supplier_order_ids"]) == ("placed", ["S77"])
    assert code_of(api.post(address, {"verdict": "does_not_exist", "reason": "gone"})) == "outcome_known"


def test_resolving_asks_for_its_own_scope(purchase):
    address = f"/api/supplier-orders/{purchase.public_id}/resolve"

    assert Api(make_key("orders:write")).post(address, {"verdict": "look", "reason": "x"}).status_code == 403


def test_a_marketplaces_orders_and_their_parcels(api, purchase, order):
    parcel = Shipment.objects.create(order=order, supplier_order=purchase, number="LP1", carrier="Test Post")
    ShipmentLine.objects.create(shipment=parcel, order_line=order.lines.get(), quantity=2)

    listed = api.get("/api/shopify/orders").json()["results"]
    parcels = api.get(f"/api/shopify/orders/{order.public_id}/fulfilments").json()

    assert [row["id"] for row in listed] == [order.public_id]
    assert [(one["number"], one["told_to_shop"], one["items"][0]["quantity"]) for one in parcels["fulfilments"]] == [
        ("LP1", "pending", 2)
    ]
    Order.objects.update(account=None)
    assert api.get("/api/shopify/orders").json()["results"] == []
    assert api.get(f"/api/shopify/orders/{order.public_id}/fulfilments").status_code == 404
