"""eBay's token endpoint: what is asked of it, and what its answers mean. It has an error form of its own (RFC 6749)."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from core.credentials import TokenGrant
from core.crypto import Secret
from core.errors import AuthFailed, BadPayload, PartnerDown
from core.http import Answer, PartnerClient, Verdict
from marketplaces.adapters.ebay.client.identity import Identity
from marketplaces.adapters.ebay.errors import ACCESS_ENDED, CODE_REFUSED, PARTNER, TOKEN_WORDS
from marketplaces.adapters.ebay.values import Misread, decimal, decode, required, text

TOKEN_PATH = "identity/v1/oauth2/token"  # noqa: S105 - a path
REVOKE_PATH = "identity/v1/oauth2/token/revoke"
LONGEST_LIFE_SECONDS = 10**9


def ask(
    http: PartnerClient, identity: Identity, form: dict[str, str], operation: str, *, once: bool = False
) -> TokenGrant:
    """Raises AuthFailed where a person is needed."""
    found: list[TokenGrant] = []

    def check(answer: Answer) -> None:
        try:
            found.append(_grant(decode(answer.body), timezone.now()))
        except Misread as problem:
            raise BadPayload(PARTNER, operation, status=answer.status, message=str(problem)) from problem

    http.send(
        "POST",
        TOKEN_PATH,
        operation=operation,
        idempotent=not once,
        form=form,
        headers={"Authorization": identity.basic(operation)},
        check=check,
        status_errors=lambda answer: _judge(answer, form["grant_type"]),
    )
    return found[-1]


def revoke(http: PartnerClient, identity: Identity, token: Secret) -> None:
    """The refresh token dies, and with it every access token that came of it."""
    http.send(
        "POST",
        REVOKE_PATH,
        operation="revoke the access",
        idempotent=True,
        form={"token": token.reveal(), "token_type_hint": "REFRESH_TOKEN"},
        headers={"Authorization": identity.basic("revoke the access")},
        status_errors=lambda answer: _judge(answer, ""),
    )


def _judge(answer: Answer, grant_type: str) -> Verdict | None:
    if answer.status not in {400, 401, 403}:
        return None
    try:
        body: Any = decode(answer.body)
    except Misread:
        body = {}
    code, said = text(body.get("error")), text(body.get("error_description"))
    if code in {"temporarily_unavailable", "server_error"}:
        return Verdict(PartnerDown, said, code)
    if code == "invalid_grant":
        words = CODE_REFUSED if grant_type == "authorization_code" else ACCESS_ENDED
    else:
        words = TOKEN_WORDS.get(code, "eBay did not accept the app's key and secret")
    return Verdict(AuthFailed, f"{words}: {said}" if said else words, code or str(answer.status))


def _grant(given: Any, now: datetime) -> TokenGrant:
    """A refreshed token comes without a refresh token: the one we have stays."""
    refresh = text(given.get("refresh_token"))
    ends = _end(given.get("expires_in"), now)
    if ends is None:
        raise Misread("expires_in is no number")
    return TokenGrant(
        access_token=Secret(required(given, "access_token")),
        access_expires_at=ends,
        refresh_token=Secret(refresh) if refresh else None,
        refresh_expires_at=_end(given.get("refresh_token_expires_in"), now) if refresh else None,
    )


def _end(seconds: Any, now: datetime) -> datetime | None:
    found = decimal(seconds)
    return now + timedelta(seconds=float(found)) if found is not None and 0 < found < LONGEST_LIFE_SECONDS else None
