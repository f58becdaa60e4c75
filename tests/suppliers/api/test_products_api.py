from decimal import Decimal

import pytest

from core.jobs import run_due
from core.models import IdempotentAnswer, Job
from inventory.models import Product, ProductGroup, Supply
from suppliers.models import SupplierProduct
from tests.api_door import code_of
from tests.catalogue_rows import make_category

SEARCH = "/api/cj-dropshipping/products/search"

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(api, account):
    """A product of the supplier's with several variants, as the API shows it."""
    for item in api.get(SEARCH, query="mat", limit=20).json()["items"]:
        product = api.get(f"/api/cj-dropshipping/products/{item['product_id']}").json()
        if len(product["variants"]) > 1 and product["state"] == "on_sale":
            return product
    pytest.fail("the look-alike has no product with several variants")


def test_a_search_gives_products_with_their_price_ranges(api, account):
    body = api.get(SEARCH, query="mat", limit=3).json()

    assert (body["supplier"], body["page"], len(body["items"])) == ("cj-dropshipping", 1, 3)
    assert body["total"] > 3
    assert body["has_more"] is True
    for item in body["items"]:
        assert len(item["product_id"]) > 15
        assert Decimal(item["price"]["low"]["amount"]) <= Decimal(item["price"]["high"]["amount"])
        assert item["price"]["low"]["currency"] == "USD"


def test_a_word_that_no_product_has_gives_none_and_not_all(api, account):
    body = api.get(SEARCH, query="zzqximpossible").json()

    assert (body["items"], body["total"], body["has_more"]) == ([], 0, False)


def test_a_product_is_shown_with_variants_options_and_costs_and_only_harmless_markup(api, found):
    assert "<p>" in found["description"]
    assert not any(word in found["description"].lower() for word in ("<script", "<img", "style=", "onerror"))
    variant = found["variants"][0]
    assert [option["name"] for option in variant["options"]] in (
        found["option_names"],
        ["-".join(found["option_names"])],
    )
    assert Decimal(variant["cost"]["amount"]) > 0
    assert variant["state"] == "on_sale"


def test_the_same_product_is_at_the_address_that_names_any_supplier(api, account, found):
    assert api.get(f"/api/product/cj_dropshipping/{found['product_id']}").json() == found


def test_the_search_over_all_suppliers_knows_the_name_with_an_underscore(api, account):
    body = api.post("/api/search", {"supplier": "cj_dropshipping", "query": "mat", "limit": 2}).json()

    assert (body["supplier"], len(body["items"])) == ("cj-dropshipping", 2)


def test_a_supplier_that_does_not_exist_is_not_found(api, account):
    answer = api.post("/api/search", {"supplier": "acme", "query": "mat"})

    assert (answer.status_code, code_of(answer)) == (404, "unknown_supplier")


def test_a_product_that_the_supplier_does_not_have_is_not_found_in_words(api, account):
    answer = api.get("/api/cj-dropshipping/products/1234567")

    assert (answer.status_code, code_of(answer)) == (404, "not_found_at_partner")
    assert answer.json()["context"]["partner_code"] == "1602001"


@pytest.mark.parametrize("pid", ["a%20b", "%00", "x" * 65, "..%2f"])
def test_what_cannot_be_an_id_is_not_found_without_asking_the_supplier(api, account, cj, pid):
    assert api.get(f"/api/cj-dropshipping/products/{pid}").status_code == 404
    assert len(cj.requests) == 0


def test_an_import_is_a_job_whose_result_names_the_group_and_whose_products_carry_the_rule(api, found):
    category = make_category(external_id="12")

    answer = api.post(
        f"/api/cj-dropshipping/products/{found['product_id']}/import",
        {"margin_percent": "50", "include_freight": False, "category_id": f"cat_{category.pk}", "rounding": "1"},
    )

    assert answer.status_code == 202
    assert Product.objects.count() == 0
    run_due(10)
    job = api.get(answer.headers["Location"]).json()
    assert job["state"] == "done", job
    group = ProductGroup.objects.get()
    assert job["result"]["group_id"] == group.pk
    offers = {offer.external_variant_id: offer for offer in SupplierProduct.objects.select_related("product")}
    assert set(offers) == {variant["variant_id"] for variant in found["variants"]}
    for variant in found["variants"]:
        product = offers[variant["variant_id"]].product
        wanted = Decimal(variant["cost"]["amount"]) * Decimal("1.5")
        assert (product.group_id, product.category_id, product.currency) == (group.pk, category.pk, "USD")
        assert wanted <= product.price < wanted + 1
        assert product.price == product.price.to_integral_value()
    assert Supply.objects.count() == len(offers)


def test_the_same_import_again_changes_nothing(api, found):
    address = f"/api/cj-dropshipping/products/{found['product_id']}/import"
    for _ in range(2):
        api.post(address, {"margin_percent": "50", "include_freight": False})
        run_due(10)

    assert ProductGroup.objects.count() == 1
    assert Product.objects.count() == len(found["variants"])


def test_the_same_idempotency_key_files_one_import(api, found):
    address = f"/api/cj-dropshipping/products/{found['product_id']}/import"
    body = {"margin_percent": "50"}

    first = api.post(address, body, **{"Idempotency-Key": "one"})
    second = api.post(address, body, **{"Idempotency-Key": "one"})

    assert first.headers["Location"] == second.headers["Location"]
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Job.objects.filter(kind="suppliers.import_product").count() == 1
    assert IdempotentAnswer.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "margin_percent"),
        ({"margin_percent": 40}, "margin_percent"),
        ({"margin_percent": "forty"}, "margin_percent"),
        ({"margin_percent": "40", "rounding": "x"}, "rounding"),
        ({"margin_percent": "40", "currency": "eur"}, "currency"),
        ({"margin_percent": "40", "rate": "0"}, "rate"),
        ({"margin_percent": "40", "country": "France"}, "country"),
        ({"margin_percent": "40", "category_id": "17"}, "category_id"),
        ({"margin_percent": "40", "price": "1"}, "price"),
    ],
)
def test_an_import_that_cannot_be_understood_files_nothing(api, account, body, attr):
    answer = api.post("/api/cj-dropshipping/products/1780000000000000001/import", body)

    assert answer.status_code == 400
    assert [error["attr"] for error in answer.json()["errors"]] == [attr]
    assert not Job.objects.filter(kind="suppliers.import_product").exists()


def test_without_an_account_the_answer_says_what_is_missing(api, settings):
    settings.SUPPLIER_ENVIRONMENT = {}

    answer = api.get(SEARCH, query="mat")

    assert (answer.status_code, code_of(answer)) == (409, "no_account")


def test_linked_products_can_be_read_again_and_others_are_refused(api, found):
    api.post(f"/api/cj-dropshipping/products/{found['product_id']}/import", {"margin_percent": "50"})
    run_due(10)

    filed = api.post("/api/cj-dropshipping/products/sync", {"product_ids": [found["product_id"]]})
    refused = api.post("/api/cj-dropshipping/products/sync", {"product_ids": ["999"]})

    assert filed.status_code == 202
    assert filed.json()["kind"] == "suppliers.refresh_products"
    assert (refused.status_code, code_of(refused)) == (409, "not_linked")
    assert refused.json()["context"] == {"unknown": ["999"]}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", SEARCH),
        ("GET", "/api/cj-dropshipping/products/1"),
        ("POST", "/api/cj-dropshipping/products/1/import"),
        ("POST", "/api/cj-dropshipping/products/sync"),
        ("POST", "/api/cj-dropshipping/inventory/sync"),
        ("POST", "/api/cj-dropshipping/logistics/calculate"),
        ("POST", "/api/cj-dropshipping/webhooks/configure"),
        ("POST", "/api/cj-dropshipping/config/test"),
        ("POST", "/api/search"),
    ],
)
def test_a_key_that_may_only_read_never_reaches_a_supplier(reader, account, cj, method, path):
    assert reader.ask(method, path, b"{}").status_code == 403
    assert len(cj.requests) == 0
