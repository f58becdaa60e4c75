"""A page of another site cannot make a member of staff's browser write here."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from core.models import InboundEvent
from marketplaces.registry import slugs as marketplaces
from suppliers.registry import slugs
from tests.api_door import Api, code_of, make_key
from tests.security.routes import address, make_rows, templates

pytestmark = pytest.mark.django_db
# They look at no cookie: tokens are asked for with a password, webhooks are signed.
WITHOUT_SESSION = ("api/token", "api/token/refresh", "api/token/verify")
WEBHOOKS = re.compile(r"api/[a-z-]+/webhooks(/<random_part:secret>)?|webhooks/[a-z-]+(/<path:topic>)?")


def test_no_address_takes_a_post_from_a_session_without_the_csrf_token():
    User.objects.create_superuser("root")
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(User.objects.get())
    rows = make_rows()

    got_through = {}
    for template in templates():
        if template in WITHOUT_SESSION or WEBHOOKS.fullmatch(template):
            continue
        answer = client.post(address(template, rows), {}, headers={"Origin": "https://evil.example"})
        if answer.status_code not in (403, 404, 405):
            got_through[template] = answer.status_code

    assert got_through == {}


def test_a_session_adds_nothing_to_a_webhook_without_a_signature():
    User.objects.create_superuser("root")
    client = Client()
    client.force_login(User.objects.get())
    rows = make_rows()
    doors = [template for template in templates() if WEBHOOKS.fullmatch(template)]

    statuses = {door: client.post(address(door, rows), b"{}", "application/json").status_code for door in doors}

    assert len(doors) == 2 * len(slugs()) + 2 * len(marketplaces())
    assert statuses == {door: 412 if door.startswith("webhooks/ebay") else 401 for door in doors}  # eBay's own wish
    assert not InboundEvent.objects.filter(partner__in=[*slugs(), *marketplaces()]).exists()


def test_the_api_asks_a_session_for_the_csrf_token_and_a_key_for_none():
    User.objects.create_superuser("root")
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get())

    by_session = client.post("/api/sync-runs", {"kind": "products"}, content_type="application/json")
    by_key = Api(make_key("sync")).post("/api/sync-runs", {"kind": "products"})

    assert (by_session.status_code, code_of(by_session)) == (403, "permission_denied")
    assert by_key.status_code == 202


def test_a_session_cookie_beside_a_key_lends_the_key_nothing():
    User.objects.create_superuser("root")
    client = Client(headers={"X-API-Key": make_key("read")})
    client.force_login(User.objects.get())

    answer = client.post("/api/sync-runs", {"kind": "products"}, content_type="application/json")

    assert answer.status_code == 403
