"""Orders and money: made once, charged once, found under either number."""

import pytest

from tests.suppliers.cj_simulator.laboratory import CREATE, DETAIL


def books(lab):
    return lab.steer("books")["CJ1234567"]


def test_an_order_is_made_and_nothing_is_paid(lab):
    data = lab.post(CREATE, lab.order_body())["data"]
    assert (data["orderStatus"], data["cjPayUrl"]) == ("CREATED", None)
    assert books(lab)["paid"] == "0"


@pytest.mark.parametrize(
    ("how", "has_page", "status"),
    [({"payType": None}, True, "CREATED"), ({"payType": 1}, True, "CREATED"), ({"payType": 2}, False, "UNSHIPPED")],
)
def test_without_a_way_to_pay_there_is_a_page_and_with_2_it_is_paid_at_once(lab, how, has_page, status):
    data = lab.post(CREATE, lab.order_body(**how))["data"]
    assert (bool(data["cjPayUrl"]), data["orderStatus"]) == (has_page, status)
    assert (books(lab)["payments"] == 1) is (status == "UNSHIPPED")


def test_a_number_is_used_once_even_after_the_order_was_deleted(lab):
    identity = lab.order()
    assert lab.post(CREATE, lab.order_body())["code"] == 1603003
    lab.call("DELETE", f"shopping/order/deleteOrder?orderId={identity}")
    assert lab.post(CREATE, lab.order_body())["code"] == 1603003


def test_an_order_is_found_under_both_numbers(lab):
    identity = lab.order()
    by_theirs, by_ours = (lab.get(f"{DETAIL}?orderId={name}")["data"] for name in (identity, "HUB-1001-1"))
    assert by_theirs == by_ours
    assert (by_ours["orderId"], by_ours["cjOrderId"]) == ("HUB-1001-1", identity)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"orderNumber": "N" * 51}, 1600300),
        ({"shippingCity": ""}, 1600300),
        ({"shippingCountryCode": "XX"}, 1605002),
        ({"logisticName": ""}, 1605000),
        ({"logisticName": "Pigeon"}, 1605001),
        ({"products": []}, 1600300),
        ({"products": [{"vid": "1", "quantity": 1}]}, 1602000),
        ({"payType": 4}, 1600300),
    ],
)
def test_a_bad_order_is_refused_and_not_made(lab, change, code):
    assert lab.post(CREATE, lab.order_body(**change))["code"] == code
    assert books(lab)["orders"] == []


def test_a_zip_code_that_does_not_fit_holds_the_order_back(lab):
    data = lab.post(CREATE, lab.order_body(shippingZip="7500"))["data"]
    assert data["logisticsMiss"] is True
    assert data["interceptOrderReasons"][0]["code"] == 1001
    cart = lab.post("shopping/order/addCart", {"cjOrderIdList": [data["orderId"]]})["data"]
    assert (cart["successCount"], len(cart["interceptOrders"])) == (0, 1)


def test_one_payment_may_cover_several_orders_and_takes_their_sum(lab):
    ids = [lab.order(f"HUB-{number}") for number in (1, 2)]
    variant = lab.product().variants[0]
    before = variant.total
    assert lab.pay(*ids)["code"] == 200
    amounts = {row["amount"] for row in books(lab)["orders"]}
    assert len(amounts) == 1
    assert float(books(lab)["paid"]) == pytest.approx(2 * float(amounts.pop()))
    assert float(books(lab)["balance"]) == pytest.approx(5000 - float(books(lab)["paid"]))
    assert variant.total == before - 4


def test_paying_twice_charges_once(lab):
    payment = lab.to_payment(lab.order())["data"]["payId"]
    body = {"shipmentOrderId": lab.batch, "payId": payment}
    assert [lab.post("shopping/pay/payBalanceV2", body)["code"] for _ in range(2)] == [200, 1603101]
    assert books(lab)["payments"] == 1


def test_a_payment_whose_time_is_over_takes_nothing(lab):
    payment = lab.to_payment(lab.order())["data"]["payId"]
    lab.steer("clock?seconds=90000")
    body = {"shipmentOrderId": lab.batch, "payId": payment}
    assert lab.post("shopping/pay/payBalanceV2", body)["code"] == 1603101
    assert books(lab)["paid"] == "0"


def test_a_failed_payment_takes_neither_money_nor_goods(lab):
    variant = lab.product().variants[0]
    identity, before = lab.order(), variant.total
    lab.steer("balance?amount=0.01")
    assert lab.pay(identity)["code"] == 1604000
    assert (books(lab)["balance"], variant.total) == ("0.01", before)
    assert lab.get(f"{DETAIL}?orderId={identity}")["data"]["orderStatus"] == "UNPAID"


def test_the_list_shows_the_cancelled_ones_unless_it_is_told_otherwise(lab):
    lab.order("HUB-1")
    deleted = lab.order("HUB-2")
    lab.call("DELETE", f"shopping/order/deleteOrder?orderId={deleted}")
    rows = lab.get("shopping/order/list?pageNum=1")["data"]["list"]
    assert [row["orderId"] for row in rows] == ["HUB-2"]
    rows = lab.get("shopping/order/list?status=CREATED")["data"]["list"]
    assert [row["orderId"] for row in rows] == ["HUB-1"]


def test_only_what_is_not_paid_can_be_confirmed_or_deleted(lab):
    identity = lab.order()
    assert lab.call("PATCH", "shopping/order/confirmOrder", {"orderId": identity})["data"] == identity
    assert lab.call("PATCH", "shopping/order/confirmOrder", {"orderId": identity})["code"] == 1603001
    assert lab.call("DELETE", f"shopping/order/deleteOrder?orderId={identity}")["code"] == 1603002


def test_a_batch_leaves_out_what_does_not_exist(lab):
    identity = lab.order()
    rows = lab.post("shopping/order/getOrderDetailBatch", {"orderIds": ["404", identity]})["data"]
    assert [row["cjOrderId"] for row in rows] == [identity]


def test_a_parcel_travels_with_the_clock(lab):
    identity = lab.order()
    lab.pay(identity)
    lab.steer(f"order?orderId={identity}&status=SHIPPED&trackNumber=TRACK1")
    words = []
    for days in (0, 2, 3, 5):
        lab.steer(f"clock?seconds={days * 86_400}")
        words.append(lab.get("logistic/trackInfo?trackNumber=TRACK1")["data"][0]["trackingStatus"])
    assert words == ["Dispatched", "In transit", "Customs clearance", "Delivered"]
    assert lab.get("logistic/trackInfo?trackNumber=TRACK404")["data"] == []


def test_the_sandbox_moves_its_own_orders_step_by_step_and_no_others(lab):
    real, play = lab.order("HUB-1"), lab.order("HUB-2", isSandbox=1)
    assert lab.post("shopping/sandbox/simulatePay", {"orderId": real})["code"] == 803
    lab.post("shopping/sandbox/simulatePay", {"orderId": play})
    codes = [
        lab.post("shopping/sandbox/updateStatus", {"orderId": play, "targetStatus": step})["code"]
        for step in (500, 400, 500, 600, 700)
    ]
    assert codes == [811, 200, 200, 200, 200]
    assert lab.get(f"{DETAIL}?orderId={play}")["data"]["orderStatus"] == "DELIVERED"
    assert books(lab)["paid"] == "0"


def test_a_dispute_is_opened_once_listed_and_cancelled(lab):
    identity = lab.order()
    lab.pay(identity)
    body = {"orderId": identity, "businessDisputeId": "D-1", "disputeReasonId": 9}
    assert [lab.post("disputes/create", body)["code"] for _ in range(2)] == [200, 1607008]
    (row,) = lab.get("disputes/getDisputeList?pageNum=1")["data"]["list"]
    assert row["status"] == "In Process"
    lab.post("disputes/cancel", {"orderId": identity, "disputeId": row["disputeId"]})
    assert lab.get("disputes/getDisputeList")["data"]["list"][0]["status"] == "Cancelled"
