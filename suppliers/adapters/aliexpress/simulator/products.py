"""What the platform answers about goods: one product, searches, categories, feeds (contract, 5.1 and 5.2)."""

import json
from collections.abc import Mapping
from typing import Any

from suppliers.adapters.aliexpress.simulator.catalogue import (
    Catalogue,
    Option,
    Product,
    Sku,
    currency_or_default,
    money,
)
from suppliers.adapters.aliexpress.simulator.refusals import invalid, missing
from suppliers.adapters.aliexpress.simulator.shapes import Json, Rows
from suppliers.adapters.aliexpress.simulator.words import CATEGORIES, SYMBOLS

GONE_WORDS = {605: "product is offline or does not exist", 1001: "product not found"}
LARGEST_PAGE = 50
FEEDS = {"DS bestseller": None, "DS_Home_Garden_bestsellers": 15, "DS_ConsumerElectronics_bestsellers": 44}

Asked = Mapping[str, str]


def product_get(catalogue: Catalogue, asked: Asked, faults: Mapping[str, str], origin: str) -> Json:
    for name in ("product_id", "ship_to_country"):
        if not asked.get(name):
            raise missing(name)
    product = catalogue.find(asked["product_id"])
    if product is None or product.gone:
        code = product.gone if product else 605
        return {"rsp_code": code, "rsp_msg": GONE_WORDS.get(code, "failed")}
    code_ok: Any = "200" if "text_rsp_code" in faults else 200
    return {"result": _whole(product, asked, origin), "rsp_code": code_ok, "rsp_msg": "Call succeeds"}


def _whole(product: Product, asked: Asked, origin: str) -> Json:
    currency = currency_or_default(asked.get("target_currency", ""))
    length, width, height = product.size
    return {
        "ae_item_base_info_dto": _base(product),
        "ae_item_sku_info_dtos": Rows("ae_item_sku_info_d_t_o", [_sku(sku, currency, origin) for sku in product.skus]),
        "ae_multimedia_info_dto": {
            "image_urls": ";".join(f"{origin}/media/{product.product_id}-{place}.png" for place in (1, 2)),
            "ae_video_dtos": Rows("ae_video_d_t_o", []),
        },
        "package_info_dto": {
            "package_length": length,
            "package_width": width,
            "package_height": height,
            "gross_weight": str(product.weight),
            "package_type": False,
            "product_unit": 100000015,
        },
        "logistics_info_dto": {"delivery_time": 7, "ship_to_country": asked["ship_to_country"]},
        "product_id_converter_result": {
            "main_product_id": product.product_id,
            "sub_product_id": json.dumps({"US": product.product_id + 3_000_000_000}, separators=(",", ":")),
        },
        "ae_item_properties": Rows(
            "ae_item_property",
            [
                {"attr_name_id": 10, "attr_value_id": -1, "attr_name": "Material", "attr_value": "Polyester"},
                {"attr_name_id": -1, "attr_name": "Choice", "attr_value": "yes"},
            ],
        ),
        "ae_store_info": store(product.store)
        | {
            "store_country_code": "CN",
            "item_as_described_rating": "4.5",
            "communication_rating": "4.6",
            "shipping_speed_rating": "4.7",
        },
        "manufacturer_info": {"country_name": "China"},
        "has_whole_sale": False,
    }


def store(store_id: int) -> Json:
    return {"store_id": store_id, "store_name": f"Shop{store_id} Store"}


def _base(product: Product) -> Json:
    return {
        "product_id": product.product_id,
        "category_id": product.shelf,
        "subject": product.subject,
        "currency_code": "CNY",  # of the base price; the SKUs are in the currency that was asked for
        "product_status_type": "offline" if product.is_offline else "onSelling",
        "ws_display": None,
        "gmt_create": "2026-03-01 00:00:00",
        "evaluation_count": str(product.sold // 3),
        "avg_evaluation_rating": "4.6",
        "sales_count": sold(product.sold),
        "detail": f'<div onclick="alert(1)"><h2>{product.subject}</h2><script>alert(1)</script><p>Packed well.</p></div>',
        "mobile_detail": '{"version":"2.0.0","moduleList":[]}',
        "separated_listing": False,
        "sl_product": False,
    }


def sold(number: int, grouping: str = "") -> str:
    """As the platform puts it: an exact figure while it is small, then "5000+" or, in searches, "4,000+"."""
    small = 1000
    if number < small:
        return str(number)
    return f"{number // small * small:{grouping}}+"


def _sku(sku: Sku, currency: str, origin: str) -> Json:
    price = money(sku.price, currency)
    return {
        "sku_attr": sku.attr,
        "id": sku.attr,
        "sku_id": str(sku.sku_id),
        "offer_sale_price": price,
        "offer_bulk_sale_price": price,
        "sku_price": money(sku.list_price, currency),
        "currency_code": currency,
        "price_include_tax": True,
        "sku_available_stock": sku.stock,
        "ae_sku_property_dtos": Rows("ae_sku_property_d_t_o", [_option(option, origin) for option in sku.options]),
    }


def _option(option: Option, origin: str) -> Json:
    row: Json = {
        "sku_property_id": option.property_id,
        "sku_property_name": option.name,
        "property_value_id": option.value_id,
        "sku_property_value": option.value,
    }
    if option.own_name:
        row["property_value_definition_name"] = option.own_name
    if option.image:
        row["sku_image"] = origin + option.image
    return row


# --- lists -----------------------------------------------------------------------------------------------------------


def _page(asked: Asked, page: str, size: str) -> tuple[int, int]:
    numbers = []
    for name, default in ((page, "1"), (size, "20")):
        text = asked.get(name) or default
        if not text.isdecimal() or int(text) < 1:
            raise invalid(name)
        numbers.append(int(text))
    return numbers[0], min(numbers[1], LARGEST_PAGE)


def text_search(catalogue: Catalogue, asked: Asked, origin: str) -> Json:
    for name in ("keyWord", "local", "countryCode", "currency"):
        if not asked.get(name):
            raise missing(name)
    page, size = _page(asked, "pageIndex", "pageSize")
    words, shelf = asked["keyWord"].lower().split(), asked.get("categoryId", "")
    found = [
        product
        for product in catalogue.on_sale()
        if all(word in product.subject.lower() for word in words)
        and shelf in ("", str(product.shelf), str(product.root))
    ]
    _sort(found, asked.get("sortBy", ""))
    rows = [_found(product, asked["currency"], origin) for product in found[(page - 1) * size : page * size]]
    data = {"pageIndex": page, "pageSize": size, "totalCount": len(found)}
    return {"code": "00", "data": data | {"products": Rows("selection_search_product", rows)}}


def _sort(products: list[Product], order: str) -> None:
    if not order:
        return
    name, _, direction = order.partition(",")
    if name not in ("min_price", "orders") or direction not in ("asc", "desc"):
        raise invalid("sortBy")
    products.sort(key=lambda p: p.cheapest.price if name == "min_price" else p.sold, reverse=direction == "desc")


def _found(product: Product, asked_currency: str, origin: str) -> Json:
    currency, sku = currency_or_default(asked_currency), product.cheapest
    price = money(sku.price, currency)
    written = f"{price.replace('.', ',')}{SYMBOLS.get(currency, currency)}"
    cents = int(price.replace(".", ""))
    return {
        "itemId": str(product.product_id),
        "title": product.subject,
        "type": "search",
        "itemMainPic": f"{origin}/media/{product.product_id}-1.png",
        "itemUrl": f"//www.aliexpress.com/item/{product.product_id}.html?skuId={sku.sku_id}",
        "originalPrice": money(sku.list_price, "CNY"),
        "originalPriceCurrency": "CNY",
        "salePrice": money(sku.price, "CNY"),
        "salePriceCurrency": "CNY",
        "targetSalePrice": price,
        "targetOriginalPrice": money(sku.list_price, currency),
        "targetOriginalPriceCurrency": currency,
        "salePriceFormat": written,
        "discount": "0%",
        "orders": sold(product.sold, ","),
        "score": "4.1",
        "evaluateRate": "83.0",
        "cateId": f"{product.root},{product.shelf}",
        "originMinPrice": json.dumps(
            {"cent": cents, "currencyCode": currency, "formatPrice": written}, ensure_ascii=False, separators=(",", ":")
        ),
    }


def category_get(asked: Asked) -> Json:
    rows: list[Json] = []
    for name, (root, shelves) in CATEGORIES.items():
        rows.append({"category_id": root, "category_name": name})
        rows += [
            {"category_id": shelf, "category_name": below, "parent_category_id": root}
            for below, (shelf, _) in shelves.items()
        ]
    if wanted := asked.get("categoryId"):
        rows = [row for row in rows if wanted in (str(row["category_id"]), str(row.get("parent_category_id", "")))]
    result = {"total_result_count": len(rows), "categories": Rows("category", rows)}
    return {"resp_result": {"resp_code": 200, "resp_msg": "Call succeeds", "result": result}}


def feedname_get(catalogue: Catalogue, faults: Mapping[str, str]) -> Json:
    promos = [
        {
            "promo_name": name,
            "promo_desc": "best sellers" if root is None else "",
            "product_num": len(_fed(catalogue, name)),
        }
        for name, root in FEEDS.items()
    ]
    result = {
        "current_record_count": len(promos),
        "total_record_count": len(promos),
        "promos": Rows("promo", promos),
    }
    if "feedname_without_resp_result" in faults:
        return result
    return {"resp_result": {"resp_code": 200, "resp_msg": "success", "result": result}}


def _fed(catalogue: Catalogue, feed: str) -> list[Product]:
    root = FEEDS.get(feed, 0)
    return [product for product in catalogue.on_sale() if root in (None, product.root)]


def recommend_feed_get(catalogue: Catalogue, asked: Asked, faults: Mapping[str, str], origin: str) -> Json:
    if not asked.get("feed_name"):
        raise missing("feed_name")
    page, size = _page(asked, "page_no", "page_size")
    products, shelf = _fed(catalogue, asked["feed_name"]), asked.get("category_id", "")
    products = [product for product in products if shelf in ("", str(product.shelf), str(product.root))]
    rows = [_fed_row(product, asked, origin) for product in products[(page - 1) * size : page * size]]
    inside = "product" if "feed_in_resp_result" in faults else "traffic_product_d_t_o"
    result = {
        "current_record_count": len(rows),
        "total_record_count": len(products),
        "is_finished": page * size >= len(products),
        "products": Rows(inside, rows),
    }
    if "feed_in_resp_result" in faults:
        return {"resp_result": {"resp_code": 200, "resp_msg": "Call succeeds", "result": result}}
    return {"rsp_code": 200, "rsp_msg": "Call succeeds", "result": result}


def _fed_row(product: Product, asked: Asked, origin: str) -> Json:
    currency, sku = currency_or_default(asked.get("target_currency", "")), product.cheapest
    return {
        "product_id": product.product_id,
        "product_title": product.subject,
        "product_main_image_url": f"{origin}/media/{product.product_id}-1.png",
        "product_detail_url": f"https://www.aliexpress.com/item/{product.product_id}.html",
        "sale_price": money(sku.price, "CNY"),
        "sale_price_currency": "CNY",
        "target_sale_price": money(sku.price, currency),
        "target_sale_price_currency": currency,
        "target_original_price": money(sku.list_price, currency),
        "target_original_price_currency": currency,
        "evaluate_rate": "93.0%",
        "lastest_volume": product.sold,
        "first_level_category_id": product.root,
        "second_level_category_id": product.shelf,
        "ship_to_days": f"ship to {asked.get('country') or 'US'} in 7 days",
        "shop_id": product.store,
        "seller_id": product.store + 900_000_000,
    }
