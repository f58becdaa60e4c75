"""Figures for Prometheus: who may read them, that they are all told of, and what they cost."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from config import metrics as door
from core.metrics import METRICS
from core.models import Alert, ApiCall, CallBudget, CircuitBreaker, InboundEvent, Job, ScheduleTick, SyncRun
from marketplaces.models import Listing, StockAlert
from orders.models import BuyingSwitch
from suppliers.models import SupplierAccount
from tests import buying_rows, selling_rows
from tests.catalogue_rows import make_product
from tests.house.project import ROOT

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-this-test-alone-0123456789"


@pytest.fixture(autouse=True)
def _fresh(settings):
    settings.METRICS_TOKEN, settings.METRICS_NETWORKS = "", []
    cache.clear()
    door.kept.forget()
    yield
    door.kept.forget()


def read():
    return {
        (sample.name, *(sample.labels[label] for label in METRICS[sample.name].labels)): sample.value
        for family in text_string_to_metric_families(door.exposition().decode())
        for sample in family.samples
    }


def ask(client, **headers):
    return client.get("/metrics", headers=headers).status_code


def test_nobody_reads_metrics_until_a_setting_says_who(client):
    assert ask(client) == 404
    assert ask(client, authorization="Bearer ") == 404


def test_the_token_opens_them_and_another_does_not(client, settings):
    settings.METRICS_TOKEN = TOKEN
    assert ask(client, authorization=f"Bearer {TOKEN}") == 200
    assert [ask(client, authorization=f"Bearer {given}") for given in ("", "wrong", TOKEN + "x", "é")] == [404] * 4
    assert ask(client) == 404
    assert client.post("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 405


def test_a_network_opens_them_but_not_to_what_a_proxy_passed_on(client, settings):
    settings.METRICS_NETWORKS = ["127.0.0.0/8", "::1/128"]
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="127.0.0.1").status_code == 404
    settings.TRUSTED_PROXY_COUNT = 1
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 404


def call(**values):
    given = {"partner": "shopify", "operation": "orders", "method": "POST", "path": "/x", "status": 200}
    return ApiCall.objects.create(**given | values)


def rich_rows():
    """At least one row behind every metric."""
    now = timezone.now()
    ago = lambda **span: now - timedelta(**span)  # noqa: E731
    Job.objects.create(kind="inventory.sync", run_at=ago(seconds=90))
    Job.objects.create(kind="inventory.sync", run_at=ago(seconds=30), state="dead")
    Job.objects.create(kind="core.sweep", run_at=ago(minutes=5), state="done", finished_at=now)
    call(duration_ms=200)
    call(duration_ms=400)
    call(status=429, error_class="RateLimited", duration_ms=50)
    call(status=400, error_class="Rejected")
    call(status=None, error_class="TimedOut", duration_ms=5000)
    ApiCall.objects.filter(pk=call().pk).update(created_at=ago(hours=2))
    CircuitBreaker.objects.create(key="shopify:1", window_started_at=now, open_until=now)
    CallBudget.objects.create(key="aliexpress:1:calls", total=100, remaining=25, day=now.date(), as_of=now)
    CallBudget.objects.create(key="ebay:1:revisions:7", total=240, remaining=1, day=now.date(), as_of=now)
    for state, received, processed in (("received", 120, None), ("dead", 60, 50), ("done", 60, 56), ("done", 60, 54)):
        InboundEvent.objects.create(
            partner="shopify", dedupe_key=f"{state}{processed}", state=state, received_at=ago(seconds=received),
            processed_at=ago(seconds=processed) if processed else None,
        )  # fmt: skip
    Alert.objects.create(kind="disk_low", cause="x")
    run = {"partner": "b2b", "kind": "products"}
    SyncRun.objects.create(**run, state="held")
    SyncRun.objects.create(
        **run, state="done", total=500, errors=3, started_at=ago(seconds=20), finished_at=ago(seconds=10)
    )
    ScheduleTick.objects.create(name="x", filed_at=ago(seconds=7))
    product = make_product(external={"sync_status": "missing"})
    selling_rows.orders(2, "needs_attention")
    selling_rows.purchases(1, "unknown")
    selling_rows.parcels(1, status="in_transit")
    selling_rows.mails(1, "failed")
    BuyingSwitch.objects.update_or_create(defaults={"is_on": False})
    shop = selling_rows.shop()
    type(shop).objects.update(refresh_expires_at=now + timedelta(days=10, minutes=1))
    SupplierAccount.objects.update(refresh_expires_at=now + timedelta(days=3, minutes=1))
    buying_rows.offers(1)
    Listing.objects.create(account=shop, product=product, state="active")
    StockAlert.objects.create(account=shop, product=product, kind="low", sellable=1, threshold=2, opened_at=now)


def test_the_figures_are_those_of_the_rows(time_machine):
    time_machine.move_to(datetime(2026, 3, 2, 12, 0, tzinfo=UTC), tick=False)
    rich_rows()
    found = read()
    assert found["entrepot_jobs", "inventory.sync", "pending"] == 1
    assert found["entrepot_queue_oldest_due_seconds", "inventory.sync"] == 90
    assert found["entrepot_jobs_done_last_hour", "core.sweep"] == 1
    outcomes = {key[2]: value for key, value in found.items() if key[0] == "entrepot_partner_calls_last_hour"}
    assert outcomes == {"ok": 2, "too_many": 1, "refused": 1, "failed": 1}
    assert found["entrepot_partner_call_seconds_average", "shopify", "ok"] == pytest.approx(0.3)
    assert found["entrepot_webhooks_oldest_waiting_seconds", "shopify"] == 120
    assert found["entrepot_webhook_delay_seconds_average", "shopify"] == pytest.approx((10 + 4 + 6) / 3)
    assert found["entrepot_sync_last_run_items_per_second", "b2b:products"] == pytest.approx(50, rel=0.01)
    assert found["entrepot_allowance_remaining", "aliexpress:1", "calls"] == 25
    assert not any("revisions" in "".join(key) for key in found)
    assert int(found["entrepot_shop_token_days_left", "shopify", "Test shop"]) == 10
    assert found["entrepot_purchases", "unknown"] == 1
    assert found[("entrepot_buying_switched_off",)] == 1
    assert found["entrepot_clock_last_tick_timestamp_seconds",] == pytest.approx(timezone.now().timestamp() - 7, abs=5)


def test_every_metric_is_given_and_told_of_in_the_document_and_shown_on_the_dashboard():
    rich_rows()
    given = {name for name, *_labels in read()}
    document = (ROOT / "docs" / "monitoring.md").read_text()
    told = {
        name: (labels, says)
        for name, labels, says in re.findall(r"^\| `(entrepot_\w+)` \| (.*?) \| (.*?) \|$", document, re.MULTILINE)
    }
    assert given == set(METRICS)
    assert told == {
        name: (", ".join(f"`{label}`" for label in one.labels) or "–", one.meaning) for name, one in METRICS.items()
    }
    assert _named(ROOT / "deploy" / "grafana" / "entrepot.json") == set(METRICS)
    assert _named(ROOT / "deploy" / "prometheus" / "alerts.yml") - set(METRICS) == set()


def _named(file):
    text = file.read_text()
    if file.suffix == ".json":
        text = " ".join(target["expr"] for panel in json.loads(text)["panels"] for target in panel.get("targets", []))
    return set(re.findall(r"entrepot_\w+", text))


def test_a_look_costs_few_queries_whatever_there_is_and_several_monitors_cost_one(client, settings):
    rich_rows()
    settings.METRICS_TOKEN = TOKEN
    with CaptureQueriesContext(connection) as asked:
        assert ask(client, authorization=f"Bearer {TOKEN}") == 200
        assert ask(client, authorization=f"Bearer {TOKEN}") == 200
    assert len(asked) <= 15
