"""Reads an answer's body within a limit, counted after decompression, and notices when it was cut."""

import zlib
from collections.abc import Callable, Mapping

from core.http.faults import INCOMPLETE, Broken, NotReadable, TooLarge

ReadBytes = Callable[[int], bytes]

ERROR_BODY_BYTES = 64 * 1024
_WITHOUT_BODY = frozenset({204, 304})
_PIECE = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS


def read_body(read: ReadBytes, status: int, headers: Mapping[str, str], max_body: int) -> tuple[bytes, bool]:
    """The body, and whether it was read to its end (only then may the connection be used again).

    `read(n)` gives at most n raw bytes, b"" at the end. Raises `TooLarge`, `Broken` (incomplete) or `NotReadable`;
    of a redirect or an error the beginning is enough, whatever comes after it.
    """
    length = _declared_length(headers)
    encoding = headers.get("content-encoding", "").strip().lower()
    if status in _WITHOUT_BODY:
        return b"", True
    if not 200 <= status < 300:  # noqa: PLR2004 - HTTP's own borders
        return _beginning(read, length, encoding)
    if encoding in {"", "identity"}:
        return _plain(read, length, max_body), True
    if encoding in {"gzip", "x-gzip"}:
        return _gzip(read, length, max_body), True
    raise NotReadable(f"unknown encoding {encoding[:40]!r}")


def _declared_length(headers: Mapping[str, str]) -> int | None:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return None
    declared = headers.get("content-length", "")
    return int(declared) if declared.isascii() and declared.isdigit() else None


def _plain(read: ReadBytes, length: int | None, max_body: int) -> bytes:
    if length is not None and length > max_body:
        raise _too_large(max_body)
    if length is not None:
        body = read(length) if length else b""
        while len(body) < length:
            piece = read(length - len(body))
            if not piece:
                raise Broken(INCOMPLETE)
            body += piece
        return body
    gathered = bytearray()
    while piece := read(_PIECE):
        gathered += piece
        if len(gathered) > max_body:
            raise _too_large(max_body)
    return bytes(gathered)


def _gzip(read: ReadBytes, length: int | None, max_body: int) -> bytes:
    gathered = bytearray()
    received = 0
    decoder = zlib.decompressobj(_GZIP)
    while piece := read(_PIECE if length is None else min(_PIECE, length - received)):
        received += len(piece)
        decoder = _inflate(decoder, piece, gathered, max_body)
    if not decoder.eof or (length is not None and received < length):
        raise Broken(INCOMPLETE)
    return bytes(gathered)


def _inflate(decoder: "zlib._Decompress", piece: bytes, gathered: bytearray, max_body: int) -> "zlib._Decompress":
    """Unpacks one piece, never more than a little beyond the limit; gives the decoder for the next piece."""
    while piece:
        if decoder.eof:  # a gzip file may be several in a row
            decoder = zlib.decompressobj(_GZIP)
        try:
            gathered += decoder.decompress(piece, max_body + 1 - len(gathered))
        except zlib.error as error:
            raise NotReadable(f"broken gzip: {error}") from error
        if len(gathered) > max_body:
            raise _too_large(max_body)
        piece = decoder.unconsumed_tail or decoder.unused_data
    return decoder


def _beginning(read: ReadBytes, length: int | None, encoding: str) -> tuple[bytes, bool]:
    """What an error answer says, up to a limit. The status counts; a cut or odd body does not change it."""
    try:
        body = read(ERROR_BODY_BYTES if length is None else min(length, ERROR_BODY_BYTES))
        complete = length is not None and len(body) == length
        if encoding in {"gzip", "x-gzip"}:
            body = zlib.decompressobj(_GZIP).decompress(body, ERROR_BODY_BYTES)
    except TimeoutError:
        raise
    except Exception:  # noqa: BLE001 - whatever broke, the status has been read
        return b"", False
    return body, complete


def _too_large(max_body: int) -> TooLarge:
    size = f"{max_body / 2**20:.0f} MiB" if max_body >= 2**20 else f"{max_body} bytes"
    return TooLarge(f"response too large (over {size})")
