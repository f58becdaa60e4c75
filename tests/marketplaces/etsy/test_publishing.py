"""From draft to shelf (pitfalls 11, 12, 15 to 17, 20, 22, 23, 38, 39)."""

from dataclasses import replace
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest

from core.errors import OutcomeUnknown, Rejected
from marketplaces.adapters.etsy.client.encoding import form, multipart
from marketplaces.adapters.etsy.listing.pictures import kind_of
from marketplaces.adapters.etsy.mapper.listings import change_form, description_of, draft_form, plain_text
from marketplaces.interface import ListingDraft, VariantDraft
from tests.core.http import scripted_server as will
from tests.marketplaces.etsy.shapes import euros


def listing_of(etsy, published):
    return etsy.shop.books.listings[int(published.remote_id)]


def test_a_listing_is_on_sale_with_its_pictures_in_order_and_one_fee(etsy, stage, shop, draft):
    pictures = tuple(f"{stage._server.origin('pictures')}/{number}.png" for number in (1, 2, 3))
    published = shop.publish(replace(draft, images=pictures))
    made = listing_of(etsy, published)
    assert (published.is_visible, published.problems) == (True, ())
    assert made.state == "active"
    numbers = [image.image_id for image in made.images]
    assert numbers == sorted(numbers)
    assert [fee.why for fee in etsy.shop.books.fees] == ["publish"]
    assert published.url == f"https://www.etsy.com/listing/{published.remote_id}"


def test_without_the_consent_to_the_fee_it_stays_a_draft_of_etsy_s(etsy, shop, draft):
    published = shop.publish(replace(draft, accepts_fee=False))
    assert (published.is_visible, published.problems) == (False, ())
    assert listing_of(etsy, published).state == "draft"
    assert etsy.shop.books.fees == []


def test_the_consent_later_makes_the_same_listing_active(etsy, shop, draft):
    first = shop.publish(replace(draft, accepts_fee=False))
    second = shop.publish(replace(draft, remote_id=first.remote_id))
    assert (second.remote_id, second.is_visible) == (first.remote_id, True)
    assert len(listing_of(etsy, second).images) == 1


def test_a_draft_that_was_made_and_answered_with_500_is_found_again(etsy, stage, shop, draft):
    """15"""
    before = stage.products()
    etsy.add_fault("done_status=500@createDraftListingx1")
    with pytest.raises(OutcomeUnknown):
        shop.publish(draft)
    assert stage.products() == before + 1
    published = shop.publish(draft)
    assert (stage.products(), published.is_visible) == (before + 1, True)


@pytest.mark.parametrize("operation", ["uploadListingImage", "updateListingInventory", "updateListing"])
def test_broken_off_anywhere_it_goes_on_where_it_was(etsy, stage, shop, draft, operation):
    before = stage.products()
    pictures = tuple(f"{stage._server.origin('pictures')}/{number}.png" for number in (1, 2))
    draft = replace(draft, images=pictures)
    etsy.add_fault(f"lost@{operation}x9")
    with pytest.raises(Exception):  # noqa: B017, PT011 - whichever way it breaks
        shop.publish(draft)
    etsy.clear_faults()
    published = shop.publish(draft)
    assert (stage.products(), published.is_visible, published.problems) == (before + 1, True, ())
    assert len(listing_of(etsy, published).images) == 2
    assert len(etsy.shop.books.fees) == 1


def test_two_new_drafts_of_the_same_title_are_for_a_person_to_tell_apart(etsy, shop, draft):
    for _ in range(2):
        etsy.load_listings([{"title": draft.title, "state": "draft", "sku": ""}])
    with pytest.raises(Rejected, match="several listings could be it") as refusal:
        shop.publish(draft)
    assert refusal.value.code == "ambiguous"
    assert etsy.calls("createDraftListing") == []


def test_a_draft_of_the_same_title_with_other_skus_is_somebody_else_s(etsy, shop, draft):
    etsy.load_listings([{"title": draft.title, "state": "draft", "sku": "OTHER"}])
    shop.publish(draft)
    assert len(etsy.calls("createDraftListing")) == 1


def test_what_etsy_refuses_after_the_draft_is_told_and_the_number_kept(etsy, shop, draft):
    etsy.add_fault("refuse=Listing is frozen@updateListing")
    published = shop.publish(draft)
    assert listing_of(etsy, published).state == "draft"
    assert published.is_visible is False
    assert any("Listing is frozen" in problem for problem in published.problems)


def test_a_listing_that_was_deleted_at_etsy_is_named_so(etsy, shop, draft):
    with pytest.raises(Rejected) as refusal:
        shop.publish(replace(draft, remote_id="4599999999"))
    assert refusal.value.code == "gone"


def test_a_change_that_was_answered_with_200_and_not_made_is_told(etsy, shop, draft):
    """17"""
    published = shop.publish(draft)
    etsy.add_fault("ignored@updateListing")
    again = shop.publish(replace(draft, remote_id=published.remote_id, title="Test mug, blue", tags=("mug",)))
    assert again.problems == ("Etsy did not take: title", "Etsy did not take: tags")


def test_materials_that_etsy_mixes_with_attributes_are_no_difference(etsy, shop, draft):
    """22"""
    etsy.set_rule("merged_materials", value=True)
    assert shop.publish(replace(draft, settings={**draft.settings, "materials": "clay"})).problems == ()


def test_a_picture_that_cannot_be_had_is_told_and_the_others_are_shown(stage, etsy, shop, draft):
    good = f"{stage._server.origin('pictures')}/1.png"
    published = shop.publish(replace(draft, images=("http://127.0.0.1:1/x.png", good)))
    assert published.is_visible is True
    assert [problem[:31] for problem in published.problems] == ["picture http://127.0.0.1:1/x.png"[:31]]


def test_nothing_is_made_active_without_a_picture(etsy, shop, draft):
    published = shop.publish(replace(draft, images=()))
    assert published.problems == ("Etsy publishes nothing without a picture",)
    assert etsy.shop.books.fees == []


def test_hidden_by_hand_and_published_again_costs_nothing(etsy, shop, draft):
    published = shop.publish(draft)
    listing_of(etsy, published).state = "inactive"
    again = shop.publish(replace(draft, remote_id=published.remote_id, accepts_fee=False))
    assert (again.is_visible, len(etsy.shop.books.fees)) == (True, 1)


@pytest.mark.parametrize("state", ["expired", "sold_out"])
def test_an_ended_listing_is_renewed_with_the_consent_alone(etsy, shop, draft, state):
    published = shop.publish(draft)
    listing_of(etsy, published).state = state
    refused = shop.publish(replace(draft, remote_id=published.remote_id, accepts_fee=False))
    assert (refused.is_visible, len(etsy.shop.books.fees)) == (False, 1)
    assert refused.problems[0].startswith("It has ended at Etsy")
    assert shop.publish(replace(draft, remote_id=published.remote_id)).is_visible is True
    assert [fee.why for fee in etsy.shop.books.fees] == ["publish", "renew"]


def test_attributes_go_by_the_numbers_of_the_category(etsy, shop, draft):
    """34: "1" means Black to Etsy"""
    published = shop.publish(replace(draft, attributes=(("200", ("Black",)),)))
    assert [
        (one.property_id, one.value_ids, one.values) for one in listing_of(etsy, published).attributes.values()
    ] == [(200, [1], ["Black"])]


def test_an_attribute_that_etsy_refuses_stops_nothing_else(etsy, shop, draft):
    etsy.add_fault("refuse=Not this one@updateListingProperty")
    published = shop.publish(replace(draft, attributes=(("200", ("Black",)),)))
    assert (published.is_visible, published.problems) == (True, ("Primary color: Etsy refused: Not this one",))


# Forms


def given(**more):
    values = {
        "handle": "mug",
        "title": "Tea  & cup ",
        "variants": (
            VariantDraft("1", "M", euros("7.505"), 0, weight_g=Decimal(0)),
            VariantDraft("2", "L", euros("9"), 5),
        ),
        "tags": ("Mug", "mug", "tea, cup", "a word that is far too long", "it's blue"),
        "category_id": "1065",
        "settings": {"who_made": "i_did", "when_made": "made_to_order", "is_supply": "", "shipping_profile_id": "4"},
    }
    return ListingDraft(**values | more)


def test_lists_are_one_field_without_doubles_and_what_is_empty_is_left_out():
    """11, 12"""
    sent = form(draft_form(given()))
    assert sent["tags"] == "Mug,it's blue"
    assert not {"image_ids", "materials", "production_partner_ids", "return_policy_id", "item_weight"} & set(sent)


def test_who_when_and_supply_always_go_together():
    """12, 23"""
    assert [form(change_form(given()))[name] for name in ("who_made", "when_made", "is_supply")] == [
        "i_did",
        "made_to_order",
        "false",
    ]


def test_price_quantity_and_sku_are_never_in_a_change():
    """16"""
    assert not {"price", "quantity", "sku"} & set(change_form(given()))
    assert (draft_form(given())["price"], draft_form(given())["quantity"]) == ("7.51", 5)


def test_a_weight_is_above_nothing_or_not_there():
    """15"""
    heavy = replace(given().variants[0], weight_g=Decimal("250.5"))
    sent = form(change_form(given(variants=(heavy,))))
    assert (sent["item_weight"], sent["item_weight_unit"]) == ("250.5", "g")


def test_listings_renew_themselves_only_where_somebody_chose_so():
    assert form(change_form(given()))["should_auto_renew"] == "false"


def test_descriptions_are_plain_text():
    assert plain_text("<p>Soft &amp; warm</p><ul><li>one</li><li>two</li></ul>") == "Soft & warm\n\n- one\n- two"
    assert description_of(given()) == "Tea & cup"


def test_letters_are_composed_before_they_are_sent():
    """14"""
    assert change_form(given(title="Cafe\u0301"))["title"] == "Caf\u00e9"


def test_a_file_goes_with_its_rank_as_a_plain_field():
    """38, 39"""
    kind, body = multipart({"rank": "2"}, "image", "picture.png", "image/png", b"\x89PNG")
    boundary = kind.partition("boundary=")[2]
    parts = body.split(f"--{boundary}".encode())
    assert parts[1] == b'\r\nContent-Disposition: form-data; name="rank"\r\n\r\n2\r\n'
    assert parts[2] == (
        b'\r\nContent-Disposition: form-data; name="image"; filename="picture.png"\r\n'
        b"Content-Type: image/png\r\n\r\n\x89PNG\r\n"
    )
    assert parts[3] == b"--\r\n"


def test_pictures_are_known_by_their_bytes():
    assert kind_of(b"\xff\xd8\xff\xe0") == ("jpg", "image/jpeg")
    assert kind_of(b"GIF89a") == ("gif", "image/gif")
    assert kind_of(b"RIFF1234WEBP") == ("", "")


def test_a_change_is_a_patch_in_a_form(at_wire, wire):
    """18"""
    wire.will(will.answer(200, {"listing_id": 7}))
    at_wire.client.form("PATCH", "shops/1/listings/7", "updateListing", {"title": "Été"}, dict, repeatable=True)
    sent = wire.received[0]
    assert sent.headers["content-type"] == "application/x-www-form-urlencoded"
    assert dict(parse_qsl(sent.body.decode())) == {"title": "Été"}
