"""Searching, showing, stock, and the regular refresh."""

import pytest

from core.errors import NotFound
from suppliers.interface import Capability, ItemState, SearchQuery
from tests.suppliers.contract.needs import needs


def test_a_word_finds_the_product(stage, adapter, goods):
    page = adapter.search(SearchQuery(text=goods.word, country=stage.country, currency=stage.currency))
    found = {item.product_id: item for item in page.items}
    assert found[goods.product_id].title == goods.title
    assert found[goods.product_id].price.low.currency == stage.currency
    assert found[goods.product_id].price.low.amount > 0


def test_an_impossible_word_finds_nothing(stage, adapter):
    page = adapter.search(SearchQuery(text="zxqv-no-such-thing-7431", country=stage.country, currency=stage.currency))
    assert page.items == ()
    assert not page.has_more


def test_the_second_page_shows_other_products_than_the_first(stage, adapter):
    first, second = (
        adapter.search(SearchQuery(stage.common_word, page, 5, country=stage.country, currency=stage.currency))
        for page in (1, 2)
    )
    assert len(first.items) == len(second.items) == 5
    assert first.has_more
    assert not {item.product_id for item in first.items} & {item.product_id for item in second.items}


def test_a_product_comes_with_its_variants_options_and_costs(stage, adapter, goods):
    item = adapter.product(goods.product_id, stage.country, stage.currency)
    variant = next(variant for variant in item.variants if variant.variant_id == goods.variant_id)
    assert item.title == goods.title
    assert item.state is ItemState.ON_SALE
    assert len(item.variants) == goods.variants
    assert variant.cost == goods.cost
    assert variant.options == goods.options
    assert item.images
    assert item.description_html


def test_a_product_that_is_gone_is_not_found(stage, adapter, goods):
    stage.remove_goods()
    with pytest.raises(NotFound) as refusal:
        adapter.product(goods.product_id, stage.country, stage.currency)
    assert refusal.value.code


def test_stock_of_a_product_names_all_its_variants(adapter, goods):
    stock = {row.variant_id: row for row in adapter.stock(goods.product_id)}
    assert len(stock) == goods.variants
    assert sum(level.total for level in stock[goods.variant_id].levels) == sum(goods.stock.values())


def test_stock_of_one_variant_is_the_same_figure(adapter, goods):
    stock = adapter.variant_stock(goods.variant_id, goods.product_id)
    assert stock.variant_id == goods.variant_id
    assert sum(level.total for level in stock.levels) == sum(goods.stock.values())


@needs(Capability.STOCK_BY_AREA)
def test_stock_is_told_area_by_area(adapter, goods):
    assert len(goods.stock) > 1, "the stage has to show several areas"
    stock = adapter.variant_stock(goods.variant_id, goods.product_id)
    assert {level.country: level.total for level in stock.levels} == goods.stock


def test_the_refresh_gives_each_product_one_reading_with_cost_and_stock(stage, adapter, goods):
    readings = list(adapter.refresh([goods.product_id, "1"], stage.country, stage.currency))
    assert [reading.product_id for reading in readings] == [goods.product_id, "1"]
    variant = next(v for v in readings[0].item.variants if v.variant_id == goods.variant_id)
    assert variant.cost == goods.cost
    assert sum(level.total for level in variant.stock.levels) == sum(goods.stock.values())
    assert readings[1].item is None
    assert readings[1].error is None


def test_a_failed_reading_teaches_nothing(stage, adapter, goods):
    stage.break_down()
    (reading,) = adapter.refresh([goods.product_id], stage.country, stage.currency)
    assert reading.item is None
    assert reading.error is not None


@needs(Capability.CATEGORIES)
def test_categories_have_names_and_paths(adapter):
    categories = adapter.categories()
    assert categories
    assert all(category.path[-1] == category.name for category in categories)


@needs(Capability.REVIEWS)
def test_reviews_have_texts(adapter, goods):
    page = adapter.reviews(goods.product_id)
    assert page.page == 1
    assert page.items[0].text
    assert page.items[0].review_id
