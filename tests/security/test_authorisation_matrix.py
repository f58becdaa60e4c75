"""Who gets through which door: every address and every action of the console, asked by each kind of caller.

The table beside this file is what has been agreed. An address without a row, a row without an address and a door that
opens to somebody else all fail here. After a deliberate change write the table anew, and read its difference:

    UPDATE_AUTHORISATION_MATRIX=1 pytest -m slow tests/security/test_authorisation_matrix.py

`in` means let through, whatever the answer then was; `login` a redirect to the login page; a number the refusal's status.
"""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from marketplaces.registry import slugs as marketplaces
from suppliers.registry import slugs
from tests.api_door import make_key
from tests.security.routes import address, make_rows, templates, writing_methods

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("authorisation_matrix.txt")
# Staff without a role, each role, and who may do all.
PEOPLE = ("anonymous", "staff", "viewer", "catalogue", "orders", "finance", "admin", "superuser")
ROLES = ("viewer", "catalogue", "orders", "finance", "admin")
KEYS = ("read", "sync", "suppliers", "marketplaces", "orders:read", "orders:write", "purchases:approve", "admin")
PARTS = 4  # of the addresses, so that several processes can share the work
NOWHERE = "http://127.0.0.1:9/api"  # nothing listens there
AWAY = {502, 503, 504}  # the service or supplier is away, the hub is not
REFUSALS = {401, 403, 404, 405, 412}


@pytest.fixture
def people():
    found = {"anonymous": None, "staff": User.objects.create_user("staff", is_staff=True)}
    for role in ROLES:
        found[role] = User.objects.create_user(role, is_staff=True)
        found[role].groups.add(Group.objects.get(name=role.capitalize()))
    return {**found, "superuser": User.objects.create_superuser("root")}


@pytest.fixture
def callers(people):
    """For each caller the headers and the cookie with which it asks."""
    found = {f"key:{scope}": ({"X-API-Key": make_key(scope)}, "") for scope in KEYS}
    for name, user in people.items():
        client = Client()
        if user is not None:
            client.force_login(user)
        found[name] = ({}, client.cookies["sessionid"].value if user else "")
    return found


@pytest.fixture
def _calm(settings, monkeypatch):
    # Who may open a page is settled before it is drawn, and drawing 10,000 pages takes most of an hour.
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *args, **kwargs: "")
    settings.API_RATE = settings.API_LOGIN_RATE = "1000000/min"
    settings.B2B_API_URL = NOWHERE
    settings.SUPPLIER_ENVIRONMENT = {slug: {"api_url": NOWHERE} for slug in settings.SUPPLIER_ENVIRONMENT}
    settings.PARTNER_RETRIES = 0
    settings.TWO_FACTOR_REQUIRED_ROLES = []
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    cache.clear()


def knock(method, path, headers, cookie):
    """One request whose effects are taken back; gives the cell of the table."""
    client = Client(raise_request_exception=False)
    if cookie:
        client.cookies[django_settings.SESSION_COOKIE_NAME] = cookie
    with transaction.atomic():
        answer = client.generic(method, path, b"{}", content_type="application/json", headers=headers)
        for _ in range(3):  # a page that only leads to another says nothing yet
            if method == "GET" and answer.status_code in (301, 302) and not leads_to_login(answer):
                answer = client.get(answer.headers["Location"], headers=headers)
        transaction.set_rollback(True)
    assert answer.status_code < 500 or answer.status_code in AWAY, (method, path, answer.content[:500])
    if leads_to_login(answer):
        return "login"
    return str(answer.status_code) if answer.status_code in REFUSALS else "in"


def leads_to_login(answer):
    return answer.status_code == 302 and answer.headers["Location"].startswith(reverse("admin:login"))


def route_lines(callers, part):
    rows = make_rows()
    for template in templates()[part::PARTS]:
        keyed = template.startswith("api/") or not template.startswith("admin/")
        names = [*PEOPLE, *(f"key:{scope}" for scope in KEYS if keyed)]
        path = address(template, rows)
        for method in methods(template):
            cells = " ".join(f"{name}={knock(method, path, *callers[name])}" for name in names)
            yield f"{method} /{template}  {cells}"


def action_lines(people):
    """The actions on ticked rows that each list offers to each person."""
    for model, model_admin in sorted(admin.site._registry.items(), key=lambda item: item[0]._meta.label_lower):
        offered = {}
        for name, user in people.items():
            if user is None:
                continue
            request = RequestFactory().get("/")
            request.user = user
            for action in model_admin.get_actions(request):
                offered.setdefault(action, []).append(name)
        for action, names in sorted(offered.items()):
            yield f"ACTION {model._meta.label_lower} {action}  {' '.join(names)}"


def methods(template):
    return ("GET", "POST", *writing_methods(template))


def by_door(lines):
    return dict(line.split("  ", 1) for line in lines if line)


def test_every_address_and_every_action_has_a_row_in_the_table(people):
    agreed = {line.split("  ", 1)[0] for line in TABLE.read_text(encoding="utf-8").splitlines()}
    doors = {f"{method} /{template}" for template in templates() for method in methods(template)}

    assert agreed == doors | set(by_door(action_lines(people)))


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("_calm")
@pytest.mark.parametrize("part", range(PARTS))
def test_every_door_opens_to_those_the_table_names_and_to_nobody_else(callers, part):
    assert_agreed([*route_lines(callers, part)])


@pytest.mark.slow
def test_every_list_offers_its_actions_to_those_the_table_names_and_to_nobody_else(people):
    assert_agreed([*action_lines(people)])


def assert_agreed(found):
    now = by_door(found)
    if os.environ.get("UPDATE_AUTHORISATION_MATRIX"):
        write_anew(now)
    agreed = by_door(TABLE.read_text(encoding="utf-8").splitlines())

    assert {door: cells for door, cells in now.items() if agreed.get(door) != cells} == {}


def write_anew(now):
    """In the order of the URLconf; doors that are gone go."""
    known = by_door(TABLE.read_text(encoding="utf-8").splitlines()) | now
    doors = [f"{method} /{template}" for template in templates() for method in methods(template)]
    actions = sorted(door for door in known if door.startswith("ACTION "))
    lines = [f"{door}  {known[door]}" for door in [*doors, *actions] if door in known]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_no_row_of_the_table_lets_a_stranger_in_but_where_everybody_may():
    open_doors = {
        door
        for door, cells in by_door(TABLE.read_text(encoding="utf-8").splitlines()).items()
        if "anonymous=in" in cells
    }

    assert open_doors == OPEN_TO_ALL


OPEN_TO_ALL = {
    "GET /healthz",
    "GET /readyz",
    "POST /api/token",
    "POST /api/token/refresh",
    "POST /api/token/verify",
    "GET /api/schema",
    "GET /api/docs",
    "GET /admin/login/",
    "POST /admin/login/",
    "POST /i18n/setlang/",
    "POST /admin/logout/",
    "POST /",
}


def test_the_least_of_keys_and_of_staff_write_nothing_anywhere():
    for door, cells in by_door(TABLE.read_text(encoding="utf-8").splitlines()).items():
        if door.startswith("POST /api/sync-runs") and "superuser=in" in cells:
            assert "key:read=403" in cells, door
            assert "viewer=403" in cells, door
            assert "staff=403" in cells, door


def let_in(cells):
    return {cell.removesuffix("=in") for cell in cells.split() if cell.endswith("=in")}


def test_a_key_that_reads_and_a_viewer_change_nothing_over_rest():
    writes = re.compile(r"(?:POST|PUT|PATCH|DELETE) /(?!api/token)api/")
    found = by_door(TABLE.read_text(encoding="utf-8").splitlines())
    opened = {door for door, cells in found.items() if writes.match(door) and let_in(cells) & {"key:read", "viewer"}}

    assert opened == ASKS_BY_POST


def test_money_goes_back_and_disputes_are_answered_by_finance_alone():
    doors = re.compile(r"\w+ /(?:api/ebay/(?:orders/.*/refunds|refunds/.*/settle|disputes/.*/(?!sync).*)|admin/orders/"
                       r"(?:orderrefund/(?:new/.*|.*/settle)|paymentdispute/.*/(?:accept|contest))/)")  # fmt: skip
    found = by_door(TABLE.read_text(encoding="utf-8").splitlines())
    money = {door: let_in(cells) for door, cells in found.items() if doors.fullmatch(door)}

    assert len(money) == 20
    for door, those in money.items():
        assert those <= {"finance", "admin", "superuser", "key:purchases:approve", "key:admin"}, door


def test_webhooks_stand_open_to_everybody_and_take_nothing_without_a_signature():
    found = by_door(TABLE.read_text(encoding="utf-8").splitlines())

    for door in WEBHOOKS:
        refused = "412" if door.startswith("POST /webhooks/ebay") else "401"  # eBay wants its own number
        assert {cell.split("=")[1] for cell in found[door].split()} == {refused}, door


def test_what_a_consent_page_sends_back_is_taken_from_those_who_may_authorise_only():
    found = by_door(TABLE.read_text(encoding="utf-8").splitlines())
    callbacks = {door: cells for door, cells in found.items() if door.endswith("/oauth/callback")}

    assert len(callbacks) == 2 * (len(slugs()) + len(marketplaces()))
    for door, cells in callbacks.items():
        let_in = {cell.split("=")[0] for cell in cells.split() if cell.endswith("=in")}
        assert let_in <= {"admin", "superuser"}, door


# Questions that need a body: nothing is written, nothing is filed.
ASKS_BY_POST = {"POST /api/search", "POST /api/ebay/listings/fees"}
ASKS_BY_POST |= {f"POST /api/{slug}/logistics/calculate" for slug in slugs()}
ASKS_BY_POST |= {f"POST /api/{slug}/listings/validate" for slug in marketplaces()}
# Public by design: their signature is what lets them in.
WEBHOOKS = {f"POST /api/{slug}/webhooks{part}" for slug in slugs() for part in ("", "/<random_part:secret>")}
WEBHOOKS |= {f"POST /webhooks/{slug}{part}" for slug in marketplaces() for part in ("", "/<path:topic>")}


def test_only_the_admin_scope_and_those_who_may_change_accounts_write_to_them():
    for door, cells in by_door(TABLE.read_text(encoding="utf-8").splitlines()).items():
        if door.startswith("PUT /api/") and door.endswith("/config"):
            let_in = [cell.split("=")[0] for cell in cells.split() if cell.endswith("=in")]
            assert let_in == ["admin", "superuser", "key:admin"], door
