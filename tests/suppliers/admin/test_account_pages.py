"""Accounts at suppliers in the console: written, tested, paused, and never a secret on a page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from core.models import ApiCall, CallBudget, CircuitBreaker, Event
from suppliers import dashboard
from suppliers.models import SupplierAccount
from tests import buying_rows as buying
from tests import console_rows as rows

LIST = reverse("admin:suppliers_supplieraccount_changelist")
ADD = reverse("admin:suppliers_supplieraccount_add") + "?supplier=cj-dropshipping"
FIRST, SECOND = "CJ123456789", "0123456789abcdef0123456789abcd7f"
KEY = f"{FIRST}@api@{SECOND}"


def address(account, act="change"):
    name = "suppliers_supplieraccount_change" if act == "change" else f"suppliers_account_{act}"
    return reverse(f"admin:{name}", args=[account.pk])


def typed(**values):
    plain = {
        "supplier": "cj-dropshipping",
        "name": "CJ main",
        "mode": "live",
        "stock_basis": "total",
        "is_active": "on",
    }
    return plain | values


def test_first_the_supplier_is_chosen(page):
    html = page.get(reverse("admin:suppliers_supplieraccount_add")).content.decode()
    assert 'href="?supplier=cj-dropshipping"' in html
    assert 'href="?supplier=aliexpress"' in html


def test_the_form_asks_for_what_the_supplier_wants(page):
    cj = page.get(ADD).content.decode()
    assert 'name="first_half"' in cj
    assert 'name="api_secret"' not in cj
    aliexpress = page.get(ADD.replace("cj-dropshipping", "aliexpress")).content.decode()
    assert 'name="api_secret"' in aliexpress
    assert 'name="first_half"' not in aliexpress


def test_a_key_is_stored_and_never_shown_again(page):
    assert page.post(ADD, typed(api_key=KEY)).status_code == 302
    account = SupplierAccount.objects.get()
    assert account.api_key.reveal() == KEY
    for url in (LIST, address(account), address(account, "pause"), reverse("admin:core_event_changelist")):
        html = page.get(url).content.decode()
        assert KEY not in html
        assert SECOND not in html
    assert "•••• cd7f" in page.get(address(account)).content.decode()
    assert "by boss" in page.get(address(account)).content.decode()


def test_two_halves_are_joined(page):
    page.post(ADD, typed(first_half=FIRST, second_half=SECOND))
    assert SupplierAccount.objects.get().api_key.reveal() == KEY


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "This is needed."),
        ({"api_key": SECOND}, "only the second half"),
        ({"api_key": KEY, "first_half": FIRST}, "not both"),
        ({"first_half": FIRST}, "second half of the API key"),
        ({"api_key": KEY, "ship_to": "F1"}, "two letters"),
    ],
)
def test_what_is_wrong_is_said_before_any_call_and_nothing_typed_comes_back(page, values, words):
    answer = page.post(ADD, typed(**values))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert words in html
    assert SECOND not in html
    assert not SupplierAccount.objects.exists()


def test_an_empty_field_keeps_the_key_and_a_new_one_forgets_the_tokens(page):
    page.post(ADD, typed(api_key=KEY))
    account = SupplierAccount.objects.get()
    SupplierAccount.objects.update(state="ok", access_expires_at=timezone.now() + timedelta(days=3))
    page.post(address(account), typed(name="Renamed"))
    account = SupplierAccount.objects.get()
    assert (account.name, account.api_key.reveal(), account.state) == ("Renamed", KEY, "ok")
    page.post(address(account), typed(name="Renamed", api_key=KEY.replace("7f", "8f")))
    account = SupplierAccount.objects.get()
    assert (account.state, account.access_expires_at) == ("new", None)
    assert Event.objects.filter(kind="supplier_account.credentials_set").count() == 2


def test_another_environment_asks_for_the_name(page):
    account = buying.account(api_key=KEY)
    refused = page.post(address(account), typed(mode="sandbox"))
    assert "Type “CJ main” to do that." in refused.content.decode()
    assert page.post(address(account), typed(mode="sandbox", confirm_name="CJ main")).status_code == 302
    assert SupplierAccount.objects.get().mode == "sandbox"


def test_the_account_of_the_environment_appears_by_itself_and_is_not_edited(page, settings):
    settings.SUPPLIER_ENVIRONMENT = {"cj-dropshipping": {"api_key": KEY}}
    html = page.get(LIST).content.decode()
    account = SupplierAccount.objects.get()
    assert "from environment" in html
    assert account.from_environment
    html = page.get(address(account)).content.decode()
    assert 'name="api_key"' not in html
    assert 'name="mode"' not in html
    assert "•••• cd7f" in html
    assert KEY not in html
    assert page.get(reverse("admin:suppliers_supplieraccount_delete", args=[account.pk])).status_code == 403


def test_the_test_button_shows_who_we_are_what_we_may_and_what_we_have(page, account):
    html = page.post(address(account, "test")).content.decode()
    assert "The supplier accepts these credentials." in html
    assert "Entrepot Test" in html
    assert "5,000.00 USD" in html
    account.refresh_from_db()
    assert account.state == "ok"
    assert account.access_token.reveal() not in html


def test_a_refused_key_is_told_in_our_words_and_theirs(page, cj):
    account = buying.account(state="new", api_key=KEY, mode="simulated")
    answer = page.post(address(account, "test"))
    report, html = answer.context["report"], answer.content.decode()
    assert not report.is_ok
    assert escape(report.title) in html
    assert escape(report.remedy) in html
    assert "1600005" in html
    assert KEY not in html


def test_pausing_asks_why_and_resuming_ends_it(page, account):
    assert "is paused" not in page.get(address(account, "pause")).content.decode()
    page.post(address(account, "pause"), {"confirmed": "yes", "reason": ""})
    account.refresh_from_db()
    assert account.state == "new"
    page.post(address(account, "pause"), {"confirmed": "yes", "reason": "Stocktaking"})
    account.refresh_from_db()
    assert (account.state, account.state_reason) == ("paused", "Stocktaking")
    html = page.get(address(account)).content.decode()
    assert "Stocktaking" in html
    assert address(account, "test") not in html
    page.post(address(account, "resume"), {"confirmed": "yes"})
    account.refresh_from_db()
    assert account.state == "new"


def test_a_viewer_sees_and_cannot_press(client, account):
    client.force_login(rows.staff("viewer", "suppliers.view_supplieraccount"))
    html = client.get(address(account)).content.decode()
    for act in ("test", "pause", "resume", "forget", "refresh", "webhooks", "audit"):
        assert address(account, act) not in html
        assert client.post(address(account, act), {"confirmed": "yes", "reason": "x"}).status_code == 403
    account.refresh_from_db()
    assert account.state == "new"


def test_allowances_and_failures_are_shown_as_they_stand(page):
    account = buying.account()
    now = timezone.now()
    key = f"cj-dropshipping:{account.pk}"
    CallBudget.objects.create(key=f"{key}:points", total=1000, remaining=250, used=750, day=now.date(), as_of=now)
    CallBudget.objects.create(key=f"{key}:calls", total=0, remaining=0, used=40, day=now.date(), as_of=now)
    ApiCall.objects.bulk_create(
        ApiCall(partner="cj-dropshipping", account_id=str(account.pk), operation="query", method="GET", path="/p",
                status=200 if n else 500, duration_ms=100)
        for n in range(4)
    )  # fmt: skip
    html = page.get(LIST).content.decode()
    assert "750 of 1,000 points used" in html
    assert "40 calls today" in html
    assert "25.0 % of 4" in html


@pytest.mark.parametrize(("query", "names"), [("ends=7", ["soon"]), ("ends=30", ["later", "soon"]), ("", None)])
def test_tokens_that_end_soon_can_be_found(page, query, names):
    for name, days in (("soon", 3), ("later", 20), ("far", 100)):
        buying.account(name, refresh_expires_at=timezone.now() + timedelta(days=days))
    shown = [row.name for row in page.get(f"{LIST}?{query}").context["cl"].result_list]
    assert sorted(shown) == (names or ["far", "later", "soon"])


def test_each_account_is_in_exactly_one_health(page):
    now = timezone.now()
    buying.account("a", state="new")
    buying.account("b", state="paused")
    buying.account("c", state="needs_reconnect")
    buying.account("d", last_ok_at=now - timedelta(hours=2), last_error_at=now)
    buying.account("e", refresh_expires_at=now + timedelta(days=9))
    buying.account("f", last_ok_at=now, last_error_at=now - timedelta(hours=2))
    buying.account("g", is_active=False)
    found = {
        code: [row.name for row in page.get(f"{LIST}?health={code}").context["cl"].result_list]
        for code in dashboard.HEALTH
    }
    assert found == {
        "new": ["a"], "paused": ["b"], "reconnect": ["c"], "failing": ["d"], "expiring": ["e"], "ok": ["f"], "off": ["g"],
    }  # fmt: skip


def test_an_account_that_a_person_authorises_has_the_way_to_it(page):
    account = buying.account("AE", supplier="aliexpress", api_key="12345678", api_secret="a-secret-of-the-app-77aa")
    html = page.get(address(account)).content.decode()
    assert f"/api/aliexpress/oauth/connect?account={account.pk}" in html
    assert "a-secret-of-the-app" not in html
    assert "Re-authorise" not in page.get(address(buying.account())).content.decode()


def test_the_address_for_webhooks_stands_on_the_page_to_be_copied(page, settings):
    settings.PUBLIC_URL = "https://hub.example.org"
    account = buying.account()
    html = page.get(address(account)).content.decode()
    assert f"https://hub.example.org/api/cj-dropshipping/webhooks/{account.webhook_path}" in html


def test_an_account_that_is_left_alone_says_until_when_and_has_a_button_that_ends_it(page):
    account = buying.account()
    until = timezone.now() + timedelta(minutes=15)
    CircuitBreaker.objects.create(
        key=f"cj-dropshipping:{account.pk}", window_started_at=timezone.now(), open_until=until
    )
    url = reverse("admin:suppliers_supplieraccount_change", args=[account.pk])
    assert "Left alone after many failures" in page.get(url).content.decode()
    again = reverse("admin:suppliers_account_try_again", args=[account.pk])
    assert page.get(again).status_code == 405
    html = page.post(again, follow=True).content.decode()
    assert escape("Calls to “CJ main” go out again.") in html
    assert "Left alone after many failures" not in html
    assert again not in html
    assert CircuitBreaker.objects.get().open_until is None


def test_who_may_only_look_has_no_such_button(client, db):
    account = buying.account()
    CircuitBreaker.objects.create(
        key=f"cj-dropshipping:{account.pk}", window_started_at=timezone.now(), open_until=timezone.now()
    )
    client.force_login(rows.staff("ana", "suppliers.view_supplieraccount"))
    again = reverse("admin:suppliers_account_try_again", args=[account.pk])
    assert (
        again not in client.get(reverse("admin:suppliers_supplieraccount_change", args=[account.pk])).content.decode()
    )
    assert client.post(again).status_code == 403
    assert CircuitBreaker.objects.get().open_until is not None
