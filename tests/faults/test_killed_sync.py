"""A sync killed at any page, by whatever door it was started, ends with the rows of one that was left alone."""

import json
import random
import signal

import pytest
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from core.models import Job, SyncRun
from inventory.actions.runs import start_sync
from tests.faults.partner import PAGES, PRODUCTS, categories, check_against, chunks, command, rows
from tests.faults.processes import wait_until

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("point", ["sync.chunk_written", "sync.chunk_committed"])
def test_the_command_crashing_again_and_again_at_exact_places(hub, partner, point):
    categories(hub, partner)
    for passes in (1, 3, 4):
        assert command(hub, partner, HUB_CRASH_AT=f"{point}:{passes}").wait() == 137
    assert command(hub, partner).wait() == 0
    run = SyncRun.objects.get(kind="products")
    assert (run.state, run.total, run.created, run.pages) == ("done", PRODUCTS, PRODUCTS, PAGES)
    check_against(partner)
    undisturbed = rows()
    assert command(hub, partner).wait() == 0
    again = SyncRun.objects.filter(kind="products").latest("pk")
    assert (again.created, again.updated, again.unchanged) == (0, 0, PRODUCTS)
    assert rows() == undisturbed


def test_the_command_killed_at_random_pages_of_a_changed_catalogue(hub, partner):
    categories(hub, partner)
    assert command(hub, partner).wait() == 0
    partner.simulator.add_fault("drift=4")
    partner.is_slow(0.1)
    for page in random.sample(range(2, PAGES), 3):
        partner.simulator.requests.clear()
        proc = command(hub, partner)
        wait_until(lambda page=page: page in partner.pages_asked(), 40, every=0.005, what=f"page {page}")
        proc.kill()
    last = command(hub, partner)
    assert last.wait() == 0, last.output()
    run = SyncRun.objects.filter(kind="products").latest("pk")
    assert (run.state, run.total, run.updated, run.staged) == ("done", PRODUCTS, PRODUCTS * 4 // 100, run.staged)
    check_against(partner)


def is_running():
    return SyncRun.objects.filter(kind="products", state="running").exists()


def killed_worker(hub, partner, start_worker):
    """File a run, kill the worker that carries it out at a random page, let a second one finish."""
    categories(hub, partner)
    PeriodicTask.objects.filter(name__startswith="Catalogue").update(enabled=False)
    partner.is_slow(0.1)
    run = start_sync("products", trigger="test", by="")
    SyncRun.objects.filter(pk=run.pk).update(page_size=PRODUCTS // PAGES)  # this process has the usual setting
    worker = start_worker()
    job = Job.objects.get(kind="inventory.sync")
    page = random.randint(1, PAGES - 3)
    wait_until(lambda: run.chunks.count() >= page or is_over(run), 60, every=0.005, what=f"page {page}")
    assert not is_over(run), run.error
    assert worker.kill() == -signal.SIGKILL
    before = run.chunks.count()
    partner.simulator.requests.clear()
    start_worker()
    hub.wait_for_state(job, "done", timeout=60)
    run.refresh_from_db()
    assert (run.state, run.total, run.created) == ("done", PRODUCTS, PRODUCTS)
    assert len(partner.pages_asked()) <= PAGES - before + 3
    check_against(partner)


def is_over(run):
    run.refresh_from_db()
    return run.finished_at is not None


def test_the_embedded_worker_killed_at_a_random_page(hub, partner):
    killed_worker(hub, partner, lambda: hub.worker(**partner.settings))


@pytest.mark.celery
def test_a_celery_worker_killed_at_a_random_page(celery_hub, partner):
    killed_worker(celery_hub, partner, lambda: with_sweep(celery_hub, partner))


def with_sweep(hub, partner):
    """A Celery worker, and what brings lost jobs back: beat with its sweep."""
    often, _ = IntervalSchedule.objects.get_or_create(every=2, period="seconds")
    PeriodicTask.objects.filter(name="Sweep of lost jobs").update(interval=often)
    worker = hub.celery_worker(**partner.settings)
    hub.celery_beat(**partner.settings)
    return worker


def test_two_commands_at_once_one_runs_the_other_says_since_when(hub, partner):
    categories(hub, partner)
    partner.is_slow(0.5)
    first = command(hub, partner)
    wait_until(is_running, what="the first command to run")
    second = command(hub, partner)
    assert second.wait() == 4
    assert "Already running since" in second.output()
    assert first.wait() == 0
    check_against(partner)


def test_an_interrupted_command_leaves_a_run_that_is_resumed(hub, partner):
    partner.is_slow(0.1)
    proc = command(hub, partner)
    wait_until(lambda: chunks() >= 3, every=0.005, what="three pages")
    proc.signal(signal.SIGINT)
    assert proc.wait() == 130
    run = SyncRun.objects.get(kind="products")
    assert run.state == "interrupted"
    done = hub.start("manage.py", "sync_products_from_inventory", "--resume", "--json", **partner.settings)
    assert done.wait() == 0
    run.refresh_from_db()
    assert (run.state, run.total) == ("done", PRODUCTS)
    assert json.loads(done.output().splitlines()[-1])["total"] == PRODUCTS
