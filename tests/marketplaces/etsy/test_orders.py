"""Receipts as orders (pitfalls 41 to 44 and 54 to 57)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.errors import Rejected
from core.money import Money
from marketplaces.adapters.etsy.families.paging import FURTHEST_OFFSET, all_rows, page_of
from marketplaces.adapters.etsy.mapper.orders import order
from marketplaces.adapters.etsy.reading import Place, _next
from marketplaces.adapters.etsy.simulator import happenings as seen_to
from marketplaces.adapters.etsy.values import Misread
from marketplaces.interface import PaymentStatus
from tests.core.http import scripted_server as will
from tests.marketplaces.contract.stage import OTHER_SKU, SKU
from tests.marketplaces.contract.test_orders import LONG_AGO, all_orders
from tests.marketplaces.etsy.shapes import cash, euros, receipt, transaction


def test_all_that_an_order_says():
    given = receipt(
        message_from_buyer="Blue, please",
        discount_amt=cash(100),
        transactions=[transaction(variations=[{"formatted_name": "Size", "formatted_value": "S"}])],
    )
    found = order(given)
    assert (found.remote_id, found.number, found.currency) == ("987654321", "987654321", "EUR")
    assert found.created_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert found.updated_at == datetime(2026, 1, 1, 0, 1, 40, tzinfo=UTC)
    assert (found.total, found.shipping, found.discount) == (euros("14.3"), euros("4.5"), euros("1"))
    assert (found.note, found.ship_by) == ("Blue, please", datetime(2026, 1, 4, tzinfo=UTC))
    line = found.lines[0]
    assert (line.line_id, line.product_id, line.variant_id) == ("7001", "4500000001", "26100000001")
    assert (line.unit_price, line.variant_title, line.properties) == (euros("4.9"), "S", (("Size", "S"),))
    assert (found.buyer.remote_id, found.address.postal_code, found.problems) == ("55", "75001", ())


@pytest.mark.parametrize(
    ("status", "is_paid", "payment"),
    [
        ("paid", True, PaymentStatus.PAID),
        ("Paid", True, PaymentStatus.PAID),
        ("completed", True, PaymentStatus.PAID),
        ("paid", False, PaymentStatus.PENDING),
        ("open", False, PaymentStatus.PENDING),
        ("payment processing", False, PaymentStatus.PENDING),
        ("canceled", True, PaymentStatus.VOIDED),
        ("Fully Refunded", True, PaymentStatus.REFUNDED),
        ("partially refunded", True, PaymentStatus.PARTLY_REFUNDED),
        ("in dispute", True, PaymentStatus.UNKNOWN),
    ],
)
def test_only_what_is_paid_is_called_paid(status, is_paid, payment):
    assert order(receipt(status=status, is_paid=is_paid)).payment is payment


def test_nothing_is_owed_of_a_cancelled_or_wholly_refunded_order():
    assert [order(receipt(status=each)).lines[0].owed for each in ("canceled", "fully refunded", "paid")] == [0, 0, 2]


def test_a_part_that_was_refunded_of_several_lines_is_a_problem_since_etsy_names_no_line():
    two = [transaction(), transaction(7002)]
    assert order(receipt(status="partially refunded", transactions=two)).problems == ("refund_of_no_line",)


def test_amounts_have_the_divisor_that_etsy_says():
    given = receipt(grandtotal=cash(1200, 1, "JPY"))
    assert order(given).total == Money(Decimal(1200), "JPY")
    with pytest.raises(Misread):
        order(receipt(grandtotal={"amount": 5, "divisor": 0, "currency_code": "EUR"}))


def test_a_line_that_points_at_nothing_is_kept():
    line = order(receipt(transactions=[transaction(listing_id=None, product_id=None, sku=None)])).lines[0]
    assert (line.product_id, line.variant_id, line.sku) == ("", "", "")


def test_an_address_that_etsy_hides_is_a_problem_and_a_digital_order_has_none():
    """44"""
    hidden = dict.fromkeys(("first_line", "second_line", "city", "state", "zip", "country_iso"))
    assert order(receipt(**hidden)).problems == ("no_personal_data",)
    assert order(receipt(**hidden)).address is None
    assert order(receipt(**hidden, transactions=[transaction(is_digital=True)])).problems == ()


def test_a_hidden_address_shows_when_the_shop_is_connected(stage, shop):
    """44: probed at the last order"""
    stage.buyer_orders({SKU: 1})
    stage.hide_buyers()
    assert shop.connect().lost_abilities == ("personal_data",)


def test_a_cancelled_order_is_found_although_the_changes_leave_it_out(stage, etsy, shop):
    """41"""
    etsy.set_rule("canceled_in_delta", value=False)
    order_id = stage.buyer_orders({SKU: 1})
    stage.buyer_cancels(order_id)
    found = all_orders(shop, datetime.now(UTC) - timedelta(hours=1))
    assert [(each.remote_id, each.payment) for each in found] == [(order_id, PaymentStatus.REFUNDED)]


def test_a_refund_that_moves_no_time_shows_when_the_order_is_read(stage, etsy, shop):
    """41"""
    etsy.set_rule("refund_bumps", value=False)
    order_id = stage.buyer_orders({SKU: 2})
    stage.shop_refunds(order_id, SKU, 1)
    found = shop.order(order_id)
    assert (found.payment, found.refunded) == (PaymentStatus.PARTLY_REFUNDED, euros("4.90"))


def test_refunds_are_listed_and_cannot_be_made(stage, shop):
    order_id = stage.buyer_orders({SKU: 2})
    seen_to.refund(stage.simulator, {"receipt": order_id, "amount": "4.90"})
    assert [(each.state, each.amount) for each in shop.refunds(order_id)] == [("done", euros("4.90"))]


def test_the_order_of_rows_is_asked_for_and_not_believed(at_wire, wire):
    """42"""
    wire.will(*[will.answer(200, {"count": 0, "results": []})] * 2)
    at_wire.orders_since(datetime(2026, 11, 20, tzinfo=UTC))
    first, second = (call.target for call in wire.received)
    assert "min_last_modified=1795132800&sort_on=updated&sort_order=asc&limit=100&offset=0" in first
    assert "was_canceled=true&min_created=" in second


def test_more_than_a_page_is_read(stage, shop):
    """43"""
    made = [stage.buyer_orders({}, by_hand=["x"]) for _ in range(130)]
    assert [each.remote_id for each in all_orders(shop)] == made


def test_beyond_the_last_offset_the_window_begins_later():
    rows = [receipt(number, updated_timestamp=1767225600 + number) for number in range(1, 101)]
    page = page_of({"count": 99999, "results": rows})
    here = Place("changed", 1767225600, FURTHEST_OFFSET)
    assert _next(here, page, LONG_AGO) == Place("changed", 1767225700, 0)


def test_a_cursor_of_somebody_else_is_refused(shop):
    with pytest.raises(Rejected):
        shop.orders_since(LONG_AGO, "changed:x:0")


def test_one_order_that_cannot_be_read_stops_no_other(at_wire, wire):
    rows = [receipt(1, is_paid=None), receipt(2)]
    wire.will(will.answer(200, {"count": 2, "results": rows}))
    page = at_wire.orders_since(LONG_AGO)
    assert ([each.remote_id for each in page.items], page.unreadable) == (
        ["2"],
        (("1", "is_paid is neither true nor false"),),
    )


def test_rows_that_come_twice_are_one_and_a_short_page_is_the_last():
    """56"""
    pages = [
        page_of({"count": 999, "results": [{"id": n} for n in range(100)]}),
        page_of({"count": 999, "results": [{"id": 99}]}),
    ]
    asked = []

    def read(limit, offset):
        asked.append(offset)
        return pages[len(asked) - 1]

    assert len(all_rows(read, "id")) == 100
    assert asked == [0, 100]


def test_two_skus_of_one_order(stage, shop):
    order_id = stage.buyer_orders({SKU: 1, OTHER_SKU: 2})
    assert [line.sku for line in shop.order(order_id).lines] == [SKU, OTHER_SKU]
