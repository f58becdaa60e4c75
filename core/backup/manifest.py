"""What a backup says of itself: `manifest.json`, readable without the hub and without a key."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.backup.errors import BackupError
from core.backup.files import new_file

NAME = "manifest.json"
FORMAT = 1
MAX_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class Contents:
    """What the database held at the moment of the backup. `keys` are fingerprints with the number of secrets that need
    them; `database_bytes` is the size of the live database, not of the file here."""

    tables: dict[str, int]
    migrations: dict[str, list[str]]
    keys: dict[str, int]
    server: str
    database_bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """`kind` is Django's vendor name; `installation` tells the backups of one hub from those of another in one folder."""

    made_at: datetime
    version: str
    kind: str
    installation: str
    contents: Contents
    file: str
    bytes: int
    sha256: str

    def write(self, folder: Path) -> None:
        said = {"format": FORMAT, "program": "entrepot", **asdict(self), "made_at": self.made_at.isoformat()}
        with new_file(folder / NAME) as file:
            file.write(json.dumps({**said, "sum": _sum(said)}, indent=1, sort_keys=True).encode())


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the backup in this folder. Raises BackupError where there is none, or not a whole one."""
    path = folder / NAME
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BackupError(f"{path} is no manifest of a backup: it is too large.")
        said = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise BackupError(f"{folder} is no backup: it has no {NAME}.") from None
    except NotADirectoryError:
        raise BackupError(f"{folder} is no backup: a backup is a folder.") from None
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise BackupError(f"{path} is damaged: it is not JSON.") from error
    return _understood(said, path)


def _understood(said: Any, path: Path) -> Manifest:
    if not isinstance(said, dict) or said.get("program") != "entrepot":
        raise BackupError(f"{path} is not the manifest of a backup of this program.")
    if said.get("format") != FORMAT:
        raise BackupError(f"{path} has the format {said.get('format')}, this version reads {FORMAT}: use newer code.")
    if said.pop("sum", None) != _sum(said):
        raise BackupError(f"{path} is damaged: its contents do not agree with its sum.")
    return Manifest(
        made_at=datetime.fromisoformat(said["made_at"]),
        contents=Contents(**said["contents"]),
        **{name: said[name] for name in ("version", "kind", "installation", "file", "bytes", "sha256")},
    )


def _sum(said: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
