"""Operations of the room, before the look-alike: what stands in its books afterwards."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.errors import BadPayload, OutcomeUnknown, Rejected
from marketplaces.adapters.etsy.operations import OPERATIONS, act_of
from marketplaces.adapters.etsy.simulator import happenings

PROFILE = {
    "title": "Small parcels",
    "origin_country": "GB",
    "origin_postal_code": "EC1A 1BB",
    "country": "GB",
    "first_item": {"amount": "3.50", "currency": "EUR"},
    "further_item": {"amount": "1.00", "currency": "EUR"},
    "min_delivery_days": 2,
    "max_delivery_days": 4,
}
UPGRADE = {
    "name": "Express",
    "first_item": {"amount": "8.00", "currency": "EUR"},
    "further_item": {"amount": "0.50", "currency": "EUR"},
    "min_delivery_days": 1,
    "max_delivery_days": 1,
}
TWO_WEEKS = {"state": "made_to_order", "min_time": 1, "max_time": 2, "unit": "weeks"}
FORTY_FIVE = {"accepts_returns": True, "accepts_exchanges": False, "return_days": 45}


@pytest.fixture
def do(shop):
    return lambda operation, **values: shop.perform(operation, values)


@pytest.fixture
def soap(books):
    """A listing with one size."""
    return next(one for one in books.listings.values() if one.facts["title"] == "Black soap")


def test_every_operation_is_a_function_of_its_name():
    assert all(callable(act_of(name)) and found.name == name for name, found in OPERATIONS.items())
    assert act_of("nothing") is None


# The connection, the shop


def test_a_token_is_renewed_now(do, etsy):
    do("read_shop")
    before = len(etsy.calls("token"))
    assert do("renew_access")["ends_at"] > timezone.now().isoformat()
    assert len(etsy.calls("token")) == before + 1


def test_limits_are_those_of_the_last_answer_and_cost_no_call(do, etsy):
    assert [row["name"] for row in do("read_limits")["limits"]] == ["second"]  # as an answer before this test told it
    do("read_shop")
    before = len(etsy.calls())
    by_name = {row["name"]: row for row in do("read_limits")["limits"]}
    assert len(etsy.calls()) == before
    assert by_name["calls"]["seconds"] == 86_400
    assert 0 < by_name["calls"]["remaining"] <= by_name["calls"]["limit"] == 100_000


def test_the_shop_s_words_are_changed_and_the_others_stay(do, etsy):
    do("change_shop", title="Soaps and lamps", announcement="Open again")
    do("change_shop", announcement="Closed in August")
    found = do("read_shop")
    assert (found["title"], found["announcement"]) == ("Soaps and lamps", "Closed in August")
    assert (found["id"], found["currency"]) == (str(etsy.shop.shop_id), "EUR")


# Sections


def test_a_section_asked_for_twice_is_one(do, books):
    first, second = do("create_section", title="Mugs"), do("create_section", title="Mugs")
    assert (first["is_new"], second["is_new"], first["id"]) == (True, False, second["id"])
    assert len(books.sections) == 1


def test_a_section_whose_answer_is_lost_is_found_again(do, etsy, books):
    etsy.add_fault("lost@createShopSectionx1")
    assert do("create_section", title="Mugs")["is_new"] is True
    assert len(books.sections) == 1


def test_what_was_never_made_and_got_no_answer_has_an_unknown_outcome(do, etsy, books):
    etsy.add_fault("status=502@createShopSectionx1")
    with pytest.raises(OutcomeUnknown):
        do("create_section", title="Mugs")
    assert books.sections == {}
    assert do("create_section", title="Mugs")["is_new"] is True


def test_a_section_that_is_gone_already_is_deleted(do):
    made = do("create_section", title="Mugs")
    assert do("delete_section", section_id=made["id"]) == {"id": made["id"], "is_deleted": True, "was_there": True}
    assert do("delete_section", section_id=made["id"])["was_there"] is False


def test_a_number_that_is_none_is_not_sent(do, etsy):
    before = len(etsy.calls())
    with pytest.raises(BadPayload):
        do("delete_section", section_id="../listings/1")
    assert len(etsy.calls()) == before


# Shipping


def test_a_profile_asked_for_twice_is_one(do, books):
    before = len(books.shipping_profiles)
    first, second = do("create_shipping_profile", **PROFILE), do("create_shipping_profile", **PROFILE)
    assert first["id"] == second["id"]
    assert len(books.shipping_profiles) == before + 1
    (destination,) = second["destinations"]
    assert destination["first_item"] == {"amount": "3.50", "currency": "EUR"}
    assert (destination["country"], destination["region"], destination["max_delivery_days"]) == ("GB", "", 4)


def test_a_profile_of_the_same_title_with_another_cost_is_another(do):
    dearer = PROFILE | {"first_item": {"amount": "3.60", "currency": "EUR"}}
    assert do("create_shipping_profile", **PROFILE)["id"] != do("create_shipping_profile", **dearer)["id"]


def test_costs_in_another_currency_are_not_sent(do, etsy):
    before = len(etsy.calls())
    with pytest.raises(Rejected, match="EUR") as refused:
        do("create_shipping_profile", **PROFILE | {"first_item": {"amount": "3.50", "currency": "USD"}})
    assert (refused.value.code, len(etsy.calls())) == ("currency", before)


def test_destinations_and_upgrades_are_added_changed_and_taken_away(do, books):
    profile = do("create_shipping_profile", **PROFILE)["id"]
    there = PROFILE | {"country": "", "region": "eu", "profile_id": profile}
    made = do("add_destination", **there)
    assert made["region"] == "eu"
    assert do("add_destination", **there)["id"] == made["id"]
    cost = {"amount": "9.90", "currency": "EUR"}
    changed = do("change_destination", profile_id=profile, destination_id=made["id"], first_item=cost)
    assert (changed["first_item"], changed["further_item"]) == (cost, PROFILE["further_item"])
    assert do("add_upgrade", profile_id=profile, **UPGRADE)["is_new"] is True
    assert do("add_upgrade", profile_id=profile, **UPGRADE)["is_new"] is False
    do("delete_destination", profile_id=profile, destination_id=made["id"])
    stands = books.shipping_profiles[int(profile)]
    assert ([one.country for one in stands.destinations], len(stands.upgrades)) == (["GB"], 1)


def test_a_profile_is_renamed_and_deleted(do, books):
    profile = do("create_shipping_profile", **PROFILE)["id"]
    do("change_shipping_profile", profile_id=profile, title="Tiny parcels")
    assert do("read_shipping_profile", profile_id=profile)["title"] == "Tiny parcels"
    do("delete_shipping_profile", profile_id=profile)
    assert int(profile) not in books.shipping_profiles


def test_a_profile_in_use_is_not_deleted(do, etsy, soap):
    in_use = str(soap.facts["shipping_profile_id"])
    with pytest.raises(Rejected, match="used by listings"):
        do("delete_shipping_profile", profile_id=in_use)


# Processing


def test_an_equal_processing_profile_is_adopted_by_the_address_etsy_gives(do, books):
    before = len(books.readiness)
    first, second = do("create_processing_profile", **TWO_WEEKS), do("create_processing_profile", **TWO_WEEKS)
    assert (first["is_new"], second["is_new"], first["id"]) == (True, False, second["id"])
    assert len(books.readiness) == before + 1


def test_a_processing_profile_is_changed_and_deleted(do, books):
    made = do("create_processing_profile", **TWO_WEEKS)["id"]
    do("change_processing_profile", profile_id=made, max_time=3)
    assert books.readiness[int(made)].most == 3
    do("delete_processing_profile", profile_id=made)
    assert int(made) not in books.readiness


# Returns


def test_an_equal_return_policy_is_not_made_twice(do, books):
    before = len(books.policies)
    first, second = do("create_return_policy", **FORTY_FIVE), do("create_return_policy", **FORTY_FIVE)
    assert (first["id"], second["is_new"], len(books.policies)) == (second["id"], False, before + 1)


def test_a_policy_changed_to_what_another_says_is_merged_into_it(do, books):
    stands = do("create_return_policy", **FORTY_FIVE)["id"]
    other = do("create_return_policy", **FORTY_FIVE | {"return_days": 60})["id"]
    merged = do("change_return_policy", policy_id=other, **FORTY_FIVE)
    assert (merged["id"], merged["was_merged"]) == (stands, True)
    assert int(other) not in books.policies


def test_a_policy_is_changed_and_deleted(do, books):
    made = do("create_return_policy", **FORTY_FIVE)["id"]
    changed = do("change_return_policy", policy_id=made, **FORTY_FIVE | {"return_days": 90})
    assert (changed["return_days"], changed["was_merged"]) == (90, False)
    do("delete_return_policy", policy_id=made)
    assert int(made) not in books.policies


# Categories


def test_categories_are_walked_searched_and_asked(do, etsy):
    (found, *_more) = do("search_categories", q="mugs")["categories"]
    assert do("read_category", category_id=found["id"]) == found
    assert found["id"] in {each["id"] for each in do("list_categories", below=found["parent"])["categories"]}
    assert do("read_category_properties", category_id=found["id"])["properties"]
    assert etsy.counts()["getSellerTaxonomyNodes"] == 1


# Listings


def test_what_is_on_sale_is_found_variant_by_variant(do, soap):
    found = do("find_listings", cursor="")
    mine = [row for row in found["items"] if row["listing_id"] == str(soap.listing_id)]
    assert [(row["sku"], row["price"], row["quantity"], row["is_live"]) for row in mine] == [
        ("BS-200", {"amount": "4.90", "currency": "EUR"}, 90, True)
    ]
    assert found["cursor"] is None


def test_an_inventory_that_was_read_can_be_written_back_changed(do, soap):
    before = do("read_inventory", listing_id=str(soap.listing_id))
    (product,) = before["products"]
    product |= {"quantity": 7, "price": {"amount": "5.10", "currency": "EUR"}}
    product.pop("id")
    after = do("replace_inventory", listing_id=str(soap.listing_id), products=[product])
    assert after["differences"] == []
    assert (after["products"][0]["quantity"], soap.products[0].offering.price) == (7, Decimal("5.10"))


def test_an_inventory_is_not_made_smaller_by_accident(do, books, shop, draft):
    listing = shop.publish(draft).remote_id
    products = do("read_inventory", listing_id=listing)["products"]
    with pytest.raises(Rejected) as refused:
        do("replace_inventory", listing_id=listing, products=products[:1])
    assert refused.value.code == "fewer_products"
    do("replace_inventory", listing_id=listing, products=products[:1], allow_fewer=True)
    assert len(books.listings[int(listing)].products) == 1


def test_only_what_has_ended_is_renewed(do, etsy, books, soap):
    number = str(soap.listing_id)
    assert do("renew_listing", listing_id=number)["is_renewed"] is False
    fees = len(books.fees)
    soap.state = "expired"
    assert do("renew_listing", listing_id=number) == {"listing_id": number, "state": "active", "is_renewed": True}
    assert (soap.state, len(books.fees)) == ("active", fees + 1)


def test_what_a_person_has_hidden_is_not_renewed(do, soap):
    soap.state = "inactive"
    with pytest.raises(Rejected) as refused:
        do("renew_listing", listing_id=str(soap.listing_id))
    assert refused.value.code == "not_renewable"


def test_a_deleted_listing_is_deleted_once(do, books, soap):
    number = str(soap.listing_id)
    soap.state = "inactive"
    assert do("delete_listing", listing_id=number)["was_there"] is True
    assert do("delete_listing", listing_id=number)["was_there"] is False


# Pictures


def test_pictures_are_uploaded_ordered_attached_and_taken_away(do, stage, soap):
    number, origin = str(soap.listing_id), stage.draft_words()["images"][0].removesuffix("1.png")
    ids = [do("upload_image", listing_id=number, url=f"{origin}{each}.png", alt_text="Soap")["id"] for each in (1, 2)]
    standing = [row["id"] for row in do("list_images", listing_id=number)["images"]]
    assert standing[-2:] == ids
    turned = list(reversed(standing))
    assert [row["id"] for row in do("order_images", listing_id=number, image_ids=turned)["images"]] == turned
    with pytest.raises(Rejected) as refused:
        do("order_images", listing_id=number, image_ids=turned[1:])
    assert refused.value.code == "images_differ"
    do("delete_image", listing_id=number, image_id=ids[0])
    assert ids[0] not in [row["id"] for row in do("list_images", listing_id=number)["images"]]
    assert do("attach_image", listing_id=number, image_id=ids[0], rank=1)["id"] == ids[0]
    assert do("list_images", listing_id=number)["images"][0]["id"] == ids[0]


# Money, reviews


def test_payments_of_an_order(do, stage):
    order = stage.buyer_orders({"BS-200": 2})
    (payment,) = do("order_payments", order_id=order)["payments"]
    assert Decimal(payment["gross"]["amount"]) - Decimal(payment["fees"]["amount"]) == Decimal(payment["net"]["amount"])
    assert (payment["gross"]["currency"], payment["adjusted_gross"]) == ("EUR", None)


def test_the_ledger_of_a_window(do, stage, etsy, books):
    stage.buyer_orders({"BS-200": 2})
    now = etsy.shop.now()
    window = {"since": _iso(now - 86_400), "until": _iso(now + 60)}
    rows = do("list_ledger", **window)["entries"]
    assert len(rows) == len(books.ledger) > 0
    first = books.ledger[0]
    assert rows[0]["amount"] == {"amount": f"{Decimal(first.amount) / 100:.2f}", "currency": "EUR"}


def test_a_window_that_is_too_long_is_not_asked_for(do, etsy):
    now, before = timezone.now(), len(etsy.calls())
    with pytest.raises(Rejected) as refused:
        do("list_ledger", since=(now - timedelta(days=32)).isoformat(), until=now.isoformat())
    assert (refused.value.code, len(etsy.calls())) == ("window", before)


def test_reviews_without_the_buyer_s_number(do, stage, etsy):
    order = stage.buyer_orders({"BS-200": 1})
    happenings.review(etsy, {"receipt": order, "rating": 4, "text": "Smells of rain"})
    found = do("list_reviews")
    assert [(row["rating"], row["words"]) for row in found["reviews"]] == [(4, "Smells of rain")]
    assert found["next_offset"] is None
    assert not any("buyer" in name for name in found["reviews"][0])


def _iso(stamp):
    return datetime.fromtimestamp(stamp, UTC).isoformat()
