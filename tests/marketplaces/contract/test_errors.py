"""Each way in which a marketplace can fail becomes the error that says what to do next."""

import pytest

from core.errors import BadPayload, NotFound, PartnerDown, RateLimited, TimedOut
from tests.marketplaces.contract.stage import SKU


@pytest.fixture
def order_id(stage):
    return stage.buyer_orders({SKU: 1})


def test_too_many_calls_ask_to_wait(stage, adapter, order_id):
    stage.ask_to_wait()
    with pytest.raises(RateLimited) as refusal:
        adapter.order(order_id)
    assert refusal.value.retry_after > 0


def test_a_502_with_a_page_in_it_is_the_marketplace_s_fault(stage, adapter, order_id):
    stage.break_down()
    with pytest.raises(PartnerDown) as refusal:
        adapter.order(order_id)
    assert refusal.value.status == 502


def test_no_answer_in_time(impatient, stage, adapter, order_id):
    stage.hang(1)
    with pytest.raises(TimedOut):
        adapter.order(order_id)


def test_an_answer_that_breaks_off_is_no_answer(stage, adapter, order_id):
    stage.cut_off()
    with pytest.raises(PartnerDown):
        adapter.order(order_id)


def test_a_page_instead_of_data_is_not_understood(stage, adapter, order_id):
    stage.babble()
    with pytest.raises(BadPayload):
        adapter.order(order_id)


def test_a_marketplace_that_works_again_is_used_again(stage, adapter, order_id):
    stage.break_down()
    with pytest.raises(PartnerDown):
        adapter.order(order_id)
    stage.recover()
    assert adapter.order(order_id).remote_id == order_id


def test_an_order_that_nobody_made_is_not_found(adapter):
    with pytest.raises(NotFound):
        adapter.order("999999999999")
