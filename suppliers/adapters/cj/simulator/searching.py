"""`product/listV2` and the older `product/list`: unknown query names are ignored, as CJ does."""

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from math import ceil
from typing import Any

from suppliers.adapters.cj.simulator.catalogue import Product
from suppliers.adapters.cj.simulator.clock import epoch_ms
from suppliers.adapters.cj.simulator.envelopes import Refused, Reply
from suppliers.adapters.cj.simulator.routes import Asked, route
from suppliers.adapters.cj.simulator.words import AREAS
from suppliers.adapters.cj.simulator.world import World

MOST_RECORDS = 6000
CENT = Decimal("0.01")

# What `orderBy` of listV2 sorts by; 0 is the best match. CJ does not explain the numbers, these are its order in the page.
ORDERS: dict[str, Callable[[Product], Any]] = {
    "1": lambda product: product.listed,
    "2": lambda product: min(variant.price for variant in product.variants),
    "3": lambda product: product.created,
    "4": lambda product: sum(variant.total for variant in product.variants),
}


@route("GET", "product/listV2", points=50)
def list_v2(world: World, asked: Asked) -> Reply:
    page, size = asked.whole("page", 1, most=1000), asked.whole("size", 10, most=100)
    word = asked.word("keyWord")
    found = _matching(world.catalogue.on_sale(), word)
    for name in ("categoryId", "lv3categoryList", "lv2categoryList"):
        if wanted := set(filter(None, asked.word(name).split(","))):
            found = [p for p in found if wanted & {p.category.category_id, p.category.second_id, p.category.first_id}]
    found = _in_country(_priced(found, asked.word("startSellPrice"), asked.word("endSellPrice")), asked)
    if (by := asked.word("orderBy")) in ORDERS:
        found = sorted(found, key=ORDERS[by], reverse=asked.word("sort", "desc") != "asc")
    total = min(len(found), MOST_RECORDS)
    rows = found[(page - 1) * size : page * size]
    related = {p.category.category_id: p.category.name for p in rows}
    content = {
        "productList": [_summary(product) for product in rows],
        "relatedCategoryList": [{"categoryId": key, "categoryName": name} for key, name in related.items()],
        "categoryList": [],
        "storeList": [
            {"warehouseId": number, "warehouseName": name, "countryCode": country}
            for country, (number, name) in AREAS.items()
        ],
        "keyWord": word,
        "keyWordOld": word,
        "searchHit": f"1::{len(found)}",
    }
    return Reply(
        {
            "pageSize": size,
            "pageNumber": page,
            "totalRecords": total,
            "totalPages": ceil(total / size),
            "content": [content],
        }
    )


@route("GET", "product/list", points=50)
def list_v1(world: World, asked: Asked) -> Reply:
    page, size = asked.whole("pageNum", 1), asked.whole("pageSize", 20, most=200)
    found = _matching(world.catalogue.on_sale(), asked.word("productNameEn"))
    if category := asked.word("categoryId"):
        found = [product for product in found if product.category.category_id == category]
    if pid := asked.word("pid"):
        found = [product for product in found if product.pid == pid]
    if sku := asked.word("productSku"):
        found = [product for product in found if product.sku == sku]
    found = _in_country(_priced(found, asked.word("minPrice"), asked.word("maxPrice")), asked)
    rows = found[(page - 1) * size : page * size]
    return Reply(
        {"pageNum": page, "pageSize": size, "total": len(found), "list": [_older(product) for product in rows]}
    )


def _matching(products: Iterable[Product], words: str) -> list[Product]:
    wanted = words.lower().split()
    return [
        product
        for product in products
        if all(word in f"{product.name} {product.sku} {product.category.path}".lower() for word in wanted)
    ]


def _priced(products: list[Product], low: str, high: str) -> list[Product]:
    try:
        least, most = Decimal(low or "0"), Decimal(high or "Infinity")
    except InvalidOperation as error:
        raise Refused(1600300, "Param error: price") from error
    return [product for product in products if any(least <= variant.price <= most for variant in product.variants)]


def _in_country(products: list[Product], asked: Asked) -> list[Product]:
    """`countryCode` is where the goods lie, not where they go."""
    country = asked.word("countryCode").upper()
    return [
        product
        for product in products
        if not country or any(area.country == country for variant in product.variants for area in variant.areas)
    ]


def _summary(product: Product) -> dict[str, Any]:
    """Prices are text here, and a range has blanks around two dashes."""
    areas = [area for variant in product.variants for area in variant.areas]
    checked = sum(area.total for area in areas if area.verified)
    total = sum(area.total for area in areas)
    prices = [variant.price for variant in product.variants]
    low, high = ((price * 9 / 10).quantize(CENT) for price in (min(prices), max(prices)))
    discounted = str(low) if low == high else f"{low} -- {high}"
    return {
        "id": product.pid,
        "nameEn": product.name,
        "sku": product.sku,
        "spu": product.sku,
        "bigImage": product.images[0],
        "sellPrice": product.prices(" -- "),
        "nowPrice": discounted,
        "discountPrice": discounted,
        "discountPriceRate": "10",
        "listedNum": product.listed,
        "categoryId": product.category.category_id,
        "threeCategoryName": product.category.name,
        "twoCategoryId": product.category.second_id,
        "twoCategoryName": product.category.second,
        "oneCategoryId": product.category.first_id,
        "oneCategoryName": product.category.first,
        "addMarkStatus": 0,
        "isVideo": 0,
        "videoList": [],
        "productType": "ORDINARY_PRODUCT",
        "supplierName": "",
        "createAt": epoch_ms(product.created),
        "warehouseInventoryNum": total,
        "totalVerifiedInventory": checked,
        "totalUnVerifiedInventory": total - checked,
        "verifiedWarehouse": 1 if checked else 2,
        "customization": 0,
        "isPersonalized": 0,
        "hasCECertification": 0,
        "isCollect": 0,
        "myProduct": False,
        "currency": "USD",
        "deliveryCycle": "3-5",
        "saleStatus": product.status,
        "authorityStatus": "1",
    }


def _older(product: Product) -> dict[str, Any]:
    return {
        "pid": product.pid,
        "productName": f'["{product.chinese}"]',
        "productNameEn": product.name,
        "productSku": product.sku,
        "productImage": product.images[0],
        "productWeight": product.weights(),
        "productType": "ORDINARY_PRODUCT",
        "productUnit": "unit(s)",
        "sellPrice": product.prices(),
        "categoryId": product.category.category_id,
        "categoryName": product.category.path,
        "listedNum": product.listed,
        "saleStatus": int(product.status),
        "supplierName": None,
        "supplierId": None,
        "isFreeShipping": False,
        "isVideo": 0,
        "remark": "",
        "createTime": None,
    }
