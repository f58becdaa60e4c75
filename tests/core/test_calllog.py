"""The call log writes what staff may read, and never stands in the way of a call."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from core.calllog import MAX_WAITING, CallLog, CallRecord
from core.errors import PartnerDown
from core.http import PartnerClient
from core.models import ApiCall, RateLimitBucket
from tests.core.http import scripted_server as will

pytestmark = pytest.mark.django_db


def a_call(number=1, **fields):
    defaults = {"partner": "acme", "operation": "list products", "method": "GET", "path": f"/products/{number}"}
    return CallRecord(**(defaults | fields))


def test_a_call_becomes_a_row_without_query_and_without_secrets():
    error = PartnerDown("acme", "list products", status=502)
    body = b'{"detail": "oops", "token": "canary"}' + b"x" * 9000
    CallLog(run_id=7).record(
        a_call(
            path="/products/?page=2&key=canary",
            account_id="main",
            status=502,
            attempt=2,
            duration_ms=31,
            request_id="r-1",
            error=error,
            body=body,
        )
    )
    row = ApiCall.objects.get()
    assert (row.partner, row.account_id, row.operation, row.method, row.path) == (
        "acme",
        "main",
        "list products",
        "GET",
        "/products/",
    )
    assert (row.status, row.attempt, row.duration_ms, row.request_id, row.error_class, row.run_id) == (
        502,
        2,
        31,
        "r-1",
        "PartnerDown",
        7,
    )
    assert row.excerpt.startswith('{"detail": "oops", "token": "[redacted]"}')
    assert len(row.excerpt) == 2048


def test_without_an_answer_the_row_says_what_went_wrong():
    error = PartnerDown("acme", "list products", message="connection refused")
    CallLog().record(a_call(error=error))
    row = ApiCall.objects.get()
    assert (row.status, row.error_class, row.excerpt) == (None, "PartnerDown", "connection refused")


def test_overlong_values_are_cut_to_their_columns():
    CallLog().record(
        a_call(partner="p" * 99, operation="o" * 99, path="/" + "x" * 999, request_id="r" * 999, body=b"\x00a")
    )
    row = ApiCall.objects.get()
    assert (len(row.partner), len(row.operation), len(row.path), len(row.request_id)) == (40, 80, 500, 120)
    assert row.excerpt == "a"


def test_the_mode_decides_what_is_written_and_everything_is_counted():
    with will.ScriptedServer([will.answer(), will.answer(404), will.answer()]) as server:
        for mode, rows in [("all", 3), ("failures", 1), ("none", 0)]:
            ApiCall.objects.all().delete()
            server.will(will.answer(), will.answer(404), will.answer())
            log = CallLog(mode)
            client = PartnerClient("acme", server.url, log=log)
            client.get("a", operation="probe")
            with pytest.raises(Exception, match="not found"):
                client.get("b?token=canary", operation="probe")
            client.get("c", operation="probe")
            assert (log.calls, log.failures, ApiCall.objects.count()) == (3, 1, rows)


def test_every_attempt_has_its_row():
    with will.ScriptedServer([will.answer(502), will.answer(200)]) as server:
        PartnerClient("acme", server.url, account_id="main").get("a", operation="probe")
    rows = ApiCall.objects.order_by("pk").values_list("account_id", "attempt", "status", "error_class")
    assert list(rows) == [("main", 1, 502, "PartnerDown"), ("main", 2, 200, "")]


def test_other_threads_leave_the_writing_to_the_one_that_made_the_log():
    log = CallLog()
    threads = [threading.Thread(target=log.record, args=(a_call(number),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ApiCall.objects.count() == 0
    log.flush()
    assert ApiCall.objects.count() == 8


def test_in_a_broken_transaction_the_rows_wait():
    log = CallLog()
    with transaction.atomic():
        try:
            with transaction.atomic():
                RateLimitBucket.objects.create(key="x")
                try:
                    with transaction.atomic(savepoint=False):
                        RateLimitBucket.objects.create(key="x")
                except IntegrityError:
                    assert connection.needs_rollback
                    log.record(a_call())
                    raise
        except IntegrityError:
            pass
        assert ApiCall.objects.count() == 0
        log.flush()
    assert ApiCall.objects.count() == 1


def test_a_database_that_refuses_is_no_error_of_the_caller_and_breaks_no_transaction(monkeypatch):
    log = CallLog()
    with monkeypatch.context() as patched:
        patched.setattr(ApiCall._meta, "db_table", "no_such_table")
        with transaction.atomic():
            log.record(a_call())
            assert RateLimitBucket.objects.count() == 0
    log.record(a_call(2))
    assert "/products/2" in set(ApiCall.objects.values_list("path", flat=True))


def test_what_waits_is_bounded():
    log = CallLog()
    thread = threading.Thread(target=lambda: [log.record(a_call(number)) for number in range(MAX_WAITING + 5)])
    thread.start()
    thread.join()
    log.flush()
    assert ApiCall.objects.count() == MAX_WAITING
    assert log.calls == MAX_WAITING + 5
