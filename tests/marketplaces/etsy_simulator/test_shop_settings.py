"""The shop and what listings lean on: sections, policies, processing and shipping profiles, the taxonomy."""

import pytest

from tests.marketplaces.etsy_simulator.laboratory import MUG

SHOP = "/shops/52300001"
READINESS = f"{SHOP}/readiness-state-definitions"
PROFILES = f"{SHOP}/shipping-profiles"
POLICIES = f"{SHOP}/policies/return"
NEW_PROFILE = {
    "title": "Parcels",
    "origin_country_iso": "FR",
    "origin_postal_code": "75001",
    "primary_cost": "4.50",
    "secondary_cost": "1.00",
    "destination_region": "eu",
    "min_delivery_days": "2",
    "max_delivery_days": "6",
}


def test_the_user_tells_the_shop_and_nothing_else(lab):
    assert set(lab.get("/users/me")) == {"user_id", "shop_id"}


def test_the_shop_tells_its_currency_and_its_texts_can_be_changed(lab):
    assert lab.get(SHOP)["currency_code"] == "EUR"
    assert lab.ok("PUT", SHOP, data={"announcement": "Open", "is_vacation": "true"})["announcement"] == "Open"
    assert lab.get(SHOP)["is_vacation"] is False


def test_additional_policies_are_for_shops_in_the_eu(lab):
    text = "policy_additional can only be set by shops in the EU"
    assert lab.refused(400, "PUT", SHOP, data={"policy_additional": "x"}) == text
    lab.simulator.shop.country = "FR"
    lab.ok("PUT", SHOP, data={"policy_additional": "x"})


def test_sections_are_made_renamed_and_deleted(lab):
    made = lab.ok("POST", f"{SHOP}/sections", data={"title": "Vases"})
    number = made["shop_section_id"]
    lab.patch(MUG, shop_section_id=str(number))
    assert lab.ok("PUT", f"{SHOP}/sections/{number}", data={"title": "Mugs"})["active_listing_count"] == 1
    lab.ok("DELETE", f"{SHOP}/sections/{number}")
    assert lab.get(f"/listings/{MUG}")["shop_section_id"] is None
    lab.refused(404, "DELETE", f"{SHOP}/sections/{number}")
    lab.refused(400, "POST", f"{SHOP}/sections", data={"title": "x" * 25})


def test_a_shop_has_at_most_20_sections(lab):
    for number in range(20):
        lab.ok("POST", f"{SHOP}/sections", data={"title": f"S{number}"})
    lab.refused(400, "POST", f"{SHOP}/sections", data={"title": "S21"})


def test_an_equal_processing_profile_is_a_409_that_tells_where_it_is(lab):
    form = {"readiness_state": "made_to_order", "min_processing_time": "1", "max_processing_time": "2"}
    made = lab.ok("POST", READINESS, data=form | {"processing_time_unit": "weeks"})
    assert lab.last.status_code == 201
    assert (made["min_processing_days"], made["max_processing_days"]) == (5, 10)
    lab.refused(409, "POST", READINESS, data=form | {"processing_time_unit": "weeks"})
    number = made["readiness_state_id"]
    path = f"/v3/application/shops/52300001/readiness-state-definitions/{number}"
    assert lab.last.headers["Content-Location"] == f"{lab.origin}{path}"
    assert lab.get(f"{READINESS}/{number}") == made


def test_a_changed_processing_profile_may_not_equal_another(lab):
    form = {"readiness_state": "made_to_order", "min_processing_time": "1", "max_processing_time": "3"}
    number = lab.ok("POST", READINESS, data=form)["readiness_state_id"]
    lab.refused(409, "PUT", f"{READINESS}/{number}", data={"readiness_state": "ready_to_ship"})
    assert lab.ok("PUT", f"{READINESS}/{number}", data={"max_processing_time": "4"})["max_processing_days"] == 4
    lab.refused(400, "PUT", f"{READINESS}/{number}", data={"max_processing_time": "11"})


def test_a_processing_profile_in_use_cannot_be_deleted(lab):
    path = f"{READINESS}/{lab.simulator.ids['readiness_state_id']}"
    lab.refused(400, "DELETE", path)
    for listing in lab.simulator.shop.books.listings.values():
        listing.state = "inactive"
    lab.ok("DELETE", path)
    lab.refused(404, "GET", path)


def test_return_policies_need_a_deadline_where_anything_comes_back(lab):
    form = {"accepts_returns": "true", "accepts_exchanges": "false"}
    lab.refused(400, "POST", POLICIES, data=form)
    lab.refused(400, "POST", POLICIES, data=form | {"return_deadline": "31"})
    assert lab.ok("POST", POLICIES, data=form | {"return_deadline": "14"})["return_deadline"] == 14
    none = {"accepts_returns": "false", "accepts_exchanges": "false"}
    assert lab.ok("POST", POLICIES, data=none)["return_deadline"] is None


def test_equal_return_policies_conflict_and_are_consolidated(lab):
    old = lab.simulator.ids["return_policy_id"]
    form = {"accepts_returns": "true", "accepts_exchanges": "true", "return_deadline": "14"}
    new = lab.ok("POST", POLICIES, data=form)["return_policy_id"]
    lab.refused(409, "PUT", f"{POLICIES}/{old}", data=form)
    lab.refused(400, "DELETE", f"{POLICIES}/{old}")
    pair = {"source_return_policy_id": str(old), "destination_return_policy_id": str(new)}
    assert lab.ok("POST", f"{POLICIES}/consolidate", data=pair)["return_policy_id"] == new
    assert lab.get(f"/listings/{MUG}")["return_policy_id"] == new
    assert lab.get(f"{POLICIES}/{new}/listings")["count"] == 2
    lab.refused(404, "GET", f"{POLICIES}/{old}")


def test_return_policies_are_read_with_the_key_alone(bare):
    assert bare.ok("GET", POLICIES)["count"] == 1


def test_a_shipping_profile_has_its_first_destination(lab):
    made = lab.ok("POST", PROFILES, data=NEW_PROFILE)
    (first,) = made["shipping_profile_destinations"]
    assert first["primary_cost"] == {"amount": 450, "divisor": 100, "currency_code": "EUR"}
    assert (first["destination_region"], first["min_delivery_days"], first["max_delivery_days"]) == ("eu", 2, 6)
    assert not any("processing" in name for name in made)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            {"shipping_carrier_id": "3", "mail_class": "colissimo"},
            "You can't provide both a carrier and mail class and min/max delivery days",
        ),
        (
            {"shipping_carrier_id": "0"},
            "You can't provide both a carrier and mail class and min/max delivery days",
        ),
        (
            {"min_delivery_days": None, "max_delivery_days": None},
            "You must provide either a carrier and mail class or min/max delivery days",
        ),
        (
            {"destination_country_iso": "DE"},
            "You must provide exactly one of destination_country_iso and destination_region",
        ),
        (
            {"destination_region": None},
            "You must provide exactly one of destination_country_iso and destination_region",
        ),
        ({"origin_postal_code": None}, "origin_postal_code is required for FR"),
        ({"origin_country_iso": "IE"}, "origin_postal_code is not supported for IE"),
        ({"max_delivery_days": "46"}, "must be at most 45"),
    ],
)
def test_a_shipping_profile_that_cannot_stand(lab, changes, text):
    form = {name: value for name, value in (NEW_PROFILE | changes).items() if value is not None}
    assert lab.refused(400, "POST", PROFILES, data=form) == text


def test_costs_are_changed_in_the_destinations(lab):
    path = f"{PROFILES}/{lab.simulator.ids['shipping_profile_id']}"
    assert lab.ok("PUT", path, data={"title": "Parcels", "primary_cost": "9"})["title"] == "Parcels"
    form = {
        "primary_cost": "3",
        "secondary_cost": "1",
        "destination_country_iso": "FR",
        "min_delivery_days": "1",
        "max_delivery_days": "3",
    }
    made = lab.ok("POST", f"{path}/destinations", data=form)
    assert lab.last.status_code == 201
    one = f"{path}/destinations/{made['shipping_profile_destination_id']}"
    assert lab.ok("PUT", one, data={"primary_cost": "3.50"})["primary_cost"]["amount"] == 350
    lab.refused(400, "POST", f"{path}/destinations", data=form)
    lab.ok("DELETE", one)
    assert lab.get(f"{path}/destinations")["count"] == 3


def test_upgrades_are_made_changed_and_deleted(lab):
    path = f"{PROFILES}/{lab.simulator.ids['shipping_profile_id']}/upgrades"
    form = {"type": "1", "upgrade_name": "Fast", "price": "6", "secondary_price": "2"}
    form |= {"shipping_carrier_id": "3", "mail_class": "colissimo_international"}
    made = lab.ok("POST", path, data=form)
    one = f"{path}/{made['upgrade_id']}"
    assert (made["type"], made["mail_class"]) == (1, "colissimo_international")
    assert lab.ok("PUT", one, data={"price": "7"})["price"]["amount"] == 700
    lab.ok("DELETE", one)
    assert lab.get(path)["count"] == 0


def test_a_profile_of_one_listing_is_not_in_the_list_and_is_read_by_its_id(lab):
    made = lab.ok("POST", PROFILES, data=NEW_PROFILE)["shipping_profile_id"]
    lab.simulator.shop.books.shipping_profiles[made].hidden = True
    assert made not in [one["shipping_profile_id"] for one in lab.get(PROFILES)["results"]]
    assert lab.get(f"{PROFILES}/{made}")["title"] == "Parcels"


def test_a_profile_in_use_cannot_be_deleted(lab):
    lab.refused(400, "DELETE", f"{PROFILES}/{lab.simulator.ids['shipping_profile_id']}")
    made = lab.ok("POST", PROFILES, data=NEW_PROFILE)["shipping_profile_id"]
    lab.ok("DELETE", f"{PROFILES}/{made}")


def test_the_taxonomy_is_a_tree_that_the_key_alone_can_read(bare):
    roots = bare.ok("GET", "/seller-taxonomy/nodes")["results"]
    home = next(one for one in roots if one["name"] == "Home & Living")
    vases = home["children"][0]["children"][0]
    assert (vases["name"], vases["level"], vases["parent_id"]) == ("Vases", 3, 891)
    assert vases["full_path_taxonomy_ids"] == [68_887_482, 891, 1005]


def test_properties_tell_variations_attributes_values_and_scales(lab):
    path = "/seller-taxonomy/nodes/482/properties"
    size = next(one for one in lab.get(path)["results"] if one["name"] == "Size")
    assert [scale["scale_id"] for scale in size["scales"]] == [301, 19, 302]
    assert size["possible_values"][0] == {"value_id": 201, "name": "S", "scale_id": 301, "equal_to": []}
    vase = "/seller-taxonomy/nodes/1005/properties"
    names = [one["name"] for one in lab.get(vase, supports_variations="false")["results"]]
    assert names == ["Occasion"]
    lab.refused(404, "GET", "/seller-taxonomy/nodes/7/properties")
