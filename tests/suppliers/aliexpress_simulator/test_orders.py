"""Orders: taken once a number, split by store, refused by code, paid or not, sent, tracked."""

import http.client
import json
from decimal import Decimal

import pytest

from tests.suppliers.aliexpress_simulator.caller import ADDRESS

DAY = 86_400
ADDRESS_ERROR = "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL"
CREATE = "aliexpress.ds.order.create"


def neighbours(platform):
    """Places of two products of different stores."""
    products = platform.simulator.catalogue.on_sale()
    return 0, next(place for place, product in enumerate(products) if product.store != products[0].store)


def test_an_order_is_taken_unpaid_and_takes_the_stock(platform):
    _, before = platform.goods()
    result = platform.order()
    assert result["is_success"] is True
    (number,) = result["order_list"]["number"]
    assert number > 2**53
    shown = platform.shown(number)
    assert (shown["order_status"], shown["logistics_status"]) == ("PLACE_ORDER_SUCCESS", "NO_LOGISTICS")
    assert (shown["pay_timeout_second"], shown["logistics_info_list"]) == ("1036800", {})
    assert platform.goods()[1].stock == before.stock - 2
    _, books = platform.steer("orders")
    assert [(row["out_order_id"], row["lines"][0]["quantity"]) for row in books] == [("HUB-1-1", 2)]


def test_the_amount_is_goods_and_freight_in_usd(platform):
    _, sku = platform.goods()
    platform.simulator.catalogue.change_sku(sku.sku_id, price=Decimal(100))  # twice this is sent for nothing
    assert platform.shown(platform.placed())["order_amount"] == {"amount": "28.00", "currency_code": "USD"}


def test_a_number_is_remembered_for_a_day_of_the_simulated_clock(platform):
    platform.placed()
    platform.simulator.clock.advance(DAY - 60)
    again = platform.order()
    assert (again["is_success"], again["error_code"]) == (False, "REPEATED_ORDER_ERROR")
    assert len(platform.simulator.orders) == 1
    platform.simulator.clock.advance(120)
    assert platform.order()["is_success"] is True
    assert len(platform.simulator.orders) == 2


def test_a_refused_order_does_not_use_its_number_up(platform):
    assert platform.order(mobile_no="")["error_code"] == ADDRESS_ERROR
    assert platform.order()["is_success"] is True


def test_goods_of_two_stores_make_two_orders(platform):
    first, second = neighbours(platform)
    numbers = platform.order(platform.item(first), platform.item(second))["order_list"]["number"]
    assert len(numbers) == 2
    stores = [platform.shown(number)["store_info"]["store_id"] for number in numbers]
    assert stores == [platform.goods(first)[0].store, platform.goods(second)[0].store]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mobile_no": ""}, "mobile"),
        ({"mobile_no": "0612345678"}, "mobile"),
        ({"mobile_no": "+33612345678"}, "mobile"),
        ({"phone_country": ""}, "mobile"),
        ({"full_name": "", "contact_person": ""}, "Contact Name"),
        ({"address": ""}, "address"),
        ({"city": "巴黎"}, "Latin"),
        ({"zip": "F-75001"}, "digits"),
    ],
)
def test_an_address_has_to_be_right(platform, change, words):
    refused = platform.order(**change)
    assert refused["error_code"] == ADDRESS_ERROR
    assert words in refused["error_msg"]
    assert platform.simulator.orders == []


def test_an_address_in_camel_case_is_not_seen(platform):
    camel = {"mobileNo": ADDRESS["mobile_no"], "mobile_no": "", "phoneCountry": "+33", "phone_country": ""}
    assert platform.order(**camel)["error_msg"] == "Please enter mobile phone number"


@pytest.mark.parametrize(
    ("item", "options", "code"),
    [
        ({"logistics_service_name": "DHL"}, {}, "DELIVERY_METHOD_NOT_EXIST"),
        ({"sku_attr": "14:29"}, {}, "ERROR_WHEN_BUILD_FOR_PLACE_ORDER"),
        ({"product_id": 1}, {}, "A001_ORDER_CANNOT_BE_PLACED"),
        ({"product_count": 100_000}, {}, "INVENTORY_HOLD_ERROR"),
        ({}, {"country": "AQ"}, "A005_INVALID_COUNTRIES"),
        ({}, {"extend": {"payment": {"pay_currency": "EUR"}}}, "PRICE_PAY_CURRENCY_ERROR"),
        ({}, {"extend": {"promotion": {"promotion_code": "SAVE"}}}, "A004_CANNOT_USER_COUPON"),
    ],
)
def test_an_order_that_cannot_be_is_refused_by_code(platform, item, options, code):
    refused = platform.order(platform.item(**item), **options)
    assert (refused["is_success"], refused["error_code"]) == (False, code)
    assert platform.simulator.orders == []


def test_an_own_attribute_text_without_the_stores_name_is_not_enough(platform):
    _, sku = platform.goods()
    rebuilt = ";".join(part.split("#")[0] for part in sku.attr.split(";"))
    assert platform.order(platform.item(sku_attr=rebuilt))["error_code"] == "ERROR_WHEN_BUILD_FOR_PLACE_ORDER"


@pytest.mark.parametrize(
    "code", ["BLACKLIST_BUYER_IN_LIST", "USER_ACCOUNT_DISABLED", "A003_SUSPICIOUS_BUYER", "A002_INVALID_ZONE"]
)
def test_any_code_can_be_planned(platform, code):
    platform.simulator.add_fault(f"order_error={code}x1")
    assert platform.order()["error_code"] == code
    assert platform.order()["is_success"] is True


def test_the_parameters_name_has_to_be_exact(platform):
    error = platform.refusal(CREATE, param_place_order_request4_open_api_dto="{}")
    assert error["code"] == "MissingParameter"
    assert "param_place_order_request4_open_api_dto that is mandatory" in error["msg"]
    assert platform.refusal(CREATE, param_place_order_request4_open_api_d_t_o="{")["code"] == "InvalidParameter"


def test_paying_by_the_call_fails_unless_the_account_may(platform):
    wish = {"payment": {"pay_currency": "USD", "try_to_pay": "true"}}
    unpaid = platform.order(extend=wish)
    assert (unpaid["is_success"], unpaid["error_msg"]) == (True, "OrderCreated, autoPay fail:APIPayFail")
    assert platform.shown(unpaid["order_list"]["number"][0])["order_status"] == "PLACE_ORDER_SUCCESS"
    platform.steer("console", pays_itself=1)
    paid = platform.order(extend=wish, out_order_id="HUB-2-1")
    assert "error_msg" not in paid
    assert platform.shown(paid["order_list"]["number"][0])["order_status"] == "WAIT_SELLER_SEND_GOODS"


def test_the_line_can_break_after_the_order_was_made(platform):
    platform.simulator.add_fault("drop_after@order.createx1")
    with pytest.raises((http.client.HTTPException, OSError)):
        platform.order()
    assert len(platform.simulator.orders) == 1
    assert platform.order()["error_code"] == "REPEATED_ORDER_ERROR"


def test_the_line_can_break_before_the_order_is_made(platform):
    platform.simulator.add_fault("drop_before@order.createx1")
    with pytest.raises((http.client.HTTPException, OSError)):
        platform.order()
    assert platform.simulator.orders == []


def test_an_order_can_be_made_and_the_answer_be_a_bad_gateway(platform):
    platform.simulator.add_fault("done_status=502@order.createx1")
    with pytest.raises(AssertionError):  # the caller takes 200 alone
        platform.order()
    assert [order.out_order_id for order in platform.simulator.orders] == ["HUB-1-1"]


def test_a_refusal_can_carry_a_number_all_the_same(platform):
    platform.simulator.add_fault("refused_with_numberx1")
    result = platform.order()
    assert result["is_success"] is False
    assert result["order_list"]["number"] == [order.order_id for order in platform.simulator.orders]


def test_a_wrong_order_number_looks_like_a_lack_of_permission(platform):
    query = json.dumps({"order_id": 1})
    error = platform.refusal("aliexpress.trade.ds.order.get", single_order_query=query)
    assert (error["code"], error["sub_code"]) == ("15", "isv.insufficient-permission")


def test_the_older_name_of_the_order_call_answers_too(platform):
    query = json.dumps({"order_id": platform.placed()})
    inside = platform.inside("aliexpress.ds.trade.order.get", single_order_query=query)
    assert (inside["rsp_code"], inside["result"]["order_status"]) == ("200", "PLACE_ORDER_SUCCESS")


def test_once_sent_lists_of_one_are_the_object_itself(platform):
    number = platform.placed()
    assert isinstance(platform.shown(number)["child_order_list"]["aeop_child_order_info"], list)
    platform.steer("order", id=number, ship=1)
    shown = platform.shown(number)
    assert shown["order_status"] == "WAIT_BUYER_ACCEPT_GOODS"
    assert shown["child_order_list"]["aeop_child_order_info"]["product_count"] == "2"
    assert shown["logistics_info_list"]["aeop_order_logistics_info"]["logistics_no"].startswith("6270")


def test_tracking_has_nothing_first_and_then_two_parcels(platform):
    number = platform.placed()
    assert platform.tracked(number) == {"ret": False, "msg": "TRACKING DATA NOT FOUND", "code": "1001"}
    platform.steer("order", id=number, ship="")
    parcels = platform.tracked(number)["data"]["tracking_detail_line_list"]["tracking_detail"]
    assert len({parcel["mail_no"] for parcel in parcels}) == 2
    nodes = parcels[0]["detail_node_list"]["detail_node"]
    assert {type(node["time_stamp"]) for node in nodes} == {int, str}
    times = [int(node["time_stamp"]) for node in nodes]
    assert times == sorted(times, reverse=True)


def test_what_is_not_paid_in_time_is_finished_as_cancelled(platform):
    number = platform.placed()
    platform.simulator.clock.advance(13 * DAY)
    shown = platform.shown(number)
    assert shown["order_status"] == "FINISH"
    assert shown["child_order_list"]["aeop_child_order_info"][0]["end_reason"] == "CANCELED"


def test_an_order_can_be_moved_to_any_word_of_the_platform(platform):
    number = platform.placed()
    platform.steer("order", id=number, status="RISK_CONTROL")
    assert platform.shown(number)["order_status"] == "RISK_CONTROL"
