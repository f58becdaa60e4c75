"""The catalogue as CJ shows it, with all that a reader can stumble over."""

import json

from suppliers.adapters.cj.simulator.catalogue import Catalogue


def shown(lab, path):
    return lab.get(path)["data"]


def found(lab, query):
    return shown(lab, f"product/listV2?{query}")["content"][0]["productList"]


def test_the_same_seed_gives_the_same_goods():
    assert list(Catalogue(50).products) == list(Catalogue(50).products)
    assert Catalogue(50).products != Catalogue(50, seed=2).products


def test_the_catalogue_holds_every_oddity_of_the_contract():
    products = Catalogue(300).products.values()
    variants = [variant for product in products for variant in product.variants]
    assert any("-" in value for variant in variants for value in variant.options)
    assert any(variant.key_as_json for variant in variants)
    assert any(product.prices() != str(variants[0].price) and "-" in product.prices() for product in products)
    assert {area.country for variant in variants for area in variant.areas} == {"CN", "US", "DE"}
    assert {area.verified for variant in variants for area in variant.areas} == {True, False}
    assert any(not variant.areas for variant in variants)
    assert {product.status for product in products} == {"2", "3"}
    assert any(product.removed for product in products)
    assert any("<script>" in product.description for product in products)
    assert any("-" in product.pid for product in products)


def test_an_impossible_word_finds_nothing_and_an_unknown_name_is_ignored(lab):
    assert shown(lab, "product/listV2?keyWord=zxqv7431")["totalRecords"] == 0
    everything = shown(lab, "product/listV2")["totalRecords"]
    assert shown(lab, "product/listV2?keyword=zxqv7431")["totalRecords"] == everything


def test_the_older_list_knows_its_own_name_for_words(lab):
    everything = shown(lab, "product/list")["total"]
    assert shown(lab, "product/list?keyWord=litter")["total"] == everything
    assert 0 < shown(lab, "product/list?productNameEn=litter")["total"] < everything


def test_more_than_6000_are_not_counted(lab):
    lab.simulator.world.catalogue = Catalogue(6500)
    data = shown(lab, "product/listV2?size=100")
    assert (data["totalRecords"], data["totalPages"]) == (6000, 60)


def test_pages_do_not_overlap_and_filters_hold(lab):
    first, second = (found(lab, f"page={page}&size=5") for page in (1, 2))
    assert not {row["id"] for row in first} & {row["id"] for row in second}
    assert all("US" in {a.country for v in lab.simulator.world.catalogue.products[row["id"]].variants for a in v.areas}
               for row in found(lab, "countryCode=US&size=20"))  # fmt: skip


def test_a_search_can_be_sorted_by_price(lab):
    rows = found(lab, "orderBy=2&sort=asc&size=50")
    prices = [float(row["sellPrice"].split(" -- ")[0]) for row in rows]
    assert prices == sorted(prices)


def test_lists_in_a_detail_are_text_and_the_real_lists_beside_them(lab):
    data = shown(lab, f"product/query?pid={lab.product().pid}")
    assert json.loads(data["productImage"]) == data["productImageSet"]
    assert data["productKeyEn"] == "Color-Size"
    assert data["variants"][0]["variantName"] is None


def test_unknown_removed_and_unnamed_goods_are_refused_with_their_codes(lab):
    product = lab.product()
    assert lab.get("product/query?pid=1")["code"] == 1602001
    assert lab.get("product/query")["code"] == 1600300
    assert lab.get("product/variant/queryByVid?vid=1")["code"] == 1602000
    lab.steer(f"product?pid={product.pid}&state=removed")
    assert lab.get(f"product/query?pid={product.pid}")["code"] == 1602002
    assert lab.get(f"product/stock/getInventoryByPid?pid={product.pid}")["code"] == 1602002


def test_stock_is_the_same_figure_under_each_name(lab):
    product = lab.product()
    variant = product.variants[0]
    rows = shown(lab, f"product/stock/queryByVid?vid={variant.vid}")
    whole = shown(lab, f"product/stock/getInventoryByPid?pid={product.pid}")
    of_variant = next(row for row in whole["variantInventories"] if row["vid"] == variant.vid)["inventory"]
    assert [row["totalInventoryNum"] for row in rows] == [row["totalInventory"] for row in of_variant]
    by_sku = shown(lab, f"product/stock/queryBySku?sku={variant.sku}")
    assert [row["totalInventoryNum"] for row in by_sku] == [row["totalInventoryNum"] for row in rows]
    assert "vid" not in by_sku[0]


def test_what_lies_nowhere_is_an_empty_list_and_what_is_unknown_an_error(lab):
    nowhere = next(
        vid for vid, (product, v) in lab.simulator.world.catalogue.by_vid.items() if not v.areas and not product.removed
    )
    assert shown(lab, f"product/stock/queryByVid?vid={nowhere}") == []
    assert lab.get("product/stock/queryByVid?vid=1")["code"] == 1602000


def test_freight_goes_by_weight_and_country_and_may_go_nowhere(lab):
    lines = [{"vid": lab.product().variants[0].vid, "quantity": 1}]

    def asked(country, rows=lines):
        body = {"startCountryCode": "CN", "endCountryCode": country, "products": rows}
        return lab.post("logistic/freightCalculate", body)

    one = asked("FR")["data"]
    two = asked("FR", [lines[0] | {"quantity": 2}])["data"]
    assert one[0]["logisticPrice"] < two[0]["logisticPrice"]
    assert asked("KP")["data"] == []
    assert asked("XX")["code"] == 1605002
    fast = next(row for row in one if row["logisticName"] == "CJPacket Fast Ordinary")
    assert fast["totalPostageFee"] == round(fast["logisticPrice"] + fast["taxesFee"] + fast["clearanceOperationFee"], 2)


def test_sourcing_and_reviews_answer_with_code_0(lab):
    wanted = {"productName": "Mat", "productImage": "https://img.example.test/mat.jpg", "thirdProductId": "7"}
    made = lab.post("product/sourcing/create", wanted)
    assert (made["code"], "result" in made) == (0, False)
    (row,) = lab.post("product/sourcing/query", {"sourceIds": [made["data"]["cjSourcingId"], "404"]})["data"]
    assert row["thirdProductId"] == "7"
    assert lab.get(f"product/productComments?pid={lab.product().pid}")["code"] == 0


def test_a_product_is_added_to_my_products_once(lab):
    body = {"productId": lab.product().pid}
    assert [lab.post("product/addToMyProduct", body)["code"] for _ in range(2)] == [200, 1600000]
    assert [row["productId"] for row in shown(lab, "product/myProduct/query")["content"]] == [lab.product().pid]


def test_warehouses_are_listed_without_a_result_and_shown_one_by_one(lab):
    listed = lab.get("product/globalWarehouseList")
    assert "result" not in listed
    assert shown(lab, f"warehouse/detail?id={listed['data'][1]['id']}")["areaCountryCode"] == "US"
    assert lab.get("warehouse/detail?id=404")["code"] == 1600300
