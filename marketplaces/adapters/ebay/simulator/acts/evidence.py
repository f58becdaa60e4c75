"""A dispute's evidence: files go up as multipart, then they are named with what they prove."""

import secrets
from email.parser import BytesParser
from email.policy import HTTP

from marketplaces.adapters.ebay.simulator import clock
from marketplaces.adapters.ebay.simulator.acts.disputes import PATH, dispute_of, note
from marketplaces.adapters.ebay.simulator.acts.families import DISPUTE
from marketplaces.adapters.ebay.simulator.books.orders import Dispute
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused

KINDS = {
    "PROOF_OF_AUTHENTICITY",
    "PROOF_OF_ITEM_AS_DESCRIBED",
    "PROOF_OF_CREDIT_NOT_DUE",
    "PROOF_OF_RETURN_NOT_RECEIVED",
    "PROOF_OF_DELIVERY_AS_FILE",
    "PROOF_OF_DELIVERY_SIGNATURE",
    "PROOF_OF_PICKUP",
    "OPTIONAL_SUPPORTING_DOCUMENTS",
}
MOST_BYTES, MOST_FILES, LONGEST_NAME = 1_500_000, 5, 255


def part(call: Call, name: str) -> tuple[str, bytes] | None:
    """One part of a multipart body: its file's name and bytes."""
    head = b"Content-Type: " + call.headers.get("content-type", "").encode() + b"\r\n\r\n"
    message = BytesParser(policy=HTTP).parsebytes(head + call.raw)
    for each in message.iter_parts() if message.is_multipart() else ():
        if each.get_param("name", header="content-disposition") == name:
            raw = each.get_payload(decode=True)
            return each.get_filename() or "", raw if isinstance(raw, bytes) else b""
    return None


@DISPUTE.post(f"{PATH}/upload_evidence_file", "uploadEvidenceFile")
def upload(call: Call) -> Answer:
    dispute = _open(call)
    found = part(call, "file")
    if found is None or not found[1]:
        raise Refused(33005, "File type is invalid.")
    name, raw = found
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused(33106, "The file name should not be empty and should not exceed 255 characters.")
    if not raw.startswith((b"\xff\xd8", b"\x89PNG")):
        raise Refused(33005, "File type is invalid.")
    if len(raw) > MOST_BYTES:
        raise Refused(33006, "File size should be 1.5 MB or less.")
    number = secrets.token_hex(8)
    dispute.files[number] = (name, raw, call.seller.clock.now())
    return Answer(200, {"fileId": number})


@DISPUTE.post(f"{PATH}/add_evidence", "addEvidence")
def add(call: Call) -> Answer:
    dispute = _open(call)
    number = secrets.token_hex(8)
    dispute.evidence.append(_evidence(call, dispute, number, call.body))
    note(call.seller, dispute, "EVIDENCE_PROVIDED")
    return Answer(200, {"evidenceId": number})


@DISPUTE.post(f"{PATH}/update_evidence", "updateEvidence")
def update(call: Call) -> Answer:
    dispute = _open(call)
    for at, row in enumerate(dispute.evidence):
        if row["evidenceId"] == call.body["evidenceId"]:
            body = {"evidenceType": row["evidenceType"], "files": row["files"]} | call.body
            dispute.evidence[at] = _evidence(call, dispute, row["evidenceId"], body)
            note(call.seller, dispute, "EVIDENCE_PROVIDED")
            return Answer(204)
    raise Refused(33010, "Invalid evidence id.")


def _open(call: Call) -> Dispute:
    """After the answer nothing can be added."""
    dispute = dispute_of(call.seller, call.path["payment_dispute_id"])
    if dispute.status != "ACTION_NEEDED":
        raise Refused(33004, "Upload file for evidence is not permitted for given payment dispute state.", 409)
    return dispute


def _evidence(call: Call, dispute: Dispute, number: str, body: Body) -> Body:
    if body.get("evidenceType") not in KINDS:
        raise Refused(33008, "Invalid evidence type.")
    lines = {(line.listing, line.number) for line in call.seller.orders[dispute.order].lines}
    asked = body.get("lineItems") or []
    if not asked or not {(row.get("itemId"), row.get("lineItemId")) for row in asked} <= lines:
        raise Refused(33007, "Invalid line items.")
    numbers = [row.get("fileId", "") for row in body.get("files") or []]
    if not numbers or any(one not in dispute.files for one in numbers):
        raise Refused(33003, "Invalid Evidence File Id")
    if len(numbers) > MOST_FILES:
        raise Refused(33103, "Exceed allowed file count")
    return {
        "evidenceId": number,
        "evidenceType": body["evidenceType"],
        "files": [_file(dispute, one) for one in numbers],
        "lineItems": asked,
        "providedDate": clock.written(call.seller.clock.now()),
    }


def _file(dispute: Dispute, number: str) -> Body:
    name, raw, when = dispute.files[number]
    kind = "PNG" if raw.startswith(b"\x89PNG") else "JPEG"
    return {"fileId": number, "fileType": kind, "name": name, "uploadedDate": clock.written(when)}


@DISPUTE.get(f"{PATH}/fetch_evidence_content", "fetchEvidenceContent")
def fetch(call: Call) -> Answer:
    dispute = dispute_of(call.seller, call.path["payment_dispute_id"])
    number = call.one("file_id")
    used = {
        row["fileId"]
        for each in dispute.evidence
        if each["evidenceId"] == call.one("evidence_id")
        for row in each["files"]
    }
    if number not in used:
        raise Refused(33003, "Invalid Evidence File Id")
    return Answer(200, dispute.files[number][1])
