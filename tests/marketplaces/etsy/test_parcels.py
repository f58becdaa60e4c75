"""Parcels are told once, in Etsy's words (pitfalls 45 to 49)."""

import json

import pytest

from core.errors import Rejected, Unsupported
from marketplaces.adapters.etsy.adapter import EtsyAdapter
from marketplaces.interface import CancelReason, ParcelNotice, TrackingInfo
from marketplaces.models import MarketplaceAccount
from tests.core.http import scripted_server as will
from tests.marketplaces.contract.stage import SKU
from tests.marketplaces.etsy.shapes import receipt

NUMBER = "0042011234567890123456"  # as a number it would lose its zeros and its last digits


@pytest.fixture
def order_id(stage):
    return stage.buyer_orders({SKU: 2})


def notice(shop, order_id, number=NUMBER, carrier="DHL"):
    lines = tuple((line.line_id, line.quantity) for line in shop.order(order_id).lines)
    return ParcelNotice(EtsyAdapter.carrier_words(carrier, number), lines)


def test_a_parcel_goes_out_as_json_with_its_number_as_text(at_wire, wire):
    """46, 48"""
    shipped = receipt(shipments=[{"receipt_shipping_id": 5, "carrier_name": "dhl", "tracking_code": NUMBER}])
    wire.will(will.answer(200, receipt()), will.answer(200, shipped))
    parcel = ParcelNotice(EtsyAdapter.carrier_words("DHL", NUMBER), (("7001", 2),))
    assert at_wire.fulfil("987654321", parcel) == "5"
    sent = wire.received[1]
    assert sent.headers["content-type"] == "application/json"
    assert json.loads(sent.body) == {"tracking_code": NUMBER, "carrier_name": "dhl", "send_bcc": False}


def test_what_stands_there_is_not_told_again_so_that_the_buyer_is_mailed_once(stage, etsy, shop, order_id):
    """49"""
    first = shop.fulfil(order_id, notice(shop, order_id))
    assert shop.fulfil(order_id, notice(shop, order_id)) == first
    assert len([mail for mail in etsy.shop.books.mails if mail.to == "buyer"]) == 1


def test_a_second_parcel_of_an_order_that_is_marked_as_sent_is_told(stage, shop, order_id):
    shop.fulfil(order_id, notice(shop, order_id))
    shop.fulfil(order_id, notice(shop, order_id, "YT2"))
    assert [each.number for each in stage.parcels(order_id)] == [NUMBER, "YT2"]


def test_a_carrier_that_etsy_does_not_know_is_other_with_a_page_for_the_buyer(stage, etsy, shop, order_id):
    """46"""
    parcel = notice(shop, order_id, "CJ123", "CJPacket Asia")
    assert (parcel.tracking.carrier, parcel.tracking.url) == ("other", "https://t.17track.net/en#nums=CJ123")
    shop.fulfil(order_id, parcel)
    assert [each.carrier for each in stage.parcels(order_id)] == ["other"]
    assert etsy.shop.books.mails[0].note == "https://t.17track.net/en#nums=CJ123"


def test_a_number_that_etsy_took_and_dropped_is_no_success(etsy, shop, order_id, stage, monkeypatch):
    """46: answered with 200"""
    etsy.set_rule("unknown_carrier", "dropped")
    unknown = ParcelNotice(TrackingInfo(NUMBER, "no-such-carrier"), notice(shop, order_id).lines)
    with pytest.raises(Rejected) as refusal:
        shop.fulfil(order_id, unknown)
    assert refusal.value.code == "not_kept"


def test_refused_tracking_is_a_state_of_the_shop_with_a_way_by_hand(etsy, shop, order_id, account):
    """45: no retry, no new token"""
    shop.connect()
    tokens = len(etsy.calls("token"))
    etsy.set_rule("tracking_allowed", value=False)
    with pytest.raises(Rejected, match="Shop Manager") as refusal:
        shop.fulfil(order_id, notice(shop, order_id))
    assert refusal.value.code == "restricted"
    assert len(etsy.calls("createReceiptShipment")) == 1
    assert len(etsy.calls("token")) == tokens
    assert MarketplaceAccount.objects.get(pk=account.pk).lost_abilities == ["fulfil"]
    assert shop.connect().lost_abilities == ("fulfil",)


def test_a_parcel_that_is_taken_again_ends_that_state(etsy, shop, order_id, account):
    MarketplaceAccount.objects.filter(pk=account.pk).update(lost_abilities=["fulfil"])
    account.refresh_from_db()
    shop.fulfil(order_id, notice(shop, order_id))
    assert MarketplaceAccount.objects.get(pk=account.pk).lost_abilities == []


def test_a_number_that_etsy_wants_is_named_in_its_words(at_wire, wire):
    """47"""
    wire.will(will.answer(200, receipt()), will.answer(400, {"error": "A tracking number is required"}))
    with pytest.raises(Rejected, match="A tracking number is required"):
        at_wire.fulfil("987654321", ParcelNotice(TrackingInfo("X1", "dhl"), (("7001", 2),)))


def test_more_units_than_the_order_has_are_refused_before_any_call_that_writes(etsy, shop, order_id):
    line = shop.order(order_id).lines[0].line_id
    with pytest.raises(Rejected):
        shop.fulfil(order_id, ParcelNotice(TrackingInfo("X1", "dhl"), ((line, 3),)))
    assert etsy.calls("createReceiptShipment") == []


@pytest.mark.parametrize(
    ("carrier", "name"),
    [("DHL", "dhl"), ("Royal Mail", "royal-mail"), ("4PX", "4px"), ("La Poste", "la-poste-colissimo"), ("", "other")],
)
def test_carriers_in_etsy_s_words(carrier, name):
    assert EtsyAdapter.carrier_words(carrier, "1").carrier == name


def test_what_etsy_has_no_call_for_sends_staff_to_shop_manager(shop):
    with pytest.raises(Unsupported, match="Shop Manager"):
        shop.cancel_order("1", CancelReason.CUSTOMER)
    with pytest.raises(Unsupported, match="Shop Manager"):
        shop.update_tracking("1", TrackingInfo("X"))
