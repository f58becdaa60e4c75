"""Which addresses that came in data may be fetched: public ones, by name or number, on the web's two ports.

Python's idea of "global" is not enough (it calls NAT64 global), so IPv6 is taken from the global unicast block alone,
without the ranges in it that carry an IPv4 address inside.
"""

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote

from core.http.connect import AddressCheck, Resolved
from core.http.origin import LeadsElsewhere, Origin, split_address

_PORTS = frozenset({80, 443})
_HOST_NAME = re.compile(r"[a-z0-9._-]+")
_NUMBERS = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*", re.IGNORECASE)
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_REFUSED_NETWORKS = [
    ipaddress.ip_network(text)
    for text in (
        "2001::/23",  # Teredo and other protocol assignments
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
        "192.88.99.0/24",  # 6to4 relays
    )
]


@dataclass(frozen=True, slots=True)
class PublicTarget:
    """One address to fetch; `check` is what its resolved addresses must pass, None for a host staff allowed."""

    origin: Origin
    target: str
    check: AddressCheck | None


def read_public_url(url: str, allowed_hosts: Collection[str]) -> PublicTarget:
    """Raises LeadsElsewhere with the reason. `allowed_hosts` are names that need not be public: `host` on the web's
    ports, or `host:port`."""
    parts = split_address(url.strip())
    origin = _with_plain_host(Origin.of(parts))
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    if _is_allowed(origin, allowed_hosts):
        return PublicTarget(origin, target, None)
    if origin.port not in _PORTS:
        raise LeadsElsewhere(f"port {origin.port} is not the web's")
    if _NUMBERS.fullmatch(origin.host) and not _is_canonical_ipv4(origin.host):
        raise LeadsElsewhere("an IP address in disguise")
    return PublicTarget(origin, target, refuse_unless_public)


def refuse_unless_public(addresses: list[Resolved]) -> None:
    """One private address among several is enough to refuse the host."""
    for *_, address in addresses:
        if not is_public(str(address[0])):
            raise LeadsElsewhere(f"{address[0]} is not a public address")


def is_public(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    if any(address in network for network in _REFUSED_NETWORKS):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _with_plain_host(origin: Origin) -> Origin:
    """The host as DNS knows it: other scripts and odd digits in their ASCII form."""
    try:
        host = origin.host if ":" in origin.host else origin.host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise LeadsElsewhere("not a host name") from None
    if ":" not in host and not _HOST_NAME.fullmatch(host):
        raise LeadsElsewhere("not a host name")
    return Origin(origin.scheme, host, origin.port)


def _is_allowed(origin: Origin, allowed_hosts: Collection[str]) -> bool:
    allowed = {entry.strip().lower() for entry in allowed_hosts}
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    if f"{host}:{origin.port}" in allowed:
        return True
    return origin.port in _PORTS and not allowed.isdisjoint({host, origin.host})


def _is_canonical_ipv4(host: str) -> bool:
    try:
        return str(ipaddress.IPv4Address(host)) == host
    except ValueError:
        return False
