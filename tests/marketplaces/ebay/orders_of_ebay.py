"""Orders as the Fulfillment API writes them."""

from typing import Any

ORDER = "12-00001-00001"
LINE = "10000000001"


def sum_of(value: str, currency: str = "USD") -> dict[str, str]:
    return {"value": value, "currency": currency}


def order(number: str = ORDER, **more: Any) -> dict[str, Any]:
    """Two units of one SKU at 4.90, paid, nothing sent."""
    return {
        "orderId": number,
        "creationDate": "2026-11-20T08:00:00.000Z",
        "lastModifiedDate": "2026-11-20T08:05:00.000Z",
        "orderFulfillmentStatus": "NOT_STARTED",
        "orderPaymentStatus": "PAID",
        "buyer": {"username": "buyer-1"},
        "cancelStatus": {"cancelState": "NONE_REQUESTED", "cancelRequests": []},
        "pricingSummary": {
            "priceSubtotal": sum_of("9.80"),
            "deliveryCost": sum_of("2.00"),
            "tax": sum_of("0.00"),
            "total": sum_of("11.80"),
        },
        "paymentSummary": {"totalDueSeller": sum_of("10.00"), "refunds": []},
        "fulfillmentHrefs": [],
        "fulfillmentStartInstructions": [start()],
        "lineItems": [line()],
        **more,
    }


def start(**more: Any) -> dict[str, Any]:
    return {
        "fulfillmentInstructionsType": "SHIP_TO",
        "ebaySupportedFulfillment": False,
        "shippingStep": {
            "shipTo": {
                "fullName": "Test Buyer",
                "email": "buyer@example.com",
                "primaryPhone": {"phoneNumber": "+33100000000"},
                "contactAddress": {
                    "addressLine1": "12 Test Street",
                    "city": "Testville",
                    "stateOrProvince": "",
                    "postalCode": "75001",
                    "countryCode": "FR",
                },
            }
        },
        **more,
    }


def line(**more: Any) -> dict[str, Any]:
    return {
        "lineItemId": LINE,
        "legacyItemId": "110500000001",
        "sku": "BS-200",
        "title": "Black soap",
        "quantity": 2,
        "lineItemCost": sum_of("9.80"),
        "total": sum_of("11.80"),
        "lineItemFulfillmentInstructions": {"shipByDate": "2026-11-24T23:59:59.000Z"},
        "lineItemFulfillmentStatus": "NOT_STARTED",
        **more,
    }


def parcel(number: str = "LX123456789CN", quantity: int = 1) -> dict[str, Any]:
    return {
        "fulfillmentId": number,
        "shipmentTrackingNumber": number,
        "shippingCarrierCode": "ChinaPost",
        "shippedDate": "2026-11-21T08:00:00.000Z",
        "lineItems": [{"lineItemId": LINE, "quantity": quantity}],
    }


def dispute(**more: Any) -> dict[str, Any]:
    return {
        "paymentDisputeId": "5000000001",
        "paymentDisputeStatus": "ACTION_NEEDED",
        "orderId": ORDER,
        "reason": "ITEM_NOT_RECEIVED",
        "amount": sum_of("9.80"),
        "openDate": "2026-11-20T08:00:00.000Z",
        "respondByDate": "2026-11-30T08:00:00.000Z",
        "availableChoices": ["CONTEST", "ACCEPT"],
        "revision": 3,
        "buyerUsername": "buyer-1",
        "lineItems": [{"itemId": "110500000001", "lineItemId": LINE}],
        "evidence": [],
        **more,
    }


def refused(number: int, status: int = 400, **parameters: str) -> dict[str, Any]:
    """The words of a judge's or a server's answer."""
    given = [{"name": name, "value": value} for name, value in parameters.items()]
    error = {
        "errorId": number,
        "domain": "API_FULFILLMENT",
        "category": "REQUEST",
        "message": "no",
        "parameters": given,
    }
    return {"status": status, "body": {"errors": [error]}}
