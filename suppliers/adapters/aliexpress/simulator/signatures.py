"""The signature of a request and of a push, as the platform computes them (contract, section 2 and 7)."""

import hashlib
import hmac
from collections.abc import Mapping

HASHES = {"sha256": "sha256", "hmac": "md5"}
SIGN_METHODS = (*HASHES, "md5")


def expected_sign(secret: str, parameters: Mapping[str, str], path: str, method: str) -> str:
    """Over all that was sent, decoded, save `sign` and what is empty; `path` is "" unless the API's name is a path."""
    sent = sorted((name, value) for name, value in parameters.items() if name and value and name != "sign")
    message = (path + "".join(name + value for name, value in sent)).encode()
    key = secret.encode()
    if method == "md5":
        return hashlib.md5(key + message + key).hexdigest().upper()  # noqa: S324 - the platform's legacy choice
    return hmac.new(key, message, HASHES[method]).hexdigest().upper()


def push_signature(app_key: str, secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), app_key.encode() + body, "sha256").hexdigest()
