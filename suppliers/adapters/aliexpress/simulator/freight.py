"""Ways to send and what they cost (contract, 5.3)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from suppliers.adapters.aliexpress.simulator.catalogue import (
    Catalogue,
    Product,
    Sku,
    currency_or_default,
    money,
)
from suppliers.adapters.aliexpress.simulator.refusals import invalid, missing
from suppliers.adapters.aliexpress.simulator.shapes import Json, Rows
from suppliers.adapters.aliexpress.simulator.words import NOT_SERVED, SYMBOLS

FREE_FROM = Decimal(80)  # CNY
NEEDED = ("productId", "selectedSkuId", "quantity", "shipToCountry", "language", "locale", "currency")


@dataclass(frozen=True)
class Way:
    """`fee` in CNY."""

    code: str
    company: str
    fee: Decimal
    days: tuple[int, int]
    guaranteed: int


def ways(sku: Sku, product: Product, country: str, quantity: int) -> list[Way]:
    """How so many of a SKU can be sent there. Empty where they cannot."""
    if country in NOT_SERVED:
        return []
    weight = product.weight * quantity
    is_free = sku.price * quantity >= FREE_FROM
    standard = Decimal(0) if is_free else (Decimal("6.40") + 9 * weight).quantize(Decimal("0.01"))
    found = [
        Way("CAINIAO_STANDARD", "AliExpress Selection Standard", standard, (7, 14), 60),
        Way("CAINIAO_PREMIUM", "AliExpress Premium Shipping", (Decimal("61.20") + 45 * weight), (5, 9), 30),
    ]
    if sku.origin == country:
        found.append(Way("LOCAL_SELLER", "Seller's Shipping Method", Decimal("18.50"), (2, 4), 15))
    return found


def freight_query(catalogue: Catalogue, asked: Mapping[str, str]) -> Json:
    query = _json(asked, "queryDeliveryReq")
    # A quantity that is no text, or a SKU that is not named, fails without a reason.
    if (
        any(not isinstance(query.get(name), str) or not query[name] for name in NEEDED)
        or not query["quantity"].isdecimal()
    ):
        return {"result": {"success": False, "code": "500", "msg": "SYSTEM_ERROR"}}
    product = catalogue.find(query["productId"])
    sku = product.sku(query["selectedSkuId"]) if product and product.is_on_sale else None
    if product is None or sku is None:
        return {"result": {"success": False, "code": "500", "msg": "SYSTEM_ERROR"}}
    found = ways(sku, product, query["shipToCountry"], int(query["quantity"]))
    if not found:
        return {"result": {"success": False, "code": "500", "msg": "DELIVERY_NOT_AVAILABLE_TO_YOUR_ADDRESS"}}
    rows = [_option(way, sku, query["currency"]) for way in found]
    result = {"msg": "Call succeeds", "code": 200, "success": True}
    return {"result": result | {"delivery_options": Rows("delivery_option_d_t_o", rows)}}


def _option(way: Way, sku: Sku, asked_currency: str) -> Json:
    currency = currency_or_default(asked_currency)
    least, most = way.days
    row: Json = {
        "code": way.code,
        "company": way.company,
        "free_shipping": not way.fee,
        "mayHavePFS": False,
        "tracking": True,
        "min_delivery_days": least,
        "max_delivery_days": most,
        "guaranteed_delivery_days": str(way.guaranteed),
        "ship_from_country": sku.origin,
        "available_stock": str(sku.stock),
    }
    if not way.fee:
        return row | {"delivery_date_desc": "Jan 08 - 15", "ddpIncludeVATTax": "true"}
    fee = money(way.fee, currency)
    return row | {
        "shipping_fee_cent": fee,  # in whole units, in spite of its name
        "shipping_fee_format": f"{fee.replace('.', ',')}{SYMBOLS.get(currency, currency)}",
        "shipping_fee_currency": currency,
    }


def buyer_freight_calculate(catalogue: Catalogue, asked: Mapping[str, str]) -> Json:
    """The legacy call, where `cent` is cents."""
    query = _json(asked, "param_aeop_freight_calculate_for_buyer_d_t_o")
    product = catalogue.find(str(query.get("product_id", "")))
    country, quantity = str(query.get("country_code", "")), int(query.get("product_num", 1))
    found = ways(product.skus[0], product, country, quantity) if product else []
    rows = []
    for way in found:
        cents = int(money(way.fee, "USD").replace(".", ""))
        rows.append(
            {
                "error_code": 0,
                "estimated_delivery_time": f"{way.days[0]}-{way.days[1]}",
                "freight": {"amount": cents / 100, "cent": cents, "currency_code": "USD"},  # a JSON number, as there
                "service_name": way.code,
                "tracking_available": "true",
            }
        )
    wrapped = Rows("aeop_freight_calculate_result_for_buyer_dto", rows)
    return {"result": {"success": True, "aeop_freight_calculate_result_for_buyer_d_t_o_list": wrapped}}


def _json(asked: Mapping[str, str], name: str) -> dict[str, Any]:
    if not asked.get(name):
        raise missing(name)
    try:
        value = json.loads(asked[name])
    except ValueError:
        raise invalid(name) from None
    if not isinstance(value, dict):
        raise invalid(name)
    return value
