"""Telling parcels: each once, whatever becomes of the answer."""

import pytest

from core.errors import OutcomeUnknown, Rejected
from marketplaces.interface import Capability, ParcelNotice
from tests.marketplaces.contract.needs import needs
from tests.marketplaces.contract.stage import OTHER_SKU, SKU, Parcel

NUMBER = "YT2632400700000001"


def notice(adapter, order_id, wanted, number=NUMBER):
    """Of so much of each SKU."""
    lines = {line.sku: line.line_id for line in adapter.order(order_id).lines}
    rows = tuple((lines[sku], count) for sku, count in wanted.items())
    return ParcelNotice(adapter.carrier_words("YunExpress", number), rows)


@pytest.fixture
def order_id(stage):
    return stage.buyer_orders({SKU: 2, OTHER_SKU: 1})


@needs(Capability.FULFIL)
def test_nothing_was_told_of_a_new_order_and_all_of_it_is_open(adapter, order_id):
    state = adapter.fulfilments(order_id)
    assert (state.existing, state.problem) == ((), "")
    assert sorted(line.remaining for line in state.open_lines) == [1, 2]


@needs(Capability.FULFIL, Capability.PARCEL_LINES)
def test_a_parcel_is_told_with_its_number_and_its_lines(stage, adapter, order_id):
    told = adapter.fulfil(order_id, notice(adapter, order_id, {SKU: 1, OTHER_SKU: 1}))
    assert stage.parcels(order_id) == [Parcel(NUMBER, "YunExpress", {SKU: 1, OTHER_SKU: 1})]
    state = adapter.fulfilments(order_id)
    assert state.with_number(NUMBER.lower()).fulfilment_id == told
    assert [line.remaining for line in state.open_lines] == [1]


@needs(Capability.FULFIL, Capability.PARCEL_LINES)
def test_several_parcels_of_one_order(stage, adapter, order_id):
    first = adapter.fulfil(order_id, notice(adapter, order_id, {SKU: 1}))
    second = adapter.fulfil(order_id, notice(adapter, order_id, {SKU: 1, OTHER_SKU: 1}, "YT2632400700000002"))
    assert first != second
    assert [parcel.number for parcel in stage.parcels(order_id)] == [NUMBER, "YT2632400700000002"]
    state = adapter.fulfilments(order_id)
    assert (state.open_lines, state.problem) == ((), "")


@needs(Capability.FULFIL)
def test_a_parcel_is_told_with_its_number_and_the_marketplace_s_word_for_its_carrier(stage, adapter, order_id):
    told = adapter.fulfil(order_id, notice(adapter, order_id, {SKU: 2, OTHER_SKU: 1}))
    carrier = adapter.carrier_words("YunExpress", NUMBER).carrier
    assert [(parcel.number, parcel.carrier) for parcel in stage.parcels(order_id)] == [(NUMBER, carrier)]
    assert adapter.fulfilments(order_id).with_number(NUMBER.lower()).fulfilment_id == told


@needs(Capability.FULFIL)
@pytest.mark.parametrize("fault", ["take_parcel_in_silence", "fail_after_parcel"])
def test_a_parcel_whose_answer_was_lost_is_there_once(stage, adapter, order_id, fault):
    parcel = notice(adapter, order_id, {SKU: 2})
    getattr(stage, fault)()
    with pytest.raises(OutcomeUnknown):
        adapter.fulfil(order_id, parcel)
    assert adapter.fulfilments(order_id).with_number(NUMBER) is not None
    assert len(stage.parcels(order_id)) == 1


@needs(Capability.FULFIL, Capability.PARCEL_LINES)
def test_more_than_is_left_is_refused(stage, adapter, order_id):
    adapter.fulfil(order_id, notice(adapter, order_id, {SKU: 2}))
    with pytest.raises(Rejected):
        adapter.fulfil(order_id, notice(adapter, order_id, {SKU: 1}, "YT2632400700000002"))
    assert len(stage.parcels(order_id)) == 1


@needs(Capability.FULFIL, Capability.CHANGE_TRACKING)
def test_another_number_takes_the_place_of_the_first(stage, adapter, order_id):
    told = adapter.fulfil(order_id, notice(adapter, order_id, {SKU: 2}))
    adapter.update_tracking(told, adapter.carrier_words("YunExpress", "YT2632400700000009"))
    assert [parcel.number for parcel in stage.parcels(order_id)] == ["YT2632400700000009"]


@needs(Capability.FULFIL)
def test_parcels_are_seen_with_the_order(adapter, order_id):
    told = adapter.fulfil(order_id, notice(adapter, order_id, {SKU: 2}))
    assert [each.fulfilment_id for each in adapter.order(order_id).fulfilments] == [told]


@needs(Capability.FULFIL)
def test_of_a_cancelled_order_nothing_is_open(stage, adapter, order_id):
    stage.buyer_cancels(order_id)
    state = adapter.fulfilments(order_id)
    assert (state.open_lines, state.problem) == ((), "cancelled")
