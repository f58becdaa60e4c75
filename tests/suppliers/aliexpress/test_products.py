"""Products and searches, from what is sent to what is read."""

from decimal import Decimal

import pytest

from core.errors import BadPayload, NotFound, Rejected, Unsupported
from core.money import Money, MoneyRange
from suppliers.adapters.aliexpress.envelope import Body
from suppliers.adapters.aliexpress.mapper import products
from suppliers.interface import ItemState, SearchQuery, StockLevel, VariantStock
from tests.suppliers.aliexpress.conftest import sent_by

ATTR = "14:193#Red one;200007763:201336100#CHINA"


def option(property_id, name, value, **more):
    return {"sku_property_id": property_id, "sku_property_name": name, "sku_property_value": value} | more


def sku(**changes):
    given = {
        "sku_id": "12000099990000000001",
        "sku_attr": ATTR,
        "offer_sale_price": "3.50",
        "sku_price": "9.00",
        "currency_code": "EUR",
        "sku_available_stock": 12,
        "ae_sku_property_dtos": {
            "ae_sku_property_d_t_o": [
                option(
                    14, "Color", "RED", property_value_definition_name="Red one", sku_image="//img.example.test/r.jpg"
                ),
                option(200007763, "Ships From", "CHINA"),
            ]
        },
    } | changes
    return {name: value for name, value in given.items() if value is not ...}


def product(*skus, **base):
    named = {
        "product_id": 1005999000000009,
        "subject": "A lamp",
        "category_id": 39,
        "currency_code": "CNY",
        "product_status_type": "onSelling",
        "detail": "<p>Bright</p>",
    } | base
    return {
        "aliexpress_ds_product_get_response": {
            "rsp_code": "200",
            "result": {
                "ae_item_base_info_dto": named,
                "ae_item_sku_info_dtos": {"ae_item_sku_info_d_t_o": list(skus or [sku()])},
                "ae_multimedia_info_dto": {"image_urls": "https://img.example.test/1.jpg;//img.example.test/2.jpg"},
                "package_info_dto": {
                    "gross_weight": "0.250",
                    "package_length": 10,
                    "package_width": 5,
                    "package_height": 2,
                },
                "ae_item_properties": {"ae_item_property": {"attr_name": "Brand Name", "attr_value": "Lumo"}},
            },
        }
    }


def only_variant(adapter, answers, **changes):
    answers(product(sku(**changes)))
    (variant,) = adapter.product("1005999000000009").variants
    return variant


def test_a_product_is_asked_for_with_the_country_and_currency_of_the_account(adapter, answers, server):
    answers(product())
    adapter.product("1005999000000009")
    form = sent_by(server)[0].form
    assert form["method"] == "aliexpress.ds.product.get"
    assert (form["product_id"], form["ship_to_country"]) == ("1005999000000009", "FR")
    assert (form["target_currency"], form["target_language"]) == ("EUR", "en")


def test_the_caller_s_country_and_currency_win(adapter, answers, server):
    answers(product())
    adapter.product("1005999000000009", country="DE", currency="USD")
    form = sent_by(server)[0].form
    assert (form["ship_to_country"], form["target_currency"]) == ("DE", "USD")


def test_a_product_is_read_whole(adapter, answers):
    answers(product())
    item = adapter.product("1005999000000009")
    assert (item.product_id, item.title, item.category_id, item.brand) == ("1005999000000009", "A lamp", "39", "Lumo")
    assert item.images == ("https://img.example.test/1.jpg", "https://img.example.test/2.jpg")
    assert item.option_names == ("Color", "Ships From")
    assert item.description_html == "<p>Bright</p>"
    assert item.state is ItemState.ON_SALE
    assert item.page_url == "https://www.aliexpress.com/item/1005999000000009.html"


def test_a_variant_is_read_whole(adapter, answers):
    variant = only_variant(adapter, answers)
    assert variant.variant_id == "12000099990000000001"
    assert variant.options == (("Color", "Red one"), ("Ships From", "CHINA"))
    assert variant.title == "Red one / CHINA"
    assert variant.image_url == "https://img.example.test/r.jpg"
    assert variant.weight_g == Decimal(250)
    assert variant.size_mm == (Decimal(100), Decimal(50), Decimal(20))
    assert variant.ships_from == "CN"
    assert variant.stock == VariantStock("12000099990000000001", (StockLevel("", 12, country="CN"),))


def test_a_cost_is_the_offer_in_the_variant_s_currency(adapter, answers):
    """pitfall 36: the product's own currency_code says CNY."""
    variant = only_variant(adapter, answers)
    assert variant.cost == Money(Decimal("3.50"), "EUR")
    assert variant.list_price == Money(Decimal("9.00"), "EUR")


def test_a_variant_that_names_no_currency_has_no_cost(adapter, answers):
    """pitfall 36: a guess would be seven times off."""
    assert only_variant(adapter, answers, currency_code=...).cost is None


def test_without_an_offer_the_list_price_is_paid(adapter, answers):
    assert only_variant(adapter, answers, offer_sale_price=...).cost == Money(Decimal("9.00"), "EUR")


@pytest.mark.parametrize("attr", [ATTR, " 14:1# x ;y", "<none>"])
def test_an_order_names_the_sku_attr_to_the_letter(adapter, answers, attr):
    assert only_variant(adapter, answers, sku_attr=attr).order_key == attr


def test_where_sku_attr_is_missing_id_holds_the_same(adapter, answers):
    assert only_variant(adapter, answers, sku_attr=..., id=ATTR).order_key == ATTR


def test_a_sku_id_may_be_a_number_of_any_length(adapter, answers):
    assert only_variant(adapter, answers, sku_id=12000050000000000123).variant_id == "12000050000000000123"


def test_no_stock_figure_is_not_zero(adapter, answers):
    assert only_variant(adapter, answers, sku_available_stock=...).stock is None
    assert only_variant(adapter, answers, sku_available_stock="0").stock.levels == (StockLevel("", 0, country="CN"),)


def test_where_goods_ship_from_is_not_said_it_stays_open(adapter, answers):
    variant = only_variant(adapter, answers, ae_sku_property_dtos={})
    assert (variant.ships_from, variant.options, variant.stock.levels[0].country) == ("", (), "")


def test_flat_wrapped_and_single_variants_are_one():
    """pitfalls 37 and 38: the answer after "simplify", and a product of one variant."""
    inner = product()["aliexpress_ds_product_get_response"]
    wrapped = products.read_product(Body(inner, ""), "")
    for written in ([sku()], sku(), {"ae_item_sku_info_d_t_o": sku()}):
        inner["result"]["ae_item_sku_info_dtos"] = written
        assert products.read_product(Body(inner, ""), "") == wrapped
    flat = sku()["ae_sku_property_dtos"]["ae_sku_property_d_t_o"]
    inner["result"]["ae_item_sku_info_dtos"] = [sku(ae_sku_property_dtos=flat)]
    assert products.read_product(Body(inner, ""), "") == wrapped


def test_an_offline_product_is_off_sale_with_all_its_variants(adapter, answers):
    answers(product(product_status_type="offline"))
    item = adapter.product("1005999000000009")
    assert (item.state, item.variants[0].state) == (ItemState.OFF_SALE, ItemState.OFF_SALE)


def test_a_state_nobody_knows_is_unknown(adapter, answers):
    answers(product(product_status_type="auditing"))
    assert adapter.product("1005999000000009").state is ItemState.UNKNOWN


@pytest.mark.parametrize("code", [605, "605", 1001])
def test_a_product_that_is_gone_is_not_found(adapter, answers, code):
    answers({"aliexpress_ds_product_get_response": {"rsp_code": code, "rsp_msg": "gone", "request_id": "r-7"}})
    with pytest.raises(NotFound) as raised:
        adapter.product("1")
    assert (raised.value.code, raised.value.request_id) == (str(code), "r-7")


def test_a_good_answer_without_a_result_is_no_gone_product(adapter, answers, server):
    """pitfall 41: emptiness passes; it is asked again, and then told as an unreadable answer."""
    empty = {"aliexpress_ds_product_get_response": {"rsp_code": 200}}
    answers(empty, product())
    assert adapter.product("1005999000000009").title == "A lamp"
    answers(empty)
    with pytest.raises(BadPayload, match="without a result"):
        adapter.product("1005999000000009")
    assert len(server.received) == 5


@pytest.mark.parametrize("skus", [{}, {"ae_item_sku_info_d_t_o": []}, None])
def test_a_product_without_variants_is_unreadable(adapter, answers, skus):
    body = product()
    body["aliexpress_ds_product_get_response"]["result"]["ae_item_sku_info_dtos"] = skus
    answers(body)
    with pytest.raises(BadPayload, match="without variants"):
        adapter.product("1005999000000009")


def test_stock_is_told_for_all_variants_or_not_at_all(adapter, answers):
    answers(product(sku(), sku(sku_id="2", sku_available_stock=0)))
    assert adapter.stock("1005999000000009") == [
        VariantStock("12000099990000000001", (StockLevel("", 12, country="CN"),)),
        VariantStock("2", (StockLevel("", 0, country="CN"),)),
    ]
    answers(product(sku(), sku(sku_id="2", sku_available_stock=...)))
    with pytest.raises(BadPayload, match="a variant without stock"):
        adapter.stock("1005999000000009")


def test_one_variant_s_stock_needs_its_product(adapter, answers):
    answers(product())
    assert adapter.variant_stock("12000099990000000001", "1005999000000009").levels[0].total == 12
    with pytest.raises(NotFound, match="has no variant 5"):
        adapter.variant_stock("5", "1005999000000009")
    with pytest.raises(Rejected, match="name the product"):
        adapter.variant_stock("12000099990000000001")


# --- searching ---------------------------------------------------------------------------------------------------------


def line(**changes):
    return {
        "itemId": "1005999000000009",
        "title": "A lamp",
        "itemMainPic": "//img.example.test/1.jpg",
        "itemUrl": "//www.aliexpress.com/item/1.html",
        "salePrice": "24.90",
        "salePriceCurrency": "CNY",
        "targetSalePrice": "3.50",
        "targetOriginalPriceCurrency": "EUR",
        "orders": "4,000+",
        "cateId": "15,39",
    } | changes


def found(*lines, total=41, **data):
    products = {"selection_search_product": list(lines)}
    return {
        "aliexpress_ds_text_search_response": {"code": "00", "data": {"totalCount": total, "products": products} | data}
    }


def test_a_search_is_sent_in_its_own_names(adapter, answers, server):
    answers(found(line()))
    adapter.search(SearchQuery("lampe", page=2, size=20, category_id="39", language="fr", sort="sold"))
    form = sent_by(server)[0].form
    own = {"keyWord", "local", "countryCode", "currency", "categoryId", "sortBy", "pageSize", "pageIndex"}
    assert {name: form[name] for name in own} == {
        "keyWord": "lampe", "local": "fr_FR", "countryCode": "FR", "currency": "EUR",
        "categoryId": "39", "sortBy": "orders,desc", "pageSize": "20", "pageIndex": "2",
    }  # fmt: skip


def test_a_line_of_a_search_is_read(adapter, answers):
    """pitfall 36: `targetSalePrice` and not `salePrice`, which is in CNY."""
    answers(found(line()))
    page = adapter.search(SearchQuery("lampe", page=1, size=20))
    (item,) = page.items
    assert item.price == MoneyRange.of(Decimal("3.50"), Decimal("3.50"), "EUR")
    assert (item.sold, item.category_id) == ("4,000+", "39")
    assert item.image_url == "https://img.example.test/1.jpg"
    assert item.page_url == "https://www.aliexpress.com/item/1.html"
    assert (page.total, page.has_more, page.page) == (41, True, 1)


def test_a_line_without_a_target_price_has_none(adapter, answers):
    answers(found(line(targetSalePrice=None)))
    assert adapter.search(SearchQuery("x")).items[0].price is None


def test_the_last_page_has_no_next_one(adapter, answers):
    answers(found(line()))
    assert not adapter.search(SearchQuery("x", page=3, size=20)).has_more


def test_the_platform_s_own_page_size_counts(adapter, answers):
    answers(found(line(), pageSize=10))
    assert adapter.search(SearchQuery("x", page=3, size=20)).has_more


@pytest.mark.parametrize("products", [{}, [], None])
def test_nothing_found_is_an_empty_page(adapter, answers, products):
    answers({"aliexpress_ds_text_search_response": {"code": "00", "data": {"totalCount": 0, "products": products}}})
    page = adapter.search(SearchQuery("gibberish"))
    assert (page.items, page.total, page.has_more) == ((), 0, False)


def test_price_limits_are_kept_although_the_call_has_none(adapter, answers):
    answers(found(line(), line(itemId="2", targetSalePrice="30"), line(itemId="3", targetSalePrice="")))
    page = adapter.search(SearchQuery("x", price_from=Decimal(1), price_to=Decimal(10)))
    assert [item.product_id for item in page.items] == ["1005999000000009"]
    assert page.total is None


def test_an_order_that_aliexpress_does_not_know_is_said_and_not_ignored(adapter, server):
    with pytest.raises(Unsupported, match="cannot sort by 'newest'"):
        adapter.search(SearchQuery("x", sort="newest"))
    assert server.received == []


def test_categories_get_their_paths_from_their_parents(adapter, answers):
    rows = [
        {"category_id": 39, "category_name": "Lights", "parent_category_id": 15},
        {"category_id": 15, "category_name": "Home"},
        {"category_id": 7, "category_name": "A", "parent_category_id": 8},
        {"category_id": 8, "category_name": "B", "parent_category_id": 7},
    ]
    result = {"resp_result": {"resp_code": "200", "result": {"categories": {"category": rows}}}}
    answers({"aliexpress_ds_category_get_response": result})
    by_id = {each.category_id: each.path for each in adapter.categories()}
    assert (by_id["39"], by_id["15"]) == (("Home", "Lights"), ("Home",))
    assert by_id["7"][-1] == "A"  # parents in a circle end somewhere


def test_a_refresh_reads_each_product_once_in_order_and_goes_on_after_a_failure(adapter, answers, server):
    gone = {"aliexpress_ds_product_get_response": {"rsp_code": 605}}
    refused = {"error_response": {"type": "ISV", "code": "InvalidParameter", "msg": "no"}}
    answers(product(), gone, refused, product())
    readings = list(adapter.refresh(["1", "2", "3", "4"]))
    assert [reading.product_id for reading in readings] == ["1", "2", "3", "4"]
    assert [reading.item is not None for reading in readings] == [True, False, False, True]
    assert (readings[1].error, type(readings[2].error)) == (None, Rejected)
    assert [call.form["product_id"] for call in sent_by(server)] == ["1", "2", "3", "4"]
