"""The database: does it answer, in the right mode, with every migration applied."""

from collections.abc import Iterator

from django.db import Error as AnyDatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core.checks import database_exists, database_problems, is_in_memory, journal_mode
from core.doctor.examination import State, examiner
from core.redaction import redact_text


@examiner("database")
def examine_database() -> Iterator[tuple[State, str, str]]:
    if not database_exists():
        yield State.BROKEN, f"There is no database at {connection.settings_dict['NAME']} yet.", "Run: manage.py migrate"
        return
    problems = database_problems()
    try:
        connection.ensure_connection()
    except AnyDatabaseError as error:
        yield from ((State.BROKEN, f"{problem.id}: {problem.msg}", "") for problem in problems)
        yield State.BROKEN, redact_text(f"It does not answer: {error}").strip(), "Start it, and look at DATABASE_URL."
        return
    yield from ((State.BROKEN, f"{problem.id}: {problem.msg}", "") for problem in problems)
    if not problems:
        yield State.OK, f"{_name()} answers.", ""


def _name() -> str:
    if connection.vendor != "sqlite":
        return f"{connection.display_name} at {connection.settings_dict['HOST'] or 'its socket'}"
    mode = "in memory" if is_in_memory() else f"journal_mode={journal_mode()}, transactions {_transaction_mode()}"
    return f"SQLite at {connection.settings_dict['NAME']} ({mode})"


def _transaction_mode() -> str:
    return str(getattr(connection, "transaction_mode", None))


@examiner("migrations", needs_database=True)
def examine_migrations() -> Iterator[tuple[State, str, str]]:
    executor = MigrationExecutor(connection)
    waiting = [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if waiting:
        yield State.BROKEN, f"{len(waiting)} not applied: {', '.join(waiting[:5])}.", "Run: manage.py migrate"
    else:
        yield State.OK, "All are applied.", ""
