"""Stock figures: unknown is not zero, backorders are zero for selling, parts of a unit only count when sold by weight."""

from decimal import ROUND_FLOOR, Decimal

from inventory.source.mapper.decoding import Item, first_given
from inventory.source.mapper.flags import read_flag
from inventory.source.mapper.limits import STOCK_LIMIT
from inventory.source.mapper.numbers import read_decimal
from inventory.source.mapper.problems import FieldError, Problems, shown

STOCK_KEYS = ("stock", "quantity", "available_quantity")
WEIGHT_FLAGS = ("sold_by_weight", "by_weight")
UNIT_TYPES = ("sale_unit_type", "unit_type", "selling_unit")
WEIGHT_STEP = Decimal("0.001")
_WEIGHT_UNITS = {"kg": "kg", "kilogram": "kg", "kilo": "kg", "g": "g", "gram": "g", "gramme": "g"}


def read_stock(item: Item, unit: str, problems: Problems) -> Decimal | None:
    """None where the item gives no figure."""
    value = first_given(item, STOCK_KEYS)
    if value is None:
        return None
    try:
        stock = read_decimal(value, "stock")
    except FieldError as error:
        problems.error("stock", error.code, **error.values)
        return None
    if stock < 0:
        problems.warn("stock", "stock_negative", value=shown(str(stock)))
        return Decimal(0)
    if stock >= STOCK_LIMIT:
        problems.error("stock", "stock_too_large", value=shown(str(stock)))
        return None
    if unit:
        return stock.quantize(WEIGHT_STEP, ROUND_FLOOR)
    whole = stock.quantize(Decimal(1), ROUND_FLOOR)
    if whole != stock:
        problems.warn("stock", "stock_fraction", value=shown(str(stock)))
    return whole


def read_unit(item: Item) -> str:
    """ "kg" or "g" for what is sold by weight, else ""."""
    kind = first_given(item, UNIT_TYPES)
    kind = kind.strip().lower() if isinstance(kind, str) else ""
    if kind not in _WEIGHT_UNITS and kind != "weight" and not any(read_flag(item.get(k)) for k in WEIGHT_FLAGS):
        return ""
    unit = first_given(item, ("weight_unit",))
    unit = unit.strip().lower() if isinstance(unit, str) else ""
    return _WEIGHT_UNITS.get(unit) or _WEIGHT_UNITS.get(kind, "kg")
