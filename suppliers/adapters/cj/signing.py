"""How CJ signs its pushes: header `sign` = Base64(HMAC-SHA256(key = the openId as text, message = the raw body)). Pure.

The newer manual and six public clients agree on it (November 2026). The openId is short and shown in places, so the
signature is weak evidence: the secret part of the address, and reading the truth from the API, do the rest.
"""

import base64
import hashlib
import hmac

HEADER = "sign"


def signature(raw: bytes, open_id: str) -> str:
    return base64.b64encode(hmac.new(open_id.encode(), raw, hashlib.sha256).digest()).decode()


def is_signed(raw: bytes, open_id: str, given: str) -> bool:
    """Over the bytes as received, in constant time. Never true without a key, whatever was sent."""
    if not open_id or not given:
        return False
    return hmac.compare_digest(signature(raw, open_id).encode(), given.strip().encode("utf-8", "replace"))
