"""Which backups go when a new one is there: only whole ones of this installation, and never the newest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from core.backup.folder import Archive, archives, remove


@dataclass(frozen=True, slots=True)
class Keep:
    """A backup goes when it is older than `days`, or when `count` newer ones are there; 0 means no such limit."""

    days: int = 0
    count: int = 0

    @classmethod
    def from_settings(cls) -> "Keep":
        return cls(settings.BACKUP_KEEP_DAYS, settings.BACKUP_KEEP_COUNT)


def prune(folder: Path, keep: Keep, installation: str, now: datetime) -> list[str]:
    """Removes what need not be kept. The names of what went."""
    ours = [archive for archive in archives(folder) if archive.manifest.installation == installation]
    gone = [archive for place, archive in enumerate(ours) if place and _may_go(archive, place, keep, now)]
    for archive in gone:
        remove(archive)
    return [archive.path.name for archive in gone]


def _may_go(archive: Archive, place: int, keep: Keep, now: datetime) -> bool:
    if keep.count and place >= keep.count:
        return True
    return bool(keep.days) and archive.manifest.made_at < now - timedelta(days=keep.days)
