"""What AliExpress's error codes mean. Pure, and closed by default: a code without a row is refused, never guessed.

Codes come on two levels: the gateway's, and inside an answer that the gateway calls a success. An order is a case of
its own: whatever does not say in so many words that nothing was made leaves it open.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from core.errors import AuthFailed, NotFound, OutcomeUnknown, PartnerDown, PartnerError, RateLimited, Rejected


class Row(NamedTuple):
    kind: type[PartnerError]
    words: str = ""  # ours, before the partner's own


class Refusal(NamedTuple):
    """An answer that is a "no". `code` is AliExpress's; `retry_after` in seconds, for RateLimited, None if not said.

    `may_be_done`: it does not exclude that what was asked for was carried out all the same.
    """

    kind: type[PartnerError]
    message: str
    code: str = ""
    request_id: str = ""
    retry_after: float | None = None
    may_be_done: bool = False


_TOKEN = Row(AuthFailed, "The access token is not accepted")
_SIGNATURE = Row(AuthFailed, "The signature is not accepted: check the app secret")
_CLOCK = Row(Rejected, "The time of the call is not accepted: check this machine's clock")
_PARAMETER = Row(Rejected, "A parameter is missing or wrong")
_LIMIT = Row(RateLimited, "Too many calls")
_DOWN = Row(PartnerDown, "AliExpress does not work at the moment")

# The gateway's codes; numbers are the older platform's for the same.
GATEWAY_CODES: Mapping[str, Row] = {
    "IllegalAccessToken": _TOKEN,
    "26": _TOKEN,
    "27": _TOKEN,
    "InvalidCode": Row(AuthFailed, "The authorisation code is not valid any more: authorise again"),
    "IncompleteSignature": _SIGNATURE,
    "25": _SIGNATURE,
    "InvalidTimestamp": _CLOCK,
    "IllegalTimestamp": _CLOCK,
    "InsufficientPermission": Row(Rejected, "The app may not use this function, or is still in test status"),
    "MissingParameter": _PARAMETER,
    "InvalidParameter": _PARAMETER,
    "40": _PARAMETER,
    "41": _PARAMETER,
    "ApiCallLimit": _LIMIT,
    "7": _LIMIT,
    "50": _DOWN,
    "ServiceUnavailable": _DOWN,
    "ISP": _DOWN,
    "SYSTEM": _DOWN,
}
TOKEN_CODES = frozenset({"IllegalAccessToken", "26", "27"})  # a new token may help

# Code 15, "Remote service error", says nothing by itself.
REMOTE_CODES = frozenset({"15"})
SUB_CODES: Mapping[str, Row] = {
    "isv.insufficient-permission": Row(
        Rejected, "Either the id is not one of this account's orders, or the app lacks the permission: check both"
    ),
    "isv.account-migration-check-fail": Row(Rejected, "The AliExpress account has to be migrated in its console first"),
}

# The second level of `product.get` and of what is read like it.
PRODUCT_CODES: Mapping[str, Row] = {
    "605": Row(NotFound, "The product is offline or does not exist"),
    "1001": Row(NotFound, "The product does not exist"),
    "500": _DOWN,
}

_ACCOUNT = Row(Rejected, "AliExpress does not let this account buy: stop ordering and look into its console")
_ITEM = Row(Rejected, "The item cannot be ordered: a variant that has changed or gone")
_PLACE = Row(Rejected, "It is not delivered there")

# `ds.order.create`: nothing was made, and why.
ORDER_CODES: Mapping[str, Row] = {
    "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL": Row(Rejected, "The address is not accepted"),
    "DELIVERY_METHOD_NOT_EXIST": Row(Rejected, "The way of sending is not offered any more: quote again"),
    "INVENTORY_HOLD_ERROR": Row(Rejected, "The stock is gone"),
    "PRICE_PAY_CURRENCY_ERROR": Row(Rejected, "The currencies of the order do not agree"),
    # The one code that says that something exists: calling it a refusal would buy the goods a second time.
    "REPEATED_ORDER_ERROR": Row(OutcomeUnknown, "An order was made under this number before: find it in the console"),
    "BLACKLIST_BUYER_IN_LIST": _ACCOUNT,
    "USER_ACCOUNT_DISABLED": _ACCOUNT,
    "A003_SUSPICIOUS_BUYER": _ACCOUNT,
    "A006_INVALID_ACCOUNT_INFO": _ACCOUNT,
    "ERROR_WHEN_BUILD_FOR_PLACE_ORDER": _ITEM,
    "A001_ORDER_CANNOT_BE_PLACED": _ITEM,
    "A002_INVALID_ZONE": _PLACE,
    "A005_INVALID_COUNTRIES": _PLACE,
    "A004_CANNOT_USER_COUPON": Row(Rejected, "The coupon cannot be used"),
}
STOPS_ORDERING = frozenset(code for code, row in ORDER_CODES.items() if row is _ACCOUNT)

NOT_DELIVERED = "DELIVERY_NOT_AVAILABLE_TO_YOUR_ADDRESS"
NO_TRACKING_YET = "1001"
_BAN = re.compile(r"ban will last (\d{1,7}) *second", re.IGNORECASE)


def gateway_refusal(kind: str, code: str, text: str, sub_code: str, sub_text: str, request_id: str) -> Refusal:
    """What an error of the gateway means. `kind` is its `type`: ISV (the caller), ISP or SYSTEM (they)."""
    row = _gateway_row(kind, code, sub_code)
    said = ": ".join(part for part in (text, sub_code, sub_text) if part)
    wait = _ban_seconds(text) if row.kind is RateLimited else None
    shown = sub_code if code in REMOTE_CODES and sub_code else code
    may_be_done = code in REMOTE_CODES or row.kind is PartnerDown or (code not in GATEWAY_CODES and kind != "ISV")
    return Refusal(row.kind, _joined(row.words, said), shown, request_id, wait, may_be_done)


def _gateway_row(kind: str, code: str, sub_code: str) -> Row:
    if code in REMOTE_CODES:
        return SUB_CODES.get(sub_code) or (Row(Rejected) if sub_code.startswith("isv.") else _DOWN)
    return GATEWAY_CODES.get(code) or GATEWAY_CODES.get(kind) or Row(Rejected)


def inner_refusal(table: Mapping[str, Row], code: str, text: str, request_id: str, otherwise: Row) -> Refusal:
    """What a "no" inside of an answer means by its method's table; `otherwise` for a code without a row."""
    row = table.get(code, otherwise)
    return Refusal(row.kind, _joined(row.words, text), code, request_id)


def _ban_seconds(text: str) -> float | None:
    found = _BAN.search(text)
    return float(found[1]) if found else None


def _joined(ours: str, theirs: str) -> str:
    return f"{ours} ({theirs})" if ours and theirs else ours or theirs
