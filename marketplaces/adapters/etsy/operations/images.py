"""Pictures of a listing, one by one."""

from collections.abc import Mapping
from typing import Any

from core.errors import Rejected
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.errors import PARTNER
from marketplaces.adapters.etsy.families import images as family
from marketplaces.adapters.etsy.families import listings
from marketplaces.adapters.etsy.listing.pictures import fetched
from marketplaces.adapters.etsy.operations.making import deleted
from marketplaces.adapters.etsy.values import Obj, needed_ident, number, text
from marketplaces.interface import Operation

OPERATIONS = {
    "list_images": Operation("list_images"),
    "upload_image": Operation("upload_image", changes=True, is_repeatable=False),
    "attach_image": Operation("attach_image", changes=True),
    "order_images": Operation("order_images", changes=True),
    "delete_image": Operation("delete_image", changes=True),
}
Values = Mapping[str, Any]


def list_images(client: EtsyClient, values: Values) -> dict[str, Any]:
    return {"images": [_shown(row) for row in family.images(client, _listing(values))]}


def upload_image(client: EtsyClient, values: Values) -> dict[str, Any]:
    """Fetched by us from `url`, then sent. Without a `rank` it comes behind the others."""
    listing_id = _listing(values)
    file = fetched(str(values["url"]))
    rank = int(values.get("rank") or len(family.images(client, listing_id)) + 1)
    alt_text = str(values.get("alt_text") or "")
    return _shown(family.upload(client, listing_id, rank, file, {"alt_text": alt_text} if alt_text else None))


def attach_image(client: EtsyClient, values: Values) -> dict[str, Any]:
    """One that was uploaded before. On the listing already it moves to its new rank."""
    listing_id, image_id = _listing(values), _image(values)
    rank = int(values.get("rank") or len(family.images(client, listing_id)) + 1)
    return _shown(family.attach(client, listing_id, image_id, rank))


def order_images(client: EtsyClient, values: Values) -> dict[str, Any]:
    """`image_ids` are all of them: Etsy takes off what is not named, so another set is refused here."""
    listing_id = _listing(values)
    wanted = [str(number(str(each), "image_ids")) for each in values["image_ids"]]
    standing = [needed_ident(row, "listing_image_id") for row in family.images(client, listing_id)]
    if sorted(wanted) != sorted(standing):
        words = f"image_ids must name each picture of the listing once: {', '.join(standing)}"
        raise Rejected(PARTNER, "updateListing", message=words, code="images_differ")
    if wanted != standing:
        listings.update(client, listing_id, {"image_ids": tuple(map(int, wanted))})
    return list_images(client, values)


def delete_image(client: EtsyClient, values: Values) -> dict[str, Any]:
    """Etsy refuses the last one of a listing that is on sale."""
    listing_id, image_id = _listing(values), _image(values)
    return deleted(image_id, lambda: family.delete(client, listing_id, image_id))


def _shown(row: Obj) -> dict[str, Any]:
    return {
        "id": needed_ident(row, "listing_image_id"),
        "rank": row.get("rank"),
        "url": text(row.get("url_fullxfull")),
        "alt_text": text(row.get("alt_text")),
        "width": row.get("full_width"),
        "height": row.get("full_height"),
    }


def _listing(values: Values) -> str:
    return str(number(str(values["listing_id"]), "listing_id"))


def _image(values: Values) -> str:
    return str(number(str(values["image_id"]), "image_id"))
