"""`order.create`: what is looked at before an order is taken, and in which words it is refused (contract, 6.1)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from suppliers.adapters.aliexpress.simulator.books import Books, Line, Order
from suppliers.adapters.aliexpress.simulator.catalogue import Catalogue, Product, Sku
from suppliers.adapters.aliexpress.simulator.freight import ways
from suppliers.adapters.aliexpress.simulator.refusals import invalid, missing
from suppliers.adapters.aliexpress.simulator.shapes import Json, Rows
from suppliers.adapters.aliexpress.simulator.words import NOT_SERVED

PARAMETER = "param_place_order_request4_open_api_d_t_o"
ADDRESS = "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL"
# What the platform calls the parameter in its complaint is not what it has to be called.
COMPLAINT = PARAMETER.replace("_d_t_o", "_dto")
WORDS = {
    "INVENTORY_HOLD_ERROR": "inventory hold error",
    "PRICE_PAY_CURRENCY_ERROR": "pay currency error",
    "REPEATED_ORDER_ERROR": "repeated order",
    "DELIVERY_METHOD_NOT_EXIST": "delivery method not exist",
}
DIGITS_ONLY = {"FR", "DE", "ES", "IT", "US", "BE"}
_LATIN = re.compile(r"[ -~À-ɏ]*")


@dataclass
class NotPlaced(Exception):  # noqa: N818 - an answer of the platform, not an error of ours
    code: str
    message: str = ""

    def body(self) -> Json:
        message = self.message or WORDS.get(self.code, self.code)
        return {"result": {"is_success": False, "error_code": self.code, "error_msg": message}}


def order_create(
    books: Books, catalogue: Catalogue, asked: Mapping[str, str], faults: Mapping[str, str], *, pays_itself: bool
) -> Json:
    """`pays_itself` is whether the account is one of those whose orders can be paid by the call."""
    request = _read(asked, PARAMETER) if asked.get(PARAMETER) else None
    if request is None:
        raise missing(COMPLAINT)
    extend = _read(asked, "ds_extend_request") if asked.get("ds_extend_request") else {}
    try:
        _refuse_as_planned(faults)
        orders = _place(books, catalogue, request, extend)
    except NotPlaced as refused:
        return refused.body()
    numbers = Rows("number", [order.order_id for order in orders])
    if "refused_with_number" in faults:
        return {"result": {"is_success": False, "error_msg": "system error", "order_list": numbers}}
    result: Json = {"is_success": True, "order_list": numbers}
    if _wants_to_pay(extend):
        if pays_itself and "autopay_fail" not in faults:
            for order in orders:
                order.status = "WAIT_SELLER_SEND_GOODS"
        else:
            result["error_msg"] = "OrderCreated, autoPay fail:APIPayFail"
    return {"result": result}


def _refuse_as_planned(faults: Mapping[str, str]) -> None:
    if "order_error" in faults:
        raise NotPlaced(faults["order_error"])


def _wants_to_pay(extend: Mapping[str, Any]) -> bool:
    return str((extend.get("payment") or {}).get("try_to_pay", "")).lower() == "true"


def _place(books: Books, catalogue: Catalogue, request: Json, extend: Json) -> list[Order]:
    out_order_id = str(request.get("out_order_id") or "")
    if books.is_repeated(out_order_id):
        raise NotPlaced("REPEATED_ORDER_ERROR")
    _check_extend(extend)
    country = _check_address(request.get("logistics_address"))
    items = request.get("product_items")
    if not isinstance(items, list) or not items:
        raise invalid("product_items")
    bought = [_line(catalogue, item, country) for item in items]
    wanted: dict[int, int] = {}
    for _, sku, line in bought:
        wanted[sku.sku_id] = wanted.get(sku.sku_id, 0) + line.quantity
        if wanted[sku.sku_id] > sku.stock:
            raise NotPlaced("INVENTORY_HOLD_ERROR")
    by_store: dict[int, list[Line]] = {}
    for product, sku, line in bought:
        by_store.setdefault(product.store, []).append(line)
        catalogue.change_sku(sku.sku_id, stock=sku.stock - wanted[sku.sku_id])
    return books.take(out_order_id, country, by_store)


def _check_extend(extend: Mapping[str, Any]) -> None:
    currency = (extend.get("payment") or {}).get("pay_currency")
    if currency not in (None, "", "USD"):
        raise NotPlaced("PRICE_PAY_CURRENCY_ERROR")
    if (extend.get("promotion") or {}).get("promotion_code"):
        raise NotPlaced("A004_CANNOT_USER_COUPON")


def _check_address(address: object) -> str:
    """Gives the country. Only names in snake_case are seen."""
    if not isinstance(address, dict):
        raise invalid("logistics_address")
    given = {name: str(value) for name, value in address.items() if value not in (None, "")}
    mobile = given.get("mobile_no", "")
    if (
        not mobile
        or mobile.startswith("0")
        or not mobile.isdecimal()
        or not given.get("phone_country", "").startswith("+")
    ):
        raise NotPlaced(ADDRESS, "Please enter mobile phone number")
    if not (given.get("full_name") or given.get("contact_person")):
        raise NotPlaced(ADDRESS, "Please enter a Contact Name")
    for name in ("address", "city", "country", "zip"):
        if name not in given:
            raise NotPlaced(ADDRESS, f"Please enter {name}")
    for name in ("address", "address2", "city", "province", "full_name", "contact_person"):
        if not _LATIN.fullmatch(given.get(name, "")):
            raise NotPlaced(ADDRESS, "Please enter in Latin letters")
    if given["country"] in DIGITS_ONLY and not given["zip"].isdecimal():
        raise NotPlaced(ADDRESS, "Please enter a valid zip code: digits only")
    if given["country"] in NOT_SERVED:
        raise NotPlaced("A005_INVALID_COUNTRIES")
    return given["country"]


def _line(catalogue: Catalogue, item: Json, country: str) -> tuple[Product, Sku, Line]:
    product = catalogue.find(str(item.get("product_id", "")))
    if product is None or not product.is_on_sale:
        raise NotPlaced("A001_ORDER_CANNOT_BE_PLACED")
    sku = product.by_attr(str(item.get("sku_attr", "")))
    quantity = str(item.get("product_count", ""))
    if sku is None or not quantity.isdecimal() or int(quantity) < 1:
        raise NotPlaced("ERROR_WHEN_BUILD_FOR_PLACE_ORDER")
    service = str(item.get("logistics_service_name", ""))
    way = next((way for way in ways(sku, product, country, int(quantity)) if way.code == service), None)
    if way is None:
        raise NotPlaced("DELIVERY_METHOD_NOT_EXIST")
    text = ";".join(f"{option.name}:{option.own_name or option.value}" for option in sku.options)
    line = Line(product.product_id, sku.sku_id, product.subject, text, int(quantity), sku.price, way.fee, service)
    return product, sku, line


def _read(asked: Mapping[str, str], name: str) -> Json:
    try:
        value = json.loads(asked[name])
    except ValueError:
        raise invalid(name) from None
    if not isinstance(value, dict):
        raise invalid(name)
    return value
