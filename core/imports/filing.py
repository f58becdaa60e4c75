"""An import's life: a file is taken in and looked at, confirmed once, and what failed may be tried again."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import HubError
from core.history import record
from core.imports.kinds import NAME_CHARACTERS, TARGET_CHARACTERS, ImportKind, Plan, mark
from core.jobs import enqueue
from core.models import ImportRow, Job, RowState, TableImport
from core.models.imports import Outcome
from core.spreadsheet import Sheet, UnreadableSheet, read_sheet

JOB = "core.import"
TO_DO = (Outcome.CREATED, Outcome.CHANGED)
UNDER_WAY = (Job.State.PENDING, Job.State.LEASED)
_AT_ONCE = 500


class NotNow(HubError):  # noqa: N818 - says what happened
    """`code` has words in `core.imports.reasons`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def take_in(kind: ImportKind, raw: bytes, file_name: str, params: Mapping[str, str], user: User) -> TableImport:
    """Reads the file and keeps what each row would do; changes nothing else. Raises UnreadableSheet, PermissionDenied."""
    require(kind, user)
    sheet = read_sheet(raw)
    _require_columns(kind, sheet)
    plans = _each_once(kind.plan(sheet, params))
    with transaction.atomic():
        table = TableImport.objects.create(
            kind=kind.slug,
            params=dict(params),
            file_name=_printable(file_name),
            user=user,
            expires_at=timezone.now() + timedelta(hours=settings.IMPORT_KEEP_HOURS),
        )
        rows = (_row(table, plan) for plan in plans)
        while batch := list(islice(rows, _AT_ONCE)):
            ImportRow.objects.bulk_create(batch)
        record(table, "table_import.read", by=user.get_username(), data={"kind": kind.slug, **outcomes(table)})
    return table


def confirm(table: TableImport, kind: ImportKind, user: User) -> Job:
    """Has done what was previewed, once. Raises NotNow and PermissionDenied."""
    require(kind, user)
    with transaction.atomic():
        now = timezone.now()
        if table.user_id != user.pk:
            raise NotNow("not_yours")
        own = TableImport.objects.filter(pk=table.pk, confirmed_at=None)
        if table.expires_at <= now:
            raise NotNow("expired")
        if not own.update(confirmed_at=now):
            raise NotNow("confirmed")
        number = outcomes(table)
        if not any(number[outcome] for outcome in TO_DO):
            raise NotNow("nothing_to_do")
        record(table, "table_import.confirmed", by=user.get_username(), data={"kind": kind.slug, **number})
        return _file(table, user, "")


def retry_failed(table: TableImport, kind: ImportKind, user: User) -> Job:
    """Tries those that failed again, against the marks of the preview. Raises NotNow and PermissionDenied."""
    require(kind, user)
    with transaction.atomic():
        row = TableImport.objects.select_for_update(of=("self",)).select_related("job").get(pk=table.pk)
        if row.job is not None and row.job.state in UNDER_WAY:
            raise NotNow("under_way")
        if kind.is_private and row.expires_at <= timezone.now():
            raise NotNow("expired")
        failed = to_do(row).filter(state=RowState.FAILED)
        if not failed.update(state=RowState.WAITING, code="", text=""):
            raise NotNow("nothing_failed")
        return _file(row, user, f":{row.job_id}")


def require(kind: ImportKind, user: User) -> None:
    if not user.has_perm(kind.permission):
        raise PermissionDenied(kind.permission)


def outcomes(table: TableImport) -> dict[str, int]:
    """How many rows would do what."""
    found = table.rows.order_by().values("outcome").annotate(number=Count("pk"))
    return dict.fromkeys(Outcome.values, 0) | {each["outcome"]: each["number"] for each in found}


def to_do(table: TableImport) -> QuerySet[ImportRow]:
    return ImportRow.objects.filter(table=table, outcome__in=TO_DO)


def _file(table: TableImport, user: User, again: str) -> Job:
    job = enqueue(
        JOB,
        {"import": table.pk, "user": user.pk},
        dedupe_key=f"{JOB}:{table.pk}{again}",
        requested_by=user.get_username(),
    )
    TableImport.objects.filter(pk=table.pk).update(job=job)
    return job


def _require_columns(kind: ImportKind, sheet: Sheet) -> None:
    missing = [column.name for column in kind.columns if column.is_required and column.name not in sheet.columns]
    if missing:
        raise UnreadableSheet("column_missing", names=", ".join(missing))
    if not sheet.rows:
        raise UnreadableSheet("no_rows")


def _each_once(plans: Iterable[Plan]) -> Iterator[Plan]:
    """The second row about one thing is refused: nobody could say which of the two counts."""
    first: dict[str, int] = {}
    for plan in plans:
        known = first.setdefault(plan.target, plan.number) if plan.target else plan.number
        if known != plan.number:
            words = _("Line %(n)d of this file is about the same.") % {"n": known}
            yield Plan(plan.number, "", plan.name, Outcome.REFUSED, problems=[("", words)], lines=plan.lines)
        else:
            yield plan


def _row(table: TableImport, plan: Plan) -> ImportRow:
    is_done = plan.outcome not in TO_DO
    return ImportRow(
        table=table,
        number=plan.number,
        lines=plan.lines,
        target=plan.target[:TARGET_CHARACTERS],
        name=plan.name[:NAME_CHARACTERS],
        outcome=plan.outcome,
        values={} if is_done else dict(plan.values),
        changes={name: list(pair) for name, pair in plan.changes.items()},
        problems=[list(problem) for problem in plan.problems],
        seen=mark(plan.seen),
        state=RowState.DONE if is_done else RowState.WAITING,
    )


def _printable(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable())[-120:]
