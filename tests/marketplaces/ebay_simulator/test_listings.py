"""Listings made outside the API, the places a listing ships from, the vehicles a part fits."""

from tests.marketplaces.ebay_simulator.laboratory import INVENTORY, Laboratory


def test_a_foreign_listing_that_varies_becomes_a_group(lab: Laboratory):
    rows = [{"sku": f"OLD-{number}", "title": "Old soap", "price": "3.00"} for number in (1, 2)]
    listing = lab.steer("foreign", {"rows": rows})["listingId"]
    told = lab.ask("POST", f"{INVENTORY}/bulk_migrate_listing", {"requests": [{"listingId": listing}]})["responses"][0]
    group = lab.get(f"{INVENTORY}/inventory_item_group/{told['inventoryItemGroupKey']}")
    assert group["variantSKUs"] == ["OLD-1", "OLD-2"]
    again = lab.ask("POST", f"{INVENTORY}/bulk_migrate_listing", {"requests": [{"listingId": listing}]}, expect=207)
    assert again["responses"][0]["errors"][0]["errorId"] == 25718


def test_a_foreign_listing_without_a_sku_stays_where_it_is(lab: Laboratory):
    listing = lab.steer("foreign", {"rows": [{"title": "Old soap", "price": "3.00"}]})["listingId"]
    told = lab.ask("POST", f"{INVENTORY}/bulk_migrate_listing", {"requests": [{"listingId": listing}]}, expect=207)
    assert told["responses"][0]["errors"][0]["message"] == "Cannot migrate listing. It has no SKU."


def test_more_than_five_listings_at_once_are_refused(lab: Laboratory):
    asked = {"requests": [{"listingId": str(number)} for number in range(6)]}
    assert lab.refusal("POST", f"{INVENTORY}/bulk_migrate_listing", asked)["errorId"] == 25718


def test_a_sku_of_a_listing_is_tied_to_its_locations(lab: Laboratory):
    _, listing = lab.listed()
    path = f"{INVENTORY}/listing/{listing}/sku/SN-200/locations"
    assert lab.refusal("GET", path, expect=404)["errorId"] == 25905
    body = {"locations": [{"merchantLocationKey": "warehouse-1"}]}
    lab.ask("PUT", path, body, expect=204)
    assert lab.get(path) == body
    assert lab.refusal("PUT", path, {"locations": [{"merchantLocationKey": "moon"}]})["errorId"] == 25902
    lab.ask("DELETE", path, expect=204)
    assert lab.refusal("GET", f"{INVENTORY}/listing/1/sku/SN-200/locations", expect=404)["errorId"] == 25904


def test_the_vehicles_that_a_part_fits_are_written_and_deleted(lab: Laboratory):
    lab.write_item("PART")
    path = f"{INVENTORY}/inventory_item/PART/product_compatibility"
    body = {"compatibleProducts": [{"productFamilyProperties": {"make": "Test", "model": "One", "year": "2020"}}]}
    lab.ask("PUT", path, body, expect=201)
    lab.ask("PUT", path, body, expect=204)
    assert lab.get(path) == {"sku": "PART"} | body
    lab.ask("DELETE", path, expect=204)
    assert lab.refusal("GET", path, expect=404)["errorId"] == 25710
