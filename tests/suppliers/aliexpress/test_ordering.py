"""Orders: what is sent, that it is sent once, and how each answer is read."""

import json
from dataclasses import replace

import pytest

from core.errors import AuthFailed, OutcomeUnknown, RateLimited, Rejected, Unsupported
from suppliers.adapters.aliexpress.adapter import AliExpressAdapter
from suppliers.interface import Capability, OrderLine, OrderRequest, PlacedOrder, ShippingAddress
from tests.core.http import scripted_server as will
from tests.suppliers.aliexpress.conftest import sent_by

NAME = "param_place_order_request4_open_api_d_t_o"
ADDRESS = ShippingAddress(
    "A. Reader", "1 Rue du Test", "Lyon", "FR", province="Rhône", postal_code="69001", phone="+33 6 12 34 56 78"
)
ATTR = "14:29#Bear;200007763:201336100#CHINA"


def request(*lines, **changes):
    values = {"client_no": "TEST-1-1", "address": ADDRESS, "service_code": "CAINIAO_STANDARD", "remark": "no invoice"}
    return OrderRequest(lines=lines or (OrderLine("12000", 2, "1005009007199254740993", ATTR),), **(values | changes))


def made(*numbers, **result):
    listed = {"number": list(numbers)} if numbers else {}
    return {"aliexpress_ds_order_create_response": {"result": {"is_success": True, "order_list": listed} | result}}


def refused(code, **result):
    return {"aliexpress_ds_order_create_response": {"result": {"is_success": False, "error_code": code} | result}}


def sent_order(server):
    return json.loads(sent_by(server)[-1].form[NAME])


def test_an_order_is_sent_under_the_exact_name_of_its_parameter(adapter, answers, server):
    """pitfall 29: "..._dto" is a missing parameter."""
    answers(made(1))
    adapter.create_order(request())
    form = sent_by(server)[0].form
    assert form["method"] == "aliexpress.ds.order.create"
    assert set(json.loads(form[NAME])) == {"out_order_id", "logistics_address", "product_items"}


def test_an_order_names_the_goods_as_aliexpress_does(adapter, answers, server):
    answers(made(1))
    adapter.create_order(request())
    order = sent_order(server)
    assert order["out_order_id"] == "TEST-1-1"
    assert order["product_items"] == [
        {
            "product_id": 1005009007199254740993,
            "product_count": 2,
            "sku_attr": ATTR,
            "logistics_service_name": "CAINIAO_STANDARD",
            "order_memo": "no invoice",
        }
    ]


def test_the_address_goes_in_snake_case_with_the_phone_split(adapter, answers, server):
    """pitfall 28: camelCase names, a leading 0 and a country code inside all read "please enter a mobile number"."""
    answers(made(1))
    adapter.create_order(request())
    assert sent_order(server)["logistics_address"] == {
        "address": "1 Rue du Test", "city": "Lyon", "province": "Rhone", "zip": "69001", "country": "FR",
        "contact_person": "A. Reader", "full_name": "A. Reader", "phone_country": "+33", "mobile_no": "612345678",
        "locale": "en_US",
    }  # fmt: skip


def test_an_order_asks_in_so_many_words_not_to_be_paid(adapter, answers, server):
    answers(made(1))
    adapter.create_order(request())
    assert json.loads(sent_by(server)[0].form["ds_extend_request"]) == {"payment": {"try_to_pay": "false"}}


def test_a_line_may_go_another_way_and_needs_no_attribute(adapter, answers, server):
    answers(made(1))
    adapter.create_order(request(OrderLine("1", 1, "5", service_code="EMS"), remark=""))
    assert sent_order(server)["product_items"] == [
        {"product_id": 5, "product_count": 1, "logistics_service_name": "EMS"}
    ]


def test_goods_of_several_stores_make_several_orders(adapter, answers):
    """pitfall 32: each of the numbers is kept."""
    answers(made(3076000000000002, 3076000000000003))
    assert adapter.create_order(request()) == PlacedOrder(("3076000000000002", "3076000000000003"))


def test_a_lone_number_is_a_list_of_one(adapter, answers):
    answers(made(order_list={"number": 3076000000000002}))
    assert adapter.create_order(request()).order_ids == ("3076000000000002",)


def test_an_order_whose_payment_failed_is_made_and_not_ordered_again(adapter, answers):
    """pitfall 31: "success" with "autoPay fail" is unpaid, and the answer never says paid."""
    answers(made(7, error_msg="OrderCreated, autoPay fail:NoSuchCard"))
    assert adapter.create_order(request()) == PlacedOrder(("7",), ("OrderCreated, autoPay fail:NoSuchCard",))


def test_a_number_used_before_without_its_order_is_open(adapter, answers):
    """pitfall 33: calling it refused would let somebody buy a second time."""
    answers(refused("REPEATED_ORDER_ERROR", error_msg="repeated order"))
    with pytest.raises(OutcomeUnknown, match="made under this number before") as raised:
        adapter.create_order(request())
    assert raised.value.code == "REPEATED_ORDER_ERROR"


def test_a_number_used_before_adopts_the_order_that_is_named(adapter, answers):
    answers(refused("REPEATED_ORDER_ERROR", order_list={"number": [9]}))
    assert adapter.create_order(request()).order_ids == ("9",)


def test_a_refusal_that_names_an_order_is_open(adapter, answers):
    answers(refused("INVENTORY_HOLD_ERROR", order_list={"number": [9]}))
    with pytest.raises(OutcomeUnknown, match="order 9 is named"):
        adapter.create_order(request())


def test_a_plain_refusal_is_a_refusal(adapter, answers):
    answers(refused("INVENTORY_HOLD_ERROR", error_msg="inventory hold error"))
    with pytest.raises(Rejected, match="The stock is gone") as raised:
        adapter.create_order(request())
    assert raised.value.code == "INVENTORY_HOLD_ERROR"


@pytest.mark.parametrize(
    "answer",
    [
        will.hang_up,
        will.reset,
        will.html(),
        will.answer(502, b""),
        will.answer(200, {"aliexpress_ds_order_create_response": {}}),
        {"error_response": {"type": "ISP", "code": "15", "msg": "Remote service error", "sub_code": "isv.new"}},
        {"error_response": {"type": "ISP", "code": "50", "msg": "busy"}},
        {"error_response": {"type": "SYSTEM", "code": "Unheard", "msg": "oops"}},
        refused("NEVER_SEEN_BEFORE"),
    ],
    ids=["hung up", "reset", "html", "502", "empty", "15", "50", "system", "unknown code"],
)
def test_whatever_leaves_it_open_is_sent_once_and_told_as_open(adapter, answers, server, answer):
    """pitfall 33: never repeated by itself."""
    answers(answer, made(1))
    with pytest.raises(OutcomeUnknown):
        adapter.create_order(request())
    assert len(server.received) == 1


def test_a_silent_server_leaves_it_open(server, account, settings, answers):
    settings.SUPPLIER_API_TIMEOUT = 0.3
    answers(will.silent(1.0))
    with AliExpressAdapter(account) as adapter, pytest.raises(OutcomeUnknown):
        adapter.create_order(request())
    assert len(server.received) == 1


def test_a_refused_token_is_renewed_and_the_order_sent_again(adapter, answers, server):
    """The gateway turned the first one away: nothing was made by it."""
    no_token = {"error_response": {"type": "ISV", "code": "IllegalAccessToken", "msg": "expired"}}
    answers(no_token, {"access_token": "t2", "expires_in": 86400, "code": "0"}, made(1))
    assert adapter.create_order(request()).order_ids == ("1",)
    first, _, second = sent_by(server)
    assert first.form[NAME] == second.form[NAME]


def test_a_ban_made_nothing_and_may_be_tried_later(adapter, answers, server):
    answers({"error_response": {"type": "ISV", "code": "ApiCallLimit", "msg": "this ban will last 1 seconds"}})
    with pytest.raises(RateLimited):
        adapter.create_order(request())
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"phone": ""}, "address_phone"),
        ({"phone": "call me"}, "address_phone"),
        ({"city": "東京"}, "address_city"),
        ({"name": "محمد"}, "address_name"),
    ],
)
def test_an_address_that_cannot_be_sent_is_refused_before_anything_is(adapter, server, changes, code):
    with pytest.raises(Rejected) as raised:
        adapter.create_order(request(address=replace(ADDRESS, **changes)))
    assert raised.value.code == code
    assert "東京" not in str(raised.value)
    assert server.received == []


def test_a_line_without_a_product_is_refused_before_anything_is_sent(adapter, server):
    with pytest.raises(Rejected, match="does not name its product"):
        adapter.create_order(request(OrderLine("12000", 1)))
    assert server.received == []


def test_an_order_without_a_token_is_not_sent(adapter, server, account):
    type(account).objects.update(access_token="", refresh_token="", access_expires_at=None)
    with pytest.raises(AuthFailed):
        adapter.create_order(request())
    assert server.received == []


def test_what_aliexpress_has_no_call_for_is_not_offered(adapter):
    for refused_call in (
        lambda: adapter.find_order("TEST-1-1"),
        lambda: adapter.cancel_unpaid("1"),
        adapter.balance,
        lambda: adapter.prepare_payment(["1"]),
        adapter.list_orders,
        lambda: adapter.set_webhooks("https://hub.example"),
    ):
        with pytest.raises(Unsupported):
            refused_call()
    assert adapter.capabilities == {
        Capability.CATEGORIES, Capability.OAUTH, Capability.ORDER, Capability.TRACKING, Capability.WEBHOOKS,
    }  # fmt: skip
