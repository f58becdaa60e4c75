"""Shopify's error codes and what each means for the caller. Pure.

Three layers, each with codes of its own: the HTTP status, the top-level `errors[].extensions.code`, and the
`userErrors[].code` of a mutation. The tables are closed: what is not in them is a refusal, kept as Shopify wrote it.
A new line needs a test.
"""

from dataclasses import dataclass

from core.errors import AuthFailed, NotFound, OutcomeUnknown, PartnerDown, PartnerError, RateLimited, Rejected

PARTNER = "shopify"

THROTTLED = "THROTTLED"
ACCESS_DENIED = "ACCESS_DENIED"
STALE = "CHANGE_FROM_QUANTITY_STALE"
TOKEN_REFUSED = "401"  # noqa: S105 - a status
ABUSE_SECONDS = 60.0
CONCURRENT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Row:
    """`unclear`: when it is the answer to a change that must not be sent twice, nobody knows whether it was made."""

    kind: type[PartnerError]
    meaning: str
    unclear: bool = False
    retry_after: float | None = None


# 404 is an API version or a shop that does not exist, never an order or a product: those are null in a good answer.
STATUSES: dict[int, Row] = {
    400: Row(Rejected, "Shopify could not read the request"),
    401: Row(AuthFailed, "the access token was not accepted"),
    402: Row(Rejected, "the shop is frozen: its plan is not paid"),
    403: Row(AuthFailed, "Shopify does not let this app in"),
    404: Row(Rejected, "there is no such shop, or no such version of the API"),
    406: Row(Rejected, "Shopify does not offer what was asked for"),
    413: Row(Rejected, "the request is too large"),
    422: Row(Rejected, "Shopify could not work with the request"),
    423: Row(Rejected, "the shop is locked"),
    429: Row(RateLimited, "too many calls"),
    430: Row(RateLimited, "Shopify takes our calls for abuse", retry_after=ABUSE_SECONDS),
}

CODES: dict[str, Row] = {
    "THROTTLED": Row(RateLimited, "the shop's allowance is used up for the moment"),
    "MAX_COST_EXCEEDED": Row(Rejected, "the query costs more than one may"),
    "ACCESS_DENIED": Row(Rejected, "the app lacks a right for this"),
    "SHOP_INACTIVE": Row(Rejected, "the shop is not active"),
    "INTERNAL_SERVER_ERROR": Row(PartnerDown, "Shopify does not work", unclear=True),
    "BAD_REQUEST": Row(Rejected, "Shopify could not work with the request"),
    "INVALID_FIELD_ARGUMENTS": Row(Rejected, "an argument is missing or wrong"),
}

USER_CODES: dict[str, Row] = {
    # a shop's stock
    "CHANGE_FROM_QUANTITY_STALE": Row(Rejected, "another figure stood there than we expected"),
    "IDEMPOTENCY_CONCURRENT_REQUEST": Row(
        RateLimited, "the same call is under way already", retry_after=CONCURRENT_SECONDS
    ),
    "IDEMPOTENCY_KEY_PARAMETER_MISMATCH": Row(Rejected, "the key belongs to another call"),
    "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED": Row(Rejected, "the first call with this key failed: a new key is needed"),
    "INVALID_INVENTORY_ITEM": Row(Rejected, "there is no such stock item"),
    "INVALID_LOCATION": Row(Rejected, "there is no such location, or the goods are not kept there"),
    "INVALID_QUANTITY_NEGATIVE": Row(Rejected, "stock cannot be less than nothing"),
    "INVALID_QUANTITY_TOO_HIGH": Row(Rejected, "more than 1,000,000,000 units"),
    # orders
    "INTERNAL_ERROR": Row(PartnerDown, "Shopify does not work", unclear=True),
    "NOT_FOUND": Row(NotFound, "there is no such object"),
    "NO_REFUND_PERMISSION": Row(Rejected, "the app may not refund"),
    # products
    "PRODUCT_DOES_NOT_EXIST": Row(NotFound, "there is no such product"),
    "PRODUCT_VARIANT_DOES_NOT_EXIST": Row(NotFound, "there is no such variant"),
    "ID_NOT_ALLOWED": Row(Rejected, "the product was named twice"),
    "OPERATION_IN_PROGRESS": Row(RateLimited, "another export is under way", retry_after=ABUSE_SECONDS),
}

# Refusals without a code that mean that something is already as it should be, by the beginning of their words.
ALREADY_TAKEN = "Address for this topic has already been taken"
ALREADY_CANCELLED = "already been canceled"


def verdict_of(row: Row, *, once: bool) -> type[PartnerError]:
    """The error a row means. `once`: the call changes something and must not be sent twice."""
    return OutcomeUnknown if once and row.unclear else row.kind


def row_for_status(status: int) -> Row | None:
    """None where HTTP's own meaning stands: 5xx, and redirects."""
    found = STATUSES.get(status)
    if found is None and 400 <= status < 500:  # noqa: PLR2004 - HTTP's own borders
        return Row(Rejected, "refused")
    return found


def row_for_code(code: str) -> Row:
    return CODES.get(code, Row(Rejected, ""))


def row_for_user_code(code: str) -> Row:
    return USER_CODES.get(code, Row(Rejected, ""))
