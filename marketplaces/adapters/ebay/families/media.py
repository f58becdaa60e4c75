"""Media API: pictures in eBay's own store. One that no live listing uses is gone after about 30 days."""

from dataclasses import dataclass
from datetime import datetime

from marketplaces.adapters.ebay.client import EbayClient, Family, Given
from marketplaces.adapters.ebay.values import moment, path_of, required


@dataclass(frozen=True, slots=True)
class StoredImage:
    """`image_id` is "" where eBay does not say it."""

    image_id: str
    url: str
    expires_at: datetime | None


def create_image(client: EbayClient, url: str) -> StoredImage:
    """Has eBay fetch the picture at this address. Asked twice it stores two, of which the unused one goes by itself."""
    return client.send(
        "POST",
        Family.MEDIA,
        "image/create_image_from_url",
        _image,
        operation="createImageFromUrl",
        body={"imageUrl": url},
    )


def get_image(client: EbayClient, image_id: str) -> StoredImage:
    """Raises NotFound."""
    return client.get(Family.MEDIA, path_of("image", image_id), _image, operation="getImage")


def _image(given: Given) -> StoredImage:
    return StoredImage(given.new_id, required(given.body, "imageUrl"), moment(given.body.get("expirationDate")))
