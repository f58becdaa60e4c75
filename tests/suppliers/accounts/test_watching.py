"""Accounts are looked after: tokens renewed ahead of time, staff told before something ends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.alerts.conditions import check_health_and_alert
from core.alerts.words import WORDS, text_of, title_of
from core.budget import Budget, observe
from core.jobs import enqueue, execute
from core.models import Alert, CircuitBreaker
from suppliers.actions.watching import check_accounts

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def no_environment(settings):
    settings.SUPPLIER_ENVIRONMENT = {}


@pytest.fixture
def account(cj, make_account):
    """Connected a while ago, and in order."""
    cj.set_rule("login", "cached")
    account = make_account(api_key=cj.key, state="ok", mode="live")
    assert check_accounts()["renewed"] == 1
    cj.requests.clear()
    account.refresh_from_db()
    return account


def change(account, **values):
    type(account).objects.filter(pk=account.pk).update(**values)


def opened(kind=""):
    rows = Alert.objects.filter(closed_at=None, **({"kind": kind} if kind else {}))
    return sorted(rows.values_list("cause", flat=True))


def asked(cj):
    return [request["path"] for request in cj.calls()]


def test_an_account_in_order_costs_no_call_and_raises_no_alert(cj, account):
    assert check_accounts() == {"accounts": 1, "renewed": 0, "failed": 0}
    assert asked(cj) == []
    assert opened() == []


def test_a_token_is_renewed_before_it_ends(cj, account):
    change(account, token_issued_at=timezone.now() - 13 * DAY, access_expires_at=timezone.now() + 2 * DAY)
    assert check_accounts()["renewed"] == 1
    assert asked(cj) == ["authentication/refreshAccessToken", "setting/get"]
    account.refresh_from_db()
    assert account.access_expires_at > timezone.now() + 14 * DAY


def test_an_account_that_was_not_used_for_a_day_is_asked_for_its_limits(cj, account):
    change(account, last_ok_at=timezone.now() - 25 * timedelta(hours=1), calls_per_second=6.0)
    check_accounts()
    account.refresh_from_db()
    assert (asked(cj), account.calls_per_second) == (["setting/get"], 1.0)


@pytest.mark.parametrize("values", [{"state": "paused"}, {"state": "new"}, {"is_active": False}])
def test_an_account_that_is_not_at_work_is_left_alone(cj, account, values):
    change(account, token_issued_at=timezone.now() - 13 * DAY, access_expires_at=timezone.now() + 2 * DAY, **values)
    check_accounts()
    assert asked(cj) == []


def test_one_accounts_trouble_is_not_anothers(cj, account, make_account):
    cj.add_fault("status=502@setting/getx3")
    change(account, last_ok_at=None)
    make_account(name="Second", supplier="cj-dropshipping", api_key=cj.key, state="ok")
    told = check_accounts()
    assert (told["failed"], told["accounts"]) == (1, 2)


def test_a_refusal_is_told_and_the_alert_closes_when_it_is_mended(cj, account):
    change(account, last_ok_at=None)
    cj.add_fault("code=1600001@setting/get")
    check_accounts()
    assert opened("account_refused") == [f"cj-dropshipping:{account.pk}"]
    change(account, state="ok")
    cj.clear_faults()
    check_accounts()
    assert opened() == []


@pytest.mark.parametrize(("days", "causes"), [(15, []), (13.9, ["14"]), (6.9, ["14", "7"]), (0.9, ["1", "14", "7"])])
def test_staff_are_told_14_7_and_1_days_before_a_person_must_authorise_again(make_account, days, causes):
    account = make_account(
        name="Ali",
        supplier="aliexpress",
        api_key="123456",
        api_secret="secret",
        state="ok",
        access_token="token",
        access_expires_at=timezone.now() + 20 * DAY,
        refresh_expires_at=timezone.now() + days * DAY,
        last_ok_at=timezone.now(),
    )
    check_accounts()
    assert opened("authorisation_ends") == [f"aliexpress:{account.pk}#{cause}" for cause in causes]


def test_an_account_that_can_log_in_by_itself_needs_no_such_warning(account):
    change(account, refresh_expires_at=timezone.now() + DAY)
    check_accounts()
    assert opened() == []


@pytest.mark.parametrize(("days", "is_told"), [(19, False), (20, True), (35, True)])
def test_staff_are_told_at_20_days_without_an_order(account, days, is_told):
    """pitfall 20: after 30 days without a transaction CJ's API is dead."""
    change(account, last_transaction_at=timezone.now() - days * DAY)
    check_accounts()
    assert opened("account_idle") == ([f"cj-dropshipping:{account.pk}"] if is_told else [])


def test_without_any_order_the_days_count_from_the_accounts_first(account):
    change(account, created_at=timezone.now() - 21 * DAY)
    check_accounts()
    assert text_of(Alert.objects.get(kind="account_idle")) == (
        "CJ main has bought nothing for 21 days. The partner suspends its API after 30 days without one."
    )


@pytest.mark.parametrize(("remaining", "is_told"), [(10_100, False), (9_900, True)])
def test_staff_are_told_when_four_fifths_of_an_allowance_are_gone(account, remaining, is_told):
    points = Budget("cj-dropshipping", account.account_id, "points", 50_000)
    observe(points, remaining=remaining, total=50_000)
    check_accounts()
    assert opened("quota_low") == ([f"cj-dropshipping:{account.pk}:points"] if is_told else [])


def test_the_job_does_all_that(account):
    job = enqueue("suppliers.check_accounts")
    assert execute(job.pk) == "done"
    job.refresh_from_db()
    assert job.result == {"accounts": 1, "renewed": 0, "failed": 0}


def test_an_open_breaker_is_told_and_closes_with_it():
    now = timezone.now()
    CircuitBreaker.objects.create(key="cj-dropshipping:7", window_started_at=now, open_until=now + timedelta(minutes=1))
    check_health_and_alert()
    assert opened("partner_left_alone") == ["cj-dropshipping:7"]
    CircuitBreaker.objects.update(open_until=None)
    check_health_and_alert()
    assert opened("partner_left_alone") == []


@pytest.mark.parametrize(
    "kind", ["account_refused", "authorisation_ends", "account_idle", "quota_low", "partner_left_alone"]
)
def test_each_alert_has_words_that_take_its_values(kind):
    values = {"account": "CJ main", "why": "w", "days": 7, "ends": "e", "limit": 30, "name": "points", "percent": 81}
    alert = Alert(kind=kind, cause="c", data=values | {"until": "u"})
    words = [title_of(alert), text_of(alert), str(WORDS[kind].all_clear)]
    assert "CJ main" in words[0]
    assert "?" not in " ".join(words)
