"""Why a backup could not be made or restored."""

import errno
from pathlib import Path

from core.errors import HubError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class BackupError(HubError):
    """Nothing was made, or nothing was restored; the text says why and what to do."""


def of_disk(error: OSError, folder: Path) -> BackupError:
    """The sentence for what the disk under `folder` refused."""
    if error.errno in FULL:
        return BackupError(f"The disk of {folder} is full. Make room there, or choose another folder.")
    return BackupError(f"{error.filename or folder}: {error.strerror or error}.")
