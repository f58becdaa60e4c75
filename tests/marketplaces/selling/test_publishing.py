"""Products into shops: what is looked at before any call, and what the call leaves behind."""

from decimal import Decimal

import pytest

from core.errors import PartnerDown
from core.jobs import run_due
from core.models import Event, Job
from marketplaces.actions.errors import NotPossible
from marketplaces.actions.listings.ending import start_ending
from marketplaces.actions.publishing.publishing import NotReady, start_publishing
from marketplaces.models import CategoryMapping, Listing, PriceRule
from tests.catalogue_rows import make_category
from tests.marketplaces.market import eur
from tests.marketplaces.selling.conftest import make_group, make_ware, published

pytestmark = pytest.mark.django_db


def test_a_product_is_listed_with_its_price_stock_and_place(account, market):
    shelf = make_category("Mats")
    CategoryMapping.objects.create(marketplace="shopify", category=shelf, theirs="Pet mats")
    product = make_ware("Litter mat", "20.00", stock=10, category=shelf, brand="Clean Paws")
    account.stock_buffer = 2
    account.save()
    listing = published(account, product)
    draft = market.drafts[0]
    assert (draft.handle, draft.title, draft.vendor) == (f"litter-mat-p{product.pk}", "Litter mat", "Clean Paws")
    assert (draft.product_type, draft.location_id, draft.publication_ids) == ("Pet mats", "loc-1", ("pub-1",))
    assert [(one.sku, one.price, one.quantity) for one in draft.variants] == [("SKU-Litter mat", eur("22.99"), 8)]
    assert (listing.state, listing.remote_id, listing.is_visible) == ("active", "product-1", True)
    variant = listing.variants.get()
    assert (variant.remote_variant_id, variant.pushed_price, variant.pushed_quantity) == (
        "product-1-2",
        Decimal("22.99"),
        8,
    )
    assert (variant.seen_price, variant.seen_quantity) == (Decimal("22.99"), 8)  # it was read back at once
    assert (listing.drift, listing.wanted_version) == ([], listing.pushed_version)
    kinds = Event.objects.filter(subject_type="marketplaces.listing").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["listing.publishing", "listing.active", "listing.pushed"]


def test_a_group_is_one_listing_with_a_variant_for_each_product_that_is_on(account, market):
    group = make_group("S", "M", "L")
    group.products.filter(options={"Size": "L"}).update(is_active=False)
    listing = published(account, group)
    assert [one.options for one in market.drafts[0].variants] == [(("Size", "S"),), (("Size", "M"),)]
    assert (listing.variants.count(), listing.group, listing.product) == (2, group, None)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"title": " "}, "no_title"),
        ({"price": "0"}, "no_price"),
        ({"currency": "GBP"}, "no_rate"),
        ({"stock": None}, "no_stock_figure"),
        ({"is_active": False}, "not_active"),
        ({"price": "8.00", "cost": "20.00"}, "below_floor"),
    ],
)
def test_what_is_missing_is_said_before_any_call(account, market, values, code):
    product = make_ware(**values)
    with pytest.raises(NotReady) as refused:
        start_publishing(account, product, "ana")
    assert [problem.code for problem in refused.value.problems] == [code]
    assert "%(" not in str(refused.value)
    assert (market.calls, Listing.objects.count(), Job.objects.count()) == ([], 0, 0)


def test_what_the_shop_lacks_is_said_too(account):
    account.currency, account.location_id = "", ""
    account.lost_abilities, account.missing_scopes = ["publish"], ["write_products"]
    account.save()
    with pytest.raises(NotReady) as refused:
        start_publishing(account, make_ware(), "ana")
    assert {problem.code for problem in refused.value.problems} == {"cannot_publish", "no_location", "not_connected"}


def test_variations_that_cannot_be_told_apart_are_refused(account):
    group = make_group("S", "S")
    with pytest.raises(NotReady, match="same option values"):
        start_publishing(account, group, "ana")


def test_what_the_marketplace_refuses_stands_on_the_listing_in_its_words(account, market):
    product = make_ware()
    market.refusals[f"litter-mat-p{product.pk}"] = "Title is forbidden."
    listing = published(account, product)
    assert (listing.state, listing.reason, listing.reason_values) == (
        "error",
        "refused",
        {"words": "Title is forbidden."},
    )
    market.refusals.clear()
    assert published(account, product).state == "active"


def test_while_the_marketplace_is_away_the_job_tries_again_and_the_listing_waits(account, market):
    product = make_ware()
    market.error = PartnerDown("shopify", "publish")
    listing = published(account, product)
    assert (listing.state, Job.objects.get(kind="marketplaces.publish_listing").state) == ("publishing", "pending")
    with pytest.raises(NotPossible, match="being published just now"):
        start_publishing(account, product, "ben")
    market.error = None
    Job.objects.update(run_at="2026-01-01T00:00:00Z")
    run_due(20)
    listing.refresh_from_db()
    assert (listing.state, len(market.shown)) == ("active", 1)


def test_an_update_finds_the_same_product_and_takes_off_what_is_no_longer_sold(account, market):
    group = make_group("S", "M")
    first = published(account, group)
    group.products.filter(options={"Size": "M"}).update(is_active=False)
    second = published(account, group)
    assert (second.pk, second.remote_id, len(market.shown)) == (first.pk, "product-1", 1)
    assert [variant.sku for variant in second.variants.all()] == ["SKU-Shirt S"]
    assert market.drafts[1].variants[0].remote_variant_id == market.drafts[1].variants[0].remote_variant_id != ""


def test_the_handle_is_made_once(account):
    product = make_ware("Litter mat")
    published(account, product)
    product.title = "Another name"
    product.save()
    listing = published(account, product)
    assert (listing.handle, listing.title) == (f"litter-mat-p{product.pk}", "Another name")


def test_a_listings_own_rule_wins_over_the_shops(account, market):
    product = make_ware(price="20.00")
    listing = published(account, product)
    listing.price_rule = PriceRule.objects.create(name="Dear", percent=Decimal(100), rates={"USD": "0.9"})
    listing.save()
    published(account, product)
    assert market.drafts[-1].variants[0].price == eur("40.00")


def test_ending_takes_it_off_sale_and_it_can_be_listed_again(account, market):
    product = make_ware()
    listing = published(account, product)
    start_ending(listing, "ana")
    run_due(20)
    listing.refresh_from_db()
    assert (listing.state, market.shown["product-1"].status) == ("ended", "archived")
    with pytest.raises(NotPossible, match="Only a published listing"):
        start_ending(listing, "ana")
    assert published(account, product).state == "active"


def test_what_is_gone_there_has_ended(account, market):
    listing = published(account, make_ware())
    market.shown.clear()
    start_ending(listing, "ana")
    run_due(20)
    listing.refresh_from_db()
    assert listing.state == "ended"
