"""What Etsy's refusals mean for the caller. Pure.

Etsy has no error codes: a status, and words. The words that decide what is done next stand in `WORDS`, by their
beginning; the codes are ours. The tables are closed: what is not in them is a refusal, kept as Etsy wrote it. A new line
needs a test.
"""

from dataclasses import dataclass

from core.errors import AuthFailed, NotFound, PartnerError, RateLimited, Rejected

PARTNER = "etsy"

TOKEN_REFUSED = "token_refused"  # noqa: S105 - a code
RESTRICTED = "restricted"
FORBIDDEN = "forbidden"
NOTHING_ANSWERED = "refused without a reason"


@dataclass(frozen=True, slots=True)
class Row:
    kind: type[PartnerError]
    meaning: str
    code: str


STATUSES: dict[int, Row] = {
    400: Row(Rejected, "Etsy refused", "400"),
    401: Row(AuthFailed, "the access token was not accepted", TOKEN_REFUSED),
    403: Row(Rejected, "Etsy does not allow this: a right is missing, or it is another shop's", FORBIDDEN),
    404: Row(NotFound, "there is no such thing in this shop", "404"),
    409: Row(Rejected, "it conflicts with what is there", "409"),
    413: Row(Rejected, "the request is too large", "413"),
    415: Row(Rejected, "Etsy could not read the request", "415"),
    422: Row(Rejected, "Etsy could not work with the request", "422"),
    429: Row(RateLimited, "too many calls", "429"),
}

# By status and the beginning of Etsy's words, in small letters.
WORDS: tuple[tuple[int, str, Row], ...] = (
    (
        403,
        "invalid api key",
        Row(AuthFailed, "the app's key is not of the form keystring:shared_secret", "key_form"),
    ),
    (
        403,
        "api key not found or not active",
        Row(AuthFailed, "the app's key or shared secret is wrong, or Etsy has not activated the app", "key_refused"),
    ),
    (403, "no user was provided", Row(AuthFailed, "the access token lacks the user's number", "token_form")),
    (403, "insufficient_scope", Row(Rejected, "the seller did not give the app this right", "scope")),
    (401, "invalid_token", Row(AuthFailed, "the access token was not accepted", TOKEN_REFUSED)),
)

# What the token endpoint calls its refusals (RFC 6749).
GRANTS: dict[str, str] = {
    "invalid_client": "Etsy does not know the app's keystring",
    "invalid_grant": "the access was withdrawn or has ended: the seller must allow it again",
    "invalid_request": "Etsy could not read the request for a token",
    "invalid_scope": "Etsy does not know a right that was asked for",
    "unauthorized_client": "Etsy does not let this app ask for tokens",
    "unsupported_grant_type": "Etsy could not read the request for a token",
}


def row_of(status: int, words: str) -> Row | None:
    """None where HTTP's own meaning stands: 5xx, and redirects."""
    plain = words.strip().lower()
    found = next((row for code, start, row in WORDS if code == status and plain.startswith(start)), None)
    if found is not None:
        return found
    if status in STATUSES:
        return STATUSES[status]
    return Row(Rejected, "refused", str(status)) if 400 <= status < 500 else None  # noqa: PLR2004 - HTTP's own borders
