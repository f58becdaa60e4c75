"""Pictures of products, fetched from wherever the catalogue says they are and kept here: pages show our own copies only.

A browser of staff never speaks to a foreign host, and a foreign host that is slow or away slows no page: what could not
be had is not asked for again for a while, neither the picture nor, when it did not answer at all, its host.
"""

import hashlib
import os
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from core.errors import HubError, PartnerDown, TimedOut
from core.http import fetch_public

MAX_BYTES = 10 * 1024 * 1024
FETCH_SECONDS = 5.0
FETCHES_AT_ONCE = 3  # of the web process; its other threads stay free for pages
WAIT_FOR_TURN_SECONDS = 1.0
FRESH_SECONDS = 7 * 86400
KEEP_SECONDS = 30 * 86400
REFUSED_SECONDS = 3600.0  # not found, not public, not a picture
AWAY_SECONDS = 120.0  # no answer
MIN_FREE_BYTES = 500 * 1024 * 1024  # of the disk: below, nothing more is kept


@dataclass(frozen=True, slots=True)
class Picture:
    """`etag` changes when the picture does."""

    body: bytes
    media_type: str
    etag: str


class Unavailable:
    """Remembers for a while, in this process, what could not be had."""

    def __init__(self, most: int = 10_000) -> None:
        self._until: dict[str, float] = {}
        self._most = most
        self._lock = threading.Lock()

    def note(self, name: str, seconds: float) -> None:
        with self._lock:
            if len(self._until) >= self._most:
                self._until.clear()
            self._until[name] = time.monotonic() + seconds

    def __contains__(self, name: str) -> bool:
        return self._until.get(name, 0.0) > time.monotonic()

    def clear(self) -> None:
        self._until.clear()


unavailable = Unavailable()
_turns = threading.BoundedSemaphore(FETCHES_AT_ONCE)


def get_picture(url: str) -> Picture | None:
    """The picture at a public http(s) address, from our copy or fetched now; None where it cannot be had at present."""
    path = _path(url)
    kept, age = _read(path)
    if kept is not None and age < FRESH_SECONDS:
        return kept
    if url in unavailable or _host(url) in unavailable or not _turns.acquire(timeout=WAIT_FOR_TURN_SECONDS):
        return kept
    try:
        return _fetch(url, path) or kept
    finally:
        _turns.release()


def media_type(body: bytes) -> str:
    """What the first bytes say it is; "" for anything but PNG, JPEG, GIF and WebP. SVG can carry scripts."""
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if body.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if body.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return "image/webp"
    return ""


def _fetch(url: str, path: Path) -> Picture | None:
    if _host(url) in unavailable:  # found out by another thread while this one waited for its turn
        return None
    try:
        answer = fetch_public(
            url,
            max_body=MAX_BYTES,
            allowed_hosts=settings.PICTURE_ALLOWED_HOSTS,
            timeout=FETCH_SECONDS,
            accept="image/png, image/jpeg, image/gif, image/webp",
        )
    except (PartnerDown, TimedOut) as error:
        unavailable.note(url, AWAY_SECONDS)
        if error.status is None:
            unavailable.note(_host(url), AWAY_SECONDS)
        return None
    except HubError:
        unavailable.note(url, REFUSED_SECONDS)
        return None
    kind = media_type(answer.body)
    if not kind:
        unavailable.note(url, REFUSED_SECONDS)
        return None
    _keep(path, answer.body)
    return Picture(answer.body, kind, _etag(answer.body))


def _path(url: str) -> Path:
    name = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
    return Path(settings.MEDIA_ROOT) / "pictures" / name[:2] / name


def _host(url: str) -> str:
    try:
        return f"host {urlsplit(url).netloc}"
    except ValueError:
        return "host "


def _read(path: Path) -> tuple[Picture | None, float]:
    """Our copy and its age in seconds."""
    try:
        age = time.time() - path.stat().st_mtime
        body = path.read_bytes()
    except OSError:
        return None, 0.0
    kind = media_type(body)
    return (Picture(body, kind, _etag(body)), age) if kind else (None, 0.0)


def _etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _keep(path: Path, body: bytes) -> None:
    """Whole or not at all; a disk that is full or not writable costs the copy, not the picture."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(path.parent).free < MIN_FREE_BYTES:
            return
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        Path(temporary).replace(path)
        _tidy(path.parent)
    except OSError:
        return


def _tidy(folder: Path) -> None:
    """Copies that nobody looked at for a month go; each new one tidies its own of the 256 folders."""
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > KEEP_SECONDS:
            old.unlink(missing_ok=True)
