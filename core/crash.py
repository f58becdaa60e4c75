"""A seam for tests: `HUB_CRASH_AT=<point>` ends the process at that point as SIGKILL would, `<point>:<n>` at its n-th pass.
`HUB_FREEZE_AT=<point>` stops it there, once, until somebody sends SIGCONT.

Without the variables a point costs one comparison and does nothing.
"""

import itertools
import os
import signal

_point, _, _passes = os.environ.get("HUB_CRASH_AT", "").partition(":")
_fatal_pass = int(_passes or "1")
_counter = itertools.count(1)
_freeze_at = os.environ.get("HUB_FREEZE_AT", "")
_freezes = itertools.count(1)

EXIT_CODE = 137  # what a shell reports for a killed process


def crash_point(name: str) -> None:
    if _point and name == _point and next(_counter) == _fatal_pass:
        os._exit(EXIT_CODE)
    if _freeze_at and name == _freeze_at and next(_freezes) == 1:
        os.kill(os.getpid(), signal.SIGSTOP)
