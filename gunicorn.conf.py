"""Read by `gunicorn config.wsgi` from the directory it is started in."""

import os
from typing import Any

# The application is loaded before the workers fork: a start that is refused (see core/checks.py) then ends gunicorn with
# exit code 1 and its sentence, where a worker that loads it alone would be started again for ever. It saves memory, too.
preload_app = True

# No door for commands to the server: nobody uses it, and the home where it would stand is not to be written to.
control_socket_disable = True

# The server's own lines look like all others, and lose their secrets as they do.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "core.logs.PlainFormatter"},
        "json": {"()": "core.logs.JsonFormatter"},
    },
    "handlers": {
        "lines": {
            "class": "logging.StreamHandler",
            "formatter": "json" if os.environ.get("LOG_FORMAT", "").lower() == "json" else "plain",
        }
    },
    "root": {"handlers": ["lines"], "level": "INFO"},
    "loggers": {
        "gunicorn.error": {"handlers": ["lines"], "propagate": False},
    },
}


def post_worker_init(worker: Any) -> None:
    """In each web process, once it serves."""
    from core import turns, watchdog  # noqa: PLC0415 - the application is loaded by now

    turns.quick_turns()
    watchdog.start()
