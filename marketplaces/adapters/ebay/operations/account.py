"""The connection itself: its access, and notifications as they stand at eBay."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.ebay import subscribing
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.interface import Operation

OPERATIONS = {
    "notification_setup": Operation("notification_setup"),
    "renew_access": Operation("renew_access", changes=True),
}


def notification_setup(client: EbayClient, values: Mapping[str, Any]) -> dict[str, Any]:
    return subscribing.setup(client)


def renew_access(client: EbayClient, values: Mapping[str, Any]) -> dict[str, Any]:
    """A new access token; the refresh token stays as it is."""
    client.access.renewed(client.access.current())
    client.account.refresh_from_db(fields=["access_expires_at"])
    ends = client.account.access_expires_at
    return {"ends_at": ends.isoformat() if ends else ""}
