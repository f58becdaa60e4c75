"""Variations: what varies, which SKUs may, what of them is shown, what may be taken away."""

from typing import Any

from tests.marketplaces.ebay_simulator.laboratory import INVENTORY, Laboratory

GROUP = f"{INVENTORY}/inventory_item_group/soap"
PUBLISH = f"{INVENTORY}/offer/publish_by_inventory_item_group"
OF_GROUP = {"inventoryItemGroupKey": "soap", "marketplaceId": "EBAY_US"}


def aspects(volume: str) -> dict[str, list[str]]:
    return {"Brand": ["Hub"], "Type": ["Bar Soap"], "Volume": [volume]}


def group(*volumes: str, **more: Any) -> dict[str, Any]:
    return {
        "variantSKUs": [f"SN-{volume.split()[0]}" for volume in volumes],
        "title": "Black soap",
        "description": "Soft",
        "imageUrls": ["https://cdn.example.com/1.jpg"],
        "variesBy": {"specifications": [{"name": "Volume", "values": list(volumes)}]},
    } | more


def make(lab: Laboratory, *volumes: str) -> list[str]:
    """Items, group and offers; the offers' numbers."""
    for volume in volumes:
        lab.write_item(f"SN-{volume.split()[0]}", aspects=aspects(volume))
    lab.ask("PUT", GROUP, group(*volumes), expect=201)
    return [lab.write_offer(f"SN-{volume.split()[0]}") for volume in volumes]


def test_a_group_is_201_then_204_and_its_items_name_it(lab: Laboratory):
    make(lab, "200 g", "500 g")
    lab.ask("PUT", GROUP, group("200 g", "500 g"), expect=204)
    assert lab.get(GROUP)["variantSKUs"] == ["SN-200", "SN-500"]
    assert lab.get(f"{INVENTORY}/inventory_item/SN-200")["inventoryItemGroupKeys"] == ["soap"]


def test_a_group_is_published_as_one_listing(lab: Laboratory):
    offers = make(lab, "200 g", "500 g")
    listing = lab.ask("POST", PUBLISH, OF_GROUP)["listingId"]
    assert {lab.get(f"{INVENTORY}/offer/{offer}")["listing"]["listingId"] for offer in offers} == {listing}


def test_a_variant_that_lacks_something_is_left_out_without_a_word(lab: Laboratory):
    first, second = make(lab, "200 g", "500 g")
    lab.ask("PUT", f"{INVENTORY}/offer/{second}", {"categoryId": "67391"}, expect=204)
    told = lab.ask("POST", PUBLISH, OF_GROUP)
    assert told["warnings"] == []
    assert lab.simulator.listings[told["listingId"]].offers == [first]
    assert lab.get(f"{INVENTORY}/offer/{second}")["status"] == "UNPUBLISHED"


def test_a_group_of_which_nothing_can_be_shown_says_why(lab: Laboratory):
    (offer,) = make(lab, "200 g")
    lab.ask("PUT", f"{INVENTORY}/offer/{offer}", {}, expect=204)
    assert lab.refusal("POST", PUBLISH, OF_GROUP)["errorId"] == 25005


def test_the_values_have_to_be_exactly_those_of_the_variants(lab: Laboratory):
    lab.write_item("SN-200", aspects=aspects("200 g"))
    wrong = group("200 g") | {"variesBy": {"specifications": [{"name": "Volume", "values": ["200 g", "500 g"]}]}}
    assert lab.refusal("PUT", GROUP, wrong)["errorId"] == 25013


def test_an_aspect_that_may_not_vary_is_refused(lab: Laboratory):
    lab.write_item("SN-200", aspects=aspects("200 g"))
    wrong = group("200 g") | {"variesBy": {"specifications": [{"name": "Brand", "values": ["Hub"]}]}}
    error = lab.refusal("PUT", GROUP, wrong)
    assert (error["errorId"], error["parameters"][0]["value"]) == (25013, "Brand")


def test_a_sku_of_another_group_is_25703(lab: Laboratory):
    make(lab, "200 g")
    error = lab.refusal("PUT", f"{INVENTORY}/inventory_item_group/other", group("200 g"))
    assert (error["errorId"], error["parameters"][1]) == (25703, {"name": "inventoryItemGroupKey", "value": "soap"})


def test_a_sku_with_a_live_listing_of_its_own_is_25704(lab: Laboratory):
    _, listing = lab.listed("SN-200")
    error = lab.refusal("PUT", GROUP, group("200 g"))
    assert (error["errorId"], error["parameters"][1]) == (25704, {"name": "listingId", "value": listing})


def test_a_variant_that_was_sold_cannot_be_taken_away(lab: Laboratory):
    make(lab, "200 g", "500 g")
    lab.ask("POST", PUBLISH, OF_GROUP)
    lab.order({"sku": "SN-500"})
    assert lab.refusal("PUT", GROUP, group("200 g"))["errorId"] == 25013


def test_an_auction_of_a_grouped_sku_is_25756(lab: Laboratory):
    make(lab, "200 g")
    auction = {"sku": "SN-200", "marketplaceId": "EBAY_US", "format": "AUCTION"}
    assert lab.refusal("POST", f"{INVENTORY}/offer", auction)["errorId"] == 25756


def test_a_group_is_withdrawn_as_one(lab: Laboratory):
    offer, _ = make(lab, "200 g", "500 g")
    lab.ask("POST", PUBLISH, OF_GROUP)
    assert lab.refusal("POST", f"{INVENTORY}/offer/{offer}/withdraw", {})["errorId"] == 25002
    withdraw = f"{INVENTORY}/offer/withdraw_by_inventory_item_group"
    lab.ask("POST", withdraw, OF_GROUP, expect=204)
    assert lab.refusal("POST", withdraw, OF_GROUP)["errorId"] == 25725


def test_an_order_of_a_variant_names_its_variation(lab: Laboratory):
    make(lab, "200 g", "500 g")
    listing = lab.ask("POST", PUBLISH, OF_GROUP)["listingId"]
    line = lab.get(f"/sell/fulfillment/v1/order/{lab.order({'sku': 'SN-500'})}")["lineItems"][0]
    assert (line["legacyItemId"], line["sku"]) == (listing, "SN-500")
    assert {"name": "Volume", "value": "500 g"} in line["variationAspects"]
    assert line["legacyVariationId"].startswith("4")


def test_deleting_a_group_ends_its_listing_and_leaves_the_items(lab: Laboratory):
    make(lab, "200 g")
    listing = lab.ask("POST", PUBLISH, OF_GROUP)["listingId"]
    lab.ask("DELETE", GROUP, expect=204)
    assert lab.simulator.listings[listing].status == "ENDED"
    assert "SN-200" in lab.simulator.items
    assert lab.refusal("GET", GROUP, expect=404)["errorId"] == 25705
    assert lab.refusal("POST", PUBLISH, OF_GROUP)["errorId"] == 25705


def test_two_variants_with_the_same_values_are_refused(lab: Laboratory):
    for sku in ("SN-200", "SN-201"):
        lab.write_item(sku, aspects=aspects("200 g"))
    wrong = group("200 g", variantSKUs=["SN-200", "SN-201"])
    assert lab.refusal("PUT", GROUP, wrong)["errorId"] == 25013


def test_a_group_is_of_skus_that_are_there(lab: Laboratory):
    assert lab.refusal("PUT", GROUP, group("200 g"))["errorId"] == 25702
    assert lab.refusal("PUT", GROUP, {"variantSKUs": []})["errorId"] == 25002


def test_publishing_a_live_group_again_takes_in_what_is_whole_now(lab: Laboratory):
    first, second = make(lab, "200 g", "500 g")
    lab.ask("PUT", f"{INVENTORY}/offer/{second}", {}, expect=204)
    listing = lab.ask("POST", PUBLISH, OF_GROUP)["listingId"]
    body = {
        name: value for name, value in lab.offer("SN-500").items() if name not in ("sku", "marketplaceId", "format")
    }
    lab.ask("PUT", f"{INVENTORY}/offer/{second}", body, expect=204)
    told = lab.ask("POST", PUBLISH, OF_GROUP)
    assert (told["listingId"], told["warnings"][0]["errorId"]) == (listing, 25402)
    assert lab.simulator.listings[listing].offers == [first, second]
