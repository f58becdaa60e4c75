"""Every code of the contract and what it means. A new row needs a line here."""

import pytest

from core.errors import AuthFailed, NotFound, OutcomeUnknown, PartnerDown, RateLimited, Rejected
from suppliers.adapters.aliexpress import errors
from suppliers.adapters.aliexpress.envelope import (
    Body,
    gateway_error,
    product_rule,
    resp_rule,
    search_rule,
    token_rule,
    unwrapped,
)
from suppliers.adapters.aliexpress.mapper.ordering import order_rule

GATEWAY = {
    "IllegalAccessToken": AuthFailed,
    "26": AuthFailed,
    "27": AuthFailed,
    "InvalidCode": AuthFailed,
    "IncompleteSignature": AuthFailed,
    "25": AuthFailed,
    "InvalidTimestamp": Rejected,
    "IllegalTimestamp": Rejected,
    "InsufficientPermission": Rejected,
    "MissingParameter": Rejected,
    "InvalidParameter": Rejected,
    "40": Rejected,
    "41": Rejected,
    "ApiCallLimit": RateLimited,
    "7": RateLimited,
    "50": PartnerDown,
    "ServiceUnavailable": PartnerDown,
    "ISP": PartnerDown,
    "SYSTEM": PartnerDown,
}
ORDER = {
    "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL": "address",
    "DELIVERY_METHOD_NOT_EXIST": "quote again",
    "INVENTORY_HOLD_ERROR": "stock is gone",
    "PRICE_PAY_CURRENCY_ERROR": "currencies",
    "BLACKLIST_BUYER_IN_LIST": "stop ordering",
    "USER_ACCOUNT_DISABLED": "stop ordering",
    "A003_SUSPICIOUS_BUYER": "stop ordering",
    "A006_INVALID_ACCOUNT_INFO": "stop ordering",
    "ERROR_WHEN_BUILD_FOR_PLACE_ORDER": "cannot be ordered",
    "A001_ORDER_CANNOT_BE_PLACED": "cannot be ordered",
    "A002_INVALID_ZONE": "not delivered there",
    "A005_INVALID_COUNTRIES": "not delivered there",
    "A004_CANNOT_USER_COUPON": "coupon",
}


def error_response(code, **more):
    return {"error_response": {"type": "ISV", "code": code, "msg": "their words", "request_id": "r-9"} | more}


def test_each_row_of_the_gateway_s_table_has_a_test():
    assert set(GATEWAY) == set(errors.GATEWAY_CODES)


def test_each_row_of_the_order_table_has_a_test():
    assert {*ORDER, "REPEATED_ORDER_ERROR"} == set(errors.ORDER_CODES)


@pytest.mark.parametrize(("code", "kind"), GATEWAY.items())
def test_the_gateway_s_code_means_this(code, kind):
    refusal = gateway_error(error_response(code))
    assert (refusal.kind, refusal.code, refusal.request_id) == (kind, code, "r-9")
    assert "their words" in refusal.message


@pytest.mark.parametrize("code", ["IllegalAccessToken", "26", "27"])
def test_only_a_token_s_code_is_worth_a_new_token(code):
    assert code in errors.TOKEN_CODES
    assert len(errors.TOKEN_CODES) == 3


def test_the_flat_form_of_an_error_means_the_same():
    flat = {"type": "ISV", "code": "IncompleteSignature", "message": "their words", "request_id": "r-9"}
    assert gateway_error(flat) == gateway_error(error_response("IncompleteSignature"))


def test_a_wrapped_flat_error_is_one_too():
    body = {"aliexpress_x_response": {"type": "ISP", "code": "ServiceUnavailable", "message": "later"}}
    assert gateway_error(body).kind is PartnerDown


def test_a_good_answer_with_a_code_is_no_error():
    assert gateway_error({"aliexpress_x_response": {"code": "00", "data": {}, "type": "search"}}) is None
    assert gateway_error({"code": "0", "access_token": "t"}) is None


@pytest.mark.parametrize(
    ("sub_code", "kind", "words"),
    [
        ("isv.account-migration-check-fail", Rejected, "has to be migrated"),
        ("isv.something-new", Rejected, "isv.something-new"),
        ("isp.null-pointer-exception", PartnerDown, "does not work at the moment"),
        ("", PartnerDown, "does not work at the moment"),
    ],
)
def test_code_15_says_nothing_without_its_sub_code(sub_code, kind, words):
    refusal = gateway_error(error_response("15", type="ISP", sub_code=sub_code))
    assert refusal.kind is kind
    assert words in refusal.message
    assert refusal.code == (sub_code or "15")


def test_a_refused_order_id_names_both_of_its_reasons():
    """pitfall 39: the code says "permission", and a wrong id is the usual cause."""
    refusal = gateway_error(error_response("15", type="ISP", sub_code="isv.insufficient-permission"))
    assert refusal.kind is Rejected
    assert "id is not one of this account's orders, or the app lacks the permission" in refusal.message


def test_the_ban_s_seconds_are_read_from_its_text():
    """pitfall 40: half a day of ban looks like one second of it but for the number."""
    text = "Api access frequency exceeds the limit. this ban will last 43200 seconds"
    assert gateway_error(error_response("ApiCallLimit", msg=text)).retry_after == 43200.0
    assert (
        gateway_error(error_response("ApiCallLimit", msg=text.replace("43200 seconds", "1 second"))).retry_after == 1.0
    )
    assert gateway_error(error_response("ApiCallLimit", msg="too fast")).retry_after is None


@pytest.mark.parametrize(
    ("error", "may_be_done"),
    [
        (error_response("15", type="ISP", sub_code="isv.insufficient-permission"), True),
        (error_response("50"), True),
        (error_response("ServiceUnavailable", type="SYSTEM"), True),
        (error_response("Unheard", type="SYSTEM"), True),
        (error_response("Unheard", type=""), True),
        (error_response("Unheard", type="ISV"), False),
        (error_response("IllegalAccessToken"), False),
        (error_response("ApiCallLimit"), False),
        (error_response("MissingParameter"), False),
    ],
)
def test_whether_it_may_have_been_done_all_the_same(error, may_be_done):
    assert gateway_error(error).may_be_done is may_be_done


def test_an_unknown_code_is_a_refusal_unless_they_call_it_their_fault():
    assert gateway_error(error_response("Unheard")).kind is Rejected
    assert gateway_error(error_response("Unheard", type="ISP")).kind is PartnerDown


@pytest.mark.parametrize(
    ("code", "kind"), [(605, NotFound), ("605", NotFound), (1001, NotFound), (500, PartnerDown), (777, Rejected)]
)
def test_a_product_s_own_code_as_number_or_text(code, kind):
    refusal = product_rule(Body({"rsp_code": code, "rsp_msg": "their words"}, "r-1"))
    assert (refusal.kind, refusal.code, refusal.request_id) == (kind, str(code), "r-1")


@pytest.mark.parametrize("code", [200, "200"])
def test_a_good_product_code_is_200_as_number_or_text(code):
    assert product_rule(Body({"rsp_code": code, "result": {}}, "")) is None


@pytest.mark.parametrize("code", ["00", "0", 200])
def test_search_is_good_with_its_own_codes(code):
    assert search_rule(Body({"code": code, "data": {}}, "")) is None


def test_search_with_another_code_is_refused():
    refusal = search_rule(Body({"code": "99", "msg": "no"}, "r"))
    assert (refusal.kind, refusal.code, refusal.message) == (Rejected, "99", "no")


def test_categories_and_orders_are_judged_by_their_own_code():
    assert resp_rule(Body({"resp_result": {"resp_code": 200, "result": {}}}, "")) is None
    assert resp_rule(Body({"rsp_code": "200", "result": {}}, "")) is None
    refusal = resp_rule(Body({"resp_result": {"resp_code": 405, "resp_msg": "no"}}, "r"))
    assert (refusal.kind, refusal.code, refusal.message) == (Rejected, "405", "no")


def test_a_token_without_its_text_is_refused():
    assert token_rule(Body({"code": "0", "access_token": "t"}, "")) is None
    assert token_rule(Body({"code": "0"}, "")).kind is Rejected
    assert token_rule(Body({"code": "1", "access_token": "t"}, "")).kind is Rejected


def placed(**result):
    return Body({"result": result}, "r-1")


@pytest.mark.parametrize(("code", "words"), ORDER.items())
def test_an_order_s_code_says_why_nothing_was_made(code, words):
    refusal = order_rule(placed(is_success=False, error_code=code, error_msg="their words"))
    assert (refusal.kind, refusal.code) == (Rejected, code)
    assert words in refusal.message
    assert "their words" in refusal.message


def test_the_codes_of_a_blocked_buyer_stop_all_ordering():
    blocked = {code for code, words in ORDER.items() if words == "stop ordering"}
    assert blocked == errors.STOPS_ORDERING


@pytest.mark.parametrize(
    "result",
    [
        {"is_success": False, "error_code": "REPEATED_ORDER_ERROR"},
        {"is_success": False, "error_code": "NEVER_SEEN_BEFORE"},
        {"is_success": False},
        {"is_success": True},
        {"is_success": True, "order_list": {}},
        {"is_success": False, "error_code": "INVENTORY_HOLD_ERROR", "order_list": {"number": [5]}},
        {},
    ],
)
def test_an_order_s_answer_that_does_not_exclude_an_order_leaves_it_open(result):
    assert order_rule(placed(**result)).kind is OutcomeUnknown


def test_the_wrapper_is_taken_off_whatever_it_is_called():
    inner = {"code": "0", "request_id": "r-2"}
    assert unwrapped({"/auth/token/create_response": inner}) == Body(inner, "r-2")
    assert unwrapped({"aliexpress_ds_product_get_response": inner}) == Body(inner, "r-2")
    assert unwrapped(inner) == Body(inner, "r-2")
