"""Offers: made once, replaced whole; how the numbers of what is live change."""

from typing import Any

import pytest

from tests.marketplaces.ebay_simulator.laboratory import INVENTORY, Laboratory

OFFER = f"{INVENTORY}/offer"
NUMBERS = f"{INVENTORY}/bulk_update_price_quantity"


def dollars(value: str) -> dict[str, str]:
    return {"value": value, "currency": "USD"}


def test_only_sku_marketplace_and_format_are_needed_to_make_an_offer(lab: Laboratory):
    lab.write_item()
    head = {"sku": "SN-200", "marketplaceId": "EBAY_US", "format": "FIXED_PRICE"}
    offer = lab.ask("POST", OFFER, head, expect=201)["offerId"]
    told = lab.get(f"{OFFER}/{offer}")
    assert (told["status"], told["listingDuration"], told["includeCatalogProductDetails"]) == (
        "UNPUBLISHED",
        "GTC",
        True,
    )
    assert "listing" not in told


def test_a_second_offer_of_the_same_is_25002_and_names_the_first(lab: Laboratory):
    lab.write_item()
    offer = lab.write_offer()
    error = lab.refusal("POST", OFFER, lab.offer())
    assert (error["errorId"], error["parameters"]) == (25002, [{"name": "offerId", "value": offer}])
    lab.write_offer(marketplace="EBAY_GB")


def test_a_sku_that_is_not_there_cannot_be_offered(lab: Laboratory):
    assert lab.refusal("POST", OFFER, lab.offer())["errorId"] == 25702


def test_a_sku_written_a_moment_ago_may_not_be_there_yet(lab: Laboratory):
    lab.simulator.set_rule("sku_lag", 5)
    lab.write_item()
    assert lab.refusal("POST", OFFER, lab.offer())["errorId"] == 25751
    lab.steer("clock?seconds=6")
    lab.write_offer()


def test_a_put_replaces_all_but_what_an_offer_is_of(lab: Laboratory):
    lab.write_item()
    offer = lab.write_offer()
    lab.ask("PUT", f"{OFFER}/{offer}", {"sku": "OTHER", "categoryId": "15687"}, expect=204)
    told = lab.get(f"{OFFER}/{offer}")
    assert (told["sku"], told["categoryId"], told["pricingSummary"]) == ("SN-200", "15687", {})
    assert "availableQuantity" not in told


def test_offers_are_listed_by_sku_alone(lab: Laboratory):
    lab.write_item()
    offer = lab.write_offer()
    assert lab.refusal("GET", OFFER)["errorId"] == 25709
    assert [one["offerId"] for one in lab.get(f"{OFFER}?sku=SN-200")["offers"]] == [offer]


def test_the_offset_of_offers_is_the_number_of_the_page_too(lab: Laboratory):
    lab.write_item()
    numbers = [lab.write_offer(marketplace=marketplace) for marketplace in ("EBAY_US", "EBAY_GB", "EBAY_DE")]
    first = lab.get(f"{OFFER}?sku=SN-200&limit=2")
    assert first["next"] == f"{lab.origin}/api{OFFER}?sku=SN-200&limit=2&offset=1"
    second = lab.get(f"{OFFER}?sku=SN-200&limit=2&offset=1")
    assert [row["offerId"] for row in first["offers"] + second["offers"]] == numbers


def test_buyers_see_the_smaller_of_the_two_quantities(lab: Laboratory):
    offer, listing = lab.listed()
    assert lab.steer("books")["listings"][listing]["quantity"] == 10
    rows = [
        {
            "sku": "SN-200",
            "shipToLocationAvailability": {"quantity": 3},
            "offers": [{"offerId": offer, "availableQuantity": 8}],
        }
    ]
    lab.ask("POST", NUMBERS, {"requests": rows})
    assert lab.steer("books")["listings"][listing]["quantity"] == 3


def test_nothing_left_hides_the_listing_and_stock_brings_it_back(lab: Laboratory):
    offer, listing = lab.listed()
    for quantity, status in ((0, "OUT_OF_STOCK"), (5, "ACTIVE")):
        row = {"sku": "SN-200", "shipToLocationAvailability": {"quantity": quantity}}
        lab.ask("POST", NUMBERS, {"requests": [row]})
        assert lab.get(f"{OFFER}/{offer}")["listing"]["listingStatus"] == status
    assert lab.simulator.listings[listing].is_open


def test_without_out_of_stock_control_nothing_left_ends_the_listing(lab: Laboratory):
    _, listing = lab.listed()
    lab.steer("readiness?programs=SELLING_POLICY_MANAGEMENT")
    row = {"sku": "SN-200", "shipToLocationAvailability": {"quantity": 0}}
    lab.ask("POST", NUMBERS, {"requests": [row]})
    assert lab.simulator.listings[listing].status == "ENDED"


def test_bulk_numbers_of_several_skus_are_answered_row_by_row(lab: Laboratory):
    first, _ = lab.listed("A-1")
    second, _ = lab.listed("A-2")
    rows = [
        {"offers": [{"offerId": first, "price": dollars("5.10")}]},
        {"offers": [{"offerId": second, "price": {"value": "5.10", "currency": "EUR"}}]},
        {"sku": "A-1", "offers": [{"offerId": second, "availableQuantity": 2}]},
        {"offers": [{"offerId": second}]},
    ]
    told = lab.ask("POST", NUMBERS, {"requests": rows}, expect=207)["responses"]
    found = [(row["sku"], row["statusCode"], row.get("errors", [{}])[0].get("errorId")) for row in told]
    assert found == [("A-1", 200, None), ("A-2", 400, 25003), ("A-2", 404, 25713), ("A-2", 400, 25709)]
    assert lab.simulator.offers[first].price is not None
    assert str(lab.simulator.offers[first].price) == "5.10"


def test_numbers_of_an_unpublished_offer_are_changed_by_put_not_in_bulk(lab: Laboratory):
    lab.write_item()
    asked = {"requests": [{"offers": [{"offerId": lab.write_offer(), "price": dollars("5.10")}]}]}
    told = lab.ask("POST", NUMBERS, asked, expect=207)
    assert told["responses"][0]["errors"][0]["errorId"] == 25713


def test_a_listing_is_revised_so_many_times_a_day(lab: Laboratory):
    offer, _ = lab.listed()
    lab.simulator.set_rule("revisions_a_day", 2)
    asked = {"requests": [{"offers": [{"offerId": offer, "price": dollars("5.10")}]}]}
    lab.ask("POST", NUMBERS, asked)
    lab.ask("POST", NUMBERS, asked)
    assert lab.ask("POST", NUMBERS, asked, expect=207)["responses"][0]["errors"][0]["errorId"] == 25002
    lab.steer("clock?seconds=86400")
    lab.log_in()
    lab.ask("POST", NUMBERS, asked)


def test_bulk_offers_and_bulk_publishing_answer_by_key(lab: Laboratory):
    lab.write_item("A-1")
    told = lab.ask(
        "POST", f"{INVENTORY}/bulk_create_offer", {"requests": [lab.offer("A-1"), lab.offer("NONE")]}, expect=207
    )
    assert [(row["sku"], row["statusCode"]) for row in told["responses"]] == [("A-1", 200), ("NONE", 400)]
    offer = told["responses"][0]["offerId"]
    asked = {"requests": [{"offerId": offer}, {"offerId": "1"}]}
    told = lab.ask("POST", f"{INVENTORY}/bulk_publish_offer", asked, expect=207)
    assert [(row["offerId"], row["statusCode"]) for row in told["responses"]] == [(offer, 200), ("1", 404)]


def test_fees_are_told_by_marketplace(lab: Laboratory):
    lab.write_item()
    told = lab.ask("POST", f"{OFFER}/get_listing_fees", {"offers": [{"offerId": lab.write_offer()}]})
    fee = told["feeSummaries"][0]
    assert (fee["marketplaceId"], fee["fees"][0]["amount"]) == ("EBAY_US", dollars("0.35"))


def test_deleting_an_offer_ends_its_listing(lab: Laboratory):
    offer, listing = lab.listed()
    lab.ask("DELETE", f"{OFFER}/{offer}", expect=204)
    assert lab.simulator.listings[listing].status == "ENDED"
    assert lab.refusal("GET", f"{OFFER}/{offer}", expect=404)["errorId"] == 25713


def test_a_foreign_listing_is_taken_over_with_its_number(lab: Laboratory):
    row = {"sku": "OLD-1", "title": "Old soap", "price": "3.00"}
    listing = lab.steer("foreign", {"rows": [row]})["listingId"]
    asked = {"requests": [{"listingId": listing}, {"listingId": "1"}]}
    told = lab.ask("POST", f"{INVENTORY}/bulk_migrate_listing", asked, expect=207)["responses"]
    offer = told[0]["inventoryItems"][0]["offerId"]
    assert [one["statusCode"] for one in told] == [200, 400]
    assert told[1]["errors"][0]["errorId"] == 25718
    assert lab.get(f"{OFFER}/{offer}")["listing"]["listingId"] == listing


def test_what_the_seller_and_ebay_do_themselves_is_there_to_be_read(lab: Laboratory):
    offer, listing = lab.listed()
    lab.steer("edit", {"offer": offer, "price": "6.00", "quantity": 2})
    told = lab.get(f"{OFFER}/{offer}")
    assert (told["pricingSummary"]["price"], told["availableQuantity"]) == (dollars("6.00"), 2)
    lab.steer("end", {"listing": listing})
    told = lab.get(f"{OFFER}/{offer}")
    assert (told["status"], told["listing"]["listingStatus"]) == ("UNPUBLISHED", "EBAY_ENDED")


AUCTION = {"sku": "SN-200", "marketplaceId": "EBAY_US", "format": "AUCTION"}
START = {"auctionStartPrice": {"value": "1.00", "currency": "USD"}}


@pytest.mark.parametrize(
    ("body", "number"),
    [
        (AUCTION, 25757),
        (AUCTION | {"pricingSummary": START, "availableQuantity": 1}, 25762),
        (AUCTION | {"format": "FIXED_PRICE", "pricingSummary": START}, 25758),
        (AUCTION | {"marketplaceId": "EBAY_XX"}, 25735),
        (AUCTION | {"format": "FIXED_PRICE", "availableQuantity": -1}, 25004),
        (AUCTION | {"format": "FIXED_PRICE", "pricingSummary": {"price": {"value": 4.9, "currency": "USD"}}}, 25003),
        (
            AUCTION | {"format": "FIXED_PRICE", "pricingSummary": {"price": {"value": "4.999", "currency": "USD"}}},
            25003,
        ),
    ],
)
def test_an_offer_with_a_wrong_word_is_refused(lab: Laboratory, body: dict[str, Any], number: int):
    lab.write_item()
    assert lab.refusal("POST", OFFER, body)["errorId"] == number


def test_a_listing_is_kept_whole_by_a_refused_put(lab: Laboratory):
    offer, _ = lab.listed()
    assert lab.refusal("PUT", f"{OFFER}/{offer}", {})["errorId"] == 25005
    assert lab.get(f"{OFFER}/{offer}")["categoryId"] == "67391"


def test_a_body_without_what_is_needed_is_400_2004(lab: Laboratory):
    assert lab.refusal("POST", f"{OFFER}/publish_by_inventory_item_group", {})["errorId"] == 2004
    answer = lab.call("POST", OFFER, headers={"Content-Type": "application/json"}, data="[")
    assert answer.json()["errors"][0]["errorId"] == 2004
