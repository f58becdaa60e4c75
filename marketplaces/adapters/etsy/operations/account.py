"""The connection itself."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.interface import Operation

OPERATIONS = {
    "renew_access": Operation("renew_access", changes=True),
    "read_limits": Operation("read_limits"),
}
Values = Mapping[str, Any]


def renew_access(client: EtsyClient, values: Values) -> dict[str, Any]:
    """A new token in exchange for the stored one: one process at a time, as whenever one ends."""
    client.access.renewed(client.access.current())
    client.account.refresh_from_db(fields=["access_expires_at"])
    ends = client.account.access_expires_at
    return {"ends_at": ends.isoformat() if ends else None}


def read_limits(client: EtsyClient, values: Values) -> dict[str, Any]:
    """As Etsy's last answer told them; costs no call. [] before the first."""
    return {
        "limits": [
            {"name": each.name, "limit": each.limit, "remaining": each.remaining, "seconds": each.seconds}
            for each in client.limits.readings()
        ]
    }
