"""Inventory items: whole replacement, statuses, languages, pages."""

import threading
import time

import pytest

from tests.marketplaces.ebay_simulator.laboratory import INVENTORY, Laboratory

ITEM = f"{INVENTORY}/inventory_item/SN-200"


def test_a_new_item_is_201_and_a_replaced_one_204_without_a_body(lab: Laboratory):
    assert lab.ask("PUT", ITEM, lab.item(), expect=201) == {}
    assert lab.ask("PUT", ITEM, lab.item(), expect=204) is None


def test_a_put_replaces_the_whole_item(lab: Laboratory):
    lab.write_item()
    body = {"product": {"title": "Only a title"}, "condition": "NEW"}
    lab.ask("PUT", ITEM, body, expect=204)
    assert lab.get(ITEM) == {"sku": "SN-200", "locale": "en_US"} | body


def test_a_partial_put_keeps_the_listing_and_lets_the_next_publish_fail(lab: Laboratory):
    offer, listing = lab.listed()
    lab.ask("PUT", ITEM, lab.item(imageUrls=None), expect=204)
    assert lab.simulator.listings[listing].status == "ACTIVE"
    lab.ask("POST", f"{INVENTORY}/offer/{offer}/withdraw", {})
    assert lab.refusal("POST", f"{INVENTORY}/offer/{offer}/publish", {})["errorId"] == 25002


def test_an_item_has_one_language_the_last_one_written(lab: Laboratory):
    lab.write_item()
    lab.ask("PUT", ITEM, lab.item(title="Schwarze Seife"), headers={"Content-Language": "de-DE"}, expect=204)
    told = lab.get(ITEM)
    assert (told["locale"], told["product"]["title"]) == ("de_DE", "Schwarze Seife")


@pytest.mark.parametrize("language", ["en_US", "", "english"])
def test_a_content_language_that_is_none_is_25709(lab: Laboratory, language: str):
    error = lab.refusal("PUT", ITEM, lab.item(), headers={"Content-Language": language})
    assert (error["errorId"], error["message"]) == (25709, "Invalid value for header Content-Language.")


@pytest.mark.parametrize("language", ["*", ""])
def test_an_odd_accept_language_is_25709_on_inventory_reads(lab: Laboratory, language: str):
    error = lab.refusal("GET", f"{INVENTORY}/location", headers={"Accept-Language": language})
    assert (error["errorId"], error["message"]) == (25709, "Invalid value for header Accept-Language.")


def test_a_body_without_the_json_media_type_is_refused(lab: Laboratory):
    lab.ask("PUT", ITEM, lab.item(), headers={"Content-Type": "text/plain"}, expect=415)


@pytest.mark.parametrize("sku", ["has%20space", "x" * 51, "caf%C3%A9"])
def test_a_sku_is_plain_and_has_50_characters_at_most(lab: Laboratory, sku: str):
    assert lab.refusal("PUT", f"{INVENTORY}/inventory_item/{sku}", lab.item())["errorId"] == 25707


def test_an_unknown_sku_is_404_25710(lab: Laboratory):
    assert lab.refusal("GET", f"{INVENTORY}/inventory_item/NONE", expect=404)["errorId"] == 25710


def test_pictures_have_to_be_https(lab: Laboratory):
    error = lab.refusal("PUT", ITEM, lab.item(imageUrls=["http://cdn.example.com/1.jpg"]))
    assert error["errorId"] == 25014


def test_the_offset_of_items_is_the_number_of_the_page(lab: Laboratory):
    for number in range(5):
        lab.write_item(f"SKU-{number}")
    first = lab.get(f"{INVENTORY}/inventory_item?limit=2")
    assert (first["total"], first["size"], first["limit"]) == (5, 3, 2)
    assert first["next"] == f"{lab.origin}/api{INVENTORY}/inventory_item?limit=2&offset=1"
    last = lab.get(f"{INVENTORY}/inventory_item?limit=2&offset=2")
    assert [row["sku"] for row in last["inventoryItems"]] == ["SKU-4"]
    assert "next" not in last


def test_more_than_200_items_a_page_are_25706(lab: Laboratory):
    assert lab.refusal("GET", f"{INVENTORY}/inventory_item?limit=201")["errorId"] == 25706


def test_deleting_an_item_ends_its_listing_and_deletes_its_offers(lab: Laboratory):
    offer, listing = lab.listed()
    lab.ask("DELETE", ITEM, expect=204)
    assert lab.simulator.listings[listing].status == "ENDED"
    assert offer not in lab.simulator.offers
    assert lab.refusal("DELETE", ITEM, expect=404)["errorId"] == 25710


def test_two_writes_to_one_sku_at_once_are_500_25025(lab: Laboratory):
    lab.simulator.add_fault("slow=2@createOrReplaceInventoryItemx1")
    statuses: list[int] = []

    def write() -> None:
        other = Laboratory(lab.simulator, lab.server, lab.sink, lab.token)
        statuses.append(other.call("PUT", ITEM, lab.item()).status_code)

    thread = threading.Thread(target=write)
    thread.start()
    while not lab.simulator.gateway.writing.held:
        time.sleep(0.01)
    error = lab.refusal("PUT", ITEM, lab.item(), expect=500)
    assert lab.write_item("OTHER") == 201
    thread.join()
    assert (error["errorId"], error["category"], statuses) == (25025, "APPLICATION", [201])


def test_bulk_rows_have_their_own_status_and_the_call_is_207_where_they_differ(lab: Laboratory):
    row = {"locale": "en_US"} | lab.item()
    rows = [{"sku": "A-1"} | row, {"sku": "not good"} | row]
    told = lab.ask("POST", f"{INVENTORY}/bulk_create_or_replace_inventory_item", {"requests": rows}, expect=207)
    assert [(one["sku"], one["statusCode"]) for one in told["responses"]] == [("A-1", 201), ("not good", 400)]
    assert told["responses"][1]["errors"][0]["errorId"] == 25707
    whole = lab.ask("POST", f"{INVENTORY}/bulk_create_or_replace_inventory_item", {"requests": rows[:1]})
    assert whole["responses"][0]["statusCode"] == 200


def test_a_bulk_call_has_25_rows_at_most(lab: Laboratory):
    rows = [{"sku": f"A-{number}", "locale": "en_US"} | lab.item() for number in range(26)]
    error = lab.refusal("POST", f"{INVENTORY}/bulk_create_or_replace_inventory_item", {"requests": rows})
    assert error["errorId"] == 25727


def test_bulk_reading_says_which_sku_is_unknown(lab: Laboratory):
    lab.write_item("A-1")
    asked = {"requests": [{"sku": "A-1"}, {"sku": "NONE"}]}
    told = lab.ask("POST", f"{INVENTORY}/bulk_get_inventory_item", asked, expect=207)
    assert [(one["sku"], one["statusCode"]) for one in told["responses"]] == [("A-1", 200), ("NONE", 404)]
    assert told["responses"][0]["inventoryItem"]["product"]["title"] == "Black soap 200 g"
