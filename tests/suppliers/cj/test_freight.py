"""Freight: every charge in the price, the exact name of the line, and nothing that cannot be ordered."""

from decimal import Decimal

import pytest

from core.errors import BadPayload, NotFound, Rejected
from core.money import Money
from suppliers.adapters.cj.mapper.freight import ParcelSize, Rule, broken_rules
from suppliers.interface import FreightRequest, Parcel
from tests.suppliers.cj.conftest import good, refusal
from tests.suppliers.cj.orders import order_request

REQUEST = FreightRequest("FR", (Parcel("11", 2), Parcel("12", 1)), postal_code="69001", tax_id="T1")


def line(name="CJPacket Ordinary", price=5.31, total=5.31, aging="7-12", **more):
    return {"logisticName": name, "logisticPrice": price, "totalPostageFee": total, "logisticAging": aging} | more


def dollars(text):
    return Money(Decimal(text), "USD")


def test_what_is_asked(wire, cj):
    wire.says([])
    assert cj.quote(REQUEST) == []
    assert wire.calls == ["POST logistic/freightCalculate"]
    assert wire.sent() == {
        "startCountryCode": "CN",
        "endCountryCode": "FR",
        "products": [{"vid": "11", "quantity": 2}, {"vid": "12", "quantity": 1}],
        "zip": "69001",
        "taxId": "T1",
    }


def test_the_cheapest_way_comes_first_with_all_its_charges(wire, cj):
    taxed = line("CJPacket Fast", 9.87, None, "4-8", taxesFee=1.2, clearanceOperationFee=0.25, tariff=None)
    wire.says([taxed, line(), line("Sea", "3.10", 0, "30")])
    quotes = cj.quote(FreightRequest("FR", REQUEST.items, origin="US"))
    assert [(quote.service_code, quote.price, quote.min_days, quote.max_days) for quote in quotes] == [
        ("Sea", dollars("3.10"), 30, 30),
        ("CJPacket Ordinary", dollars("5.31"), 7, 12),
        ("CJPacket Fast", dollars("11.32"), 4, 8),
    ]
    assert [quote.origin for quote in quotes] == ["US"] * 3
    assert quotes[2].taxes == dollars("1.2")
    assert wire.sent()["startCountryCode"] == "US"


@pytest.mark.parametrize(
    "row",
    [
        line(errorEn="weight over limit"),
        line(error="重量超限"),
        line(name=""),
        line(price=None, total=None),
        line(price=-1, total=-1),
    ],
)
def test_a_row_that_cannot_be_ordered_is_no_quote(wire, cj, row):
    wire.says([row])
    assert cj.quote(REQUEST) == []


def test_an_answer_without_a_list_is_not_no_line(wire, cj):
    wire.says(good(None))
    with pytest.raises(BadPayload):
        cj.quote(REQUEST)


@pytest.mark.parametrize(
    ("code", "kind"), [(1605002, Rejected), (1607004, Rejected), (2007, Rejected), (1602003, NotFound)]
)
def test_a_refusal_is_not_no_line(wire, cj, code, kind):
    wire.says(refusal(code))
    with pytest.raises(kind):
        cj.quote(REQUEST)


def test_a_quote_is_repeated_after_a_lost_answer(wire, cj):
    wire.says(refusal(1600301, "upstream timeout"), [line()])
    assert len(cj.quote(REQUEST)) == 1


def test_the_rules_of_a_line(wire, cj):
    """Pitfall 16: the rules are looked at before an order is made."""
    tip = {"type": "phone", "msgEn": "6-32 digits", "expression": r"^[\s\d\-()+]{6,32}$", "interceptType": 0}
    row = {
        "arrivalTime": "7-12",
        "wrapPostage": 5,
        "discountFee": 4,
        "taxesFee": 0.5,
        "tariff": 0.25,
        "option": {"enName": "CJPacket Ordinary"},
        "ruleTips": [tip],
        "errorEn": None,
    }
    wire.says([row, row | {"option": {"enName": "DHL"}, "errorEn": "weight over limit"}])
    parcel = ParcelSize("CJCP1AZ", 2, weight_g=420, wrapped_weight_g=460, size_mm=(100, 90, 80), worth="7.00")
    (found,) = cj.quote_with_rules(REQUEST, [parcel])
    assert (found.quote.service_code, found.quote.price) == ("CJPacket Ordinary", dollars("5.75"))
    assert found.rules == (Rule("phone", "6-32 digits", r"^[\s\d\-()+]{6,32}$", is_hard=True),)
    (asked,) = wire.sent()["reqDTOS"]
    assert (asked["destAreaCode"], asked["volume"], asked["wrapWeight"]) == ("FR", 720_000, 460)
    assert asked["freightTrialSkuList"] == [{"sku": "CJCP1AZ", "skuQuantity": 2}]


@pytest.mark.parametrize(("wrapped", "price"), [(0, "4.00"), (None, "4.00"), (5, "5.00")])
def test_a_postage_of_nought_is_a_field_that_was_not_filled(wire, cj, wrapped, price):
    wire.says([{"wrapPostage": wrapped, "discountFee": 4, "option": {"enName": "CJPacket Ordinary"}}])
    assert str(cj.quote_with_rules(REQUEST, [])[0].quote.price) == f"{price} USD"


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        (Rule("phone", "digits", r"^[\s\d\-()+]{6,32}$", is_hard=True), []),
        (Rule("phone", "six digits", r"^\d{6}$", is_hard=True), ["six digits"]),
        (Rule("phone", "six digits", r"^\d{6}$", is_hard=False), []),
        (Rule("zip", "four digits", r"\d{4}", is_hard=True), ["four digits"]),
        (Rule("taxId", "needed", r".+", is_hard=True), ["needed"]),
        (Rule("moon", "?", r"x", is_hard=True), []),
        (Rule("zip", "?", r"(", is_hard=True), []),
    ],
)
def test_hard_rules_are_checked_on_our_side(rule, broken):
    """Pitfall 16."""
    assert broken_rules([rule], order_request().address) == broken
