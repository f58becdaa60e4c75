"""A supplier's product becomes a group of ours."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection

from core import jobs
from core.errors import NotFound, PartnerDown, RateLimited
from core.models import Event, Job
from inventory.models import Product, ProductGroup, Supply
from inventory.pricing import PriceRule
from suppliers.actions import importing, mapping
from suppliers.actions.errors import NotPossible
from suppliers.actions.importing import ImportRequest, ImportResult
from suppliers.models import FreightQuote, SupplierProduct, SupplierStock
from tests.catalogue_rows import make_category
from tests.suppliers.catalogue.shelf import SLUG, by_post, cat_bed, level, variant

pytestmark = pytest.mark.django_db
RULE = PriceRule(Decimal(50))


def request(**values) -> ImportRequest:
    return ImportRequest(**{"product_id": "p1", "category_id": None, "rule": RULE, "country": "FR", **values})


@pytest.fixture
def bed(shelf):
    shelf.freight["FR"] = [by_post("3.00"), by_post("9.00")]
    return cat_bed()


# --- the preview -------------------------------------------------------------------------------------------------------


def test_a_preview_shows_cost_freight_price_and_margin_of_each_variant_and_writes_nothing(account, bed):
    seen = importing.preview(account, request())

    first, second = seen.lines
    assert (first.variant.variant_id, str(first.variant.cost), str(first.freight.price)) == (
        "v1",
        "5.00 USD",
        "3.00 USD",
    )
    assert (str(first.priced.price), str(first.priced.margin)) == ("12.00 USD", "4.00 USD")
    assert str(second.priced.price) == "15.75 USD"
    assert [line.problems for line in seen.lines] == [(), ()]
    assert seen.description == "<p>Soft.</p>"
    assert (Product.objects.count(), SupplierProduct.objects.count(), FreightQuote.objects.count()) == (0, 0, 0)


def test_freight_is_asked_for_once_a_weight(account, shelf, bed):
    cat_bed(variants=(*bed.variants, variant("v3", weight_g=Decimal(900))))

    importing.preview(account, request())

    assert [call for call in shelf.calls if call[0] == "quote"] == [("quote", "FR", "v2"), ("quote", "FR", "v3")]


def test_many_weights_take_the_freight_of_the_next_heavier_one(account, shelf, bed):
    cat_bed(variants=tuple(variant(f"w{grams:02}", weight_g=Decimal(grams)) for grams in range(1, 21)))

    seen = importing.preview(account, request())

    asked = [call[2] for call in shelf.calls if call[0] == "quote"]
    assert asked == ["w03", "w06", "w09", "w12", "w15", "w18", "w20"]
    assert all(line.freight is not None for line in seen.lines)


@pytest.mark.parametrize(
    ("country", "error", "code"),
    [
        ("DE", None, "not_sent_there"),
        ("FR", PartnerDown(SLUG, "quote"), "freight_failed"),
        ("FR", RateLimited(SLUG, "quote"), "freight_limited"),
    ],
)
def test_unknown_freight_is_told_and_the_price_goes_without_it(account, shelf, bed, country, error, code):
    shelf.freight_error = error

    seen = importing.preview(account, request(country=country))

    assert [line.problems for line in seen.lines] == [(code,), (code,)]
    assert str(seen.lines[0].priced.price) == "7.50 USD"
    assert seen.lines[0].is_importable


def test_without_a_country_that_of_the_account_counts_and_without_both_it_is_said(account, shelf, bed):
    assert importing.preview(account, request(country="")).country == "FR"

    account.ship_to = ""
    assert importing.preview(account, request(country="")).lines[0].problems == ("no_country",)


def test_freight_in_another_currency_is_told_and_not_added(account, shelf, bed):
    shelf.freight["FR"] = [by_post("3.00", "EUR")]

    line = importing.preview(account, request()).lines[0]

    assert (line.problems, str(line.priced.price)) == (("freight_currency",), "7.50 USD")


def test_a_price_below_the_cost_and_a_variant_without_a_cost_are_told(account, shelf, bed):
    shelf.change("p1", "v2", cost=None)

    below, costless = importing.preview(account, request(rule=PriceRule(Decimal(-10)))).lines

    assert (below.problems, below.is_importable) == (("below_cost",), True)
    assert (costless.problems, costless.is_importable) == (("no_cost",), False)


def test_a_rule_that_does_not_fit_is_told_line_by_line(account, bed):
    line = importing.preview(account, request(rule=PriceRule(Decimal(50), currency="EUR"))).lines[0]

    assert (line.problems, line.is_importable) == (("rule_rate",), False)


def test_stock_that_does_not_come_along_is_asked_for(account, shelf, bed):
    shelf.change("p1", "v1", stock=None)

    assert importing.preview(account, request()).lines[0].problems == ("stock_unknown",)
    assert ("stock", "p1") in shelf.calls


# --- the import --------------------------------------------------------------------------------------------------------


def test_an_import_makes_a_group_with_a_product_a_variant(account, bed):
    category = make_category("Beds")

    result = importing.import_product(account, request(category_id=category.pk), "ann")

    group = ProductGroup.objects.get()
    assert result == ImportResult(group.pk, created=2, linked=0, unchanged=0)
    assert (group.title, group.option_names) == ("Cat bed", ["Color"])
    grey, blue = group.products.order_by("pk")
    assert (grey.title, grey.sku, grey.options) == ("Cat bed – Grey", "S-v1", {"Color": "Grey"})
    assert (grey.price, grey.currency, grey.brand) == (Decimal("12.0000"), "USD", "Purr")
    assert (grey.description, grey.category, grey.is_active) == ("<p>Soft.</p>", category, True)
    assert grey.images == ["https://pictures.example/grey.jpg", "https://pictures.example/bed.jpg"]
    assert (grey.stock, grey.stock_known) == (0, False)
    assert (blue.price, blue.images) == (Decimal("15.7500"), ["https://pictures.example/bed.jpg"])


def test_an_import_links_each_product_to_its_variant_with_stock_and_supply(account, bed):
    importing.import_product(account, request(), "ann")

    offer = SupplierProduct.objects.get(external_variant_id="v1")
    assert (offer.external_product_id, offer.external_sku, offer.state, offer.rank) == ("p1", "S-v1", "confirmed", 1)
    assert (offer.cost, offer.currency, offer.weight_g) == (Decimal("5.0000"), "USD", Decimal("200.00"))
    assert (offer.options, len(offer.option_fingerprint)) == ([["Color", "Grey"]], 64)
    area = SupplierStock.objects.get(offer=offer)
    assert (area.area_name, area.country, area.total, area.as_of) == ("Warehouse 1", "CN", 10, offer.checked_at)
    supply = Supply.objects.get(product=offer.product)
    assert (supply.source, supply.quantity, supply.cost) == (f"shelf:{account.pk}:v1", 10, Decimal("5.0000"))
    assert (supply.trusted, supply.reason, supply.as_of) == (True, "", offer.checked_at)
    assert FreightQuote.objects.get().external_variant_id == "v2"  # the one that was asked about


def test_an_import_is_told_to_history_and_to_those_who_listen(account, bed):
    importing.import_product(account, request(), "ann")

    kinds = sorted(Event.objects.filter(actor="ann").values_list("kind", flat=True))
    assert kinds == [
        *("product.imported", "product.imported", "product_group.imported", "product_group.variants_added"),
        *("supplier_product.linked", "supplier_product.linked"),
    ]
    news = Job.objects.get(kind="inventory.products_changed")
    assert news.payload == {"product_ids": sorted(Product.objects.values_list("pk", flat=True))}


def test_importing_twice_changes_nothing_and_asks_for_no_freight(account, shelf, bed):
    importing.import_product(account, request(), "ann")
    before = [list(model.objects.order_by("pk").values()) for model in (Product, SupplierProduct, Supply, Event)]
    shelf.calls.clear()

    again = importing.import_product(account, request(), "ann")

    assert again == ImportResult(ProductGroup.objects.get().pk, created=0, linked=0, unchanged=2)
    assert [
        list(model.objects.order_by("pk").values()) for model in (Product, SupplierProduct, Supply, Event)
    ] == before
    assert shelf.calls == [("product", "p1", "FR", "USD")]


def test_a_variant_added_later_is_offered_as_new_and_joins_the_group(account, bed):
    importing.import_product(account, request(), "ann")
    cat_bed(variants=(*bed.variants, variant("v3", "9.00", options=(("Color", "Red"),))))

    seen = importing.preview(account, request())
    result = importing.import_product(account, request(), "ann")

    assert [line.variant.variant_id for line in seen.new_variants] == ["v3"]
    assert [line.already_imported for line in seen.lines] == [True, True, False]
    assert (result.created, result.unchanged) == (1, 2)
    assert ProductGroup.objects.get().products.count() == 3


def test_chosen_variants_alone_are_imported(account, bed):
    result = importing.import_product(account, request(variant_ids=("v2",)), "ann")

    assert result.created == 1
    assert Product.objects.get().options == {"Color": "Blue"}


def test_a_link_that_was_removed_finds_its_product_again(account, bed):
    importing.import_product(account, request(), "ann")
    mapping.unlink(SupplierProduct.objects.get(external_variant_id="v1"), "ann")

    result = importing.import_product(account, request(), "ann")

    assert (result.created, result.linked, result.unchanged) == (0, 1, 1)
    assert Product.objects.count() == 2


def test_a_product_without_a_choice_keeps_its_own_title(account, bed):
    cat_bed(variants=(variant("v1", options=(("Color", "Grey"),)),))

    importing.import_product(account, request(), "ann")

    assert Product.objects.get().title == "Cat bed"


def test_a_long_title_keeps_what_tells_the_variant_apart(account, bed):
    cat_bed(title="Bed " * 100)

    importing.import_product(account, request(), "ann")

    assert [len(title) <= 255 and title.endswith(" – Grey") for title in _titles()] == [True, False]


def _titles() -> list[str]:
    return list(Product.objects.order_by("pk").values_list("title", flat=True))


def test_what_the_supplier_does_not_sell_now_comes_in_without_stock(account, shelf, bed):
    shelf.items["p1"] = replace(bed, state="off_sale")

    result = importing.import_product(account, request(), "ann")

    assert result.problems == (("v1", "off_sale"), ("v2", "off_sale"))
    assert set(Supply.objects.values_list("quantity", flat=True)) == {0}


def test_stock_of_several_areas_is_added_up(account, shelf, bed):
    cat_bed(variants=(variant("v1", "5.00", level(7, "1"), level(4, "2", country="US")),))

    importing.import_product(account, request(), "ann")

    assert Supply.objects.get().quantity == 11


def test_what_cannot_be_imported_at_all_is_refused_and_leaves_nothing(account, shelf, bed):
    cat_bed(variants=(variant("v1", None),))

    with pytest.raises(NotPossible) as refused:
        importing.import_product(account, request(), "ann")

    assert refused.value.code == "nothing_to_import"
    assert ProductGroup.objects.count() == 0


@pytest.mark.parametrize(
    ("values", "code"), [({"category_id": 4711}, "no_category"), ({"variant_ids": ("v9",)}, "no_variant")]
)
def test_an_unknown_category_or_variant_is_refused(account, bed, values, code):
    with pytest.raises(NotPossible) as refused:
        importing.import_product(account, request(**values), "ann")
    assert refused.value.code == code


# --- as a job ----------------------------------------------------------------------------------------------------------


def test_the_job_carries_the_request_and_tells_the_result(account, bed):
    rule = PriceRule(Decimal("12.5"), Decimal("0.30"), ".99", "EUR", Decimal("0.9"), include_freight=False)
    asked = request(rule=rule, variant_ids=("v1",))
    job = importing.start_import(account, asked, "ann")

    assert importing.request_of(job.payload) == asked
    assert jobs.execute(job.pk) is jobs.JobOutcome.DONE

    job.refresh_from_db()
    assert job.result["created"] == 1
    assert Product.objects.get().price == Decimal("5.9900")


def test_the_same_import_is_filed_once_while_it_waits(account, bed):
    assert importing.start_import(account, request(), "ann") == importing.start_import(account, request(), "bob")
    assert importing.start_import(account, request(country="DE"), "ann").pk != Job.objects.order_by("pk")[0].pk


def test_an_import_that_must_wait_loses_no_attempt(account, shelf, bed):
    shelf.errors["p1"] = RateLimited(SLUG, "product", retry_after=30)
    job = importing.start_import(account, request(), "ann")

    assert jobs.execute(job.pk) is jobs.JobOutcome.WAITING

    job.refresh_from_db()
    assert job.attempts == 0


def test_an_import_of_what_is_gone_is_given_up_at_once(account, shelf, bed):
    shelf.errors["p1"] = NotFound(SLUG, "product")
    job = importing.start_import(account, request(), "ann")

    assert jobs.execute(job.pk) is jobs.JobOutcome.DEAD
    assert ProductGroup.objects.count() == 0


def test_an_import_that_fails_at_its_last_step_leaves_no_half_and_is_whole_the_next_time(account, bed, monkeypatch):
    def fail(name: str) -> None:
        raise ConnectionError(name)

    monkeypatch.setattr(importing, "crash_point", fail)
    job = importing.start_import(account, request(), "ann")
    with pytest.MonkeyPatch.context():
        assert jobs.execute(job.pk) is jobs.JobOutcome.RETRY
    assert (ProductGroup.objects.count(), Product.objects.count(), SupplierProduct.objects.count()) == (0, 0, 0)

    monkeypatch.undo()
    Job.objects.filter(pk=job.pk).update(run_at=job.created_at)
    assert jobs.execute(job.pk) is jobs.JobOutcome.DONE
    assert (ProductGroup.objects.count(), Product.objects.count(), SupplierProduct.objects.count()) == (1, 2, 2)


def test_an_import_takes_the_same_number_of_statements_for_two_and_for_thirty_variants(
    account, bed, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30) as few:
        importing.import_product(account, request(), "ann")
    cat_bed(product_id="p2", variants=tuple(variant(f"m{n}", options=(("Color", str(n)),)) for n in range(30)))
    with django_assert_max_num_queries(30) as many:
        importing.import_product(account, request(product_id="p2"), "ann")

    assert connection.vendor in ("sqlite", "postgresql")
    assert len(many) == len(few)
