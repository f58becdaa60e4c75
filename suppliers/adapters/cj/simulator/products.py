"""Categories, search, details and reviews."""

import json
from typing import Any

from suppliers.adapters.cj.simulator.catalogue import Product, Variant
from suppliers.adapters.cj.simulator.clock import SHANGHAI, epoch_ms
from suppliers.adapters.cj.simulator.envelopes import Refused, Reply, Shape
from suppliers.adapters.cj.simulator.routes import Asked, route
from suppliers.adapters.cj.simulator.stock import variant_rows
from suppliers.adapters.cj.simulator.world import World


@route("GET", "product/getCategory")
def get_category(world: World, asked: Asked) -> Reply:
    tree: dict[str, dict[str, list[dict[str, str]]]] = {}
    for row in world.catalogue.categories:
        leaf = {"categoryId": row.category_id, "categoryName": row.name}
        tree.setdefault(row.first, {}).setdefault(row.second, []).append(leaf)
    return Reply(
        [
            {
                "categoryFirstName": first,
                "categoryFirstList": [
                    {"categorySecondName": second, "categorySecondList": leaves} for second, leaves in groups.items()
                ],
            }
            for first, groups in tree.items()
        ]
    )


@route("GET", "product/query", points=10)
def query(world: World, asked: Asked) -> Reply:
    """`countryCode` is where goods lie: variants that lie elsewhere are left out."""
    product = find_product(world, asked)
    return Reply(_detail(product, _lying_in(product, asked.word("countryCode"))))


@route("GET", "product/variant/query", points=10)
def variants(world: World, asked: Asked) -> Reply:
    product = find_product(world, asked)
    return Reply([variant_shown(product, variant) for variant in _lying_in(product, asked.word("countryCode"))])


@route("GET", "product/variant/queryByVid", points=10)
def query_by_vid(world: World, asked: Asked) -> Reply:
    product, variant = find_variant(world, asked.word("vid"))
    if not variant.on_sale:
        raise Refused(1602003)
    shown = variant_shown(product, variant)
    if "enable_inventory" in asked.word("features").split(","):
        shown["inventories"] = variant_rows(variant)
    return Reply(shown)


@route("GET", "product/productComments")
def product_comments(world: World, asked: Asked) -> Reply:
    product = world.catalogue.products.get(asked.word("pid"))
    if product is None:
        raise Refused(1602001)
    page, size = asked.whole("pageNum", 1), asked.whole("pageSize", 20, most=200)
    total = product.listed % 45 + 1
    score, country = asked.word("score"), asked.word("countryCode").upper()
    rows = [
        row
        for row in (_comment(product, number) for number in range(total))
        if (not score or row["score"] == score) and (not country or row["countryCode"] == country)
    ]
    shown = rows[(page - 1) * size : page * size]
    # Its numbers are text, its success is code 0.
    data = {"pageNum": str(page), "pageSize": str(size), "total": str(len(rows)), "list": shown}
    return Reply(data, Shape.CODE_ZERO)


def find_product(world: World, asked: Asked) -> Product:
    """By `pid`, `productSku` or `variantSku`. Raises Refused."""
    if pid := asked.word("pid"):
        product = world.catalogue.products.get(pid)
    elif sku := asked.word("productSku") or asked.word("variantSku"):
        found = world.catalogue.of_sku(sku)
        product = found[0] if found else None
    else:
        raise Refused(1600300)
    if product is None:
        raise Refused(1602001)
    if product.removed:
        raise Refused(1602002)
    return product


def find_variant(world: World, vid: str) -> tuple[Product, Variant]:
    """Raises Refused where it is not named, unknown, or of a removed product."""
    if not vid:
        raise Refused(1600300)
    found = world.catalogue.by_vid.get(vid)
    if found is None:
        raise Refused(1602000)
    if found[0].removed:
        raise Refused(1602003)
    return found


def variant_shown(product: Product, variant: Variant) -> dict[str, Any]:
    long, width, height = variant.size_mm
    created = product.created.strftime("%Y-%m-%dT%H:%M:%S.000+00:00")
    return {
        "vid": variant.vid,
        "pid": product.pid,
        "variantName": None,
        "variantNameEn": f"{product.name} {' '.join(variant.options)}",
        "variantSku": variant.sku,
        "variantImage": variant.image,
        "variantStandard": f"long={long},width={width},height={height}",
        "variantUnit": None,
        "variantProperty": "[]",
        # Joined in the order of productKeyEn, or JSON text; a value may hold a "-" itself.
        "variantKey": json.dumps(variant.options) if variant.key_as_json else "-".join(variant.options),
        "variantLength": long,
        "variantWidth": width,
        "variantHeight": height,
        "variantVolume": long * width * height,
        "variantWeight": float(variant.weight_g),
        "variantSellPrice": variant.price,
        "variantSugSellPrice": variant.price * 3,
        "createTime": created,
    }


def _lying_in(product: Product, country: str) -> list[Variant]:
    """The variants on sale that lie in a country, all for ""."""
    return [
        variant
        for variant in product.variants
        if variant.on_sale and (not country or any(area.country == country.upper() for area in variant.areas))
    ]


def _detail(product: Product, variants: list[Variant]) -> dict[str, Any]:
    material, key = product.material
    low, high = min(v.price for v in product.variants) * 3, max(v.price for v in product.variants) * 3
    return {
        "pid": product.pid,
        "productName": json.dumps([product.chinese], ensure_ascii=False),
        "productNameEn": product.name,
        "productSku": product.sku,
        "productImage": json.dumps(product.images),
        "bigImage": product.images[0],
        "productImageSet": product.images,
        "productWeight": product.weights(),
        "productUnit": "unit(s)",
        "productType": "ORDINARY_PRODUCT",
        "categoryId": product.category.category_id,
        "categoryName": product.category.path,
        "entryCode": "3926909090",
        "entryName": "垫",
        "entryNameEn": "mat",
        "materialNameEn": json.dumps(["", material]),
        "materialKey": json.dumps([key]),
        "packingWeight": product.weights(40),
        "packingNameEn": json.dumps(["", "plastic_bag"]),
        "packingKey": json.dumps(["PLASTIC_BAG"]),
        "productKeyEn": "-".join(product.option_names),
        "productProEn": json.dumps(["COMMON"]),
        "productProEnSet": ["COMMON"],
        "sellPrice": product.prices(),
        "suggestSellPrice": f"{low}-{high}" if low != high else str(low),
        "listedNum": product.listed,
        "status": product.status,
        "supplierName": "",
        "supplierId": "",
        "description": product.description,
        "addMarkStatus": 0,
        "productVideo": [],
        "customizationVersion": 0,
        "variants": [variant_shown(product, variant) for variant in variants],
        "createrTime": product.created.astimezone(SHANGHAI).isoformat(timespec="seconds"),
    }


def _comment(product: Product, number: int) -> dict[str, Any]:
    country = ("MX", "FR", "US", "BR")[number % 4]
    return {
        "commentId": 1_536_990_000_000_000_001 + epoch_ms(product.created) // 1000 + number,
        "pid": product.pid,
        "comment": ("ok", "Arrived quickly, as described.", "Muy bueno", "Trop petit")[number % 4],
        "commentDate": f"2026-06-{number % 28 + 1:02d}T00:00:00+08:00",
        "commentUser": f"{'FABC'[number % 4]}***o",
        "score": str(5 - number % 3),
        "commentUrls": [] if number % 2 == 0 else [product.images[0]],
        "countryCode": country,
        "flagIconUrl": f"https://img.example.test/flags/{country.lower()}.png",
    }
