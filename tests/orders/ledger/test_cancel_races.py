"""A cancellation or a refund that comes at any moment of a purchase's life: every order of arrival has one written end.

The events, of which the first four come in this order by nature:
S the purchase is sent (its answer is lost) · F it is found at the supplier · P the payment is approved and sent · H the
goods leave · C the shop shows a cancellation · R the shop shows a full refund.
docs/cancel-races.md tells the same in words; what an event does that is not possible any more is nothing.
"""

from itertools import product
from pathlib import Path

import pytest
from django.conf import settings as project
from django.utils import timezone

from core.models import Job
from orders.actions.approving import approve_payment
from orders.actions.cancelling import cancel_seen
from orders.following.purchases import file_follow
from orders.models import Order
from tests.orders.at_cj import CREATE, DETAIL, PAY

pytestmark = pytest.mark.django_db

# By what had happened to the purchase when the first word of cancellation came: the end of the purchase, of the order at
# CJ (None: there is none), and how often it was paid.
ENDS = {
    "": ("cancelled", None, 0),
    "S": ("cancelled", "CANCELLED", 0),
    "SF": ("cancelled", "CANCELLED", 0),
    "SFP": ("shipped", "SHIPPED", 1),
    "SFPH": ("shipped", "SHIPPED", 1),
}
# And of the customer's order, by what came: bought and paid for goods stay with it until a person has decided.
NOTHING_BOUGHT = {"C": ("cancelled", "cancelled_at_shop"), "R": ("cancelled", "refunded")}
BOUGHT = {"C": ("needs_attention", "cancelled_after_purchase"), "R": ("needs_attention", "refunded_after_purchase")}


def arrivals():
    """S, F, P, H with C, with R, and with both, at every place."""
    story = "SFPH"
    places = range(len(story) + 1)
    found = {story[:at] + word + story[at:] for at in places for word in "CR"}
    for at, other in product(places, places):
        for first, second in ((("C", at), ("R", other)), (("R", other), ("C", at))):
            slots = [""] * (len(story) + 1)
            for word, place in (first, second):
                slots[place] += word
            found.add("".join(slots[n] + story[n : n + 1] for n in places))
    return sorted(found)


def end_of(arrival):
    first = min(arrival.index(word) for word in "CR" if word in arrival)
    before = arrival[:first]
    purchase, at_cj, payments = ENDS[before]
    word = "C" if "C" in arrival else "R"  # a cancelled order is called so, refunded or not
    return purchase, at_cj, payments, (BOUGHT if "P" in before else NOTHING_BOUGHT)[word]


class Race:
    def __init__(self, desk, cj):
        self.desk, self.cj = desk, cj
        self.row = desk.approved()

    def happens(self, event):
        getattr(
            self, {"S": "sent", "F": "found", "P": "paid", "H": "ships", "C": "cancelled", "R": "refunded"}[event]
        )()
        self.desk.work()

    def sent(self):
        self.cj.happens(f"lost@{CREATE}x1")
        Job.objects.filter(kind="orders.look_up").delete()
        self.desk.work(("orders.place",))
        self.cj.simulator.clear_faults()

    def found(self):
        self.desk.time_passes(self.row, 6)

    def paid(self):
        approvable = [row for row in [self.desk.seen(self.row)] if row.cancel_wanted_at is None]
        approve_payment(approvable, "ben")

    def ships(self):
        order = next(
            (one for one in self.cj.books.orders.values() if one.number == self.row.client_no and one.paid), None
        )
        if order is not None:
            order.status, order.track_number, order.shipped = "SHIPPED", "YT0000000001", self.cj.world.clock.now()
        self.look()

    def look(self):
        row = self.desk.seen(self.row)
        if row.supplier_order_ids:
            file_follow(row, "test")
            self.desk.work(("orders.follow",))

    def cancelled(self):
        Order.objects.filter(pk=self.row.order_id).update(cancelled_at=timezone.now(), cancel_reason="customer")
        cancel_seen(self.row.order_id, "shop")

    def refunded(self):
        Order.objects.filter(pk=self.row.order_id).update(payment="refunded", refunded=200)
        cancel_seen(self.row.order_id, "shop")

    def at_cj(self):
        return next((one.status for one in self.cj.books.orders.values() if one.number == self.row.client_no), None)


@pytest.fixture
def race(desk, cj):
    return Race(desk, cj)


@pytest.mark.parametrize("arrival", arrivals())
def test_every_order_of_arrival_ends_as_it_is_written(race, desk, cj, arrival):
    for event in arrival:
        race.happens(event)
    desk.time_passes(race.row, 60)
    desk.work()

    purchase, at_cj, payments, stage = end_of(arrival)
    assert (desk.state(race.row), race.at_cj()) == (purchase, at_cj)
    assert cj.paid(race.row.client_no) == payments
    assert desk.order_stage(race.row) == stage


def test_the_table_in_the_documents_names_every_order_of_arrival():
    text = (Path(project.BASE_DIR) / "docs/cancel-races.md").read_text()
    for arrival in arrivals():
        purchase, at_cj, payments, (stage, reason) = end_of(arrival)
        shown = f"| {arrival} | {purchase} | {at_cj or '–'} | {payments} | {stage}, {reason} |"
        assert shown in text, shown


def test_a_cancellation_while_the_purchase_never_arrived_ends_with_nothing_sent_again(race, desk, cj):
    cj.happens(f"reset@{CREATE}x1")
    desk.work()
    race.cancelled()
    desk.settle(race.row)

    assert (desk.state(race.row), cj.asked(CREATE), race.at_cj()) == ("cancelled", 1, None)
    assert desk.order_stage(race.row) == ("cancelled", "cancelled_at_shop")


def test_a_cancellation_while_the_payment_is_without_an_answer_is_shown_when_it_was_made(race, desk, cj):
    desk.work()
    approve_payment([desk.seen(race.row)], "ben")
    cj.happens(f"lost@{PAY}x1")
    desk.work()
    race.cancelled()
    desk.settle(race.row)

    assert (desk.state(race.row), cj.paid(race.row.client_no)) == ("paid", 1)
    assert desk.order_stage(race.row) == ("needs_attention", "cancelled_after_purchase")


def test_a_cancellation_while_the_payment_was_never_made_leaves_it_unpaid_for_a_person(race, desk, cj):
    """CJ deletes no order that left the cart: it runs out there, and staff see both sides."""
    desk.work()
    approve_payment([desk.seen(race.row)], "ben")
    cj.happens(f"reset@{PAY}x1")
    desk.work()
    race.cancelled()
    desk.settle(race.row)

    seen = desk.seen(race.row)
    assert (seen.state, seen.reason, cj.payments()) == ("placed", "cancel_refused", [])
    assert desk.order_stage(race.row) == ("needs_attention", "cancelled_after_purchase")


def test_a_person_who_paid_in_the_console_while_the_order_was_cancelled_is_seen(race, desk, cj):
    desk.work()
    order = cj.order_of(race.row.client_no)
    order.status, order.paid = "UNSHIPPED", cj.world.clock.now()
    race.cancelled()
    desk.work()

    assert desk.state(race.row) == "paid"
    assert desk.order_stage(race.row) == ("needs_attention", "cancelled_after_purchase")


def test_a_cancellation_whose_answer_is_lost_is_read_before_it_is_asked_for_again(race, desk, cj):
    desk.work()
    cj.happens("lost@shopping/order/deleteOrderx1")
    race.cancelled()
    desk.work()
    assert desk.state(race.row) == "placed"

    desk.time_passes(race.row, 31)
    desk.work()

    assert (desk.state(race.row), cj.asked("shopping/order/deleteOrder")) == ("cancelled", 1)


def test_while_the_supplier_cannot_be_asked_a_cancelled_order_is_neither_paid_nor_forgotten(race, desk, cj):
    desk.work()
    cj.happens(f"status=502@{DETAIL}")
    race.cancelled()
    desk.work()
    assert desk.order_stage(race.row) == ("needs_attention", "cancelled_after_purchase")

    cj.simulator.clear_faults()
    desk.time_passes(race.row, 31)
    desk.work()

    assert (desk.state(race.row), race.at_cj(), cj.payments()) == ("cancelled", "CANCELLED", [])
