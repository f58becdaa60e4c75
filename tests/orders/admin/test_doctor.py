"""What `manage.py doctor` says of orders."""

import pytest

from core.doctor import State
from orders import doctor
from orders.models import BuyingSwitch
from tests import selling_rows as selling


def said(examiner):
    return [(state, sentence) for state, sentence, _remedy in examiner()]


def test_a_quiet_hub_is_well(db):
    assert said(doctor.examine_buying) == [(State.OK, "Buying is on; purchases carry the mark HUB1.")]
    assert said(doctor.examine_orders) == [(State.OK, "None is stuck and none needs a person.")]


def test_switched_off_buying_and_unknown_purchases_are_said_with_the_remedy(db):
    BuyingSwitch(is_on=False, why="stock take", by="boss").save()
    selling.purchases(2, "unknown")
    assert said(doctor.examine_buying) == [
        (State.WARNING, "Buying is switched off by boss: stock take"),
        (State.WARNING, "2 purchases or payments have an unknown outcome."),
    ]


def test_orders_that_need_a_person_are_counted(db):
    selling.orders(2, "needs_attention")
    selling.orders(1, "awaiting_mapping")
    assert said(doctor.examine_orders) == [(State.WARNING, "3 orders need a person.")]


def test_an_exchange_rate_that_cannot_be_read_is_named(settings):
    settings.EXCHANGE_RATES = ["USD-EUR 0.9"]
    (state, sentence), *rest = said(doctor.examine_rates)
    assert (state, rest) == (State.BROKEN, [])
    assert "USD-EUR 0.9" in sentence


@pytest.mark.parametrize(("server", "state"), [("", State.BROKEN), ("smtp.example.com", State.OK)])
def test_a_shop_whose_customers_the_hub_tells_needs_a_mail_server(db, settings, server, state):
    settings.SMTP_SERVER = server
    selling.shop(mail_sender="hub")
    assert [found for found, _sentence in said(doctor.examine_messages)] == [state]
