"""`aliexpress.ds.freight.query`, there and back: one variant a call."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce

from core.errors import Rejected
from suppliers.adapters.aliexpress.envelope import Body, is_success
from suppliers.adapters.aliexpress.errors import NOT_DELIVERED, Refusal, Row, inner_refusal
from suppliers.adapters.aliexpress.mapper.languages import locale_of
from suppliers.adapters.aliexpress.reading import Json, Unreadable, flag, money, objects, part, text, whole
from suppliers.interface import FreightRequest, Parcel, Quote


def freight_query(request: FreightRequest, parcel: Parcel, currency: str) -> dict[str, str]:
    """The object that goes as JSON text. All values are texts, the quantity too; without the SKU there is no answer."""
    given = {
        "quantity": str(parcel.quantity),
        "shipToCountry": request.country,
        "productId": parcel.product_id,
        "selectedSkuId": parcel.variant_id,
        "provinceCode": request.province,
        "cityCode": request.city,
        "language": locale_of("en"),
        "locale": locale_of(request.language),
        "currency": currency,
    }
    return {name: value for name, value in given.items() if value}


def freight_rule(body: Body) -> Refusal | None:
    """`result.success`; "not delivered there" is an answer and no error."""
    result = part(body.content, "result")
    if not result or is_success(result) or is_not_delivered(result):
        return None
    words, code = text(result.get("msg")), text(result.get("code"))
    return inner_refusal({}, code, words, body.request_id, Row(Rejected))


def is_not_delivered(result: Json) -> bool:
    return NOT_DELIVERED in (text(result.get("msg")), text(result.get("code")))


def read_quotes(body: Body, currency: str) -> list[Quote]:
    """The ways to send, the cheapest first; [] where it is not sent there. `currency` is the one that was asked for."""
    result = part(body.content, "result")
    if not result:
        raise Unreadable("freight without a result")
    if is_not_delivered(result):
        return []
    found = objects(result.get("delivery_options"), "code", "shipping_fee_cent", "company")
    return _cheapest_first(quote for option in found if (quote := _quote(option, currency)))


def together(quotes: Sequence[Sequence[Quote]]) -> list[Quote]:
    """Ways that all of several variants can go, with what all of it costs: each is quoted and charged by itself."""
    ways = [{quote.service_code: quote for quote in each} for each in quotes]
    if len(ways) <= 1:
        return list(quotes[0]) if quotes else []
    common = [code for code in ways[0] if all(code in way for way in ways)]
    sums = (_sum([way[code] for way in ways]) for code in common)
    return _cheapest_first(quote for quote in sums if quote)


def _quote(option: Json, asked: str) -> Quote | None:
    """None for a way whose price is not said: an absent fee is free only where `free_shipping` says so."""
    code, currency = text(option.get("code")), text(option.get("shipping_fee_currency")) or asked
    # "cent" by name, whole units by value: "13.57" is 13.57. Only `freight.cent` of the older call counts cents.
    price = money(option.get("shipping_fee_cent"), currency)
    if price is None and not text(option.get("shipping_fee_cent")) and flag(option.get("free_shipping")):
        price = money("0", currency)
    if price is None or not code:
        return None
    return Quote(
        service_code=code,
        name=text(option.get("company")) or code,
        price=price,
        min_days=whole(option.get("min_delivery_days")),
        max_days=whole(option.get("max_delivery_days")),
        is_tracked=flag(option.get("tracking")),
        origin=text(option.get("ship_from_country")),
        available=whole(option.get("available_stock")),
    )


def _sum(parts: Sequence[Quote]) -> Quote | None:
    if len({quote.price.currency for quote in parts}) != 1:
        return None
    first = parts[0]
    slowest = [quote.max_days for quote in parts]
    return replace(
        first,
        price=reduce(lambda total, quote: total + quote.price, parts[1:], first.price),
        min_days=max((quote.min_days for quote in parts if quote.min_days is not None), default=None),
        max_days=None if None in slowest else max(days for days in slowest if days is not None),
        is_tracked=None if None in (tracked := [quote.is_tracked for quote in parts]) else all(tracked),
        origin=first.origin if len({quote.origin for quote in parts}) == 1 else "",
        available=None,
    )


def _cheapest_first(quotes: Iterable[Quote]) -> list[Quote]:
    return sorted(quotes, key=lambda quote: (quote.price.currency, quote.price.amount))
