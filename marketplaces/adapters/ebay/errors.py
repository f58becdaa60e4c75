"""eBay's error ids and what each means for the caller. Pure.

An answer that is no success brings a list of errors, each with a number; the HTTP status stands where it brings none. The
table is closed: a number that is not in it is a refusal, kept in eBay's own words. A new line needs a test. Several
numbers (25002, 25013 …) are families of unrelated problems: who branches on one of them looks at its parameters, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import AuthFailed, NotFound, OutcomeUnknown, PartnerDown, PartnerError, RateLimited, Rejected

PARTNER = "ebay"

TOKEN_REFUSED = "1001"  # noqa: S105 - an error's number
TOKEN_MISSING = "1002"  # noqa: S105
SCOPE_MISSING = "1100"
LIMIT_REACHED = "2001"
OFFER_EXISTS = "25002"
LOCATION_EXISTS = "25803"
TRACKING_KNOWN = "34500"
REVISION_STALE = "33011"
CONFIG_MISSING = "195026"
DESTINATION_EXISTS = "195021"
SUBSCRIPTION_EXISTS = "195012"
WRONG_TOKEN_KIND = "195011"  # noqa: S105
UNKNOWN_KEY = "195001"
CAMPAIGN_NAME_TAKEN = "35021"
AD_EXISTS = "35036"
LIMIT_SECONDS = 900.0  # until a resource whose daily allowance is used up is tried again, where eBay names no time


@dataclass(frozen=True, slots=True)
class Problem:
    """One error or warning of an answer. `parameters` are (name, value) as eBay gives them."""

    code: str
    message: str
    category: str = ""
    domain: str = ""
    parameters: tuple[tuple[str, str], ...] = ()

    def parameter(self, name: str) -> str:
        return next((value for known, value in self.parameters if known == name), "")


class Refused(Rejected):
    """eBay said no; `problems` is all that it said."""

    problems: tuple[Problem, ...] = ()

    def has(self, code: str) -> bool:
        return any(each.code == code for each in self.problems)

    def parameter(self, code: str, name: str) -> str:
        """The value of a parameter of this error, "" where there is none."""
        return next((found for each in self.problems if each.code == code and (found := each.parameter(name))), "")


@dataclass(frozen=True, slots=True)
class Row:
    """`unclear`: when it is the answer to a call that must not be sent twice, nobody knows whether it was carried out."""

    kind: type[PartnerError]
    meaning: str = ""
    unclear: bool = False
    retry_after: float | None = None


_DOWN = Row(PartnerDown, "eBay does not work", unclear=True)
_SIGNATURE = Row(Refused, "the signature of the message was not accepted")

CODES: dict[str, Row] = {
    "1001": Row(AuthFailed, "the access token has ended or was not accepted"),
    "1002": Row(AuthFailed, "the access token is missing"),
    "1100": Row(Refused, "the seller has not given this right: connect the account again"),
    "2001": Row(RateLimited, "the day's calls of this part of eBay are used up", retry_after=LIMIT_SECONDS),
    "2002": Row(NotFound, "there is no such resource"),
    "2003": _DOWN,
    "20500": _DOWN,
    "20501": _DOWN,
    "25001": _DOWN,
    "25025": Row(PartnerDown, "another call is changing the same item: nothing was done"),
    "30500": _DOWN,
    "33000": _DOWN,
    "34900": _DOWN,
    "35001": _DOWN,
    "140000": _DOWN,
    "195000": _DOWN,
    "210000": _DOWN,
    "105000": _DOWN,
    # goods and offers
    "25020": Row(Refused, "the shipping policy reckons by weight, and the product has none"),
    "25702": Row(NotFound, "there is no such item"),
    "25705": Row(NotFound, "there is no such group"),
    "25710": Row(NotFound, "there is no such resource"),
    "25713": Row(NotFound, "there is no such offer, or its policies belong to another national site"),
    "25725": Row(NotFound, "the group has no offer on this site"),
    "25805": Row(NotFound, "there is no such location"),
    "62004": Row(NotFound, "there is no such category tree"),
    "62005": Row(NotFound, "the national site has no such category"),
    "62009": Row(Refused, "only a category without others below it can hold listings"),
    # orders, parcels, refunds
    "32100": Row(NotFound, "there is no such order"),
    "32110": Row(NotFound, "there is no such parcel"),
    "34913": Row(NotFound, "there is no such order"),
    # disputes
    "33001": Row(NotFound, "there is no such dispute"),
    # advertising and discounts
    "35044": Row(NotFound, "there is no such ad"),
    "35045": Row(NotFound, "there is no such campaign"),
    "35046": Row(NotFound, "there is no campaign of this name"),
    "35077": Row(Refused, "eBay does not let this seller advertise"),
    "35078": Row(Refused, "eBay does not let this seller advertise"),
    "38201": _DOWN,
    "38203": Row(NotFound, "there is no such promotion"),
    # notifications
    "195001": Row(NotFound, "there is no such key"),
    "195002": Row(NotFound, "there is no such topic"),
    "195013": Row(NotFound, "there is no such subscription"),
    "195022": Row(NotFound, "there is no such destination"),
    "195026": Row(NotFound, "no address for alerts is set"),
    # signatures
    "210002": Row(NotFound, "there is no such signing key"),
    "210005": Row(AuthFailed, "the app's token was not accepted"),
}
_SIGNATURES = range(215000, 215123)

STATUSES: dict[int, Row] = {
    401: Row(AuthFailed, "the access token was not accepted"),
    403: Row(Refused, "eBay does not let us do this"),
    404: Row(NotFound, "there is no such resource"),
    411: Row(Refused, "the request had no length"),
    429: Row(RateLimited, "too many calls"),
}

# What the token endpoint says, which has a form of its own (RFC 6749).
TOKEN_WORDS = {
    "invalid_client": "the app's key (App ID) or secret (Cert ID) is wrong, or of eBay's other environment",
    "invalid_scope": "the keyset does not have a right that was asked for",
    "invalid_request": "eBay could not read the request for a token",
    "unsupported_grant_type": "eBay does not know this way to get a token",
}
CODE_REFUSED = (
    "the code was used before, is older than five minutes, or belongs to another redirect name (RuName) of the keyset"
)
ACCESS_ENDED = (
    "the seller changed the password or the user name, has withdrawn the access, or its 18 months are over: the account "
    "must be connected again"
)


def row_for(status: int, problems: Sequence[Problem]) -> Row | None:
    """The first row that the table has for the answer; None where HTTP's own meaning stands: 5xx, and redirects."""
    for each in problems:
        if each.code in CODES:
            return CODES[each.code]
        if each.code.isdigit() and int(each.code) in _SIGNATURES:
            return _SIGNATURE
    if status in STATUSES:
        return STATUSES[status]
    return Row(Refused) if 400 <= status < 500 else None  # noqa: PLR2004 - HTTP's own borders


def verdict_of(row: Row, *, once: bool) -> type[PartnerError]:
    """The error a row means. `once`: the call changes something and must not be sent twice."""
    return OutcomeUnknown if once and row.unclear else row.kind


def wants_signature(problems: Sequence[Problem]) -> bool:
    """Whether it was refused because the message is not signed, or not as eBay wants it."""
    return any(each.code.isdigit() and int(each.code) in _SIGNATURES for each in problems)
