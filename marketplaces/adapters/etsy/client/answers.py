"""From Etsy's answers to what they mean. Bodies of refusals come as {"error"}, as a list of {path, type, message}, as a
page in HTML, or empty."""

from typing import Any

from core.errors import AuthFailed, RateLimited
from core.http import Answer, Verdict
from marketplaces.adapters.etsy.errors import GRANTS, NOTHING_ANSWERED, row_of
from marketplaces.adapters.etsy.values import Misread, decode, text

LONGEST_TEXT = 500
REQUEST_ID = "x-etsy-request-uuid"  # what Etsy's support asks for


def judge(answer: Answer) -> Verdict | None:
    """None leaves it to the status: what is fine, and what is Etsy's own fault."""
    words = said(answer)
    row = row_of(answer.status, words)
    if row is None:
        return None
    meaning = f"{row.meaning}: {words}" if words else row.meaning or NOTHING_ANSWERED
    if row.kind is RateLimited:
        return Verdict(row.kind, meaning, row.code, answer.header(REQUEST_ID))
    return Verdict(row.kind, meaning, row.code, answer.header(REQUEST_ID))


def judge_token(answer: Answer) -> Verdict | None:
    """Of the token endpoint. A 5xx happens there now and then, and the same request works a moment later."""
    if not 400 <= answer.status < 500 or answer.status == 429:  # noqa: PLR2004 - HTTP's own borders
        return None
    body = _body(answer)
    code = text(body.get("error")) if isinstance(body, dict) else ""
    more = text(body.get("error_description")) if isinstance(body, dict) else ""
    words = GRANTS.get(code, "Etsy did not give a token")
    return Verdict(AuthFailed, f"{words}: {more}" if more else words, code or str(answer.status))


def said(answer: Answer) -> str:
    """Etsy's words, "" where it sent none that can be quoted."""
    body = _body(answer)
    if isinstance(body, list):
        return "; ".join(filter(None, map(_of_field, body)))[:LONGEST_TEXT]
    if not isinstance(body, dict):
        return ""
    parts = [text(body.get("error")), text(body.get("error_description"))]
    return ": ".join(filter(None, parts))[:LONGEST_TEXT]


def _of_field(row: Any) -> str:
    """`path: message` of a validation error."""
    if not isinstance(row, dict):
        return ""
    return ": ".join(filter(None, [text(row.get("path")), text(row.get("message"))]))


def _body(answer: Answer) -> Any:
    try:
        return decode(answer.body)
    except Misread:
        return None
