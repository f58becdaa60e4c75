"""Webhooks by the Standard Webhooks scheme, which Etsy uses. Pure.

Signed is `id + "." + timestamp + "." + body as it came`, with HMAC-SHA256 under the bytes that the secret holds behind
`whsec_`. The header may hold several entries `v1,<base64>`, apart by spaces: one that fits is enough.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE_SECONDS = 300.0
_PREFIX, _VERSION = "whsec_", "v1"


def is_signed(raw: bytes, headers: Mapping[str, str], secret: str, now: float) -> bool:
    """Whether one entry fits and the message was sent within five minutes of `now` (epoch seconds)."""
    key, sent = key_of(secret), headers.get(TIMESTAMP, "")
    if not key or not headers.get(ID) or not _is_recent(sent, now):
        return False
    wanted = signature(headers[ID], sent, raw, key).encode()
    entries = headers.get(SIGNATURE, "").split()
    fits = [hmac.compare_digest(wanted, entry.encode("utf-8", "replace")) for entry in entries]
    return any(fits)


def signature(message_id: str, timestamp: str, raw: bytes, key: bytes) -> str:
    """One entry of the header."""
    signed = f"{message_id}.{timestamp}.".encode("utf-8", "replace") + raw
    return f"{_VERSION}," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def key_of(secret: str) -> bytes:
    """b"" for what is no secret of a webhook."""
    try:
        return base64.b64decode(secret.strip().removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _is_recent(sent: str, now: float) -> bool:
    return sent.isascii() and sent.isdigit() and len(sent) < 12 and abs(now - int(sent)) <= TOLERANCE_SECONDS  # noqa: PLR2004
