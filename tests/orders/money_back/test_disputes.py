"""Payment disputes: read from the marketplace, answered by staff."""

import pytest
from django.core.exceptions import PermissionDenied

from core.models import Job
from orders import dashboard
from orders.actions import disputing
from orders.actions.errors import NotAllowedNow
from orders.models import PaymentDispute
from tests.console_rows import staff


@pytest.fixture
def dispute(stage, account, order, work) -> PaymentDispute:
    stage.simulator.open_dispute(order.remote_id)
    assert len(disputing.file_readings("test")) == 1
    work("orders.read_disputes")
    return PaymentDispute.objects.get()


def test_a_dispute_is_read_with_its_order_and_its_day(order, dispute):
    assert (dispute.order, dispute.state, dispute.answer) == (order, "action_needed", "")
    assert (dispute.amount, dispute.currency) == (order.total, "EUR")
    assert dispute.answer_by > dispute.opened_at


def test_reading_twice_is_one_row(dispute, work):
    disputing.file_readings("test")
    work("orders.read_disputes")
    assert PaymentDispute.objects.count() == 1


def test_one_that_was_answered_elsewhere_is_seen_to_be_closed(stage, dispute, work):
    stage.simulator.seller.disputes[dispute.remote_id].status = "CLOSED"
    disputing.file_readings("test")
    work("orders.read_disputes")
    dispute.refresh_from_db()
    assert dispute.state == "closed"


def test_what_waits_for_an_answer_is_counted_on_the_first_page(dispute):
    figures = {figure.code: figure.number for figure in dashboard.needs()}
    assert figures["disputes_open"] == 1


def test_accepting_is_a_job_and_its_answer_is_kept(stage, dispute, work):
    disputing.accept(dispute, "anna", None)
    assert work("orders.answer_dispute") == ["done"]
    dispute.refresh_from_db()
    assert (dispute.answer, dispute.asked_by) == ("accepted", "")
    assert stage.simulator.counts()["acceptPaymentDispute"] == 1


def test_two_answers_at_once_are_not_taken(dispute):
    disputing.accept(dispute, "anna", None)
    with pytest.raises(NotAllowedNow) as refusal:
        disputing.contest(dispute, "no", "bert", None)
    assert refusal.value.code == "answer_under_way"
    assert Job.objects.filter(kind="orders.answer_dispute").count() == 1


def test_one_that_has_its_answer_takes_no_other(dispute):
    PaymentDispute.objects.filter(pk=dispute.pk).update(answer="accepted")
    with pytest.raises(NotAllowedNow) as refusal:
        disputing.contest(dispute, "no", "anna", None)
    assert refusal.value.code == "dispute_answered"


def test_an_answer_that_was_refused_may_be_given_anew(stage, dispute, work):
    """Nothing is contested without evidence (33102)."""
    disputing.contest(dispute, "delivered", "anna", None)
    work("orders.answer_dispute")
    dispute.refresh_from_db()
    assert (dispute.answer, dispute.asked_by) == ("", "")


def test_a_person_needs_the_right_to_it(dispute):
    clerk = staff("clerk", "orders.view_paymentdispute")
    with pytest.raises(PermissionDenied):
        disputing.accept(dispute, "clerk", clerk)
