"""Pictures in eBay's own store."""

from collections.abc import Mapping
from typing import Any

from core.errors import Rejected
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.errors import PARTNER
from marketplaces.adapters.ebay.families import media
from marketplaces.interface import Operation

OPERATIONS = {"store_image": Operation("store_image", changes=True)}


def store_image(client: EbayClient, values: Mapping[str, Any]) -> dict[str, Any]:
    """eBay fetches it from `url`, which has to be https. Without a live listing that uses it, it is gone at
    `expires_at`."""
    url = str(values["url"])
    if not url.startswith("https://"):
        words = "eBay fetches pictures by https only"
        raise Rejected(PARTNER, "createImageFromUrl", message=words, code="picture_not_https")
    found = media.create_image(client, url)
    ends = found.expires_at.isoformat() if found.expires_at else None
    return {"image_id": found.image_id, "url": found.url, "expires_at": ends}
