"""Attributes and translations of a listing."""

from typing import Any

from marketplaces.adapters.etsy.simulator.acts.listings import listing_of
from marketplaces.adapters.etsy.simulator.acts.variations import attribute
from marketplaces.adapters.etsy.simulator.acts.words import wrong_words
from marketplaces.adapters.etsy.simulator.calls import Call, bad, missing, operation, whole_list, wrong_fields
from marketplaces.adapters.etsy.simulator.fields import text, texts, whole, wholes
from marketplaces.adapters.etsy.simulator.views.inventory import value_view
from marketplaces.adapters.etsy.simulator.views.listings import translation_view

LANGUAGES = ("de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt")
PROPERTY = "/shops/{shop_id}/listings/{listing_id}/properties/{property_id}"
TRANSLATION = "/shops/{shop_id}/listings/{listing_id}/translations/{language}"
WORDS = {"title": text(required=True), "description": text(required=True), "tags": texts()}
VALUES = {"value_ids": wholes(required=True), "values": texts(required=True), "scale_id": whole(1)}


@operation("getListingProperties", "GET /shops/{shop_id}/listings/{listing_id}/properties")
def get_properties(call: Call) -> dict[str, Any]:
    return whole_list(list(listing_of(call).attributes.values()), value_view)


@operation("getListingProperty", "GET /listings/{listing_id}/properties/{property_id}")
def get_property(call: Call) -> dict[str, Any]:
    found = listing_of(call).attributes.get(int(call.ids["property_id"]))
    if found is None:
        raise missing("Listing property")
    return value_view(found)


@operation("updateListingProperty", f"PUT {PROPERTY}", "listings_w", form=VALUES)
def put_property(call: Call) -> dict[str, Any]:
    listing = listing_of(call)
    made = attribute(call.shop, listing, int(call.ids["property_id"]), call.body)
    listing.attributes[made.property_id] = made
    call.shop.touch(listing)
    return value_view(made)


@operation("deleteListingProperty", f"DELETE {PROPERTY}", "listings_w", success=204)
def delete_property(call: Call) -> None:
    listing = listing_of(call)
    if listing.attributes.pop(int(call.ids["property_id"]), None) is None:
        raise missing("Listing property")
    call.shop.touch(listing)


@operation("getListingTranslation", f"GET {TRANSLATION}")
def get_translation(call: Call) -> dict[str, Any]:
    listing, language = listing_of(call), call.ids["language"]
    if language not in listing.translations:
        raise missing("Listing translation")
    return translation_view(listing, language)


@operation("createListingTranslation", f"POST {TRANSLATION}", "listings_w", form=WORDS)
def create_translation(call: Call) -> dict[str, Any]:
    return _write(call, exists=False)


@operation("updateListingTranslation", f"PUT {TRANSLATION}", "listings_w", form=WORDS)
def update_translation(call: Call) -> dict[str, Any]:
    return _write(call, exists=True)


def _write(call: Call, *, exists: bool) -> dict[str, Any]:
    listing, language = listing_of(call), call.ids["language"]
    if language not in LANGUAGES:
        raise bad(f"language must be one of {', '.join(LANGUAGES)}")
    if exists and language not in listing.translations:
        raise missing("Listing translation")
    if not exists and language in listing.translations:
        raise bad("A translation in this language exists")
    if rows := wrong_words(call.body):
        raise wrong_fields(*rows)
    before = listing.translations.get(language, {"tags": []})
    listing.translations[language] = before | call.body
    return translation_view(listing, language)
