"""How log lines look: one event a line, in UTC, with secrets taken out whoever logged them.

The two formatters stand on the root handler, so they see the records of Django, Celery and every library too. (Built on
the standard library: importing structlog takes longer than most commands run.)
"""

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from core.redaction import redact_mapping, redact_text

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_OBJECTS_OF_LIBRARIES = frozenset({"request", "response", "server_time", "exc"})
_LINE_ENDS = str.maketrans({"\n": "\\n", "\r": "\\r"})


_context: ContextVar[dict[str, Any]] = ContextVar("log_values", default={})  # noqa: B039 - replaced, never changed


@contextmanager
def logged_with(**values: Any) -> Iterator[None]:
    """Every line that this thread logs within the block carries these values: the request's id, the job's."""
    token = _context.set({**_context.get(), **values})
    try:
        yield
    finally:
        _context.reset(token)


class PlainFormatter(logging.Formatter):
    """`2026-11-21T09:12:03.120Z WARNING core.jobs Job gave up job=7`, a traceback on the lines below."""

    converter = time.gmtime  # type: ignore[assignment]  # the stubs give it a narrower type than its base
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        # A line end in a message would let whoever wrote it forge the next line.
        message = redact_text(record.getMessage()).translate(_LINE_ENDS)
        values = "".join(f" {name}={value}" for name, value in extras_of(record).items())
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {message}{values.translate(_LINE_ENDS)}"
        trace = trace_of(self, record)
        return f"{line}\n{trace}" if trace else line


class JsonFormatter(PlainFormatter):
    """One JSON object a line: `time`, `level`, `logger`, `event`, the values logged with it, `trace` for an error."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            **extras_of(record),
            "time": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": redact_text(record.getMessage()),
        }
        trace = trace_of(self, record)
        if trace:
            entry["trace"] = trace
        return json.dumps(entry, default=str, ensure_ascii=False)


def extras_of(record: logging.LogRecord) -> dict[str, Any]:
    """The values of `logged_with` and those given as `extra=`, redacted by name and by look."""
    skip = _STANDARD | _OBJECTS_OF_LIBRARIES
    own = {name: value for name, value in record.__dict__.items() if name not in skip}
    return redact_mapping({**_context.get(), **own})


def trace_of(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    """Traceback and stack of a record, redacted; "" where it has none."""
    parts = []
    if record.exc_info:
        parts.append(formatter.formatException(record.exc_info))
    elif record.exc_text:
        parts.append(record.exc_text)
    if record.stack_info:
        parts.append(formatter.formatStack(record.stack_info))
    return redact_text("\n".join(parts))
