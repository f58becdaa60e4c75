"""How a command shows a run's progress: a bar on a terminal, a line now and then elsewhere, nothing for machines."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Protocol, Self, TextIO

from core.models import SyncRun

LINE_EVERY_SECONDS = 5.0
_FIGURES = ("total", "created", "updated", "unchanged", "skipped", "errors", "warnings", "missing", "staged", "pages")


class Display(AbstractContextManager["Display"], Protocol):
    def show(self, run: SyncRun, total: int | None) -> None: ...


def open_display(kind: str, *, quiet: bool, stream: TextIO) -> Display:
    if quiet:
        return Silence()
    return Bar(kind) if stream.isatty() else PlainLines(kind, stream)


class Silence:
    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def show(self, run: SyncRun, total: int | None) -> None:
        """Machines want the last line only."""


class PlainLines(Silence):
    """One line every few seconds, for logs and pipes."""

    def __init__(self, kind: str, stream: TextIO) -> None:
        self._kind = kind
        self._stream = stream
        self._started = self._last = time.monotonic()

    def show(self, run: SyncRun, total: int | None) -> None:
        now = time.monotonic()
        if now - self._last < LINE_EVERY_SECONDS:
            return
        self._last = now
        rate = run.total / max(now - self._started, 0.001)
        left = f", {max(total - run.total, 0) / rate:.0f} s left" if total and rate else ""
        self._stream.write(f"{self._kind}: {run.total:,} of {total or '?'} read, {rate:,.0f} a second{left}\n")
        self._stream.flush()

    @staticmethod
    def report(report: dict[str, Any], write: Callable[[str], Any]) -> None:
        """The figures at the end of a run, or the one sentence that says why there are none."""
        if "total" in report:
            for name in _FIGURES:
                if report.get(name) or name in _FIGURES[:6]:
                    write(f"{name + ':':<12}{report.get(name, 0):>10,}")
        for error in report.get("errors_list", []):
            write(f"  {error.get('product_id') or error.get('category_id') or '(no id)'}: {error['error']}")
        for reason in report.get("hold_reasons", []):
            write(f"  {reason['text']}")
        state, message = str(report["state"]).replace("_", " ").capitalize(), report.get("message", "")
        write(message if message.startswith(state) else f"{state}. {message}".strip())


class Bar(Silence):
    """A bar with rate and time left. Rich is loaded when the first progress comes: it takes longer than the first call."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._progress: Any = None
        self._task: Any = None

    def show(self, run: SyncRun, total: int | None) -> None:
        if self._progress is None:
            self._open(total)
        rate = run.total / max(time.monotonic() - self._started, 0.001)
        self._progress.update(self._task, completed=run.total, total=total, rate=f"{rate:,.0f}/s", errors=run.errors)

    def _open(self, total: int | None) -> None:
        from rich import progress as rich  # noqa: PLC0415 - heavy, and only for terminals

        self._started = time.monotonic()
        self._progress = rich.Progress(
            rich.TextColumn("[bold]{task.description}"),
            rich.BarColumn(),
            rich.MofNCompleteColumn(),
            rich.TextColumn("{task.fields[rate]}"),
            rich.TimeRemainingColumn(),
            rich.TextColumn("errors {task.fields[errors]}"),
        )
        self._progress.start()
        self._task = self._progress.add_task(self._kind, total=total, rate="", errors=0)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()
