"""What sending costs."""

import pytest

from core.errors import PartnerError
from suppliers.interface import FreightRequest, Parcel


def request(stage, goods, country, quantity=2):
    parcel = Parcel(goods.variant_id, quantity, product_id=goods.product_id, sku=goods.order_key or goods.sku)
    return FreightRequest(country=country, items=(parcel,), origin=stage.origin, currency=stage.currency)


def test_quotes_are_the_cheapest_first_with_a_code_that_an_order_can_name(stage, adapter, goods):
    quotes = adapter.quote(request(stage, goods, stage.country))
    assert quotes
    assert [quote.price.amount for quote in quotes] == sorted(quote.price.amount for quote in quotes)
    assert all(quote.service_code and quote.price.currency == stage.currency for quote in quotes)
    assert quotes[0].min_days <= quotes[0].max_days


def test_where_nothing_is_sent_there_are_no_quotes(stage, adapter, goods):
    assert adapter.quote(request(stage, goods, stage.unserved_country)) == []


def test_an_error_is_never_an_empty_list(stage, adapter, goods):
    stage.break_down()
    with pytest.raises(PartnerError):
        adapter.quote(request(stage, goods, stage.country))
