"""Keys of our REST API: made once, shown once, kept as a digest.

A key is `hub_<8 characters>_<43 characters>`. The secret part has 256 random bits, so a plain SHA-256 is enough: there
is nothing to guess, and a slow hash would only slow down each request.
"""

import hashlib
import re
import secrets
import string
from collections.abc import Sequence
from datetime import datetime
from hmac import compare_digest

from django.contrib.auth.models import User

from core.api.scopes import SCOPES
from core.models import ApiClient

_KEY = re.compile(r"hub_([a-z0-9]{8})_([A-Za-z0-9_-]{43})")
_PREFIX_LETTERS = string.ascii_lowercase + string.digits


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def issue_key(
    name: str,
    scopes: Sequence[str],
    *,
    expires_at: datetime | None = None,
    created_by: User | None = None,
) -> tuple[ApiClient, str]:
    """Create a client and its key; the key is nowhere to be had again.

    Raises ValueError for a scope that does not exist and IntegrityError for a name that is taken.
    """
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown:
        raise ValueError(f"Unknown scope: {', '.join(unknown)}. There are: {', '.join(SCOPES)}.")
    prefix = "".join(secrets.choice(_PREFIX_LETTERS) for _ in range(8))
    key = f"hub_{prefix}_{secrets.token_urlsafe(32)}"
    client = ApiClient.objects.create(
        name=name,
        prefix=prefix,
        digest=digest_of(key),
        scopes=list(scopes),
        expires_at=expires_at,
        created_by=created_by,
    )
    return client, key


def find_client(key: str) -> ApiClient | None:
    """The client that holds this key, active or not; None when no client does. One query."""
    parts = _KEY.fullmatch(key)
    client = ApiClient.objects.filter(prefix=parts[1]).first() if parts else None
    # Compared also without a client, so that the time tells nothing about which prefixes exist.
    is_same = compare_digest(digest_of(key), client.digest if client else "0" * 64)
    return client if is_same else None
