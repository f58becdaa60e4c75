"""The first page: every number equals the list it leads to, within a small budget of queries."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from core.models import Alert, Event, Job, SyncRun
from core.schedules import Every, Schedule, install
from inventory.models import ApiKey, ExternalProduct, Product
from tests import console_rows as rows

HOME = reverse("admin:index")
MOST_QUERIES = 15
State = SyncRun.State


@pytest.fixture
def busy_house(db):
    """Something of everything, each in its own number, so that no figure equals another's by chance."""
    shelves = rows.categories(9)
    keys = [row.pk for row in rows.products(90, shelves=shelves)]
    Product.objects.filter(pk__in=keys[:3]).update(stock_known=False)
    Product.objects.filter(pk__in=keys[3:8]).update(price=0)
    Product.objects.filter(pk__in=keys[8:19]).update(stock=0)
    Product.objects.filter(pk__in=keys[19:26]).update(category=None)
    Product.objects.filter(pk__in=keys[26:39]).update(is_active=False)
    Product.objects.filter(pk__in=keys[39:56]).update(staff_fields=9)
    ExternalProduct.objects.filter(product__in=keys[56:60]).update(sync_status="missing", missing_since=timezone.now())
    ExternalProduct.objects.filter(product__in=keys[60:62]).update(sync_status="gone", missing_since=timezone.now())
    ExternalProduct.objects.filter(product__in=keys[62:63]).update(sync_status="error")
    run = rows.run(State.DONE, errors=8, minutes_ago=300)
    rows.issues(run, 8)
    rows.issues(run, 4, severity="warning", code="name_cut")
    again = rows.run(State.DONE, errors=2, minutes_ago=200)
    rows.issues(again, 2)  # the same items once more: counted once
    rows.run(State.FAILED, "categories")
    rows.run(State.INTERRUPTED, "categories")
    rows.run(State.HELD)
    rows.run(State.RUNNING, "products", minutes_ago=1)
    rows.jobs(6)
    rows.jobs(4, kind="core.health", error_class="ValueError")
    rows.jobs(3, state=Job.State.DONE)
    Alert.objects.bulk_create(Alert(kind="disk_low", cause=f"disk{n}", data={}) for n in range(3))
    Alert.objects.create(kind="queue_stuck", cause="x", closed_at=timezone.now())
    return keys


def shown_figures(answer):
    context = answer.context
    return [item for group in ("needs", "causes", "figures") for item in context[group]]


def test_every_number_equals_the_list_it_leads_to(page, busy_house):
    figures = [item for item in shown_figures(page.get(HOME)) if item["figure"].is_count]
    assert len(figures) >= 15
    for item in figures:
        found = page.get(item["url"]).context["cl"].result_count
        assert found == item["figure"].number > 0, item["figure"].code


def test_the_numbers_are_the_ones_that_were_made(page, busy_house):
    numbers = {item["figure"].code: item["figure"].number for item in shown_figures(page.get(HOME))}
    assert numbers == {
        "held": 1, "broken": 2, "issues": 8, "dead": 10, "alerts": 3, "no_key": 1,
        "stock_unknown": 3, "price_zero": 5, "missing": 4, "gone": 2, "item_errors": 1, "no_category": 7,
        "dead:inventory.sync:PartnerDown": 6, "dead:core.health:ValueError": 4,
        "products": 90, "sellable": 90 - 3 - 5 - 11 - 13, "active": 77, "out": 11, "by_staff": 17, "categories": 9,
    }  # fmt: skip


def test_the_page_takes_few_queries(page, busy_house):
    page.get(HOME)
    cache.clear()
    with CaptureQueriesContext(connection) as cold:
        page.get(HOME)
    assert len(cold) <= MOST_QUERIES, [query["sql"][:120] for query in cold]
    with CaptureQueriesContext(connection) as warm:
        page.get(HOME)
    assert len(warm) < len(cold)


def test_it_takes_no_more_queries_for_staff_with_permissions_of_their_own(client, busy_house):
    client.force_login(rows.staff("ana", "core.view_syncrun", "core.change_syncrun", "inventory.view_product"))
    client.get(HOME)
    cache.clear()
    with CaptureQueriesContext(connection) as cold:
        client.get(HOME)
    assert len(cold) <= MOST_QUERIES, [query["sql"][:120] for query in cold]


def test_the_numbers_follow_a_run_and_an_edit_at_once(page, busy_house):
    def shown():
        return {item["figure"].code: item["figure"].number for item in page.get(HOME).context["figures"]}

    assert shown()["products"] == 90
    rows.products(10)
    rows.run(State.DONE, created=10)
    assert shown()["products"] == 100
    Product.objects.update(staff_fields=1)
    Event.objects.create(subject_type="inventory.product", subject_id="1", kind="product.edited")
    assert shown()["by_staff"] == 100


def test_the_number_of_queries_does_not_grow_with_the_rows(page, busy_house):
    page.get(HOME)
    cache.clear()
    with CaptureQueriesContext(connection) as before:
        page.get(HOME)
    rows.products(50)
    for _ in range(20):
        rows.run(State.DONE)
    cache.clear()
    with CaptureQueriesContext(connection) as after:
        page.get(HOME)
    assert len(after) == len(before)


def test_a_house_where_nothing_is_wrong_says_so(page):
    ApiKey.objects.create(name="Shop", key="a-key-of-the-service", is_active=True)
    html = page.get(HOME).content.decode()
    assert "Nothing waits for you." in html


def test_without_a_key_the_first_card_leads_to_the_keys(page):
    answer = page.get(HOME)
    assert [item["figure"].code for item in answer.context["needs"]] == ["no_key"]
    assert answer.context["needs"][0]["url"] == reverse("admin:inventory_apikey_changelist")


def test_a_key_of_the_environment_counts_as_a_key(page, settings):
    settings.B2B_API_KEY = "from-the-environment"
    assert page.get(HOME).context["needs"] == []


def stream_words(page):
    return {
        stream["name"]: stream["badge"].rpartition("</span>")[0].rpartition(">")[2]
        for stream in page.get(HOME).context["streams"]
    }


def test_a_stream_says_how_it_is(page):
    PeriodicTask.objects.all().delete()
    assert stream_words(page) == {"categories": "never synced", "products": "never synced"}
    rows.run(State.DONE, "products", minutes_ago=30)
    assert stream_words(page)["products"] == "not scheduled"
    install([Schedule("Products", "inventory.scheduled_sync", Every(1, "hours"), payload={"kind": "products"})])
    assert stream_words(page)["products"] == "on time"
    SyncRun.objects.update(finished_at=timezone.now() - timedelta(hours=3))
    assert stream_words(page)["products"] == "late"
    rows.run(State.QUEUED, "products")
    assert stream_words(page)["products"] == "queued"
    rows.run(State.RUNNING, "products")
    assert stream_words(page)["products"] == "running"


def test_a_run_over_one_site_does_not_make_the_stream_fresh(page):
    rows.run(State.DONE, "products", scope="4")
    assert stream_words(page)["products"] == "never synced"


def test_the_chart_counts_each_finished_run_once(page, busy_house):
    data = json.loads(page.get(HOME).context["chart"]["data"])
    assert len(data["labels"]) == 14
    assert {series["label"]: sum(series["data"]) for series in data["datasets"]} == {
        "Good": 0,
        "With item errors": 2,
        "Held or discarded": 1,
        "Broken": 2,
    }


def test_staff_see_numbers_of_lists_they_may_not_open_without_a_link(client, busy_house):
    client.force_login(rows.staff("viewer", "core.view_job"))
    answer = client.get(HOME)
    urls = {item["figure"].code: item["url"] for item in answer.context["needs"]}
    assert urls["dead"] != ""
    assert urls["held"] == ""
    assert answer.content.decode().count(reverse("admin:core_syncrun_start", args=["b2b", "products"])) == 0


def test_no_script_of_the_page_is_inline(page, busy_house):
    html = page.get(HOME).content.decode()
    scripts = html.split("<script")[1:]
    assert scripts
    assert all(" src=" in script.partition(">")[0] for script in scripts)
    assert "javascript:" not in html
    assert " onclick=" not in html
