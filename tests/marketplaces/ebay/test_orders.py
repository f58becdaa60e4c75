"""eBay's orders in our words."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.errors import BadPayload
from core.money import Money
from marketplaces.adapters.ebay.mapper import orders
from marketplaces.adapters.ebay.values import Misread
from marketplaces.interface import PaymentStatus
from tests.core.http import scripted_server as will
from tests.core.http.scripted_server import ScriptedServer
from tests.marketplaces.ebay.orders_of_ebay import LINE, ORDER, line, order, start, sum_of

SINCE = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def server(settings):
    settings.PARTNER_RETRY_BASE_SECONDS = 0.01
    with ScriptedServer() as server:
        for name in ("EBAY_API_URL", "EBAY_APIZ_URL", "EBAY_MEDIA_URL"):
            setattr(settings, name, server.url)
        yield server


@pytest.fixture
def shop(server, make_account, open_shop):
    return open_shop(make_account())


def page(*found, following=""):
    return will.answer(200, {"orders": list(found), "total": len(found)} | ({"next": following} if following else {}))


def test_an_order_s_figures_are_the_seller_s():
    found = orders.order(order())
    assert (found.remote_id, found.number, found.payment) == (ORDER, ORDER, PaymentStatus.PAID)
    assert (found.total, found.shipping) == (Money(Decimal("11.80"), "USD"), Money(Decimal("2.00"), "USD"))
    assert found.ship_by == datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)
    assert found.problems == ()


def test_a_line_s_cost_is_for_its_whole_quantity():
    found = orders.order(order()).lines[0]
    assert (found.line_id, found.sku, found.variant_id, found.product_id) == (LINE, "BS-200", "BS-200", "110500000001")
    assert (found.unit_price, found.quantity, found.owed) == (Money(Decimal("4.90"), "USD"), 2, 2)


def test_a_line_without_a_sku_is_kept():
    found = orders.line(line(sku=None, legacyVariationId="700001"))
    assert (found.sku, found.variant_id) == ("", "700001")


@pytest.mark.parametrize(
    ("word", "payment"),
    [
        ("PAID", PaymentStatus.PAID),
        ("PENDING", PaymentStatus.PENDING),
        ("FAILED", PaymentStatus.VOIDED),
        ("PARTIALLY_REFUNDED", PaymentStatus.PARTLY_REFUNDED),
        ("FULLY_REFUNDED", PaymentStatus.REFUNDED),
        ("SOMETHING_NEW", PaymentStatus.UNKNOWN),
    ],
)
def test_each_word_for_the_payment(word, payment):
    assert orders.order(order(orderPaymentStatus=word)).payment is payment


def test_a_wish_to_cancel_is_a_problem_and_no_cancellation():
    found = orders.order(order(cancelStatus={"cancelState": "IN_PROGRESS", "cancelRequests": []}))
    assert (found.cancelled_at, found.problems) == (None, ("cancel_asked",))


def test_a_cancelled_order_has_its_time_and_its_reason():
    told = {
        "cancelState": "CANCELED",
        "cancelledDate": "2026-11-20T09:00:00.000Z",
        "cancelRequests": [{"cancelReason": "BUYER_ASKED_CANCEL"}],
    }
    found = orders.order(order(cancelStatus=told))
    assert (found.cancelled_at, found.cancel_reason) == (datetime(2026, 11, 20, 9, tzinfo=UTC), "buyer_asked_cancel")


@pytest.mark.parametrize("kind", ["PREPARE_FOR_PICKUP", "DIGITAL", "FULFILLED_BY_EBAY"])
def test_what_is_not_ours_to_ship_says_so(kind):
    assert orders.order(order(fulfillmentStartInstructions=[start(fulfillmentInstructionsType=kind)])).problems == (
        "not_ours_to_ship",
    )


def test_the_reference_of_a_forwarding_hub_stands_in_the_address():
    instructions = start(ebaySupportedFulfillment=True)
    instructions["shippingStep"]["shipToReferenceId"] = "REF-77"
    found = orders.order(order(fulfillmentStartInstructions=[instructions]))
    assert (found.address.address2, found.problems) == ("REF-77", ("forwarded",))


def test_tax_that_ebay_keeps_is_not_our_money():
    kept = {"taxType": "STATE_SALES_TAX", "amount": sum_of("0.90")}
    found = orders.order(order(lineItems=[line(ebayCollectAndRemitTaxes=[kept])]))
    assert (found.tax, found.total) == (Money(Decimal("0.00"), "USD"), Money(Decimal("11.80"), "USD"))


def test_a_partly_refunded_line_is_still_owed_and_a_wholly_refunded_one_is_not():
    part, whole = {"amount": sum_of("4.90"), "refundId": "1"}, {"amount": sum_of("9.80"), "refundId": "1"}
    assert [orders.line(line(refunds=[one])).owed for one in (part, whole)] == [2, 0]


def test_an_order_without_its_total_is_not_guessed():
    with pytest.raises(Misread):
        orders.order(order(pricingSummary={}))


# Reading


def test_orders_are_asked_for_by_their_last_change_alone_in_braces_encoded_once(server, shop):
    """Pitfall 6; and beside a creation date the last change would not count."""
    server.will(page())
    shop.orders_since(SINCE)
    target = server.received[0].target
    assert target == (
        "/sell/fulfillment/v1/order?filter=lastmodifieddate%3A%5B2026-11-20T00%3A00%3A00.000Z..%5D&limit=40"
    )


def test_each_call_names_its_languages(server, shop):
    """Pitfall 3: 25709 for a missing or odd Accept-Language."""
    server.will(page())
    shop.orders_since(SINCE)
    headers = server.received[0].headers
    assert (headers["accept-language"], headers["authorization"]) == ("en-US", "Bearer access-1")


def test_one_order_that_cannot_be_read_stops_no_other(server, shop):
    server.will(page(order("12-00001-00007", pricingSummary={}), order()))
    found = shop.orders_since(SINCE)
    assert [one.remote_id for one in found.items] == [ORDER]
    assert found.unreadable == (("12-00001-00007", "pricingSummary.total is missing"),)


def test_a_next_page_on_another_host_is_refused_and_gets_no_token(server, shop):
    server.will(page(order(), following="https://evil.example.com/sell/fulfillment/v1/order?offset=40"))
    with pytest.raises(BadPayload):
        shop.orders_since(SINCE)
    assert len(server.received) == 1


def test_a_page_that_names_itself_as_the_next_is_the_last(server, shop):
    server.will(page(order(), following=f"{server.url}/sell/fulfillment/v1/order?offset=40"))
    first = shop.orders_since(SINCE)
    assert shop.orders_since(SINCE, first.cursor).cursor == ""


def test_an_empty_page_is_the_last_whatever_it_names(server, shop):
    server.will(page(following=f"{server.url}/sell/fulfillment/v1/order?offset=40"))
    assert shop.orders_since(SINCE).cursor == ""


def test_a_list_never_shows_why_an_order_is_cancelled_so_that_it_is_read_alone(server, shop):
    cancelled = {"cancelState": "CANCELED", "cancelRequests": []}
    alone = cancelled | {"cancelRequests": [{"cancelReason": "OUT_OF_STOCK_OR_CANNOT_FULFILL"}]}
    server.will(page(order(cancelStatus=cancelled)), will.answer(200, order(cancelStatus=alone)))
    assert shop.orders_since(SINCE).items[0].cancel_reason == "out_of_stock_or_cannot_fulfill"


def test_more_than_two_years_back_is_not_asked_for(server, shop):
    server.will(page())
    shop.orders_since(datetime(2020, 1, 1, tzinfo=UTC))
    asked = server.received[0].target.partition("%5B")[2][:10]
    assert datetime.fromisoformat(f"{asked}T00:00:00+00:00") > datetime.now(UTC) - timedelta(days=731)


def test_a_time_to_come_costs_no_call(server, shop):
    assert shop.orders_since(datetime.now(UTC) + timedelta(hours=1)).items == ()
    assert server.received == []
