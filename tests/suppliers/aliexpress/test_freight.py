"""Freight quotes, from what is sent to what is read."""

import json
from decimal import Decimal

import pytest

from core.errors import Rejected
from core.money import Money
from suppliers.interface import FreightRequest, Parcel, Quote
from tests.suppliers.aliexpress.conftest import sent_by


def way(**changes):
    given = {
        "code": "CAINIAO_FAST",
        "company": "Fast",
        "free_shipping": False,
        "shipping_fee_cent": "13.57",
        "shipping_fee_currency": "EUR",
        "min_delivery_days": 5,
        "max_delivery_days": 9,
        "tracking": True,
        "ship_from_country": "ES",
        "available_stock": "4",
    } | changes
    return {name: value for name, value in given.items() if value is not ...}


def ways(*options, **result):
    listed = {"delivery_option_d_t_o": list(options)}
    return {"aliexpress_ds_freight_query_response": {"result": {"success": True, "delivery_options": listed} | result}}


ONE = FreightRequest("FR", (Parcel("12000", 2, "1005"),), province="IDF", language="fr")


def test_a_quote_is_asked_for_with_texts_and_with_the_sku(adapter, answers, server):
    """pitfall 35: a quantity as a number, or no SKU, fails without a reason."""
    answers(ways(way()))
    adapter.quote(ONE)
    form = sent_by(server)[0].form
    assert form["method"] == "aliexpress.ds.freight.query"
    assert json.loads(form["queryDeliveryReq"]) == {
        "quantity": "2", "shipToCountry": "FR", "productId": "1005", "selectedSkuId": "12000", "provinceCode": "IDF",
        "language": "en_US", "locale": "fr_FR", "currency": "EUR",
    }  # fmt: skip


def test_a_fee_in_cents_by_name_is_in_whole_units(adapter, answers):
    """pitfall 34: 13.57 and not 0.1357."""
    answers(ways(way()))
    assert adapter.quote(ONE) == [
        Quote("CAINIAO_FAST", "Fast", Money(Decimal("13.57"), "EUR"), 5, 9, True, "ES", available=4)
    ]


def test_an_absent_fee_is_free_only_where_they_say_so(adapter, answers):
    free = way(code="FREE", free_shipping=True, shipping_fee_cent=..., shipping_fee_currency=...)
    unsaid = way(code="UNSAID", shipping_fee_cent=...)
    odd = way(code="ODD", free_shipping=True, shipping_fee_cent="13,57€")
    answers(ways(way(), free, unsaid, odd))
    quotes = adapter.quote(ONE)
    assert [(quote.service_code, str(quote.price)) for quote in quotes] == [
        ("FREE", "0.00 EUR"),
        ("CAINIAO_FAST", "13.57 EUR"),
    ]


def test_not_delivered_there_is_an_answer_and_no_error(adapter, answers):
    answers(ways(success=False, msg="DELIVERY_NOT_AVAILABLE_TO_YOUR_ADDRESS", code="500"))
    assert adapter.quote(ONE) == []


def test_another_refusal_is_an_error(adapter, answers):
    answers(ways(success="false", msg="SKU_NOT_FOUND", code="400"))
    with pytest.raises(Rejected, match="SKU_NOT_FOUND") as raised:
        adapter.quote(ONE)
    assert raised.value.code == "400"


@pytest.mark.parametrize("shape", [lambda one: [one], lambda one: {"delivery_option_d_t_o": one}, lambda one: one])
def test_the_ways_are_the_same_in_each_form_of_a_list(adapter, answers, shape):
    """pitfall 38."""
    answers(ways(delivery_options=shape(way())))
    assert [quote.service_code for quote in adapter.quote(ONE)] == ["CAINIAO_FAST"]


TWO = FreightRequest("FR", (Parcel("1", 1, "11"), Parcel("2", 3, "22")))


def test_several_variants_go_by_the_ways_that_all_can_go_added_up(adapter, answers, server):
    slow = way(code="SLOW", shipping_fee_cent="2.00", min_delivery_days=9, max_delivery_days=20)
    later = way(shipping_fee_cent="1.43", min_delivery_days=7, max_delivery_days=12, ship_from_country="CN")
    answers(ways(way(), slow), ways(later))
    assert adapter.quote(TWO) == [Quote("CAINIAO_FAST", "Fast", Money(Decimal("15.00"), "EUR"), 7, 12, True, "")]
    assert len(server.received) == 2


def test_when_one_variant_is_not_delivered_nothing_is(adapter, answers):
    answers(ways(way()), ways(success=False, msg="DELIVERY_NOT_AVAILABLE_TO_YOUR_ADDRESS"))
    assert adapter.quote(TWO) == []


def test_fees_of_different_currencies_are_not_added_up(adapter, answers):
    answers(ways(way()), ways(way(shipping_fee_currency="USD")))
    assert adapter.quote(TWO) == []


@pytest.mark.parametrize("parcel", [Parcel("1", 1), Parcel("", 1, "2")])
def test_a_quote_needs_product_and_variant(adapter, server, parcel):
    with pytest.raises(Rejected, match="name both"):
        adapter.quote(FreightRequest("FR", (parcel,)))
    assert server.received == []
