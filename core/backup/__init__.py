"""Backups of the hub: one folder each, with the whole database and a manifest that says what is in it.

A backup is made beside its place and renamed into it when all of it is on the disk, so a folder under a backup's name is
a whole one. The encryption keys are never in it, only the fingerprints of those that its secrets need. Pictures are not
in it either: they are a cache of what the catalogue points to, and are fetched anew.
"""

from core.backup.errors import BackupError
from core.backup.making import Made, make_backup
from core.backup.pruning import Keep
from core.backup.restoring import Restored, examine_archive, restore
from core.backup.standing import Newest, is_late, is_wanted, newest

__all__ = [
    "BackupError",
    "Keep",
    "Made",
    "Newest",
    "Restored",
    "examine_archive",
    "is_late",
    "is_wanted",
    "make_backup",
    "newest",
    "restore",
]
