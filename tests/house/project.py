"""What the house tests look at: the project's own files, whether or not git is there to list them."""

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "core", "inventory", "suppliers", "marketplaces", "orders")


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that `.gitignore` does not leave out."""
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line.strip()]
    return tuple(sorted(_walk(ROOT, [".git", *ignored])))


def _walk(folder: Path, ignored: list[str]) -> Iterator[Path]:
    for entry in os.scandir(folder):
        if any(fnmatch(entry.name, pattern) for pattern in ignored):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), ignored)
        else:
            yield Path(entry.path)


def texts(*suffixes: str) -> list[tuple[str, str]]:
    """(path from the root, content) of our text files; all kinds where no suffix is named."""
    found = []
    for path in project_files():
        if suffixes and path.suffix not in suffixes:
            continue
        try:
            found.append((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue  # a picture or a compiled catalogue
    return found
