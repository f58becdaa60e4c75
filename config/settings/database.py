"""The database: SQLite where nothing is said (one machine), PostgreSQL by `DATABASE_URL`.

The SQLite options are measured choices: IMMEDIATE because a deferred read-then-write is refused at once whatever
the timeout, WAL because readers must not wait for the writer. `core.checks` asserts both at start.
"""

from contextlib import suppress
from typing import Any

from config.settings.environment import BASE_DIR, env

# "web" processes give up quickly (a webhook sender or a browser waits), workers and commands are patient.
PROCESS_ROLE = env.str("HUB_PROCESS_ROLE", default="worker")
IS_WEB_PROCESS = PROCESS_ROLE == "web"

SQLITE_INIT = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY; "
    "PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=1000;"
)


def _database() -> dict[str, Any]:
    # A plain call: environ wants the default as a URL, and a path may hold spaces.
    settings: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'entrepot.sqlite3'}")
    if "DATABASE_URL" not in env:
        with suppress(OSError):  # SQLite makes the file, not its folder; where neither can be made, it says so itself
            (BASE_DIR / "var").mkdir(exist_ok=True)
    settings["ATOMIC_REQUESTS"] = False
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 2 if IS_WEB_PROCESS else 20,
            "init_command": SQLITE_INIT.format(synchronous=env.str("SQLITE_SYNCHRONOUS", default="NORMAL")),
        }
    else:
        timeouts = f"-c lock_timeout={2000 if IS_WEB_PROCESS else 5000} -c idle_in_transaction_session_timeout=30000"
        if IS_WEB_PROCESS:
            timeouts += " -c statement_timeout=30000"
        # A machine or a line that vanished without a word is noticed in a minute at either end, not in the system's two
        # hours: ours waits no longer for an answer, the server lets go of what a lost machine's sessions had locked.
        timeouts += " -c tcp_keepalives_idle=20 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
        alive = {"keepalives_idle": 20, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 45_000}
        patience = {"connect_timeout": 2 if IS_WEB_PROCESS else 5, **alive}
        settings["OPTIONS"] = {**patience, **settings.get("OPTIONS", {}), "options": timeouts}
        settings["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=600)
        settings["CONN_HEALTH_CHECKS"] = True
    return settings


DATABASES = {"default": _database()}
