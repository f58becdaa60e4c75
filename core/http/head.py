"""Reads an answer's head without the e-mail parser, which costs more than all the rest of a small call."""

import http.client
from http import HTTPStatus
from typing import Any, BinaryIO

MAX_LINE_BYTES = 64 * 1024
MAX_LINES = 100


class QuickResponse(http.client.HTTPResponse):
    """An answer whose `headers` are a plain dict with names in lower case; several of one name are joined by a comma."""

    headers: Any

    def begin(self) -> None:
        if self.headers is not None:
            return
        version, status, reason = self._read_status()  # type: ignore[attr-defined]  # the reader of our own base class
        while status == HTTPStatus.CONTINUE:
            read_head(self.fp)
            version, status, reason = self._read_status()  # type: ignore[attr-defined]
        if not version.startswith("HTTP/1."):
            raise http.client.UnknownProtocol(version)
        self.code = self.status = status
        self.reason = reason.strip()
        self.version = 10 if version == "HTTP/1.0" else 11
        self.headers = read_head(self.fp)
        self.chunked = self.headers.get("transfer-encoding", "").lower() == "chunked"
        self.chunk_left = None
        self.will_close = self._check_close()  # type: ignore[attr-defined]
        self.length = self._body_length()
        if not self.will_close and not self.chunked and self.length is None:
            self.will_close = True

    def _body_length(self) -> int | None:
        if self.status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED} or self.status < HTTPStatus.OK:
            return 0
        declared = self.headers.get("content-length", "")
        return int(declared) if not self.chunked and declared.isascii() and declared.isdigit() else None


def read_head(stream: BinaryIO) -> dict[str, str]:
    """The header lines up to the empty one. Lines that are no header are passed over, folded ones are put together."""
    headers: dict[str, str] = {}
    name = ""
    for _ in range(MAX_LINES + 1):
        line = stream.readline(MAX_LINE_BYTES + 1)
        if len(line) > MAX_LINE_BYTES:
            raise http.client.LineTooLong("header line")
        if line in {b"\r\n", b"\n"}:
            return headers
        if not line:
            raise http.client.IncompleteRead(b"")
        text = line.decode("latin-1")
        if text[0] in " \t":
            if name:
                headers[name] = f"{headers[name]} {text.strip()}"
            continue
        name, colon, value = text.partition(":")
        name, value = name.lower() if colon and name == name.strip() else "", value.strip()
        if name:
            headers[name] = _joined(name, headers.get(name), value)
    raise http.client.HTTPException(f"more than {MAX_LINES} header lines")


def _joined(name: str, before: str | None, value: str) -> str:
    if before is None or (name == "content-length" and before == value):
        return value
    return f"{before}, {value}"
