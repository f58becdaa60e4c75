"""Content types, arrays of forms, flags, and the two shapes of an error."""

import pytest

from tests.marketplaces.etsy_simulator.laboratory import MUG, PICTURE

SHOP = "/shops/52300001"
LISTINGS = f"{SHOP}/listings"


def test_json_where_a_form_is_due_is_a_415(lab):
    text = lab.refused(415, "POST", LISTINGS, json={"title": "Vase"})
    assert text == "Unsupported content type 'application/json': application/x-www-form-urlencoded is required"


def test_a_form_where_json_is_due_is_a_415(lab):
    receipt = lab.order()
    path = f"{SHOP}/receipts/{receipt}/tracking"
    lab.refused(415, "POST", path, data={"tracking_code": "LP1", "carrier_name": "other"})
    assert lab.simulator.shop.books.mails == []


def test_leniently_json_is_understood_where_a_form_is_due(lab):
    lab.steer("rules?strict_types=0")
    made = lab.ok("PATCH", f"{LISTINGS}/{MUG}", json={"tags": ["one", "two"], "should_auto_renew": True})
    assert (made["tags"], made["should_auto_renew"]) == (["one", "two"], True)


def test_leniently_tracking_in_a_form_is_taken_with_200_and_lost(lab):
    lab.steer("rules?strict_types=0")
    receipt = lab.order()
    path = f"{SHOP}/receipts/{receipt}/tracking"
    made = lab.ok("POST", path, data={"tracking_code": "LP1", "carrier_name": "other"})
    assert (made["is_shipped"], made["shipments"]) == (True, [])


def test_leniently_an_inventory_in_a_form_lacks_its_products(lab):
    lab.steer("rules?strict_types=0")
    text = lab.refused(400, "PUT", f"/listings/{MUG}/inventory", data={"products": "[]"})
    assert text == "Missing input parameter: [products]"


def test_a_charset_beside_the_content_type_is_fine(lab):
    kind = "application/x-www-form-urlencoded; charset=utf-8"
    made = lab.ok("PATCH", f"{LISTINGS}/{MUG}", data="title=Caf%C3%A9", headers={"Content-Type": kind})
    assert made["title"] == "Café"


def test_arrays_are_one_field_with_commas(lab):
    assert lab.patch(MUG, tags="blue,mug,hand made")["tags"] == ["blue", "mug", "hand made"]


def test_of_repeated_keys_the_last_value_stays(lab):
    assert lab.patch(MUG, tags=["blue", "mug"])["tags"] == ["mug"]


def test_brackets_in_a_name_are_another_name(lab):
    lab.patch(MUG, tags="blue")
    assert lab.patch(MUG, **{"tags[]": "red"})["tags"] == ["blue"]


def test_brackets_and_quotes_in_a_value_are_taken_literally(lab):
    body = lab.call("PATCH", f"{LISTINGS}/{MUG}", data={"tags": '["blue","mug"]'})
    assert lab.last.status_code == 400
    assert body[0] == {
        "path": "tags",
        "type": "invalid_characters",
        "message": "tags: '[\"blue\"' contains invalid characters",
    }


@pytest.mark.parametrize("word", ["True", "False", "yes"])
def test_flags_are_lower_case_or_digits(lab, word):
    body = lab.call("PATCH", f"{LISTINGS}/{MUG}", data={"should_auto_renew": word})
    assert body == [{"path": "should_auto_renew", "type": "type", "message": f"Expected bool value (got {word!r})"}]


def test_an_empty_array_of_pictures_is_too_short(lab):
    body = lab.call("POST", LISTINGS, data=lab.draft_form(image_ids=""))
    assert (lab.last.status_code, body) == (
        400,
        [{"path": "image_ids", "type": "min_items", "message": "array too short: cannot be less than 1 items"}],
    )


def test_what_a_draft_lacks_comes_as_an_array_of_rows(lab):
    body = lab.call("POST", LISTINGS, data={"title": "Vase"})
    assert lab.last.status_code == 400
    assert [row["path"] for row in body] == [
        "quantity",
        "description",
        "price",
        "who_made",
        "when_made",
        "taxonomy_id",
    ]
    assert body[0] == {"path": "quantity", "type": "required", "message": "Missing input parameter: [quantity]"}


def test_what_a_section_lacks_comes_as_one_error(lab):
    assert lab.refused(400, "POST", f"{SHOP}/sections", data={"name": "x"}) == "Missing input parameter: [title]"


def test_a_multipart_body_needs_its_own_content_type(lab):
    path = f"{LISTINGS}/{MUG}/images"
    lab.refused(415, "POST", path, data={"rank": "1"})
    kind = {"Content-Type": "multipart/form-data"}  # set by hand: without a boundary
    text = lab.refused(400, "POST", path, data=PICTURE, headers=kind)
    assert text == "Either a valid image file or a listing_image_id must be provided"


def test_what_is_not_there_is_a_404(lab):
    assert lab.refused(404, "GET", "/listings/7") == "Listing not found"
    assert lab.refused(404, "GET", "/nothing/here") == "Resource not found"


def test_what_this_look_alike_has_not_says_so(lab):
    lab.refused(501, "GET", f"/listings/{MUG}/videos")
