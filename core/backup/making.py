"""Making a backup: room first, then everything into a folder that has no name yet, then the name, then the old ones go."""

import hashlib
import shutil
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from django.conf import settings
from django.db import Error as AnyDatabaseError
from django.db import connection
from django.utils import timezone

from core import __version__
from core.backup import postgresql, sqlite, standing
from core.backup.errors import BackupError, of_disk
from core.backup.folder import exclusive, final_place, staged
from core.backup.manifest import Manifest
from core.backup.progress import Progress, silent
from core.backup.pruning import Keep, prune
from core.crash import crash_point
from core.redaction import redact_text

COPIES_AT_ONCE = {"sqlite": 2, "postgresql": 1}  # SQLite's copy and the packed file beside it


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that is on the disk. `removed` are the names of older ones that went for it."""

    path: Path
    manifest: Manifest
    seconds: float
    removed: list[str]

    def as_data(self) -> dict[str, Any]:
        """JSON for a job's result and for the history."""
        return {
            "path": str(self.path),
            "bytes": self.manifest.bytes,
            "rows": sum(self.manifest.contents.tables.values()),
            "keys": sorted(self.manifest.contents.keys),
            "seconds": round(self.seconds, 1),
            "removed": self.removed,
        }


def make_backup(folder: Path, *, keep: Keep | None = None, by: str = "", progress: Progress = silent) -> Made:
    """A backup of everything into a new folder inside `folder`, noted in the history, as is a failure.

    Raises BackupError; then nothing new is in the folder and nothing old was removed. What `progress` raises goes through
    in the same way.
    """
    try:
        made = _make(folder.absolute(), keep or Keep(), progress)
    except BackupError as error:
        standing.note_failed(str(error), by)
        raise
    except OSError as error:
        said = of_disk(error, folder)
        standing.note_failed(str(said), by)
        raise said from error
    except AnyDatabaseError as error:
        said = BackupError(redact_text(f"The database could not be read: {error}").strip())
        standing.note_failed(str(said), by)
        raise said from error
    standing.note_made(made.path.name, made.as_data(), by)
    return made


def engine() -> ModuleType:
    """The module for the hub's database: each has `FILE`, `live_size` and `dump`."""
    engines: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}
    return engines[connection.vendor]


def installation() -> str:
    """A short name for the database behind this hub, which says nothing about it."""
    given = connection.settings_dict
    where = [connection.vendor, *(str(given.get(part) or "") for part in ("HOST", "PORT", "NAME"))]
    return hashlib.sha256("\x00".join(where).encode()).hexdigest()[:12]


def _make(folder: Path, keep: Keep, progress: Progress) -> Made:
    began, made_at = time.monotonic(), timezone.now()
    with exclusive(folder):
        _require_room(folder)
        with staged(folder, made_at) as stage:
            manifest = _fill(stage, made_at, progress)
            path = final_place(stage)
        removed = prune(folder, keep, manifest.installation, made_at)
    return Made(path, manifest, time.monotonic() - began, removed)


def _fill(stage: Path, made_at: datetime, progress: Progress) -> Manifest:
    database = engine()
    contents, sha256, size = database.dump(stage, progress)
    crash_point("backup.dumped")
    manifest = Manifest(
        made_at=made_at,
        version=__version__,
        kind=connection.vendor,
        installation=installation(),
        contents=contents,
        file=database.FILE,
        bytes=size,
        sha256=sha256,
    )
    manifest.write(stage)
    crash_point("backup.written")
    return manifest


def _require_room(folder: Path) -> None:
    """Raises BackupError unless the backup fits and the reserve for everything else stays free."""
    wanted = engine().live_size() * COPIES_AT_ONCE[connection.vendor] + settings.ALERT_DISK_FREE_MB * 1_000_000
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise BackupError(
            f"The disk of {folder} has {free // 1_000_000} MB free; the backup and the reserve (ALERT_DISK_FREE_MB) need "
            f"{wanted // 1_000_000} MB. Make room there, or choose another folder."
        )
