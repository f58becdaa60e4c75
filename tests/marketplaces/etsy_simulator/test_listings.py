"""The life of a listing: what a draft needs, what publishing needs, what it costs, how it ends."""

import pytest

from tests.marketplaces.etsy_simulator.laboratory import BAG, MUG

LISTINGS = "/shops/52300001/listings"
FOUR_MONTHS = 120 * 86_400


def fees(lab):
    return [(fee.listing_id, fee.why, str(fee.amount)) for fee in lab.simulator.shop.books.fees]


def ready(lab, **changes):
    number = lab.draft(**changes)
    lab.upload(number)
    return number


def test_a_draft_is_free_beyond_32_bits_and_has_no_sku(lab):
    made = lab.ok("POST", LISTINGS, data=lab.draft_form(tags="vase,green"))
    assert lab.last.status_code == 201
    assert made["listing_id"] > 2**32
    assert (made["state"], made["quantity"], made["price"]) == (
        "draft",
        4,
        {"amount": 2499, "divisor": 100, "currency_code": "EUR"},
    )
    products = lab.get(f"/listings/{made['listing_id']}/inventory")["products"]
    assert [(one["sku"], one["property_values"]) for one in products] == [("", [])]
    assert fees(lab) == []


def test_who_when_and_supply_go_together(lab):
    text = lab.refused(400, "POST", LISTINGS, data=lab.draft_form(is_supply=None))
    assert text == "who_made, when_made and is_supply must be provided together"
    lab.refused(400, "PATCH", f"{LISTINGS}/{MUG}", data={"who_made": "i_did"})


def test_a_shop_that_is_not_set_up_is_refused_with_a_text_about_pictures(lab):
    lab.steer("rules?has_billing_card=0")
    body = lab.call("POST", LISTINGS, data=lab.draft_form())
    assert body == [{"path": "image_ids", "type": "min_items", "message": "images cannot be less than 1 items"}]


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("quantity", "0", "minimum"),
        ("quantity", "1000", "maximum"),
        ("price", "0.17", "minimum"),
        ("price", "50001", "maximum"),
        ("item_weight", "0", "minimum"),
        ("when_made", "2020_2023", "enum"),
        ("title", "x" * 141, "max_length"),
        ("title", "Cheap: vase: 1", "invalid_characters"),
        ("title", "Vase $5", "invalid_characters"),
        ("title", "Cafe\u0301", "invalid_characters"),  # an accent that is a letter of its own
        ("tags", "vase,Vase", "duplicate"),
        ("tags", "x" * 21, "max_length"),
        ("tags", ",".join(f"t{n}" for n in range(14)), "max_items"),
        ("tags", "a/b", "invalid_characters"),
        ("materials", "hand-blown", "invalid_characters"),
        ("styles", "one,two,three", "max_items"),
        ("image_ids", ",".join(str(n) for n in range(1, 22)), "max_items"),
    ],
)
def test_a_field_that_cannot_stand_is_named_with_its_kind(lab, field, value, kind):
    body = lab.call("POST", LISTINGS, data=lab.draft_form(**{field: value}))
    assert lab.last.status_code == 400
    assert [(row["path"], row["type"]) for row in body] == [(field, kind)]


@pytest.mark.parametrize("title", ["Vase™ 100% linen & more", "Tasse à café – 12 cm + 3", "花瓶"])
def test_a_title_may_have_letters_of_all_scripts_and_each_sign_once(lab, title):
    assert lab.patch(MUG, title=title)["title"] == title


def test_publishing_needs_a_picture(lab):
    number = lab.draft()
    text = lab.refused(400, "PATCH", f"{LISTINGS}/{number}", data={"state": "active"})
    assert text == "Listing must have at least one image to be published"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("shipping_profile_id", "A complete shipping profile is required to publish a physical listing"),
        ("readiness_state_id", "A readiness_state_id is required to publish a physical listing"),
        ("return_policy_id", "A return policy is required to publish a physical listing"),
    ],
)
def test_publishing_a_physical_listing_needs_its_profiles(lab, field, text):
    number = ready(lab, **{field: None})
    assert lab.refused(400, "PATCH", f"{LISTINGS}/{number}", data={"state": "active"}) == text
    assert lab.get(f"/listings/{number}")["state"] == "draft"
    assert fees(lab) == []


def test_a_shop_in_the_eu_needs_no_return_policy(lab):
    lab.simulator.shop.country = "FR"
    number = ready(lab, return_policy_id=None)
    assert lab.patch(number, state="active")["state"] == "active"


def test_an_incomplete_shipping_profile_does_not_do(lab):
    number = ready(lab)
    lab.simulator.shop.books.shipping_profiles[lab.simulator.ids["shipping_profile_id"]].destinations.clear()
    lab.refused(400, "PATCH", f"{LISTINGS}/{number}", data={"state": "active"})


def test_what_somebody_else_made_recently_needs_a_production_partner(lab):
    number = ready(lab, who_made="someone_else")
    text = lab.refused(400, "PATCH", f"{LISTINGS}/{number}", data={"state": "active"})
    assert text == "A production partner is required for items that someone else made recently"
    partner = lab.steer("partner?name=Potter&location=FR")["production_partner_id"]
    assert lab.patch(number, production_partner_ids=str(partner), state="active")["state"] == "active"


def test_a_digital_listing_needs_a_file_and_no_profiles(lab):
    number = ready(lab, type="download", shipping_profile_id=None, readiness_state_id=None, return_policy_id=None)
    assert "must have a file" in lab.refused(400, "PATCH", f"{LISTINGS}/{number}", data={"state": "active"})
    lab.steer(f"listing?listing={number}&file=1")
    assert lab.patch(number, state="active")["listing_type"] == "download"


def test_publishing_costs_one_fee_and_hiding_and_showing_again_none(lab):
    number = ready(lab)
    assert lab.patch(number, state="active")["state"] == "active"
    lab.patch(number, state="active")
    assert lab.patch(number, state="inactive")["state"] == "inactive"
    assert lab.patch(number, state="active")["state"] == "active"
    assert fees(lab) == [(number, "publish", "0.20")]


def test_a_listing_expires_after_four_months_and_renewing_it_costs_a_fee(lab):
    lab.steer(f"clock?seconds={FOUR_MONTHS - 60}")
    assert lab.simulator.shop.books.listings[MUG].state == "active"
    lab.steer("clock?seconds=61")
    lab.token = lab.simulator.connect()["access_token"]
    assert lab.get(f"/listings/{MUG}")["state"] == "expired"
    assert lab.patch(MUG, state="active")["state"] == "active"
    assert fees(lab) == [(MUG, "renew", "0.20")]


def test_a_listing_that_renews_itself_costs_a_fee_every_four_months(lab):
    lab.patch(MUG, should_auto_renew="true")
    lab.steer(f"clock?seconds={FOUR_MONTHS + 1}")
    assert lab.get(f"/listings/{MUG}")["state"] == "active"
    assert fees(lab) == [(MUG, "renew", "0.20")]


def test_sold_out_and_active_again_is_a_renewal_with_quantity_1(lab):
    lab.steer("order", {"lines": [{"sku": "MUG-1", "quantity": 5}]})
    assert lab.get(f"/listings/{MUG}")["state"] == "sold_out"
    made = lab.patch(MUG, state="active")
    assert (made["state"], made["quantity"]) == ("active", 1)
    assert fees(lab) == [(MUG, "renew", "0.20")]


def test_a_stock_that_was_set_first_stays_when_a_sold_out_listing_is_renewed(lab):
    lab.steer("order", {"lines": [{"sku": "MUG-1", "quantity": 5}]})
    lab.put(MUG, {"products": lab.products(("MUG-1", "", 19.9, 7))})
    assert lab.patch(MUG, state="active")["quantity"] == 7


def test_on_vacation_nothing_is_renewed_and_the_search_finds_nothing(lab):
    lab.steer(f"listing?listing={MUG}&state=expired")
    lab.steer("rules?vacation=1")
    text = lab.refused(400, "PATCH", f"{LISTINGS}/{MUG}", data={"state": "active"})
    assert text == "Listings cannot be renewed while the shop is on vacation"
    assert lab.get(f"{LISTINGS}/active") == {"count": 0, "results": []}


def test_a_frozen_listing_cannot_be_published(lab):
    lab.steer(f"listing?listing={MUG}&frozen=1&state=inactive")
    text = lab.refused(400, "PATCH", f"{LISTINGS}/{MUG}", data={"state": "active"})
    assert text == "Listing is not publishable because it's frozen"


def test_other_states_cannot_be_written(lab):
    body = lab.call("PATCH", f"{LISTINGS}/{MUG}", data={"state": "draft"})
    assert (lab.last.status_code, body[0]["type"]) == (400, "enum")


def test_hiding_may_leave_the_undocumented_state_edit(lab):
    lab.steer("rules?edit_state=1")
    assert lab.patch(MUG, state="inactive")["state"] == "edit"


def test_price_quantity_and_sku_are_passed_over_with_200(lab):
    made = lab.patch(MUG, price="1.00", quantity="99", sku="X", title="Blue cup")
    assert (made["title"], made["quantity"], made["price"]["amount"]) == ("Blue cup", 5, 1990)
    assert lab.get(f"/listings/{MUG}/inventory")["products"][0]["sku"] == "MUG-1"


def test_put_on_a_listing_is_no_route(lab):
    lab.refused(404, "PUT", f"{LISTINGS}/{MUG}", data={"title": "x"})


def test_a_listing_with_variations_cannot_become_digital(lab):
    lab.refused(409, "PATCH", f"{LISTINGS}/{BAG}", data={"type": "download"})


@pytest.mark.parametrize("state", ["active", "inactive", "draft", "expired", "sold_out"])
def test_a_listing_can_be_deleted_in_its_known_states(lab, state):
    lab.steer(f"listing?listing={MUG}&state={state}")
    assert lab.ok("DELETE", f"/listings/{MUG}") is None
    assert lab.last.status_code == 204
    lab.refused(404, "DELETE", f"/listings/{MUG}")


def test_a_removed_listing_cannot_be_deleted(lab):
    lab.steer(f"listing?listing={MUG}&state=removed")
    lab.refused(409, "DELETE", f"/listings/{MUG}")


def test_one_state_is_listed_a_call_and_active_is_the_default(lab):
    number = lab.draft()
    assert [one["listing_id"] for one in lab.get(LISTINGS)["results"]] == [BAG, MUG]
    assert [one["listing_id"] for one in lab.get(LISTINGS, state="draft")["results"]] == [number]


def test_inventory_and_shipping_are_no_longer_included_in_one_listing_or_a_batch(lab):
    one = lab.get(f"/listings/{MUG}", includes="Images,Inventory,Shipping")
    many = lab.get("/listings/batch", listing_ids=f"{MUG},{BAG},{MUG},7", includes="Inventory")
    assert "images" in one
    assert not {"inventory", "shipping_profile"} & set(one)
    assert [row["listing_id"] for row in many["results"]] == [MUG, BAG]
    assert "inventory" not in many["results"][0]
    rows = lab.get("/listings/batch/inventory", listing_ids=f"{MUG}")["results"]
    assert rows[0]["inventory"]["products"][0]["sku"] == "MUG-1"


def test_a_batch_is_100_at_most(lab):
    ids = ",".join(str(number) for number in range(1, 102))
    assert lab.refused(400, "GET", f"/listings/batch?listing_ids={ids}").endswith("cannot be more than 100 items")


def test_materials_may_come_back_merged(lab):
    lab.steer("rules?merged_materials=1")
    assert lab.patch(MUG, materials="Clay")["materials"] == ["Clay", "Mixed materials"]


def test_attributes_are_written_by_the_taxonomy(lab):
    path = f"{LISTINGS}/{MUG}/properties"
    made = lab.ok("PUT", f"{path}/200", data={"value_ids": "1", "values": "Whatever"})
    assert (made["property_name"], made["value_ids"], made["values"]) == ("Primary color", [1], ["Black"])
    assert lab.refused(400, "PUT", f"{path}/200", data={"value_ids": "", "values": "Blue (light)"}) == (
        "Array input malformed"
    )
    lab.refused(400, "PUT", f"{path}/999", data={"value_ids": "1", "values": "x"})
    lab.refused(400, "PUT", f"{path}/200", data={"value_ids": "1,2", "values": "Black,Blue"})
    lab.ok("DELETE", f"{path}/200")
    assert lab.get(path) == {"count": 0, "results": []}
    lab.refused(404, "DELETE", f"{path}/200")


def test_translations_are_made_then_changed(lab):
    path = f"{LISTINGS}/{MUG}/translations"
    words = {"title": "Tasse", "description": "Une tasse.", "tags": "tasse,bleu"}
    lab.refused(404, "PUT", f"{path}/fr", data=words)
    assert lab.ok("POST", f"{path}/fr", data=words)["tags"] == ["tasse", "bleu"]
    lab.refused(400, "POST", f"{path}/fr", data=words)
    assert lab.ok("PUT", f"{path}/fr", data=words | {"title": "Mug"})["title"] == "Mug"
    assert lab.get(f"{path}/fr")["title"] == "Mug"
    lab.refused(400, "POST", f"{path}/xx", data=words)
