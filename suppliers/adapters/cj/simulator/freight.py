"""Freight: which lines go where, what they charge, and the two forms in which that is asked."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from suppliers.adapters.cj.simulator.envelopes import Refused, Reply
from suppliers.adapters.cj.simulator.products import find_variant
from suppliers.adapters.cj.simulator.routes import Asked, route
from suppliers.adapters.cj.simulator.words import SENT_TO
from suppliers.adapters.cj.simulator.world import World

CENT = Decimal("0.01")
YUAN = Decimal("7.18")
NOT_SERVED = {"KP", "CU", "AQ"}
COUNTRIES = frozenset(SENT_TO.split())
TAXED = {"FR", "DE", "BR"}
HEAVIEST_G = 20_000


@dataclass(frozen=True)
class Line:
    """`per_kg` on top of `first`, in USD; `origins` are the countries it leaves from."""

    name: str
    chinese: str
    days: str
    first: Decimal
    per_kg: Decimal
    origins: tuple[str, ...]
    taxed: bool = False

    def price(self, grams: int) -> Decimal:
        return (self.first + self.per_kg * grams / 1000).quantize(CENT)


LINES = (
    Line("CJPacket Ordinary", "CJ普货", "7-12", Decimal("2.90"), Decimal("7.40"), ("CN",)),
    Line("CJPacket Fast Ordinary", "CJ快线", "4-8", Decimal("4.60"), Decimal("11.20"), ("CN",), taxed=True),
    Line("CJPacket Sensitive", "CJ敏感", "8-15", Decimal("3.70"), Decimal("9.10"), ("CN",)),
    Line("USPS+", "USPS+", "3-6", Decimal("3.95"), Decimal("2.20"), ("US",)),
    Line("DHL Paket", "DHL", "2-4", Decimal("4.20"), Decimal("1.90"), ("DE",)),
)


@dataclass(frozen=True)
class Fee:
    line: Line
    postage: Decimal
    taxes: Decimal
    clearance: Decimal

    @property
    def total(self) -> Decimal:
        return self.postage + self.taxes + self.clearance


def fees(origin: str, country: str, grams: int) -> list[Fee]:
    """All ways from `origin` to `country`; empty where there is none. Raises Refused for a country that is none."""
    if country not in COUNTRIES or origin not in COUNTRIES:
        raise Refused(1605002)
    if country in NOT_SERVED or grams > HEAVIEST_G:
        return []
    found = []
    for line in LINES:
        if origin not in line.origins or (line.origins != ("CN",) and country != origin):
            continue
        taxed = line.taxed and country in TAXED
        taxes, clearance = (Decimal("1.20"), Decimal("0.25")) if taxed else (Decimal("0.00"), Decimal("0.00"))
        found.append(Fee(line, line.price(grams), taxes, clearance))
    return found


@route("POST", "logistic/freightCalculate", points=10)
def freight_calculate(world: World, asked: Asked) -> Reply:
    origin, country = asked.field("startCountryCode").upper(), asked.field("endCountryCode").upper()
    grams = sum(quantity * grams for quantity, grams in _weighed(world, asked.body.get("products")))
    return Reply(
        [
            {
                "logisticAging": fee.line.days,
                "logisticPrice": fee.postage,
                "logisticPriceCn": (fee.postage * YUAN).quantize(CENT),
                "logisticName": fee.line.name,
                "taxesFee": fee.taxes,
                "clearanceOperationFee": fee.clearance,
                "totalPostageFee": fee.total,
            }
            for fee in fees(origin, country, grams)
        ]
    )


@route("POST", "logistic/freightCalculateTip", points=10)
def freight_calculate_tip(world: World, asked: Asked) -> Reply:
    requests = asked.body.get("reqDTOS")
    if not isinstance(requests, list) or not requests or not all(isinstance(row, dict) for row in requests):
        raise Refused(1600300, "Param error: reqDTOS")
    rows: list[dict[str, Any]] = []
    for row in requests:
        grams = row.get("weight")
        if not isinstance(grams, int | Decimal) or not row.get("freightTrialSkuList"):
            raise Refused(1600300, "Param error: weight")
        found = fees(str(row.get("srcAreaCode", "")).upper(), str(row.get("destAreaCode", "")).upper(), int(grams))
        rows += [_tip(number, fee) for number, fee in enumerate(found)]
        if found:
            rows.append(_overweight())
    return Reply(rows)


def parcel_fee(world: World, origin: str, country: str, grams: int, name: str) -> Fee:
    """What a named line charges. Raises Refused where it is not named or does not go there."""
    if not name:
        raise Refused(1605000)
    found = next((fee for fee in fees(origin, country, grams) if fee.line.name == name), None)
    if found is None:
        raise Refused(1605001)
    return found


def _weighed(world: World, products: Any) -> list[tuple[int, int]]:
    """Quantity and grams of each line of `products`."""
    if not isinstance(products, list) or not products:
        raise Refused(1600300, "Param error: products")
    rows = []
    for row in products:
        quantity = row.get("quantity") if isinstance(row, dict) else None
        if not isinstance(quantity, int) or quantity < 1:
            raise Refused(1600300, "Param error: quantity")
        _, variant = find_variant(world, str(row.get("vid") or ""))
        rows.append((quantity, variant.weight_g))
    return rows


def _tip(number: int, fee: Fee) -> dict[str, Any]:
    phone = {
        "type": "phone",
        "msgEn": "Must be a 6-32 digit number",
        "expression": r"^[\s\d\-()+]{6,32}$",
        "interceptType": 0,
    }
    return {
        "arrivalTime": fee.line.days,
        "wrapPostage": fee.postage,
        "discountFee": fee.postage,
        "discountFeeCNY": (fee.postage * YUAN).quantize(CENT),
        "postage": fee.postage - Decimal("0.40"),
        "postageCNY": ((fee.postage - Decimal("0.40")) * YUAN).quantize(CENT),
        "taxesFee": fee.taxes,
        "clearanceOperationFee": fee.clearance,
        "tariff": Decimal("0.0"),
        "totalPostageFee": fee.total,
        "option": {"id": f"op-{1001 + number}", "enName": fee.line.name, "cnName": fee.line.chinese},
        "channel": {"id": f"ch-{2001 + number}", "enName": f"{fee.line.name} line", "cnName": fee.line.chinese},
        "ruleTips": [phone],
        "error": None,
        "errorEn": None,
        "message": None,
    }


def _overweight() -> dict[str, Any]:
    """A row that cannot be used: it says so in `errorEn` and lacks several keys."""
    return {
        "arrivalTime": "3-6",
        "wrapPostage": None,
        "discountFee": 0,
        "postage": 0,
        "option": {"id": "op-1099", "enName": "DHL Official", "cnName": "DHL"},
        "channel": {"id": "ch-2099", "enName": "DHL", "cnName": "DHL"},
        "ruleTips": [],
        "error": "重量超限",
        "errorEn": "weight over limit",
        "message": None,
    }
