"""Orders: what the Admin API says, in our words."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.errors import BadPayload, NotFound
from core.models import ApiCall
from core.money import Money
from marketplaces.adapters.shopify.adapter import ShopifyAdapter
from marketplaces.interface import (
    PaymentStatus,
    RemoteAddress,
    RemoteBuyer,
    RemoteFulfilment,
    RemoteLine,
    RemoteOrder,
    TrackingInfo,
)
from tests.marketplaces.shopify.conftest import good, money, page
from tests.marketplaces.shopify.orders import address, line, order

SINCE = datetime(2026, 11, 20, 8, 0, 0, tzinfo=UTC)


def euros(amount):
    return Money(Decimal(amount), "EUR")


def test_an_order_is_read_with_everything_the_hub_needs(wire, shop):
    wire.says({"order": order()})
    assert shop.order("501") == RemoteOrder(
        remote_id="501",
        number="#1042",
        created_at=datetime(2026, 11, 20, 8, 15, 2, tzinfo=UTC),
        updated_at=datetime(2026, 11, 20, 8, 15, 2, tzinfo=UTC),
        payment=PaymentStatus.PAID,
        raw_payment="PAID",
        lines=(
            RemoteLine(
                "601",
                2,
                2,
                "Black soap",
                "200 g",
                "BS-200",
                "901",
                "471",
                euros("4.90"),
                properties=(("engraving", "for you"),),
            ),
        ),
        currency="EUR",
        total=euros("35.70"),
        shipping=euros("5.00"),
        tax=euros("5.37"),
        discount=euros("2.00"),
        refunded=euros("0.0"),
        buyer=RemoteBuyer("801", "Test Buyer", "buyer@example.com", "", "fr"),
        address=RemoteAddress(
            "Test Buyer", "", "12 Test Street", "", "Testville", "Test Region", "75001", "FR", "+33100000000"
        ),
        note="Ring twice",
    )
    assert wire.variables() == {"id": "gid://shopify/Order/501"}


def test_an_id_in_shopifys_own_form_is_understood_as_well(wire, shop):
    wire.says({"order": order()})
    shop.order("gid://shopify/Order/501")
    assert wire.variables() == {"id": "gid://shopify/Order/501"}


def test_an_order_that_is_null_does_not_exist(wire, shop):
    wire.says({"order": None})
    with pytest.raises(NotFound):
        shop.order("1")


def test_a_page_asks_for_what_changed_since_in_quotes_and_in_utc(wire, shop):
    """Pitfall 27."""
    wire.says({"orders": page(order(1), order(2), after="c-1")})
    got = shop.orders_since(SINCE, "c-0")
    assert ([each.remote_id for each in got.items], got.cursor) == (["1", "2"], "c-1")
    assert wire.variables() == {"first": 20, "after": "c-0", "query": "updated_at:>='2026-11-20T08:00:00Z'"}
    assert "sortKey: UPDATED_AT" in wire.sent()["query"]


def test_the_last_page_has_no_cursor(wire, shop):
    wire.says({"orders": page()})
    got = shop.orders_since(SINCE)
    assert (got.items, got.cursor, wire.variables()["after"]) == ((), "", None)


def test_lines_beyond_the_first_page_are_read_on(wire, shop):
    wire.says(
        {"order": order(lines=page(line(1), after="l-1"))},
        {"order": {"id": "gid://shopify/Order/501", "lineItems": page(line(2), after="l-2")}},
        {"order": {"id": "gid://shopify/Order/501", "lineItems": page(line(3))}},
    )
    assert [each.line_id for each in shop.order("501").lines] == ["1", "2", "3"]
    assert [wire.variables(number)["after"] for number in (1, 2)] == ["l-1", "l-2"]


def test_lines_of_an_order_in_a_page_are_read_on_too(wire, shop):
    wire.says(
        {"orders": page(order(1, lines=page(line(1), after="l-1")), order(2))},
        {"order": {"id": "gid://shopify/Order/1", "lineItems": page(line(2))}},
    )
    got = shop.orders_since(SINCE)
    assert [len(each.lines) for each in got.items] == [2, 1]


def test_pages_that_lead_in_a_circle_are_given_up(wire, shop):
    lines = {"order": {"id": "gid://shopify/Order/501", "lineItems": page(line(2), after="l-1")}}
    wire.says({"order": order(lines=page(line(1), after="l-1"))}, lines, lines)
    with pytest.raises(BadPayload):
        shop.order("501")


def test_one_order_that_cannot_be_read_stops_no_other(wire, shop):
    wire.says({"orders": page(order(1), order(2, updatedAt="soon"), order(3), after="c-1")})
    got = shop.orders_since(SINCE)
    assert [each.remote_id for each in got.items] == ["1", "3"]
    assert got.unreadable == (("2", "updatedAt is no time"),)


def test_an_order_asked_for_that_cannot_be_read_says_so(wire, shop):
    wire.says({"order": order(updatedAt="soon")})
    with pytest.raises(BadPayload):
        shop.order("501")


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("PENDING", PaymentStatus.PENDING),
        ("AUTHORIZED", PaymentStatus.AUTHORIZED),
        ("PARTIALLY_PAID", PaymentStatus.PARTLY_PAID),
        ("PAID", PaymentStatus.PAID),
        ("PARTIALLY_REFUNDED", PaymentStatus.PARTLY_REFUNDED),
        ("REFUNDED", PaymentStatus.REFUNDED),
        ("VOIDED", PaymentStatus.VOIDED),
        ("EXPIRED", PaymentStatus.EXPIRED),
        ("SOMETHING_NEW", PaymentStatus.UNKNOWN),
        (None, PaymentStatus.UNKNOWN),
    ],
)
def test_each_word_for_the_payment(wire, shop, word, status):
    wire.says({"order": order(displayFinancialStatus=word)})
    assert shop.order("501").payment is status


def test_a_line_of_a_deleted_product_is_kept(wire, shop):
    """Pitfall 15."""
    wire.says({"order": order(lines=page(line(product=None, variant=None, sku=None)))})
    got = shop.order("501").lines[0]
    assert (got.product_id, got.variant_id, got.sku, got.title) == ("", "", "", "Black soap")


def test_what_is_owed_is_what_edits_and_refunds_left(wire, shop):
    wire.says({"order": order(lines=page(line(quantity=3, currentQuantity=1)))})
    got = shop.order("501").lines[0]
    assert (got.quantity, got.owed) == (3, 1)


def test_a_guest_has_the_orders_own_address(wire, shop):
    """Pitfall 16."""
    wire.says({"order": order(customer=None)})
    got = shop.order("501")
    assert got.buyer == RemoteBuyer("", "", "buyer@example.com", "", "fr")
    assert got.problems == ()


def test_a_buyer_who_may_not_be_seen_is_said_plainly(wire, shop):
    """Pitfall 17: nulls everywhere, without an error."""
    blank = dict.fromkeys(address()) | {"countryCodeV2": "FR", "city": "Testville"}
    nobody = {"id": "gid://shopify/Customer/801", "firstName": None, "lastName": None}
    wire.says({"order": order(email=None, shippingAddress=blank, customer=nobody)})
    got = shop.order("501")
    assert (got.address, got.problems) == (None, ("no_personal_data",))


def test_a_buyer_who_is_denied_with_an_error_is_the_same(wire, shop):
    denied = [
        {"message": "Access denied", "path": ["order", name], "extensions": {"code": "ACCESS_DENIED"}}
        for name in ("customer", "shippingAddress")
    ]
    body = {"order": order(email=None, shippingAddress=None, customer=None)}
    wire.says(good(body, errors=denied))
    got = shop.order("501")
    assert (got.remote_id, got.problems) == ("501", ("no_personal_data",))


def test_an_order_without_goods_to_send_needs_no_address(wire, shop):
    wire.says({"order": order(requiresShipping=False, shippingAddress=None, customer=None, email=None)})
    assert shop.order("501").problems == ()


def test_a_test_order_is_told_from_a_real_one_and_never_guessed(wire, shop):
    wire.says({"order": order(test=True)})
    assert shop.order("501").is_test
    wire.says({"order": order(test=None)})
    with pytest.raises(BadPayload):
        shop.order("501")


def test_a_cancelled_order_says_when_and_why(wire, shop):
    wire.says({"order": order(cancelledAt="2026-11-20T10:30:00Z", cancelReason="CUSTOMER")})
    got = shop.order("501")
    assert (got.cancelled_at, got.cancel_reason) == (datetime(2026, 11, 20, 10, 30, tzinfo=UTC), "customer")


def test_amounts_keep_the_currencys_own_decimals(wire, shop):
    """Pitfall 33."""
    wire.says({"order": order(currencyCode="XOF", currentTotalPriceSet=money("23000.0", "XOF"))})
    assert str(shop.order("501").total) == "23000 XOF"


def test_parcels_come_with_the_order(wire, shop):
    told = {
        "id": "gid://shopify/Fulfillment/77",
        "status": "SUCCESS",
        "createdAt": "2026-11-21T08:00:00Z",
        "trackingInfo": [{"company": "YunExpress", "number": "YT1", "url": None}],
    }
    wire.says({"order": order(fulfillments=[told])})
    assert shop.order("501").fulfilments == (
        RemoteFulfilment(
            "77", (TrackingInfo("YT1", "YunExpress", ""),), created_at=datetime(2026, 11, 21, 8, tzinfo=UTC)
        ),
    )


def test_the_call_log_keeps_nothing_of_the_buyer(wire, account):
    """Neither of what was read nor of what could not be understood."""
    wire.says({"order": order()}, {"orders": page(order(1), order(2))}, {"order": order(updatedAt="soon")})
    with ShopifyAdapter(account) as shop:
        shop.order("501")
        shop.orders_since(SINCE)
        with pytest.raises(BadPayload) as raised:
            shop.order("501")
    kept = list(ApiCall.objects.values_list("excerpt", flat=True))
    assert len(kept) == 3
    shown = f"{kept} {raised.value} {raised.value.body}"
    for word in ("buyer@example.com", "Buyer", "12 Test Street", "75001", "+33100000000", "Ring twice", "for you"):
        assert word not in shown


def test_neither_buyer_nor_address_show_themselves(wire, shop):
    wire.says({"order": order()})
    shown = repr(shop.order("501"))
    assert "Test Street" not in shown
    assert "buyer@example.com" not in shown
