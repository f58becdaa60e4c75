"""Orders: page by page and one by one, whatever happened to them."""

from datetime import UTC, datetime, timedelta

from core.money import Money
from marketplaces.interface import CancelReason, Capability, PaymentStatus
from tests.marketplaces.contract.needs import needs, shown_on
from tests.marketplaces.contract.stage import OTHER_SKU, SKU

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def all_orders(adapter, since=LONG_AGO):
    found, cursor = [], ""
    while True:
        page = adapter.orders_since(since, cursor)
        assert page.unreadable == ()
        found += page.items
        cursor = page.cursor
        if not cursor:
            return found


def test_an_order_says_what_was_bought_by_whom_and_for_how_much(stage, adapter):
    order_id = stage.buyer_orders({SKU: 2, OTHER_SKU: 1})
    order = adapter.order(order_id)
    assert (order.remote_id, order.payment, order.is_test, order.problems) == (order_id, PaymentStatus.PAID, False, ())
    assert [(line.sku, line.quantity, line.owed) for line in order.lines] == [(SKU, 2, 2), (OTHER_SKU, 1, 1)]
    assert order.lines[0].unit_price == Money(stage.price(SKU), stage.currency)
    assert all(line.variant_id and line.product_id and line.line_id for line in order.lines)
    assert (order.address.name, order.address.address1, order.address.country) == ("Test Buyer", "12 Test Street", "FR")
    assert order.buyer.email == "buyer@example.com"
    assert order.total.currency == order.currency == stage.currency
    assert order.updated_at.tzinfo is not None


def test_no_orders_are_an_empty_page(adapter):
    page = adapter.orders_since(LONG_AGO)
    assert (page.items, page.cursor) == ((), "")


def test_pages_are_followed_to_the_last_and_hold_each_order_once(stage, adapter):
    made = [stage.buyer_orders({SKU: 1}) for _ in range(45)]
    found = all_orders(adapter)
    assert [order.remote_id for order in found] == made
    assert adapter.orders_since(LONG_AGO).cursor


def test_what_has_not_changed_since_is_left_out(stage, adapter):
    stage.buyer_orders({SKU: 1})
    assert all_orders(adapter, datetime.now(UTC) + timedelta(days=1)) == []


def test_a_page_and_a_single_reading_say_the_same(stage, adapter):
    order_id = stage.buyer_orders({SKU: 2})
    assert all_orders(adapter) == [adapter.order(order_id)]


def test_an_order_with_many_lines_is_read_whole(stage, adapter):
    order_id = stage.buyer_orders({}, by_hand=[f"Test line {n}" for n in range(120)])
    assert [line.title for line in adapter.order(order_id).lines] == [f"Test line {n}" for n in range(120)]


def test_a_line_that_is_no_product_is_kept(stage, adapter):
    order_id = stage.buyer_orders({}, by_hand=["Gift wrap"])
    line = adapter.order(order_id).lines[0]
    assert (line.title, line.product_id, line.variant_id) == ("Gift wrap", "", "")


def test_an_unpaid_order_is_not_a_paid_one(stage, adapter):
    assert adapter.order(stage.buyer_orders({SKU: 1}, paid=False)).payment is PaymentStatus.PENDING


@shown_on("test_orders")
def test_a_test_order_says_so(stage, adapter):
    assert adapter.order(stage.buyer_orders({SKU: 1}, test=True)).is_test


@shown_on("guests")
def test_a_guest_s_order_is_read(stage, adapter):
    order = adapter.order(stage.buyer_orders({SKU: 1}, guest=True))
    assert (order.buyer.remote_id, order.buyer.email) == ("", "buyer@example.com")


@shown_on("refunded_lines")
def test_what_was_refunded_is_no_longer_owed(stage, adapter):
    order_id = stage.buyer_orders({SKU: 2, OTHER_SKU: 1})
    stage.shop_refunds(order_id, SKU, 2)
    order = adapter.order(order_id)
    assert order.payment is PaymentStatus.PARTLY_REFUNDED
    assert {line.sku: line.owed for line in order.lines} == {SKU: 0, OTHER_SKU: 1}
    assert order.refunded.amount > 0


def test_a_cancelled_order_says_so(stage, adapter):
    order_id = stage.buyer_orders({SKU: 1})
    before = adapter.order(order_id)
    stage.buyer_cancels(order_id)
    order = adapter.order(order_id)
    assert order.cancelled_at is not None
    assert order.payment is PaymentStatus.REFUNDED
    assert order.updated_at >= before.updated_at


def test_a_buyer_who_may_not_be_seen_is_a_problem_and_never_a_blank_address(stage, adapter):
    order_id = stage.buyer_orders({SKU: 1})
    stage.hide_buyers()
    order = adapter.order(order_id)
    assert (order.address, order.problems) == (None, ("no_personal_data",))


@needs(Capability.CANCEL_ORDER)
def test_an_order_is_cancelled_with_its_refund(stage, adapter):
    order_id = stage.buyer_orders({SKU: 1})
    adapter.cancel_order(order_id, CancelReason.INVENTORY, note="sold out")
    assert stage.is_cancelled(order_id)
    assert adapter.order(order_id).payment is PaymentStatus.REFUNDED


@needs(Capability.CANCEL_ORDER)
def test_cancelling_twice_is_cancelling_once(stage, adapter):
    order_id = stage.buyer_orders({SKU: 1})
    adapter.cancel_order(order_id, CancelReason.INVENTORY)
    adapter.cancel_order(order_id, CancelReason.INVENTORY)
    assert stage.is_cancelled(order_id)
