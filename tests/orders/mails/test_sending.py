"""Messages go out once, by a real mail server, and whatever goes wrong is seen."""

import socket

import pytest

from core.jobs import JobOutcome, execute
from core.models import Job
from orders.mails.notifications import file_sending, tell
from orders.models import Customer, Notification, Order

pytestmark = pytest.mark.django_db


def send(message):
    Job.objects.filter(kind="orders.send_mail", state="pending").update(run_at="2026-01-01T00:00:00Z")
    outcome = execute(file_sending(message, "test").pk)
    message.refresh_from_db()
    return outcome


def test_a_message_is_sent_with_text_and_html_in_the_shops_name(post, order):
    message = tell(order, "confirmed")
    assert send(message) == JobOutcome.DONE
    (mail,) = post.mails
    assert (message.state, message.tries, post.recipients) == ("sent", 1, [["buyer@example.com"]])
    assert mail["Subject"] == "Order #1001 is confirmed"
    assert mail["From"] == "Maison Test <hub@mail.example>"
    assert (mail["Reply-To"], mail["Content-Language"]) == ("help@shop.example", "en")
    assert mail["Message-ID"] == f"<hub1.{message.pk}.confirmed@mail.example>" == message.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "2 × Savon noir (200 g)" in post.text()
    assert "1,234.50 EUR" in post.text()
    assert "<strong>Maison Test</strong>" in post.html()


def test_the_same_news_twice_is_one_message(post, order, parcel):
    messages = {tell(order, "shipped", parcel).pk for _ in range(3)} | {tell(order, "confirmed").pk}
    assert len(messages) == 2
    for message in Notification.objects.all():
        send(message)
        send(message)
    assert len(post.mails) == 2


def test_each_parcel_has_its_own_message_and_a_new_number_one_more(post, order, parcel):
    other = parcel.supplier_order.shipments.create(order=order, number="YT9")
    told = [tell(order, "shipped", parcel), tell(order, "shipped", other), tell(order, "shipped", parcel, mark="YT2")]
    assert len({message.dedupe_key for message in told}) == 3
    assert [message.dedupe_key for message in told] == [
        f"{order.pk}:shipped:{parcel.pk}",
        f"{order.pk}:shipped:{other.pk}",
        f"{order.pk}:shipped:{parcel.pk}:YT2",
    ]


def test_a_mail_server_that_is_away_is_waited_for(post, order, settings):
    settings.EMAIL_PORT = _closed_port()
    message = tell(order, "confirmed")
    assert send(message) == JobOutcome.WAITING
    assert (message.state, message.tries, Job.objects.get().attempts) == ("pending", 0, 0)
    assert "ConnectionRefusedError" in message.error
    settings.EMAIL_PORT = post.port
    send(message)
    assert (message.state, message.error, len(post.mails)) == ("sent", "", 1)


def test_a_mail_server_that_stays_away_is_given_up_and_shown(post, order, settings):
    settings.EMAIL_PORT = _closed_port()
    settings.MAIL_GIVE_UP_HOURS = 0.0
    message = tell(order, "confirmed")
    send(message)
    assert (message.state, message.reason) == ("failed", "mail_server_down")


def test_later_means_later(post, order):
    post.answers = ["451 greylisted, come back"]
    message = tell(order, "confirmed")
    assert send(message) == JobOutcome.WAITING
    assert (message.state, message.reason) == ("pending", "")
    send(message)
    assert (message.state, len(post.mails)) == ("sent", 1)


@pytest.mark.parametrize(
    ("recipient", "data", "reason"),
    [("550 no such user", [], "recipient_refused"), ("", ["554 looks like spam"], "server_refused")],
)
def test_a_refusal_is_kept_without_the_customers_address(post, order, recipient, data, reason):
    post.refuses_recipients, post.answers = recipient, data
    message = tell(order, "confirmed")
    assert send(message) == JobOutcome.DONE
    assert (message.state, message.reason, post.mails) == ("failed", reason, [])
    assert message.error
    assert "buyer@" not in message.error


def test_a_line_that_broke_after_the_text_was_given_means_once_more_with_the_same_message_id(post, order):
    post.hangs_up = 1
    message = tell(order, "confirmed")
    assert send(message) == JobOutcome.WAITING
    assert (message.state, message.reason) == ("pending", "outcome_unknown")
    send(message)
    assert (message.state, message.tries) == ("sent", 2)
    assert [mail["Message-ID"] for mail in post.mails] == [message.message_id] * 2


def test_a_message_whose_fate_is_unknown_twice_waits_for_a_person(post, order):
    post.hangs_up = 9
    message = tell(order, "confirmed")
    for _ in range(4):
        send(message)
    assert (message.state, message.reason, len(post.mails)) == ("failed", "outcome_unknown", 2)


@pytest.mark.parametrize(
    ("reason", "state", "mails"), [("", "sent", 1), ("by_staff", "sent", 1), ("outcome_unknown", "failed", 0)]
)
def test_a_worker_that_died_while_sending_leads_to_one_more_mail_and_no_third(post, order, reason, state, mails):
    message = tell(order, "confirmed")
    Notification.objects.update(state="sending", reason=reason)
    message.refresh_from_db()
    send(message)
    assert (message.state, len(post.mails)) == (state, mails)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_quiet": True}, "quiet"),
        ({"is_test": True}, "test_order"),
        ({"cancelled_at": "2026-11-20T00:00:00Z"}, "cancelled"),
    ],
)
def test_messages_that_must_not_go_out_are_kept_with_the_reason(post, order, change, reason):
    Order.objects.update(**change)
    order.refresh_from_db()
    message = tell(order, "confirmed")
    assert (message.state, message.reason) == ("suppressed", reason)
    assert not Job.objects.filter(kind="orders.send_mail").exists()


@pytest.mark.parametrize("address", ["", "nobody", "buyer@example.com\nBcc: all@example.com"])
def test_a_customer_without_an_address_that_works_is_not_written_to(post, order, address):
    Customer.objects.update(email=address)
    order.customer.refresh_from_db()
    assert tell(order, "confirmed").reason == "no_recipient"


def test_the_kill_switch_holds_what_waits_too(post, order, settings):
    message = tell(order, "confirmed")
    settings.MAILS_TO_CUSTOMERS = False
    send(message)
    assert (message.state, message.reason, post.mails) == ("suppressed", "switched_off", [])


def test_a_customer_who_was_forgotten_meanwhile_is_not_written_to(post, order):
    message = tell(order, "confirmed")
    Customer.objects.update(erased_at="2026-11-20T00:00:00Z", email="", name="")
    send(message)
    assert (message.state, message.reason, post.mails) == ("suppressed", "erased", [])


@pytest.mark.parametrize(
    ("sender", "events", "is_told"),
    [
        ("hub", {}, True),
        ("hub", {"confirmed": False}, False),
        ("shop", {}, False),
        ("nobody", {"confirmed": True}, False),
    ],
)
def test_only_ever_one_party_tells_the_customer(post, order, sender, events, is_told):
    order.account.mail_sender, order.account.mail_events = sender, events
    assert (tell(order, "confirmed") is not None) is is_told


def test_an_event_that_the_settings_leave_out_can_be_switched_on_for_a_shop(post, order, settings):
    settings.MAIL_EVENTS = []
    assert tell(order, "confirmed") is None
    order.account.mail_events = {"confirmed": True}
    assert tell(order, "confirmed").state == "pending"


def _closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
