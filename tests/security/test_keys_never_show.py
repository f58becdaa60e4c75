"""A canary key goes through every door while the service misbehaves and echoes it. Afterwards it is looked for everywhere.

Two shapes of key: the service's own (`b2c_…`), known by its look wherever it stands, and one without any known shape,
which the service echoes where keys stand: in headers, addresses and fields named like one.
"""

import io
import json
import logging

import pytest
from django.apps import apps
from django.contrib import admin
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import BinaryField
from django.urls import reverse

from core.alerts.conditions import check_health_and_alert
from core.jobs import run_due
from core.logs import JsonFormatter, PlainFormatter
from core.models import ApiCall, Event, Job, SyncRun
from core.simulation import SimulationServer
from inventory.models import ApiKey

pytestmark = pytest.mark.django_db(transaction=True)
SHAPED = "b2c_42_CANARYzq8Shaped1234"
PLAIN = "CANARYzq8Plain-9876-without-shape"


class Parrot:
    """A service that echoes the key it was sent; `manner` says how it fails."""

    manner = "refuses"

    def __call__(self, environ, start_response):
        key = environ.get("HTTP_X_API_KEY", "")
        self.heard = getattr(self, "heard", set()) | {key}
        status, headers, body = getattr(self, self.manner)(key, environ)
        headers = [("Content-Type", "application/json"), ("X-API-Key", key), ("Set-Cookie", f"session={key}"), *headers]
        length = len(body) + 100 if self.manner == "breaks_off" else len(body)
        start_response(status, [*headers, ("Content-Length", str(length))])
        return [body]

    def refuses(self, key, environ):
        seen = {
            "detail": "Bad key",
            "api_key": key,
            "request": {"headers": {"X-API-Key": key}, "url": f"/?api_key={key}"},
        }
        return "401 Unauthorized", [], json.dumps(seen).encode()

    def fails(self, key, environ):
        return "500 Oops", [("Content-Type", "text/html")], f"<h1>Error</h1><pre>X-API-Key: {key}</pre>".encode()

    def breaks_off(self, key, environ):
        return "200 OK", [], json.dumps({"api_key": key, "results": []}).encode()[:-3]

    def talks_rubbish(self, key, environ):
        return "200 OK", [], f'{{"api_key": "{key}", "results": [{{"id": 1, "api_key": "{key}"'.encode()

    def sends_away(self, key, environ):
        return "302 Found", [("Location", f"https://elsewhere.test/?api_key={key}")], b"{}"

    def limits(self, key, environ):
        return "429 Slow down", [("Retry-After", "3600")], json.dumps({"token": key}).encode()

    def sends_bad_items(self, key, environ):
        items = [{"id": 7, "title": "Odd", "price": {"api_key": key}, "api_key": key}, {"api_key": key}]
        return "200 OK", [], json.dumps({"count": 2, "next": None, "results": items}).encode()


MANNERS = ["refuses", "fails", "breaks_off", "talks_rubbish", "sends_away", "limits", "sends_bad_items"]


@pytest.fixture
def logged():
    """Everything that is logged at any level, as it would be written, in both forms."""
    stream, root = io.StringIO(), logging.getLogger()
    handlers = [logging.StreamHandler(stream), logging.StreamHandler(stream)]
    for handler, formatter in zip(handlers, (PlainFormatter(), JsonFormatter()), strict=True):
        handler.setFormatter(formatter)
        root.addHandler(handler)
    level, root.level = root.level, logging.DEBUG
    yield stream
    root.level = level
    for handler in handlers:
        root.removeHandler(handler)


@pytest.fixture
def parrot(settings):
    settings.PARTNER_RETRY_BASE_SECONDS = 0.0
    settings.SMTP_SERVER, settings.ALERT_EMAILS = "smtp.test", ["ops@shop.test"]
    parrot = Parrot()
    with SimulationServer({"b2b": parrot}) as server:
        settings.B2B_API_URL = f"{server.origin('b2b')}/api/v1"
        yield parrot


def add_key(staff, key):
    page = staff.post(
        reverse("admin:inventory_apikey_add"), {"name": "shop", "key": key, "is_active": "on"}, follow=True
    )
    assert ApiKey.get_active_key() == key
    return [page]


def misbehave(staff, said):
    """The key goes through the command, the admin's button, the API and a job."""
    key = ApiKey.objects.get(is_active=True)
    pages = [staff.post(reverse("admin:inventory_apikey_test", args=[key.pk]), follow=True)]
    for kind in ("products", "categories"):
        try:
            call_command(f"sync_{kind}_from_inventory", stdout=said, stderr=said)
        except (CommandError, SystemExit) as end:
            said.write(str(end))
        pages.append(staff.post("/api/sync-runs", {"kind": kind}, content_type="application/json"))
        run_due(10)
        SyncRun.objects.filter(state__in=["queued", "running"]).update(state=SyncRun.State.CANCELLED)
        Job.objects.filter(state=Job.State.PENDING).update(state=Job.State.DEAD)
    return pages


def every_page(staff):
    """Each list of the console, and the pages of the newest rows of each."""
    yield staff.get(reverse("admin:index"))
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield staff.get(reverse(f"{name}_changelist"))
        for row in model._default_manager.order_by("-pk")[:3]:
            for page in ("change", "history", "delete"):
                yield staff.get(reverse(f"{name}_{page}", args=[row.pk]))


def every_answer(staff):
    run = SyncRun.objects.order_by("-pk").first()
    for path in (
        "products",
        "categories",
        "sync-runs",
        f"sync-runs/{run.pk}",
        f"sync-runs/{run.pk}/issues",
        "jobs",
        "dashboard/stats",
    ):
        yield staff.get(f"/api/{path}")


def every_column():
    """Each value of each row of each model, as stored; without an item's own bytes, which no page shows unredacted."""
    for model in apps.get_models():
        names = [field.attname for field in model._meta.concrete_fields if not isinstance(field, BinaryField)]
        for values in model._base_manager.values_list(*names):
            for name, value in zip(names, values, strict=True):
                yield f"{model._meta.label}.{name}", f"{getattr(value, 'stored', value)!r}"


@pytest.mark.parametrize("key", [SHAPED, PLAIN], ids=["known shape", "no known shape"])
def test_a_key_never_shows_however_the_service_fails(key, admin_client, parrot, logged, settings):
    settings.DEBUG = False
    admin_client.raise_request_exception = False
    said, pages = io.StringIO(), add_key(admin_client, key)
    for parrot.manner in MANNERS:
        pages += misbehave(admin_client, said)
    check_health_and_alert()
    call_command("dumpdata", stdout=said)
    try:
        call_command("doctor", stdout=said)
    except SystemExit as end:
        said.write(str(end))
    pages += [*every_page(admin_client), *every_answer(admin_client)]

    assert parrot.heard == {key, ""}  # the doctor looks at the service's clock, and needs no key for that
    assert ApiCall.objects.exclude(error_class="").count() > 5
    assert Event.objects.filter(kind="api_key.tested").count() == len(MANNERS)
    assert mail.outbox
    texts = {f"page {number} {page.request['PATH_INFO']}": page.content.decode() for number, page in enumerate(pages)}
    texts |= {"headers": str([page.headers for page in pages]), "log": logged.getvalue(), "terminal": said.getvalue()}
    texts |= {f"mail {number}": f"{sent.subject} {sent.body}" for number, sent in enumerate(mail.outbox)}
    shown = [place for place, text in [*texts.items(), *every_column()] if key in text]
    assert shown == [], "\n".join(shown)
    assert key[:-4] not in "".join(texts.values())
    assert "Traceback" not in said.getvalue()
    assert [page.request["PATH_INFO"] for page in pages if page.status_code >= 500] == []
