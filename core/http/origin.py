"""Where a partner lives: one scheme, host, port and path prefix, from settings. Nothing leads a client elsewhere."""

import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self
from urllib.parse import SplitResult, quote, unquote, urlencode, urljoin, urlsplit

from core.redaction import address_for_log

Params = Mapping[str, object] | Sequence[tuple[str, object]]

_DEFAULT_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
_WHOLE_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"


class LeadsElsewhere(ValueError):  # noqa: N818 - says what the address does
    """The address is not one of this partner's, or not one that can be read."""


@dataclass(frozen=True, slots=True)
class Origin:
    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, parts: SplitResult) -> Self:
        """Raises LeadsElsewhere for anything but a plain http(s) address without user name."""
        try:
            port = parts.port
        except ValueError:
            raise LeadsElsewhere("the port is not a number") from None
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme not in _DEFAULT_PORTS or not host:
            raise LeadsElsewhere("not an http address")
        if "@" in parts.netloc:
            raise LeadsElsewhere("a user name in the address")
        return cls(parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme])

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        default = self.port == _DEFAULT_PORTS[self.scheme]
        return f"{self.scheme}://{host}" if default else f"{self.scheme}://{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def after_upgrade(self) -> "Origin":
        """The https address a proxied server means when it writes http."""
        if self.scheme == "http":
            return Origin("https", self.host, 443 if self.port == _DEFAULT_PORTS["http"] else self.port)
        return self


class BaseAddress:
    """The partner's base URL: `target()` makes request targets below it, `pin()` accepts addresses only if below it."""

    def __init__(self, base_url: str) -> None:
        try:
            parts = split_address(base_url.rstrip("/"))
            self.origin = Origin.of(parts)
        except LeadsElsewhere as error:
            shown = address_for_log(base_url)
            raise ValueError(f"The base address {shown} cannot be used: {error}.") from None
        if self.origin.scheme == "http" and not self.origin.is_loopback:
            shown = address_for_log(base_url)
            raise ValueError(f"The base address {shown} must be https; plain http is for this machine only.")
        self.prefix = parts.path

    def target(self, path_or_url: str, params: Params | None = None) -> str:
        """Path and query to ask for. A whole URL must pass `pin`."""
        path = self.pin(path_or_url) if _WHOLE_URL.match(path_or_url) else path_or_url
        below, query = _quoted(path)
        target = self.prefix + below
        if params:
            query = "&".join(filter(None, [query, _encoded(params)]))
        return f"{target}?{query}" if query else target

    def pin(self, url: str) -> str:
        """The address relative to the base: path and query, for `target`. A relative one is taken from the base.

        http counts as https: proxied servers write it, and it is our own scheme that is used. Raises LeadsElsewhere.
        """
        base = f"{self.origin.url}{self.prefix}/"
        parts = split_address(_joined(base, url))
        origin = Origin.of(parts)
        if self.origin not in {origin, origin.after_upgrade()}:
            raise LeadsElsewhere("another host, port or scheme")
        _refuse_climbing(parts.path)
        if not (parts.path + "/").startswith(f"{self.prefix}/"):
            raise LeadsElsewhere("outside the base path")
        path = parts.path[len(self.prefix) :].lstrip("/")
        return f"{path}?{parts.query}" if parts.query else path

    def redirect_target(self, current_target: str, location: str) -> str:
        """Path and query of a redirect that stays on the same scheme, host and port; raises LeadsElsewhere."""
        parts = split_address(_joined(f"{self.origin.url}{current_target}", location))
        if Origin.of(parts) != self.origin:
            raise LeadsElsewhere("another host, port or scheme")
        target = quote(parts.path or "/", safe=_PATH_SAFE)
        return f"{target}?{quote(parts.query, safe=_PATH_SAFE + '?')}" if parts.query else target


@lru_cache(maxsize=64)
def _quoted(path: str) -> tuple[str, str]:
    """(path, query) as they go out; LeadsElsewhere for one that leaves the base."""
    parts = split_address("/" + path.lstrip("/"))
    _refuse_climbing(parts.path)
    return quote(parts.path, safe=_PATH_SAFE), quote(parts.query, safe=_PATH_SAFE + "?")


def _encoded(params: Params) -> str:
    """The query; page numbers and the like need no quoting."""
    if isinstance(params, dict) and all(type(v) is int and k.isidentifier() for k, v in params.items()):
        return "&".join(f"{name}={value}" for name, value in params.items())
    return urlencode(params, doseq=True)


def split_address(url: str) -> SplitResult:
    """Raises LeadsElsewhere where it cannot be read."""
    if _CONTROL.search(url):
        raise LeadsElsewhere("control characters in the address")
    try:
        return urlsplit(url)
    except ValueError:
        raise LeadsElsewhere("the address cannot be read") from None


def _joined(base: str, url: str) -> str:
    if _CONTROL.search(url):
        raise LeadsElsewhere("control characters in the address")
    try:
        return urljoin(base, url)
    except ValueError:
        raise LeadsElsewhere("the address cannot be read") from None


def _refuse_climbing(path: str) -> None:
    if ".." in unquote(path).split("/"):
        raise LeadsElsewhere("dots that climb out of the path")
