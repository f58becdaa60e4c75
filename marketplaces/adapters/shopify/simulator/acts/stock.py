"""Inventory: compare-and-set quantities, levels, items. Keys of idempotency are looked at before (see `gateway`)."""

from collections.abc import Iterable
from dataclasses import dataclass

from marketplaces.adapters.shopify.simulator.acts.describing import describe_item
from marketplaces.adapters.shopify.simulator.bodies.goods import level_body
from marketplaces.adapters.shopify.simulator.books.goods import Level, Variant
from marketplaces.adapters.shopify.simulator.books.numbers import gid, number_in
from marketplaces.adapters.shopify.simulator.books.shop import Shop
from marketplaces.adapters.shopify.simulator.calls import Args, Call, Refused, Shown, root
from marketplaces.adapters.shopify.simulator.graphql.execution import FieldError
from marketplaces.adapters.shopify.simulator.views.goods import show_item, show_level
from marketplaces.adapters.shopify.simulator.views.places import show_location

COMPARED_FROM = "2026-04"
MOST = 1_000_000_000
NAMES = ("available", "on_hand")
REASONS = frozenset(
    [
        "correction",
        "cycle_count_available",
        "damaged",
        "movement_created",
        "movement_updated",
        "movement_received",
        "movement_canceled",
        "other",
        "promotion",
        "quality_control",
        "received",
        "reservation_created",
        "reservation_deleted",
        "reservation_updated",
        "restock",
        "safety_stock",
        "shrinkage",
    ]
)
STALE = "The changeFromQuantity argument no longer matches the persisted quantity."


@dataclass
class Change:
    """One quantity that shall be set."""

    variant: Variant
    place: int
    level: Level
    quantity: int


@root("inventorySetQuantities", "write_inventory", needs_key=True)
def set_quantities(call: Call, args: Args) -> Shown:
    given = args["input"]
    _compared(call, given["quantities"], "InventoryQuantityInput")
    _named(given, "INVALID_NAME")
    changes = []
    for i, row in enumerate(given["quantities"]):
        where = ["input", "quantities", str(i)]
        if row["quantity"] < 0:
            raise Refused("The quantity can't be negative.", [*where, "quantity"], "INVALID_QUANTITY_NEGATIVE")
        changes.append(_change(call.shop, given["name"], row, row["quantity"], where))
    return _apply(call.shop, given, changes)


@root("inventoryAdjustQuantities", "write_inventory", needs_key=True)
def adjust_quantities(call: Call, args: Args) -> Shown:
    given = args["input"]
    _compared(call, given["changes"], "InventoryChangeInput")
    _named(given, "INVALID_QUANTITY_NAME")
    changes = []
    for i, row in enumerate(given["changes"]):
        change = _change(call.shop, given["name"], row, 0, ["input", "changes", str(i)])
        change.quantity = _quantity(change.level, given["name"]) + row["delta"]
        changes.append(change)
    return _apply(call.shop, given, changes)


def _compared(call: Call, rows: Iterable[Args], name: str) -> None:
    """An explicit null says that nothing is to be compared; saying nothing is refused. Raises FieldError."""
    if call.version >= COMPARED_FROM and any("changeFromQuantity" not in row for row in rows):
        text = f"{name} must include the following argument: changeFromQuantity."
        raise FieldError(text, "INVALID_FIELD_ARGUMENTS")


def _named(given: Args, code: str) -> None:
    if given["name"] not in NAMES:
        raise Refused("The quantity name must be either 'available' or 'on_hand'.", ["input", "name"], code)
    if given["reason"] not in REASONS:
        raise Refused("The specified reason is invalid.", ["input", "reason"], "INVALID_REASON")


def _change(shop: Shop, name: str, row: Args, quantity: int, where: list[str]) -> Change:
    """Raises Refused."""
    variant = shop.variant_of_item(number_in(row["inventoryItemId"], "InventoryItem"))
    if variant is None:
        text = "The specified inventory item could not be found."
        raise Refused(text, [*where, "inventoryItemId"], "INVALID_INVENTORY_ITEM")
    place = number_in(row["locationId"], "Location")
    if shop.location(place) is None:
        raise Refused("The specified location could not be found.", [*where, "locationId"], "INVALID_LOCATION")
    level = variant.item.levels.get(place)
    if level is None or not level.active:
        text = "The specified inventory item is not stocked at the location."
        raise Refused(text, [*where, "locationId"], "INVALID_LOCATION")
    if quantity > MOST:
        text = "The total quantity can't be higher than 1,000,000,000."
        raise Refused(text, [*where, "quantity"], "INVALID_QUANTITY_TOO_HIGH")
    expected = row.get("changeFromQuantity")
    if expected is not None and expected != _quantity(level, name):
        raise Refused(STALE, [*where, "changeFromQuantity"], "CHANGE_FROM_QUANTITY_STALE")
    return Change(variant, place, level, quantity)


def _quantity(level: Level, name: str) -> int:
    return level.on_hand if name == "on_hand" else level.available


def _apply(shop: Shop, given: Args, changes: list[Change]) -> Shown:
    """All of them; what did not move is no change, and without a change there is no group."""
    now = shop.clock.now()
    shown: list[Shown] = []
    for change in changes:
        level, variant = change.level, change.variant
        delta = change.quantity - _quantity(level, given["name"])
        if not delta:
            continue
        level.available += delta
        level.updated = now
        place = shop.location(change.place)
        item, where = show_item(shop, variant), show_location(place) if place else None
        for name in NAMES:
            after = {"quantityAfterChange": _quantity(level, name), "ledgerDocumentUri": None}
            shown.append({"name": name, "delta": delta, **after, "item": item, "location": where})
        shop.emit("inventory_levels/update", level_body(variant.item, change.place, level))
    if not shown:
        return {"inventoryAdjustmentGroup": None}
    group = {
        "__typename": "InventoryAdjustmentGroup",
        "id": gid("InventoryAdjustmentGroup", shop.numbers.take("InventoryAdjustmentGroup")),
        "createdAt": now,
        "reason": given["reason"],
        "referenceDocumentUri": given.get("referenceDocumentUri"),
        "changes": shown,
    }
    return {"inventoryAdjustmentGroup": group}


@root("inventoryActivate", "write_inventory", needs_key=True)
def activate(call: Call, args: Args) -> Shown:
    shop = call.shop
    variant = shop.variant_of_item(number_in(args["inventoryItemId"], "InventoryItem"))
    if variant is None:
        raise Refused("The product couldn't be found.", ["inventoryItemId"])
    place = number_in(args["locationId"], "Location")
    if shop.location(place) is None:
        raise Refused("The location couldn't be found.", ["locationId"])
    level, now = variant.item.levels.get(place), shop.clock.now()
    if level and level.active:
        if args.get("available") is not None:
            text = "Not allowed to set available quantity when the item is already active at the location."
            raise Refused(text, ["available"])
    else:
        level = variant.item.levels[place] = Level(args.get("available") or 0, now, now)
        shop.emit("inventory_levels/connect", level_body(variant.item, place, level))
    return {"inventoryLevel": show_level(shop, variant, place, level)}


@root("inventoryItemUpdate", "write_inventory")
def item_update(call: Call, args: Args) -> Shown:
    variant = call.shop.variant_of_item(number_in(args["id"], "InventoryItem"))
    if variant is None:
        raise Refused("The product couldn't be found.", ["id"])
    describe_item(variant.item, args["input"])
    variant.updated = call.shop.clock.now()
    return {"inventoryItem": show_item(call.shop, variant)}
