"""Pictures and regulatory documents. What is uploaded and not used by a live listing expires."""

from datetime import timedelta

from marketplaces.adapters.ebay.simulator import clock
from marketplaces.adapters.ebay.simulator.acts.evidence import part
from marketplaces.adapters.ebay.simulator.acts.families import MEDIA
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused

LIFE = timedelta(days=30)
STARTS = (b"\xff\xd8", b"\x89PNG", b"GIF8", b"BM", b"II", b"MM", b"RIFF")
MOST_BYTES = 12_000_000
BURST, BURST_WINDOW = 50, timedelta(seconds=5)


@MEDIA.post("/image/create_image_from_file", "createImageFromFile")
def image_from_file(call: Call) -> Answer:
    found = part(call, "image")
    if found is None or not found[1].startswith(STARTS):
        raise Refused(190202, "The image file type is not supported.")
    if len(found[1]) > MOST_BYTES:
        raise Refused(190201, "The image file size is larger than the limit.")
    return _made(call)


@MEDIA.post("/image/create_image_from_url", "createImageFromUrl")
def image_from_url(call: Call) -> Answer:
    url = str(call.body.get("imageUrl", ""))
    if not url.startswith("https://") or "missing" in url:
        raise Refused(190204, "No valid image can be downloaded from the provided imageUrl.", imageUrl=url)
    return _made(call)


def _made(call: Call) -> Answer:
    _check_burst(call.seller)
    number = call.seller.number("image")
    url = f"https://i.ebayimg.example.com/images/g/{number}/s-l1600.jpg"
    expires = clock.written(call.seller.clock.now() + LIFE)
    call.seller.images[number] = {"imageUrl": url, "expirationDate": expires, "maxDimensionImageUrl": url}
    address = call.href(f"/commerce/media/v1_beta/image/{number}")
    return Answer(201, call.seller.images[number], (("Location", address),))


def _check_burst(seller: Seller) -> None:
    """Raises Refused with 429 and 2001 where there were too many in the last seconds."""
    now = seller.clock.now()
    seller.uploads = [when for when in seller.uploads if now - when < BURST_WINDOW]
    if len(seller.uploads) >= BURST:
        raise Refused(2001, "Too many requests. The request limit has been reached for the resource.", 429)
    seller.uploads.append(now)


@MEDIA.get("/image/{image_id}", "getImage")
def image(call: Call) -> Answer:
    body = call.seller.images.get(call.path["image_id"])
    if body is None or clock.read(body["expirationDate"]) <= call.seller.clock.now():
        raise Refused(190200, "The image resource was not found.", 404)
    return Answer(200, body)


@MEDIA.post("/document", "createDocument", hosts=("api",))
def document(call: Call) -> Answer:
    return _document(call, "PENDING_UPLOAD")


@MEDIA.post("/document/create_document_from_url", "createDocumentFromUrl", hosts=("api",))
def document_from_url(call: Call) -> Answer:
    if not str(call.body.get("documentUrl", "")).startswith("https://"):
        raise Refused(190055, "The document URL is invalid.")
    return _document(call, "SUBMITTED")


def _document(call: Call, status: str) -> Answer:
    if not call.body.get("documentType") or not call.body.get("languages"):
        raise Refused(190050, "The document type or its languages are missing.")
    number = call.seller.number("document")
    kept = {name: call.body[name] for name in ("documentType", "languages")}
    call.seller.documents[number] = {"documentId": number, "documentStatus": status, **kept}
    address = call.href(f"/commerce/media/v1_beta/document/{number}")
    return Answer(201, call.seller.documents[number], (("Location", address),))


@MEDIA.get("/document/{document_id}", "getDocument", hosts=("api",))
def get_document(call: Call) -> Answer:
    return Answer(200, _of(call))


@MEDIA.post("/document/{document_id}/upload", "uploadDocument", hosts=("api",))
def upload(call: Call) -> Answer:
    body, found = _of(call), part(call, "file")
    if found is None:
        raise Refused(190053, "The file is missing.")
    kind = found[0].rpartition(".")[2].upper()
    metadata = {"fileName": found[0], "fileSize": str(len(found[1])), "fileType": kind}
    body |= {"documentStatus": "SUBMITTED", "documentMetadata": metadata}
    return Answer(200, body)


def _of(call: Call) -> Body:
    """Raises Refused with 190052."""
    number = call.path["document_id"]
    if number not in call.seller.documents:
        raise Refused(190052, "The document was not found.", 404)
    return call.seller.documents[number]
