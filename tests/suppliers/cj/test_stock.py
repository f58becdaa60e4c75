"""Stock by area: all areas, never one for all, and never a nought for an error."""

import pytest

from core.errors import BadPayload, NotFound, PartnerDown, RateLimited
from suppliers.interface import StockLevel, VariantStock
from tests.core.http import scripted_server as will
from tests.suppliers.cj.conftest import good, refusal
from tests.suppliers.cj.products import BLUE, PID, RED, area, product, stock


def test_the_stock_of_a_product_is_that_of_all_variants_in_all_areas(wire, cj):
    """Pitfall 12. Its rows about variants have other names than those about the product, in one body."""
    wire.says(will.answer(200, {"success": True, "code": 200, "message": "", "data": stock()}))
    assert cj.stock(PID) == [
        VariantStock(
            RED,
            (
                StockLevel("1", 10, "China Warehouse", "CN", own=4, maker=6, is_verified=False),
                StockLevel("2", 3, "US Warehouse", "US", own=3, maker=0, is_verified=True),
            ),
        ),
        VariantStock(BLUE, ()),
    ]
    assert (wire.calls, wire.query()) == (["GET product/stock/getInventoryByPid"], {"pid": PID})


def test_two_warehouses_of_one_country_are_added_up(wire, cj):
    twice = [{"vid": RED, "inventory": [area(total=10, own=4, maker=6), area(total=5, own=5, maker=0)]}]
    wire.says(stock(variantInventories=twice))
    (found,) = cj.stock(PID)
    assert [(level.area_id, level.total, level.own, level.maker) for level in found.levels] == [("1", 15, 9, 6)]


def test_an_area_that_only_its_country_tells_is_named_by_it(wire, cj):
    wire.says(stock(inventories=None))
    assert [level.area_id for level in cj.stock(PID)[0].levels] == ["CN", "US"]


def test_the_stock_of_a_variant_with_the_older_words_for_it(wire, cj):
    row = {"vid": RED, "areaId": "1", "areaEn": "China Warehouse", "countryCode": "CN", "storageNum": "7"}
    wire.says([row])
    assert cj.variant_stock(RED) == VariantStock(RED, (StockLevel("1", 7, "China Warehouse", "CN"),))
    assert (wire.calls, wire.query()) == (["GET product/stock/queryByVid"], {"vid": RED})


def test_the_total_wins_over_the_older_word(wire, cj):
    wire.says([{"vid": RED, "areaId": 1, "storageNum": 7, "totalInventoryNum": 9}])
    assert cj.variant_stock(RED).levels[0].total == 9


def test_no_rows_are_none_left(wire, cj):
    wire.says([])
    assert cj.variant_stock(RED) == VariantStock(RED, ())


def test_stock_of_an_sku_names_no_variant(wire, cj):
    wire.says([{"areaId": "1", "countryCode": "CN", "totalInventoryNum": 4}])
    assert cj.sku_stock("CJCP100") == (StockLevel("1", 4, "", "CN"),)
    assert (wire.calls, wire.query()) == (["GET product/stock/queryBySku"], {"sku": "CJCP100"})


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        stock(variantInventories=None),
        stock(variantInventories=[{"vid": RED, "inventory": None}]),
        stock(variantInventories=[{"inventory": []}]),
        stock(variantInventories=[{"vid": RED, "inventory": [{"countryCode": "CN"}]}]),
        stock(variantInventories=[{"vid": RED, "inventory": [area(total="many")]}]),
        stock(variantInventories=[{"vid": RED, "inventory": [area(total=None, own=None, maker=None)]}]),
    ],
)
def test_stock_that_cannot_be_read_whole_is_an_error_and_never_nought(wire, cj, data):
    """Pitfall 18."""
    wire.says(good(data))
    with pytest.raises(BadPayload):
        cj.stock(PID)


def test_another_variants_rows_are_not_taken_for_ours(wire, cj):
    wire.says([{"vid": BLUE, "areaId": 1, "totalInventoryNum": 9}])
    with pytest.raises(BadPayload, match="another variant's"):
        cj.variant_stock(RED)


def test_a_refresh_takes_two_calls_a_product_and_joins_costs_and_stock(wire, cj):
    wire.says(product(), stock(), product(pid="2"), stock())
    first, second = cj.refresh([PID, "2"])
    assert wire.calls == ["GET product/query", "GET product/stock/getInventoryByPid"] * 2
    assert [(found.variant_id, sum(level.total for level in found.stock.levels)) for found in first.item.variants] == [
        (RED, 13),
        (BLUE, 0),
    ]
    assert (second.product_id, second.item.product_id) == ("2", "2")


def test_a_variant_of_which_the_stock_says_nothing_stays_unknown(wire, cj):
    """Pitfall 18."""
    wire.says(product(), stock(variantInventories=[{"vid": RED, "inventory": []}]))
    (reading,) = cj.refresh([PID])
    assert [found.stock for found in reading.item.variants] == [VariantStock(RED, ()), None]


def test_a_refresh_goes_on_after_a_product_that_is_gone_and_after_one_that_cannot_be_read(wire, cj):
    wire.says(refusal(1602002, "removed"), product(), {}, product(), stock())
    gone, broken, fine = cj.refresh(["1", "2", PID])
    assert (gone.item, gone.error) == (None, None)
    assert broken.item is None
    assert isinstance(broken.error, BadPayload)
    assert fine.item.title == "Cup"


def test_an_outage_is_an_error_of_each_product_and_none_is_gone_or_empty(wire, cj):
    """Pitfall 18."""
    wire.says(will.answer(503, b""))
    readings = list(cj.refresh(["1", "2"]))
    assert [(reading.item, type(reading.error)) for reading in readings] == [(None, PartnerDown)] * 2


def test_a_product_whose_stock_alone_is_missing_is_not_gone(wire, cj):
    wire.says(product(), refusal(1602001, "Product not found"))
    (reading,) = cj.refresh([PID])
    assert isinstance(reading.error, NotFound)


def test_a_limit_ends_the_refresh_for_all_that_follow(wire, cj):
    wire.says(product(), stock(), refusal(1600200, "1 time/60 second", status=429))
    found = cj.refresh([PID, "2", "3"])
    assert next(found).item is not None
    with pytest.raises(RateLimited):
        next(found)
    assert len(wire.calls) == 3
