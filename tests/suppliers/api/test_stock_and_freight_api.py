from decimal import Decimal

import pytest

from core.jobs import run_due
from suppliers.models import FreightQuote, SupplierProduct, SupplierStock
from tests.api_door import code_of

pytestmark = pytest.mark.django_db
CALCULATE = "/api/cj-dropshipping/logistics/calculate"


@pytest.fixture
def linked(api, account):
    """An imported variant."""
    items = api.get("/api/cj-dropshipping/products/search", query="mat", limit=1).json()["items"]
    pid = items[0]["product_id"]
    api.post(f"/api/cj-dropshipping/products/{pid}/import", {"margin_percent": "50", "include_freight": False})
    run_due(10)
    return SupplierProduct.objects.order_by("pk").first()


def test_a_linked_variants_stock_is_told_by_area_with_its_age_without_a_call(api, cj, linked):
    calls = len(cj.requests)

    body = api.get(f"/api/cj-dropshipping/inventory/{linked.external_variant_id}").json()

    rows = SupplierStock.objects.filter(offer=linked)
    assert body["source"] == "stored"
    assert body["as_of"] is not None
    assert body["total"] == sum(row.total for row in rows)
    assert {level["area_id"] for level in body["levels"]} == {row.area_id for row in rows}
    assert body["products"] == [f"prd_{linked.product_id}"]
    assert len(cj.requests) == calls


def test_live_asks_the_supplier(api, cj, linked):
    calls = len(cj.requests)

    body = api.get(f"/api/cj-dropshipping/inventory/{linked.external_variant_id}", live="true").json()

    assert body["source"] == "live"
    assert len(cj.requests) > calls


def test_an_outage_is_an_error_and_never_a_stock_of_zero(api, cj, linked):
    cj.add_fault("status=500")

    answer = api.get(f"/api/cj-dropshipping/inventory/{linked.external_variant_id}", live="true")

    assert (answer.status_code, code_of(answer)) == (502, "partner_down")


def test_stock_of_linked_variants_can_be_read_again_as_a_job(api, linked):
    answer = api.post("/api/cj-dropshipping/inventory/sync", {"variant_ids": [linked.external_variant_id]})

    assert answer.status_code == 202
    run_due(10)
    job = api.get(answer.headers["Location"]).json()
    assert (job["kind"], job["state"]) == ("suppliers.refresh_products", "done")


def test_stock_of_what_is_not_linked_is_refused_with_its_ids(api, linked):
    answer = api.post("/api/cj-dropshipping/inventory/sync", {"variant_ids": ["1", linked.external_variant_id]})

    assert (answer.status_code, code_of(answer)) == (409, "not_linked")
    assert answer.json()["context"] == {"unknown": ["1"]}


def test_freight_is_quoted_the_cheapest_first_and_kept(api, linked):
    body = {"country": "FR", "origin": "CN", "items": [{"variant_id": linked.external_variant_id, "quantity": 2}]}

    quotes = api.post(CALCULATE, body).json()["quotes"]

    prices = [Decimal(quote["price"]["amount"]) for quote in quotes]
    assert prices == sorted(prices)
    assert quotes[0]["min_days"] <= quotes[0]["max_days"]
    kept = FreightQuote.objects.filter(external_variant_id=linked.external_variant_id, quantity=2)
    assert {row.service_code for row in kept} == {quote["service_code"] for quote in quotes}


@pytest.mark.parametrize(
    "body",
    [
        {"country": "FR"},
        {"country": "fr", "items": [{"variant_id": "1", "quantity": 1}]},
        {"country": "FR", "items": []},
        {"country": "FR", "items": [{"variant_id": "1", "quantity": 0}]},
        {"country": "FR", "items": [{"quantity": 1}]},
        {"country": "FR", "items": [{"variant_id": "1", "quantity": 1, "weight": 3}]},
        {"country": "FR", "items": [{"variant_id": "1", "quantity": 1}], "weight": 3},
    ],
)
def test_freight_that_cannot_be_understood_is_refused_before_anybody_is_asked(api, account, cj, body):
    assert api.post(CALCULATE, body).status_code == 400
    assert len(cj.requests) == 0


def test_nothing_known_of_a_tracking_number_is_an_empty_list(api, account):
    body = api.get("/api/cj-dropshipping/logistics/tracking/CJPFR0000000000YQ").json()

    assert body == {"supplier": "cj-dropshipping", "parcels": []}


def test_the_suppliers_limit_is_passed_on_with_the_time_to_wait(api, account, cj):
    cj.add_fault("status=429")

    answer = api.get("/api/cj-dropshipping/products/search", query="mat")

    assert (answer.status_code, code_of(answer)) == (503, "partner_rate_limit")
    assert int(answer.headers["Retry-After"]) >= 1
