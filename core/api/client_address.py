"""Whose address a request has: never what the caller says of itself."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The caller's IP address as seen by the outermost proxy of ours.

    Each of our `TRUSTED_PROXY_COUNT` proxies has appended the address it saw to `X-Forwarded-For`; what stands further
    left was written by the caller and is worth nothing. Without proxies the header is not read at all.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    count: int = settings.TRUSTED_PROXY_COUNT
    if count < 1:
        return peer
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    return hops[-count] if len(hops) >= count and _is_address(hops[-count]) else peer


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
