"""Pictures: fetched by us from their public address, then uploaded to Etsy one after the other."""

from collections.abc import Sequence

from django.conf import settings

from core.errors import OutcomeUnknown, PartnerError, Rejected, Retryable
from core.http import fetch_public
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.families import images

MOST = 20
LARGEST_BYTES = 10 * 1024 * 1024
FETCH_SECONDS = 20.0
_KINDS = ((b"\x89PNG\r\n\x1a\n", "png", "image/png"), (b"\xff\xd8\xff", "jpg", "image/jpeg"))
_GIFS = (b"GIF87a", b"GIF89a")


def bring(client: EtsyClient, listing_id: str, urls: Sequence[str]) -> tuple[int, list[str]]:
    """How many stand there afterwards, and in words what could not be brought.

    Etsy does not keep where a picture came from: those that are missing at the end are added, in their order, so that an
    upload that was broken off goes on where it ended. What stands there already is left as it is.
    """
    there, problems = len(images.images(client, listing_id)), []
    for url in list(urls)[:MOST][there:]:
        try:
            file = fetched(url)
            images.upload(client, listing_id, there + 1, file)
        except (OutcomeUnknown, Retryable) as error:
            if error.partner == client.partner:
                raise
            problems.append(_words(url, error))
        except PartnerError as error:
            problems.append(_words(url, error))
        else:
            there += 1
    return there, problems


def fetched(url: str) -> tuple[str, str, bytes]:
    """(file name, content type, bytes). Raises Rejected for what Etsy does not take."""
    answer = fetch_public(
        url,
        max_body=LARGEST_BYTES,
        allowed_hosts=settings.PICTURE_ALLOWED_HOSTS,
        timeout=FETCH_SECONDS,
        accept="image/jpeg, image/png, image/gif",
    )
    ending, kind = kind_of(answer.body)
    if not kind:
        raise Rejected("public address", "fetch", message="it is no JPEG, PNG or GIF picture", code="picture")
    return f"picture.{ending}", kind, answer.body


def kind_of(body: bytes) -> tuple[str, str]:
    """By its first bytes; ("", "") for what Etsy does not take."""
    found = next(((ending, kind) for start, ending, kind in _KINDS if body.startswith(start)), ("", ""))
    return ("gif", "image/gif") if body.startswith(_GIFS) else found


def _words(url: str, error: PartnerError) -> str:
    return f"picture {url}: {error.message or error.meaning}"
