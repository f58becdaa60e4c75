"""What was sent, by its content type: forms, JSON, multipart; and what is made of the wrong one."""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from email import policy
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl

from marketplaces.adapters.etsy.simulator.calls import Operation, Refused, Upload, bad
from marketplaces.adapters.etsy.simulator.fields import as_text, read_fields

FORM, MULTIPART, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"


@dataclass
class Sent:
    """`texts` are the fields of a form as they came, `body` what was understood of them, or the JSON."""

    body: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def read_sent(operation: Operation, media_type: str, raw: bytes, *, strict: bool) -> Sent:
    """Raises Refused."""
    media = media_type.partition(";")[0].strip().lower()
    if not operation.media or (not raw and operation.media == FORM):
        media = operation.media
    if media != operation.media and strict:
        raise Refused(415, f"Unsupported content type {media!r}: {operation.media} is required")
    if operation.media == JSON:
        return Sent(_json(raw) if media == JSON else {})  # JSON under a form's type is taken, and ignored
    sent = Sent()
    if media == MULTIPART:
        sent.texts, sent.files = _parts(media_type, raw)
    elif media == JSON:
        sent.texts = {name: as_text(value) for name, value in _json(raw).items() if value is not None}
    elif operation.media:
        sent.texts = pairs(raw)
    sent.body, wrong = read_fields(operation.fields, sent.texts)
    if wrong and operation.lists_errors:
        raise Refused(400, body=wrong)
    if wrong:
        raise bad(wrong[0]["message"])
    return sent


def read_query(operation: Operation, query: str) -> dict[str, Any]:
    found, wrong = read_fields(operation.query, pairs(query.encode()))
    if wrong:
        raise bad(f"{wrong[0]['path']}: {wrong[0]['message']}")
    return found


def pairs(raw: bytes) -> dict[str, str]:
    """Of a name that is repeated the last value stays; brackets are part of a name like any letter."""
    return dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))


def _json(raw: bytes) -> dict[str, Any]:
    try:
        read = json.loads(raw or b"{}", parse_float=Decimal)
    except ValueError as no:
        raise bad("The request body is not valid JSON") from no
    if not isinstance(read, dict):
        raise bad("The request body must be a JSON object")
    return read


def _parts(media_type: str, raw: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    """A part with a filename is a file, whatever it holds: scalars that are sent so are not seen."""
    message = BytesParser(policy=policy.HTTP).parsebytes(b"Content-Type: " + media_type.encode() + b"\r\n\r\n" + raw)
    texts: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name = str(part.get_param("name", "", header="content-disposition"))
        content = part.get_payload(decode=True)
        content = content if isinstance(content, bytes) else b""
        if (filename := part.get_filename()) is not None:
            files[name] = Upload(filename, content)
        else:
            texts[name] = content.decode("utf-8", "replace")
    return texts, files
