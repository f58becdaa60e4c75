"""Publishing at the look-alike: nothing twice, nothing erased, nothing left out in silence."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from core.errors import NotFound, OutcomeUnknown, Rejected
from core.money import Money
from marketplaces.adapters.ebay.simulator.steering import COMMANDS
from tests.marketplaces.contract.stages.ebay import CATEGORY
from tests.marketplaces.ebay.drafts import single, varied


def euros(amount):
    return Money(Decimal(amount), "EUR")


@pytest.fixture
def tee(stage):
    return at_stage(stage, varied())


@pytest.fixture
def soap(stage):
    return at_stage(stage, single())


def at_stage(stage, draft):
    """In euros, in the French site's words, with the shop's own choices left to the account."""
    forms = tuple(replace(form, price=euros(form.price.amount), gtin="") for form in draft.variants)
    words = {"category_id": CATEGORY, "attributes": (("Marque", ("Hub",)),), "settings": {}, "safety": None}
    return replace(draft, variants=forms, **words)


def known(draft, published):
    """As the hub drafts it when it has been published."""
    made = {each.key: each for each in published.variants}
    forms = tuple(
        replace(form, remote_variant_id=made[form.key].variant_id, remote_inventory_id=made[form.key].inventory_id)
        for form in draft.variants
    )
    return replace(draft, variants=forms, remote_id=published.remote_id)


def test_one_form_is_an_item_an_offer_and_a_listing(shop, simulator, soap):
    published = shop.publish(soap)
    listing = simulator.listings[published.remote_id]
    assert (listing.status, listing.group) == ("ACTIVE", "")
    assert [(each.key, each.variant_id) for each in published.variants] == [("11", "SN-200")]
    assert listing.offers == [published.variants[0].inventory_id]
    assert published.url == f"https://www.ebay.fr/itm/{published.remote_id}"
    names = [call["name"] for call in simulator.calls() if call["name"] != "token"]
    assert names == ["createOrReplaceInventoryItem", "createOffer", "publishOffer"]


def test_variations_take_few_calls(shop, simulator, tee):
    published = shop.publish(tee)
    assert simulator.listings[published.remote_id].group == "tee-g7"
    counts = simulator.counts()
    once = ("bulkCreateOrReplaceInventoryItem", "createOrReplaceInventoryItemGroup", "bulkCreateOffer")
    assert {name: counts[name] for name in once} == dict.fromkeys(once, 1)
    assert counts["publishOfferByInventoryItemGroup"] == 1


def test_the_catalogue_may_not_write_over_our_words(shop, simulator, soap):
    published = shop.publish(soap)
    assert simulator.offers[published.variants[0].inventory_id].body["includeCatalogProductDetails"] is False


def test_pitfall_4_publishing_again_sends_all_of_it_again(shop, simulator, soap):
    first = shop.publish(soap)
    before = simulator.items["SN-200"].body
    again = shop.publish(known(soap, first))
    assert (again.remote_id, simulator.items["SN-200"].body) == (first.remote_id, before)


def test_pitfall_5_an_offer_whose_id_was_lost_is_adopted(shop, simulator, soap):
    simulator.add_fault("lost@createOfferx1")
    with pytest.raises(OutcomeUnknown):
        shop.publish(soap)
    assert len(simulator.seller.offers_of("SN-200")) == 1
    published = shop.publish(soap)
    assert [offer.number for offer in simulator.seller.offers_of("SN-200")] == [published.variants[0].inventory_id]


def test_a_25002_about_something_else_is_no_offer_to_adopt(shop, simulator, soap):
    draft = replace(soap, attributes=(("Matière", ("Savon",)),))
    with pytest.raises(Rejected) as refusal:
        shop.publish(draft)
    assert refusal.value.code == "25002"
    assert "Marque" in refusal.value.message


def test_publishing_what_is_live_says_nothing_new(shop, simulator, soap):
    first = shop.publish(soap)
    again = shop.publish(soap)
    assert (again.remote_id, again.problems) == (first.remote_id, ())


def test_an_ended_listing_is_published_with_a_new_number(shop, simulator, soap):
    first = shop.publish(soap)
    shop.end_listing(first.remote_id)
    again = shop.publish(known(soap, first))
    assert again.remote_id != first.remote_id
    assert simulator.listings[again.remote_id].status == "ACTIVE"
    assert again.variants[0].inventory_id == first.variants[0].inventory_id


def test_an_ended_listing_begins_with_our_stock_again(stage, shop, simulator, soap):
    first = shop.publish(soap)
    stage.sell("SN-200", 12)
    shop.end_listing(first.remote_id)
    shop.publish(known(soap, first))
    assert stage.stock("SN-200") == 12


def test_a_sku_that_is_not_there_yet_is_waited_for(shop, simulator, soap, naps):
    simulator.set_rule("sku_lag", 3)
    waits = []

    def nap(_seconds):
        waits.append(1)
        simulator.seller.clock.move(2)

    settling = "marketplaces.adapters.ebay.listing.settling.sleep"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settling, nap)
        published = shop.publish(soap)
    assert (simulator.listings[published.remote_id].status, len(waits)) == ("ACTIVE", 2)


def test_a_sku_that_never_comes_is_given_up(shop, simulator, soap, naps):
    simulator.set_rule("sku_lag", 3600)
    with pytest.raises((Rejected, NotFound)) as refusal:
        shop.publish(soap)
    assert refusal.value.code == "25751"
    assert simulator.counts()["createOffer"] == 4


def test_another_writer_of_the_same_sku_is_waited_for(shop, simulator, soap, naps):
    simulator.add_fault("busy@createOfferx2")
    simulator.add_fault("busy@publishOfferx1")
    assert shop.publish(soap).remote_id
    assert (simulator.counts()["createOffer"], simulator.counts()["publishOffer"]) == (3, 2)


def test_pitfall_8_a_25001_of_what_may_be_repeated_is_repeated(shop, simulator, soap, naps):
    simulator.add_fault("code=25001@createOrReplaceInventoryItemx2")
    assert shop.publish(soap).remote_id


def test_a_form_that_ebay_leaves_out_without_a_word_is_named(shop, simulator, tee):
    forms = (*tee.variants[:-1], replace(tee.variants[-1], quantity=0))
    published = shop.publish(replace(tee, variants=forms))
    assert [each.variant_id for each in published.variants] == ["TEE-Red-S", "TEE-Red-M", "TEE-Blue-S"]
    assert published.problems == ("TEE-Blue-M was left out of the listing by the marketplace, without a reason.",)


def test_a_form_with_sales_that_leaves_stays_without_stock(stage, shop, simulator, tee):
    first = shop.publish(tee)
    stage.sell("TEE-Blue-M", 2)
    draft = known(tee, first)
    again = shop.publish(replace(draft, variants=draft.variants[:-1]))
    assert (again.remote_id, stage.stock("TEE-Blue-M")) == (first.remote_id, 0)
    assert "TEE-Blue-M" in simulator.seller.groups["tee-g7"]["variantSKUs"]


def test_a_form_that_was_a_listing_by_itself_is_withdrawn_and_joins_its_group(shop, simulator, tee):
    alone = replace(tee, variants=(replace(tee.variants[0], options=()),), option_names=(), handle="tee-p1")
    single_listing = shop.publish(alone)
    published = shop.publish(tee)
    assert simulator.listings[single_listing.remote_id].status == "ENDED"
    assert len(published.variants) == 4


def test_prices_in_another_currency_than_the_site_s_make_no_call(shop, simulator):
    with pytest.raises(Rejected) as refusal:
        shop.publish(replace(single(), settings={}))
    assert refusal.value.code == "price_currency"
    assert simulator.calls() == []


def test_pitfall_11_a_title_that_is_too_long_makes_no_call(shop, simulator, soap):
    with pytest.raises(Rejected) as refusal:
        shop.publish(replace(soap, title="x" * 81))
    assert refusal.value.code == "title_too_long"
    assert simulator.calls() == []


def test_pitfall_7_a_missing_weight_is_named(shop, stage, simulator, soap):
    number = stage.chosen()["fulfillment_policy_id"]
    simulator.seller.policies["fulfillment"][number]["shippingOptions"][0]["costType"] = "CALCULATED"
    with pytest.raises(Rejected) as refusal:
        shop.publish(replace(soap, variants=tuple(replace(form, weight_g=None) for form in soap.variants)))
    assert (refusal.value.code, "weight" in refusal.value.message) == ("25020", True)


def test_pitfall_12_a_policy_of_another_site_is_no_lost_offer(shop, simulator, soap):
    policies = simulator.seller.policies["payment"]
    foreign = next(number for number, body in policies.items() if body["marketplaceId"] == "EBAY_DE")
    with pytest.raises(NotFound) as refusal:
        shop.publish(replace(soap, settings={"payment_policy_id": foreign}))
    assert "another national site" in refusal.value.message


def test_the_language_of_the_site_goes_with_what_is_written(shop, simulator, soap):
    shop.publish(soap)
    assert simulator.items["SN-200"].locale == "fr_FR"


def test_a_description_with_a_script_is_not_sent(shop, simulator, soap):
    """Pitfall 15: eBay would store and show it."""
    with pytest.raises(Rejected) as refusal:
        shop.publish(replace(soap, description_html="<p>a</p><script>x()</script>"))
    assert refusal.value.code == "active_content"
    assert simulator.calls() == []


# Ending and reading


def test_ending_twice_is_ending_once(shop, simulator, soap):
    published = shop.publish(soap)
    shop.end_listing(published.remote_id)
    shop.end_listing(published.remote_id)
    assert simulator.listings[published.remote_id].status == "ENDED"
    assert simulator.counts()["withdrawOffer"] == 1


def test_a_group_ends_as_one(shop, simulator, tee):
    published = shop.publish(tee)
    shop.end_listing(published.remote_id)
    assert simulator.listings[published.remote_id].status == "ENDED"
    assert simulator.counts()["withdrawOfferByInventoryItemGroup"] == 1


def test_a_lost_answer_to_an_ending_is_looked_after(shop, simulator, soap, naps):
    published = shop.publish(soap)
    simulator.add_fault("lost@withdrawOfferx1")
    shop.end_listing(published.remote_id)
    assert simulator.listings[published.remote_id].status == "ENDED"


def test_a_buyer_sees_the_smaller_of_the_two_numbers(shop, simulator, soap):
    published = shop.publish(soap)
    COMMANDS["edit"](simulator, {"offer": published.variants[0].inventory_id, "item_quantity": 3})
    assert shop.read_listing(published.remote_id).variants[0].quantity == 3
    COMMANDS["edit"](simulator, {"offer": published.variants[0].inventory_id, "quantity": 2})
    assert shop.read_listing(published.remote_id).variants[0].quantity == 2


def test_a_listing_out_of_stock_is_on_sale_and_hidden_as_it_should_be(stage, shop, soap):
    published = shop.publish(soap)
    stage.sell("SN-200", 12)
    reading = shop.read_listing(published.remote_id)
    assert (reading.status, reading.is_visible, reading.variants[0].quantity) == ("active", None, 0)


def test_a_listing_on_hold_is_not_seen(shop, simulator, soap):
    published = shop.publish(soap)
    COMMANDS["end"](simulator, {"listing": published.remote_id, "hold": "1"})
    assert shop.read_listing(published.remote_id).is_visible is False


def test_one_that_ebay_ended_is_not_on_sale(shop, simulator, soap):
    published = shop.publish(soap)
    COMMANDS["end"](simulator, {"listing": published.remote_id})
    reading = shop.read_listing(published.remote_id)
    assert (reading.status, reading.is_visible) == ("archived", False)


def test_bodies_are_json_with_exact_prices(shop, simulator, soap):
    shop.publish(soap)
    sent = json.loads(simulator.calls("createOffer")[0]["body"])
    assert sent["pricingSummary"] == {"price": {"value": "4.90", "currency": "EUR"}}
