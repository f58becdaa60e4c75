"""The hourly round: what comes first, what waits, how it stops and goes on, what others hear of it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from core import jobs
from core.errors import AuthFailed, PartnerDown, RateLimited
from core.jobs import JobCancelled, JobContext, JobOutcome
from core.jobs.context import process_stopping
from core.models import Job, PartnerAccount
from inventory.events import on_products_changed
from inventory.models import Product, Supply
from suppliers.actions import refreshing
from suppliers.actions.refreshing import due_products, start_refresh
from suppliers.models import SupplierAccount, SupplierProduct
from tests.catalogue_rows import make_product
from tests.suppliers.catalogue.shelf import SLUG, cat_bed, variant

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def linked(account: SupplierAccount, product_id: str, hours: float | None = 2, **values) -> SupplierProduct:
    """A confirmed link last read so many hours ago (None: never), with its product on the shelf."""
    product = make_product(product_id, sold_30d=values.pop("sold", 0), stock_known=False)
    cat_bed(product_id=product_id, variants=(variant(f"{product_id}-v"),))
    return SupplierProduct.objects.create(
        product=product,
        account=account,
        external_product_id=product_id,
        external_variant_id=f"{product_id}-v",
        state=values.pop("state", "confirmed"),
        checked_at=None if hours is None else ago(hours),
        **values,
    )


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def read_now(shelf) -> list[str]:
    return [call[1] for call in shelf.calls if call[0] == "refresh"]


def run(job: Job) -> JobOutcome:
    outcome = jobs.execute(job.pk)
    job.refresh_from_db()
    return outcome


# --- what is due, in which order -----------------------------------------------------------------------------------------


def test_the_never_read_come_first_then_the_oldest(account):
    linked(account, "b", 3)
    linked(account, "a", 2)
    linked(account, "c", None)
    linked(account, "d", 0.5)

    assert due_products(account, now=NOW) == ["c", "b", "a"]


def test_a_best_seller_comes_before_what_is_older(account):
    linked(account, "slow", 3, sold=0)
    linked(account, "quick", 2, sold=10)  # two hours count as four

    assert due_products(account, now=NOW) == ["quick", "slow"]


def test_age_brings_everything_to_the_front_in_the_end(account):
    linked(account, "slow", 23, sold=0)
    linked(account, "quick", 2, sold=100_000)  # no more than eleven times its age

    assert due_products(account, now=NOW) == ["slow", "quick"]


def test_a_product_is_as_old_as_its_oldest_variant_and_is_read_once(account):
    old = linked(account, "a", 5)
    linked(account, "b", 4)
    SupplierProduct.objects.create(
        product=old.product, account=account, external_product_id="a", external_variant_id="a-2", checked_at=ago(0.1)
    )

    assert due_products(account, now=NOW) == ["a", "b"]


def test_disabled_links_and_other_accounts_are_left_out(account):
    linked(account, "a", 5, state="disabled")
    other = SupplierAccount.objects.create(supplier=SLUG, name="Other", state=PartnerAccount.State.OK)
    linked(other, "b", 5)

    assert due_products(account, now=NOW) == []


@pytest.mark.parametrize(
    ("failures", "hours", "due"), [(1, 0.9, False), (1, 1.1, True), (4, 7.9, False), (4, 8.1, True)]
)
def test_what_fails_is_tried_again_after_a_pause_that_doubles(account, failures, hours, due):
    offer = linked(account, "a", 50, failures=failures)
    SupplierProduct.objects.filter(pk=offer.pk).update(updated_at=ago(hours))

    assert bool(due_products(account, now=NOW)) is due


@pytest.mark.parametrize(("tried", "due"), [(0.2, False), (0.4, True)])
def test_the_button_tries_what_fails_once(account, tried, due):
    """A round that is repeated must come past what fails every time."""
    offer = linked(account, "a", 50, failures=3)
    SupplierProduct.objects.filter(pk=offer.pk).update(updated_at=ago(tried))

    assert bool(due_products(account, before=ago(0.3), now=NOW)) is due


@pytest.mark.parametrize(("hours", "due"), [(23, False), (25, True)])
def test_what_is_gone_is_looked_for_once_a_day(account, hours, due):
    linked(account, "a", hours, state="gone")

    assert bool(due_products(account, now=NOW)) is due


# --- a round ---------------------------------------------------------------------------------------------------------------


def test_the_tick_files_one_round_for_each_account_that_works(account):
    linked(account, "a")
    SupplierAccount.objects.create(supplier=SLUG, name="Without offers", state=PartnerAccount.State.OK)
    paused = SupplierAccount.objects.create(supplier=SLUG, name="Paused", state=PartnerAccount.State.PAUSED)
    linked(paused, "b")

    for _ in range(2):
        assert run(jobs.enqueue("suppliers.scheduled_refresh")) is JobOutcome.DONE

    filed = Job.objects.get(kind="suppliers.refresh_account")
    assert filed.payload == {"account_id": account.pk}


def test_a_round_reads_what_is_due_and_the_next_one_starts_anew(account, shelf):
    linked(account, "a")
    linked(account, "b", 0.1)
    refreshing.file_rounds()
    job = Job.objects.get(kind="suppliers.refresh_account")

    assert run(job) is JobOutcome.DONE
    assert read_now(shelf) == ["a"]
    assert job.result == {
        "products": 1,
        "left": 0,
        "read": 1,
        "failed": 0,
        "missing": 0,
        "cost_changes": 0,
        "state_changes": 0,
        "changed_products": 1,
    }

    refreshing.file_rounds()
    job.refresh_from_db()
    assert job.state == Job.State.PENDING


def test_out_of_allowance_a_round_keeps_what_it_read_waits_and_goes_on_with_the_rest(account, shelf):
    """pitfall 6: it slows down instead of trying on."""
    for name in ("a", "b", "c"):
        linked(account, name, 3 if name == "a" else 2)
    shelf.stops_at = ("b", RateLimited(SLUG, "product", retry_after=600))
    refreshing.file_rounds()
    job = Job.objects.get(kind="suppliers.refresh_account")

    assert run(job) is JobOutcome.WAITING
    assert job.attempts == 0
    assert timedelta(seconds=590) < job.run_at - timezone.now() <= timedelta(seconds=600)
    assert SupplierProduct.objects.get(external_product_id="a").checked_at > NOW

    shelf.stops_at = None
    shelf.calls.clear()
    Job.objects.filter(pk=job.pk).update(run_at=NOW)
    assert run(job) is JobOutcome.DONE
    assert read_now(shelf) == ["b", "c"]


def test_a_limit_that_comes_as_an_answer_is_no_failure_of_the_product(account, shelf):
    linked(account, "a")
    shelf.errors["a"] = RateLimited(SLUG, "product", retry_after=60)

    assert run(start_refresh(account, "ann", ["a"])) is JobOutcome.WAITING
    assert SupplierProduct.objects.get().failures == 0


def test_a_refused_key_makes_the_round_wait_for_somebody_to_authorise_again(account, shelf):
    linked(account, "a")
    shelf.stops_at = ("a", AuthFailed(SLUG, "product", message="token refused"))
    refreshing.file_rounds()
    job = Job.objects.get(kind="suppliers.refresh_account")

    assert run(job) is JobOutcome.WAITING
    account.refresh_from_db()
    assert account.state == PartnerAccount.State.NEEDS_RECONNECT


def test_a_supplier_that_fails_again_and_again_is_not_asked_on(account, shelf):
    for number in range(9):
        linked(account, f"p{number}")
        shelf.errors[f"p{number}"] = PartnerDown(SLUG, "product")
    job = start_refresh(account, "ann")

    assert run(job) is JobOutcome.RETRY
    assert read_now(shelf) == ["p0", "p1", "p2", "p3", "p4"]
    assert SupplierProduct.objects.filter(failures=1).count() == 5


def test_a_round_that_lasts_too_long_leaves_the_rest_to_the_next_one(account, shelf, monkeypatch):
    for name in ("a", "b", "c"):
        linked(account, name)
    monkeypatch.setattr(refreshing, "MOST_SECONDS", 0.0)
    job = start_refresh(account, "ann")

    assert run(job) is JobOutcome.DONE
    assert (job.result["products"], job.result["left"]) == (1, 2)


def test_a_cancelled_round_stops_and_keeps_what_it_read(account, shelf):
    linked(account, "a")
    linked(account, "b")
    start_refresh(account, "ann")
    job = jobs.claim_next()
    assert jobs.cancel(job, "ann")

    with pytest.raises(JobCancelled):
        refreshing.refresh_due(account, JobContext.of(job, 60.0))

    assert read_now(shelf) == ["a"]
    assert SupplierProduct.objects.filter(checked_at__gt=NOW).count() == 1


def test_a_round_in_a_worker_that_ends_is_put_back(account, shelf):
    linked(account, "a")
    linked(account, "b")
    job = start_refresh(account, "ann")
    process_stopping.set()
    try:
        assert run(job) is JobOutcome.WAITING
    finally:
        process_stopping.clear()
    assert SupplierProduct.objects.filter(checked_at__gt=NOW).count() == 1

    assert run(job) is JobOutcome.DONE
    assert read_now(shelf) == ["a", "b"]


def test_rounds_are_shown_with_their_progress(account, shelf):
    linked(account, "a")
    linked(account, "b")
    job = start_refresh(account, "ann")

    run(job)

    assert job.progress["total"] == 2
    assert job.progress["done"] == 2


# --- asked for -----------------------------------------------------------------------------------------------------------


def test_the_button_reads_everything_that_was_not_read_since_it_was_pressed(account, shelf):
    linked(account, "a", 0.1)
    job = start_refresh(account, "ann")

    assert run(job) is JobOutcome.DONE
    assert read_now(shelf) == ["a"]


def test_named_products_are_read_before_the_hourly_round_and_filed_once(account, shelf):
    linked(account, "a", 0.1)
    refreshing.file_rounds()
    one = start_refresh(account, "webhook 1", ["a"])

    assert start_refresh(account, "webhook 2", ["a", "a"]) == one
    assert one.priority < Job.objects.get(kind="suppliers.refresh_account").priority
    assert run(one) is JobOutcome.DONE
    assert read_now(shelf) == ["a"]
    again = start_refresh(account, "webhook 3", ["a"])
    assert (again.pk, again.state) == (one.pk, Job.State.PENDING)


def test_news_of_a_product_that_is_being_read_is_read_once_more(account, shelf):
    linked(account, "a")
    reading = start_refresh(account, "webhook 1", ["a"])
    Job.objects.filter(pk=reading.pk).update(state=Job.State.LEASED, lease_token="t")

    again = start_refresh(account, "webhook 2", ["a"])

    assert (again.pk != reading.pk, again.state) == (True, Job.State.PENDING)


def test_jobs_of_a_paused_account_wait(account, shelf):
    linked(account, "a")
    job = start_refresh(account, "ann", ["a"])
    SupplierAccount.objects.update(state=PartnerAccount.State.PAUSED)

    assert run(job) is JobOutcome.WAITING
    assert shelf.calls == []


# --- those who listen ----------------------------------------------------------------------------------------------------


def test_figures_that_become_too_old_to_be_sold_on_are_told_once(account, settings):
    settings.SUPPLY_MAX_AGE_HOURS = 10
    for number, (hours, quantity, trusted) in enumerate(
        [(10.5, 5, True), (9, 5, True), (10.5, 0, True), (10.5, 5, False)]
    ):
        product = make_product(f"p{number}")
        Supply.objects.create(
            product=product, source=f"s:{number}", quantity=quantity, trusted=trusted, as_of=ago(hours)
        )

    assert refreshing.tell_of_stale(ago(1), NOW) == 1
    assert Job.objects.get(kind="inventory.products_changed").payload == {
        "product_ids": [Product.objects.get(title="p0").pk]
    }
    assert refreshing.tell_of_stale(NOW, NOW + timedelta(minutes=5)) == 0


def test_changes_are_handed_to_whoever_registered(account, shelf, monkeypatch):
    heard = []
    monkeypatch.setattr("inventory.events._listeners", {})
    offer = linked(account, "a")
    run(start_refresh(account, "ann", ["a"]))
    news = Job.objects.get(kind="inventory.products_changed")

    assert run(news) is JobOutcome.DONE
    assert news.result == {"listeners": 0}

    on_products_changed(lambda ids: heard.append(list(ids)))
    refreshing.products_changed([offer.product_id])
    run(Job.objects.filter(kind="inventory.products_changed").latest("pk"))
    assert heard == [[offer.product_id]]


def test_many_changes_are_told_in_chunks_of_five_hundred(db):
    filed = refreshing.products_changed([*range(1200), 3, 3])

    assert [len(job.payload["product_ids"]) for job in filed] == [500, 500, 200]
    assert refreshing.products_changed([]) == []
