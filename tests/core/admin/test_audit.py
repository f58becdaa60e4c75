"""The audit: who did what to what, when and why, narrowed and taken along."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import audit
from core.models import Event, SyncRun
from tests import console_rows as rows

pytestmark = pytest.mark.django_db
AUDIT = reverse("admin:core_event_audit")


def note(kind, by="", subject="inventory.product", key="1", *, days_ago=0, run=None, **data):
    event = Event.objects.create(
        subject_type=subject, subject_id=key, kind=kind, actor=by, data=data, run_id=run and run.pk
    )
    Event.objects.filter(pk=event.pk).update(created_at=timezone.now() - timedelta(days=days_ago))
    return event


@pytest.fixture
def told(boss):
    run = SyncRun.objects.create(partner="b2b", kind="products", state="done")
    note("product.edited", "boss", days_ago=9, title=["Pot", "Pan"])
    note("product.updated", "sync", run=run, days_ago=5)
    note("order.held", "boss", "orders.order", "7", why="address looks wrong")
    return run


def kinds(page, **query):
    return [line["kind"] for line in page.get(AUDIT, query).context["lines"] if line["kind"] != "login.done"]


def test_each_line_says_who_what_and_why(page, told):
    html = page.get(AUDIT).content.decode()
    assert "address looks wrong" in html
    assert f"#{told.pk}</a>" in html
    assert kinds(page) == ["order.held", "product.updated", "product.edited"]


def test_it_is_narrowed_by_person_object_code_day_and_run(told, page):
    assert kinds(page, who="boss") == ["order.held", "product.edited"]
    assert kinds(page, who=audit.PROGRAM) == ["product.updated"]
    assert kinds(page, subject_type="orders.order", subject_id="7") == ["order.held"]
    assert kinds(page, kind="product.") == ["product.updated", "product.edited"]
    assert kinds(page, run=told.pk) == ["product.updated"]
    day = timezone.localdate() - timedelta(days=5)
    assert kinds(page, first_day=day.isoformat(), last_day=day.isoformat()) == ["product.updated"]
    assert kinds(page, first_day="2999-01-01") == []
    assert "Nothing of this kind was written down." in page.get(AUDIT, {"kind": "nothing"}).content.decode()


def test_pages_follow_one_another_without_gap_and_at_the_same_cost(page, boss):
    Event.objects.bulk_create(
        Event(subject_type="inventory.product", subject_id=str(n), kind="product.edited", actor="boss")
        for n in range(250)
    )
    seen, query, costs = [], {"kind": "product."}, []
    while query:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            shown = page.get(AUDIT, query).context
        costs.append(len(asked))
        seen += [line["object"] for line in shown["lines"]]
        query = {"kind": "product.", "before": shown["older"]} if shown["older"] else None
    assert len(seen) == len(set(seen)) == 250
    assert max(costs) <= 16


def test_it_goes_out_as_a_file_and_that_is_written_down_too(page, told):
    answer = page.get(AUDIT, {"who": "boss", "format": "csv"})
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [line[4] for line in lines[1:] if line[4] not in ("login.done", "table.exported")] == [
        "order.held",
        "product.edited",
    ]
    taken = Event.objects.get(kind="table.exported")
    assert (taken.actor, taken.data) == ("boss", {"file": "audit.csv", "who": "boss"})


def test_only_those_who_look_after_people_see_it(client, boss):
    client.force_login(rows.staff("ana", "core.view_event"))
    assert client.get(AUDIT).status_code == 403
    client.force_login(rows.staff("eve", "core.view_audit", "core.view_event"))
    assert client.get(AUDIT).status_code == 200


def test_an_edit_in_any_form_of_the_console_is_in_it_by_names_of_fields(page, boss):
    page.post(reverse("admin:auth_group_add"), {"name": "Night shift", "permissions": []})
    assert kinds(page, who="boss", subject_type="auth.group") == ["row.added"]
    assert "Made: Night shift" in page.get(AUDIT).content.decode()


def test_a_login_is_the_persons_own_deed(client, db):
    User.objects.create_user("ina", password="a-long-test-password", is_staff=True)
    client.login(username="ina", password="a-long-test-password")
    assert Event.objects.get(kind="login.done").actor == "ina"
