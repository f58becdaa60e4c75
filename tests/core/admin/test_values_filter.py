"""Filters that offer the values of a column without reading the table."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.admin.values_filter import values_of
from core.models import InboundEvent, Job
from tests import buying_rows as buying
from tests import console_rows as rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("root"))
    return client


def choices(page, label, title):
    """What the list's filter of this name offers besides "All"."""
    shown = page.get(reverse(f"admin:core_{label}_changelist")).context["cl"]
    spec = next(spec for spec in shown.filter_specs if spec.title == title)
    return [choice["display"] for choice in spec.choices(shown)][1:]


def test_the_values_of_a_column_are_told_once_in_order_and_without_the_empty_one():
    for number, topic in enumerate(["STOCK", "ORDER", "", "STOCK", "app/uninstalled", "ORDER"]):
        buying.webhooks(1, topic=topic, dedupe_key=f"t-{number}")
    with CaptureQueriesContext(connection) as seen:
        assert sorted(values_of(InboundEvent, "topic")) == ["ORDER", "STOCK", "app/uninstalled"]
    assert len(seen) == 1


def test_an_empty_table_has_no_values():
    assert values_of(InboundEvent, "topic") == []


def test_webhooks_are_filtered_by_the_kinds_that_came(page):
    buying.webhooks(2, topic="STOCK")
    buying.webhooks(1, topic="ORDER", reason="no_handler")
    assert choices(page, "inboundevent", "kind") == ["ORDER", "STOCK"]
    assert choices(page, "inboundevent", "reason") == ["no_handler"]
    answer = page.get(reverse("admin:core_inboundevent_changelist") + "?topic=STOCK")
    assert [event.topic for event in answer.context["cl"].result_list] == ["STOCK", "STOCK"]


def test_jobs_are_filtered_by_the_kinds_that_the_hub_does_and_the_causes_that_stand(page):
    rows.jobs(1, kind="of.an.older.version", error_class="PartnerDown")
    rows.jobs(1, state=Job.State.DONE, kind="core.sweep")
    kinds = choices(page, "job", "kind")
    assert "core.sweep" in kinds
    assert "of.an.older.version" not in kinds
    assert choices(page, "job", "error") == ["PartnerDown"]
    answer = page.get(reverse("admin:core_job_changelist") + "?kind=of.an.older.version&error_class=PartnerDown")
    assert answer.context["cl"].result_count == 1


def test_no_list_of_webhooks_or_jobs_reads_all_rows_for_its_filters(page):
    buying.webhooks(3, topic="STOCK")
    rows.jobs(3)
    for label in ("inboundevent", "apicall"):
        with CaptureQueriesContext(connection) as seen:
            page.get(reverse(f"admin:core_{label}_changelist"))
        assert [query["sql"] for query in seen if "DISTINCT" in query["sql"]] == []
    with CaptureQueriesContext(connection) as seen:
        page.get(reverse("admin:core_job_changelist"))
    distinct = [query["sql"] for query in seen if "DISTINCT" in query["sql"]]
    assert all('"core_job"."state" IN' in sql for sql in distinct)
    assert len(distinct) == 1
