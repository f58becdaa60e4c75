"""Listing Image."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.families.listings import page_rows
from marketplaces.adapters.etsy.values import Obj, needed_ident, obj


def images(client: EtsyClient, listing_id: str) -> list[Obj]:
    """In the order of their ranks."""
    found = client.get(f"listings/{listing_id}/images", "getListingImages", page_rows)
    return sorted(found, key=lambda row: row.get("rank") or 0)


def upload(
    client: EtsyClient, listing_id: str, rank: int, file: tuple[str, str, bytes], more: Mapping[str, str] | None = None
) -> Obj:
    """`file` is (name, content type, bytes). One after the other: uploads at the same time end in a wrong order."""
    path, fields = client.shop(f"listings/{listing_id}/images"), {"rank": str(rank), **(more or {})}
    return client.upload(path, "uploadListingImage", fields, ("image", *file), _image)


def attach(client: EtsyClient, listing_id: str, image_id: str, rank: int) -> Obj:
    """One that was uploaded before, on this listing or another of the shop; it is not copied."""
    path = client.shop(f"listings/{listing_id}/images")
    fields = {"listing_image_id": image_id, "rank": str(rank)}
    return client.upload(path, "uploadListingImage", fields, None, _image)


def delete(client: EtsyClient, listing_id: str, image_id: str) -> None:
    client.delete(client.shop(f"listings/{listing_id}/images/{image_id}"), "deleteListingImage")


def _image(given: Any) -> Obj:
    found = obj(given, "the image")
    needed_ident(found, "listing_image_id")
    return found
