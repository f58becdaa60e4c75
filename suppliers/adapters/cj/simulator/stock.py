"""Stock by variant, by SKU and by product: the same figures under different names."""

from collections.abc import Iterable
from typing import Any

from suppliers.adapters.cj.simulator.catalogue import Area, Variant
from suppliers.adapters.cj.simulator.envelopes import Refused, Reply, Shape
from suppliers.adapters.cj.simulator.routes import Asked, route
from suppliers.adapters.cj.simulator.words import AREAS
from suppliers.adapters.cj.simulator.world import World


@route("GET", "product/stock/queryByVid", points=10)
def by_vid(world: World, asked: Asked) -> Reply:
    found = world.catalogue.by_vid.get(asked.word("vid"))
    if found is None:
        raise Refused(1602000 if asked.word("vid") else 1600300)
    if found[0].removed:
        raise Refused(1602003)
    return Reply([{"vid": found[1].vid} | _row(area) for area in found[1].areas])


@route("GET", "product/stock/queryBySku", points=10)
def by_sku(world: World, asked: Asked) -> Reply:
    """A SKU gives its variant's rows, a SPU those of all its variants together; without vid."""
    found = world.catalogue.of_sku(asked.word("sku"))
    if found is None:
        raise Refused(1602001 if asked.word("sku") else 1600300)
    product, variant = found
    if product.removed:
        raise Refused(1602002)
    return Reply([_row(area) for area in _summed([variant] if variant else product.variants)])


@route("GET", "product/stock/getInventoryByPid", points=10, shows_points=False)
def by_pid(world: World, asked: Asked) -> Reply:
    """Two key endings in one body: the product's rows end in Num, the variants' do not."""
    product = world.catalogue.products.get(asked.word("pid"))
    if product is None:
        raise Refused(1602001 if asked.word("pid") else 1600300)
    if product.removed:
        raise Refused(1602002)
    sums = [
        {
            "areaEn": area.name,
            "areaId": int(area.area_id),
            "countryCode": area.country,
            "totalInventoryNum": area.total,
            "cjInventoryNum": area.own,
            "factoryInventoryNum": area.maker,
            "countryNameEn": area.name,
        }
        for area in _summed(product.variants)
    ]
    variants = [{"vid": variant.vid, "inventory": variant_rows(variant)} for variant in product.variants]
    return Reply({"inventories": sums, "variantInventories": variants}, Shape.NO_RESULT)


@route("GET", "product/globalWarehouseList")
def warehouses(world: World, asked: Asked) -> Reply:
    rows = [
        {"areaId": int(number), "areaEn": name, "countryCode": country, "nameEn": name, "en": name, "id": number}
        for country, (number, name) in AREAS.items()
    ]
    return Reply(rows, Shape.NO_RESULT)


@route("GET", "warehouse/detail")
def warehouse(world: World, asked: Asked) -> Reply:
    row = next(((country, name) for country, (number, name) in AREAS.items() if number == asked.word("id")), None)
    if row is None:
        raise Refused(1600300, "Warehouse info not found")
    country, name = row
    return Reply({"id": asked.word("id"), "name": name, "areaId": int(asked.word("id")), "areaCountryCode": country})


def variant_rows(variant: Variant) -> list[dict[str, Any]]:
    return [
        {
            "countryCode": area.country,
            "totalInventory": area.total,
            "cjInventory": area.own,
            "factoryInventory": area.maker,
            "verifiedWarehouse": 1 if area.verified else 2,
        }
        for area in variant.areas
    ]


def take_stock(variant: Variant, quantity: int, country: str) -> None:
    """Takes goods out, CJ's own first. Raises Refused where too few lie in that country."""
    area = next((area for area in variant.areas if area.country == country), None)
    if area is None or area.total < quantity:
        raise Refused(1603102)
    own = min(area.own, quantity)
    area.own -= own
    area.maker -= quantity - own


def _row(area: Area) -> dict[str, Any]:
    return {
        "areaId": area.area_id,
        "areaEn": area.name,
        "countryCode": area.country,
        "storageNum": area.total,
        "totalInventoryNum": area.total,
        "cjInventoryNum": area.own,
        "factoryInventoryNum": area.maker,
    }


def _summed(variants: Iterable[Variant]) -> list[Area]:
    sums: dict[str, Area] = {}
    for variant in variants:
        for area in variant.areas:
            row = sums.setdefault(area.country, Area(area.country, 0, 0, area.verified))
            row.own, row.maker = row.own + area.own, row.maker + area.maker
            row.verified = row.verified and area.verified
    return list(sums.values())
