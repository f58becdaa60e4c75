"""Starts `manage.py` with less than it needs: `python unfit.py read-only WORDS…`, `python unfit.py small-disk BYTES WORDS…`
(`-m MODULE WORDS…` starts another program than `manage.py`)."""

import ctypes
import os
import resource
import sys

DROP_FROM_BOUNDING_SET, CAPABILITIES_THAT_IGNORE_PERMISSIONS = 24, (1, 2)


def obey_permissions():
    """File permissions count for root, too. Does nothing for other users: they have no such rights to lose."""
    system = ctypes.CDLL(None)
    for capability in CAPABILITIES_THAT_IGNORE_PERMISSIONS:
        system.prctl(DROP_FROM_BOUNDING_SET, capability, 0, 0, 0)


def end_files_at(size):
    """No file grows beyond `size` bytes; a write beyond it fails as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


if __name__ == "__main__":
    how, words = sys.argv[1], sys.argv[2:]
    if how == "read-only":
        obey_permissions()
    else:
        end_files_at(int(words.pop(0)))
    program = [] if words[0] == "-m" else ["manage.py"]
    os.execv(sys.executable, [sys.executable, *program, *words])  # noqa: S606 - the point of it
