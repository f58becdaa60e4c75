"""Refunds: written down, sent once, looked for after a lost answer, decided by a person where nobody knows."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import Event, Job
from orders.actions import refunding
from orders.actions.errors import NotAllowedNow
from orders.actions.refunding import Wanted
from orders.models import Order, OrderRefund
from orders.models.refunds import RefundState
from tests.console_rows import staff

_S = RefundState


def ask(order, amount="4.90", **more):
    return refunding.refund(order, Wanted(Decimal(amount), more.pop("reason", "customer"), **more), "anna", None)


def stand(row):
    row.refresh_from_db()
    return row.state


def sent(stage):
    return stage.simulator.counts()["issueRefund"]


def test_a_refund_is_written_down_before_anything_is_sent(stage, order):
    row = ask(order)
    assert (row.state, row.amount, row.currency, row.requested_by) == (_S.READY, Decimal("4.90"), "EUR", "anna")
    assert Job.objects.get(kind="orders.refund").payload == {"refund": row.pk}
    assert sent(stage) == 0


def test_its_job_sends_it_and_keeps_the_marketplace_s_number(stage, order, work):
    row = ask(order)
    work()
    assert stand(row) == _S.DONE
    [made] = stage.simulator.refunds[order.remote_id]
    assert (row.remote_id, made.amount) == (made.number, Decimal("4.90"))
    assert row.settled_at is not None
    kinds = list(Event.objects.filter(subject_type="orders.orderrefund").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["order_refund.sending", "order_refund.done"]


def test_of_one_line(stage, order, work):
    line = order.lines.get()
    ask(order, "4.90", lines=[(line.remote_line_id, Decimal("4.90"))])
    work()
    assert [made.line for made in stage.simulator.refunds[order.remote_id]] == [line.remote_line_id]


def test_one_that_the_marketplace_works_on_is_followed_to_its_end(stage, order, work):
    stage.simulator.set_rule("refund_seconds", 60)
    row = ask(order)
    work()
    assert stand(row) == _S.PENDING
    stage.simulator.seller.clock.move(seconds=61)
    assert refunding.file_open("schedule") == 1
    work()
    assert (stand(row), sent(stage)) == (_S.DONE, 1)


def test_one_that_fails_there_says_so(stage, order, work):
    stage.simulator.set_rule("refund_seconds", 60)
    stage.simulator.set_rule("refund_fails", value=True)
    row = ask(order)
    work()
    stage.simulator.seller.clock.move(seconds=61)
    refunding.file_open("schedule")
    work()
    assert stand(row) == _S.FAILED


def test_one_whose_answer_was_lost_is_found_and_never_sent_again(stage, order, work):
    stage.simulator.add_fault("lost@issueRefundx1")
    row = ask(order)
    work()
    assert stand(row) == _S.UNKNOWN
    work()
    assert (stand(row), sent(stage)) == (_S.DONE, 1)
    assert row.remote_id == stage.simulator.refunds[order.remote_id][0].number


def test_one_that_never_arrived_waits_for_a_person_and_is_not_sent_again(stage, order, work):
    stage.simulator.add_fault("reset@issueRefundx1")
    row = ask(order)
    work()
    work()
    assert stand(row) == _S.UNKNOWN  # it may still show
    OrderRefund.objects.filter(pk=row.pk).update(sent_at=timezone.now() - timedelta(hours=1))
    work()
    work()
    assert (stand(row), sent(stage)) == (_S.NEEDS_OPERATOR, 1)
    assert refunding.file_open("schedule") == 0


def test_one_that_a_dead_worker_was_sending_is_looked_for(stage, order, work):
    row = ask(order)
    OrderRefund.objects.filter(pk=row.pk).update(state=_S.SENDING, sent_at=timezone.now())
    work()
    assert (stand(row), sent(stage)) == (_S.UNKNOWN, 0)


def test_a_refund_of_the_same_amount_that_was_there_before_is_not_taken_for_ours(stage, order, work):
    stage.shop_refunds(order.remote_id, order.lines.get().sku, 1)
    stage.simulator.add_fault("reset@issueRefundx1")
    row = ask(order)
    work()
    work()
    assert stand(row) == _S.UNKNOWN


def test_one_that_is_held_up_by_a_limit_goes_out_later(stage, order, work):
    stage.simulator.add_fault("limit=60@issueRefundx1")
    row = ask(order)
    work()
    assert (stand(row), row.sent_at) == (_S.READY, None)


def test_one_that_the_marketplace_refuses_keeps_its_words(stage, order, work):
    stage.simulator.orders[order.remote_id].has_case = True
    row = ask(order)
    work()
    assert stand(row) == _S.REJECTED
    assert "case" in row.message


# What is not asked for


@pytest.mark.parametrize(
    ("amount", "more", "code"),
    [
        ("0", {}, "bad_amount"),
        ("1.005", {}, "bad_amount"),
        ("999", {}, "too_much"),
        ("1", {"reason": "because"}, "unknown_reason"),
        ("1", {"lines": [("999", Decimal(1))]}, "unknown_line"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(stage, order, amount, more, code):
    with pytest.raises(NotAllowedNow) as refusal:
        ask(order, amount, **more)
    assert refusal.value.code == code
    assert (OrderRefund.objects.count(), Job.objects.count()) == (0, 0)


def test_lines_have_to_make_the_amount(order):
    with pytest.raises(NotAllowedNow) as refusal:
        ask(order, "2", lines=[(order.lines.get().remote_line_id, Decimal(1))])
    assert refusal.value.code == "bad_amount"


def test_one_at_a_time(order):
    ask(order)
    with pytest.raises(NotAllowedNow) as refusal:
        ask(order)
    assert refusal.value.code == "refund_under_way"


def test_the_database_itself_keeps_two_from_being_under_way(order):
    row = ask(order)
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderRefund.objects.create(order=row.order, amount=1, currency="EUR", reason="other")


def test_never_more_than_was_paid_over_several(order, work):
    ask(order, str(order.total - 1))
    work()
    with pytest.raises(NotAllowedNow) as refusal:
        ask(order, "2")
    assert refusal.value.code == "too_much"


def test_an_unpaid_order_has_nothing_to_give_back(order):
    Order.objects.filter(pk=order.pk).update(payment="pending")
    with pytest.raises(NotAllowedNow) as refusal:
        ask(order)
    assert refusal.value.code == "not_paid"


def test_a_person_needs_the_right_to_it(order):
    clerk, cashier = staff("clerk", "orders.view_order"), staff("cashier", "orders.refund_order")
    with pytest.raises(PermissionDenied):
        refunding.refund(order, Wanted(Decimal(1), "other"), "clerk", clerk)
    assert refunding.refund(order, Wanted(Decimal(1), "other"), "cashier", cashier).state == _S.READY


# The decision


@pytest.mark.parametrize(("was_made", "state"), [(True, _S.DONE), (False, _S.REJECTED)])
def test_a_person_says_what_became_of_it(stage, order, was_made, state):
    row = ask(order)
    OrderRefund.objects.filter(pk=row.pk).update(state=_S.NEEDS_OPERATOR)
    row.refresh_from_db()
    refunding.resolve(row, was_made=was_made, why="looked there", by="anna", user=None)
    assert (stand(row), sent(stage)) == (state, 0)


def test_only_one_that_waits_is_decided(order):
    with pytest.raises(NotAllowedNow):
        refunding.resolve(ask(order), was_made=True, why="looked there", by="anna", user=None)
