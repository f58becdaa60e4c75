"""The folder of backups: their names, the one that is being made, and which of the others are whole."""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.backup.errors import BackupError
from core.backup.files import OWNER_ONLY_FILE, OWNER_ONLY_FOLDER, flush_folder
from core.backup.manifest import Manifest, read_manifest

_NAME = re.compile(r"entrepot-\d{8}-\d{6}(-\d+)?")
_UNFINISHED = re.compile(r"\.entrepot-\d{8}-\d{6}(-\d+)?\.partial")
_LOCK = ".entrepot-backup.lock"


@dataclass(frozen=True, slots=True)
class Archive:
    path: Path
    manifest: Manifest


def archives(folder: Path) -> list[Archive]:
    """The backups in the folder, newest first. What only has a name like one is left out."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if _NAME.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
            try:
                manifest = read_manifest(path)
            except BackupError:
                continue
            if (path / manifest.file).is_file():
                found.append(Archive(path, manifest))
    return sorted(found, key=lambda archive: archive.manifest.made_at, reverse=True)


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """One backup at a time into one folder; what a killed process left unfinished is swept away.

    The lock is the kernel's and dies with its process. Raises BackupError while another backup is being made.
    """
    folder.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, OWNER_ONLY_FILE)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(f"Another backup is being made in {folder} right now.") from None
        _sweep(folder)
        yield
    finally:
        os.close(handle)


@contextmanager
def staged(folder: Path, made_at: datetime) -> Iterator[Path]:
    """A folder to fill, which gets its name when the block ends well and vanishes when it does not."""
    name = _free_name(folder, made_at)
    stage = folder / f".{name}.partial"
    stage.mkdir(mode=OWNER_ONLY_FOLDER)
    try:
        yield stage
        flush_folder(stage)
        stage.rename(folder / name)
        flush_folder(folder)
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise


def final_place(stage: Path) -> Path:
    return stage.parent / stage.name.removeprefix(".").removesuffix(".partial")


def remove(archive: Archive) -> None:
    """Takes its name away first: what is removed half-way is swept away as unfinished, not taken for a backup."""
    unnamed = archive.path.with_name(f".{archive.path.name}.partial")
    archive.path.rename(unnamed)
    shutil.rmtree(unnamed)


def _free_name(folder: Path, made_at: datetime) -> str:
    plain = f"entrepot-{made_at.astimezone(UTC):%Y%m%d-%H%M%S}"
    names = (plain if number == 1 else f"{plain}-{number}" for number in range(1, 1000))
    return next(name for name in names if not (folder / name).exists())


def _sweep(folder: Path) -> None:
    for path in folder.iterdir():
        if _UNFINISHED.fullmatch(path.name) and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
