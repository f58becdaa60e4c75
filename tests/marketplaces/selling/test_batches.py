"""Many products at once: a result for each, and only the failed ones again."""

import pytest

from core.errors import PartnerDown
from core.jobs import run_due
from core.models import Job
from marketplaces.actions.errors import NotPossible
from marketplaces.actions.publishing.batches import give_up_lost, retry_failed, start_batch
from marketplaces.actions.publishing.publishing import start_publishing
from marketplaces.models import Listing
from tests.marketplaces.selling.conftest import make_account, make_group, make_ware, published

pytestmark = pytest.mark.django_db


def done(job):
    run_due(50)
    job.refresh_from_db()
    return job


def test_each_row_has_its_result_and_a_bad_one_stops_no_other(account, market):
    good, bad, refused = make_ware("Good"), make_ware("Bad", price="0"), make_ware("Refused")
    market.refusals[f"refused-p{refused.pk}"] = "Forbidden goods."
    job = done(start_batch([account], [good.pk, bad.pk, refused.pk, 987654], "ana"))
    states = {row["product"]: (row["state"], row.get("problems")) for row in job.result["rows"]}
    assert states == {
        good.pk: ("active", None),
        bad.pk: ("unfit", ["no_price"]),
        refused.pk: ("error", ["refused"]),
        987654: ("unfit", ["no_product"]),
    }
    assert job.result["rows"][1]["words"] == ["SKU-Bad has no price."]
    assert (job.result["published"], job.result["failed"], job.progress["done"]) == (1, 3, 4)


def test_variations_of_a_group_are_published_once(account, market):
    group = make_group("S", "M")
    job = done(start_batch([account], [product.pk for product in group.products.all()], "ana"))
    assert [row["state"] for row in job.result["rows"]] == ["active", "active"]
    assert market.calls.count("publish") == 1


def test_one_product_goes_to_several_shops(account, market):
    second = make_account(name="Second", shop_address="second-shop.example", price_rule=account.price_rule)
    product = make_ware()
    job = done(start_batch([account, second], [product.pk], "ana"))
    assert [row["account"] for row in job.result["rows"]] == [account.pk, second.pk]
    assert Listing.objects.filter(state="active").count() == 2


def test_a_shop_that_is_paused_holds_up_no_other(account):
    values = {"name": "Paused", "shop_address": "paused-shop.example", "price_rule": account.price_rule}
    paused = make_account(**values, state="paused")
    job = done(start_batch([paused, account], [make_ware().pk], "ana"))
    assert [row["state"] for row in job.result["rows"]] == ["waiting", "active"]


def test_what_cannot_be_had_now_goes_on_by_itself(account, market):
    product = make_ware()
    market.error = PartnerDown("shopify", "publish")
    job = start_batch([account], [product.pk], "ana")
    done(job)
    market.error = None
    Job.objects.filter(state="pending").update(run_at="2026-01-01T00:00:00Z")
    run_due(20)
    assert (job.result["rows"][0]["state"], Listing.objects.get().state) == ("waiting", "active")


def test_only_the_failed_ones_are_tried_again(account, market):
    good, refused = make_ware("Good"), make_ware("Refused")
    market.refusals[f"refused-p{refused.pk}"] = "Forbidden goods."
    job = done(start_batch([account], [good.pk, refused.pk], "ana"))
    market.refusals.clear()
    again = done(retry_failed(job, "ana"))
    assert [(row["product"], row["state"]) for row in again.result["rows"]] == [(refused.pk, "active")]
    with pytest.raises(NotPossible, match="Nothing of it failed"):
        retry_failed(again, "ana")


def test_a_batch_that_is_begun_anew_sends_nothing_twice(account, market):
    product = make_ware()
    job = done(start_batch([account], [product.pk], "ana"))
    Job.objects.filter(pk=job.pk).update(state="pending", finished_at=None)
    done(job)
    assert (job.result["published"], market.calls.count("publish")) == (1, 1)


def test_a_publication_whose_job_gave_up_can_be_tried_again(account, market):
    product = make_ware()
    market.error = PartnerDown("shopify", "publish")
    listing, job = start_publishing(account, product, "ana")
    assert give_up_lost() == 0  # it waits to be tried
    Job.objects.filter(pk=job.pk).update(state="dead")
    assert give_up_lost() == 1
    listing.refresh_from_db()
    assert (listing.state, listing.reason) == ("error", "gave_up")
    market.error = None
    assert published(account, product).state == "active"
