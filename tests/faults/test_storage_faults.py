"""The place where the catalogue is kept refuses to take it: read-only, full, or cut off in mid-run."""

import hashlib
from pathlib import Path

import pytest
from django.db import connection

from core.models import Event, Job, SyncRun
from inventory.actions.runs import start_sync
from inventory.models import ExternalProduct, Product
from tests.faults.partner import PAGES, PRODUCTS, categories, check_against, command, rows
from tests.faults.processes import wait_until

pytestmark = pytest.mark.faults

UNFIT = "tests/faults/unfit.py"


@pytest.fixture
def read_only_hub(sqlite_hub):
    """Its database belongs to somebody who lets nobody write."""
    connection.close()
    path = Path(sqlite_hub.url.removeprefix("sqlite:///"))
    path.chmod(0o444)
    yield sqlite_hub, path
    path.chmod(0o644)


LOG_BYTES = 600_000


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("words", [("worker", "--once"), ("hub", "--port", "0")])
def test_on_a_read_only_database_the_hub_does_not_start_and_says_why(read_only_hub, words):
    hub, path = read_only_hub
    before = digest(path)
    proc = hub.start(UNFIT, "read-only", *words)
    assert proc.wait() == 1
    assert f"hub.E010: DATABASE_URL: {path} is read-only for this process" in proc.output()
    assert "Traceback" not in proc.output()
    assert digest(path) == before


def test_the_doctor_and_the_sync_name_a_read_only_database(read_only_hub, partner):
    hub, path = read_only_hub
    doctor = hub.start(UNFIT, "read-only", "doctor")
    assert doctor.wait() == 1
    assert f"hub.E010: DATABASE_URL: {path} is read-only" in doctor.output()
    sync = hub.start(UNFIT, "read-only", "sync_products_from_inventory", **partner.settings)
    assert sync.wait() == 1
    assert "Failed. Database error. " in sync.output()
    assert "readonly database" in sync.output()
    assert "Traceback" not in sync.output()


def test_a_disk_that_fills_up_in_mid_run_leaves_whole_pages_and_the_run_goes_on_when_there_is_room(sqlite_hub, partner):
    categories(sqlite_hub, partner)
    connection.close()
    # No file of the process may grow beyond this: it is the log of the database that does.
    full = sqlite_hub.start(UNFIT, "small-disk", LOG_BYTES, "sync_products_from_inventory", **partner.settings)
    assert full.wait() == 1
    assert "Failed. Database error. " in full.output()
    assert "Traceback" not in full.output()
    run = SyncRun.objects.get(kind="products")
    committed = sum(chunk.counts.get("created", 0) for chunk in run.chunks.all())
    assert 0 < Product.objects.count() == ExternalProduct.objects.count() == committed < PRODUCTS
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert cursor.execute("PRAGMA foreign_key_check").fetchall() == []
    again = sqlite_hub.start("manage.py", "sync_products_from_inventory", "--resume", **partner.settings)
    assert again.wait() == 0, again.output()
    run.refresh_from_db()
    assert (run.state, run.total, run.created) == ("done", PRODUCTS, PRODUCTS)
    check_against(partner)


def test_a_nearly_full_disk_stops_the_sync_before_it_is_full(hub, partner):
    proc = command(hub, partner, SYNC_MIN_FREE_BYTES=2**60)
    assert proc.wait() == 1
    assert "Failed. The disk is almost full. " in proc.output()
    assert "MB are free on the disk of" in proc.output()
    assert not Product.objects.exists()


def test_a_run_of_a_worker_goes_on_after_the_server_dropped_its_connections(postgresql_hub, databases, partner):
    hub = postgresql_hub
    categories(hub, partner)
    partner.is_slow(0.2)
    run = start_sync("products", trigger="test", by="")
    SyncRun.objects.filter(pk=run.pk).update(page_size=PRODUCTS // PAGES)
    hub.worker(**partner.settings)
    for pages in (2, 6):  # the second time within the lease of the first: a run is let go of at once, not waited for
        wait_until(lambda pages=pages: run.chunks.count() >= pages, 60, every=0.02, what=f"page {pages}")
        connection.close()
        assert databases.terminate_connections(hub.url) > 0
    job = hub.wait_for_state(Job.objects.get(kind="inventory.sync"), "done", timeout=90)
    run.refresh_from_db()
    assert (run.state, run.total, run.created, job.result["state"]) == ("done", PRODUCTS, PRODUCTS, "done")
    assert not Event.objects.filter(kind="sync_run.taken_over").exists()
    check_against(partner)


def test_a_command_cut_off_from_the_server_says_so_and_is_resumed(postgresql_hub, databases, partner):
    hub = postgresql_hub
    categories(hub, partner)
    partner.is_slow(0.2)
    proc = command(hub, partner)
    wait_until(lambda: len(rows()) >= 2 * PRODUCTS // PAGES, 60, every=0.02, what="two pages")
    connection.close()
    databases.terminate_connections(hub.url)
    assert proc.wait() == 1
    assert "Failed. Database error. " in proc.output()
    assert "Traceback" not in proc.output()
    again = hub.start("manage.py", "sync_products_from_inventory", "--resume", **partner.settings)
    assert again.wait() == 0, again.output()
    assert SyncRun.objects.filter(kind="products").count() == 1
    check_against(partner)
