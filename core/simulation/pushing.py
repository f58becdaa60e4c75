"""Calls that a partner makes to us: only ever to this machine."""

import http.client
from collections.abc import Mapping
from urllib.parse import urlsplit

LOOPBACK = "127.0.0.1"
LOOPBACK_NAMES = {LOOPBACK, "localhost"}


def is_loopback(url: str) -> bool:
    """Whether this is an address that a simulator may call."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname in LOOPBACK_NAMES


def push(url: str, body: bytes, headers: Mapping[str, str] | None = None, timeout: float = 5) -> int:
    """Posts what a partner would push to a hub on this machine; gives the HTTP status, 0 where none came.

    Raises ValueError for an address that is not loopback.
    """
    if not is_loopback(url):
        raise ValueError(f"a simulator pushes to this machine only, not to {url}")
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or LOOPBACK, address.port or 80, timeout=timeout)
    target = address.path + (f"?{address.query}" if address.query else "")
    try:
        connection.request("POST", target or "/", body, dict(headers or {}))
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def ask(url: str, timeout: float = 5) -> tuple[int, str, bytes]:
    """Reads an address of a hub on this machine, as a partner's challenge does: HTTP status (0 where no answer came),
    media type, body.

    Raises ValueError for an address that is not loopback.
    """
    if not is_loopback(url):
        raise ValueError(f"a simulator asks this machine only, not {url}")
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or LOOPBACK, address.port or 80, timeout=timeout)
    target = address.path + (f"?{address.query}" if address.query else "")
    try:
        connection.request("GET", target or "/")
        told = connection.getresponse()
        return told.status, told.headers.get_content_type(), told.read()
    except (OSError, http.client.HTTPException):
        return 0, "", b""
    finally:
        connection.close()
