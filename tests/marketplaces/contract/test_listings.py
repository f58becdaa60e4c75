"""Listings: published once however often it is tried; stock by compare and set; prices."""

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest

from core.errors import NotFound, OutcomeUnknown
from core.money import Money
from marketplaces.interface import Capability, ListingDraft, PricePush, StockPush, VariantDraft
from tests.marketplaces.contract.needs import needs

PUBLISHED = (Capability.PUBLISH, Capability.PUSH_STOCK, Capability.PUSH_PRICE)


def form(stage, key, sku, price, quantity, size):
    return VariantDraft(key, sku, Money(Decimal(price), stage.currency), quantity, (("Size", size),))


@pytest.fixture
def draft(stage, adapter):
    info = adapter.connect()
    return ListingDraft(
        handle="test-mug",
        title="Test mug",
        variants=(form(stage, "11", "MUG-S", "7.50", 4, "S"), form(stage, "12", "MUG-L", "9.00", 6, "L")),
        description_html="<p>Holds tea</p>",
        option_names=("Size",),
        location_id=info.locations[0].place_id if info.locations else "",
        publication_ids=tuple(place.place_id for place in info.publications[:1]),
        **stage.draft_words(),
    )


@pytest.fixture
def published(adapter, draft):
    return adapter.publish(draft)


@needs(*PUBLISHED)
def test_a_listing_stands_there_as_it_was_drafted(stage, adapter, published):
    assert (published.is_visible, published.problems) == (True, ())
    assert [variant.key for variant in published.variants] == ["11", "12"]
    assert {sku: (stage.stock(sku), stage.price(sku)) for sku in ("MUG-S", "MUG-L")} == {
        "MUG-S": (4, Decimal("7.50")),
        "MUG-L": (6, Decimal("9.00")),
    }
    reading = adapter.read_listing(published.remote_id)
    assert (reading.title, reading.status, reading.is_visible) == ("Test mug", "active", True)
    assert [each.variant_id for each in reading.variants] == [each.variant_id for each in published.variants]
    assert [(each.sku, each.quantity) for each in reading.variants] == [("MUG-S", 4), ("MUG-L", 6)]
    assert reading.variants[0].price == Money(Decimal("7.50"), stage.currency)


@needs(*PUBLISHED)
def test_publishing_again_changes_the_same_listing(stage, adapter, draft, published):
    before = stage.products()
    again = adapter.publish(replace(draft, remote_id=published.remote_id, title="Test mug, blue"))
    assert (again.remote_id, stage.products()) == (published.remote_id, before)
    assert [each.variant_id for each in again.variants] == [each.variant_id for each in published.variants]
    assert adapter.read_listing(again.remote_id).title == "Test mug, blue"


@needs(*PUBLISHED)
def test_publishing_again_does_not_undo_what_was_sold(stage, adapter, draft, published):
    stage.sell("MUG-S", 3)
    known = zip(draft.variants, published.variants, strict=True)
    forms = tuple(replace(form, remote_variant_id=made.variant_id) for form, made in known)
    adapter.publish(replace(draft, remote_id=published.remote_id, variants=forms))
    assert stage.stock("MUG-S") == 1


@needs(*PUBLISHED)
def test_a_listing_whose_answer_was_lost_is_found_again_and_not_doubled(stage, adapter, draft):
    before = stage.products()
    stage.take_listing_in_silence()
    with pytest.raises(OutcomeUnknown):
        adapter.publish(draft)
    assert adapter.publish(draft).problems == ()
    assert stage.products() == before + 1


@needs(*PUBLISHED)
def test_a_form_that_is_left_out_is_taken_off(adapter, draft, published):
    adapter.publish(replace(draft, remote_id=published.remote_id, variants=draft.variants[:1]))
    assert [each.sku for each in adapter.read_listing(published.remote_id).variants] == ["MUG-S"]


@needs(*PUBLISHED)
def test_a_listing_with_one_form_needs_no_options(stage, adapter, draft):
    single = replace(draft.variants[0], options=())
    published = adapter.publish(replace(draft, handle="test-jug", variants=(single,), option_names=()))
    assert [variant.key for variant in published.variants] == ["11"]
    assert stage.stock("MUG-S") == 4


@needs(*PUBLISHED)
def test_an_ended_listing_is_not_for_sale(adapter, published):
    adapter.end_listing(published.remote_id)
    with suppress(NotFound):  # a marketplace may forget it altogether
        assert adapter.read_listing(published.remote_id).is_visible is False


@needs(*PUBLISHED)
def test_a_listing_that_nobody_made_is_not_found(adapter):
    with pytest.raises(NotFound):
        adapter.read_listing("999999999999")


def push(published, draft, quantity, expected, key="key-1"):
    made = published.variants[0]
    return StockPush(made.variant_id, made.inventory_id, draft.location_id, quantity, key, expected)


@needs(*PUBLISHED)
def test_stock_is_set_where_our_figure_stands(stage, adapter, draft, published):
    assert adapter.push_stock([push(published, draft, 9, 4)])[0].is_taken
    assert stage.stock("MUG-S") == 9


@needs(*PUBLISHED)
def test_stock_is_not_set_over_a_figure_that_we_did_not_know(stage, adapter, draft, published):
    stage.sell("MUG-S", 3)
    outcome = adapter.push_stock([push(published, draft, 9, 4)])[0]
    assert (outcome.code, outcome.found) == ("stale", 1)
    assert stage.stock("MUG-S") == 1


@needs(*PUBLISHED)
def test_stock_without_a_comparison_is_set_over_whatever_stands_there(stage, adapter, draft, published):
    stage.sell("MUG-S", 3)
    assert adapter.push_stock([push(published, draft, 9, None)])[0].is_taken
    assert stage.stock("MUG-S") == 9


@needs(*PUBLISHED)
def test_a_figure_whose_answer_was_lost_is_taken_all_the_same(stage, adapter, draft, published):
    stage.take_stock_in_silence()
    assert adapter.push_stock([push(published, draft, 9, 4)])[0].is_taken
    assert stage.stock("MUG-S") == 9


@needs(*PUBLISHED)
def test_a_price_is_set(stage, adapter, published):
    made = published.variants[1]
    price = PricePush(published.remote_id, made.variant_id, Money(Decimal("8.25"), stage.currency))
    assert adapter.push_prices([price])[0].is_taken
    assert stage.price("MUG-L") == Decimal("8.25")


@needs(*PUBLISHED)
def test_a_price_of_a_product_that_is_gone_is_not_taken(stage, adapter, published):
    price = PricePush("999999999999", "999999999998", Money(Decimal("8.25"), stage.currency))
    outcome = adapter.push_prices([price])[0]
    assert outcome.code
    assert not outcome.is_taken
