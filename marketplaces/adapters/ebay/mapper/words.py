"""Texts in the two forms that eBay takes: plain for an item, HTML for an offer."""

import html
import re

TITLE = 80
PLAIN = 4000
RICH = 500_000
_BREAKS = re.compile(r"(?i)<\s*(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^>]*>")
_TAGS = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
_LINES = re.compile(r"\n\s*\n\s*")
# eBay stores what it is given, scripts included, and forbids what is active in a listing.
_ACTIVE = re.compile(r"(?i)<\s*(?:script|iframe|object|embed|form|meta|base)\b|\bon[a-z]+\s*=|javascript:")


def plain(text: str, most: int = PLAIN) -> str:
    """What a reader sees of this HTML, a line for each block, cut at a word."""
    shown = html.unescape(_TAGS.sub(" ", _BREAKS.sub("\n", text)))
    lines = [_SPACES.sub(" ", line).strip() for line in shown.split("\n")]
    found = _LINES.sub("\n", "\n".join(lines)).strip()
    if len(found) <= most:
        return found
    return found[: most - 1].rsplit(" ", 1)[0] + "…"


def is_active(text: str) -> bool:
    """Whether this HTML holds what would run in a buyer's browser."""
    return bool(_ACTIVE.search(text))
