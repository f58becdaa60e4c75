"""Pictures of a listing: uploaded one by one, in ranks that begin with 1; without a rank each becomes the first."""

from typing import Any

from marketplaces.adapters.etsy.simulator.acts.listings import listing_of
from marketplaces.adapters.etsy.simulator.acts.writing import MOST_IMAGES
from marketplaces.adapters.etsy.simulator.books.listings import Image, Listing
from marketplaces.adapters.etsy.simulator.calls import Call, bad, missing, operation, whole_list
from marketplaces.adapters.etsy.simulator.fields import flag, text, whole
from marketplaces.adapters.etsy.simulator.views.listings import image_view

LONGEST_ALT, MOST_BYTES = 500, 10 * 1024 * 1024
MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
NOTHING_GIVEN = "Either a valid image file or a listing_image_id must be provided"
FORM = {
    "listing_image_id": whole(1),
    "rank": whole(0),
    "overwrite": flag(),
    "is_watermarked": flag(),
    "alt_text": text(),
}


@operation(
    "uploadListingImage",
    "POST /shops/{shop_id}/listings/{listing_id}/images",
    "listings_w",
    multipart=FORM,
    success=201,
)
def upload_image(call: Call) -> dict[str, Any]:
    """Rank and overwrite are form fields: sent as file parts they are not seen."""
    listing, alt_text = listing_of(call), call.body.get("alt_text", "")
    if len(alt_text) > LONGEST_ALT:
        raise bad(f"alt_text cannot be longer than {LONGEST_ALT} characters")
    place = max(call.body.get("rank", 1), 1) - 1
    replaces = bool(call.body.get("overwrite")) and place < len(listing.images)
    if len(listing.images) >= MOST_IMAGES and not replaces:  # even where only the alt text is to change
        raise bad(f"A listing cannot have more than {MOST_IMAGES} images")
    image = _reattached(call, listing) or _uploaded(call, listing)
    if alt_text or "listing_image_id" not in call.body:
        image.alt_text = alt_text
    if replaces:
        del listing.images[place]
    listing.images.insert(place, image)
    call.shop.touch(listing)
    return image_view(listing, image)


def _reattached(call: Call, listing: Listing) -> Image | None:
    """A picture that was uploaded before: it moves where it is on the listing."""
    number = call.body.get("listing_image_id")
    if number is None:
        return None
    found = call.shop.books.images.get(number)
    if found is None:
        raise bad(f"Image id {number} is invalid")
    if found in listing.images:
        listing.images.remove(found)
    return found


def _uploaded(call: Call, listing: Listing) -> Image:
    given = call.files.get("image")
    if given is None or not given.filename or not given.content.startswith(MAGIC):
        raise bad(NOTHING_GIVEN)
    if len(given.content) > MOST_BYTES:
        raise bad("The image file is too large")
    shop = call.shop
    made = Image(shop.take("image"), listing.listing_id, shop.now(), given.filename, len(given.content))
    made.reads_left = shop.rules.image_reads
    shop.books.images[made.image_id] = made
    return made


@operation("getListingImages", "GET /listings/{listing_id}/images")
def get_images(call: Call) -> dict[str, Any]:
    listing = listing_of(call)
    return whole_list(listing.images, lambda one: image_view(listing, one))


@operation("getListingImage", "GET /listings/{listing_id}/images/{listing_image_id}")
def get_image(call: Call) -> dict[str, Any]:
    listing = listing_of(call)
    return image_view(listing, _image(call, listing))


@operation(
    "deleteListingImage",
    "DELETE /shops/{shop_id}/listings/{listing_id}/images/{listing_image_id}",
    "listings_w",
    success=204,
)
def delete_image(call: Call) -> None:
    listing = listing_of(call)
    if listing.state == "active" and len(listing.images) == 1:
        raise bad("An active listing must keep at least one image")
    listing.images.remove(_image(call, listing))
    call.shop.touch(listing)


def _image(call: Call, listing: Listing) -> Image:
    number = int(call.ids["listing_image_id"])
    found = next((one for one in listing.images if one.image_id == number), None)
    if found is None:
        raise missing("Listing image")
    return found
