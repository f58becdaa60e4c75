"""What staff do: give a field back, try a key, continue a run; and the jobs that carry runs out."""

import pytest

from core.jobs import JobOutcome, enqueue, execute
from core.models import Event, Job, SyncRun
from inventory import actions
from inventory.actions.errors import NotPossible
from inventory.actions.runs import recover_lost_runs
from inventory.models import ApiKey, Product, StaffField
from inventory.sync.runs import file_run, start
from tests.inventory.sync.shop import figures, item, product, sync
from tests.inventory.sync.test_runs import dead_holder

pytestmark = pytest.mark.django_db


def test_a_field_given_back_takes_the_services_value_at_once(shop):
    shop.sells(item(1))
    sync()
    Product.objects.update(
        title="Notre", price=5, brand="Nous", staff_fields=int(StaffField.TITLE | StaffField.PRICE | StaffField.BRAND)
    )
    shop.sells(item(1, name="La sienne", price="7"))
    sync()
    changed = actions.give_back(product(1), [StaffField.TITLE, "price"], "aminata")
    row = product(1)
    assert (row.title, row.price, row.brand, row.staff_fields) == ("La sienne", 7, "Nous", int(StaffField.BRAND))
    assert changed == {"title": ["Notre", "La sienne"], "price": ["5.0000", "7"]}
    event = Event.objects.get(kind="product.given_back")
    assert (event.actor, event.data["fields"]) == ("aminata", ["title", "price"])
    assert figures(sync()) == {"total": 1, "unchanged": 1}


def test_a_key_is_tried_with_one_call(shop):
    shop.sells(*[item(n) for n in range(1, 6)])
    key = ApiKey.objects.create(name="main", key=shop.simulator.key)
    report = actions.test_connection(key, "aminata")
    assert (report.is_ok, report.products, len(shop.pages_asked())) == (True, 5, 1)
    wrong = ApiKey(name="other", key="wrong-key-wrong-key", is_active=False)
    wrong.save()
    report = actions.test_connection(wrong, "aminata")
    assert (report.is_ok, report.code, report.title) == (False, "credentials", "Authentication failed")
    assert "wrong-key" not in str(report)
    assert list(Event.objects.filter(kind="api_key.tested").order_by("pk").values_list("data__ok", flat=True)) == [
        True,
        False,
    ]


def test_a_filed_run_is_carried_out_by_its_job(shop):
    shop.sells(item(1))
    run = actions.start_sync("products", trigger="admin", by="aminata")
    job = Job.objects.get(kind="inventory.sync")
    assert job.payload == {"run_id": run.pk}
    assert execute(job.pk) == JobOutcome.DONE
    run.refresh_from_db()
    job.refresh_from_db()
    assert (run.state, run.created, job.result["created"], job.result["state"]) == ("done", 1, 1, "done")


def test_a_job_that_fails_for_a_while_continues_its_run(shop, settings):
    shop.sells(item(1))
    shop.fault("status=503")
    run = actions.start_sync("products", trigger="admin", by="")
    job = Job.objects.get()
    assert execute(job.pk) == JobOutcome.RETRY
    run.refresh_from_db()
    assert (run.state, run.error_code) == ("interrupted", "partner_down")
    shop.heals()
    Job.objects.update(run_at=run.queued_at)
    assert execute(job.pk) == JobOutcome.DONE
    run.refresh_from_db()
    assert (run.state, run.total) == ("done", 1)


def test_a_wrong_key_ends_the_run_and_the_job(shop, settings):
    settings.B2B_API_KEY = "wrong"
    run = actions.start_sync("products", trigger="admin", by="")
    assert execute(Job.objects.get().pk) == JobOutcome.DONE
    run.refresh_from_db()
    assert (run.state, run.error_code) == ("failed", "credentials")


def test_a_failed_run_is_resumed_by_staff(shop, settings):
    key = settings.B2B_API_KEY
    shop.sells(item(1))
    settings.B2B_API_KEY = "wrong"
    run = sync()
    settings.B2B_API_KEY = key
    actions.resume(run, "aminata")
    execute(Job.objects.get().pk)
    run.refresh_from_db()
    assert (run.state, run.error_code, run.total) == ("done", "", 1)
    with pytest.raises(NotPossible, match="cannot be resumed"):
        actions.resume(run, "aminata")


def test_a_schedules_tick_files_a_run_unless_one_is_at_work(shop):
    lease = start(file_run("products"))
    job = enqueue("inventory.scheduled_sync", {"kind": "products"})
    execute(job.pk)
    job.refresh_from_db()
    assert "Already running" in job.result["skipped"]
    SyncRun.objects.filter(pk=lease.run.pk).delete()
    execute(enqueue("inventory.scheduled_sync", {"kind": "products"}).pk)
    run = SyncRun.objects.get()
    assert (run.trigger, run.state, Job.objects.filter(kind="inventory.sync").count()) == ("schedule", "queued", 1)


def test_a_schedule_that_staff_run_now_files_a_run_in_their_name(shop):
    execute(enqueue("inventory.scheduled_sync", {"kind": "products"}, requested_by="aminata").pk)
    run = SyncRun.objects.get()
    assert (run.trigger, run.started_by) == ("schedule", "aminata")


def test_a_run_whose_process_is_gone_gets_a_job(shop):
    shop.sells(item(1))
    run = start(file_run("products")).run
    assert recover_lost_runs() == 0
    SyncRun.objects.filter(pk=run.pk).update(holder=dead_holder())
    assert recover_lost_runs() == 1
    execute(Job.objects.get().pk)
    run.refresh_from_db()
    assert (run.state, run.total) == ("done", 1)


def test_a_run_whose_job_was_given_up_is_left_for_staff(shop):
    run = actions.start_sync("products", trigger="admin", by="")
    start(run)
    SyncRun.objects.update(holder=dead_holder())
    Job.objects.update(state=Job.State.DEAD)
    recover_lost_runs()
    run.refresh_from_db()
    assert (run.state, run.error_code) == ("interrupted", "worker_lost")
