"""Rhythm, and the switches of what is mailed."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from core.alerts.switches import is_on
from core.models import AlertSwitch, Event
from tests import console_rows, selling_rows
from tests.config.streams.stopping import NOON, schedule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_schedules():
    PeriodicTask.objects.all().delete()


def test_rhythm_says_what_is_late_and_what_is_on_time(client):
    client.force_login(console_rows.staff("ana", "core.view_alert"))
    schedule("poll", "orders.poll_shops", 5)
    PeriodicTask.objects.update(date_changed=NOON)
    selling_rows.shop(name="Fresh shop", shop_address="fresh.myshopify.com", orders_polled_at=timezone.now())
    page = client.get(reverse("admin:rhythm")).content.decode()
    assert "Fresh shop: orders" in page
    assert "1 stream is late." in page  # the schedule of long ago
    assert "on time" in page


def test_rhythm_of_an_empty_hub_says_what_to_do(client):
    client.force_login(console_rows.staff("ana", "core.view_alert"))
    assert "Nothing is expected yet" in client.get(reverse("admin:rhythm")).content.decode()


@pytest.mark.parametrize("name", ["rhythm", "alert_switches"])
def test_without_the_right_to_see_alerts_there_is_no_page(client, name):
    client.force_login(console_rows.staff("ben", "core.view_job"))
    assert client.get(reverse(f"admin:{name}")).status_code == 403


def test_a_switch_is_thrown_for_all_and_kept_in_the_history(client):
    client.force_login(console_rows.staff("ana", "core.view_alert", "core.change_alertswitch"))
    page = reverse("admin:alert_switches")
    assert "A job gave up" in client.get(page).content.decode()
    assert client.post(page, {"kind": "dead_letter", "turn": "off"}).status_code == 302
    assert not is_on("dead_letter")
    assert AlertSwitch.objects.get().changed_by == "ana"
    assert Event.objects.get(kind="alert_switch.off").data == {"kind": "dead_letter"}
    client.post(page, {"kind": "dead_letter", "turn": "on"})
    assert is_on("dead_letter")


def test_who_may_only_see_throws_nothing_and_an_unknown_kind_is_refused(client):
    page = reverse("admin:alert_switches")
    client.force_login(console_rows.staff("ben", "core.view_alert"))
    assert client.post(page, {"kind": "dead_letter", "turn": "off"}).status_code == 403
    client.force_login(console_rows.staff("ana", "core.view_alert", "core.change_alertswitch"))
    assert client.post(page, {"kind": "nonsense", "turn": "off"}).status_code == 302
    assert AlertSwitch.objects.count() == 0
