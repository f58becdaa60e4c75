"""Category mappings, templates, validation, and the fee over REST, before a marketplace with categories of its own."""

import json

import pytest
from django.utils import timezone

from core.jobs import run_due
from inventory.models import Category
from marketplaces import registry
from marketplaces.interface import AttributeNeed, CategoryNeeds
from marketplaces.models import CategoryMapping, Listing, PublishTemplate, RemoteCategoryNeeds
from tests.api_door import code_of
from tests.marketplaces.market import BigMarket
from tests.marketplaces.selling.conftest import make_account, make_ware

pytestmark = pytest.mark.django_db
NEEDS = CategoryNeeds("77", (AttributeNeed("Type", "Type", is_required=True),))


@pytest.fixture
def shop(rule, settings, market):
    """A shop at the big marketplace, which stands under an address that the hub always has."""
    settings.MARKETPLACES = {"shopify": "tests.marketplaces.market.BigMarket"}
    registry.adapter_class.cache_clear()
    BigMarket.reset()
    return make_account(price_rule=rule, location_id="")


@pytest.fixture
def shelf(shop):
    pets = Category.objects.create(name="Pets", slug="pets")
    shelf = Category.objects.create(name="Mats", slug="mats", parent=pets)
    RemoteCategoryNeeds.objects.create(
        marketplace="shopify", site="", category_id="77", needs=NEEDS.written(), read_at=timezone.now()
    )
    return shelf


def put(door, path, body):
    return door.ask("PUT", path, json.dumps(body).encode())


def mapped(shelf, **values):
    return CategoryMapping.objects.create(marketplace="shopify", category=shelf, theirs="77", **values)


def test_mappings_are_told_with_coverage_and_what_they_ask_for(reader, shelf):
    mapped(shelf.parent)
    make_ware(category=shelf)
    make_ware("Loose")
    told = reader.get("/api/shopify/category-mappings").json()
    assert (told["coverage_percent"], told["covered"], told["products"]) == (50, 1, 2)
    own, below = told["mappings"]
    assert (own["path"], own["state"], own["theirs"]) == ("Pets", "mapped", "77")
    assert (below["state"], below["inherited_from"]) == ("inherited", f"cat_{shelf.parent_id}")
    assert below["needed"] == [{"key": "Type", "name": "Type", "is_set": False}]
    rows = reader.get("/api/shopify/category-mappings", state="inherited").json()["mappings"]
    assert [row["path"] for row in rows] == ["Pets > Mats"]


def test_a_mapping_is_set_with_what_its_listings_begin_with(api, reader, shelf):
    path = f"/api/shopify/category-mappings/cat_{shelf.pk}"
    body = {"theirs": "77", "theirs_path": "Pets > Mats", "attributes": {"Type": ["Mat"]}}
    assert put(reader, path, body).status_code == 403
    told = put(api, path, body).json()
    assert (told["state"], told["theirs_path"], told["needed"][0]["is_set"]) == ("mapped", "Pets > Mats", True)
    put(api, path, {"theirs": "78"})
    assert CategoryMapping.objects.get().attributes == {"Type": ["Mat"]}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("cat_999999", {"theirs": "77"}, 404),
        ("x", {"theirs": "77"}, 404),
        ("cat_{}", {}, 400),
        ("cat_{}", {"theirs": "77", "site": "NOWHERE"}, 422),
        ("cat_{}", {"theirs": "77", "attributes": {"Type": "Mat"}}, 400),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(api, shelf, path, body, status):
    assert put(api, f"/api/shopify/category-mappings/{path.format(shelf.pk)}", body).status_code == status
    assert not CategoryMapping.objects.exists()


def test_templates_are_made_changed_and_deleted(api, reader, shop):
    body = {"name": "Toys", "settings": {"returns": "r1"}, "attributes": {"Brand": ["Kaba"]}}
    made = api.post("/api/shopify/templates", body)
    assert (made.status_code, made.json()["account"]) == (201, f"shop_{shop.pk}")
    path = f"/api/shopify/templates/{made.json()['id']}"
    assert reader.get(path).json() == made.json()
    assert reader.get("/api/shopify/templates").json()["results"] == [made.json()]
    assert put(api, path, {"name": "Toys"}).json()["settings"] == {}
    assert code_of(api.post("/api/shopify/templates", {"name": "Toys"})) == "name_taken"
    assert reader.ask("DELETE", path).status_code == 403
    assert api.ask("DELETE", path).status_code == 204
    assert reader.get(path).status_code == 404


def test_a_frame_without_its_mark_is_refused(api, shop):
    answer = api.post("/api/shopify/templates", {"name": "T", "description_frame": "<p>Hello</p>"})
    assert answer.status_code == 422
    assert not PublishTemplate.objects.exists()


def test_validating_tells_what_is_missing_without_a_call(reader, shop, shelf):
    mapped(shelf)
    product, template = make_ware(category=shelf), PublishTemplate.objects.create(
        account=shop, name="T", attributes={"Type": ["Mat"]}
    )  # fmt: skip
    body = {"products": [f"prd_{product.pk}"]}
    told = reader.post("/api/shopify/listings/validate", body).json()
    row = told["results"][0]
    assert (told["ready"], row["is_ready"], row["score"], row["missing_attributes"]) == (0, False, 80, ["Type"])
    assert row["fee"] == {"amount": "0.20", "currency": "EUR"}
    told = reader.post("/api/shopify/listings/validate", {**body, "template": f"tpl_{template.pk}"}).json()
    assert (told["ready"], told["results"][0]["score"]) == (1, 100)
    assert (BigMarket.world.calls, Listing.objects.count()) == ([], 0)
    refused = reader.post("/api/shopify/listings/validate", {**body, "template": "tpl_999"})
    assert refused.status_code == 422


def test_publishing_takes_the_consent_to_the_fee_and_a_template(api, shop, shelf):
    mapped(shelf)
    template = PublishTemplate.objects.create(account=shop, name="T", attributes={"Type": ["Mat"]})
    product = make_ware(category=shelf)
    body = {"products": [f"prd_{product.pk}"], "template": f"tpl_{template.pk}"}
    api.post("/api/shopify/products/publish", body)
    run_due(20)
    assert Listing.objects.get().state == "draft"
    api.post("/api/shopify/products/publish", {**body, "confirm_fee": True})
    run_due(20)
    listing = Listing.objects.get()
    assert (listing.state, listing.template) == ("active", template)
    assert listing.fee_accepted_by.startswith("api:program")


def test_one_product_is_published_with_the_fee_agreed_to(api, shop, shelf):
    mapped(shelf, attributes={"Type": ["Mat"]})
    product = make_ware(category=shelf)
    told = api.get(f"/api/products/prd_{product.pk}/publications").json()["publications"][0]
    assert (told["is_ready"], told["fee"]) == (True, {"amount": "0.20", "currency": "EUR"})
    api.post(f"/api/products/prd_{product.pk}/publish", {"confirm_fee": True})
    run_due(20)
    assert Listing.objects.get().state == "active"
    told = api.get(f"/api/products/prd_{product.pk}/publications").json()["publications"][0]
    assert told["fee"] is None
