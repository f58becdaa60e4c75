"""Staff send messages again: with a right, with a reason, and each mail seen for itself."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.jobs import execute
from core.models import Event, Job
from orders.actions.mailing import NotPossible, file_lost, send_again
from orders.mails.notifications import file_sending, tell
from orders.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(django_user_model):
    user = django_user_model.objects.create_user("clerk")
    user.user_permissions.add(Permission.objects.get(codename="send_notification"))
    return django_user_model.objects.get(pk=user.pk)


def work():
    for job in Job.objects.filter(kind="orders.send_mail", state="pending"):
        execute(job.pk)


def test_a_message_that_was_kept_back_goes_out_when_staff_ask_for_it(post, order, clerk):
    order.is_quiet = True
    message = tell(order, "confirmed")
    send_again(message, clerk, "customer called")
    work()
    message.refresh_from_db()
    assert (message.state, len(post.mails)) == ("sent", 1)
    event = Event.objects.get(kind="notification.pending")
    assert (event.actor, event.data["why"]) == ("clerk", "customer called")


def test_a_message_that_went_out_is_sent_once_more_as_a_message_of_its_own(post, order, clerk):
    message = tell(order, "confirmed")
    work()
    message.refresh_from_db()
    again = send_again(message, clerk, "not received")
    third = send_again(message, clerk, "not received again")
    work()
    assert [again.dedupe_key, third.dedupe_key] == [f"{message.dedupe_key}#2", f"{message.dedupe_key}#3"]
    assert len({mail["Message-ID"] for mail in post.mails}) == 3


def test_a_failed_message_starts_anew(post, order, clerk):
    post.refuses_recipients = "550 no such user"
    message = tell(order, "confirmed")
    work()
    post.refuses_recipients = ""
    message.refresh_from_db()
    send_again(message, clerk, "address was mended")
    work()
    message.refresh_from_db()
    assert (message.state, message.error, len(post.mails)) == ("sent", "", 1)


def test_it_takes_the_right_to_send(post, order, django_user_model):
    message = tell(order, "confirmed")
    with pytest.raises(PermissionDenied):
        send_again(message, django_user_model.objects.create_user("viewer"), "please")


@pytest.mark.parametrize(("why", "code"), [("  ", "no_reason"), ("again", "under_way")])
def test_without_a_reason_or_while_it_is_under_way_nothing_is_sent(post, order, clerk, why, code):
    with pytest.raises(NotPossible) as refused:
        send_again(tell(order, "confirmed"), clerk, why)
    assert refused.value.code == code


def test_the_kill_switch_holds_for_staff_too(post, order, clerk, settings):
    message = tell(order, "confirmed")
    work()
    message.refresh_from_db()
    settings.MAILS_TO_CUSTOMERS = False
    with pytest.raises(NotPossible) as refused:
        send_again(message, clerk, "please")
    assert refused.value.code == "switched_off"


def test_a_message_whose_job_was_lost_is_filed_again(post, order):
    message = tell(order, "confirmed")
    Job.objects.all().delete()
    assert file_lost() == 0
    Notification.objects.update(updated_at=timezone.now() - timedelta(minutes=11))
    assert file_lost() == 1
    work()
    message.refresh_from_db()
    assert message.state == "sent"
    assert file_sending(message, "test").pk == Job.objects.get().pk
