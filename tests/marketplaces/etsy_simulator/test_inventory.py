"""An inventory is replaced as a whole, by a white list of keys; it cannot be zeroed."""

import copy

import pytest

from tests.marketplaces.etsy_simulator.laboratory import BAG, MUG

THREE = 3


def whole(lab, *rows, on=("price_on_property", "quantity_on_property", "sku_on_property"), property_id=513):
    return {"products": lab.products(*rows, property_id=property_id)} | {name: [property_id] for name in on}


def refusal(lab, listing, body, **query):
    return lab.refused(400, "PUT", f"/listings/{listing}/inventory", json=body, params=query)


def changed(lab, where, key, value):
    """A good body of two products with one thing changed; `where` is the row that has it."""
    body = copy.deepcopy(whole(lab, ("B-S", "S", 12.5, 4), ("B-L", "L", 15, 2)))
    product = body["products"][0]
    row = {
        "top": body,
        "product": product,
        "value": product["property_values"][0],
        "offering": product["offerings"][0],
    }[where]
    row[key] = value
    return body


def test_what_is_left_out_is_gone_and_what_stays_keeps_its_ids(lab):
    before = {one["sku"]: one["product_id"] for one in lab.get(f"/listings/{BAG}/inventory")["products"]}
    made = lab.put(BAG, whole(lab, ("BAG-S", "Small", 12.0, 3), ("BAG-M", "Medium", 13.0, 1)))
    after = {one["sku"]: one["product_id"] for one in made["products"]}
    assert after["BAG-S"] == before["BAG-S"]
    assert set(after) == {"BAG-S", "BAG-M"}
    shown = lab.get(f"/listings/{BAG}/inventory", show_deleted="true")["products"]
    assert [(one["sku"], one["is_deleted"]) for one in shown] == [
        ("BAG-S", False),
        ("BAG-M", False),
        ("BAG-L", True),
    ]
    assert lab.get(f"/listings/{BAG}")["quantity"] == 4


def test_products_without_values_collapse_the_variations(lab):
    made = lab.put(BAG, {"products": lab.products(("BAG", "", 12.0, 3))})
    assert [(one["sku"], one["property_values"]) for one in made["products"]] == [("BAG", [])]
    assert lab.get(f"/listings/{BAG}")["has_variations"] is False


def test_what_was_read_cannot_be_written_back_as_it_is(lab):
    read = lab.get(f"/listings/{BAG}/inventory")
    assert refusal(lab, BAG, read) == "Invalid keys: is_deleted, product_id"


@pytest.mark.parametrize(
    ("where", "key", "value"),
    [
        ("top", "listing", {}),
        ("product", "product_id", 7),
        ("value", "scale_name", "Alpha"),
        ("value", "value_pairs", []),
        ("offering", "offering_id", 7),
    ],
)
def test_unknown_keys_are_refused_at_every_level(lab, where, key, value):
    assert refusal(lab, BAG, changed(lab, where, key, value)) == f"Invalid keys: {key}"


@pytest.mark.parametrize(
    ("where", "key", "value", "text"),
    [
        ("top", "products", [], "Missing input parameter: [products]"),
        ("product", "offerings", {"price": 1}, "Expected float value for 'price' (got NULL)"),
        ("product", "offerings", [], "A product must have exactly one offering"),
        ("offering", "price", None, "Expected float value for 'price' (got NULL)"),
        (
            "offering",
            "price",
            {"amount": 1250, "divisor": 100, "currency_code": "EUR"},
            "Expected float value for 'price' (got dict)",
        ),
        ("offering", "price", 0.1, "price must be between 0.18 and 50000 EUR"),
        ("offering", "quantity", 1000, "quantity must be between 0 and 999"),
        ("offering", "quantity", -1, "quantity must be between 0 and 999"),
        ("offering", "is_enabled", 1, "Expected bool value for 'is_enabled'"),
        ("offering", "readiness_state_id", 7, "Invalid readiness_state_id: 7"),
        ("value", "values", ["S (small)"], "Array input malformed"),
        ("value", "property_id", 999, "Property 999 does not support variations for this taxonomy"),
        ("value", "value_ids", [77], "Invalid value_id: 77"),
    ],
)
def test_each_broken_rule_has_its_text(lab, where, key, value, text):
    assert refusal(lab, BAG, changed(lab, where, key, value)) == text


def test_the_processing_profile_may_be_null_and_must_be_there(lab):
    body = changed(lab, "offering", "readiness_state_id", None) | {"readiness_state_on_property": [513]}
    assert lab.put(BAG, body)["products"][0]["offerings"][0]["readiness_state_id"] is None
    del body["products"][0]["offerings"][0]["readiness_state_id"]
    assert refusal(lab, BAG, body) == "Missing input parameter: [readiness_state_id]"


def test_a_listing_cannot_be_zeroed(lab):
    text = "At least one enabled offering must have a quantity greater than 0"
    assert refusal(lab, BAG, whole(lab, ("S", "S", 12, 0), ("L", "L", 15, 0))) == text
    disabled = whole(lab, ("S", "S", 12, 4))
    disabled["products"][0]["offerings"][0]["is_enabled"] = False
    assert refusal(lab, BAG, disabled) == text
    lab.put(BAG, whole(lab, ("S", "S", 12, 0), ("L", "L", 15, 1)))


def test_a_refused_inventory_changes_nothing(lab):
    before = lab.get(f"/listings/{BAG}/inventory")
    refusal(lab, BAG, whole(lab, ("S", "S", 12, 0)))
    assert lab.get(f"/listings/{BAG}/inventory") == before


def two(lab, *rows):
    """Of sku, first value, second value, price, quantity."""
    made = []
    for sku, first, second, price, quantity in rows:
        one = lab.products((sku, first, price, quantity))[0]
        extra = {"property_id": 514, "property_name": "Colour", "value_ids": [], "values": [second]}
        one["property_values"].append(extra)
        made.append(one)
    return made


ROWS = (("1", "S", "Red", 10, 4), ("2", "S", "Blue", 10, 5), ("3", "L", "Red", 12, 6), ("4", "L", "Blue", 12, 7))


def test_a_field_may_depend_on_one_property_and_another_field_on_both(lab):
    body = {
        "products": two(lab, *ROWS),
        "price_on_property": [513],
        "quantity_on_property": [513, 514],
        "sku_on_property": [513, 514],
    }
    assert lab.put(BAG, body)["quantity_on_property"] == [513, 514]


def test_a_field_that_varies_must_be_named_by_its_list(lab):
    body = {
        "products": two(lab, *ROWS),
        "price_on_property": [],
        "quantity_on_property": [513, 514],
        "sku_on_property": [513, 514],
    }
    assert refusal(lab, BAG, body) == "price is not compatible with the values in *_on_property"
    body["price_on_property"], body["quantity_on_property"] = [513], [513]
    assert refusal(lab, BAG, body) == "quantity is not compatible with the values in *_on_property"


def test_the_lists_have_the_order_of_the_products(lab):
    body = {
        "products": two(lab, *ROWS),
        "price_on_property": [513],
        "quantity_on_property": [514, 513],
        "sku_on_property": [513, 514],
    }
    text = "quantity_on_property: property IDs must be in the same order as in products"
    assert refusal(lab, BAG, body) == text
    body["quantity_on_property"] = [513, 514, 200]
    assert refusal(lab, BAG, body) == text


def test_one_property_cannot_be_used_twice(lab):
    body = {"products": two(lab, *ROWS)}
    for product in body["products"]:
        product["property_values"][1]["property_id"] = 513
    assert refusal(lab, BAG, body) == "A property ID can be used once only"


def test_all_products_have_the_same_properties_and_other_values(lab):
    body = {"products": two(lab, *ROWS[:1]) + lab.products(("x", "L", 12, 1))}
    assert refusal(lab, BAG, body) == "All products must have the same properties in the same order"
    twice = whole(lab, ("1", "S", 12, 1), ("2", "S", 13, 1))
    assert refusal(lab, BAG, twice) == "Two products have the same property values"


def third(lab):
    products = two(lab, ("1", "S", "Red", 10, 4))
    products[0]["property_values"].append({"property_id": 200, "value_ids": [1], "values": ["Black"]})
    return {"products": products}


def test_a_third_variation_needs_its_parameter(lab):
    assert refusal(lab, BAG, third(lab)) == "A listing cannot have more than 2 variations"
    made = lab.put(BAG, third(lab), max_variations_supported="3")
    assert len(made["products"][0]["property_values"]) == THREE
    text = refusal(lab, BAG, whole(lab, ("1", "S", 10, 4)))
    assert text == "The listing has 3 variations: max_variations_supported=3 is required"


def test_a_property_has_at_most_70_values(lab):
    rows = [(f"S{n}", f"V{n}", 10, 1) for n in range(71)]
    assert refusal(lab, BAG, whole(lab, *rows)) == "values cannot be more than 70 items"
    assert len(lab.put(BAG, whole(lab, *rows[:70]))["products"]) == 70


def test_a_number_means_what_the_taxonomy_says_whatever_the_text(lab):
    body = whole(lab, ("1", "1", 10, 4), property_id=200)
    body["products"][0]["property_values"][0]["value_ids"] = [1]
    assert lab.put(MUG, body)["products"][0]["property_values"][0]["values"] == ["Black"]


def test_free_values_are_given_ids_of_the_shop_that_can_be_used_again(lab):
    made = lab.put(BAG, whole(lab, ("1", "Tiny", 10, 4)))["products"][0]["property_values"][0]
    assert (made["values"], len(made["value_ids"])) == (["Tiny"], 1)
    again = whole(lab, ("1", "Tiny", 10, 4))
    again["products"][0]["property_values"][0] |= {"value_ids": made["value_ids"], "values": ["Other"]}
    assert lab.put(BAG, again)["products"][0]["property_values"][0]["values"] == ["Tiny"]


def test_a_variation_picture_that_was_deleted_stands_in_the_way(lab):
    value = lab.get(f"/listings/{BAG}/inventory")["products"][0]["property_values"][0]["value_ids"][0]
    first = lab.get(f"/listings/{BAG}/images")["results"][0]["listing_image_id"]
    lab.upload(BAG)
    rows = {"variation_images": [{"property_id": 513, "value_id": value, "image_id": first}]}
    path = f"{lab.shop}/listings/{BAG}/variation-images"
    assert lab.ok("POST", path, json=rows)["results"][0]["value"] == "Small"
    lab.ok("DELETE", f"{lab.shop}/listings/{BAG}/images/{first}")
    body = whole(lab, ("BAG-S", "Small", 12, 3), ("BAG-L", "Large", 15, 2))
    assert refusal(lab, BAG, body) == f"Image id {first} is invalid"
    lab.ok("POST", path, json={"variation_images": []})
    lab.put(BAG, body)


def test_a_sale_between_reading_and_writing_is_overwritten(lab):
    """There is no lock: whoever writes last wins."""
    lab.order("MUG-1")
    made = lab.put(MUG, {"products": lab.products(("MUG-1", "", 19.9, 5))})
    assert made["products"][0]["offerings"][0]["quantity"] == 5


def test_a_divisor_other_than_100_is_told(lab):
    lab.steer("rules?divisor=1000")
    price = lab.get(f"/listings/{MUG}/inventory")["products"][0]["offerings"][0]["price"]
    assert price == {"amount": 19_900, "divisor": 1000, "currency_code": "EUR"}


def test_an_old_listing_may_have_no_inventory_until_one_is_written(lab):
    lab.steer(f"listing?listing={MUG}&inventory=0")
    lab.refused(422, "GET", f"/listings/{MUG}/inventory")
    assert lab.get("/listings/batch/inventory", listing_ids=MUG)["results"][0]["inventory"] is None
    lab.put(MUG, {"products": lab.products(("MUG-1", "", 19.9, 5))})
    assert lab.get(f"/listings/{MUG}/inventory")["products"][0]["sku"] == "MUG-1"
