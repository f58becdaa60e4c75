"""Publishing and listings over REST."""

import pytest

from core.jobs import run_due
from core.models import Job
from marketplaces.models import Listing
from tests.api_door import code_of
from tests.marketplaces.selling.conftest import make_account, make_ware, published

pytestmark = pytest.mark.django_db


def test_many_products_are_one_job_with_a_result_for_each(api, account):
    good, bad = make_ware("Good"), make_ware("Bad", price="0")
    answer = api.post("/api/shopify/products/publish", {"products": [f"prd_{good.pk}", f"prd_{bad.pk}"]})
    assert (answer.status_code, answer.json()["kind"]) == (202, "marketplaces.publish_listings")
    run_due(20)
    job = api.get(answer.headers["Location"].split("testserver")[1]).json()
    assert [(row["product"], row["state"]) for row in job["result"]["rows"]] == [
        (good.pk, "active"),
        (bad.pk, "unfit"),
    ]


def test_one_key_is_one_batch(api, account):
    body = {"products": [f"prd_{make_ware().pk}"]}
    first = api.post("/api/shopify/products/publish", body, **{"Idempotency-Key": "k"})
    second = api.post("/api/shopify/products/publish", body, **{"Idempotency-Key": "k"})
    assert (first.json()["id"], Job.objects.count()) == (second.json()["id"], 1)


@pytest.mark.parametrize(
    ("body", "status"),
    [({"products": []}, 400), ({"products": ["prd_99999"]}, 422), ({"products": ["x"]}, 400), ({}, 400)],
)
def test_products_that_there_are_not_are_refused(api, account, body, status):
    assert api.post("/api/shopify/products/publish", body).status_code == status
    assert Job.objects.count() == 0


def test_without_a_shop_there_is_nothing_to_publish_in(api):
    assert code_of(api.post("/api/shopify/products/publish", {"products": [f"prd_{make_ware().pk}"]})) == "no_account"


def test_one_product_goes_to_all_live_shops_or_to_those_named(api, account, rule):
    second = make_account(name="Second", shop_address="second-shop.example", price_rule=rule)
    make_account(name="Off", shop_address="off-shop.example", is_active=False)
    product = make_ware()
    api.post(f"/api/products/prd_{product.pk}/publish", {"accounts": [f"shop_{second.pk}"]})
    run_due(20)
    assert [listing.account for listing in Listing.objects.all()] == [second]
    api.post(f"/api/products/prd_{product.pk}/publish")
    run_due(20)
    assert Listing.objects.filter(state="active").count() == 2
    refused = api.post(f"/api/products/prd_{product.pk}/publish", {"accounts": ["shop_999"]})
    assert (refused.status_code, refused.json()["errors"][0]["attr"].split(".")[0]) == (422, "accounts")


def test_how_a_product_stands_in_each_shop(reader, account):
    listed, unfit = make_ware("Listed"), make_ware("Unfit", stock=None, images=[])
    published(account, listed)
    told = reader.get(f"/api/products/prd_{listed.pk}/publications").json()["publications"][0]
    assert (told["listing"]["state"], told["is_ready"], told["quantity"]) == ("active", True, 10)
    assert told["price"] == {"amount": "22.99", "currency": "EUR"}
    assert told["floor"] == {"amount": "8.16", "currency": "EUR"}
    told = reader.get(f"/api/products/prd_{unfit.pk}/publications").json()["publications"][0]
    assert told["problems"] == [{"code": "no_stock_figure", "words": "The stock of SKU-Unfit is not known."}]
    assert ("no_image" in [hint["code"] for hint in told["hints"]], told["listing"]) == (True, None)


def test_listings_are_told_with_ours_and_theirs(reader, account):
    listing = published(account, make_ware())
    rows = reader.get("/api/shopify/listings", account=f"shop_{account.pk}", state="active").json()["results"]
    assert [row["id"] for row in rows] == [f"lst_{listing.pk}"]
    variant = rows[0]["variants"][0]
    assert (variant["price"], variant["seen_price"]) == ({"amount": "22.99", "currency": "EUR"},) * 2
    assert (variant["quantity"], variant["seen_quantity"]) == (10, 10)
    assert reader.get(f"/api/shopify/listings/lst_{listing.pk}").json() == rows[0]
    assert reader.get("/api/shopify/listings", drifting="true").json()["results"] == []
    assert len(reader.get("/api/shopify/listings/active").json()["results"]) == 1
    assert reader.get("/api/shopify/listings/lst_999").status_code == 404


def test_ending_is_a_job_and_only_for_what_is_listed(api, reader, account):
    listing = published(account, make_ware())
    path = f"/api/shopify/listings/lst_{listing.pk}"
    assert reader.post(f"{path}/end").status_code == 403
    assert api.post(f"{path}/read-back").status_code == 202
    assert api.post(f"{path}/end").json()["kind"] == "marketplaces.end_listing"
    run_due(20)
    assert api.get(path).json()["state"] == "ended"
    assert code_of(api.post(f"{path}/end")) == "not_ended"
