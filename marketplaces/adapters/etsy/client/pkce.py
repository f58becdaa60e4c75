"""Proof Key for Code Exchange (RFC 7636, S256), with a verifier that need not be stored.

The verifier is made of the state and of a key that only the hub has: whoever sees the state in the browser's address
cannot make it. The state itself is good for one use, one person and one session (core.oauth_state). See ADR 0016.
"""

import base64
import hashlib
import hmac

from django.conf import settings

SHORTEST_STATE = 43  # what core.oauth_state issues: 32 random bytes
_USE = "etsy-pkce:"


def verifier(state: str) -> str:
    """43 characters of A-Z a-z 0-9 - _."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{_USE}{state}".encode(), hashlib.sha256).digest()
    return _plain(digest)


def challenge(of_verifier: str) -> str:
    return _plain(hashlib.sha256(of_verifier.encode()).digest())


def _plain(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
