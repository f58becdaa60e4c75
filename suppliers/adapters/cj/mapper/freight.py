"""Freight quotes: plain, and with the rules that an address has to keep."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.money import Money
from suppliers.adapters.cj.values import Obj, days, obj, price, rows, rows_or_none, text
from suppliers.interface import FreightRequest, Quote, ShippingAddress

ORIGIN = "CN"
_HARD = "0"
_ADDRESS_FIELDS = {
    "phone": "phone",
    "zip": "postal_code",
    "email": "email",
    "address": "address1",
    "name": "name",
    "city": "city",
    "province": "province",
    "taxid": "tax_id",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What a shipping line asks of one field of the address. `is_hard`: CJ intercepts an order that breaks it."""

    field: str
    words: str
    expression: str
    is_hard: bool


@dataclass(frozen=True, slots=True)
class RuledQuote:
    quote: Quote
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class ParcelSize:
    """One kind of goods of a parcel: grams, millimetres and cubic millimetres, for all pieces together."""

    sku: str
    quantity: int
    weight_g: int
    wrapped_weight_g: int
    size_mm: tuple[int, int, int]
    worth: str
    properties: tuple[str, ...] = ("COMMON",)


def freight_body(request: FreightRequest) -> dict[str, Any]:
    body: dict[str, Any] = {
        "startCountryCode": request.origin or ORIGIN,
        "endCountryCode": request.country,
        "products": [{"vid": item.variant_id, "quantity": item.quantity} for item in request.items],
    }
    optional = {"zip": request.postal_code, "taxId": request.tax_id}
    return body | {name: value for name, value in optional.items() if value}


def rules_body(request: FreightRequest, parcels: Sequence[ParcelSize]) -> dict[str, Any]:
    """For `freightCalculateTip`, which wants sizes and SKUs in place of variants."""
    return {"reqDTOS": [_rules_row(request, parcel) for parcel in parcels]}


def _rules_row(request: FreightRequest, parcel: ParcelSize) -> dict[str, Any]:
    length, width, height = parcel.size_mm
    return {
        "srcAreaCode": request.origin or ORIGIN,
        "destAreaCode": request.country,
        "zip": request.postal_code,
        "length": length,
        "width": width,
        "height": height,
        "volume": length * width * height,
        "weight": parcel.weight_g,
        "wrapWeight": parcel.wrapped_weight_g,
        "totalGoodsAmount": parcel.worth,
        "productProp": list(parcel.properties),
        "freightTrialSkuList": [{"sku": parcel.sku, "skuQuantity": parcel.quantity}],
        "skuList": [parcel.sku],
        "platforms": [],
    }


def quotes(data: Any, request: FreightRequest) -> list[Quote]:
    """`freightCalculate`, the cheapest first. No rows: it is not sent there."""
    found = [quote for row in rows(data) if (quote := _plain(row, request)) is not None]
    return sorted(found, key=lambda quote: quote.price.amount)


def ruled_quotes(data: Any, request: FreightRequest) -> list[RuledQuote]:
    """`freightCalculateTip`. A row with an error is no way to send."""
    found = [ruled for row in rows(data) if (ruled := _ruled(row, request)) is not None]
    return sorted(found, key=lambda ruled: ruled.quote.price.amount)


def broken_rules(rules: Sequence[Rule], address: ShippingAddress) -> list[str]:
    """What the hard rules refuse of an address, in CJ's words. A rule that we cannot read refuses nothing."""
    return [rule.words for rule in rules if rule.is_hard and not _keeps(rule, address)]


def _keeps(rule: Rule, address: ShippingAddress) -> bool:
    name = _ADDRESS_FIELDS.get(rule.field.lower())
    if name is None or not rule.expression:
        return True
    try:
        return re.fullmatch(rule.expression, getattr(address, name)) is not None
    except re.error:
        return True


def _plain(row: Obj, request: FreightRequest) -> Quote | None:
    return _quote(
        row, text(row.get("logisticName")), price(row.get("logisticPrice")), row.get("logisticAging"), request
    )


def _ruled(row: Obj, request: FreightRequest) -> RuledQuote | None:
    name = text(obj(row.get("option") or {}, "option").get("enName"))
    charges = (price(row.get(field)) for field in ("wrapPostage", "discountFee"))
    postage = next((charge for charge in charges if charge and charge.amount), None)
    quote = _quote(row, name, postage, row.get("arrivalTime"), request)
    if quote is None:
        return None
    return RuledQuote(quote, tuple(_rule(tip) for tip in rows_or_none(row.get("ruleTips"), "ruleTips")))


def _quote(row: Obj, name: str, postage: Money | None, aging: Any, request: FreightRequest) -> Quote | None:
    """None for a row that cannot be ordered: with an error, without a name, or without a price."""
    if text(row.get("errorEn")) or text(row.get("error")) or not name:
        return None
    total = price(row.get("totalPostageFee"))
    extras = [price(row.get(part)) for part in ("taxesFee", "clearanceOperationFee", "tariff")]
    if total is None or not total.amount:  # an all-in price of 0 is a field that was not filled
        if postage is None:
            return None
        total = sum((extra for extra in extras if extra), postage)
    low, high = days(aging)
    return Quote(
        service_code=name,
        name=name,
        price=total,
        min_days=low,
        max_days=high,
        origin=request.origin or ORIGIN,
        taxes=extras[0],
    )


def _rule(tip: Obj) -> Rule:
    return Rule(
        field=text(tip.get("type")),
        words=text(tip.get("msgEn")),
        expression=text(tip.get("expression")),
        is_hard=text(tip.get("interceptType")) == _HARD,
    )
