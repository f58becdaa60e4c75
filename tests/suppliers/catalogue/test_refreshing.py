"""Costs and stock read again: what changes, what stays, and what an error leaves alone."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.errors import PartnerDown
from core.models import Event, Job
from inventory.models import Supply
from inventory.pricing import PriceRule
from inventory.stock import stock_sums
from suppliers.actions import importing, mapping
from suppliers.actions.importing import ImportRequest
from suppliers.actions.readings import Reading, write_readings
from suppliers.actions.refreshing import refresh, write_reading
from suppliers.interface import OfferReading
from suppliers.models import SupplierProduct, SupplierStock
from suppliers.models.account import StockBasis
from tests.suppliers.catalogue.shelf import SLUG, by_post, cat_bed, level, usd, variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def bed(account, shelf):
    """Imported ten hours ago; the news of that was told."""
    shelf.freight["FR"] = [by_post()]
    item = cat_bed()
    importing.import_product(account, ImportRequest("p1", None, PriceRule(Decimal(50))), "ann")
    SupplierProduct.objects.update(checked_at=hours_ago(10))
    Supply.objects.update(as_of=hours_ago(10))
    SupplierStock.objects.update(as_of=hours_ago(10))
    Job.objects.all().delete()
    Event.objects.all().delete()
    return item


def hours_ago(hours: float) -> datetime:
    return timezone.now() - timedelta(hours=hours)


def offer(variant_id: str = "v1") -> SupplierProduct:
    return SupplierProduct.objects.select_related("account").get(external_variant_id=variant_id)


def supply(variant_id: str = "v1") -> Supply:
    return Supply.objects.get(source__endswith=f":{variant_id}")


def news() -> list[list[int]]:
    jobs = Job.objects.filter(kind="inventory.products_changed").order_by("pk")
    return [job.payload["product_ids"] for job in jobs]


# --- what changes --------------------------------------------------------------------------------------------------------


def test_an_answer_without_changes_only_makes_the_figures_younger(account, bed):
    before = timezone.now()

    done = refresh(account, ["p1"])

    assert (done.changes.read, done.changes.costs, done.changes.product_ids) == (2, 0, set())
    assert offer().checked_at >= before
    assert supply().as_of >= before
    assert SupplierStock.objects.get(offer=offer()).as_of >= before
    assert (news(), Event.objects.count()) == ([], 0)


def test_a_new_stock_reaches_the_supply_and_those_who_listen(account, shelf, bed):
    cat_bed(variants=(variant("v1", "5.00", level(3), options=(("Color", "Grey"),)), bed.variants[1]))

    refresh(account, ["p1"])

    assert supply("v1").quantity == 3
    assert supply("v2").quantity == 10
    assert news() == [[offer("v1").product_id]]


def test_a_new_cost_keeps_the_one_before_and_is_written_into_the_history(account, shelf, bed):
    """pitfall 45: a price rise is seen before it costs money."""
    shelf.change("p1", "v1", cost=usd("6.25"))

    refresh(account, ["p1"])

    changed = offer()
    assert (changed.cost, changed.previous_cost) == (Decimal("6.2500"), Decimal("5.0000"))
    assert changed.cost_changed_at == changed.checked_at
    assert supply().cost == Decimal("6.2500")
    event = Event.objects.get()
    assert (event.kind, event.subject_id) == ("supplier_product.cost_changed", str(changed.pk))
    assert event.data == {"cost": ["5.0000", "6.2500"], "currency": ["USD", "USD"]}
    assert news() == [[changed.product_id]]


def test_a_cost_that_is_not_told_stays(account, shelf, bed):
    """pitfall 11: what an answer leaves empty is not emptied here."""
    shelf.change("p1", "v1", cost=None)

    refresh(account, ["p1"])

    assert (offer().cost, offer().currency) == (Decimal("5.0000"), "USD")


def test_areas_come_go_and_change_and_the_sum_of_all_is_sold(account, shelf, bed):
    """pitfall 12: one area's figure was taken for the total."""
    shelf.change("p1", "v1", stock=variant("v1", "5.00", level(4, "1"), level(6, "2", country="US")).stock)
    refresh(account, ["p1"])
    assert supply().quantity == 10

    shelf.change("p1", "v1", stock=variant("v1", "5.00", level(5, "2", country="US")).stock)
    refresh(account, ["p1"])

    assert supply().quantity == 5
    assert list(SupplierStock.objects.filter(offer=offer()).values_list("area_id", "total")) == [("2", 5)]


def test_sold_out_is_zero_and_is_no_miss(account, shelf, bed):
    shelf.change("p1", "v1", stock=replace(bed.variants[0].stock, levels=()))

    refresh(account, ["p1"])

    assert (supply().quantity, offer().missing_since, offer().state) == (0, None, "confirmed")
    assert SupplierStock.objects.filter(offer=offer()).count() == 0


def test_stock_that_is_not_told_keeps_its_figure_and_its_age(account, shelf, bed):
    """pitfall 18: unknown is not nothing."""
    shelf.change("p1", "v1", stock=None)
    as_of = supply().as_of

    refresh(account, ["p1"])

    assert (supply().quantity, supply().as_of) == (10, as_of)
    assert offer().checked_at > as_of


def test_what_goes_off_sale_has_no_stock_and_comes_back_by_itself(account, shelf, bed):
    shelf.items["p1"] = replace(bed, state="off_sale")
    refresh(account, ["p1"])
    assert (supply().quantity, offer().state) == (0, "confirmed")

    shelf.items["p1"] = bed
    refresh(account, ["p1"])
    assert supply().quantity == 10


@pytest.mark.parametrize(
    ("basis", "expected"), [(StockBasis.TOTAL, 160), (StockBasis.VERIFIED, 80), (StockBasis.OWN, 30)]
)
def test_the_accounts_basis_decides_which_stock_is_sold(account, shelf, bed, basis, expected):
    account.stock_basis = basis
    account.save()
    levels = (
        level(70, "1", own=20, maker=50, is_verified=True),
        level(90, "2", own=10, maker=80, is_verified=False),
    )
    shelf.change("p1", "v1", stock=variant("v1", "5.00", *levels).stock)

    refresh(account, ["p1"])

    assert supply().quantity == expected


@pytest.mark.parametrize(("verified", "expected"), [(True, 10), (False, 0), (None, 0)])
def test_a_figure_that_is_not_told_apart_counts_as_verified_only_where_it_is(account, shelf, bed, verified, expected):
    account.stock_basis = StockBasis.VERIFIED
    account.save()
    shelf.change("p1", "v1", stock=variant("v1", "5.00", level(10, is_verified=verified)).stock)

    refresh(account, ["p1"])

    assert supply().quantity == expected


def test_three_of_theirs_for_one_of_ours_divide_the_stock_and_multiply_the_cost(account, bed):
    mapping.link(offer().product, account, "p1", "v1", ratio=3, by="ann")

    refresh(account, ["p1"])

    assert (supply().quantity, supply().cost) == (3, Decimal("15.0000"))


# --- options -------------------------------------------------------------------------------------------------------------


def test_other_options_make_the_link_wait_and_stop_the_sale(account, shelf, bed):
    shelf.change("p1", "v1", options=(("Color", "Green"),))

    refresh(account, ["p1"])

    changed = offer()
    assert (changed.state, changed.options, changed.seen_options) == (
        "changed",
        [["Color", "Grey"]],
        [["Color", "Green"]],
    )
    assert (supply().trusted, supply().reason) == (False, "changed")
    assert stock_sums([changed.product_id])[changed.product_id].total == 0
    assert Event.objects.get().kind == "supplier_product.changed"
    assert news() == [[changed.product_id]]


def test_options_in_another_order_and_case_are_the_same(account, shelf, bed):
    shelf.change("p1", "v1", options=((" color", "GREY "),))

    refresh(account, ["p1"])

    assert offer().state == "confirmed"


def test_options_that_are_as_before_again_need_nobody(account, shelf, bed):
    shelf.change("p1", "v1", options=(("Color", "Green"),))
    refresh(account, ["p1"])
    shelf.items["p1"] = bed

    refresh(account, ["p1"])

    assert (offer().state, offer().seen_options, supply().trusted) == ("confirmed", None, True)


# --- errors and misses -----------------------------------------------------------------------------------------------------


def test_an_error_keeps_every_figure_with_its_age_and_is_counted(account, shelf, bed):
    """pitfall 18: an outage showed the whole catalogue sold out."""
    shelf.errors["p1"] = PartnerDown(SLUG, "product", message="no answer")
    before = offer(), supply()

    done = refresh(account, ["p1"])
    refresh(account, ["p1"])

    after = offer()
    assert done.changes.failed == 2
    assert (after.cost, after.checked_at, after.state) == (before[0].cost, before[0].checked_at, "confirmed")
    assert (after.failures, after.last_error) == (2, "shelf, product: no answer")
    assert (supply().quantity, supply().as_of) == (10, before[1].as_of)
    assert news() == []


def test_a_good_answer_ends_the_count_of_failures(account, shelf, bed):
    shelf.errors["p1"] = PartnerDown(SLUG, "product")
    refresh(account, ["p1"])
    shelf.errors.clear()

    refresh(account, ["p1"])

    assert (offer().failures, offer().last_error) == (0, "")


def test_a_product_that_is_missed_once_keeps_its_figures(account, shelf, bed):
    """pitfall 41: an empty answer for a moment."""
    del shelf.items["p1"]
    as_of = supply().as_of

    done = refresh(account, ["p1"])

    assert done.changes.missing == 2
    assert offer().missing_since is not None
    assert (offer().state, supply().quantity, supply().as_of) == ("confirmed", 10, as_of)


@pytest.mark.parametrize(("hours", "state", "quantity"), [(5.9, "confirmed", 10), (6.1, "gone", 0)])
def test_a_product_is_gone_when_it_is_missed_again_hours_later(account, shelf, bed, hours, state, quantity):
    """pitfall 41: two misses, hours apart."""
    gone = OfferReading("p1", None)
    write_reading(account, gone, hours_ago(hours))
    write_reading(account, gone)

    assert (offer().state, supply().quantity) == (state, quantity)
    assert (state == "gone") == (supply().reason == "gone")


def test_one_variant_that_is_no_longer_listed_is_missed_alone(account, shelf, bed):
    cat_bed(variants=bed.variants[1:])

    refresh(account, ["p1"])

    assert offer("v1").missing_since is not None
    assert offer("v2").missing_since is None


def test_what_is_found_between_two_misses_starts_anew(account, shelf, bed):
    write_reading(account, OfferReading("p1", None), hours_ago(0.9))
    write_reading(account, OfferReading("p1", bed), hours_ago(0.5))
    write_reading(account, OfferReading("p1", None))

    assert offer().state == "confirmed"


def test_what_comes_back_is_sold_again_by_itself(account, shelf, bed, settings):
    settings.SUPPLIER_GONE_HOURS = 0.5
    write_reading(account, OfferReading("p1", None), hours_ago(0.9))
    write_reading(account, OfferReading("p1", None), hours_ago(0.2))
    assert offer().state == "gone"

    refresh(account, ["p1"])

    assert (offer().state, supply().quantity, supply().trusted) == ("confirmed", 10, True)
    assert [event.data["code"] for event in Event.objects.filter(subject_id=offer().pk).order_by("pk")] == [
        "not_found",
        "found_again",
    ]


# --- order and size ----------------------------------------------------------------------------------------------------------


def test_a_slow_older_answer_does_not_write_over_a_newer_one(account, shelf, bed):
    refresh(account, ["p1"])
    old = cat_bed(variants=(variant("v1", "1.00", level(99), options=(("Color", "Grey"),)),))

    write_readings(account, [Reading(OfferReading("p1", old), hours_ago(0.5))])

    assert (supply().quantity, offer().cost) == (10, Decimal("5.0000"))


def test_figures_that_were_too_old_to_be_sold_on_are_news_when_they_are_fresh_again(account, bed):
    Supply.objects.filter(pk=supply().pk).update(as_of=hours_ago(49))

    refresh(account, ["p1"])

    assert news() == [[offer("v1").product_id]]


def test_disabled_offers_are_left_alone(account, shelf, bed):
    mapping.disable(offer(), "ann")
    shelf.change("p1", "v1", cost=usd("9.00"))

    refresh(account, ["p1"])

    assert offer().cost == Decimal("5.0000")


def test_a_variant_that_is_no_product_of_ours_is_left_out(account, shelf, bed):
    cat_bed(variants=(*bed.variants, variant("v3")))

    refresh(account, ["p1", "p2"])

    assert SupplierProduct.objects.count() == 2


def test_statements_do_not_grow_with_the_variants(account, shelf, bed, django_assert_num_queries):
    with django_assert_num_queries(UNCHANGED):
        write_reading(account, OfferReading("p1", bed))
    many = cat_bed(product_id="p2", variants=tuple(variant(f"m{n}", options=(("Color", str(n)),)) for n in range(30)))
    importing.import_product(account, ImportRequest("p2", None, PriceRule(Decimal(50))), "ann")

    with django_assert_num_queries(UNCHANGED):
        write_reading(account, OfferReading("p2", many))
    with django_assert_num_queries(ALL_CHANGED):
        write_reading(account, OfferReading("p2", replace(many, variants=tuple(map(_dearer, many.variants)))))


# Offers, stock and supplies are read; their ages are written; a savepoint is opened and closed around it.
UNCHANGED = 3 + 3 + 2
# Instead of the ages: offers, stock, supplies, history, and the job with its savepoint.
ALL_CHANGED = 3 + 3 + 1 + 1 + 2


def _dearer(each):
    return replace(each, cost=usd("8.00"), stock=variant(each.variant_id, "8.00", level(2)).stock)
