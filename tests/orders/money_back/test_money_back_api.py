"""Refunds, disputes and parcels by hand over REST, below a marketplace's own address."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Job
from core.two_factor.session import CONFIRMED_AT
from orders.actions import disputing
from orders.models import OrderRefund, PaymentDispute
from tests.api_door import Api, code_of, make_key
from tests.console_rows import staff

pytestmark = pytest.mark.django_db

REFUND = {"amount": "4.90", "reason": "customer", "note": "sorry"}


@pytest.fixture
def finance():
    return Api(make_key("purchases:approve"))


@pytest.fixture
def reader():
    return Api(make_key("orders:read"))


@pytest.fixture
def dispute(stage, order, work) -> PaymentDispute:
    stage.simulator.open_dispute(order.remote_id)
    disputing.file_readings("test")
    work("orders.read_disputes")
    return PaymentDispute.objects.get()


def test_a_refund_is_written_down_once_for_a_key_and_sent_by_its_job(finance, reader, order, work):
    path = f"/api/ebay/orders/{order.public_id}/refunds"
    first, second = (finance.post(path, REFUND, **{"Idempotency-Key": "refund-1"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    work()
    told = reader.get(f"/api/ebay/refunds/{first.json()['id']}").json()
    assert (told["state"], told["amount"], told["order_id"]) == (
        "done",
        {"amount": "4.90", "currency": "EUR"},
        order.public_id,
    )
    assert [row["id"] for row in reader.get("/api/ebay/refunds", state="done").json()["results"]] == [told["id"]]


def test_a_refund_is_for_those_who_may_spend(reader, order):
    for api in (reader, Api(make_key("orders:write")), Api(make_key("marketplaces"))):
        assert api.post(f"/api/ebay/orders/{order.public_id}/refunds", REFUND).status_code == 403
    assert OrderRefund.objects.count() == 0


def test_a_refund_that_cannot_be_says_why(finance, order):
    path = f"/api/ebay/orders/{order.public_id}/refunds"
    answer = finance.post(path, REFUND | {"amount": "999.00"})
    assert (answer.status_code, code_of(answer)) == (409, "too_much")
    line = {"line": "orl_999999", "amount": "4.90"}
    assert code_of(finance.post(path, REFUND | {"lines": [line]})) == "unknown_line"
    assert finance.post(path, REFUND | {"amount": "much"}).status_code == 400


def test_another_marketplace_s_address_does_not_know_the_order(finance, order):
    assert finance.post(f"/api/shopify/orders/{order.public_id}/refunds", REFUND).status_code == 404
    assert finance.get(f"/api/shopify/orders/{order.public_id}").status_code == 404


def test_an_outcome_that_nobody_knows_is_settled_by_a_person(finance, order):
    row = OrderRefund.objects.create(order=order, amount=1, currency="EUR", reason="other", state="needs_operator")
    path = f"/api/ebay/refunds/{row.public_id}/settle"
    assert finance.post(path, {"was_made": True, "reason": " "}).status_code == 409
    told = finance.post(path, {"was_made": True, "reason": "seen there", "remote_id": "r-7"})
    assert (told.status_code, told.json()["state"], told.json()["remote_id"]) == (200, "done", "r-7")
    assert code_of(finance.post(path, {"was_made": False, "reason": "seen there"})) == "not_waiting"


def test_disputes_are_listed_read_and_accepted(finance, reader, dispute, work):
    [row] = reader.get("/api/ebay/disputes", state="action_needed").json()["results"]
    assert (row["id"], row["remote_id"], row["reason"]) == (dispute.public_id, dispute.remote_id, dispute.reason)
    answer = finance.post(f"/api/ebay/disputes/{dispute.public_id}/accept", {})
    assert (answer.status_code, answer.json()["kind"]) == (202, "orders.answer_dispute")
    assert code_of(finance.post(f"/api/ebay/disputes/{dispute.public_id}/contest", {})) == "answer_under_way"
    work("orders.answer_dispute")
    assert reader.get(f"/api/ebay/disputes/{dispute.public_id}").json()["answer"] == "accepted"
    assert reader.post(f"/api/ebay/disputes/{dispute.public_id}/accept", {}).status_code == 403


def test_evidence_is_uploaded_and_added_by_a_job(stage, finance, dispute, work):
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 - for this alone

    picture = SimpleUploadedFile("proof.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64, "image/png")
    path = f"/api/ebay/disputes/{dispute.public_id}"
    uploaded = Client().post(f"{path}/evidence-files", {"file": picture}, headers=finance._headers)
    assert uploaded.status_code == 201
    given = {"kind": "proof_of_delivery_as_file", "files": [uploaded.json()["file_id"]]}
    assert finance.post(f"{path}/evidence", given).status_code == 202
    assert work("orders.answer_dispute") == ["done"]
    assert len(stage.simulator.seller.disputes[dispute.remote_id].evidence) == 1


def test_disputes_and_orders_are_read_again_by_jobs(order):
    api = Api(make_key("orders:write"))
    kinds = [api.post(f"/api/ebay/{path}", {}).json()["kind"] for path in ("disputes/sync", "orders/sync")]
    assert kinds == ["orders.read_disputes", "orders.poll_shop"]


def test_a_parcel_that_was_sent_by_hand_is_told_once(stage, order, work):
    api = Api(make_key("orders:write"))
    line = order.lines.get()
    parcel = {"number": "LX 123-456", "carrier": "China Post", "items": [{"line": f"orl_{line.pk}", "quantity": 1}]}
    for _ in range(2):
        assert api.post(f"/api/ebay/orders/{order.public_id}/fulfilments", parcel).status_code == 202
    assert work("orders.tell_parcel") == ["done", "done"]
    [told] = stage.parcels(order.remote_id)
    assert (told.number, told.carrier) == ("LX123456", "ChinaPost")


def test_a_parcel_whose_answer_was_lost_is_found_by_the_second_attempt(stage, order, work):
    stage.take_parcel_in_silence()
    line = order.lines.get()
    parcel = {"number": "LX1", "carrier": "China Post", "items": [{"line": f"orl_{line.pk}", "quantity": 1}]}
    Api(make_key("orders:write")).post(f"/api/ebay/orders/{order.public_id}/fulfilments", parcel)
    work("orders.tell_parcel")
    assert work("orders.tell_parcel") == ["done"]
    assert len(stage.parcels(order.remote_id)) == 1


# The console


@pytest.fixture
def cashier():
    browser = Client()
    user = staff("cashier", "orders.view_order", "orders.view_orderrefund", "orders.refund_order",
                 "orders.view_paymentdispute", "orders.answer_paymentdispute")  # fmt: skip
    browser.force_login(user)
    return browser


def test_money_is_given_back_from_the_order_s_page_after_a_question(cashier, order):
    assert f"/orderrefund/new/{order.pk}/" in cashier.get(f"/admin/orders/order/{order.pk}/change/").content.decode()
    address = f"/admin/orders/orderrefund/new/{order.pk}/"
    asked = cashier.get(address).content.decode()
    assert "It cannot be undone" in asked
    assert OrderRefund.objects.count() == 0
    cashier.post(address, {"confirmed": "yes", "amount": "4.90", "reason": "customer", "note": ""})
    assert Job.objects.get(kind="orders.refund").requested_by == "cashier"
    assert cashier.get("/admin/orders/orderrefund/").status_code == 200


def test_who_sat_there_long_ago_gives_the_password_again_before_money_is_given_back(cashier, order):
    session = cashier.session
    session[CONFIRMED_AT] = time.time() - 3600
    session.save()
    given = {"confirmed": "yes", "amount": "4.90", "reason": "customer", "note": ""}
    answer = cashier.post(f"/admin/orders/orderrefund/new/{order.pk}/", given)
    assert answer.url.startswith(reverse("admin:confirm_person"))
    assert OrderRefund.objects.count() == 0


def test_a_dispute_is_accepted_from_its_list_after_a_question(cashier, dispute):
    listed = cashier.get("/admin/orders/paymentdispute/").content.decode()
    assert f"/admin/orders/paymentdispute/{dispute.pk}/accept/" in listed
    cashier.get(f"/admin/orders/paymentdispute/{dispute.pk}/accept/")
    assert Job.objects.filter(kind="orders.answer_dispute").count() == 0
    cashier.post(f"/admin/orders/paymentdispute/{dispute.pk}/accept/", {"confirmed": "yes"})
    assert Job.objects.get(kind="orders.answer_dispute").payload["operation"] == "accept_dispute"


def test_who_may_only_look_gets_no_buttons_and_no_pages(order, dispute):
    browser = Client()
    browser.force_login(staff("viewer", "orders.view_order", "orders.view_paymentdispute", "orders.view_orderrefund"))
    assert "accept/" not in browser.get("/admin/orders/paymentdispute/").content.decode()
    assert browser.post(f"/admin/orders/paymentdispute/{dispute.pk}/accept/", {"confirmed": "yes"}).status_code == 403
    assert browser.get(f"/admin/orders/orderrefund/new/{order.pk}/").status_code == 403
