"""Category trees, what a marketplace asks for, pictures and documents."""

from datetime import timedelta
from typing import Any

import pytest
import requests

from tests.marketplaces.ebay_simulator.laboratory import INVENTORY, Laboratory

TAXONOMY, METADATA, MEDIA = "/commerce/taxonomy/v1", "/sell/metadata/v1", "/commerce/media/v1_beta"
PNG = b"\x89PNG\r\n\x1a\n"
MAKER = {"companyName": "Hub SAS", "email": "safety@example.com"}
IN_FRANCE = {"addressLine1": "1 rue du Test", "city": "Paris", "postalCode": "75001", "country": "FR"}
IN_TEXAS = {"addressLine1": "1 Test Way", "city": "Austin", "postalCode": "78701", "country": "US"}
MADE_IN_FRANCE = MAKER | IN_FRANCE


@pytest.fixture
def app(lab: Laboratory) -> str:
    return lab.app_token()


@pytest.mark.parametrize(
    ("marketplace", "tree"), [("EBAY_US", "0"), ("EBAY_GB", "3"), ("EBAY_DE", "77"), ("EBAY_FR", "71")]
)
def test_each_marketplace_has_its_tree(lab: Laboratory, app: str, marketplace: str, tree: str):
    told = lab.get(f"{TAXONOMY}/get_default_category_tree_id?marketplace_id={marketplace}", token=app)
    assert told == {"categoryTreeId": tree, "categoryTreeVersion": "134"}


def test_an_unknown_marketplace_and_an_unknown_tree_have_their_ids(lab: Laboratory, app: str):
    path = f"{TAXONOMY}/get_default_category_tree_id?marketplace_id=EBAY_XX"
    assert lab.refusal("GET", path, token=app)["errorId"] == 62002
    assert lab.refusal("GET", f"{TAXONOMY}/category_tree/9", token=app, expect=404)["errorId"] == 62004


def test_suggestions_are_in_the_language_of_the_tree_with_their_ancestors(lab: Laboratory, app: str):
    told = lab.get(f"{TAXONOMY}/category_tree/77/get_category_suggestions?q=schwarze%20Seife", token=app)
    (row,) = told["categorySuggestions"]
    assert row["category"] == {"categoryId": "67391", "categoryName": "Seifen"}
    assert [one["categoryName"] for one in row["categoryTreeNodeAncestors"]] == ["Beauty & Gesundheit"]


def test_no_suggestion_is_204_and_the_sandbox_always_has_one(lab: Laboratory, app: str):
    path = f"{TAXONOMY}/category_tree/0/get_category_suggestions?q=zzz"
    assert lab.get(path, token=app, expect=204) is None
    lab.steer("rules?sandbox_suggestions=1")
    assert len(lab.get(path, token=app)["categorySuggestions"]) == 1


def test_aspects_say_what_is_required_though_their_usage_says_recommended(lab: Laboratory, app: str):
    told = lab.get(f"{TAXONOMY}/category_tree/0/get_item_aspects_for_category?category_id=15687", token=app)
    rules = {row["localizedAspectName"]: row["aspectConstraint"] for row in told["aspects"]}
    assert [name for name, rule in rules.items() if rule["aspectRequired"]] == ["Brand", "Size", "Department"]
    assert rules["Size"]["aspectUsage"] == "RECOMMENDED"
    assert [name for name, rule in rules.items() if rule["aspectEnabledForVariations"]] == ["Size", "Color"]
    assert rules["Department"]["aspectMode"] == "SELECTION_ONLY"
    assert rules["Material"]["expectedRequiredByDate"] == "2027-03-01T00:00:00.000Z"


def test_aspects_are_of_leaves_of_the_tree(lab: Laboratory, app: str):
    path = f"{TAXONOMY}/category_tree/0/get_item_aspects_for_category"
    assert lab.refusal("GET", f"{path}?category_id=11450", token=app)["errorId"] == 62009
    assert lab.refusal("GET", f"{path}?category_id=1", token=app)["errorId"] == 62005
    assert lab.refusal("GET", path, token=app)["errorId"] == 62006


def test_a_value_that_is_not_in_the_list_stops_publishing(lab: Laboratory):
    lab.write_item("TEE", aspects={"Brand": ["Hub"], "Size": ["M"], "Department": ["Robots"]})
    offer = lab.write_offer("TEE", categoryId="15687")
    assert lab.refusal("POST", f"{INVENTORY}/offer/{offer}/publish", {})["errorId"] == 25022


def test_policies_are_told_for_the_categories_that_are_asked_for(lab: Laboratory, app: str):
    path = f"{METADATA}/marketplace/EBAY_DE"
    asked = {"filter": "categoryIds:{67391|15687}"}
    told = lab.get(f"{path}/get_item_condition_policies", token=app, params=asked)["itemConditionPolicies"]
    assert [row["categoryId"] for row in told] == ["67391", "15687"]
    assert [one["conditionId"] for one in told[0]["itemConditions"]] == ["1000", "1500"]
    nothing = {"filter": "categoryIds:{1}"}
    assert lab.get(f"{path}/get_item_condition_policies", token=app, params=nothing, expect=204) is None


def test_a_manufacturer_is_required_in_the_eu(lab: Laboratory, app: str):
    asked = {"filter": "categoryIds:{67391}"}
    usages = []
    for marketplace in ("EBAY_DE", "EBAY_US"):
        path = f"{METADATA}/marketplace/{marketplace}/get_regulatory_policies"
        usages.append(lab.get(path, token=app, params=asked)["regulatoryPolicies"][0]["supportedAttributes"][0])
    assert usages == [{"name": "MANUFACTURER_CONTACT", "usage": usage} for usage in ("REQUIRED", "OPTIONAL")]


def test_shipping_services_are_the_marketplaces_own(lab: Laboratory, app: str):
    told = lab.get(f"{METADATA}/shipping/marketplace/EBAY_FR/get_shipping_services", token=app)["shippingServices"]
    assert [row["shippingService"] for row in told] == ["FR_ColiPoste", "FR_ColiPosteInternational"]
    path = f"{METADATA}/shipping/marketplace/EBAY_XX/get_shipping_services"
    assert lab.refusal("GET", path, token=app, expect=404)["errorId"] == 46001


def publish_in_germany(lab: Laboratory, **regulatory: Any) -> int:
    """The id of the refusal, 0 where it is published."""
    lab.write_item("SEIFE", aspects={"Marke": ["Hub"], "Produktart": ["Seife"]})
    more = {"regulatory": regulatory} if regulatory else {}
    offer = lab.write_offer("SEIFE", marketplace="EBAY_DE", **more)
    answer = lab.call("POST", f"{INVENTORY}/offer/{offer}/publish", {})
    return 0 if answer.ok else int(answer.json()["errors"][0]["errorId"])


REGULATED: dict[str, tuple[dict[str, Any], int]] = {
    "a maker in the EU": ({"manufacturer": MADE_IN_FRANCE}, 0),
    "a person in the EU": (
        {
            "manufacturer": MAKER | IN_TEXAS,
            "responsiblePersons": [MADE_IN_FRANCE | {"types": ["EU_RESPONSIBLE_PERSON"]}],
        },
        0,
    ),
    "nobody": ({}, 25029),
    "a maker without a name": ({"manufacturer": MADE_IN_FRANCE | {"companyName": ""}}, 25111),
    "a part of an address": ({"manufacturer": MAKER | {"city": "Paris"}}, 25110),
    "no contact at all": ({"manufacturer": {"companyName": "Hub SAS"}}, 25118),
    "a wrong mail address": ({"manufacturer": MADE_IN_FRANCE | {"email": "none"}}, 25088),
    "a wrong address on the web": ({"manufacturer": MADE_IN_FRANCE | {"contactUrl": "hub"}}, 25122),
    "nobody in the EU": ({"manufacturer": MAKER | IN_TEXAS}, 25115),
    "a person without a name": (
        {"manufacturer": MADE_IN_FRANCE, "responsiblePersons": [{"email": "a@example.com"}]},
        25114,
    ),
    "a person with half an address": (
        {"manufacturer": MADE_IN_FRANCE, "responsiblePersons": [{"companyName": "R", "city": "Paris"}]},
        25113,
    ),
    "a person without contact": ({"manufacturer": MADE_IN_FRANCE, "responsiblePersons": [{"companyName": "R"}]}, 25119),
    "hazards without statements": ({"manufacturer": MADE_IN_FRANCE, "hazmat": {"pictograms": ["GHS02"]}}, 25081),
    "an unknown document": ({"manufacturer": MADE_IN_FRANCE, "documents": [{"documentId": "1"}]}, 25104),
    "a component alone": ({"manufacturer": MADE_IN_FRANCE, "productSafety": {"component": "Cap"}}, 25080),
}


@pytest.mark.parametrize("what", REGULATED)
def test_the_regulatory_block_is_checked_at_publishing(lab: Laboratory, what: str):
    block, number = REGULATED[what]
    assert publish_in_germany(lab, **block) == number


def test_a_picture_is_made_from_an_address_and_expires(lab: Laboratory):
    path = f"{MEDIA}/image/create_image_from_url"
    made = lab.ask("POST", path, {"imageUrl": "https://cdn.example.com/1.jpg"}, expect=201, host="apim")
    where = lab.last.headers["Location"].removeprefix(f"{lab.origin}/apim")
    assert lab.get(where, host="apim")["imageUrl"] == made["imageUrl"]
    lab.steer(f"clock?seconds={31 * 86400}")
    lab.log_in()
    assert lab.refusal("GET", where, expect=404, host="apim")["errorId"] == 190200


def test_more_than_50_pictures_in_5_seconds_are_429_2001(lab: Laboratory):
    now = lab.simulator.seller.clock.now()
    lab.simulator.seller.uploads = [now + timedelta(hours=1)] * 49  # however slow this machine is
    path, body = f"{MEDIA}/image/create_image_from_url", {"imageUrl": "https://cdn.example.com/1.jpg"}
    lab.ask("POST", path, body, expect=201, host="apim")
    assert lab.refusal("POST", path, body, expect=429, host="apim")["errorId"] == 2001
    lab.steer("clock?seconds=3700")
    lab.ask("POST", path, body, expect=201, host="apim")


def test_a_picture_that_cannot_be_fetched_is_190204(lab: Laboratory):
    body = {"imageUrl": "http://cdn.example.com/1.jpg"}
    assert lab.refusal("POST", f"{MEDIA}/image/create_image_from_url", body, host="apim")["errorId"] == 190204


@pytest.mark.parametrize(("raw", "status"), [(PNG, 201), (b"text", 400)])
def test_a_picture_is_uploaded_as_multipart(lab: Laboratory, raw: bytes, status: int):
    answer = requests.post(
        f"{lab.origin}/apim{MEDIA}/image/create_image_from_file",
        files={"image": ("1.png", raw)},
        headers={"Authorization": f"Bearer {lab.token}"},
        timeout=10,
    )
    assert answer.status_code == status


def test_a_document_is_made_filled_and_used(lab: Laboratory):
    body = {"documentType": "USER_GUIDE_OR_MANUAL", "languages": ["GERMAN"]}
    number = lab.ask("POST", f"{MEDIA}/document", body, expect=201)["documentId"]
    assert publish_in_germany(lab, manufacturer=MADE_IN_FRANCE, documents=[{"documentId": number}]) == 25104
    told = requests.post(
        f"{lab.origin}/api{MEDIA}/document/{number}/upload",
        files={"file": ("guide.pdf", b"%PDF-1.4")},
        headers={"Authorization": f"Bearer {lab.token}"},
        timeout=10,
    ).json()
    assert (told["documentStatus"], told["documentMetadata"]["fileType"]) == ("SUBMITTED", "PDF")
    lab.ask("POST", f"{INVENTORY}/offer/{next(iter(lab.simulator.offers))}/publish", {})
