"""Where a marketplace sends a person back to after they have consented."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import HubError


class NoPublicAddress(HubError):  # noqa: N818 - says what is wrong
    """The marketplace cannot be told where to send the person back to."""


def callback_address(request: HttpRequest, marketplace: str) -> str:
    """The callback's address as the marketplace knows it. Raises NoPublicAddress.

    From PUBLIC_URL: the Host header of a request is a stranger's word, except on this machine itself.
    """
    below = reverse(f"shop-oauth-callback-{marketplace}")
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL}{below}"
    if not _is_loopback(request.get_host()):
        raise NoPublicAddress(_("The hub does not know its public address: set PUBLIC_URL."))
    return request.build_absolute_uri(below)


def _is_loopback(host: str) -> bool:
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    name = name.strip("[]")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
