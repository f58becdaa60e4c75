"""Parcels with their flags, and messages to customers: what staff see and may do."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from core.jobs import execute
from core.models import Job
from orders.models import Notification, Shipment
from tests import console_rows as rows
from tests import selling_rows as selling

PARCELS = reverse("admin:orders_shipment_changelist")
MAILS = reverse("admin:orders_notification_changelist")


def test_the_tab_of_each_flag_counts_what_its_list_shows(page):
    long_ago = timezone.now() - timedelta(days=30)
    selling.parcels(1)
    selling.parcels(2, moved_at=long_ago)
    selling.parcels(3, status="returned")
    selling.parcels(4, "refused")
    waiting = selling.parcels(5, "unknown")
    Shipment.objects.filter(pk__in=[parcel.pk for parcel in waiting]).update(created_at=long_ago)
    counts = {tab["code"]: tab["count"] for tab in page.get(PARCELS).context["tabs"]}
    assert counts == {"": 15, "delayed": 2, "trouble": 3, "refused": 4, "not_written": 5}
    for code, number in counts.items():
        assert page.get(PARCELS, {"flag": code} if code else {}).context["cl"].result_count == number, code


def test_a_parcel_that_the_shop_refused_says_why_and_is_pushed_again(page):
    parcel = selling.parcels(1, "refused", reason="cancelled_there")[0]
    html = page.get(PARCELS).content.decode()
    push = reverse("admin:orders_shipment_push", args=[parcel.pk])
    assert "or the parcel there, was cancelled." in html
    assert push in html
    answer = page.post(push, {"confirmed": "yes"})
    execute(Job.objects.get(kind="orders.bulk").pk)
    parcel.refresh_from_db()
    assert parcel.state == "pending"
    assert Job.objects.get(kind="orders.write_back").payload == {"shipment": parcel.pk}
    assert dict(page.get(answer.url).context["numbers"]) == {
        "Done": "1", "Waits": "0", "Failed": "0", "Workers are at it": "1",
    }  # fmt: skip


def test_nothing_is_done_to_parcels_by_those_who_may_only_look(client, db):
    parcel = selling.parcels(1, "refused")[0]
    client.force_login(rows.staff("viewer", "orders.view_shipment"))
    for name in ("push", "refresh", "tell"):
        address = reverse(f"admin:orders_shipment_{name}", args=[parcel.pk])
        assert client.post(address, {"confirmed": "yes", "event": "shipped", "reason": "x"}).status_code == 403
    parcel.refresh_from_db()
    assert parcel.state == "refused"
    assert client.get(reverse("admin:orders_shipment_change", args=[parcel.pk])).context["parcel_buttons"] == []


def test_one_finds_a_parcel_by_its_number_or_by_the_orders(page):
    selling.parcels(2)
    parcel = selling.parcels(1)[0]
    for term in (parcel.number, parcel.order.number):
        assert [row.pk for row in page.get(PARCELS, {"q": term}).context["cl"].result_list] == [parcel.pk]


def test_an_address_to_follow_a_parcel_is_a_link_only_when_a_browser_may_open_it(page):
    good = selling.parcels(1, url="https://track.example.com/1")[0]
    bad = selling.parcels(1, url="javascript:alert(1)")[0]
    shown = {
        parcel.pk: page.get(reverse("admin:orders_shipment_change", args=[parcel.pk])).content.decode()
        for parcel in (good, bad)
    }
    assert 'href="https://track.example.com/1"' in shown[good.pk]
    assert "javascript:alert" not in shown[bad.pk]


def test_the_recipient_of_a_message_is_shown_only_to_those_who_may_see_customers(client, db):
    mail = selling.mails(1)[0]
    address = mail.order.customer.email
    one = reverse("admin:orders_notification_change", args=[mail.pk])
    client.force_login(rows.staff("clerk", "orders.view_notification"))
    for html in (client.get(MAILS).content.decode(), client.get(one).content.decode()):
        assert address not in html
        assert mail.order.customer.name not in html
    client.force_login(rows.staff("ana", "orders.view_notification", "orders.view_customer"))
    assert address in client.get(MAILS).content.decode()
    assert mail.order.number in client.get(one).context["mail"].text


@pytest.fixture
def mail_server(settings):
    settings.SMTP_SERVER, settings.MAILS_TO_CUSTOMERS = "smtp.example.com", True


def test_a_failed_message_is_sent_again_with_a_reason(page, mail_server):
    mail = selling.mails(1, "failed", error="refused")[0]
    send = reverse("admin:orders_notification_send", args=[mail.pk])
    assert send in page.get(MAILS).content.decode()
    page.post(send, {"confirmed": "yes", "why": ""})
    assert Notification.objects.get().state == "failed"
    page.post(send, {"confirmed": "yes", "why": "mailbox was full"})
    assert Notification.objects.get().state == "pending"
    assert Job.objects.get(kind="orders.send_mail").requested_by == "boss"


def test_a_message_that_was_sent_goes_out_once_more_as_one_of_its_own(page, mail_server):
    mail = selling.mails(1)[0]
    page.post(reverse("admin:orders_notification_send", args=[mail.pk]), {"confirmed": "yes", "why": "lost"})
    assert sorted(Notification.objects.values_list("state", flat=True)) == ["pending", "sent"]


def test_messages_of_many_orders_are_sent_again_and_those_without_one_are_named(page, mail_server):
    told, untold = selling.mails(1)[0].order, selling.orders(1, "placed")[0]
    data = {
        "action": "resend_mail_selected",
        "_selected_action": [told.pk, untold.pk],
        "confirmed": "yes",
        "event": "confirmed",
        "reason": "lost",
    }
    answer = page.post(reverse("admin:orders_order_changelist", query={"stage": "all"}), data)
    execute(Job.objects.get(kind="orders.bulk").pk)
    shown = page.get(answer.url).context["lines"]
    assert [(line["name"], line["standing"]) for line in shown] == [(str(untold), "failed"), (str(told), "done")]
    assert shown[0]["why"] == "This order has no such message yet."
    assert Notification.objects.filter(order=told, state="pending").count() == 1


def test_the_hostile_body_of_a_message_stays_in_its_frame(page):
    mail = selling.mails(1)[0]
    mail.order.lines.update(title="<script>alert(1)</script>")
    html = page.get(reverse("admin:orders_notification_change", args=[mail.pk])).content.decode()
    assert "<script>alert(1)" not in html
    assert 'sandbox=""' in html


def test_the_body_of_a_message_stands_escaped_in_the_attribute_of_its_frame(page):
    mail = selling.mails(1)[0]
    answer = page.get(reverse("admin:orders_notification_change", args=[mail.pk]))
    body = answer.context["mail"].html
    frame = answer.content.decode().partition('srcdoc="')[2].partition('"')[0]
    assert body.startswith("<!")
    assert frame.startswith("&lt;!")
    assert unescape(frame) == body
