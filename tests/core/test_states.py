import pytest

from core import states
from core.history import Entry, record, record_many
from core.models import Event, Job, SyncRun
from core.states import ForbiddenMove, Transitions, move

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def table(monkeypatch):
    monkeypatch.setattr(states, "_tables", {})
    return Transitions(
        "core.SyncRun",
        {("queued", "running"): "started", ("running", "held"): "over_limits", ("queued", "cancelled"): "by_staff"},
    )


@pytest.fixture
def run():
    return SyncRun.objects.create(partner="b2b", kind="products", lease_token="mine")


def test_a_move_writes_the_state_its_values_and_a_line_of_history(run):
    assert move(run, "running", by="worker", why="it is time", pages=3)
    assert (run.state, run.pages) == ("running", 3)
    run.refresh_from_db()
    assert (run.state, run.pages) == ("running", 3)
    event = Event.objects.get()
    assert (event.subject_type, event.subject_id, event.kind) == ("core.syncrun", str(run.pk), "sync_run.running")
    assert (event.actor, event.run_id) == ("worker", run.pk)
    assert event.data == {"from": "queued", "code": "started", "why": "it is time"}


def test_a_move_that_the_table_does_not_have_is_refused(run):
    with pytest.raises(ForbiddenMove, match="no move from 'queued' to 'held'"):
        move(run, "held", by="worker")
    assert Event.objects.count() == 0


def test_whoever_comes_second_moves_nothing(run):
    late = SyncRun.objects.get()
    assert move(run, "running", by="first")
    assert not move(late, "cancelled", by="second")
    assert late.state == "queued"
    assert SyncRun.objects.get().state == "running"
    assert [event.actor for event in Event.objects.all()] == ["first"]


def test_a_process_whose_lease_was_taken_over_is_fenced_off(run):
    SyncRun.objects.update(lease_token="another")
    assert not move(run, "running", by="worker")
    assert SyncRun.objects.get().state == "queued"


def test_more_may_be_compared(run):
    assert not move(run, "running", by="worker", expect={"pages": 7})
    assert move(run, "running", by="worker", expect={"pages": 0})


def test_the_table_tells_where_a_state_may_go(table):
    assert table.targets("queued") == ["running", "cancelled"]
    assert table.allows("running", "held")
    assert not table.allows("held", "running")


def test_history_is_written_for_many_rows_in_few_statements(django_assert_max_num_queries):
    jobs = [Job(pk=number) for number in range(1, 401)]
    with django_assert_max_num_queries(4):
        assert record_many([Entry(job, "job.seen", {"n": job.pk}) for job in jobs], by="test", run_id=9) == 400
    assert Event.objects.get(subject_id="400").data == {"n": 400}


def test_one_line_of_history_keeps_who_and_what(run):
    event = record(run, "sync_run.approved", by="ada", data={"changes": 3})
    assert (event.subject_type, event.actor, event.data, event.run_id) == ("core.syncrun", "ada", {"changes": 3}, None)
