"""Stock by area. An empty list is none left; a figure that is missing is an error, never 0."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from suppliers.adapters.cj.values import Misread, Obj, obj, required, rows, text, whole
from suppliers.interface import StockLevel, VariantStock

# Rows about a product end in "Num", rows about a variant do not; `storageNum` is the older word for the total.
_TOTAL = ("totalInventoryNum", "totalInventory", "storageNum")
_OWN = ("cjInventoryNum", "cjInventory")
_MAKER = ("factoryInventoryNum", "factoryInventory")
_VERIFIED = {"1": True, "2": False}


def stock_of_product(data: Any) -> list[VariantStock]:
    """`getInventoryByPid`: all variants. Their rows name the country alone; the area's id and name stand with the
    product's own rows."""
    found = obj(data)
    areas = _areas(found.get("inventories"))
    return [
        VariantStock(required(row, "vid"), levels(row.get("inventory"), areas))
        for row in rows(found.get("variantInventories"), "variantInventories")
    ]


def stock_of_variant(data: Any, variant_id: str) -> VariantStock:
    """`queryByVid`, all areas of one variant."""
    given = rows(data)
    others = [row for row in given if text(row.get("vid")) not in ("", variant_id)]
    if others:
        raise Misread("vid is another variant's")
    return VariantStock(variant_id, levels(given, {}))


def levels(data: Any, areas: Mapping[str, Obj]) -> tuple[StockLevel, ...]:
    """One level an area; what stands twice for one area is added up."""
    merged: dict[str, StockLevel] = {}
    for row in rows(data, "inventory"):
        level = _level(row, areas)
        known = merged.get(level.area_id)
        merged[level.area_id] = _sum(known, level) if known else level
    return tuple(merged.values())


def _areas(data: Any) -> dict[str, Obj]:
    """The one area of each country that has a single one."""
    by_country: dict[str, list[Obj]] = defaultdict(list)
    for row in rows(data, "inventories") if data is not None else ():
        by_country[text(row.get("countryCode"))].append(row)
    return {country: given[0] for country, given in by_country.items() if country and len(given) == 1}


def _level(row: Obj, areas: Mapping[str, Obj]) -> StockLevel:
    country = text(row.get("countryCode"))
    area = row if text(row.get("areaId")) else areas.get(country, row)
    own, maker = _figure(row, _OWN), _figure(row, _MAKER)
    total = _figure(row, _TOTAL)
    if total is None:
        if own is None and maker is None:
            raise Misread("totalInventory is missing")
        total = (own or 0) + (maker or 0)
    return StockLevel(
        area_id=text(area.get("areaId")) or country,
        total=total,
        area_name=text(area.get("areaEn")),
        country=country,
        own=own,
        maker=maker,
        is_verified=_VERIFIED.get(text(row.get("verifiedWarehouse"))),
    )


def _figure(row: Obj, names: tuple[str, ...]) -> int | None:
    """The first of these fields that is filled. Less than nothing counts as nothing."""
    for name in names:
        value = row.get(name)
        if value is None or value == "":
            continue
        figure = whole(value)
        if figure is None:
            raise Misread(f"{name} is no whole number")
        return max(0, figure)
    return None


def _sum(one: StockLevel, other: StockLevel) -> StockLevel:
    return StockLevel(
        area_id=one.area_id,
        total=one.total + other.total,
        area_name=one.area_name or other.area_name,
        country=one.country or other.country,
        own=_added(one.own, other.own),
        maker=_added(one.maker, other.maker),
        is_verified=one.is_verified if one.is_verified == other.is_verified else False,
    )


def _added(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)
