"""Accounts, webhooks and pictures of buying in foreign hands: nobody reaches another account's or writes what is ours."""

import json
import socket

import pytest
from django.contrib.auth.models import Permission, User
from django.core import signing
from django.test import Client
from django.urls import reverse

from core.models import InboundEvent, Job
from suppliers.actions.webhooks import address_of
from suppliers.adapters.cj.signing import signature
from suppliers.admin.pictures import picture_url
from suppliers.models import SupplierAccount
from tests import buying_rows
from tests.api_door import Api, code_of, make_key

pytestmark = pytest.mark.django_db
OURS = {
    "state": "paused",
    "state_reason": "mine now",
    "access_token": "stolen",
    "refresh_token": "stolen",
    "token_version": 99,
    "webhook_path": "a" * 32,
    "webhook_key": "1",
    "webhook_url": "https://evil.example/",
    "from_environment": True,
    "last_ok_at": "2030-01-01T00:00:00Z",
    "last_error": "nothing",
    "credential_mark": "x",
    "remote_id": "somebody",
    "supplier": "aliexpress",
    "is_active": False,
    "id": "acc_1",
}


def row():
    """Account rows with their secrets as text, so that any change shows."""
    columns = [field.attname for field in SupplierAccount._meta.concrete_fields if field.attname != "updated_at"]
    return [{name: f"{getattr(value, 'stored', value)}" for name, value in each.items()}
            for each in SupplierAccount.objects.order_by("pk").values(*columns)]  # fmt: skip


@pytest.mark.parametrize("name", OURS)
def test_what_the_hub_writes_itself_is_refused_in_an_accounts_settings(name):
    buying_rows.account()
    before = row()

    answer = Api(make_key("admin")).ask("PUT", "/api/cj-dropshipping/config", json.dumps({name: OURS[name]}).encode())

    assert (answer.status_code, row()) == (400, before)


def test_the_consoles_form_of_an_account_writes_only_what_it_shows(admin_client):
    account = buying_rows.account(api_key="CJ1@api@" + "a" * 32, email="a@shop.example")
    before = row()[0]
    form = {"name": account.name, "mode": "live", "stock_basis": "own", "ship_to": "FR", "currency": "",
            "email": account.email, "is_active": "on"}  # fmt: skip
    ours = {name: value for name, value in OURS.items() if name != "is_active"}

    answer = admin_client.post(f"/admin/suppliers/supplieraccount/{account.pk}/change/", {**form, **ours})

    assert answer.status_code == 302
    assert {name for name, value in row()[0].items() if value != before[name]} == {"stock_basis"}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "config?account={}", None),
        ("PUT", "config?account={}", {"ship_to": "DE"}),
        ("POST", "config/test", {"account": "{}"}),
        ("GET", "products/search?query=mat&account={}", None),
        ("GET", "products/1780000000000000001?account={}", None),
        ("POST", "products/1780000000000000001/import", {"account": "{}", "margin_percent": "50"}),
        ("POST", "products/sync", {"account": "{}"}),
        ("POST", "inventory/sync", {"account": "{}"}),
        ("POST", "webhooks/configure", {"account": "{}"}),
        ("GET", "logistics/tracking/LX123456789CN?account={}", None),
    ],
)
def test_an_account_of_another_supplier_is_told_as_not_there(method, path, body):
    buying_rows.account()
    other = buying_rows.account("Ali", supplier="aliexpress")
    before, ident = row(), f"acc_{other.pk}"
    sent = json.dumps(body).replace("{}", ident).encode() if body else b""

    answer = Api(make_key("admin")).ask(method, f"/api/cj-dropshipping/{path.replace('{}', ident)}", sent)

    assert (answer.status_code, code_of(answer)) == (404, "not_found")
    assert (row(), Job.objects.count()) == (before, 0)


def test_the_secret_part_of_the_webhook_address_is_for_those_who_may_change_the_account(settings):
    settings.PUBLIC_URL = "https://hub.example.com"
    account = buying_rows.account()
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(viewer)
    page = f"/admin/suppliers/supplieraccount/{account.pk}/change/"

    for scope in ("read", "sync", "suppliers"):
        assert Api(make_key(scope)).get("/api/cj-dropshipping/config").json()["webhook_address"] == ""
    assert client.get("/api/cj-dropshipping/config").json()["webhook_address"] == ""
    assert account.webhook_path not in client.get(page).content.decode()
    assert Api(make_key("admin")).get("/api/cj-dropshipping/config").json()["webhook_address"] == address_of(account)


def deep(levels):
    return b'{"a":' * levels + b"1" + b"}" * levels


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/api/cj-dropshipping/config"),
        ("POST", "/api/cj-dropshipping/config/test"),
        ("POST", "/api/cj-dropshipping/products/sync"),
        ("POST", "/api/cj-dropshipping/products/1/import"),
        ("POST", "/api/cj-dropshipping/logistics/calculate"),
        ("POST", "/api/cj-dropshipping/webhooks/configure"),
        ("POST", "/api/search"),
    ],
)
@pytest.mark.parametrize(
    ("body", "statuses"),
    [
        (deep(100_000), {400, 413}),
        (b'{"a": "' + b"x" * 20_000_000 + b'"}', {413}),
        (b'{"account": 1e400}', {400}),
        (b'{"account": NaN}', {400}),
        (b'["account"]', {400}),
        (b'{"query": "\\ud800", "supplier": "aliexpress", "name": "\\u0000"}', {400}),
    ],
    ids=["deep", "long", "overflow", "NaN", "a list", "half a letter"],
)
def test_bodies_that_are_meant_to_hurt_are_refused(method, path, body, statuses):
    buying_rows.account()

    assert Api(make_key("admin")).ask(method, path, body).status_code in statuses
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "raw", [deep(100_000), b"[" * 500_000, b'{"type":"\\ud800","messageId":1e999}'], ids=["deep", "open", "odd"]
)
def test_a_signed_webhook_that_is_meant_to_hurt_is_kept_and_hurts_nobody(raw):
    account = buying_rows.account(webhook_key="123456789012")

    answer = push(account.webhook_path, raw, signature(raw, "123456789012"))

    assert answer.status_code == 200
    assert bytes(InboundEvent.objects.get().raw) == raw


def push(path, raw, sign="forged", slug="cj-dropshipping"):
    address = f"/api/{slug}/webhooks" + (f"/{path}" if path else "")
    headers = {"sign": sign} if slug == "cj-dropshipping" else {"Authorization": sign}
    return Client().post(address, raw, content_type="application/json", headers=headers)


@pytest.mark.parametrize("raw", [b'{"messageId":"1"}', b"not json", b"x" * 100_000])
def test_the_door_answers_a_stranger_alike_whether_or_not_the_address_is_an_accounts(raw):
    account = buying_rows.account(webhook_key="123456789012")
    other = buying_rows.account("Ali", supplier="aliexpress", api_key="5", api_secret="s" * 20)
    keyless = buying_rows.account("CJ new")

    answers = {
        (answer.status_code, answer.content, tuple(sorted(name for name in answer.headers)))
        for path in (account.webhook_path, keyless.webhook_path, other.webhook_path, "z" * 32, "")
        for answer in [push(path, raw)]
    }

    assert len(answers) == 1
    assert next(iter(answers))[0] == 401
    assert not InboundEvent.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"  "])
def test_a_trial_of_the_address_tells_nobody_which_addresses_there_are(raw):
    account = buying_rows.account(webhook_key="123456789012")
    other = buying_rows.account("Ali", supplier="aliexpress")

    answers = {(answer.status_code, answer.content) for path in (account.webhook_path, other.webhook_path, "z" * 32)
               for answer in [push(path, raw)]}  # fmt: skip

    assert len(answers) == 1
    assert not InboundEvent.objects.exists()


def test_a_push_signed_for_one_account_is_nothing_at_the_address_of_another():
    raw = b'{"messageId":"1","type":"STOCK"}'
    buying_rows.account(webhook_key="123456789012")
    second = buying_rows.account("CJ second", webhook_key="999999999999")
    other = buying_rows.account("Ali", supplier="aliexpress", api_key="5", api_secret="s" * 20)

    statuses = [push(each.webhook_path, raw, signature(raw, "123456789012")).status_code for each in (second, other)]

    assert (statuses, InboundEvent.objects.count()) == ([401, 401], 0)


def test_signatures_are_compared_in_time_that_tells_nothing(monkeypatch):
    compared = []
    monkeypatch.setattr("hmac.compare_digest", lambda one, two: compared.append((one, two)) or False)
    cj = buying_rows.account(webhook_key="123456789012")
    ali = buying_rows.account("Ali", supplier="aliexpress", api_key="5", api_secret="s" * 20)

    push(cj.webhook_path, b"{}", "gu\xe9ss")
    push(ali.webhook_path, b"{}", "gu\xe9ss", slug="aliexpress")

    assert len([pair for pair in compared if b"gu" in pair[1]]) == 2


def test_the_body_of_a_webhook_is_for_those_who_may_read_it(admin_client):
    raw = json.dumps({"messageId": "1", "params": {"city": "Nantes-Canary"}}).encode()
    buying_rows.webhooks(1, raw=raw)
    event = InboundEvent.objects.get()
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.set(
        Permission.objects.filter(codename__startswith="view_").exclude(codename="view_inboundevent_body")
    )
    client = Client()
    client.force_login(viewer)
    pages = [reverse("admin:core_inboundevent_changelist"), reverse("admin:core_inboundevent_change", args=[event.pk]),
             reverse("admin:core_inboundevent_history", args=[event.pk]),
             "/api/cj-dropshipping/webhooks/logs"]  # fmt: skip

    assert [page for page in pages if "Nantes-Canary" in client.get(page).content.decode()] == []
    assert "Nantes-Canary" not in Api(make_key("admin")).get(pages[-1]).content.decode()
    assert "Nantes-Canary" in admin_client.get(pages[1]).content.decode()


INWARD = [
    "http://127.0.0.1/p.png", "http://localhost/p.png", "http://[::1]/p.png", "http://[::ffff:127.0.0.1]/p.png",
    "http://169.254.169.254/latest/meta-data/", "http://10.0.0.7/p.png", "http://192.168.1.1/p.png",
    "http://0.0.0.0/p.png", "http://2130706433/p.png", "http://0x7f000001/p.png", "http://017700000001/p.png",
    "http://127.1/p.png", "http://[fd00::1]/p.png", "http://[64:ff9b::7f00:1]/p.png", "https://user:pw@127.0.0.1/p.png",
    "https://pictures.example:6379/p.png", "ftp://127.0.0.1/p.png", "file:///etc/passwd", "gopher://127.0.0.1:6379/_x",
    "data:image/svg+xml,<svg onload=alert(1)>", "javascript:alert(1)", "//127.0.0.1/p.png", "https://exa mple/p.png",
    "https://127.0.0.1\r\nHost: x/p.png",
]  # fmt: skip


@pytest.fixture
def connected(monkeypatch):
    """Where the hub would have connected to for a picture; nothing is reached."""
    found = []

    def connect(self, address):
        found.append(address[:2])
        raise OSError("not in a test")

    monkeypatch.setattr("core.http.connect.DeadlineSocket.connect", connect)
    return found


@pytest.mark.parametrize("url", INWARD)
def test_a_suppliers_picture_leads_to_no_address_of_our_own_network(url, admin_client, connected):
    answer = admin_client.get(picture_url(url))

    assert (answer.status_code < 500, connected) == (True, [])


def test_a_suppliers_picture_at_a_name_of_our_own_network_is_not_asked_for(admin_client, connected, monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: found)

    admin_client.get(picture_url("https://pictures.example/p.png"))

    assert connected == []


def test_a_suppliers_picture_at_a_public_address_is_asked_for(admin_client, connected):
    admin_client.get(picture_url("https://93.184.215.14/p.png"))

    assert set(connected) == {("93.184.215.14", 443)}


@pytest.mark.parametrize("token", ["", "https://evil.example/p.png", "https://evil.example/p.png:AAAA", "\x00", "é"])
def test_only_addresses_that_our_own_pages_signed_are_looked_up(token, admin_client):
    elsewhere = signing.Signer(salt="another page").sign("https://evil.example/p.png")

    for given in (token, elsewhere):
        assert admin_client.get("/admin/suppliers/supplieraccount/picture/", {"of": given}).status_code == 404
