"""Etsy's own addresses: what is read comes from Etsy, what is written is a job, money is text."""

import json
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from core.models import Job
from marketplaces.adapters.etsy.simulator import happenings
from marketplaces.models import Listing, ListingVariant, StockAlert
from tests.api_door import Api, code_of, make_key
from tests.catalogue_rows import make_product

COSTS = {
    "first_item": {"amount": "3.50", "currency": "EUR"},
    "further_item": {"amount": "1.00", "currency": "EUR"},
}
DAYS = {"min_delivery_days": 2, "max_delivery_days": 4}
PROFILE = {"title": "Small parcels", "origin_country": "GB", "origin_postal_code": "EC1A 1BB", "country": "GB"}


@pytest.fixture
def soap(books):
    return next(one for one in books.listings.values() if one.facts["title"] == "Black soap")


@pytest.fixture
def listing(account, soap):
    product = make_product(sku="BS-200")
    row = Listing.objects.create(
        account=account, product=product, handle="soap", state="active", remote_id=str(soap.listing_id)
    )
    ListingVariant.objects.create(
        listing=row, product=product, sku="BS-200", remote_variant_id=str(soap.products[0].product_id)
    )
    return row


@pytest.fixture
def put(api):
    return lambda path, body: api.ask("PUT", path, json.dumps(body).encode())


@pytest.fixture
def patch(api):
    return lambda path, body: api.ask("PATCH", path, json.dumps(body).encode())


def of(listing, below=""):
    return f"/api/etsy/listings/lst_{listing.pk}{below}"


# Connection and shop


def test_the_access_is_renewed_by_a_job(api, account, done, etsy):
    job = done(api.post(f"/api/etsy/accounts/shop_{account.pk}/refresh", {}))
    assert (job["state"], job["result"]["ends_at"] is not None) == ("done", True)
    assert etsy.calls("token")


def test_limits_of_the_app(api, account):
    url = f"/api/etsy/accounts/shop_{account.pk}/limits"
    assert [row["name"] for row in api.get(url).json()["limits"]] == ["second"]  # as an answer before this test told it
    api.get("/api/etsy/shop")
    assert {row["name"] for row in api.get(url).json()["limits"]} == {"calls", "second"}


def test_the_shop_is_read_and_changed(api, patch, done, books):
    assert done(patch("/api/etsy/shop", {"announcement": "Closed"}))["state"] == "done"
    assert api.get("/api/etsy/shop").json()["announcement"] == "Closed"


def test_sections(api, patch, done, books):
    made = done(api.post("/api/etsy/shop/sections", {"title": "Mugs"}))["result"]
    done(patch(f"/api/etsy/shop/sections/{made['id']}", {"title": "Cups"}))
    assert [row["title"] for row in api.get("/api/etsy/shop/sections").json()["sections"]] == ["Cups"]
    assert done(api.ask("DELETE", f"/api/etsy/shop/sections/{made['id']}"))["result"]["was_there"] is True
    assert books.sections == {}


# Shipping, processing, returns


def test_shipping_profiles_destinations_and_upgrades(api, patch, done, books):
    made = done(api.post("/api/etsy/shipping-profiles", PROFILE | COSTS | DAYS))["result"]
    url = f"/api/etsy/shipping-profiles/{made['id']}"
    assert api.get(url).json()["destinations"][0]["first_item"] == COSTS["first_item"]
    assert made["id"] in {row["id"] for row in api.get("/api/etsy/shipping-profiles").json()["profiles"]}
    done(patch(url, {"title": "Tiny parcels"}))
    added = done(api.post(f"{url}/destinations", {"region": "eu"} | COSTS | DAYS))["result"]
    done(patch(f"{url}/destinations/{added['id']}", {"first_item": {"amount": "9.90", "currency": "EUR"}}))
    done(api.post(f"{url}/upgrades", {"name": "Express"} | COSTS | DAYS))
    profile = api.get(url).json()
    assert (profile["title"], profile["upgrades"][0]["name"]) == ("Tiny parcels", "Express")
    assert profile["destinations"][1]["first_item"]["amount"] == "9.90"
    assert done(api.ask("DELETE", f"{url}/destinations/{added['id']}"))["state"] == "done"
    assert done(api.ask("DELETE", url))["state"] == "done"
    assert int(made["id"]) not in books.shipping_profiles


@pytest.mark.parametrize(
    ("change", "field", "status"),
    [
        ({"region": "eu"}, "country", 422),
        ({"carrier_id": "1"}, "carrier_id", 422),
        ({"min_delivery_days": 9}, "max_delivery_days", 422),
        ({"first_item": {"amount": 3.5, "currency": "EUR"}}, "first_item.amount", 400),
        ({"first_item": {"amount": "3,50", "currency": "EUR"}}, "first_item.amount", 400),
        ({"nothing": 1}, "nothing", 400),
    ],
)
def test_a_wrong_profile_names_its_field_and_files_nothing(api, change, field, status):
    answer = api.post("/api/etsy/shipping-profiles", PROFILE | COSTS | DAYS | change)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (status, field)
    assert not Job.objects.filter(kind="marketplaces.perform").exists()


def test_processing_profiles(api, patch, done, books):
    wanted = {"state": "made_to_order", "min_time": 1, "max_time": 2, "unit": "weeks"}
    made = done(api.post("/api/etsy/processing-profiles", wanted))["result"]
    assert done(api.post("/api/etsy/processing-profiles", wanted))["result"] == made | {"is_new": False}
    done(patch(f"/api/etsy/processing-profiles/{made['id']}", {"max_time": 3}))
    rows = {row["id"]: row for row in api.get("/api/etsy/processing-profiles").json()["profiles"]}
    assert books.readiness[int(made["id"])].most == 3
    assert made["id"] in rows
    assert done(api.ask("DELETE", f"/api/etsy/processing-profiles/{made['id']}"))["state"] == "done"


def test_return_policies(api, patch, done, books):
    wanted = {"accepts_returns": True, "accepts_exchanges": False, "return_days": 45}
    made = done(api.post("/api/etsy/return-policies", wanted))["result"]
    changed = done(patch(f"/api/etsy/return-policies/{made['id']}", wanted | {"return_days": 60}))["result"]
    assert changed["return_days"] == 60
    assert made["id"] in {row["id"] for row in api.get("/api/etsy/return-policies").json()["policies"]}
    assert done(api.ask("DELETE", f"/api/etsy/return-policies/{made['id']}"))["state"] == "done"
    refused = api.post("/api/etsy/return-policies", wanted | {"return_days": 8})
    assert refused.json()["errors"][0]["attr"] == "return_days"


# Categories


def test_categories(api):
    (found, *_more) = api.get("/api/etsy/taxonomy/search", q="mugs").json()["categories"]
    assert api.get(f"/api/etsy/taxonomy/{found['id']}").json() == found
    below = api.get("/api/etsy/taxonomy", below=found["parent"]).json()["categories"]
    assert found["id"] in {row["id"] for row in below}
    assert api.get(f"/api/etsy/taxonomy/{found['id']}/properties").json()["properties"]
    assert api.get("/api/etsy/taxonomy/99999999").status_code == 404


# Listings


def test_a_draft_is_made_worded_and_read(api, patch, account, books):
    product = make_product(title="A tray")
    made = api.post("/api/etsy/listings", {"product": f"prd_{product.pk}", "title": "Oak tray"})
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    row = Listing.objects.get(product=product)
    answer = patch(of(row), {"title": "Big oak tray", "section_id": "50200001", "category_id": "1065"})
    assert answer.status_code == 200
    row.refresh_from_db()
    assert (row.own_title, row.category_id, row.settings) == ("Big oak tray", "1065", {"shop_section_id": "50200001"})
    assert api.get(of(row)).json()["id"] == f"lst_{row.pk}"
    assert api.get("/api/etsy/listings", state="draft").json()["results"][0]["id"] == f"lst_{row.pk}"
    assert api.get("/api/etsy/listings/active").json()["results"] == []


def test_what_is_not_at_etsy_has_no_inventory_there(api, account):
    product = make_product()
    row = Listing.objects.create(account=account, product=product, handle="a", state="draft")
    answer = api.get(of(row, "/inventory"))
    assert (answer.status_code, code_of(answer)) == (409, "not_published")


def test_activating_what_is_not_ready_says_what_is_missing(api, account):
    row = Listing.objects.create(account=account, product=make_product(), handle="a", state="draft")
    assert api.post(of(row, "/activate"), {"confirm_fee": True}).status_code == 409


def test_renewing_needs_consent_to_the_fee(api, listing, soap, books, done):
    soap.state = "expired"
    refused = api.post(of(listing, "/renew"), {})
    assert (refused.status_code, code_of(refused)) == (409, "fee_not_confirmed")
    assert done(api.post(of(listing, "/renew"), {"confirm_fee": True}))["result"]["is_renewed"] is True
    assert soap.state == "active"


def test_an_inventory_is_read_and_replaced(api, put, listing, soap, done):
    (product,) = api.get(of(listing, "/inventory")).json()["products"]
    product.pop("id")
    product["quantity"] = 7
    job = done(put(of(listing, "/inventory"), {"products": [product]}))
    assert (job["result"]["differences"], soap.products[0].offering.quantity) == ([], 7)
    nothing = put(of(listing, "/inventory"), {"products": [product | {"quantity": 0}]})
    assert nothing.json()["errors"][0]["attr"] == "products"


def test_pictures(api, put, listing, stage, done):
    url = stage.draft_words()["images"][0]
    first = done(api.post(of(listing, "/images"), {"url": url, "alt_text": "Soap"}))["result"]
    done(api.post(of(listing, "/images"), {"url": url.replace("/1.png", "/2.png"), "rank": 1}))
    ids = [row["id"] for row in api.get(of(listing, "/images")).json()["images"]]
    done(put(of(listing, "/images/order"), {"image_ids": ids[::-1]}))
    assert [row["id"] for row in api.get(of(listing, "/images")).json()["images"]] == ids[::-1]
    assert done(api.ask("DELETE", of(listing, f"/images/{first['id']}")))["result"]["was_there"] is True
    assert done(api.post(of(listing, "/images"), {"image_id": first["id"], "rank": 1}))["state"] == "done"
    both = api.post(of(listing, "/images"), {"url": url, "image_id": first["id"]})
    assert both.json()["errors"][0]["attr"] == "url"


def test_a_listing_is_deleted_for_good(api, listing, books, done):
    number = int(listing.remote_id)
    job = done(api.ask("DELETE", of(listing)))
    listing.refresh_from_db()
    assert (job["result"]["was_there"], listing.state, listing.remote_id) == (True, "ended", "")
    assert number not in books.listings or books.listings[number].state == "removed"
    assert api.ask("DELETE", of(listing)).status_code == 409


def test_what_is_on_sale_is_taken_over_by_sku(api, account, books, soap, done):
    product = make_product(sku="BS-200")
    job = done(api.post("/api/etsy/listings/import", {}))
    row = Listing.objects.get(product=product)
    assert (job["result"]["adopted"], row.remote_id, row.state) == (1, str(soap.listing_id), "active")
    assert row.variants.get().remote_variant_id == str(soap.products[0].product_id)


def test_listings_are_read_back_together(api, listing, done):
    job = done(api.post("/api/etsy/listings/sync", {}))
    assert (job["kind"], job["result"]["listings"]) == ("marketplaces.read_back_shop", 1)


def test_what_has_run_low(api, listing):
    StockAlert.objects.create(
        account=listing.account, product=listing.product, kind="low", sellable=2, threshold=3, opened_at=timezone.now()
    )
    (row,) = api.get("/api/etsy/alerts/low-stock").json()["results"]
    assert (row["product"], row["sku"], row["sellable"]) == (f"prd_{listing.product_id}", "BS-200", 2)
    assert api.get("/api/etsy/alerts/low-stock", kind="out").json()["results"] == []


# Reviews, ledger


def test_reviews_and_the_ledger(api, stage, etsy, books):
    order = stage.buyer_orders({"BS-200": 1})
    happenings.review(etsy, {"receipt": order, "rating": 4, "text": "Smells of rain"})
    assert [row["words"] for row in api.get("/api/etsy/reviews").json()["reviews"]] == ["Smells of rain"]
    now = etsy.shop.now()
    window = {
        "since": datetime.fromtimestamp(now - 86_400, UTC).isoformat(),
        "until": datetime.fromtimestamp(now + 60, UTC).isoformat(),
    }
    assert len(api.get("/api/etsy/ledger", **window).json()["entries"]) == len(books.ledger) > 0
    window["since"] = datetime.fromtimestamp(now - 40 * 86_400, UTC).isoformat()
    assert api.get("/api/etsy/ledger", **window).json()["errors"][0]["attr"] == "until"


# Who may


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "shop/sections"), ("PATCH", "shop"), ("DELETE", "return-policies/1")]
)
def test_a_key_that_only_reads_writes_nothing(account, method, path):
    assert Api(make_key("read")).ask(method, f"/api/etsy/{path}", b"{}").status_code == 403


def test_a_refusal_of_etsy_s_is_an_answer_in_our_words(api, stage):
    stage.refuse_us()
    stage.end_access()
    assert api.get("/api/etsy/shop").status_code == 502
