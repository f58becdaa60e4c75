"""CJ's envelope and its odd forms, and the refusals with their codes and texts."""

import uuid
from dataclasses import dataclass
from enum import Enum
from typing import Any

import msgspec

HTML = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n"

# CJ writes money as JSON numbers; ours are Decimal all the way.
encode = msgspec.json.Encoder(decimal_format="number").encode


class Shape(Enum):
    """Which root keys an answer has."""

    USUAL = "usual"
    CODE_ZERO = "code_zero"  # reviews, sourcing: success is code 0
    NO_RESULT = "no_result"  # stock by product, warehouses
    CART = "cart"  # neither result nor requestId
    BARE = "bare"  # saveGenerateParentOrder: neither code nor result


@dataclass(frozen=True)
class Reply:
    data: Any
    shape: Shape = Shape.USUAL


TEXTS = {
    803: "This order is not a sandbox order",
    811: "The status cannot be changed in this order",
    1600000: "System busy, please contact CJ IT",
    1600001: "Invalid API key or access token. How to get access token: see the authentication page",
    1600002: "access token cannot be empty",
    1600003: "Refresh token is failure",
    1600005: "APIkey is wrong, please check and try again",
    1600009: "The code does not exist",
    1600030: "Logout failed",
    1600031: "Platform token is invalid",
    1600101: "Interface not found",
    1600200: "Too Many Requests, QPS limit is 1 time/1second",
    1600201: "Too Many Requests, Sorry, you have reached the daily request limit (1000 times/day). "
    "Number of requests made: 1000. Please try again tomorrow.",
    1600300: "Param error",
    1600301: "Request to upstream timed out",
    1601000: "User not found",
    1602000: "Variant not found",
    1602001: "Product not found",
    1602002: "Product has been removed from shelves",
    1602003: "Variant has been removed from shelves",
    1603000: "Order create failed",
    1603001: "Order confirm failed",
    1603002: "Order delete failed",
    1603003: "Order exist, please do not duplicate create",
    1603100: "order not found",
    1603101: "Order pay failed",
    1603102: "Inventory deduction fail, please contact CJ Agent",
    1604000: "Balance is insufficient",
    1604001: "The balance payment function is temporarily restricted. Please log in to My CJ and make the order payment "
    "on the page",
    1605000: "Logistic not found",
    1605001: "Logistic invalid, please reference freight calculate.",
    1605002: "country code not found",
    1606000: "Webhook exists",
    1606001: "The callback URL is refused",
    1606013: "Webhook product subscription failed",
    1607001: "Please do not use domain names such as localhost, 127.0.0.1",
    1607002: "The callback URL has to be https",
    1607003: "The callback URL did not answer 200",
    1607004: "Freight calculation failed",
    1607006: "Dispute query failed",
    1607007: "Dispute confirm failed",
    1607008: "Dispute create failed",
    1607009: "Dispute cancel failed",
    16900202: "Request method '{method}' not supported",
    16900204: "The request body is missing",
    16900205: "The request parameter is not in a correct JSON format",
    16900403: "The parameter is empty",
    16900500: "Insufficient points",
}
TOO_MANY = {1600200, 1600201, 16900500}  # these alone come with HTTP 429


class Refused(Exception):  # noqa: N818 - says what happened
    """CJ says no, with a code of its own; business errors come with HTTP 200."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message or TEXTS.get(code, "Param error")
        self.status = 429 if code in TOO_MANY else 200


def accepted(reply: Reply) -> dict[str, Any]:
    """The whole answer to a call that worked."""
    request_id = {"requestId": str(uuid.uuid4())}
    if reply.shape is Shape.CODE_ZERO:
        return {"success": True, "code": 0, "message": None, "data": reply.data, **request_id}
    if reply.shape is Shape.NO_RESULT:
        return {"success": True, "code": 200, "message": "", "data": reply.data, **request_id}
    if reply.shape is Shape.CART:
        return {"success": True, "code": 200, "message": "Congratulation! Well done!", "data": reply.data}
    if reply.shape is Shape.BARE:
        return {"success": True, "message": "", "data": reply.data}
    return {"code": 200, "result": True, "message": "Success", "data": reply.data, **request_id, "success": True}


def refused(code: int, message: str) -> dict[str, Any]:
    return {
        "code": code,
        "result": False,
        "message": message,
        "data": None,
        "requestId": str(uuid.uuid4()),
        "success": False,
    }
