"""The life of a run: one at a time, taken over, continued, cancelled, fenced off."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from core.jobs import execute
from core.models import Event, Job, RateLimitBucket, SyncRun
from inventory import actions
from inventory.models import ExternalProduct
from inventory.source.errors import InventoryAPIError
from inventory.sync import holder, runs
from inventory.sync.runs import AlreadyRunning, FencedOff, file_run, start
from inventory.sync.seen import SeenKeys, pack, unpack
from inventory.sync.service import ProductSyncService, carry_out
from tests.inventory.sync.shop import all_rows, figures, item, shelf, sync

pytestmark = pytest.mark.django_db


def dead_holder():
    """A process of this boot that no longer lives."""
    _, _, _, namespace, boot = holder.current_holder().split()
    return f"host 999999999 1 {namespace} {boot}"


def test_the_second_start_is_told_since_when(shop):
    first = start(file_run("products"))
    with pytest.raises(AlreadyRunning, match=r"Already running since \d{4}-\d\d-\d\d .* \(products run #\d+\)") as told:
        actions.run_now_inline("products")
    assert (told.value.run.pk, told.value.since) == (first.run.pk, first.run.started_at)
    with pytest.raises(AlreadyRunning):
        actions.start_sync("products", trigger="api", by="")
    assert SyncRun.objects.count() == 1


def test_a_start_is_told_of_the_run_that_waits_for_a_worker(shop):
    first = actions.start_sync("products", trigger="admin", by="")
    with pytest.raises(AlreadyRunning, match=r"Already waiting for a worker since \d{4}-") as told:
        actions.start_sync("products", trigger="api", by="")
    assert (told.value.run.pk, told.value.since) == (first.pk, first.queued_at)
    assert SyncRun.objects.count() == 1
    Job.objects.update(state=Job.State.CANCELLED)  # the first will never start
    assert actions.start_sync("products", trigger="api", by="").pk != first.pk


def test_a_run_that_waits_to_go_on_counts_as_there_and_can_be_continued_at_once(shop):
    shop.fault("retry_after=900")
    run = actions.start_sync("products", trigger="admin", by="")
    execute(Job.objects.get().pk)
    with pytest.raises(AlreadyRunning, match="Already waiting to go on since"):
        actions.start_sync("products", trigger="schedule", by="")
    assert actions.start_sync("products", trigger="admin", by="", resume=True).pk == run.pk
    assert actions.start_sync("products", site_id=1, trigger="admin", by="").scope == "1"


@pytest.mark.django_db(transaction=True)
def test_of_starts_at_the_same_moment_one_files_a_run(shop):
    def one(_):
        try:
            return actions.start_sync("products", trigger="api", by="").pk
        except AlreadyRunning as busy:
            return -busy.run.pk
        except OperationalError:  # a database in memory does not wait for its locks
            time.sleep(0.02)
            return one(_)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(one, range(4)))
    run = SyncRun.objects.get()
    assert found == [-run.pk, -run.pk, -run.pk, run.pk]


def test_a_command_takes_over_the_run_that_no_worker_has_picked_up(shop):
    shop.sells(item(1))
    run = actions.start_sync("products", trigger="admin", by="")
    done = actions.run_now_inline("products")
    assert (done.pk, done.state, done.total) == (run.pk, SyncRun.State.DONE, 1)
    assert (SyncRun.objects.count(), Job.objects.get().state) == (1, Job.State.CANCELLED)


def test_a_command_leaves_a_run_alone_that_a_worker_has_just_picked_up(shop):
    actions.start_sync("products", trigger="admin", by="")
    Job.objects.update(state=Job.State.LEASED)
    with pytest.raises(AlreadyRunning, match="Already waiting for a worker"):
        actions.run_now_inline("products")


def test_calls_of_a_killed_attempt_stay_counted(shop, settings, monkeypatch):
    settings.SYNC_PAGE_SIZE, settings.SYNC_CHUNK_SIZE = 10, 10
    settings.INVENTORY_API_CONNECTIONS = 1
    shop.sells(*[item(n) for n in range(1, 51)])
    shop.fault("status=401@4")
    with monkeypatch.context() as patch:
        patch.setattr("inventory.sync.service._failed", killed)
        with pytest.raises(Killed):
            sync()
    run = SyncRun.objects.get()
    assert (run.state, run.calls) == ("running", 3)
    SyncRun.objects.update(holder=dead_holder())
    shop.heals()
    assert actions.run_now_inline("products").calls == 5


class Killed(Exception):  # noqa: N818 - says what happened
    pass


def killed(*_):
    raise Killed


def test_a_short_wait_that_the_service_asks_for_is_waited_for(shop, settings):
    settings.SYNC_PAGE_SIZE = 10
    shop.sells(*[item(n) for n in range(1, 31)])
    shop.fault("retry_after=1@2x1")
    started = time.monotonic()
    run = sync()
    assert (run.state, figures(run)) == ("done", {"total": 30, "created": 30})
    assert 1 <= time.monotonic() - started < 10


def test_a_long_wait_puts_the_job_off_and_nothing_is_lost(shop, settings):
    settings.SYNC_PAGE_SIZE, settings.SYNC_CHUNK_SIZE = 10, 10
    shop.sells(*[item(n) for n in range(1, 31)])
    shop.fault("retry_after=900@2")
    run = actions.start_sync("products", trigger="admin", by="")
    job = Job.objects.get()
    execute(job.pk)
    job.refresh_from_db()
    run.refresh_from_db()
    wait = (job.run_at - timezone.now()).total_seconds()
    assert (job.state, job.attempts, 880 < wait <= 900) == (Job.State.PENDING, 0, True)
    assert (run.state, run.error_code, run.created) == ("interrupted", "waiting", 10)
    assert re.fullmatch(r"waiting until \d{4}-\d\d-\d\d \d\d:\d\d UTC \(asked by the service\)", run.error)
    shop.heals()
    RateLimitBucket.objects.all().delete()
    Job.objects.update(run_at=timezone.now())
    execute(job.pk)
    run.refresh_from_db()
    assert (run.state, run.error, run.error_code, run.created, run.total) == ("done", "", "", 30, 30)


def test_a_command_ends_with_the_time_when_it_is_asked_to_wait_long(shop):
    shop.fault("retry_after=900")
    run = actions.run_now_inline("products")
    assert (run.state, run.error_code) == ("failed", "rate_limited")
    assert run.error.startswith("asked to wait until 20")


def test_calls_are_counted_whatever_becomes_of_the_run(shop, settings):
    settings.SYNC_PAGE_SIZE = 10
    shop.shelves(shelf(1))
    shop.sells(*[item(n) for n in range(1, 31)])
    assert (sync("categories").calls, sync().calls, sync().calls) == (1, 3, 3)
    shop.fault("status=401@3")
    failed = sync()
    assert (failed.state, failed.calls) == (SyncRun.State.FAILED, 2)
    failed.refresh_from_db()
    assert failed.calls == 2


def test_pages_that_come_slowly_are_committed_as_they_come(shop, settings, monkeypatch):
    settings.SYNC_PAGE_SIZE = 10
    monkeypatch.setattr("inventory.sync.products.SECONDS_PER_CHUNK", 0.0)
    shop.sells(*[item(n) for n in range(1, 31)])
    run = sync()
    assert (run.chunks.filter(first_page__gt=0).count(), figures(run)) == (3, {"total": 30, "created": 30})


def test_products_and_categories_may_run_at_the_same_time(shop):
    start(file_run("products"))
    assert sync("categories").state == SyncRun.State.DONE


def test_a_run_whose_process_is_dead_is_continued_at_once(shop):
    run = start(file_run("products")).run
    SyncRun.objects.filter(pk=run.pk).update(holder=dead_holder())
    shop.sells(item(1))
    done = actions.run_now_inline("products")
    assert (done.pk, done.state, done.total) == (run.pk, SyncRun.State.DONE, 1)
    assert Event.objects.filter(kind="sync_run.taken_over").count() == 1


def test_a_run_of_another_machine_is_taken_over_after_its_lease(shop, settings):
    run = start(file_run("products")).run
    SyncRun.objects.filter(pk=run.pk).update(holder="elsewhere 12 34 56 another-boot")
    with pytest.raises(AlreadyRunning):
        actions.run_now_inline("products")
    late = timezone.now() - timedelta(seconds=settings.SYNC_LEASE_SECONDS + 1)
    SyncRun.objects.filter(pk=run.pk).update(heartbeat_at=late)
    assert actions.run_now_inline("products").pk == run.pk


def test_the_former_holder_is_fenced_off(shop):
    lease = start(file_run("products"))
    SyncRun.objects.filter(pk=lease.run.pk).update(holder=dead_holder())
    runs.start(SyncRun.objects.get(pk=lease.run.pk))
    with pytest.raises(FencedOff):
        lease.beat()
    with pytest.raises(FencedOff):
        lease.checkpoint({"total": 1}, 1)


def test_a_fenced_chunk_is_rolled_back(shop, monkeypatch):
    shop.sells(item(1))
    monkeypatch.setattr(runs.Lease, "checkpoint", lambda *a: (_ for _ in ()).throw(FencedOff("gone")))
    with pytest.raises(FencedOff):
        sync()
    assert not ExternalProduct.objects.exists()


def test_a_failed_page_leaves_what_was_read_and_the_run_goes_on_from_there(shop, settings):
    settings.SYNC_PAGE_SIZE, settings.SYNC_CHUNK_SIZE = 10, 10
    shop.sells(*[item(n) for n in range(1, 51)])
    shop.fault("status=503@3")
    with pytest.raises(InventoryAPIError):
        carry_out(file_run("products"), will_retry=True)
    run = SyncRun.objects.get()
    assert (run.state, run.error_code, run.total, run.pages) == (SyncRun.State.INTERRUPTED, "partner_down", 20, 2)
    shop.heals()
    shop.simulator.requests.clear()
    run = carry_out(run)
    assert (run.state, figures(run), run.pages) == (SyncRun.State.DONE, {"total": 50, "created": 50}, 5)
    assert sorted(shop.pages_asked()) == [3, 4, 5]


def test_a_run_whose_pages_have_moved_is_not_continued(shop, settings):
    settings.SYNC_PAGE_SIZE = settings.SYNC_CHUNK_SIZE = 100
    shop.sells(*[item(n) for n in range(1, 201)])
    sync()
    shop.fault("page_cap=10", "status=503@9")
    with pytest.raises(InventoryAPIError):
        carry_out(file_run("products"), will_retry=True)
    run = SyncRun.objects.latest("pk")
    assert (run.state, run.pages, run.pages_expected) == (SyncRun.State.INTERRUPTED, 8, 20)
    shop.heals()  # pages hold 100 items again: there is no ninth page, and items 81 to 200 have not been read
    run = carry_out(run)
    assert (run.state, run.error_code, run.is_complete, run.missing) == (SyncRun.State.FAILED, "pages_moved", False, 0)
    fresh = actions.run_now_inline("products", resume=True)
    assert (fresh.pk == run.pk, fresh.state, figures(fresh)) == (False, "done", {"total": 200, "unchanged": 200})


def test_a_failure_that_will_not_pass_ends_the_run_and_touches_nothing_more(shop, settings):
    shop.sells(*[item(n) for n in range(1, 31)])
    sync()
    before = all_rows()
    settings.B2B_API_KEY = "wrong"
    run = sync()
    assert (run.state, run.error_code, run.is_complete) == (SyncRun.State.FAILED, "credentials", False)
    assert all_rows() == before


def test_a_looping_list_fails_and_misses_nothing(shop, settings):
    settings.SYNC_PAGE_SIZE = 10
    shop.sells(*[item(n) for n in range(1, 31)])
    sync()
    shop.fault("loop")
    run = sync()
    assert (run.state, run.error_code) == (SyncRun.State.FAILED, "paging_loop")
    assert not ExternalProduct.objects.filter(missing_since__isnull=False).exists()


def test_a_cancelled_run_stops_and_keeps_what_is_committed(shop, settings, monkeypatch):
    settings.SYNC_PAGE_SIZE, settings.SYNC_CHUNK_SIZE = 10, 10
    shop.sells(*[item(n) for n in range(1, 51)])
    checkpoint = runs.Lease.checkpoint

    def cancel_after_two(lease, counts, pages):
        checkpoint(lease, counts, pages)
        if lease.run.chunks.count() == 2:
            actions.cancel(lease.run, "aminata")

    monkeypatch.setattr(runs.Lease, "checkpoint", cancel_after_two)
    run = sync()
    assert (run.state, ExternalProduct.objects.count()) == (SyncRun.State.CANCELLED, 20)


def test_a_queued_run_is_cancelled_at_once(shop):
    run = actions.start_sync("products", trigger="admin", by="aminata")
    assert actions.cancel(run, "aminata").state == SyncRun.State.CANCELLED


def test_every_door_files_the_same_row(shop):
    run = actions.start_sync("products", site_id=0, trigger="api", by="client", full=True)
    row = (run.partner, run.kind, run.scope, run.state, run.trigger, run.started_by, run.is_full)
    assert row == ("b2b", "products", "0", "queued", "api", "client", True)


def test_the_statistics_have_the_names_their_users_know(shop):
    shop.sells(item(1), item(2, price="x"))
    found = ProductSyncService().sync_products()
    assert found == {
        "total": 2,
        "created": 1,
        "updated": 0,
        "errors": 1,
        "errors_list": [{"product_id": "2", "error": "The price cannot be read: x."}],
        "unchanged": 0,
        "skipped": 0,
        "pages": 1,
    }
    shop.shelves(shelf(1), {"id": None, "name": "x"})
    found = ProductSyncService().sync_categories()
    assert (found["total"], found["created"], found["errors"]) == (2, 1, 1)
    assert list(found["errors_list"][0]) == ["category_id", "error"]


def test_the_service_raises_what_the_client_raised(shop, settings):
    settings.B2B_API_KEY = "wrong"
    with pytest.raises(InventoryAPIError):
        ProductSyncService().sync_products()


def test_one_item_by_hand(shop):
    service = ProductSyncService(by="script")
    category = service.create_or_update_category({"id": 7, "name": "Rayon"})
    made = service.create_or_update_product({"id": 1, "name": "Lampe", "price": "5", "stock": 2, "category_id": 7})
    assert (made.title, made.price, made.category) == ("Lampe", 5, category)
    again = service.create_or_update_product({"id": 1, "name": "Lampe", "price": "6", "stock": 2, "category_id": 7})
    assert (again.pk, again.price) == (made.pk, 6)


def test_keys_are_packed_in_stretches_and_come_back():
    keys = [1, 2, 3, 10, 500, 501, 70_000, 10**12]
    assert list(unpack(pack(reversed(keys)))) == keys
    assert len(pack(range(1, 100_001))) == 4
    seen = SeenKeys()
    seen.update(keys)
    assert (len(seen), 3 in seen, 4 in seen, seen.add(3), seen.add(4)) == (8, True, False, False, True)
