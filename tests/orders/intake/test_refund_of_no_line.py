"""A part of an order was refunded, and the marketplace does not say for which line: nothing is bought before somebody
has looked."""

import pytest

from orders.actions.holding import accept
from orders.models import Order
from orders.rules.stages import stage_of
from orders.standing.facts import facts_of
from tests.orders import factories

pytestmark = pytest.mark.django_db
CODE = "refund_of_no_line"


@pytest.fixture
def order():
    made = factories.order(payment=Order.Payment.PARTLY_REFUNDED, problems=[CODE])
    factories.line(made)
    return made


def test_it_needs_a_person_and_may_not_be_bought(order):
    found = facts_of(order)
    assert (stage_of(found)[:2], found.may_be_bought) == (("needs_attention", CODE), False)


def test_once_somebody_has_looked_it_goes_on(order):
    Order.objects.filter(pk=order.pk).update(state="needs_attention", reason=CODE)
    accept(order, by="ana", why="The second soap was refunded: taken out at the supplier.")
    order.refresh_from_db()
    assert order.settled == [CODE]
    assert facts_of(order).may_be_bought
    assert stage_of(facts_of(order))[1] != CODE


def test_without_that_problem_a_part_refund_stops_nothing(order):
    order.problems = []
    assert facts_of(order).may_be_bought
