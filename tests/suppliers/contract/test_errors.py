"""Each way in which a supplier can fail becomes the error that says what to do next."""

import pytest

from core.errors import BadPayload, PartnerDown, RateLimited, TimedOut


def test_too_many_calls_ask_to_wait(stage, adapter, goods):
    stage.ask_to_wait()
    with pytest.raises(RateLimited) as refusal:
        adapter.product(goods.product_id)
    assert refusal.value.retry_after > 0


def test_a_502_with_a_page_in_it_is_the_supplier_s_fault(stage, adapter, goods):
    stage.break_down()
    with pytest.raises(PartnerDown) as refusal:
        adapter.product(goods.product_id)
    assert refusal.value.status == 502


def test_no_answer_in_time(impatient, stage, adapter, goods):
    stage.hang(2)
    with pytest.raises(TimedOut):
        adapter.product(goods.product_id)


def test_an_answer_that_breaks_off_is_no_answer(stage, adapter, goods):
    stage.cut_off()
    with pytest.raises(PartnerDown):
        adapter.product(goods.product_id)


def test_a_page_instead_of_data_is_not_understood(stage, adapter, goods):
    stage.babble()
    with pytest.raises(BadPayload):
        adapter.product(goods.product_id)


def test_a_supplier_that_works_again_is_used_again(stage, adapter, goods):
    stage.break_down()
    with pytest.raises(PartnerDown):
        adapter.product(goods.product_id)
    stage.recover()
    assert adapter.product(goods.product_id).product_id == goods.product_id
