"""API clients, schedules, alerts, history, people."""

import json

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from core.api.keys import find_client
from core.models import Alert, ApiClient, Event, Job
from core.schedules import Every, Schedule, install
from tests import console_rows as rows

CLIENTS = reverse("admin:core_apiclient_changelist")
SCHEDULES = reverse("admin:django_celery_beat_periodictask_changelist")


def add_client(page, **values):
    return page.post(
        reverse("admin:core_apiclient_add"), {"name": "Shop front", "scopes": ["read"], "is_active": "on", **values}
    )


def test_a_clients_key_is_shown_once_and_works(page, boss):
    answer = add_client(page)
    key = answer.context["key"]
    assert key in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    client = ApiClient.objects.get()
    assert find_client(key) == client
    assert (client.scopes, client.created_by, client.is_active) == (["read"], boss, True)
    for url in (
        CLIENTS,
        reverse("admin:core_apiclient_change", args=[client.pk]),
        reverse("admin:core_event_changelist"),
    ):
        assert key not in page.get(url).content.decode()


def test_a_client_made_inactive_stays_so(page):
    add_client(page, is_active="")
    assert ApiClient.objects.get().is_active is False


@pytest.mark.parametrize("wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["everything"]}])
def test_a_client_without_name_or_with_an_unknown_scope_is_refused(page, wrong):
    assert add_client(page, **wrong).status_code == 200
    assert not ApiClient.objects.exists()


def test_changing_a_client_keeps_its_key(page):
    key = add_client(page).context["key"]
    client = ApiClient.objects.get()
    url = reverse("admin:core_apiclient_change", args=[client.pk])
    page.post(url, {"name": "Renamed", "scopes": ["read", "sync"], "is_active": "on"})
    assert find_client(key).name == "Renamed"
    assert find_client(key).scopes == ["read", "sync"]


@pytest.fixture
def schedule(db):
    PeriodicTask.objects.all().delete()
    install(
        [
            Schedule(
                "Products",
                "inventory.scheduled_sync",
                Every(1, "hours"),
                "Brings products.",
                payload={"kind": "products"},
            )
        ]
    )
    return PeriodicTask.objects.get()


def edit(page, schedule, **values):
    data = {"enabled": "on", "every": "1", "period": "hours", "crontab_text": "", "description": "x", **values}
    return page.post(reverse("admin:django_celery_beat_periodictask_change", args=[schedule.pk]), data)


def test_staff_change_how_often_a_schedule_runs(page, schedule):
    assert edit(page, schedule, every="15", period="minutes").status_code == 302
    schedule.refresh_from_db()
    assert (schedule.interval.every, schedule.interval.period, schedule.crontab) == (15, "minutes", None)
    assert json.loads(schedule.kwargs)["payload"] == {"kind": "products"}
    assert Event.objects.get(kind="schedule.changed").actor == "boss"


def test_our_schedules_are_told_in_french_and_names_that_staff_gave_stay(page):
    install(
        [Schedule("Housekeeping", "core.housekeeping", Every(1, "days"), "Deletes rows older than the settings say.")]
    )
    install([Schedule("Wednesday's count", "core.housekeeping", Every(7, "days"), "")])
    html = page.get(SCHEDULES, headers={"Accept-Language": "fr"}).content.decode()
    assert "Entretien" in html
    assert "Supprime les lignes plus anciennes que ne le disent les réglages." in html
    assert "Wednesday&#x27;s count" in html


def test_a_schedule_can_go_by_the_clock(page, schedule):
    assert edit(page, schedule, every="", crontab_text="30 3 * * 1-5").status_code == 302
    schedule.refresh_from_db()
    assert schedule.interval is None
    assert (schedule.crontab.minute, schedule.crontab.hour, schedule.crontab.day_of_week) == ("30", "3", "1-5")
    edit(page, schedule, every="", crontab_text="30 3 * * 1-5")
    assert CrontabSchedule.objects.filter(minute="30", hour="3").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"every": ""},
        {"every": "0"},
        {"every": "-3"},
        {"period": "fortnights"},
        {"crontab_text": "30 3 * * *"},
        {"every": "", "crontab_text": "30 3"},
        {"every": "", "crontab_text": "99 3 * * *"},
        {"every": "", "crontab_text": "a b c d e"},
    ],
)
def test_a_rhythm_that_makes_no_sense_is_refused(page, schedule, wrong):
    assert edit(page, schedule, **wrong).status_code == 200
    schedule.refresh_from_db()
    assert (schedule.interval.every, schedule.interval.period) == (1, "hours")


def test_run_now_asks_and_files_the_job(page, schedule):
    url = reverse("admin:django_celery_beat_periodictask_changelist") + f"{schedule.pk}/run-now/"
    assert page.get(url).status_code == 200
    assert not Job.objects.exists()
    page.post(url, {"confirmed": "yes"})
    job = Job.objects.get()
    assert (job.kind, job.payload, job.requested_by) == ("inventory.scheduled_sync", {"kind": "products"}, "boss")


def test_the_list_tells_the_last_success_and_when_it_is_due(page, schedule):
    page.post(f"{SCHEDULES}{schedule.pk}/run-now/", {"confirmed": "yes"})
    Job.objects.update(state=Job.State.DONE, finished_at=schedule.date_changed)
    html = page.get(SCHEDULES).content.decode()
    assert "every hour" in html
    assert schedule.date_changed.isoformat() in html
    assert "in 59\xa0minutes" in html


def test_the_schedules_page_is_called_so_and_has_its_button_on_the_row(page, schedule):
    html = page.get(SCHEDULES).content.decode()
    assert "eriodic task" not in html
    assert f'class="console-button console-button--small" href="{SCHEDULES}{schedule.pk}/run-now/"' in html
    detail = page.get(f"{SCHEDULES}{schedule.pk}/change/").content.decode()
    assert f'<a href="{SCHEDULES}"' in detail
    assert "eriodic task" not in detail


def test_a_success_through_another_door_counts_for_the_schedule(page, schedule):
    assert "not run yet" in page.get(SCHEDULES).content.decode()
    run = rows.run(kind="products", minutes_ago=5)
    html = page.get(SCHEDULES).content.decode()
    assert "not run yet" not in html
    assert run.finished_at.isoformat() in html


def test_viewers_of_schedules_cannot_run_them(client, schedule):
    client.force_login(rows.staff("viewer", "django_celery_beat.view_periodictask"))
    assert "run-now" not in client.get(SCHEDULES).content.decode()
    assert client.post(f"{SCHEDULES}{schedule.pk}/run-now/", {"confirmed": "yes"}).status_code == 403
    assert not Job.objects.exists()


def test_open_alerts_stand_first_with_their_words(page):
    Alert.objects.create(
        kind="dead_letter", cause="a", data={"job": "inventory.sync", "count": 2}, closed_at=timezone.now()
    )
    Alert.objects.create(kind="dead_letter", cause="b", data={"job": "core.health", "count": 1})
    Alert.objects.create(kind="unheard_of", cause="c", closed_at=timezone.now())
    answer = page.get(reverse("admin:core_alert_changelist"))
    assert [alert.cause for alert in answer.context["cl"].result_list] == ["b", "c", "a"]
    assert "A job gave up: core.health" in answer.content.decode()


def test_the_history_button_leads_to_the_objects_own_history(page):
    run = rows.run()
    Event.objects.create(subject_type="core.syncrun", subject_id=str(run.pk), kind="sync_run.held")
    Event.objects.create(subject_type="core.syncrun", subject_id="999", kind="sync_run.held")
    answer = page.get(reverse("admin:core_syncrun_history", args=[run.pk]), follow=True)
    assert [event.subject_id for event in answer.context["cl"].result_list] == [str(run.pk)]


def test_an_event_about_something_unknown_is_still_shown(page):
    Event.objects.create(
        subject_type="gone.thing", subject_id="1", kind="thing.happened", data={"a": [1, 2, 3], "b": {"c": None}}
    )
    assert "thing 1" in page.get(reverse("admin:core_event_changelist")).content.decode()


@pytest.mark.parametrize(
    "name", ["core_event", "core_apicall", "core_alert", "core_syncrun", "core_syncissue", "core_job"]
)
def test_what_the_program_writes_is_not_edited_or_deleted_by_hand(page, name):
    assert page.get(reverse(f"admin:{name}_add")).status_code == 403


def test_users_are_made_with_a_password_and_put_in_groups(page):
    url = reverse("admin:auth_user_add")
    data = {
        "username": "new",
        "usable_password": "true",
        "password1": "a-long-test-password",
        "password2": "a-long-test-password",
    }
    assert page.post(url, data).status_code == 302
    user = User.objects.get(username="new")
    assert user.check_password("a-long-test-password")
    assert page.get(reverse("admin:auth_user_change", args=[user.pk])).status_code == 200
