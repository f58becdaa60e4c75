"""Quantities: compared before they are set, each intent once."""

import pytest

LEVELS = """query ($id: ID!) { inventoryItem(id: $id) { tracked inventoryLevels(first: 5) { nodes { isActive
  location { id } quantities(names: ["available", "on_hand", "committed"]) { name quantity } } } } }"""
SET = """mutation ($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { reason changes { name delta quantityAfterChange } } userErrors { field message code } } }"""
ACTIVATE = """mutation ($item: ID!, $place: ID!, $available: Int, $key: String!) {
  inventoryActivate(inventoryItemId: $item, locationId: $place, available: $available) @idempotent(key: $key) {
    inventoryLevel { isActive } userErrors { field message } } }"""


def _item(lab, sku: str = "SN-200") -> str:
    return f"gid://shopify/InventoryItem/{lab.simulator.shop.variant_of_sku(sku).item.number}"


def _place(lab) -> str:
    return f"gid://shopify/Location/{lab.simulator.shop.locations[0].number}"


def _row(lab, quantity: int, **more):
    return {"inventoryItemId": _item(lab), "locationId": _place(lab), "quantity": quantity} | more


def _set(lab, row, key: str = "k1", **more):
    given = {"name": "available", "reason": "correction", "quantities": [row]} | more
    return lab.data(SET, {"input": given, "key": key})["inventorySetQuantities"]


def test_what_is_committed_to_orders_is_on_hand_and_not_available(lab):
    lab.order("SN-200")
    level = lab.data(LEVELS, {"id": _item(lab)})["inventoryItem"]["inventoryLevels"]["nodes"][0]
    assert {row["name"]: row["quantity"] for row in level["quantities"]} == {
        "available": 10,
        "on_hand": 12,
        "committed": 2,
    }


def test_a_quantity_is_set_where_the_comparison_holds(lab):
    answer = _set(lab, _row(lab, 7, changeFromQuantity=12))
    assert answer["userErrors"] == []
    assert answer["inventoryAdjustmentGroup"]["changes"][0] == {
        "name": "available",
        "delta": -5,
        "quantityAfterChange": 7,
    }
    stale = _set(lab, _row(lab, 9, changeFromQuantity=12), "k2")["userErrors"][0]
    assert (stale["code"], stale["field"]) == (
        "CHANGE_FROM_QUANTITY_STALE",
        ["input", "quantities", "0", "changeFromQuantity"],
    )
    assert lab.steer("books")["variants"]["SN-200"] == 7
    assert len(lab.simulator.done("inventorySetQuantities")) == 1


def test_an_explicit_null_compares_nothing_and_an_absent_one_is_refused(lab):
    assert _set(lab, _row(lab, 7, changeFromQuantity=None))["userErrors"] == []
    given = {"name": "available", "reason": "correction", "quantities": [_row(lab, 8)]}
    error = lab.refusal(SET, {"input": given, "key": "k2"})
    assert error["message"] == "InventoryQuantityInput must include the following argument: changeFromQuantity."
    assert error["extensions"]["code"] == "INVALID_FIELD_ARGUMENTS"
    assert lab.steer("books")["variants"]["SN-200"] == 7


def test_before_2026_04_neither_key_nor_comparison_was_compulsory(lab):
    plain = SET.replace("@idempotent(key: $key)", "").replace(", $key: String!", "")
    given = {"name": "available", "reason": "correction", "quantities": [_row(lab, 8)]}
    lab.data(plain, {"input": given}, version="2026-01")
    assert lab.steer("books")["variants"]["SN-200"] == 8
    assert lab.refusal(plain, {"input": given})["extensions"]["code"] == "BAD_REQUEST"


def test_a_repeated_key_answers_as_before_without_doing_it_again(lab):
    first = _set(lab, _row(lab, 7, changeFromQuantity=12))
    lab.steer("stock?sku=SN-200&quantity=3")
    assert _set(lab, _row(lab, 7, changeFromQuantity=12)) == first
    assert lab.steer("books")["variants"]["SN-200"] == 3
    other = _set(lab, _row(lab, 8, changeFromQuantity=3))["userErrors"][0]
    assert other["code"] == "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"


@pytest.mark.parametrize(
    ("row", "more", "code"),
    [
        ({"quantity": -1}, {}, "INVALID_QUANTITY_NEGATIVE"),
        ({"quantity": 1_000_000_001}, {}, "INVALID_QUANTITY_TOO_HIGH"),
        ({"inventoryItemId": "gid://shopify/InventoryItem/1"}, {}, "INVALID_INVENTORY_ITEM"),
        ({"locationId": "gid://shopify/Location/1"}, {}, "INVALID_LOCATION"),
        ({}, {"reason": "because"}, "INVALID_REASON"),
        ({}, {"name": "committed"}, "INVALID_NAME"),
    ],
)
def test_a_wrong_quantity_is_refused_with_its_code(lab, row, more, code):
    answer = _set(lab, _row(lab, 7, changeFromQuantity=None) | row, **more)
    assert [error["code"] for error in answer["userErrors"]] == [code]
    assert lab.steer("books")["variants"]["SN-200"] == 12


def test_a_new_location_has_to_be_activated_first(lab):
    other = f"gid://shopify/Location/{lab.steer('location?name=Annex')['location']}"
    row = _row(lab, 4, locationId=other, changeFromQuantity=None)
    assert _set(lab, row)["userErrors"][0]["message"] == "The specified inventory item is not stocked at the location."
    asked = {"item": _item(lab), "place": other, "available": 1, "key": "a1"}
    assert lab.data(ACTIVATE, asked)["inventoryActivate"] == {"inventoryLevel": {"isActive": True}, "userErrors": []}
    assert _set(lab, row, "k2")["userErrors"] == []
    again = lab.data(ACTIVATE, asked | {"key": "a2"})["inventoryActivate"]["userErrors"]
    assert again[0]["message"].startswith("Not allowed to set available quantity when the item is already active")
