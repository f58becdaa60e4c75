"""What is sent to create an order. `payType` 3 always: created, and nothing paid."""

from typing import Any

from suppliers.adapters.cj.mapper.freight import ORIGIN
from suppliers.interface import OrderRequest

CREATE_ONLY = 3  # left out, or 1: a page to pay on; 2: paid from the balance by the same call
CJ_IOSS = "CJ-IOSS"
_OWN_NUMBER, _CJ_NUMBER = 2, 3

LONGEST = {
    "orderNumber": 50,
    "shippingCountryCode": 20,
    "shippingCountry": 50,
    "shippingProvince": 50,
    "shippingCity": 50,
    "shippingAddress": 200,
    "shippingAddress2": 200,
    "shippingCustomerName": 50,
    "shippingZip": 20,
    "shippingPhone": 20,
    "email": 50,
    "taxId": 20,
    "remark": 500,
    "logisticName": 50,
    "fromCountryCode": 20,
    "iossNumber": 10,
}
_REQUIRED = ("orderNumber", "shippingCountryCode", "shippingCity", "shippingAddress", "shippingCustomerName", "logisticName")  # fmt: skip


def order_body(request: OrderRequest) -> dict[str, Any]:
    """For createOrderV2. Where an address has no province its city stands in: CJ asks for both."""
    address = request.address
    texts = {
        "orderNumber": request.client_no,
        "shippingCountryCode": address.country,
        "shippingCountry": address.country_name or address.country,
        "shippingProvince": address.province or address.city,
        "shippingCity": address.city,
        "shippingAddress": address.address1,
        "shippingAddress2": address.address2,
        "shippingCustomerName": address.name,
        "shippingZip": address.postal_code,
        "shippingPhone": address.phone,
        "email": address.email,
        "taxId": address.tax_id,
        "remark": request.remark,
        "logisticName": request.service_code,
        "fromCountryCode": request.origin or ORIGIN,
    }
    body: dict[str, Any] = {name: value for name, value in texts.items() if value}
    body["payType"] = CREATE_ONLY
    if request.ioss_number:
        body["iossType"] = _CJ_NUMBER if request.ioss_number == CJ_IOSS else _OWN_NUMBER
        body["iossNumber"] = request.ioss_number
    if request.is_sandbox:
        body["isSandbox"] = 1
    body["products"] = [
        {"vid": line.variant_id, "quantity": line.quantity}
        | ({"storeLineItemId": line.line_ref} if line.line_ref else {})
        for line in request.lines
    ]
    return body


def body_problems(body: dict[str, Any]) -> list[str]:
    """What CJ would refuse, or cut: found before anything is sent. Names fields, never what stands in them."""
    problems = [f"{name} is missing" for name in _REQUIRED if not body.get(name)]
    problems += [
        f"{name} is longer than {most}" for name, most in LONGEST.items() if len(str(body.get(name, ""))) > most
    ]
    if not body["products"] or any(line["quantity"] < 1 for line in body["products"]):
        problems.append("products is empty or has a quantity below 1")
    return problems
