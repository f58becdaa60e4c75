"""What becomes of each answer: three layers of errors in their order, waits, and what is never sent twice."""

import logging
from datetime import UTC, datetime

import pytest

from core.errors import AuthFailed, BadPayload, NotFound, OutcomeUnknown, PartnerDown, RateLimited, Rejected
from marketplaces.adapters.shopify.client.answers import wait_seconds
from marketplaces.interface import CancelReason, StockPush, TrackingInfo
from tests.core.http import scripted_server as will
from tests.marketplaces.shopify.conftest import SECRET, VERSION, good, not_done, page, refused, throttled
from tests.marketplaces.shopify.orders import order

SINCE = datetime(2026, 11, 20, tzinfo=UTC)
HTML = b"<!DOCTYPE html><html><body><h1>Something went wrong</h1></body></html>"
CANCELLED = {"orderCancel": {"job": {"id": "gid://shopify/Job/1", "done": False}, "orderCancelUserErrors": []}}


def cancel(shop):
    shop.cancel_order("501", CancelReason.INVENTORY)


def test_a_call_names_its_version_its_token_and_its_operation(wire, shop):
    wire.says({"order": order()})
    shop.order("501")
    assert wire.path() == f"/admin/api/{VERSION}/graphql.json"
    assert wire.header("x-shopify-access-token") == "access-1"
    assert wire.header("content-type") == "application/json"
    assert wire.sent()["operationName"] == "Order"


# Throttling: HTTP 200


def test_a_throttled_call_waits_for_what_it_costs_and_is_sent_again(wire, shop, naps):
    """Pitfall 3: the status is 200."""
    wire.says(throttled(requested=402, available=118), {"order": order()})
    assert shop.order("501").remote_id == "501"
    assert len(wire.calls) == 2
    assert 2.5 < max(naps) < 3.7  # (402 - 118) / 100, and up to a quarter more


def test_a_wait_is_never_nothing(wire, shop, naps):
    """Pitfall 4: an expected cost of 0 made a loop spin."""
    wire.says(throttled(requested=0, available=2000), {"order": order()})
    shop.order("501")
    assert max(naps) >= 1


def test_without_a_cost_block_there_is_a_wait_all_the_same(wire, shop, naps):
    """Pitfall 5."""
    wire.says(refused("THROTTLED"), {"order": order()})
    shop.order("501")
    assert max(naps) > 2


@pytest.mark.parametrize(
    ("body", "low", "high"),
    [
        ({}, 3.0, 3.75),
        ({"extensions": None}, 3.0, 3.75),
        ({"extensions": {"cost": {"requestedQueryCost": 500}}}, 3.0, 3.75),
        ({"extensions": {"cost": {"requestedQueryCost": 10**6, "throttleStatus": {"currentlyAvailable": 0, "restoreRate": 50}}}}, 60, 75),
        ({"extensions": {"cost": {"requestedQueryCost": 5, "throttleStatus": {"currentlyAvailable": 0, "restoreRate": 0}}}}, 3.0, 3.75),
    ],
)  # fmt: skip
def test_waits_have_a_floor_a_ceiling_and_a_spread(body, low, high):
    assert low <= wait_seconds(body) <= high


def test_a_call_that_stays_throttled_leaves_for_a_later_job(wire, shop, naps):
    wire.says(throttled())
    with pytest.raises(RateLimited) as raised:
        shop.order("501")
    assert raised.value.code == "THROTTLED"
    assert raised.value.retry_after >= 1
    assert len(wire.calls) == 3


def test_a_wait_beyond_what_a_worker_sleeps_leaves_at_once(wire, shop, naps):
    wire.says(throttled(requested=1000, available=0, rate=50.0))
    with pytest.raises(RateLimited) as raised:
        shop.order("501")
    assert 20 <= raised.value.retry_after <= 25
    assert (len(wire.calls), naps) == (1, [])


def test_a_change_that_was_throttled_was_not_made_and_is_sent_again(wire, shop, naps):
    wire.says(throttled(), CANCELLED)
    cancel(shop)
    assert len(wire.calls) == 2


def test_429_with_its_own_wait_is_kept(wire, shop, naps):
    wire.says(will.answer(429, HTML, retry_after="2.0", content_type="text/html"), {"order": order()})
    shop.order("501")
    assert max(naps) == 2.0


# Layer 1: the status, and whether it is JSON


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (400, Rejected, "could not read the request"),
        (402, Rejected, "frozen"),
        (403, AuthFailed, "does not let this app in"),
        (404, Rejected, "no such shop, or no such version"),
        (406, Rejected, "does not offer"),
        (413, Rejected, "too large"),
        (422, Rejected, "could not work"),
        (423, Rejected, "locked"),
        (418, Rejected, "refused"),
        (430, RateLimited, "abuse"),
        (500, PartnerDown, ""),
        (502, PartnerDown, ""),
    ],
)
def test_each_status_for_a_reading(wire, shop, naps, status, kind, words):
    wire.says(will.answer(status, HTML, content_type="text/html"))
    with pytest.raises(kind) as raised:
        shop.order("501")
    assert words in raised.value.message
    assert raised.value.status == status


def test_a_page_with_200_is_not_understood(wire, shop, naps):
    wire.says(will.answer(200, HTML, content_type="text/html"))
    with pytest.raises(BadPayload):
        shop.order("501")


@pytest.mark.parametrize("status", [200, 500, 502, 503])
def test_a_page_after_a_change_leaves_its_outcome_open(wire, shop, naps, status):
    wire.says(will.answer(status, HTML, content_type="text/html"))
    with pytest.raises(OutcomeUnknown):
        cancel(shop)
    assert wire.calls == ["OrderCancel"]


def test_a_lost_answer_to_a_change_leaves_its_outcome_open(wire, shop, naps):
    """Pitfall 7."""

    def hang_up(connection):
        return False

    wire.says(hang_up)
    with pytest.raises(OutcomeUnknown):
        cancel(shop)
    assert wire.calls == ["OrderCancel"]


def test_a_change_with_a_key_is_repeated_with_the_same_key(wire, shop, naps):
    done = {"inventorySetQuantities": {"inventoryAdjustmentGroup": {"id": "gid://shopify/X/1"}, "userErrors": []}}
    wire.says(will.answer(502, HTML), done)
    push = StockPush("471", "491", "1", 7, "3f0e2b3a-0a7e-4a55-9d0c-5b9f6f1d2c11", 5)
    assert shop.push_stock([push])[0].is_taken
    assert [wire.variables(number)["idempotencyKey"] for number in (0, 1)] == [push.idempotency_key] * 2


def test_a_reading_is_repeated(wire, shop, naps):
    wire.says(will.answer(502, HTML), {"order": order()})
    assert shop.order("501").remote_id == "501"


# Layer 2: errors at the top


@pytest.mark.parametrize(
    "code", ["MAX_COST_EXCEEDED", "ACCESS_DENIED", "SHOP_INACTIVE", "BAD_REQUEST", "undefinedField", ""]
)
def test_an_error_at_the_top_is_a_refusal_although_the_status_is_200(wire, shop, code):
    wire.says(refused(code, "Field 'x' doesn't exist", path=["order"], data={"order": None}))
    with pytest.raises(Rejected) as raised:
        shop.order("501")
    assert "Field 'x' doesn't exist" in raised.value.message
    assert raised.value.code == code


def test_an_internal_error_is_shopifys_fault_and_tried_again(wire, shop, naps):
    wire.says(refused("INTERNAL_SERVER_ERROR"), {"order": order()})
    assert shop.order("501").remote_id == "501"


def test_an_internal_error_leaves_a_change_open(wire, shop):
    wire.says(refused("INTERNAL_SERVER_ERROR", data={"orderCancel": None}))
    with pytest.raises(OutcomeUnknown):
        cancel(shop)
    assert wire.calls == ["OrderCancel"]


def test_errors_beside_the_data_of_a_change_leave_it_open(wire, shop):
    wire.says(refused("ACCESS_DENIED", data=CANCELLED, path=["orderCancel", "job"]))
    with pytest.raises(OutcomeUnknown):
        cancel(shop)


def test_a_change_that_was_denied_was_not_made(wire, shop):
    wire.says(refused("ACCESS_DENIED", data={"orderCancel": None}, path=["orderCancel"]))
    with pytest.raises(Rejected) as raised:
        cancel(shop)
    assert "lacks a right" in raised.value.message


def test_partial_data_with_another_error_is_not_used(wire, shop):
    wire.says(
        good({"order": order()}, errors=[{"message": "no", "path": ["order", "name"], "extensions": {"code": "X"}}])
    )
    with pytest.raises(Rejected):
        shop.order("501")


def test_throttled_comes_before_whatever_else_is_said(wire, shop, naps):
    both = [
        {"message": "x", "extensions": {"code": "X"}},
        {"message": "Throttled", "extensions": {"code": "THROTTLED"}},
    ]
    wire.says(will.answer(200, {"errors": both}), {"order": order()})
    assert shop.order("501").remote_id == "501"


# Layer 3: what a mutation refuses


def test_a_user_error_is_a_refusal_with_shopifys_words(wire, shop):
    """Seen at a live shop (contract, section 8)."""
    words = "Cannot cancel an order that has outstanding fulfillments"
    wire.says(not_done("orderCancel", words, "INVALID", name="orderCancelUserErrors", job=None))
    with pytest.raises(Rejected) as raised:
        cancel(shop)
    assert (raised.value.message, raised.value.code) == (words, "INVALID")
    assert wire.calls == ["OrderCancel"]


def test_an_order_that_is_cancelled_already_is_cancelled(wire, shop):
    wire.says(not_done("orderCancel", "Order has already been canceled", name="orderCancelUserErrors", job=None))
    cancel(shop)
    assert wire.calls == ["OrderCancel"]


def test_an_internal_user_error_leaves_the_change_open(wire, shop):
    wire.says(not_done("orderCancel", "oops", "INTERNAL_ERROR", name="orderCancelUserErrors", job=None))
    with pytest.raises(OutcomeUnknown):
        cancel(shop)


def test_a_user_error_that_says_gone_is_not_found(wire, shop):
    wire.says(not_done("orderCancel", "Order does not exist", "NOT_FOUND", name="orderCancelUserErrors", job=None))
    with pytest.raises(NotFound):
        cancel(shop)


def test_a_payload_without_what_was_made_is_no_success(wire, shop):
    wire.says({"fulfillmentTrackingInfoUpdate": {"fulfillment": None, "userErrors": []}})
    with pytest.raises(OutcomeUnknown):
        shop.update_tracking("77", TrackingInfo("YT1", "YunExpress", "https://track.example.com/YT1"))


def test_a_payload_that_is_null_is_no_success(wire, shop):
    wire.says({"orderCancel": None})
    with pytest.raises(OutcomeUnknown):
        cancel(shop)


def test_cancelling_refunds_and_does_not_restock(wire, shop):
    wire.says(CANCELLED)
    shop.cancel_order("501", CancelReason.INVENTORY, tell_buyer=True, note="n" * 300)
    sent = wire.sent()
    assert sent["variables"] == {
        "orderId": "gid://shopify/Order/501",
        "reason": "INVENTORY",
        "notifyCustomer": True,
        "staffNote": "n" * 255,
    }
    assert "restock: false" in sent["query"]
    assert "originalPaymentMethodsRefund: true" in sent["query"]


# The version


def test_another_version_than_asked_for_is_said_once(wire, shop, caplog):
    """Pitfall 1: a version that has gone is served as another one, without an error."""
    wire.says(good({"orders": page()}, version="2027-01"))
    with caplog.at_level(logging.WARNING):
        shop.orders_since(SINCE)
        shop.orders_since(SINCE)
    said = [record.getMessage() for record in caplog.records if "version" in record.getMessage()]
    assert said == [f"Shopify answered with version 2027-01 of its API where {VERSION} was asked."]
    assert shop.client.served_version == "2027-01"


# Where calls go


@pytest.mark.parametrize(
    "address",
    ["evil.example.com", "hub-test.myshopify.com.evil.example", "hub-test.myshopify.com/@evil.example", "-x.myshopify.com",
     "a b.myshopify.com", "hub-test.myshopify.com\nevil.example", "user@hub-test.myshopify.com"],
)  # fmt: skip
def test_nothing_is_sent_to_what_is_not_a_shop(wire, make_account, open_shop, settings, address):
    settings.SHOPIFY_API_URL = ""
    wire.says({"order": order()})
    with pytest.raises(Rejected) as raised:
        open_shop(make_account(shop_address=address)).order("501")
    assert raised.value.code == "wrong_shop_form"
    assert wire.calls == []


def test_a_shop_is_called_at_its_own_address(make_account, open_shop, settings):
    settings.SHOPIFY_API_URL = ""
    shop = open_shop(make_account(shop_address="https://Hub-Test.myshopify.com/"))
    assert "https://hub-test.myshopify.com" in repr(shop.client._http)


def test_a_shop_without_an_address_is_not_called(make_account, open_shop, settings):
    settings.SHOPIFY_API_URL = ""
    with pytest.raises(Rejected) as raised:
        open_shop(make_account(shop_address="")).order("501")
    assert raised.value.code == "no_credentials"


def test_no_secret_shows(shop):
    assert SECRET not in repr(shop.client) + repr(shop) + repr(vars(shop))
