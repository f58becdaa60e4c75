"""CJ's error codes and what each means for the caller. Pure.

The table holds every code of CJ's manual (read in November 2026) and is closed: a code that is not in it is a refusal,
kept as CJ wrote it. A new line needs a test.
"""

import re
from dataclasses import dataclass

from core.errors import (
    AuthFailed,
    NotFound,
    OutcomeUnknown,
    PartnerDown,
    PartnerError,
    RateLimited,
    Rejected,
    Terminal,
    TimedOut,
    Unsupported,
)

PARTNER = "cj-dropshipping"

TOO_MANY_CALLS = "1600200"
QUOTA_USED_UP = "1600201"
NO_POINTS = "16900500"
REFRESH_TOKEN_REFUSED = "1600003"  # noqa: S105 - a code
ORDER_EXISTS = "1603003"
# The access token was not accepted: another one may be.
TOKEN_CODES = frozenset({"1600001", "1600002", "1600004", "1600008"})
# How getOrderDetail says that it knows no such order: it uses the code of a parameter error for that.
NO_SUCH_ORDER = frozenset({"1600300", "1603100"})

_WINDOW = re.compile(r"times?\s*/\s*(\d{1,6})\s*s", re.IGNORECASE)
_SHORTEST_WINDOW = 1.0


class AllowanceSpent(Terminal):
    """Points or the calls of a route are used up. Inside the room only: leaves it as BudgetSpent, and does not stop
    calls that cost none."""

    meaning = "the allowance is used up"


@dataclass(frozen=True, slots=True)
class Row:
    """`unclear`: when it is the answer to a call that creates or pays, nobody knows whether that was carried out."""

    kind: type[PartnerError]
    meaning: str
    unclear: bool = False


_TICKET = Row(Rejected, "the ticket was refused")
_FREIGHT = Row(Rejected, "freight cannot be worked out for these goods and this address")
_SANDBOX = Row(Rejected, "the sandbox refused the call")

CODES: dict[str, Row] = {
    # the system
    "1600000": Row(PartnerDown, "CJ's system is busy", unclear=True),
    "1600100": Row(Rejected, "the route is closed, or a parameter is wrong"),
    "1600101": Row(Unsupported, "there is no such route"),
    "1600200": Row(RateLimited, "too many calls"),
    "1600201": Row(AllowanceSpent, "the calls allowed for this route are used up"),
    "1600300": Row(Rejected, "a parameter is wrong, or there is no such order"),
    "1600301": Row(TimedOut, "CJ's own system gave no answer in time", unclear=True),
    "16900202": Row(Rejected, "the route does not take this method"),
    "16900203": Row(Rejected, "the route does not take this content type"),
    "16900204": Row(Rejected, "the request has no body"),
    "16900205": Row(Rejected, "the request is not JSON"),
    "16900403": Row(Rejected, "a parameter is empty"),
    "16900500": Row(AllowanceSpent, "the points are used up"),
    # who we are
    "1600001": Row(AuthFailed, "the access token was not accepted"),
    "1600002": Row(AuthFailed, "the access token was missing"),
    "1600003": Row(AuthFailed, "the refresh token was not accepted"),
    "1600004": Row(AuthFailed, "CJ did not authorise the call"),
    "1600005": Row(AuthFailed, "the API key is not one that CJ knows"),
    "1600006": Row(AuthFailed, "the developer account of this key does not exist any more"),
    "1600007": Row(AuthFailed, "this CJ user belongs to another developer"),
    "1600008": Row(AuthFailed, "CJ did not authorise the call"),
    "1600009": Row(Rejected, "the authorisation code does not exist"),
    "1600010": Row(Rejected, "the address to return to is missing"),
    "1600011": Row(Rejected, "the address to call back is missing"),
    "1600012": Row(Rejected, "this developer may not create accounts"),
    "1600013": Row(Rejected, "CJ has no such information of the store"),
    "1600030": Row(Rejected, "logging out failed"),
    "1600031": Row(AuthFailed, "the platform token was not accepted"),
    "1601000": Row(AuthFailed, "CJ does not know this user"),
    # products
    "1602000": Row(NotFound, "there is no such variant"),
    "1602001": Row(NotFound, "there is no such product"),
    "1602002": Row(NotFound, "the product was taken off sale"),
    "1602003": Row(NotFound, "the variant was taken off sale"),
    "1602004": Row(Rejected, "the report could not be made"),
    "1607009": Row(Rejected, "the product could not be changed"),
    "16070002": Row(Rejected, "the type of page is wrong"),
    # orders and payment
    "1603000": Row(Rejected, "the order could not be created", unclear=True),  # "no retry without look-up"
    "1603001": Row(Rejected, "the order could not be confirmed"),
    "1603002": Row(Rejected, "the order could not be deleted"),
    "1603003": Row(Rejected, "an order with this number exists already"),
    "1603100": Row(NotFound, "there is no such order"),
    "1603101": Row(Rejected, "the payment failed"),
    "1603102": Row(Rejected, "the stock could not be taken for the order"),
    "1604000": Row(Rejected, "the balance is too low"),
    "1604001": Row(Rejected, "CJ has restricted payments from the balance"),
    "8002": Row(Rejected, "the order has moved on meanwhile"),
    # freight
    "1605000": Row(Rejected, "there is no such shipping line"),
    "1605001": Row(Rejected, "the shipping line is not valid for this order"),
    "1605002": Row(Rejected, "CJ does not know this country"),
    "1607004": Row(Rejected, "freight could not be worked out"),
    **{str(code): _FREIGHT for code in range(2001, 2019)},
    # webhooks
    "1606000": Row(Rejected, "the webhook exists already"),
    "1606001": Row(Rejected, "CJ refuses this webhook address"),
    "1607000": Row(Rejected, "CJ refuses this webhook address"),
    "1607001": Row(Rejected, "CJ refuses webhook addresses on localhost"),
    "1607002": Row(Rejected, "CJ wants a webhook address with https"),
    "1607003": Row(Rejected, "the webhook address did not answer 200 when CJ tried it"),
    "1606010": Row(Rejected, "product webhooks are not switched on"),
    "1606011": Row(Rejected, "more products than this account may subscribe to"),
    "1606012": Row(Rejected, "this product cannot be subscribed to"),
    "1606013": Row(Rejected, "subscribing failed"),
    # disputes, tickets, sandbox
    "1607006": Row(Rejected, "the dispute could not be read"),
    "1607007": Row(Rejected, "the terms of the dispute could not be read"),
    "1607008": Row(Rejected, "the dispute could not be opened"),
    "1607010": Row(Rejected, "the dispute could not be cancelled"),
    **{str(code): _TICKET for code in range(1609000, 1609017)},
    **{str(code): _SANDBOX for code in (803, 811, *range(818, 822))},
}


def error_for(code: str, *, once: bool) -> tuple[type[PartnerError], str]:
    """The error behind a code, and its meaning in words. `once`: the call creates or pays."""
    row = CODES.get(code)
    if row is None:
        return Rejected, ""
    return (OutcomeUnknown if once and row.unclear else row.kind), row.meaning


def window_seconds(message: str) -> float:
    """How long a refusal for too many calls holds: `1 time/300 second` is 300. One second where it does not say."""
    found = _WINDOW.search(message)
    return max(_SHORTEST_WINDOW, float(found[1])) if found else _SHORTEST_WINDOW
