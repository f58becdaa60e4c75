"""Listings, price rules and what selling adds to the product pages."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from core.jobs import run_due
from core.models import Job
from marketplaces.actions.listings.reading_back import read_back_now
from marketplaces.models import Listing, PriceRule
from tests import console_rows as rows
from tests.marketplaces.market import eur
from tests.marketplaces.selling.conftest import make_group, make_ware, published

pytestmark = pytest.mark.django_db
LIST = reverse("admin:marketplaces_listing_changelist")
PRODUCTS = reverse("admin:inventory_product_changelist")


def choose(page, url, action, *chosen, **more):
    values = {"action": action, "_selected_action": [str(row.pk) for row in chosen], **more}
    return page.post(url, values)


def test_the_list_shows_ours_and_theirs_and_what_differs(page, account, market):
    listing = published(account, make_ware())
    market.shown["product-1"].stock["product-1-2"] = 99
    read_back_now(listing, "test")
    html = page.get(LIST).content.decode()
    assert "22.99 / 22.99 EUR" in html
    assert "99 / 99" in html
    assert "quantity: 10 → 99" in html
    assert str(listing) in page.get(LIST, {"need": "drift"}).content.decode()
    assert str(listing) not in page.get(LIST, {"need": "error"}).content.decode().split("<main")[-1]


def test_the_page_of_a_listing_tells_the_sum_behind_its_price(page, account):
    listing = published(account, make_ware())
    html = page.get(reverse("admin:marketplaces_listing_change", args=[listing.pk])).content.decode()
    for words in ("Our price", "10 % on top", "Rounding", "Worst cost, without freight", "Least price", "22.99 EUR"):
        assert words in html


def test_publishing_from_the_product_list_previews_and_then_files_one_batch(page, account, market):
    good, bad = make_ware("Good"), make_ware("Bad", price="0")
    html = choose(page, PRODUCTS, "publish_in_shops", good, bad).content.decode()
    assert "SKU-Bad has no price." in html
    assert "22.99 EUR" in html
    assert (market.calls, Job.objects.count()) == ([], 0)
    answer = choose(page, PRODUCTS, "publish_in_shops", good, bad, confirmed="yes", shops=[str(account.pk)])
    assert answer["Location"] == reverse("admin:marketplaces_job", args=[Job.objects.get().pk])
    run_due(20)
    html = page.get(answer["Location"]).content.decode()
    assert "Retry the failed (1)" in html
    assert "something is missing" in html
    assert reverse("admin:inventory_product_change", args=[bad.pk]) in html


def test_the_failed_of_a_batch_are_tried_again_by_a_button(page, account):
    bad = make_ware("Bad", price="0")
    choose(page, PRODUCTS, "publish_in_shops", bad, confirmed="yes", shops=[str(account.pk)])
    run_due(20)
    job = Job.objects.get()
    type(bad).objects.filter(pk=bad.pk).update(price=Decimal(20))
    page.post(reverse("admin:marketplaces_job_again", args=[job.pk]))
    run_due(20)
    assert Listing.objects.get().state == "active"


def test_ending_from_the_product_list_shows_which_listings_first(page, account, market):
    group = make_group("S", "M")
    published(account, group)
    first = group.products.order_by("pk").first()
    html = choose(page, PRODUCTS, "end_in_shops", first).content.decode()
    assert "Shirt" in html
    assert market.shown["product-1"].status == "active"
    choose(page, PRODUCTS, "end_in_shops", first, confirmed="yes")
    run_due(20)
    assert Listing.objects.get().state == "ended"


def test_a_price_rule_set_for_products_is_their_listings_and_pushes(page, account, market):
    product = make_ware(price="20.00")
    published(account, product)
    dear = PriceRule.objects.create(name="Dear", percent=Decimal(100), rates={"USD": "0.9"})
    assert "Price rule" in choose(page, PRODUCTS, "set_price_rule", product).content.decode()
    choose(page, PRODUCTS, "set_price_rule", product, confirmed="yes", rule=str(dear.pk))
    run_due(20)
    assert Listing.objects.get().price_rule == dear
    assert market.shown["product-1"].prices["product-1-2"] == eur("40.00")


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("pause_selected", "active", "paused"),
        ("resume_selected", "paused", "active"),
        ("end_selected", "active", "ended"),
    ],
)
def test_listings_are_paused_resumed_and_ended_after_a_preview(page, account, action, before, after):
    listing = published(account, make_ware())
    Listing.objects.filter(pk=listing.pk).update(state=before)
    choose(page, LIST, action, listing)
    listing.refresh_from_db()
    assert listing.state == before
    choose(page, LIST, action, listing, confirmed="yes")
    run_due(20)
    listing.refresh_from_db()
    assert listing.state == after


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("active", "publish_selected read_back_selected attributes_selected rule_selected pause_selected end_selected"),
        ("paused", "publish_selected attributes_selected rule_selected resume_selected end_selected"),
        ("ended", "publish_selected attributes_selected rule_selected"),
        ("publishing", "attributes_selected rule_selected"),
    ],
)
def test_a_listings_own_page_offers_what_is_possible_now(page, account, state, offered):
    listing = published(account, make_ware())
    Listing.objects.filter(pk=listing.pk).update(state=state)
    html = page.get(reverse("admin:marketplaces_listing_change", args=[listing.pk])).content.decode()
    assert re.findall(r'name="action" value="(\w+)"', html) == offered.split()


def test_what_was_started_on_a_listings_page_leads_back_there(page, account):
    listing = published(account, make_ware())
    own = reverse("admin:marketplaces_listing_change", args=[listing.pk])
    asked = choose(page, LIST, "pause_selected", listing, origin="page").content.decode()
    assert '<input type="hidden" name="origin" value="page">' in asked
    assert f'href="{own}"' in asked
    answer = choose(page, LIST, "pause_selected", listing, origin="page", confirmed="yes")
    assert (answer.status_code, answer["Location"]) == (302, own)
    answer = choose(page, LIST, "resume_selected", listing, confirmed="yes")
    assert (answer.status_code, answer["Location"]) == (302, LIST)


def test_who_may_not_publish_sees_no_buttons_on_a_listings_page(client, account):
    listing = published(account, make_ware())
    client.force_login(rows.staff("ben", "marketplaces.view_listing"))
    html = client.get(reverse("admin:marketplaces_listing_change", args=[listing.pk])).content.decode()
    assert 'name="action"' not in html


def test_every_amount_on_a_listings_page_is_written_as_the_reader_writes_it(page, account):
    listing = published(account, make_ware())
    own = reverse("admin:marketplaces_listing_change", args=[listing.pk])
    html = page.get(own, headers={"accept-language": "fr"}).content.decode()
    assert html.count("22,99 EUR") >= 3  # wanted, pushed, seen
    assert "22.99 EUR" not in html


def test_figures_that_were_read_before_the_last_push_say_so(page, account):
    listing = published(account, make_ware())
    own = reverse("admin:marketplaces_listing_change", args=[listing.pk])
    earlier, later = "2026-01-01T10:00:00Z", "2026-01-01T11:00:00Z"
    for pushed, read, is_said in [(later, earlier, True), (earlier, later, False), (None, later, False)]:
        Listing.objects.filter(pk=listing.pk).update(pushed_at=pushed, read_back_at=read)
        for address in (own, LIST):
            assert ("before the last push" in page.get(address).content.decode()) is is_said


def test_publishing_again_is_a_batch(page, account, market):
    listing = published(account, make_ware())
    choose(page, LIST, "publish_selected", listing, confirmed="yes")
    run_due(20)
    assert (len(market.drafts), Job.objects.filter(kind="marketplaces.publish_listings").count()) == (2, 1)


def test_the_product_page_and_list_show_each_shop(page, account):
    listed, missing = make_ware("Listed"), make_ware("Missing", stock=None)
    published(account, listed)
    html = page.get(reverse("admin:inventory_product_change", args=[listed.pk])).content.decode()
    assert "22.99 EUR" in html
    assert "on sale" in html
    html = page.get(reverse("admin:inventory_product_change", args=[missing.pk])).content.decode()
    assert "The stock of SKU-Missing is not known." in html
    assert "Test Shop" in page.get(PRODUCTS).content.decode()


def test_who_may_not_publish_sees_no_such_actions(client, account):
    listing = published(account, make_ware())
    client.force_login(rows.staff("ben", "marketplaces.view_listing", "inventory.view_product"))
    assert "publish_in_shops" not in client.get(PRODUCTS).content.decode()
    assert "end_selected" not in client.get(LIST).content.decode()
    choose(client, LIST, "end_selected", listing, confirmed="yes")
    assert not Job.objects.filter(kind="marketplaces.end_listing").exists()


def test_a_price_rule_is_written_with_its_rates_line_by_line(page, account, rule, market):
    published(account, make_ware(price="20.00"))
    values = {
        "name": "Europe", "percent": "50", "fixed": "0", "rounding": "none", "fee_percent": "0", "fee_fixed": "0",
        "least_margin_percent": "0", "rates": "usd = 0.80\nXOF=0.0015",
    }  # fmt: skip
    url = reverse("admin:marketplaces_pricerule_change", args=[rule.pk])
    assert "USD = 0.9" in page.get(url).content.decode()
    assert page.post(url, values).status_code == 302
    rule.refresh_from_db()
    assert rule.rates == {"USD": "0.8", "XOF": "0.0015"}
    run_due(20)
    assert market.shown["product-1"].prices["product-1-2"] == eur("30.00")
    html = page.post(url, {**values, "rates": "USD"}).content.decode()
    assert "names no rate" in html


def test_the_lists_cost_the_same_for_one_and_for_many(page, account, django_assert_max_num_queries):
    for number in range(12):
        published(account, make_ware(f"Ware {number}"))
    with django_assert_max_num_queries(14):
        page.get(LIST)
