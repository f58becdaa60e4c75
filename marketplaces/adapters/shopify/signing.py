"""How Shopify signs what it sends (manual read in November 2026). Pure; compared as bytes, in constant time.

Webhooks: header `X-Shopify-Hmac-Sha256` = Base64(HMAC-SHA256(the app's secret, the body as received)).
OAuth callback: `hmac` = lower-case hex HMAC-SHA256 over all other parameters, sorted by name, as `k=v&k=v`.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping

HEADER = "x-shopify-hmac-sha256"
_LEFT_OUT = frozenset({"hmac", "signature"})


def webhook_signature(raw: bytes, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()


def is_webhook_signed(raw: bytes, secrets: Iterable[str], given: str) -> bool:
    """Whether one of the secrets signed these bytes. Never true without a secret, whatever was sent."""
    sent = given.strip().encode("utf-8", "replace")
    fits = [hmac.compare_digest(webhook_signature(raw, secret).encode(), sent) for secret in secrets if secret]
    return any(fits)


def callback_message(query: Mapping[str, str]) -> str:
    """What is signed: decoded values, with `%` and `&` (and `=` in names) escaped again, as the official libraries do."""
    pairs = ((_escaped(name).replace("=", "%3D"), _escaped(query[name])) for name in query if name not in _LEFT_OUT)
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def is_callback_signed(query: Mapping[str, str], secrets: Iterable[str]) -> bool:
    sent = query.get("hmac", "").encode("utf-8", "replace")
    message = callback_message(query).encode("utf-8", "surrogatepass")
    fits = [
        hmac.compare_digest(hmac.new(secret.encode(), message, hashlib.sha256).hexdigest().encode(), sent)
        for secret in secrets
        if secret
    ]
    return any(fits)


def _escaped(word: str) -> str:
    return word.replace("%", "%25").replace("&", "%26")
