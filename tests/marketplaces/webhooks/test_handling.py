"""What a push leads to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.jobs import enqueue, execute
from core.models import InboundEvent, Job
from marketplaces import handlers
from tests.marketplaces.market import answers_for
from tests.marketplaces.webhooks.conftest import body

pytestmark = pytest.mark.django_db


@pytest.fixture
def push(door, account):
    """Posts a push and has it processed; the event as it stands then."""

    def send(topic, sent_at=None, **values):
        number = InboundEvent.objects.count()
        when = sent_at.isoformat() if sent_at else None
        assert door.post(body(**values), topic, event=f"e-{number}", x_sent_at=when).status_code == 200
        event = InboundEvent.objects.latest("pk")
        execute(Job.objects.filter(kind="core.process_event").latest("pk").pk)
        event.refresh_from_db()
        return event

    return send


def test_an_uninstalled_app_makes_the_shop_wait_for_a_person(push, account):
    account.access_token = "a-token"
    account.webhook_url = "https://hub.example/webhooks/shopify"
    account.save(update_fields=["access_token", "webhook_url"])
    assert push("app/uninstalled").state == "done"
    account.refresh_from_db()
    assert (account.state, bool(account.access_token), account.webhook_url) == ("needs_reconnect", False, "")
    assert account.state_reason == "The app was uninstalled in the shop."


def test_an_uninstall_of_before_the_last_installation_changes_nothing(push, account):
    account.access_token = "a-token"
    account.token_issued_at = timezone.now()
    account.save(update_fields=["access_token", "token_issued_at"])
    event = push("app/uninstalled", sent_at=timezone.now() - timedelta(minutes=5))
    account.refresh_from_db()
    assert (event.state, event.reason) == ("ignored", "installed_again")
    assert (account.state, bool(account.access_token)) == ("ok", True)


def test_jobs_of_an_uninstalled_shop_wait_and_lose_no_attempt(push, account):
    push("app/uninstalled")
    job = enqueue("marketplaces.configure_webhooks", {"account_id": account.pk})
    execute(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("pending", 0)
    assert "must be authorised again" in job.error


def test_changed_rights_are_asked_for_again(push, account, market):
    answers_for(scopes=("read_orders",), missing_scopes=("write_products",), lost_abilities=("publish",))
    event = push("app/scopes_update")
    account.refresh_from_db()
    assert (event.result, market.calls) == ({"ok": True, "code": ""}, ["connect"])
    assert (account.missing_scopes, account.lost_abilities) == (["write_products"], ["publish"])


@pytest.mark.parametrize(
    ("topic", "kind", "buyer"),
    [
        ("customers/redact", "privacy.erase", "77"),
        ("shop/redact", "privacy.erase", ""),
        ("customers/data_request", "privacy.tell", "77"),
    ],
)
def test_what_is_asked_about_a_person_becomes_a_job_of_its_own(push, account, topic, kind, buyer):
    event = push(topic, buyer=buyer)
    job = Job.objects.get(kind=kind)
    assert job.payload == {
        "partner": "shopify",
        "account_id": str(account.pk),
        "buyer_id": buyer,
        "event": event.pk,
    }
    assert (event.state, event.result) == ("done", {"job": job.pk})


def test_a_push_that_cannot_be_read_ends_at_once_and_is_kept(push):
    event = push("products/update", products=["7\x00"])
    assert (event.state, event.reason) == ("dead", "unreadable")


def test_a_word_of_theirs_that_is_not_known_is_kept_for_a_replay(push):
    assert push("moon/phase").reason == "unknown_topic"


def test_a_product_that_the_hub_has_not_listed_is_none_of_ours(push):
    assert push("products/update", products=["99"]).reason == "not_ours"


def test_two_functions_cannot_take_one_topic():
    def another(account, push, event): ...

    with pytest.raises(ValueError, match="Two functions take uninstalled pushes"):
        handlers.on_push("uninstalled")(another)
