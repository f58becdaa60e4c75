"""Orders from Etsy over REST: lines, read again, mapped by hand, money."""

import pytest

from core.jobs import run_due
from marketplaces.adapters.etsy.simulator import happenings
from orders.actions import polling
from tests.api_door import Api, code_of, make_key
from tests.catalogue_rows import make_product


@pytest.fixture
def api(account):
    return Api(make_key("orders:read", "orders:write"))


@pytest.fixture
def receipt(stage):
    return stage.buyer_orders({"BS-200": 2})


@pytest.fixture
def order(account, receipt):
    return polling.read_order(account, receipt, "test")


def of(order, below):
    return f"/api/etsy/orders/{order.public_id}/{below}"


def test_lines_with_the_product_they_were_taken_for(api, order):
    (line,) = api.get(of(order, "lines")).json()["lines"]
    assert (line["sku"], line["quantity"], line["price"]) == ("BS-200", 2, {"amount": "4.90", "currency": "EUR"})
    assert (line["product"], line["is_mapped"]) == (None, False)


def test_a_line_is_mapped_and_stays_so_when_the_order_is_read_again(api, order):
    product = make_product(sku="OTHER")
    (line,) = api.get(of(order, "lines")).json()["lines"]
    body = {"line": line["id"], "product": f"prd_{product.pk}"}
    assert api.post(of(order, "map-line"), body).status_code == 200
    assert api.post(of(order, "resync"), {}).status_code == 202
    run_due(20)
    (line,) = api.get(of(order, "lines")).json()["lines"]
    assert (line["product"], line["mapped_by_staff"]) == (f"prd_{product.pk}", True)


@pytest.mark.parametrize("field", ["line", "product"])
def test_a_line_or_product_that_is_not_there_is_named(api, order, field):
    (line,) = api.get(of(order, "lines")).json()["lines"]
    body = {"line": line["id"], "product": f"prd_{make_product().pk}"}
    answer = api.post(of(order, "map-line"), body | {field: {"line": "orl_999999", "product": "prd_999999"}[field]})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (422, field)


def test_an_order_is_read_again(api, order, etsy, receipt):
    before = len(etsy.calls("getShopReceipt"))
    answer = api.post(of(order, "resync"), {})
    assert (answer.status_code, answer.json()["kind"]) == (202, "orders.read_order")
    run_due(20)
    assert len(etsy.calls("getShopReceipt")) == before + 1


def test_payments_and_refunds_as_etsy_has_them(api, order, etsy, receipt):
    (payment,) = api.get(of(order, "payments")).json()["payments"]
    assert (payment["gross"]["currency"], payment["adjusted_gross"]) == ("EUR", None)
    assert api.get(of(order, "refunds")).json()["refunds"] == []
    happenings.refund(etsy, {"receipt": receipt, "amount": "4.90"})
    (refund,) = api.get(of(order, "refunds")).json()["refunds"]
    assert refund["amount"] == {"amount": "4.90", "currency": "EUR"}
    assert api.get(of(order, "payments")).json()["payments"][0]["adjusted_gross"] is not None


def test_another_marketplace_s_order_is_not_found_here(api, order):
    order.account.marketplace = "shopify"
    order.account.save()
    answer = api.get(of(order, "lines"))
    assert (answer.status_code, code_of(answer)) == (404, "not_found")


def test_reading_does_not_map(order):
    reader = Api(make_key("orders:read"))
    assert reader.get(of(order, "lines")).status_code == 200
    assert reader.post(of(order, "map-line"), {}).status_code == 403
