"""A marketplace that counts no more than so many units of a variant."""

from decimal import Decimal

import pytest

from marketplaces.actions.pushing.wanting import sellable, wanted
from tests.marketplaces.market import SmallMarket
from tests.marketplaces.selling.conftest import make_ware

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("most", "units"), [(None, 4995), (999, 999), (9999, 4995)])
def test_what_is_kept_back_is_taken_off_first(most, units):
    assert sellable(Decimal(5000), 5, most) == units


def test_what_a_shop_should_show_is_what_it_can_count(account, monkeypatch):
    product = make_ware(stock=5000)
    assert wanted(account, [product])[product.pk].quantity == 5000
    monkeypatch.setattr(SmallMarket, "largest_quantity", 999)
    assert wanted(account, [product])[product.pk].quantity == 999
