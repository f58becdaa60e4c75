"""The webhook log: what came, what became of it, and once more."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from core import console
from core.models import Event, InboundEvent, Job

pytestmark = pytest.mark.django_db
LOG = reverse("admin:core_inboundevent_changelist")


class ShopDesk:
    title = "The Shop"

    def reason_words(self, code):
        return {"not_ours": "It is about products that are not ours."}.get(code, "")

    def account_names(self, account_ids):
        return {"1": "Shop main"}

    def addresses(self):
        return [("Shop main", "https://hub.example/api/shop/webhooks/abc")]


@pytest.fixture(autouse=True)
def shop(monkeypatch):
    monkeypatch.setattr(console, "_inbound_desks", {"shop": ShopDesk()})


def came(key, state="done", *, hours_ago=0, **more):
    moment = timezone.now() - timedelta(hours=hours_ago)
    values = {"topic": "STOCK", "raw": b"{}", "account_id": "1", **more}
    return InboundEvent.objects.create(
        partner="shop",
        dedupe_key=key,
        state=state,
        received_at=moment,
        processed_at=moment + timedelta(seconds=41),
        **values,
    )


def detail(page, event):
    return page.get(reverse("admin:core_inboundevent_change", args=[event.pk])).content.decode()


def log_in_with(client, *codenames):
    user = User.objects.create_user("anna", password="a-long-test-password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return client


def test_a_line_says_what_came_and_what_became_of_it(page):
    came("m-1", "ignored", reason="not_ours", aggregate_key="v-1", repeats=2)
    shown = page.get(LOG).content.decode()
    for words in (
        "The Shop · Shop main",
        "STOCK",
        "m-1",
        "ignored",
        "It is about products that are not ours.",
        "41 s",
        "v-1",
    ):
        assert words in shown


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("unreadable", "is not what the partner"),
        ("gave_up", "All attempts failed."),
        ("brand_new_code", "brand_new_code"),
    ],
)
def test_a_reason_is_told_in_words(page, reason, words):
    event = came("m-1", "dead", reason=reason, error="the cause")
    assert words in page.get(LOG).content.decode()
    assert "the cause" in detail(page, event)


def test_the_empty_log_says_where_webhooks_come_in(page):
    shown = page.get(LOG).content.decode()
    assert "No webhook yet" in shown
    assert "https://hub.example/api/shop/webhooks/abc" in shown
    came("m-1")
    assert "https://hub.example/api/shop/webhooks/abc" not in page.get(LOG).content.decode()


@pytest.mark.parametrize(
    "query", ["?state__exact=dead", "?partner=shop", "?topic=STOCK", "?reason=gave_up", "?q=m-1", "?q=v-"]
)
def test_the_log_is_filtered_and_searched(page, query):
    came("m-1", "dead", reason="gave_up", aggregate_key="v-1")
    came("m-2", "done", topic="ORDER", aggregate_key="o-1")
    InboundEvent.objects.filter(dedupe_key="m-2").update(partner="other")
    shown = page.get(LOG + query).content.decode()
    assert "m-1" in shown
    assert "m-2" not in shown


def test_a_body_is_shown_as_text_and_never_rendered(page):
    event = came("m-1", raw=b'<script>alert("x")</script>\xff\x00 Bearer abcdef123456789')
    shown = detail(page, event)
    assert "&lt;script&gt;" in shown
    assert '<script>alert("x")' not in shown
    assert "\\xff\\x00" in shown
    assert "abcdef123456789" not in shown


def test_a_long_body_is_cut_and_a_purged_one_says_so(page):
    assert "90,000 bytes in all" in detail(page, came("m-1", raw=b"x" * 90_000))
    assert "The body was purged" in detail(page, came("m-2", raw=b""))


def test_reading_a_body_is_a_right_of_its_own(client):
    event = came("m-1", raw=b"somebody's address")
    log_in_with(client, "view_inboundevent")
    assert "m-1" in detail(client, event)
    assert "address" not in detail(client, event).split("<main")[-1]
    User.objects.get(username="anna").user_permissions.add(Permission.objects.get(codename="view_inboundevent_body"))
    assert "somebody&#x27;s address" in detail(client, event)


def test_selected_webhooks_are_replayed_after_a_look_at_the_numbers(page, boss):
    chosen = [came("m-1", "dead"), came("m-2", "ignored"), came("m-3", "received"), came("m-4", raw=b"")]
    data = {"action": "replay_selected", "_selected_action": [event.pk for event in chosen]}
    asked = page.post(LOG, data)
    assert dict(asked.context["confirmation"].numbers)["Webhooks"] == "2"
    assert not Job.objects.exists()
    page.post(LOG, {**data, "confirmed": "yes"})
    states = dict(InboundEvent.objects.values_list("dedupe_key", "state"))
    assert states == {"m-1": "received", "m-2": "received", "m-3": "received", "m-4": "done"}
    assert Job.objects.filter(kind="core.process_event", requested_by="boss").count() == 2
    assert Event.objects.filter(kind="inbound_event.replayed", actor="boss").count() == 2


def test_all_that_failed_since_a_moment_is_replayed(page):
    came("old", "dead", hours_ago=30)
    came("new", "dead", hours_ago=2)
    came("good", "done")
    assert "Replay all failed since: the last 24 hours" in page.get(LOG).content.decode()
    url = reverse("admin:core_inboundevent_replay_dead", args=["day"])
    assert dict(page.get(url).context["confirmation"].numbers)["Webhooks"] == "1"
    page.post(url, {"confirmed": "yes"})
    assert dict(InboundEvent.objects.values_list("dedupe_key", "state")) == {
        "old": "dead",
        "new": "received",
        "good": "done",
    }
    page.post(reverse("admin:core_inboundevent_replay_dead", args=["all"]), {"confirmed": "yes"})
    assert not InboundEvent.objects.filter(state="dead").exists()
    assert page.get(reverse("admin:core_inboundevent_replay_dead", args=["century"])).status_code == 404


def test_nothing_to_replay_has_no_button(page):
    url = reverse("admin:core_inboundevent_replay_dead", args=["all"])
    assert "None of them can be replayed" in page.get(url).content.decode()
    assert "Replay all failed" not in page.get(LOG).content.decode()


def test_who_may_only_look_may_not_replay(client):
    event = came("m-1", "dead")
    log_in_with(client, "view_inboundevent")
    url = reverse("admin:core_inboundevent_replay_dead", args=["all"])
    assert client.post(url, {"confirmed": "yes"}).status_code == 403
    client.post(LOG, {"action": "replay_selected", "_selected_action": [event.pk], "confirmed": "yes"})
    event.refresh_from_db()
    assert event.state == "dead"
    assert "Replay" not in client.get(LOG).content.decode()


def test_the_log_costs_the_same_at_any_length(page, django_assert_max_num_queries):
    for number in range(60):
        came(f"m-{number}", "dead")
    page.get(LOG)
    with django_assert_max_num_queries(16):
        assert page.get(LOG).status_code == 200
