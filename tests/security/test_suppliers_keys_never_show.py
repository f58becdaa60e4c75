"""Canaries in every credential of a supplier go through every door while both suppliers misbehave and echo what they
were sent. Afterwards they are looked for everywhere.
"""

import io
import json
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db.models import BinaryField
from django.urls import reverse
from django.utils import timezone

from core.alerts.conditions import check_health_and_alert
from core.jobs import run_due
from core.models import ApiCall, CallBudget, CircuitBreaker, InboundEvent, Job, RateLimitBucket
from core.simulation import SimulationServer
from suppliers.adapters.cj.signing import signature
from suppliers.models import SupplierAccount
from tests import buying_rows
from tests.catalogue_rows import make_category
from tests.security.test_keys_never_show import every_page, logged

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["logged"]

# The random part of the address is in no canary's row: staff who may change accounts copy it from the console.
CJ_KEY = "CJ4242@api@c0ffee11c0ffee22c0ffee33c0ffee44"
CJ_HALF = "badc0de1badc0de2badc0de3badc0de4"
CANARIES = {
    "CJ's key": CJ_KEY,
    "the halves' second": CJ_HALF,
    "CJ's platform token": "CANARYplatform-4711-zq8",
    "CJ's access token": "API@CJ4242@CJ:CANARYaccess.zq8.one",
    "CJ's refresh token": "CANARYrefresh-zq8-cj-two",
    "CJ's openId": "9871234567890123",
    "AliExpress's secret": "CANARYsecret5zq8abcdef",
    "AliExpress's access token": "50000CANARYzq8session1",
    "AliExpress's refresh token": "50001CANARYzq8refresh2",
    "a code of consent": "3_CANARYzq8_code_of_consent",
    "CJ's fresh token": "CANARYfresh.zq8.access",
    "CJ's fresh refresh token": "CANARYfresh.zq8.refresh",
}
# What only signs, and what would be sent in a fortnight.
NOT_SENT = {"CJ's openId", "AliExpress's secret", "CJ's fresh refresh token"}
ALI_KEY = "51234567"


class Parrots:
    """Both suppliers: each echoes all that it was sent. `manner` says how it fails."""

    def __init__(self):
        self.manner, self.heard = "refuses", ""

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        sent = {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
        try:
            sent |= json.loads(body)
        except (ValueError, TypeError):
            sent |= dict(parse_qsl(f"{body}&{environ.get('QUERY_STRING', '')}"))
        self.heard += f"{sent}"
        status, kind, answer = getattr(self, self.manner)(sent, body)
        data = answer.encode()
        echoes = [
            ("CJ-Access-Token", sent.get("CJ-ACCESS-TOKEN", "-")),
            ("Set-Cookie", f"s={sent.get('session', '-')}"),
        ]
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(data))), *echoes])
        return [data]

    def refuses(self, sent, body):
        ali = {"error_response": {"code": "IllegalAccessToken", "msg": f"bad {json.dumps(sent)}", "request_id": "r1"}}
        cj = {
            "code": 1600001,
            "result": False,
            "message": f"Invalid token {json.dumps(sent)}",
            "data": sent,
            "requestId": "r",
        }
        return "200 OK", "application/json", json.dumps({**cj, **ali})

    def refuses_by_status(self, sent, body):
        return "401 Unauthorized", "application/json", json.dumps({"detail": "no", "request": sent, "raw": body})

    def fails(self, sent, body):
        lines = "\n".join(f"{name}: {value}" for name, value in sent.items())
        return "500 Oops", "text/html", f"<h1>Error</h1><pre>{lines}</pre><p>{body}</p>"

    def shows_a_page(self, sent, body):
        cells = "".join(f'<input name="{name}" value="{value}"><li>{value}</li>' for name, value in sent.items())
        return "200 OK", "text/html", f"<html><ul>{cells}</ul></html>"

    def names_it_in_words(self, sent, body):
        words = "The credential " + " and ".join(str(value) for value in sent.values()) + " was not accepted"
        cj = {"code": 1600100, "result": False, "message": words, "data": None, "requestId": "r"}
        return "200 OK", "application/json", json.dumps({**cj, "error_response": {"code": "X", "msg": words}})

    def limits(self, sent, body):
        cj = {"code": 1600200, "result": False, "message": f"Too Many Requests, 1 times/1s {sent}", "data": sent}
        return "429 Slow down", "application/json", json.dumps(cj)

    def grants(self, sent, body):
        """New tokens for whoever logs in, and a no to those tokens afterwards."""
        if not {"apiKey", "refreshToken"} & set(sent):
            return self.refuses(sent, body)
        data = {
            "openId": int(CANARIES["CJ's openId"]),
            "accessToken": CANARIES["CJ's fresh token"],
            "accessTokenExpiryDate": f"{timezone.now() + timedelta(days=15):%Y-%m-%dT%H:%M:%S+00:00}",
            "refreshToken": CANARIES["CJ's fresh refresh token"],
            "refreshTokenExpiryDate": f"{timezone.now() + timedelta(days=180):%Y-%m-%dT%H:%M:%S+00:00}",
            "echo": sent,
        }
        return "200 OK", "application/json", json.dumps({"code": 200, "result": True, "message": "ok", "data": data})


MANNERS = [
    "refuses", "refuses_by_status", "fails", "shows_a_page", "names_it_in_words", "limits", "grants",
]  # fmt: skip


@pytest.fixture
def parrots(settings, monkeypatch):
    monkeypatch.setattr("core.http.client.sleep", lambda seconds: None)
    monkeypatch.setattr("core.credentials.WAIT_SECONDS", 0)
    settings.PARTNER_RETRY_BASE_SECONDS = 0.0
    settings.SMTP_SERVER, settings.ALERT_EMAILS = "smtp.test", ["ops@shop.test"]
    settings.CJ_DEBUG, settings.DEBUG = True, False
    settings.PUBLIC_URL = "https://hub.shop.test"
    settings.API_RATE = "100000/min"
    parrots = Parrots()
    with SimulationServer({"p": parrots}) as server:
        settings.CJ_API_URL = settings.ALIEXPRESS_API_URL = server.origin("p")
        yield parrots


def cj_account():
    return buying_rows.account(
        api_key=CJ_KEY, platform_token=CANARIES["CJ's platform token"], webhook_key=CANARIES["CJ's openId"],
        email="buyer@shop.example",
    )  # fmt: skip


def ali_account():
    return buying_rows.account(
        "AliExpress main", supplier="aliexpress", api_key=ALI_KEY, api_secret=CANARIES["AliExpress's secret"]
    )


def give_tokens(settings):
    """As before any trouble: live tokens, no ban, no open breaker."""
    cache.clear()
    for model in (CircuitBreaker, RateLimitBucket, CallBudget):
        model.objects.all().delete()
    for account in SupplierAccount.objects.all():
        name = "CJ's" if account.supplier == "cj-dropshipping" else "AliExpress's"
        account.access_token, account.refresh_token = (
            CANARIES[f"{name} access token"],
            CANARIES[f"{name} refresh token"],
        )
        account.state, account.token_lease_until, account.calls_per_second = "ok", None, 500
        account.access_expires_at = account.refresh_expires_at = timezone.now() + timedelta(days=30)
        account.token_version += 1
        account.save(update_fields=[field.name for field in account._meta.concrete_fields if not field.primary_key])


def ask_everything(staff, account, offer, said):
    """The account's calls through the console, the API, the command and the jobs they file."""
    slug, api = account.supplier, f"/api/{account.supplier}"
    json_body = {"content_type": "application/json"}
    yield staff.post(f"/admin/suppliers/supplieraccount/{account.pk}/test/", follow=True)
    yield staff.post(f"{api}/config/test", {"account": f"acc_{account.pk}"}, **json_body)
    yield staff.get(f"{api}/products/search?query=mat&account=acc_{account.pk}")
    yield staff.get(f"{api}/products/1780000000000000001?account=acc_{account.pk}")
    yield staff.get(f"{api}/inventory/{offer.external_variant_id}?live=true")
    yield staff.get(f"{api}/logistics/tracking/LX123456789CN?account=acc_{account.pk}")
    lines = {"country": "FR", "items": [{"variant_id": offer.external_variant_id, "quantity": 1}]}
    yield staff.post(f"{api}/logistics/calculate", {**lines, "account": f"acc_{account.pk}"}, **json_body)
    yield staff.post(f"{api}/products/sync", {"account": f"acc_{account.pk}"}, **json_body)
    imported = {"margin_percent": "50", "account": f"acc_{account.pk}"}
    yield staff.post(f"{api}/products/1780000000000000001/import", imported, **json_body)
    yield staff.post(f"{api}/webhooks/configure", {"account": f"acc_{account.pk}"}, **json_body)
    yield staff.get(f"/admin/suppliers/supplierproduct/find/?account={account.pk}&q=mat")
    yield staff.get(f"/admin/suppliers/supplierproduct/find/{account.pk}/1780000000000000001/")
    for button in ("refresh", "quote"):
        yield staff.post(f"/admin/suppliers/supplierproduct/{offer.pk}/{button}/", {"confirm": "1"}, follow=True)
    yield staff.post(f"/admin/suppliers/supplieraccount/{account.pk}/audit/", follow=True)
    run_due(20)
    try:
        call_command("test_supplier_connection", slug, stdout=said, stderr=said)
    except (CommandError, SystemExit) as end:
        said.write(str(end))


def come_back_from_consent(staff, account):
    go = staff.get(f"/api/aliexpress/oauth/connect?account={account.pk}")
    state = dict(parse_qsl(go.headers["Location"].split("?", 1)[1]))["state"]
    return staff.get("/api/aliexpress/oauth/callback", {"state": state, "code": CANARIES["a code of consent"]})


def push(staff, account):
    """One that is signed and repeats the key it is signed with, one that is not, both at the account's own address."""
    raw = json.dumps({"messageId": "m1", "type": "STOCK", "openId": account.webhook_key.reveal(),
                      "params": {"accessToken": CANARIES["CJ's access token"]}}).encode()  # fmt: skip
    address = f"/api/cj-dropshipping/webhooks/{account.webhook_path}"
    good = signature(raw, account.webhook_key.reveal())
    headers = [{"sign": good}, {"sign": "forged"}]
    return [staff.post(address, raw, content_type="application/json", headers=each) for each in headers]


def every_answer(staff):
    for slug in ("cj-dropshipping", "aliexpress"):
        for path in ("config", "stats", "webhooks/logs"):
            yield staff.get(f"/api/{slug}/{path}")
    yield staff.get("/api/jobs")
    yield staff.get("/api/dashboard/stats")
    yield staff.get("/api/products")


def every_column():
    """Each value of each row of each model, as stored; without an event's own bytes, which no page shows unredacted."""
    for model in apps.get_models():
        names = [field.attname for field in model._meta.concrete_fields if not isinstance(field, BinaryField)]
        for row in model._base_manager.values_list(*names):
            for name, value in zip(names, row, strict=True):
                yield f"{model._meta.label}.{name}", f"{getattr(value, 'stored', value)!r}"


def shown(texts, canaries):
    return sorted(f"{place}: {name}" for place, text in texts for name, canary in canaries.items() if canary in text)


@pytest.mark.slow
def test_no_credential_of_a_supplier_shows_however_the_suppliers_fail(admin_client, parrots, logged, settings):
    admin_client.raise_request_exception = False
    settings.SUPPLIER_ENVIRONMENT = {
        **settings.SUPPLIER_ENVIRONMENT,
        "cj-dropshipping": {"client_id": "CJ4242", "client_secret": CJ_HALF, "api_url": settings.CJ_API_URL},
    }
    make_category()
    cj, ali, said, pages = cj_account(), ali_account(), io.StringIO(), []
    cj_offer, ali_offer = buying_rows.offers(1, of=cj)[0], buying_rows.offers(1, of=ali)[0]
    admin_client.get(reverse("admin:suppliers_supplieraccount_changelist"))
    own = SupplierAccount.objects.get(from_environment=True)
    for parrots.manner in MANNERS:
        for account, offer in ((cj, cj_offer), (own, cj_offer), (ali, ali_offer)):
            give_tokens(settings)
            for page in ask_everything(admin_client, account, offer, said):
                pages.append(page)
                give_tokens(settings)
            Job.objects.filter(state=Job.State.PENDING).update(state=Job.State.DEAD)
        give_tokens(settings)
        pages.append(come_back_from_consent(admin_client, ali))
    give_tokens(settings)
    cj.refresh_from_db()
    pages += push(admin_client, cj)
    run_due(10)
    check_health_and_alert()
    for command in ("dumpdata", "doctor"):
        try:
            call_command(command, stdout=said)
        except SystemExit as end:
            said.write(str(end))
    pages += [*every_page(admin_client), *every_answer(admin_client)]

    heard = {name for name, canary in CANARIES.items() if canary in parrots.heard}
    assert heard >= set(CANARIES) - NOT_SENT, set(CANARIES) - heard
    assert {"cj-dropshipping", "aliexpress"} <= set(
        ApiCall.objects.exclude(error_class="").values_list("partner", flat=True)
    )
    assert InboundEvent.objects.count() == 1
    assert "CJ: POST" in logged.getvalue()
    texts = [(f"page {page.request['PATH_INFO']}", page.content.decode()) for page in pages]
    texts += [("headers", str([page.headers for page in pages])), ("log", logged.getvalue())]
    texts += [("terminal", said.getvalue())]
    texts += [(f"mail {sent.subject}", f"{sent.subject} {sent.body}") for sent in mail.outbox]
    found = shown([*texts, *every_column()], CANARIES)
    assert found == [], "\n".join(found)
    outside = [(place, text) for place, text in texts if place == "log" or place.startswith("mail")]
    assert shown(outside, {"the webhook's secret address": cj.webhook_path}) == []
    assert [page.request["PATH_INFO"] for page in pages if page.status_code == 500] == []
    assert django_settings.DEBUG is False
