"""Inventories: variations, white list, nothing left (pitfalls 21, 25 to 37)."""

import json
from dataclasses import replace

import pytest

from marketplaces.adapters.etsy.mapper.inventory import read_inventory
from marketplaces.adapters.etsy.mapper.taxonomy import properties, variations
from marketplaces.interface import ListingDraft, OfferPush, PricePush, StockPush, VariantDraft
from tests.core.http import scripted_server as will
from tests.marketplaces.contract.stage import OTHER_SKU
from tests.marketplaces.etsy.shapes import cash, euros

ID = "4500000001"


def product(number, size, quantity=4, **more):
    return {
        "product_id": number,
        "sku": f"MUG-{size}",
        "is_deleted": False,
        "property_values": [
            {
                "property_id": 513,
                "property_name": "Size",
                "scale_id": None,
                "scale_name": None,
                "value_ids": [number],
                "values": [size],
                "value_pairs": {},
            }
        ],
        "offerings": [
            {
                "offering_id": number,
                "is_deleted": False,
                "is_enabled": True,
                "quantity": quantity,
                "price": cash(750),
                "readiness_state_id": 3,
            }
        ],
    } | more


def inventory(*products, state="active", **more):
    return {
        "products": list(products) or [product(11, "S"), product(12, "L", 6)],
        "price_on_property": [],
        "quantity_on_property": [513],
        "sku_on_property": [513],
        "readiness_state_on_property": [],
        "listing": {"listing_id": int(ID), "title": "Mug", "state": state, "url": "https://etsy.test/1"},
    } | more


def test_what_was_read_is_written_back_by_a_white_list():
    """25: nothing that Etsy only shows, and prices as numbers"""
    gone = product(13, "X", is_deleted=True)
    body = read_inventory(inventory(product(11, "S"), gone)).body()
    assert body == {
        "products": [
            {
                "sku": "MUG-S",
                "property_values": [{"property_id": 513, "value_ids": [11], "values": ["S"], "property_name": "Size"}],
                "offerings": [{"price": 7.5, "quantity": 4, "is_enabled": True, "readiness_state_id": 3}],
            }
        ],
        "price_on_property": [],
        "quantity_on_property": [513],
        "sku_on_property": [513],
        "readiness_state_on_property": [],
    }


def test_one_figure_is_changed_and_all_products_are_sent(at_wire, wire):
    """26, 27, 28"""
    wire.will(will.answer(200, inventory()), will.answer(200, inventory()))
    assert at_wire.push_stock([StockPush("12", ID, "1", 2, "k", 6)])[0].is_taken
    sent = wire.received[1]
    assert (sent.method, sent.headers["content-type"]) == ("PUT", "application/json")
    body = json.loads(sent.body)
    assert [(row["sku"], row["offerings"][0]["quantity"]) for row in body["products"]] == [("MUG-S", 4), ("MUG-L", 2)]
    assert all(isinstance(row["offerings"], list) for row in body["products"])


def test_a_price_that_begins_to_differ_is_listed_by_the_property(at_wire, wire):
    """29"""
    wire.will(will.answer(200, inventory()), will.answer(200, inventory()))
    at_wire.push_prices([PricePush(ID, "12", euros("9.90"))])
    assert json.loads(wire.received[1].body)["price_on_property"] == [513]


def test_lists_have_the_order_in_which_products_name_their_properties():
    """29"""
    two = product(11, "S")
    two["property_values"] = [{**two["property_values"][0], "property_id": n, "values": [str(n)]} for n in (514, 513)]
    other = product(12, "L", 1)
    other["property_values"] = [{**each, "values": ["z"]} for each in two["property_values"]]
    found = read_inventory(inventory(two, other, quantity_on_property=[513], sku_on_property=[513, 514])).body()
    assert (found["sku_on_property"], found["quantity_on_property"]) == ([514, 513], [513])


def test_more_than_etsy_counts_is_sent_as_the_most_it_counts():
    """33"""
    assert read_inventory(inventory(product(11, "S", 5000))).body()["products"][0]["offerings"][0]["quantity"] == 999


def test_what_stands_already_is_not_written(at_wire, wire):
    wire.will(will.answer(200, inventory()))
    assert at_wire.push_stock([StockPush("11", ID, "1", 4, "k", 4)])[0].is_taken
    assert len(wire.received) == 1


def test_price_and_quantity_of_all_variants_are_one_look_and_one_write(stage, etsy, shop, draft):
    published = shop.publish(draft)
    before = etsy.counts()
    outcomes = shop.push_offers(
        [OfferPush(published.remote_id, each.variant_id, "", each.sku, euros("8"), 3) for each in published.variants]
    )
    after = etsy.counts()
    assert [each.code for each in outcomes] == ["", ""]
    assert {name: after[name] - before.get(name, 0) for name in after if after[name] != before.get(name, 0)} == {
        "getListingInventory": 1,
        "updateListingInventory": 1,
    }
    assert [(stage.stock(sku), stage.price(sku)) for sku in ("MUG-S", "MUG-L")] == [(3, euros("8").amount)] * 2


# Nothing left


def offers(published, *quantities):
    return [
        OfferPush(published.remote_id, each.variant_id, "", each.sku, None, quantity)
        for each, quantity in zip(published.variants, quantities, strict=True)
    ]


def listing_of(etsy, published):
    return etsy.shop.books.listings[int(published.remote_id)]


def test_one_form_without_stock_is_nothing_while_another_has_some(etsy, shop, draft):
    """30"""
    published = shop.publish(draft)
    shop.push_offers(offers(published, 0, 5))
    assert listing_of(etsy, published).state == "active"
    assert [each.quantity for each in shop.read_listing(published.remote_id).variants] == [0, 5]


def test_a_listing_without_stock_goes_off_sale_and_comes_back_without_a_fee(etsy, shop, draft):
    """30: Etsy refuses an inventory without a unit, so one stays that nobody can buy"""
    published = shop.publish(draft)
    assert [each.code for each in shop.push_offers(offers(published, 0, 0))] == ["", ""]
    made = listing_of(etsy, published)
    assert (made.state, [each.offering.quantity for each in made.products]) == ("inactive", [1, 0])
    reading = shop.read_listing(published.remote_id)
    assert (reading.status, reading.is_visible, [each.quantity for each in reading.variants]) == (
        "inactive",
        False,
        [0, 0],
    )
    shop.push_offers(offers(published, None, 7))
    assert (made.state, [each.offering.quantity for each in made.products]) == ("active", [0, 7])
    assert len(etsy.shop.books.fees) == 1


def test_it_goes_off_sale_before_its_figures_change(at_wire, wire):
    wire.will(will.answer(200, inventory()), will.answer(200, {"listing_id": 1}), will.answer(200, inventory()))
    at_wire.push_offers([OfferPush(ID, number, "", "", None, 0) for number in ("11", "12")])
    assert [call.method for call in wire.received] == ["GET", "PATCH", "PUT"]
    assert wire.received[1].body == b"state=inactive"


def test_what_a_person_has_hidden_gets_its_figures_and_stays_hidden(etsy, shop, draft):
    published = shop.publish(draft)
    listing_of(etsy, published).state = "inactive"
    assert shop.read_listing(published.remote_id).variants[0].quantity == 4
    shop.push_offers(offers(published, 9, 9))
    made = listing_of(etsy, published)
    assert (made.state, made.products[0].offering.quantity) == ("inactive", 9)


@pytest.mark.parametrize("state", ["sold_out", "expired"])
def test_what_has_ended_gets_its_figures_first_and_is_not_renewed(etsy, shop, draft, state):
    """21"""
    published = shop.publish(draft)
    listing_of(etsy, published).state = state
    assert [each.code for each in shop.push_offers(offers(published, 2, 3))] == ["needs_renewal"] * 2
    made = listing_of(etsy, published)
    assert (made.state, [each.offering.quantity for each in made.products]) == (state, [2, 3])
    assert len(etsy.shop.books.fees) == 1


def test_states_that_etsy_does_not_document_are_shown_as_they_are(etsy, shop, draft):
    """19"""
    published = shop.publish(draft)
    listing_of(etsy, published).state = "edit"
    reading = shop.read_listing(published.remote_id)
    assert (reading.status, reading.is_visible) == ("edit", False)


def test_ended_is_hidden_not_deleted_and_twice_is_once(etsy, shop, draft):
    published = shop.publish(draft)
    shop.end_listing(published.remote_id)
    shop.end_listing(published.remote_id)
    assert listing_of(etsy, published).state == "inactive"
    shop.end_listing("4599999999")


def test_a_number_that_etsy_has_changed_is_found_by_its_sku(etsy, shop, draft, stage):
    published = shop.publish(draft)
    push = StockPush("999", "", "", 8, "k", None, published.remote_id, "MUG-S")
    assert shop.push_stock([push])[0].is_taken
    assert stage.stock("MUG-S") == 8


def test_a_variant_that_is_gone_is_not_the_whole_listing(shop, draft):
    published = shop.publish(draft)
    pushes = [StockPush("999", published.remote_id, "", 8, "k"), StockPush("998", "4599999999", "", 8, "k")]
    assert [each.code for each in shop.push_stock(pushes)] == ["no_variant", "gone"]


def test_more_than_etsy_counts_that_stands_there_is_not_written_again(at_wire, wire):
    """33"""
    wire.will(will.answer(200, inventory(product(11, "S", 999))))
    assert at_wire.push_stock([StockPush("11", ID, "1", 5000, "k", None)])[0].is_taken
    assert len(wire.received) == 1


def test_a_price_of_another_currency_is_refused_here(shop, draft):
    published = shop.publish(draft)
    price = replace(euros("5"), currency="USD")
    outcome = shop.push_prices([PricePush(published.remote_id, published.variants[0].variant_id, price)])[0]
    assert outcome.code == "currency"


def test_a_lost_figure_that_stands_there_is_taken(stage, shop, draft):
    published = shop.publish(draft)
    push = StockPush(published.variants[0].variant_id, published.remote_id, "", 9, "k", 4)
    assert shop.push_stock([push])[0].is_taken
    assert shop.push_stock([push])[0].is_taken


def test_many_listings_are_read_in_one_call_and_the_gone_are_missing(etsy, stage, shop, draft):
    """58"""
    published = shop.publish(draft)
    other = str(etsy.shop.listing_of_sku(OTHER_SKU).listing_id)
    before = len(etsy.calls())
    found = shop.read_listings([published.remote_id, other, "4599999999"])
    assert sorted(found) == sorted([published.remote_id, other])
    assert found[published.remote_id] == shop.read_listing(published.remote_id)
    assert len(etsy.calls()) == before + 2


# Variations


PROPERTIES = properties(
    [
        {
            "property_id": 200,
            "name": "Primary color",
            "supports_variations": True,
            "possible_values": [{"value_id": 1, "name": "Black"}, {"value_id": 2, "name": "Blue"}],
        },
        {
            "property_id": 300,
            "name": "Size",
            "supports_variations": True,
            "scales": [{"scale_id": 301, "display_name": "Alpha"}, {"scale_id": 19, "display_name": "US"}],
            "possible_values": [
                {"value_id": 201, "name": "S", "scale_id": 301},
                {"value_id": 202, "name": "M", "scale_id": 301},
                {"value_id": 204, "name": "8", "scale_id": 19},
            ],
        },
    ]
)


def of(*rows):
    forms = tuple(VariantDraft(str(place), str(place), euros("5"), 1, row) for place, row in enumerate(rows))
    return variations(ListingDraft("h", "t", forms), PROPERTIES)


def test_values_of_the_category_go_by_number_and_scale():
    """34"""
    found = of((("Size", "S"),), (("Size", "M"),))
    assert [(value.property_id, value.value_ids, value.values, value.scale_id) for (value,) in found] == [
        (300, (201,), ("S",), 301),
        (300, (202,), ("M",), 301),
    ]


def test_values_that_the_category_does_not_know_are_free_words_under_two_numbers():
    """29, 35"""
    found = of((("Size", "XXS (tiny)"), ("Glaze", "matt")), (("Size", "S"), ("Glaze", "shiny")))
    assert [[(value.property_id, value.value_ids, value.values) for value in row] for row in found] == [
        [(513, (), ("XXS tiny",)), (514, (), ("matt",))],
        [(513, (), ("S",)), (514, (), ("shiny",))],
    ]


def test_values_of_two_scales_are_free_words():
    assert {row[0].property_id for row in of((("Size", "S"),), (("Size", "8"),))} == {513}


def test_one_form_without_options_has_no_variations():
    assert of(()) == [()]


def test_three_variations_are_announced(etsy, shop, draft):
    """36"""
    colours = ("Black", "Blue")
    forms = tuple(
        VariantDraft(
            str(place), f"M-{place}", euros("7.5"), 2, (("Primary color", colour), ("Cut", "A"), ("Finish", "x"))
        )
        for place, colour in enumerate(colours)
    )
    published = shop.publish(replace(draft, variants=forms))
    assert (published.is_visible, published.problems) == (True, ())
    assert listing_of(etsy, published).property_ids == [200, 513, 514]
    assert shop.push_offers(offers(published, 1, 1))[0].is_taken
