"""State moves: which are allowed is a table with a reason each; a move is a compare-and-set UPDATE and a line of history.

RUN_MOVES = Transitions("core.syncrun", {("queued", "running"): "started", ("running", "done"): "finished"})
if not move(run, "done", by="worker", finished_at=now):
    ...  # somebody else has moved it, or our lease was taken over: stop quietly
"""

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model

from core.errors import HubError
from core.history import record

_tables: dict[str, "Transitions"] = {}


class ForbiddenMove(HubError):  # noqa: N818 - says what happened
    """The table does not allow this move: a mistake in the program, or a button pressed on a page that was out of date."""

    def __init__(self, label: str, origin: str, to: str) -> None:
        super().__init__(f"{label}: no move from {origin!r} to {to!r}.")
        self.origin, self.to = origin, to


class Transitions:
    """The allowed moves of one model, each with its reason code. Registers itself under the model's label."""

    def __init__(self, label: str, moves: Mapping[tuple[str, str], str]) -> None:
        self.label = label.lower()
        self.moves = dict(moves)
        _tables[self.label] = self

    def allows(self, origin: str, to: str) -> bool:
        return (origin, to) in self.moves

    def reason(self, origin: str, to: str) -> str:
        """The code that history keeps for this move; raises `ForbiddenMove` when the table has no such move."""
        try:
            return self.moves[origin, to]
        except KeyError:
            raise ForbiddenMove(self.label, origin, to) from None

    def targets(self, origin: str) -> list[str]:
        """The states that `origin` may move to, in the table's order."""
        return [target for source, target in self.moves if source == origin]


def table_for(model: type[Model] | Model) -> Transitions:
    return _tables[model._meta.label_lower]


def move(
    row: Model, to: str, *, by: str, why: str = "", expect: Mapping[str, Any] | None = None, **extra_updates: Any
) -> bool:
    """Moves `row.state` to `to` when the database still has what `row` has; the row in hand is brought up to date.

    Compared are the state and, where the model has one, the lease token (`expect` adds more fields). Returns False,
    with nothing written, when they differ: the caller has been fenced off. Raises `ForbiddenMove` for a move that the
    model's table does not have. `extra_updates` are written in the same UPDATE.
    """
    origin = str(row.state)  # type: ignore[attr-defined]  # every model with a table has a state
    reason = table_for(row).reason(origin, to)
    seen = {"state": origin, **(expect or {})}
    if hasattr(row, "lease_token"):
        seen.setdefault("lease_token", row.lease_token)
    with transaction.atomic():
        # The base manager: a default manager may annotate, and an UPDATE wants none of that.
        moved = type(row)._base_manager.filter(pk=row.pk, **seen).update(state=to, **extra_updates)
        if not moved:
            return False
        data = {"from": origin, "code": reason} | ({"why": why} if why else {})
        record(row, f"{noun(row)}.{to}", by=by, data=data, run_id=_run_id(row))
    for name, value in {"state": to, **extra_updates}.items():
        setattr(row, name, value)
    return True


def noun(row: Model) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(row).__name__).lower()


def _run_id(row: Model) -> int | None:
    run_id: int | None = row.pk if row._meta.label_lower == "core.syncrun" else getattr(row, "run_id", None)
    return run_id
