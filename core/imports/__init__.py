"""Files of rows that staff bring: looked at first, confirmed once, then done as a job with a result a row.

Each app registers what it takes (`ImportKind`) in its `actions`; one mechanism reads, shows, confirms and does it.
"""

from core.imports.cells import Cells
from core.imports.filing import NotNow, confirm, retry_failed, take_in
from core.imports.kinds import Column, ImportKind, Plan, changed, kind_of, known_kinds, refused, register

__all__ = [
    "Cells",
    "Column",
    "ImportKind",
    "NotNow",
    "Plan",
    "changed",
    "confirm",
    "kind_of",
    "known_kinds",
    "refused",
    "register",
    "retry_failed",
    "take_in",
]
