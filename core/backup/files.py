"""Files of a backup: readable by their owner alone, hashed while they are written, on the disk before they count."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

OWNER_ONLY_FOLDER = 0o700
OWNER_ONLY_FILE = 0o600
BLOCK = 1 << 20


class Hashing:
    """A file to write to that knows the SHA-256 and the size of what went through it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, block: bytes) -> int:
        self._file.write(block)
        self._digest.update(block)
        self.size += len(block)
        return len(block)

    def flush(self) -> None:
        self._file.flush()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that was not there before, flushed to the disk at the end."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY_FILE)
    with os.fdopen(handle, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush_folder(folder: Path) -> None:
    """Makes renames and new names in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
