"""Prices: the regular one only. What the service pays (`purchase_price`) and passing promotions are no price of ours."""

import re
from decimal import Decimal
from typing import Any

from inventory.source.mapper.decoding import Item, first_given
from inventory.source.mapper.limits import PRICE_DECIMALS, PRICE_LIMIT
from inventory.source.mapper.numbers import read_decimal
from inventory.source.mapper.problems import FieldError, Problems, shown

PRICE_KEYS = ("price", "selling_price", "unit_price")
PRICE_STEP = Decimal(1).scaleb(-PRICE_DECIMALS)

_CODE = re.compile("[A-Z]{3}")
# What people write for the franc of either African union; which of the two, the connection's currency says.
_FRANC_NAMES = {"FCFA", "F CFA", "CFA", "F.CFA"}
_FRANCS = {"XOF", "XAF"}


def read_price(item: Item, problems: Problems) -> Decimal | None:
    value = first_given(item, PRICE_KEYS)
    if value is None:
        problems.warn("price", "price_missing")
        return None
    try:
        return checked_price(read_decimal(value, "price"))
    except FieldError as error:
        problems.error("price", error.code, **error.values)
        return None


def checked_price(price: Decimal) -> Decimal:
    """`price` when our column holds it exactly; FieldError otherwise."""
    if price < 0:
        raise FieldError("price_negative", value=shown(str(price)))
    if price >= PRICE_LIMIT:
        raise FieldError("price_too_large", value=shown(str(price)))
    exact = price if _decimals(price) <= PRICE_DECIMALS else price.quantize(PRICE_STEP)
    if exact != price:
        raise FieldError("price_too_precise", value=shown(str(price)))
    return exact


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def read_currency(value: Any, default: str, problems: Problems) -> str:
    """The item's own currency code, else the connection's. A currency nobody can name is an error: no price is better
    than a wrong one."""
    if isinstance(value, dict):
        value = value.get("code")
    if value is None or (isinstance(value, str) and not value.strip()):
        return default
    code = value.strip().upper() if isinstance(value, str) else ""
    if _CODE.fullmatch(code) and code != "CFA":
        return code
    if code in _FRANC_NAMES and default in _FRANCS:
        return default
    problems.error("currency", "currency_unknown", value=shown(value))
    return default
