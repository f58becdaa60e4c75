import time
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone

from core import housekeeping
from core.housekeeping import outdated
from core.jobs import enqueue, execute
from core.models import (
    Alert,
    ApiCall,
    Event,
    IdempotentAnswer,
    ImportRow,
    InboundEvent,
    Job,
    OAuthState,
    SyncChange,
    SyncChunk,
    SyncIssue,
    SyncRun,
    TableImport,
)
from marketplaces.models import StockAlert
from orders.models import BulkRow
from suppliers.models import FreightQuote
from tests import buying_rows, orders_rows
from tests.catalogue_rows import make_product

pytestmark = pytest.mark.django_db

NONE = dict.fromkeys(
    [
        *("api_calls", "jobs", "alerts", "events", "console_log", "idempotent_answers"),
        *("sync_chunks", "sync_issues", "sync_changes", "import_rows", "previews", "imports"),
        *("webhooks", "oauth_states", "sessions", "logins", "failed_logins", "login_attempts"),
        *("freight_quotes", "stock_alerts", "bulk_rows"),
    ],
    0,
)


@pytest.fixture(autouse=True)
def days(settings, monkeypatch):
    settings.KEEP_API_CALLS_DAYS = 30
    settings.KEEP_JOBS_DAYS = 30
    settings.KEEP_SYNC_DETAILS_DAYS = 90
    settings.KEEP_EVENTS_DAYS = 730
    settings.KEEP_LOGINS_DAYS = 90
    settings.KEEP_QUOTES_DAYS = 30
    monkeypatch.setattr(housekeeping, "SQLITE_PAUSE_SECONDS", 0)


def ago(days):
    return timezone.now() - timedelta(days=days)


def housekeep():
    job = enqueue("core.housekeeping")
    assert execute(job.pk) == "done"
    job.refresh_from_db()
    return job.result


def run_with_details(state, days_ago):
    run = SyncRun.objects.create(partner="b2b", kind="products", state=state, finished_at=ago(days_ago))
    SyncChunk.objects.create(run=run, first_page=1, page_count=10)
    SyncIssue.objects.create(run=run, code="price_missing")
    SyncChange.objects.create(run=run, object_id=1, external_id="1", field="price")
    return run


def test_nothing_to_do_is_said_in_figures():
    assert housekeep() == {"deleted": NONE, "total": 0, "bodies": 0}


def test_calls_jobs_and_history_go_after_their_days():
    for days in (29, 31):
        call = ApiCall.objects.create(partner="b2b", operation="products", method="GET", path="/p")
        ApiCall.objects.filter(pk=call.pk).update(created_at=ago(days))
        Job.objects.create(kind="old", state="done", run_at=ago(days), finished_at=ago(days))
    for days in (729, 731):
        event = Event.objects.create(subject_type="core.job", subject_id=str(days), kind="job.retried")
        Event.objects.filter(pk=event.pk).update(created_at=ago(days))
    assert housekeep() == {"deleted": NONE | {"api_calls": 1, "jobs": 1, "events": 1}, "total": 3, "bodies": 0}
    assert ApiCall.objects.count() == 1
    assert Event.objects.get().subject_id == "729"


def test_a_job_that_still_waits_is_kept_however_old():
    Job.objects.create(kind="kind.of.newer.code", run_at=ago(100))
    assert housekeep()["total"] == 0


def test_a_runs_details_go_and_the_run_stays():
    run_with_details("done", 91)
    recent = run_with_details("done", 89)
    assert housekeep()["deleted"] == NONE | {"sync_chunks": 1, "sync_issues": 1, "sync_changes": 1}
    assert SyncRun.objects.count() == 2
    assert SyncChange.objects.get().run == recent


def test_a_held_runs_changes_wait_for_staff_however_long():
    run_with_details("held", 400)
    assert housekeep()["total"] == 0


def test_many_rows_go_in_batches(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(housekeeping, "BATCH_SIZE", 10)
    ApiCall.objects.bulk_create(
        [ApiCall(partner="b2b", operation="products", method="GET", path="/p") for _ in range(35)]
    )
    ApiCall.objects.update(created_at=ago(31))
    assert housekeep()["deleted"]["api_calls"] == 35
    assert ApiCall.objects.count() == 0


def test_bodies_of_finished_webhooks_go_first_and_their_rows_later(settings):
    settings.KEEP_WEBHOOK_BODIES_DAYS, settings.KEEP_WEBHOOKS_DAYS = 30, 180
    for key, state, days_ago in [
        ("old", "done", 181),
        ("month", "dead", 31),
        ("new", "done", 29),
        ("wait", "received", 200),
    ]:
        InboundEvent.objects.create(
            partner="shop", dedupe_key=key, raw=b"body", state=state, received_at=ago(days_ago), headers={"a": "b"}
        )
    result = housekeep()
    assert (result["deleted"]["webhooks"], result["bodies"]) == (1, 1)
    bodies = {event.dedupe_key: bytes(event.raw) for event in InboundEvent.objects.all()}
    assert bodies == {"month": b"", "new": b"body", "wait": b"body"}
    assert InboundEvent.objects.get(dedupe_key="month").headers == {}


def aged(row, **moments):
    """Most of these times are set by the database row itself when it is made."""
    type(row)._base_manager.filter(pk=row.pk).update(**moments)
    return row


def test_the_logins_go_after_their_days_and_the_consoles_own_log_with_the_history():
    for days in (89, 91):
        for model, more in (
            (AccessLog, {}),
            (AccessFailureLog, {"locked_out": False}),
            (AccessAttempt, {"failures_since_start": 1}),
        ):
            aged(model.objects.create(username="ana", ip_address=f"192.0.2.{days}", **more), attempt_time=ago(days))
    ana = User.objects.create_user("ana")
    for days in (729, 731):
        aged(LogEntry.objects.create(user=ana, action_flag=2, object_repr=str(days)), action_time=ago(days))
    assert housekeep()["deleted"] == NONE | {"logins": 1, "failed_logins": 1, "login_attempts": 1, "console_log": 1}
    assert AccessAttempt.objects.get().ip_address == "192.0.2.89"


def test_what_has_ended_by_itself_goes():
    now = timezone.now()
    for minutes in (-1, 1):
        OAuthState.objects.create(digest=f"d{minutes}", expires_at=now + timedelta(minutes=minutes))
        Session.objects.create(session_key=f"s{minutes}", session_data="", expire_date=now + timedelta(minutes=minutes))
    for days in (1, 3):
        IdempotentAnswer.objects.create(actor="client:1", key=str(days), fingerprint="f", created_at=ago(days))
    assert housekeep()["deleted"] == NONE | {"oauth_states": 1, "sessions": 1, "idempotent_answers": 1}
    assert OAuthState.objects.get().digest == "d1"


def test_quotes_and_alerts_that_are_over_go_and_open_ones_stay():
    account, shop, product = buying_rows.account(), orders_rows.shop(), make_product()
    for days in (29, 31):
        FreightQuote.objects.create(
            account=account, external_variant_id=f"V{days}", country="FR", service_code="x", price="1", currency="USD",
            quoted_at=ago(days),
        )  # fmt: skip
    for kind, closed in (("out", ago(731)), ("low", None)):
        StockAlert.objects.create(
            account=shop, product=product, kind=kind, sellable=0, opened_at=ago(800), closed_at=closed
        )
        aged(Alert.objects.create(kind="disk_low", cause=kind), opened_at=ago(800), closed_at=closed)
    assert housekeep()["deleted"] == NONE | {"freight_quotes": 1, "stock_alerts": 1, "alerts": 1}
    assert FreightQuote.objects.get().external_variant_id == "V29"


def test_the_rows_of_bulk_actions_and_imports_go_before_what_they_belong_to():
    """A thousand jobs of ten thousand rows each would else be deleted in one transaction."""
    old = Job.objects.create(kind="orders.bulk", state="done", run_at=ago(31), finished_at=ago(31))
    new = Job.objects.create(kind="orders.bulk", state="done", run_at=ago(29), finished_at=ago(29))
    for job in (old, new):
        BulkRow.objects.bulk_create(BulkRow(job=job, target=n) for n in range(3))
    preview = TableImport.objects.create(kind="x", user=User.objects.create_user("ana"), expires_at=ago(1))
    ImportRow.objects.bulk_create(ImportRow(table=preview, number=n, outcome="created") for n in range(2))
    names = list(outdated(timezone.now()))
    assert housekeep()["deleted"] == NONE | {"bulk_rows": 3, "jobs": 1, "import_rows": 2, "previews": 1}
    assert names.index("bulk_rows") < names.index("jobs")
    assert names.index("import_rows") < names.index("previews")
    assert BulkRow.objects.filter(job=new).count() == 3


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_hundred_thousand_rows_go_in_small_transactions(monkeypatch):
    """No transaction holds the database for long: somebody who writes meanwhile waits for one of them at most."""
    ApiCall.objects.bulk_create(
        (ApiCall(partner="b2b", operation="products", method="GET", path="/p") for _ in range(200_000)), batch_size=5000
    )
    ApiCall.objects.update(created_at=ago(31))
    lengths = []
    began = [time.monotonic()]

    def rest(job, rows):
        lengths.append(time.monotonic() - began[0])
        began[0] = time.monotonic()

    monkeypatch.setattr(housekeeping, "_rest", rest)
    began[0] = time.monotonic()
    assert housekeep()["deleted"] == NONE | {"api_calls": 200_000}
    assert len(lengths) >= 200
    assert sorted(lengths)[len(lengths) // 2] < 0.5
    assert max(lengths) < 5.0
