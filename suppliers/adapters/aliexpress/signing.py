"""How AliExpress's requests and pushes are signed. What is signed is what is sent: sign last, and change nothing after."""

import hashlib
import hmac
from collections.abc import Mapping

from core.crypto import Secret

SHA256 = "sha256"


def sign(secret: Secret, params: Mapping[str, str], path: str = "", method: str = SHA256) -> str:
    """The `sign` of a request with these parameters, upper-case hex. `path` is the API's name where that is a path.

    Names are sorted by their bytes: a locale's order breaks where `pageSize` meets `page_no`. Values are signed before
    they are URL-encoded. `method` is "sha256", or one of the older "md5" and "hmac" (HMAC-MD5), which still work.
    """
    named = sorted((name.encode(), value.encode()) for name, value in params.items() if name != "sign")
    message = path.encode() + b"".join(name + value for name, value in named)
    key = secret.reveal().encode()
    if method == "md5":
        return hashlib.md5(key + message + key, usedforsecurity=False).hexdigest().upper()
    digest = {SHA256: hashlib.sha256, "hmac": hashlib.md5}[method]
    return hmac.new(key, message, digest).hexdigest().upper()


def push_signature(app_key: str, secret: Secret, raw: bytes) -> str:
    """What a push with this body is signed with, lower-case hex; over the bytes as they came."""
    return hmac.new(secret.reveal().encode(), app_key.encode() + raw, hashlib.sha256).hexdigest()


def is_push_signed(app_key: str, secret: Secret, raw: bytes, given: str) -> bool:
    """Whether `given` is this body's signature, in time that does not tell how much of it is right."""
    if not secret or not app_key:
        return False
    wanted = push_signature(app_key, secret, raw)
    return hmac.compare_digest(wanted.encode(), given.strip().lower().encode())
