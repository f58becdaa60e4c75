"""Business policies: in our words for staff and the API, in eBay's for the wire."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.ebay.values import Obj, money, obj_or_empty, rows, text, whole

LONGEST_NAME, LONGEST_TEXT = 64, 250
CATEGORY_TYPES = [{"name": "ALL_EXCLUDING_MOTORS_VEHICLES"}]
Values = Mapping[str, Any]


def head(policy_id: str, kind: str, given: Obj) -> dict[str, Any]:
    """What all kinds have."""
    return {
        "id": policy_id,
        "kind": kind,
        "name": text(given.get("name")),
        "description": text(given.get("description")),
        "site": text(given.get("marketplaceId")),
    }


def fulfillment(policy_id: str, given: Obj) -> dict[str, Any]:
    options = rows(given.get("shippingOptions"), "shippingOptions")
    return head(policy_id, "fulfillment", given) | {
        "handling_days": _days(given.get("handlingTime")),
        "reckons_by_weight": any(text(option.get("costType")) == "CALCULATED" for option in options),
        "services": [_service(option, row) for option in options for row in _services(option)],
    }


def payment(policy_id: str, given: Obj) -> dict[str, Any]:
    return head(policy_id, "payment", given) | {"is_immediate": given.get("immediatePay") is True}


def returns(policy_id: str, given: Obj) -> dict[str, Any]:
    return head(policy_id, "return", given) | {
        "are_accepted": given.get("returnsAccepted") is True,
        "days": _days(given.get("returnPeriod")),
        "paid_by": text(given.get("returnShippingCostPayer")).lower(),
    }


def fulfillment_body(values: Values, site: str) -> dict[str, Any]:
    """`services`: {"code", "carrier", "is_international", "cost" money or None for free}."""
    options = []
    for is_international in (False, True):
        chosen = [row for row in values.get("services", ()) if bool(row.get("is_international")) is is_international]
        if chosen:
            options.append(
                {
                    "optionType": "INTERNATIONAL" if is_international else "DOMESTIC",
                    "costType": "CALCULATED" if values.get("reckons_by_weight") else "FLAT_RATE",
                    "shippingServices": [_service_body(row, order) for order, row in enumerate(chosen, 1)],
                }
            )
    return _head_body(values, site) | {
        "handlingTime": {"unit": "DAY", "value": int(values.get("handling_days", 1))},
        "shippingOptions": options,
    }


def payment_body(values: Values, site: str) -> dict[str, Any]:
    """Without methods of payment: eBay manages them, and refuses or drops what is named."""
    return _head_body(values, site) | {"immediatePay": bool(values.get("is_immediate", True))}


def return_body(values: Values, site: str) -> dict[str, Any]:
    body = _head_body(values, site) | {"returnsAccepted": bool(values.get("are_accepted", True))}
    if body["returnsAccepted"]:
        body["returnPeriod"] = {"unit": "DAY", "value": int(values.get("days") or 30)}
        body["returnShippingCostPayer"] = str(values.get("paid_by") or "buyer").upper()
    return body


def _head_body(values: Values, site: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "name": str(values["name"]).strip()[:LONGEST_NAME],
        "marketplaceId": site,
        "categoryTypes": CATEGORY_TYPES,
    }
    if values.get("description"):
        body["description"] = str(values["description"])[:LONGEST_TEXT]
    return body


def _service_body(row: Values, order: int) -> dict[str, Any]:
    body: dict[str, Any] = {"sortOrder": order, "shippingServiceCode": str(row["code"])}
    if row.get("carrier"):
        body["shippingCarrierCode"] = str(row["carrier"])
    cost = row.get("cost")
    if cost:
        body["shippingCost"] = {"value": str(cost["amount"]), "currency": str(cost["currency"])}
    else:
        body["freeShipping"] = True
    return body


def _services(option: Obj) -> list[Obj]:
    return rows(option.get("shippingServices"), "shippingServices")


def _service(option: Obj, row: Obj) -> dict[str, Any]:
    cost = None if row.get("freeShipping") is True else money(row.get("shippingCost"))
    return {
        "code": text(row.get("shippingServiceCode")),
        "carrier": text(row.get("shippingCarrierCode")),
        "is_international": text(option.get("optionType")) == "INTERNATIONAL",
        "cost": {"amount": str(cost.amount), "currency": cost.currency} if cost else None,
    }


def _days(value: Any) -> int | None:
    given = obj_or_empty(value, "a period")
    days = whole(given.get("value"))
    return days * 30 if days is not None and text(given.get("unit")) == "MONTH" else days
