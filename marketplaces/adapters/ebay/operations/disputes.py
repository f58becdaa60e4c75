"""Payment disputes: read, accepted, contested, and proven."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from core.errors import Rejected
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.errors import PARTNER, REVISION_STALE, Refused
from marketplaces.adapters.ebay.families import disputes as family
from marketplaces.adapters.ebay.mapper import disputes
from marketplaces.adapters.ebay.values import Obj, moment
from marketplaces.interface import Operation

OPERATIONS = {
    "list_disputes": Operation("list_disputes"),
    "read_dispute": Operation("read_dispute"),
    "accept_dispute": Operation("accept_dispute", changes=True),
    "contest_dispute": Operation("contest_dispute", changes=True),
    "add_dispute_evidence": Operation("add_dispute_evidence", changes=True),
    "upload_dispute_file": Operation("upload_dispute_file", changes=True),
}
_STATES = {"action_needed": "ACTION_NEEDED", "open": "OPEN", "closed": "CLOSED"}
LONGEST_NOTE = 1000


def list_disputes(client: EbayClient, values: Mapping[str, Any]) -> dict[str, Any]:
    """`states` and `opened_from` (ISO 8601) may be given."""
    states = [_STATES[each] for each in values.get("states", ())]
    opened = moment(values.get("opened_from"))
    return {"disputes": [disputes.summary(each) for each in family.summaries(client, states, opened)]}


def read_dispute(client: EbayClient, values: Mapping[str, Any]) -> dict[str, Any]:
    return disputes.whole(family.dispute(client, values["dispute_id"]))


def accept_dispute(client: EbayClient, values: Mapping[str, Any]) -> dict[str, Any]:
    """The buyer keeps the money."""
    return _answered(client, values["dispute_id"], "accepted", lambda revision: {"revision": revision})


def contest_dispute(client: EbayClient, values: Mapping[str, Any]) -> dict[str, Any]:
    """`note` is for the bank. After it no evidence can be added."""
    note = str(values.get("note", ""))[:LONGEST_NOTE]
    return _answered(
        client,
        values["dispute_id"],
        "contested",
        lambda revision: {"revision": revision, **({"note": note} if note else {})},
    )


def _answered(client: EbayClient, number: str, answer: str, body_of: Any) -> dict[str, Any]:
    """Looked at first: one that has this answer already is left. A dispute that has changed since (33011) is looked at
    once more."""
    for is_last in (False, True):
        found = family.dispute(client, number)
        told = disputes.whole(found)
        if told["answer"] == answer:
            return told
        if told["answer"] or told["state"] == "closed":
            words = f"the dispute has another answer already: {told['answer'] or 'it is closed'}"
            raise Rejected(PARTNER, "answer a dispute", message=words, code="dispute_answered")
        act = family.accept if answer == "accepted" else family.contest
        try:
            act(client, number, body_of(told["revision"]))
        except Refused as refused:
            if is_last or not refused.has(REVISION_STALE):
                raise
            continue
        return disputes.whole(family.dispute(client, number))
    raise AssertionError("the second try returns or raises")


def add_dispute_evidence(client: EbayClient, values: Mapping[str, Any]) -> dict[str, Any]:
    """`kind` in eBay's words in lower case, `files` ids of uploaded ones, `lines` (listing_id, line_id); all lines of the
    dispute where none are named. The same files are added once."""
    number, files = values["dispute_id"], [str(each) for each in values["files"]]
    told = disputes.whole(family.dispute(client, number))
    known = next((each for each in told["evidence"] if set(files) <= set(each["files"])), None)
    if known is not None:
        return {"evidence_id": known["evidence_id"]}
    lines: Sequence[Mapping[str, Any]] = values.get("lines") or told["lines"]
    body: Obj = {
        "evidenceType": str(values["kind"]).upper(),
        "files": [{"fileId": each} for each in files],
        "lineItems": [{"itemId": each["listing_id"], "lineItemId": each["line_id"]} for each in lines],
    }
    return {"evidence_id": family.add_evidence(client, number, body)}


def upload_dispute_file(client: EbayClient, values: Mapping[str, Any]) -> dict[str, Any]:
    """`content` is Base64 of a JPEG or PNG picture."""
    try:
        content = base64.b64decode(values["content"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise Rejected(PARTNER, "uploadEvidenceFile", message="the file is no Base64", code="bad_file") from error
    media = _media_type(content)
    if not media:
        words = "eBay takes JPEG and PNG pictures as evidence"
        raise Rejected(PARTNER, "uploadEvidenceFile", message=words, code="bad_file")
    boundary = uuid4().hex
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="evidence.{media[1]}"\r\n'
        f"Content-Type: {media[0]}\r\n\r\n"
    )
    form = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    kind = f"multipart/form-data; boundary={boundary}"
    return {"file_id": family.upload(client, values["dispute_id"], kind, form)}


def _media_type(content: bytes) -> tuple[str, str] | None:
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg", "jpg"
    return ("image/png", "png") if content.startswith(b"\x89PNG\r\n\x1a\n") else None
