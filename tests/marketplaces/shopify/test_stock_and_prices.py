"""Stock by compare and set, prices product by product."""

from decimal import Decimal

import pytest

from core.errors import RateLimited, Rejected
from core.money import Money
from marketplaces.interface import PricePush, PushOutcome, StockPush
from tests.marketplaces.shopify.conftest import good, not_done, refused

DONE = {"inventorySetQuantities": {"inventoryAdjustmentGroup": {"id": "gid://shopify/G/1"}, "userErrors": []}}
KEPT = {"inventoryActivate": {"inventoryLevel": {"id": "gid://shopify/L/1", "isActive": True}, "userErrors": []}}


def push(variant="471", quantity=7, expected=5, key="key-1"):
    return StockPush(variant, f"4{variant}", "1", quantity, key, expected)


def refusal(code, message="no", row=0):
    return not_done(
        "inventorySetQuantities", message, code, ["input", "quantities", str(row)], inventoryAdjustmentGroup=None
    )


def level(quantity=None, active=True):
    found = {"id": "gid://shopify/L/1", "isActive": active, "quantities": [{"name": "available", "quantity": quantity}]}
    return {
        "inventoryItem": {
            "id": "gid://shopify/InventoryItem/4471",
            "inventoryLevel": None if quantity is None else found,
        }
    }


def test_a_figure_is_set_from_the_one_we_believe_in(wire, shop):
    """Pitfall 22: key and comparison are compulsory."""
    wire.says(DONE)
    assert shop.push_stock([push()]) == [PushOutcome("471")]
    assert wire.variables() == {
        "idempotencyKey": "key-1",
        "input": {
            "name": "available",
            "reason": "correction",
            "quantities": [
                {
                    "inventoryItemId": "gid://shopify/InventoryItem/4471",
                    "locationId": "gid://shopify/Location/1",
                    "quantity": 7,
                    "changeFromQuantity": 5,
                }
            ],
        },
    }
    assert "@idempotent(key: $idempotencyKey)" in wire.sent()["query"]


def test_without_a_comparison_null_is_sent_in_so_many_letters(wire, shop):
    wire.says(DONE)
    shop.push_stock([push(expected=None)])
    assert b'"changeFromQuantity": null' in wire.server.received[-1].body


def test_several_figures_go_in_one_call_whose_key_is_always_the_same(wire, shop):
    wire.says(DONE)
    pushes = [push("471", key="key-1"), push("472", key="key-2")]
    assert shop.push_stock(pushes) == [PushOutcome("471"), PushOutcome("472")]
    shop.push_stock(pushes)
    assert wire.calls == ["InventorySetQuantities"] * 2
    assert wire.variables(0) == wire.variables(1)
    shop.push_stock([push("471", key="key-3"), push("472", key="key-2")])
    assert wire.variables(2)["idempotencyKey"] != wire.variables(1)["idempotencyKey"]


def test_where_one_of_them_is_refused_each_goes_by_itself(wire, shop):
    stale = refusal("CHANGE_FROM_QUANTITY_STALE", row=1)
    wire.says(stale, DONE, refusal("CHANGE_FROM_QUANTITY_STALE", "stale"), level(9))
    got = shop.push_stock([push("471", key="key-1"), push("472", key="key-2")])
    assert got == [PushOutcome("471"), PushOutcome("472", "stale", "stale", 9)]
    assert [wire.variables(number)["idempotencyKey"] for number in (1, 2)] == ["key-1", "key-2"]


def test_another_figure_than_expected_is_stale_and_says_what_stood_there(wire, shop):
    wire.says(refusal("CHANGE_FROM_QUANTITY_STALE", "was changed"), level(9))
    assert shop.push_stock([push()]) == [PushOutcome("471", "stale", "was changed", 9)]


def test_a_figure_that_stands_there_already_is_taken(wire, shop):
    """A lost answer, then a new try: our own figure is what makes ours stale."""
    wire.says(refusal("CHANGE_FROM_QUANTITY_STALE"), level(7))
    assert shop.push_stock([push(quantity=7)])[0].is_taken


@pytest.mark.parametrize("there", [level(), level(3, active=False)])
def test_goods_that_are_not_kept_at_the_location_begin_to_be(wire, shop, there):
    wire.says(refusal("INVALID_LOCATION"), there, KEPT)
    assert shop.push_stock([push()]) == [PushOutcome("471")]
    assert wire.calls == ["InventorySetQuantities", "InventoryLevel", "InventoryActivate"]
    assert wire.variables()["available"] == 7
    assert wire.variables()["idempotencyKey"] not in {"", "key-1"}


def test_goods_that_cannot_be_kept_there_say_why(wire, shop):
    no = not_done("inventoryActivate", "Location is gone", inventoryLevel=None)
    wire.says(refusal("INVALID_LOCATION"), level(), no)
    assert shop.push_stock([push()]) == [PushOutcome("471", "INVALID_LOCATION", "Location is gone")]


@pytest.mark.parametrize(
    "code",
    ["INVALID_INVENTORY_ITEM", "INVALID_QUANTITY_NEGATIVE", "INVALID_QUANTITY_TOO_HIGH",
     "IDEMPOTENCY_KEY_PARAMETER_MISMATCH", "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", "SOMETHING_NEW"],
)  # fmt: skip
def test_other_refusals_keep_their_code(wire, shop, code):
    wire.says(refusal(code, "words"), level(5))
    assert shop.push_stock([push()]) == [PushOutcome("471", code, "words", 5)]


def test_the_same_call_under_way_is_waited_for(wire, shop, naps):
    wire.says(refusal("IDEMPOTENCY_CONCURRENT_REQUEST"), DONE)
    assert shop.push_stock([push()])[0].is_taken
    assert max(naps) == 2.0


def test_and_not_for_ever(wire, shop, naps):
    wire.says(refusal("IDEMPOTENCY_CONCURRENT_REQUEST"))
    with pytest.raises(RateLimited):
        shop.push_stock([push()])


@pytest.mark.parametrize(
    "words",
    ["The @idempotent directive is required for this mutation but was not provided.",
     "InventoryQuantityInput must include the following argument: changeFromQuantity."],
)  # fmt: skip
def test_a_call_that_was_wrong_as_a_whole_is_raised(wire, shop, words):
    wire.says(refused("BAD_REQUEST", words, data={"inventorySetQuantities": None}))
    with pytest.raises(Rejected) as raised:
        shop.push_stock([push()])
    assert words in raised.value.message


def test_a_hundred_figures_a_call(wire, shop):
    wire.says(DONE)
    got = shop.push_stock([push(str(number), key=str(number)) for number in range(201)])
    assert [len(wire.variables(number)["input"]["quantities"]) for number in range(3)] == [100, 100, 1]
    assert len(got) == 201


def test_nothing_to_push_is_no_call(wire, shop):
    wire.says(DONE)
    assert (shop.push_stock([]), shop.push_prices([]), wire.calls) == ([], [], [])


# Prices


def price(product="901", variant="471", amount="5.2", **more):
    return PricePush(product, variant, Money(Decimal(amount), "EUR"), **more)


def priced(*errors):
    return good({"productVariantsBulkUpdate": {"productVariants": [], "userErrors": list(errors)}})


def test_prices_go_product_by_product(wire, shop):
    wire.says(priced())
    pushes = [price(), price("902", "480"), price(variant="472", compare_at=Money(Decimal(6), "EUR"))]
    assert shop.push_prices(pushes) == [PushOutcome("471"), PushOutcome("480"), PushOutcome("472")]
    assert wire.variables(0) == {
        "productId": "gid://shopify/Product/901",
        "variants": [
            {"id": "gid://shopify/ProductVariant/471", "price": "5.20", "compareAtPrice": None},
            {"id": "gid://shopify/ProductVariant/472", "price": "5.20", "compareAtPrice": "6.00"},
        ],
    }


def test_a_price_without_coins_has_none(wire, shop):
    """Pitfall 33."""
    wire.says(priced())
    shop.push_prices([PricePush("901", "471", Money(Decimal(3500), "XOF"))])
    assert wire.variables()["variants"][0]["price"] == "3500"


def test_a_refused_row_does_not_hold_the_others(wire, shop):
    error = {"field": ["variants", "1", "price"], "message": "below zero", "code": "NEGATIVE_PRICE_VALUE"}
    wire.says(priced(error))
    got = shop.push_prices([price(), price(variant="472")])
    assert got == [PushOutcome("471"), PushOutcome("472", "NEGATIVE_PRICE_VALUE", "below zero")]


def test_a_product_that_is_gone_refuses_all_its_rows(wire, shop):
    error = {"field": ["productId"], "message": "Product does not exist", "code": "PRODUCT_DOES_NOT_EXIST"}
    wire.says(priced(error))
    got = shop.push_prices([price(), price(variant="472")])
    assert [each.code for each in got] == ["PRODUCT_DOES_NOT_EXIST"] * 2
