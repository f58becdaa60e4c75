import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from django_celery_beat.models import ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask

from config.schedule import SCHEDULES
from core.jobs import claim_next, execute, sweeping
from core.models import Job, ScheduleTick
from core.schedules import TICK_TASK, file_due, install, last_success, last_tick, next_due, run_now
from core.schedules.filing import _file_if_due
from core.tasks import tick

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_schedules(db):
    PeriodicTask.objects.all().delete()


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(sweeping.clock, "is_settled", lambda: True)  # these clocks jump on purpose
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def every(count=10, period="minutes", **more):
    interval, _ = IntervalSchedule.objects.get_or_create(every=count, period=period)
    return schedule(interval=interval, **more)


def daily_at(hour, **more):
    crontab = CrontabSchedule.objects.create(minute="0", hour=str(hour), timezone=more.pop("timezone", "UTC"))
    return schedule(crontab=crontab, **more)


def schedule(**fields):
    fields = {
        "name": "Test",
        "task": TICK_TASK,
        "kwargs": json.dumps({"job": "test.kind", "payload": {"n": 1}}),
    } | fields
    return PeriodicTask.objects.create(**fields)


def filed():
    """Files what is due, as the job's run would: at once done."""
    count = len(file_due())
    Job.objects.update(state="done", finished_at=timezone.now())
    return count


def test_a_schedule_files_its_job_once_an_interval(clock):
    every(10, last_run_at=NOON)
    counts = []
    for _ in range(6):
        clock.shift(timedelta(minutes=5))
        counts.append(filed())
    assert counts == [0, 1, 0, 1, 0, 1]
    task, job = PeriodicTask.objects.get(), Job.objects.get()
    assert (task.last_run_at, task.total_run_count) == (NOON + timedelta(minutes=30), 3)
    assert (job.kind, job.payload, job.requested_by) == ("test.kind", {"n": 1}, "schedule")


def test_a_new_schedule_waits_one_interval(clock):
    every(10)
    assert filed() == 0
    clock.shift(timedelta(minutes=10))
    assert filed() == 1


def test_slots_that_were_missed_come_to_one(clock):
    every(10, last_run_at=NOON - timedelta(days=3))
    assert [filed(), filed()] == [1, 0]


def test_while_the_last_job_still_waits_no_other_is_filed(clock):
    every(10, last_run_at=NOON - timedelta(hours=1))
    first = file_due()[0]
    clock.shift(timedelta(minutes=10))
    assert file_due()[0].pk == first.pk
    assert Job.objects.count() == 1


def test_a_disabled_schedule_files_nothing(clock):
    every(10, last_run_at=NOON - timedelta(hours=1))
    PeriodicTask.objects.update(enabled=False)
    assert filed() == 0


def test_a_schedule_does_not_start_before_its_time(clock):
    every(10, start_time=NOON + timedelta(hours=1))
    clock.shift(timedelta(minutes=59))
    assert filed() == 0
    clock.shift(timedelta(minutes=1))
    assert filed() == 1


def test_an_expired_schedule_is_switched_off(clock):
    every(10, last_run_at=NOON - timedelta(hours=1), expires=NOON)
    assert filed() == 0
    assert not PeriodicTask.objects.get().enabled


def test_a_one_off_schedule_runs_once_and_is_switched_off(clock):
    every(10, one_off=True)
    clock.shift(timedelta(minutes=10))
    assert filed() == 1
    assert not PeriodicTask.objects.get().enabled
    clock.shift(timedelta(minutes=10))
    assert filed() == 0


def test_a_clocked_schedule_runs_at_its_time(clock):
    at = ClockedSchedule.objects.create(clocked_time=NOON + timedelta(hours=2))
    schedule(clocked=at, one_off=True)
    assert filed() == 0
    clock.shift(timedelta(hours=2))
    assert filed() == 1


def test_a_crontab_runs_at_its_hour(clock):
    daily_at(3, last_run_at=NOON)
    clock.move_to(datetime(2026, 3, 3, 2, 59, 59, tzinfo=UTC))
    assert filed() == 0
    clock.move_to(datetime(2026, 3, 3, 3, 0, 1, tzinfo=UTC))
    assert [filed(), filed()] == [1, 0]


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 3, 28, 5, tzinfo=UTC)),  # winter: one hour ahead of UTC
        (datetime(2026, 3, 30, tzinfo=UTC), datetime(2026, 3, 30, 4, tzinfo=UTC)),  # after the change: two
        (datetime(2028, 2, 29, tzinfo=UTC), datetime(2028, 2, 29, 5, tzinfo=UTC)),  # leap day
    ],
)
def test_a_crontab_keeps_local_time_over_the_change_of_clocks(day, due):
    task = daily_at(6, timezone="Europe/Paris", last_run_at=day - timedelta(hours=12))
    with time_machine.travel(day, tick=False):
        assert next_due(task) == due


def test_two_workers_never_file_one_slot_twice(clock):
    every(10, last_run_at=NOON - timedelta(hours=1))
    stale = PeriodicTask.objects.select_related("interval").get()
    assert filed() == 1
    assert _file_if_due(stale) is None
    assert PeriodicTask.objects.get().total_run_count == 1


def test_a_clock_that_jumps_ahead_and_back_costs_one_interval_at_most(clock):
    every(10, last_run_at=NOON)
    clock.shift(timedelta(hours=2))
    assert [filed(), filed()] == [1, 0]
    clock.shift(-timedelta(hours=2))
    assert filed() == 0
    clock.shift(timedelta(minutes=9))
    assert filed() == 0
    clock.shift(timedelta(minutes=1))
    assert [filed(), filed()] == [1, 0]


def test_a_clock_that_jumps_back_two_hours_files_nothing_twice(clock):
    every(60, last_run_at=NOON - timedelta(minutes=60))
    assert filed() == 1
    clock.shift(-timedelta(hours=2))
    assert [filed(), filed()] == [0, 0]
    clock.shift(timedelta(minutes=61))
    assert filed() == 1


def test_three_beats_file_a_slot_once(clock):
    every(10, name="Test")
    ran = []
    for minutes in (0, 3, 7, 10, 13, 17, 20, 23, 27):  # three beats that started at different moments
        clock.move_to(NOON + timedelta(minutes=minutes))
        if tick.apply(kwargs={"job": "test.kind", "payload": {}}, headers={"periodic_task_name": "Test"}).get():
            ran.append(minutes)
            Job.objects.update(state="done", finished_at=timezone.now())
    assert ran == [0, 10, 20]
    assert list(Job.objects.values_list("dedupe_key", flat=True)) == ["tick:Test"]


def test_a_row_that_names_no_job_is_left_out(clock, caplog):
    every(10, last_run_at=NOON - timedelta(hours=1), kwargs='{"work": 1}')
    assert filed() == 0
    assert "does not name a job" in caplog.text


def test_rows_of_other_tasks_are_beats_own(clock):
    every(10, last_run_at=NOON - timedelta(hours=1), task="celery.backend_cleanup")
    assert filed() == 0


def test_staff_run_a_schedule_now_without_moving_its_slots(clock):
    task = every(10, last_run_at=NOON)
    job = run_now(task, "ada")
    assert (job.kind, job.requested_by, run_now(task, "bob").pk) == ("test.kind", "ada", job.pk)
    task.refresh_from_db()
    assert task.last_run_at == NOON


def test_the_last_success_outlives_a_failure(clock, handler):
    handler("test.kind")
    task = every(10, last_run_at=NOON - timedelta(hours=1))
    execute(file_due()[0].pk)
    assert last_success(task) == NOON
    clock.shift(timedelta(minutes=10))
    handler("test.kind", lambda job: 1 / 0, max_attempts=1)
    job = file_due()[0]
    Job.objects.update(max_attempts=1)
    assert execute(job.pk) == "dead"
    assert last_success(task) == NOON
    assert last_tick() == NOON + timedelta(minutes=10)


def test_setting_up_twice_changes_nothing():
    first = install(SCHEDULES)
    second = install(SCHEDULES)
    assert first.created == [entry.name for entry in SCHEDULES]
    assert (second.created, second.kept) == ([], first.created)
    assert PeriodicTask.objects.filter(task=TICK_TASK).count() == len(SCHEDULES)


def test_what_staff_changed_lives_through_a_deploy():
    install(SCHEDULES)
    changed = PeriodicTask.objects.get(name="Catalogue: products")
    changed.interval, _ = IntervalSchedule.objects.get_or_create(every=15, period="minutes")
    changed.save()
    PeriodicTask.objects.filter(name="Housekeeping").update(enabled=False)
    found = install(SCHEDULES)
    assert found.changed == ["Catalogue: products", "Housekeeping"]
    changed.refresh_from_db()
    assert (changed.interval.every, changed.interval.period) == (15, "minutes")
    assert not PeriodicTask.objects.get(name="Housekeeping").enabled


def test_a_schedule_that_the_code_no_longer_lists_is_named_and_kept():
    install(SCHEDULES)
    every(10, name="Old")
    assert install(SCHEDULES).unknown == ["Old"]
    assert PeriodicTask.objects.filter(name="Old").exists()


def test_a_deleted_slot_row_does_no_harm(clock):
    every(10, last_run_at=NOON - timedelta(hours=1))
    filed()
    ScheduleTick.objects.all().delete()
    clock.shift(timedelta(minutes=10))
    assert filed() == 1


def test_a_tick_frees_the_sweep_that_lost_its_worker(clock, handler):
    handler("test.kind", max_attempts=1)
    every(10, name="Test")
    assert tick.apply(kwargs={"job": "test.kind"}, headers={"periodic_task_name": "Test"}).get()
    assert claim_next().kind == "test.kind"
    clock.shift(timedelta(minutes=10))
    Job.objects.update(lease_until=NOON)
    assert tick.apply(kwargs={"job": "test.kind"}, headers={"periodic_task_name": "Test"}).get()
    assert Job.objects.get().state == "pending"
