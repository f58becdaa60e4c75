"""What the supplier shows of a purchase, and what becomes of it here. Looks may come twice and in any order."""

from dataclasses import replace

import pytest

from orders.following.purchases import level_of, take_purchase, take_purchases
from orders.models import Shipment, ShipmentLine, SupplierOrder
from suppliers.interface import Purchase, PurchaseLine, PurchaseStatus, TrackingRef
from suppliers.models import SupplierAccount
from tests.orders import factories
from tests.orders.following.stage import GOODS_AT_CJ as GOODS

pytestmark = pytest.mark.django_db
S = PurchaseStatus


def shown(order_id, status, *numbers, lines=()):
    refs = tuple(TrackingRef(number, "YunExpress") for number in numbers)
    return Purchase(order_id, status, status.value.upper(), tracking=refs, lines=lines)


@pytest.fixture
def account(db):
    return SupplierAccount.objects.create(supplier="cj-dropshipping", name="CJ main", state="ok")


@pytest.fixture
def row(account):
    """Paid, two units of one line."""
    order = factories.order()
    return factories.supplier_order(
        order, account, GOODS, 2, order_line=factories.line(order, 2), state="paid", supplier_order_ids=["A"]
    )


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (S.UNPAID, "placed"),
        (S.UNDER_REVIEW, "paid"),
        (S.PREPARING, "paid"),
        (S.PARTLY_SHIPPED, "partly_shipped"),
        (S.SHIPPED, "shipped"),
        (S.DELIVERED, "delivered"),
        (S.CANCELLED, "cancelled"),
        (S.IN_DISPUTE, "placed"),
        (S.UNKNOWN, "placed"),
    ],
)
def test_every_word_of_the_supplier_has_its_state_and_an_unknown_one_moves_nothing(row, status, state):
    SupplierOrder.objects.update(state="placed")
    taken = take_purchase(row.pk, shown("A", status), "test")
    assert (taken.state, taken.supplier_status) == (state, status.value.upper())


@pytest.mark.parametrize("late", [S.UNPAID, S.PREPARING, S.PARTLY_SHIPPED, S.SHIPPED])
def test_an_older_look_that_comes_late_leads_nowhere_back(row, late):
    take_purchase(row.pk, shown("A", S.DELIVERED, "TN1"), "test")
    taken = take_purchase(row.pk, shown("A", late, "TN1"), "test")
    assert (taken.state, Shipment.objects.get().status) == ("delivered", "delivered")


@pytest.mark.parametrize("state", ["draft", "sending", "unknown", "needs_operator", "rejected"])
def test_a_purchase_that_the_ledger_has_not_settled_is_left_to_it(row, state):
    SupplierOrder.objects.update(state=state)
    assert take_purchase(row.pk, shown("A", S.SHIPPED, "TN1"), "test").state == state
    assert not Shipment.objects.exists()


def test_a_payment_under_way_is_settled_by_the_ledger_before_goods_move(row):
    SupplierOrder.objects.update(state="pay_sending")
    assert take_purchase(row.pk, shown("A", S.SHIPPED, "TN1"), "test").state == "pay_sending"


def test_a_number_on_a_label_is_no_parcel_yet(row):
    take_purchase(row.pk, shown("A", S.PREPARING, "TN1"), "test")
    assert not Shipment.objects.exists()


def test_the_same_look_twice_writes_once(row):
    for _ in range(2):
        take_purchase(row.pk, shown("A", S.SHIPPED, "TN1", "TN2"), "test")
    assert list(ShipmentLine.objects.order_by("pk").values_list("shipment__number", "quantity")) == [
        ("TN1", 1),
        ("TN2", 1),
    ]


def test_one_unit_more_is_kept_for_the_parcel_that_is_still_to_come(row):
    take_purchase(row.pk, shown("A", S.PARTLY_SHIPPED, "TN1"), "test")
    taken = take_purchase(row.pk, shown("A", S.SHIPPED, "TN1", "TN2"), "test")
    assert [parcel.lines.get().quantity for parcel in taken.shipments.order_by("pk")] == [1, 1]


def test_a_parcel_for_which_nothing_is_left_is_followed_and_not_told(row):
    take_purchase(row.pk, shown("A", S.SHIPPED, "TN1"), "test")
    take_purchase(row.pk, shown("A", S.SHIPPED, "TN1", "TN2"), "test")
    late = Shipment.objects.get(number="TN2")
    assert (late.lines.count(), late.state, late.reason) == (0, "none", "holds_nothing")


def test_the_orders_of_several_stores_hold_what_each_of_them_lists(account):
    order = factories.order()
    first, second = factories.line(order, 2), factories.line(order, 1)
    row = factories.supplier_order(
        order, account, GOODS, 2, order_line=first, state="paid", supplier_order_ids=["A", "B"]
    )
    other = row.lines.create(order_line=second, external_variant_id="V2", quantity=1, supplier_quantity=1)
    mine = row.lines.exclude(pk=other.pk).get()
    of_a = shown("A", S.SHIPPED, "TN1", lines=(PurchaseLine("V2", 1),))
    of_b = shown("B", S.PREPARING, lines=(PurchaseLine("", 2, line_ref=str(mine.pk)),))
    assert take_purchases(row.pk, [of_a, of_b], "test").state == "partly_shipped"
    take_purchases(row.pk, [of_a, replace(of_b, status=S.SHIPPED, tracking=(TrackingRef("TN2"),))], "test")
    row.refresh_from_db()
    held = dict(ShipmentLine.objects.values_list("shipment__number", "order_line_id"))
    assert (row.state, held) == ("shipped", {"TN1": second.pk, "TN2": first.pk})


def test_lines_of_one_variant_that_the_supplier_put_together_are_taken_apart(account):
    order = factories.order()
    first, second = factories.line(order, 1), factories.line(order, 2)
    row = factories.supplier_order(order, account, GOODS, 1, order_line=first, state="paid", supplier_order_ids=["A"])
    row.lines.create(order_line=second, external_variant_id="V1", quantity=2, supplier_quantity=2)
    take_purchase(row.pk, shown("A", S.SHIPPED, "TN1", lines=(PurchaseLine("V1", 3),)), "test")
    assert dict(ShipmentLine.objects.values_list("order_line_id", "quantity")) == {first.pk: 1, second.pk: 2}


@pytest.mark.parametrize(
    ("statuses", "level"),
    [
        ({"A": S.SHIPPED, "B": S.SHIPPED}, 3),
        ({"A": S.SHIPPED, "B": S.PREPARING}, 2),
        ({"A": S.SHIPPED}, 2),  # the other is not shown
        ({"A": S.PREPARING}, None),
        ({"A": S.PREPARING, "B": S.UNPAID}, 0),
        ({"A": S.DELIVERED, "B": S.SHIPPED}, 3),
        ({"A": S.DELIVERED, "B": S.CANCELLED}, 4),
        ({"A": S.IN_DISPUTE, "B": S.SHIPPED}, 2),
        ({"A": S.UNKNOWN, "B": S.UNKNOWN}, None),
    ],
)
def test_a_purchase_of_several_orders_is_as_far_as_the_last_of_them(statuses, level):
    assert level_of(statuses, ["A", "B"]) == level


def test_what_the_supplier_cancels_needs_a_person(row):
    taken = take_purchase(row.pk, shown("A", S.CANCELLED), "test")
    row.order.refresh_from_db()
    assert (taken.state, taken.reason) == ("cancelled", "supplier_cancelled")
    assert (row.order.state, row.order.reason) == ("needs_attention", "supplier_cancelled")


def test_a_part_that_the_supplier_cancels_is_shown_and_the_rest_goes_on(row):
    SupplierOrder.objects.update(supplier_order_ids=["A", "B"])
    taken = take_purchases(row.pk, [shown("A", S.CANCELLED), shown("B", S.SHIPPED, "TN1")], "test")
    assert (taken.state, taken.reason, taken.reason_values) == ("shipped", "partly_cancelled", {"orders": ["A"]})


def test_an_address_that_no_browser_opens_is_not_kept(row):
    bad = replace(shown("A", S.SHIPPED), tracking=(TrackingRef("TN1", url="javascript:alert(1)"),))
    take_purchase(row.pk, bad, "test")
    assert Shipment.objects.get().url == ""
