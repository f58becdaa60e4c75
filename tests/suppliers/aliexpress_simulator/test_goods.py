"""The catalogue: ids, money, lists in three forms, searches, feeds and freight."""

import json
from decimal import Decimal

import pytest

from suppliers.adapters.aliexpress.simulator.catalogue import Catalogue

PRODUCT = "aliexpress.ds.product.get"
SEARCH = {"local": "fr_FR", "countryCode": "FR", "currency": "EUR"}


def get(platform, product, **more):
    given = {"product_id": str(product.product_id), "ship_to_country": "FR", "target_currency": "EUR"} | more
    return platform.inside(PRODUCT, **given)


def search(platform, **given):
    data = platform.inside("aliexpress.ds.text.search", **SEARCH | {"keyWord": "a"} | given)["data"]
    return data, data["products"]["selection_search_product"]


def test_the_same_seed_gives_the_same_goods_and_every_id_is_beyond_2_53():
    first, second = Catalogue.generated(200), Catalogue.generated(200)
    assert first.products == second.products
    assert len(first.products) == 200
    ids = [*first.products, *(sku.sku_id for product in first.products.values() for sku in product.skus)]
    assert len(set(ids)) == len(ids)
    assert all(number > 2**53 and int(float(number)) != number for number in ids)


def test_every_sku_says_where_it_ships_from_and_has_its_own_attributes():
    for product in Catalogue.generated(200).products.values():
        assert len({sku.attr for sku in product.skus}) == len(product.skus)
        for sku in product.skus:
            assert sku.options[-1].name == "Ships From"
            assert "200007763:" in sku.attr
            assert "#" in sku.attr


def test_the_base_is_in_cny_and_the_skus_in_the_currency_asked_for(platform):
    product, sku = platform.goods()
    result = get(platform, product)["result"]
    assert result["ae_item_base_info_dto"]["currency_code"] == "CNY"
    row = result["ae_item_sku_info_dtos"]["ae_item_sku_info_d_t_o"][0]
    assert row["currency_code"] == "EUR"
    assert row["offer_sale_price"] == str((sku.price * Decimal("0.1277")).quantize(Decimal("0.01")))
    assert Decimal(row["sku_price"]) > Decimal(row["offer_sale_price"])
    assert (row["id"], row["sku_id"]) == (sku.attr, str(sku.sku_id))


def test_simplify_flattens_every_list(platform):
    product, _ = platform.goods()
    wrapped, flat = get(platform, product)["result"], get(platform, product, simplify="true")["result"]
    skus = wrapped["ae_item_sku_info_dtos"]["ae_item_sku_info_d_t_o"]
    assert [row["sku_id"] for row in flat["ae_item_sku_info_dtos"]] == [row["sku_id"] for row in skus]
    assert (
        flat["ae_item_sku_info_dtos"][0]["ae_sku_property_dtos"]
        == skus[0]["ae_sku_property_dtos"]["ae_sku_property_d_t_o"]
    )
    assert flat["ae_multimedia_info_dto"]["ae_video_dtos"] == []


def test_a_list_of_one_can_be_the_object_itself(platform):
    platform.steer("lists", shape="single")
    lonely = next(product for product in platform.simulator.catalogue.on_sale() if len(product.skus) == 1)
    result = get(platform, lonely)["result"]
    assert result["ae_item_sku_info_dtos"]["ae_item_sku_info_d_t_o"]["sku_id"] == str(lonely.skus[0].sku_id)
    assert result["ae_multimedia_info_dto"]["ae_video_dtos"] == {}


def test_an_offline_product_is_shown_as_such_and_gone_ones_have_no_result(platform):
    products = platform.simulator.catalogue.products.values()
    offline = next(product for product in products if product.is_offline)
    assert get(platform, offline)["result"]["ae_item_base_info_dto"]["product_status_type"] == "offline"
    gone = next(product for product in products if product.gone)
    answer = get(platform, gone)
    assert (answer["rsp_code"], "result" in answer) == (gone.gone, False)
    assert platform.inside(PRODUCT, product_id="1", ship_to_country="FR")["rsp_code"] == 605


def test_removal_stock_and_price_are_steered(platform):
    product, sku = platform.goods()
    _, told = platform.steer("sku", id=sku.sku_id, stock=7, price="100")
    assert told == {"product_id": str(product.product_id)}
    row = get(platform, product)["result"]["ae_item_sku_info_dtos"]["ae_item_sku_info_d_t_o"][0]
    assert (row["sku_available_stock"], row["offer_sale_price"]) == (7, "12.77")
    platform.steer("product", id=product.product_id, gone=1001)
    assert get(platform, product)["rsp_code"] == 1001


@pytest.mark.parametrize("name", ["product_id", "ship_to_country"])
def test_a_product_cannot_be_asked_for_without(platform, name):
    product, _ = platform.goods()
    given = {"product_id": str(product.product_id), "ship_to_country": "FR"} | {name: ""}
    assert platform.refusal(PRODUCT, **given)["code"] == "MissingParameter"


def test_the_success_code_can_be_text(platform):
    platform.simulator.add_fault("text_rsp_codex1")
    product, _ = platform.goods()
    assert [get(platform, product)["rsp_code"] for _ in range(2)] == ["200", 200]


def test_a_search_finds_by_all_words_in_pages(platform):
    data, rows = search(platform, keyWord="bath mat", pageSize="2")
    wanted = [
        p for p in platform.simulator.catalogue.on_sale() if "bath" in p.subject.lower() and "mat" in p.subject.lower()
    ]
    assert (data["totalCount"], len(rows)) == (len(wanted), 2)
    _, following = search(platform, keyWord="bath mat", pageSize="2", pageIndex="2")
    assert [row["itemId"] for row in rows + following] == [str(p.product_id) for p in wanted[:4]]
    data, rows = search(platform, keyWord="no such thing")
    assert (data["totalCount"], rows) == (0, [])


def test_a_row_of_a_search_has_its_traps(platform):
    _, rows = search(platform, sortBy="orders,desc")
    assert rows[0]["itemUrl"].startswith("//www.aliexpress.com/item/")
    assert rows[0]["orders"] == "10,000+"
    assert rows[0]["salePriceCurrency"] == "CNY"
    assert Decimal(rows[0]["salePrice"]) > 7 * Decimal(rows[0]["targetSalePrice"])


def test_a_search_can_be_sorted_and_narrowed(platform):
    _, rows = search(platform, sortBy="min_price,asc", pageSize="50")
    prices = [Decimal(row["targetSalePrice"]) for row in rows]
    assert prices == sorted(prices)
    _, rows = search(platform, categoryId="154002", pageSize="50")
    assert rows
    assert {row["cateId"] for row in rows} == {"15,154002"}


def test_a_search_asks_for_local_and_not_locale(platform):
    given = SEARCH | {"keyWord": "mat", "local": "", "locale": "fr_FR"}
    assert "local" in platform.refusal("aliexpress.ds.text.search", **given)["msg"]


def test_categories_come_flat_and_roots_have_no_parent(platform):
    result = platform.inside("aliexpress.ds.category.get")["resp_result"]["result"]
    rows = result["categories"]["category"]
    assert result["total_result_count"] == len(rows) == 10
    assert [row["category_id"] for row in rows if "parent_category_id" not in row] == [15, 44, 100006664]
    below = platform.inside("aliexpress.ds.category.get", categoryId="44")["resp_result"]["result"]
    assert below["total_result_count"] == 3


def test_feeds_have_names_and_end(platform):
    promos = platform.inside("aliexpress.ds.feedname.get")["resp_result"]["result"]["promos"]["promo"]
    given = {"feed_name": promos[0]["promo_name"], "page_size": "50", "country": "FR", "target_currency": "EUR"}
    first = platform.inside("aliexpress.ds.recommend.feed.get", page_no="1", **given)["result"]
    last = platform.inside("aliexpress.ds.recommend.feed.get", page_no="2", **given)["result"]
    assert (first["is_finished"], last["is_finished"]) == (False, True)
    rows = [row for part in (first, last) for row in part["products"]["traffic_product_d_t_o"]]
    assert len(rows) == promos[0]["product_num"] == first["total_record_count"]


def test_feeds_come_in_another_gateways_form_too(platform):
    platform.simulator.add_fault("feed_in_resp_result")
    platform.simulator.add_fault("feedname_without_resp_result")
    fed = platform.inside("aliexpress.ds.recommend.feed.get", feed_name="DS bestseller")
    assert fed["resp_result"]["result"]["products"]["product"][0]["sale_price_currency"] == "CNY"
    assert platform.inside("aliexpress.ds.feedname.get")["promos"]["promo"]


def test_freight_is_told_in_whole_units_and_not_at_all_when_free(platform):
    _, sku = platform.goods()
    platform.simulator.catalogue.change_sku(sku.sku_id, price=Decimal(100))
    free, paid, *_ = platform.freight()["delivery_options"]["delivery_option_d_t_o"]
    assert (free["free_shipping"], "shipping_fee_cent" in free) == (True, False)
    assert paid["free_shipping"] is False
    assert "." in paid["shipping_fee_cent"]
    assert paid["shipping_fee_currency"] == "EUR"
    assert paid["available_stock"] == str(sku.stock)


def test_what_is_cheap_is_not_sent_for_nothing(platform):
    _, sku = platform.goods()
    platform.simulator.catalogue.change_sku(sku.sku_id, price=Decimal(10))
    standard = platform.freight()["delivery_options"]["delivery_option_d_t_o"][0]
    assert (standard["code"], standard["free_shipping"]) == ("CAINIAO_STANDARD", False)
    assert Decimal(standard["shipping_fee_cent"]) > 0


def test_a_country_can_be_out_of_reach(platform):
    assert platform.freight(shipToCountry="AQ") == {
        "success": False,
        "code": "500",
        "msg": "DELIVERY_NOT_AVAILABLE_TO_YOUR_ADDRESS",
    }


@pytest.mark.parametrize("change", [{"quantity": 1}, {"selectedSkuId": ""}, {"locale": ""}])
def test_freight_fails_without_a_reason_when_the_question_is_not_as_wanted(platform, change):
    answer = platform.freight(**change)
    assert (answer["success"], answer["msg"]) == (False, "SYSTEM_ERROR")


def test_the_freight_question_is_one_parameter_of_json_text(platform):
    assert platform.refusal("aliexpress.ds.freight.query")["code"] == "MissingParameter"
    assert platform.refusal("aliexpress.ds.freight.query", queryDeliveryReq="{")["code"] == "InvalidParameter"


def test_in_the_legacy_call_cents_are_cents(platform):
    product, _ = platform.goods()
    question = json.dumps({"product_id": product.product_id, "product_num": 1, "country_code": "FR"})
    rows = platform.inside(
        "aliexpress.logistics.buyer.freight.calculate", param_aeop_freight_calculate_for_buyer_d_t_o=question
    )["result"]["aeop_freight_calculate_result_for_buyer_d_t_o_list"]["aeop_freight_calculate_result_for_buyer_dto"]
    premium = rows[1]["freight"]
    assert premium["cent"] == round(premium["amount"] * 100) > 100
