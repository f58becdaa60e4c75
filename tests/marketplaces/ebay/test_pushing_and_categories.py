"""Prices and stock in rows of 25; readiness, choices and categories."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from core.errors import HeldBack, NotFound, PartnerDown, Rejected
from core.models import CallBudget
from core.money import Money
from marketplaces.adapters.ebay.errors import Problem, Refused, row_for, verdict_of
from marketplaces.adapters.ebay.listing import revisions
from marketplaces.adapters.ebay.listing.turns import one_writer
from marketplaces.adapters.ebay.simulator.steering import COMMANDS
from marketplaces.interface import OfferPush, StockPush
from marketplaces.reasons import READINESS, SETTINGS
from tests.marketplaces.contract.stage import SKU


def euros(amount):
    return Money(Decimal(amount), "EUR")


def on_sale(stage, count):
    """So many single listings, as (listing, offer, sku)."""
    found = []
    for number in range(count):
        sku = f"MANY-{number}"
        stage._put_on_sale(sku, sku, "5.00", 9)
        offer = stage.simulator.seller.offers_of(sku)[0]
        found.append((offer.listing, offer.number, sku))
    return found


def pushes(rows, price="6.00", quantity=4):
    return [OfferPush(listing, sku, offer, sku, euros(price), quantity) for listing, offer, sku in rows]


def test_a_hundred_listings_are_four_calls(stage, shop, simulator):
    rows = on_sale(stage, 100)
    outcomes = shop.push_offers(pushes(rows))
    assert [outcome.variant_id for outcome in outcomes] == [sku for _, _, sku in rows]
    assert all(outcome.is_taken for outcome in outcomes)
    assert simulator.counts()["bulkUpdatePriceQuantity"] == 4
    assert {(stage.price(sku), stage.stock(sku)) for _, _, sku in rows} == {(Decimal("6.00"), 4)}
    assert [len(json.loads(call["body"])["requests"]) for call in simulator.calls("bulkUpdatePriceQuantity")] == [
        25
    ] * 4


def test_a_207_tells_each_row_by_itself(stage, shop, simulator):
    rows = on_sale(stage, 3)
    COMMANDS["end"](simulator, {"listing": rows[1][0]})
    wishes = pushes(rows)
    wishes[2] = replace(wishes[2], price=euros("0"))
    outcomes = shop.push_offers(wishes)
    assert [outcome.code for outcome in outcomes] == ["", "gone", "25003"]
    assert outcomes[2].message
    assert stage.price(rows[0][2]) == Decimal("6.00")


def test_both_numbers_of_a_row_are_set_and_a_price_alone_leaves_them(stage, shop, simulator):
    ((listing, offer, sku),) = on_sale(stage, 1)
    shop.push_offers([OfferPush(listing, sku, offer, sku, quantity=2)])
    assert (simulator.items[sku].quantity, simulator.offers[offer].available, stage.price(sku)) == (
        2,
        2,
        Decimal("5.00"),
    )
    shop.push_offers([OfferPush(listing, sku, offer, sku, price=euros("7.00"))])
    assert (stage.stock(sku), stage.price(sku)) == (2, Decimal("7.00"))
    assert "sku" not in json.loads(simulator.calls("bulkUpdatePriceQuantity")[1]["body"])["requests"][0]


def test_an_offer_that_was_not_named_is_looked_up(stage, shop):
    ((_listing, _offer, sku),) = on_sale(stage, 1)
    assert shop.push_offers([OfferPush("", sku, "", "", euros("7.00"))])[0].is_taken
    assert shop.push_offers([OfferPush("", "NO-SUCH", "", "", euros("7.00"))])[0].code == "gone"


def test_another_writer_is_waited_for_and_its_row_alone_sent_again(stage, shop, simulator, naps):
    rows = on_sale(stage, 2)
    simulator.add_fault("busy@bulkUpdatePriceQuantityx1")
    assert all(outcome.is_taken for outcome in shop.push_offers(pushes(rows)))


def test_one_of_ours_writes_a_sku_at_a_time(stage, shop, simulator, naps):
    rows = on_sale(stage, 2)
    with one_writer(shop.client.account.account_id, [rows[0][2]], "elsewhere"):
        with pytest.raises(HeldBack):
            shop.push_offers(pushes(rows))
        assert simulator.counts()["bulkUpdatePriceQuantity"] == 0
        assert shop.push_offers(pushes(rows[1:]))[0].is_taken
    assert all(outcome.is_taken for outcome in shop.push_offers(pushes(rows)))


def test_a_cache_that_is_away_does_not_stop_selling(stage, shop, monkeypatch):
    def away(*_args, **_more):
        raise ConnectionError("no cache")

    for name in ("add", "delete_many"):
        monkeypatch.setattr(f"marketplaces.adapters.ebay.listing.turns.cache.{name}", away)
    assert shop.push_offers(pushes(on_sale(stage, 1)))[0].is_taken


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("25020", 400, Refused),
        ("25025", 500, PartnerDown),
        ("25702", 400, NotFound),
        ("25705", 400, NotFound),
        ("25710", 400, NotFound),
        ("25713", 404, NotFound),
        ("25725", 400, NotFound),
        ("25805", 400, NotFound),
        ("62004", 400, NotFound),
        ("62005", 400, NotFound),
        ("62009", 400, Refused),
    ],
)
def test_each_error_of_selling(code, status, kind):
    row = row_for(status, [Problem(code, "no")])
    assert (row.kind, bool(row.meaning), verdict_of(row, once=True)) == (kind, True, kind)


def test_a_listing_is_changed_no_more_than_its_day_allows(stage, shop, simulator, monkeypatch):
    monkeypatch.setattr(revisions, "A_DAY", 12)  # two of them are for us: ten are kept free
    rows = on_sale(stage, 2)
    for number in range(2):
        assert shop.push_offers(pushes(rows[:1], quantity=number + 1))[0].is_taken
    outcomes = shop.push_offers(pushes(rows, quantity=7))
    assert [outcome.code for outcome in outcomes] == ["held_back", ""]
    assert stage.stock(rows[0][2]) == 2
    assert CallBudget.objects.filter(key__contains="revisions").count() == 2


def test_a_figure_we_did_not_expect_is_told_and_not_written_over(stage, shop):
    ((_listing, offer, sku),) = on_sale(stage, 1)
    stage.sell(sku, 2)
    outcome = shop.push_stock([StockPush(sku, offer, "", 5, "k", expected=9)])[0]
    assert (outcome.code, outcome.found, stage.stock(sku)) == ("stale", 7, 7)
    assert shop.push_stock([StockPush(sku, offer, "", 5, "k", expected=7)])[0].is_taken


# Readiness and choices


def checks(shop):
    return {check.code: check.is_met for check in shop.readiness()}


def test_a_seller_who_is_ready(shop):
    assert checks(shop) == {
        "registered": True,
        "selling_policies": True,
        "out_of_stock_control": True,
        "policies": True,
        "location": True,
        "alert_email": True,
        "notifications": False,
    }
    assert {check.code for check in shop.readiness() if not check.is_required} == {
        "out_of_stock_control",
        "alert_email",
        "notifications",
    }
    assert set(checks(shop)) <= set(READINESS)


def test_a_seller_who_has_just_begun(stage, shop, simulator, settings):
    settings.ALERT_EMAILS = []
    seller = simulator.seller
    simulator.set_rule("registered", False)
    seller.programs.clear()
    seller.locations.clear()
    found = checks(shop)
    assert [code for code, is_met in found.items() if is_met] == []


def test_pitfall_12_a_policy_of_another_site_is_not_chosen(stage, open_shop, simulator):
    account = stage.account()
    policies = simulator.seller.policies["payment"]
    foreign = next(number for number, body in policies.items() if body["marketplaceId"] == "EBAY_DE")
    account.selling_settings = stage.chosen() | {"payment_policy_id": foreign}
    account.save()
    check = next(each for each in open_shop(account).readiness() if each.code == "policies")
    assert (check.is_met, check.values) == (False, {"missing": "payment_policy_id"})


def test_the_choices_are_those_of_the_site(stage, shop):
    found = {setting.name: [choice.value for choice in setting.choices] for setting in shop.selling_settings()}
    assert found == {name: [value] for name, value in stage.chosen().items()}
    assert set(found) <= set(SETTINGS)


def test_a_closed_location_is_no_choice(shop):
    shop.perform("disable_location", {"key": "warehouse-1"})
    setting = next(each for each in shop.selling_settings() if each.name == "location_key")
    assert (setting.choices, shop.connect().locations[0].is_active) == ((), False)


# Categories


def test_suggestions_name_the_way_and_nothing_is_none(shop):
    found = shop.suggest_categories("savon noir")
    assert [(each.category_id, each.path, each.is_leaf) for each in found] == [
        ("67391", "Beauté, bien-être, parfums > Savons", True)
    ]
    assert shop.suggest_categories("zzz") == shop.suggest_categories(" ") == ()


def test_the_tree_is_read_once_for_its_version(shop, simulator):
    roots = shop.categories_below()
    assert "26395" in {each.category_id for each in roots}
    assert [(each.name, each.is_leaf) for each in shop.categories_below("26395")] == [("Savons", True)]
    assert simulator.counts()["getCategoryTree"] == 1
    with pytest.raises(NotFound):
        shop.categories_below("999999")


def test_what_a_category_asks_for(shop):
    needs = shop.category_needs("15687")
    by_name = {need.name: need for need in needs.attributes}
    assert [need.name for need in needs.required()] == ["Marque", "Taille", "Département"]
    assert (by_name["Taille"].varies, by_name["Marque"].varies) == (True, False)
    assert (by_name["Département"].only_listed, by_name["Couleur"].is_multiple) == (True, True)
    assert by_name["Matière"].required_from.isoformat() == "2027-03-01"
    assert needs.conditions == ("NEW", "NEW_OTHER", "USED_EXCELLENT")
    assert needs.version == "134"


def test_required_is_what_the_flag_says_and_not_the_usage(shop):
    """A required aspect still has the usage RECOMMENDED."""
    assert [need.is_required for need in shop.category_needs("15687").attributes if need.name == "Couleur"] == [False]


def test_the_law_wants_the_manufacturer_in_the_eu(shop):
    needs = shop.category_needs("67391")
    assert needs.required_regulations == ("manufacturer",)
    assert "safety" in needs.regulations


def test_a_category_that_is_no_leaf_is_refused_and_one_that_is_gone_not_found(shop):
    with pytest.raises(Rejected) as refusal:
        shop.category_needs("26395")
    assert refusal.value.code == "62009"
    with pytest.raises(NotFound):
        shop.category_needs("999999")


def test_expired_categories_say_what_stands_for_them(stage, open_shop, settings):
    account = stage.account()
    account.site = "EBAY_US"
    account.save()
    found = open_shop(account).perform("list_expired_categories", {})
    assert found == {"categories": [{"category_id": "9999", "now": "15687"}]}


# Operations


def test_a_policy_asked_for_twice_is_one(shop, simulator):
    wanted = {"kind": "payment", "name": "At once", "is_immediate": True}
    first = shop.perform("create_policy", wanted)
    assert shop.perform("create_policy", wanted)["id"] == first["id"]
    assert sum(body["name"] == "At once" for body in simulator.seller.policies["payment"].values()) == 1


def test_a_policy_that_a_listing_uses_is_not_deleted(stage, shop):
    with pytest.raises(Rejected):
        shop.perform("delete_policy", {"kind": "payment", "policy_id": stage.chosen()["payment_policy_id"]})


def test_a_chosen_policy_that_is_gone_is_told(stage, shop, simulator):
    simulator.seller.policies["return"].clear()
    assert shop.perform("sync_policies", {})["gone"] == ["return_policy_id"]


def test_a_location_that_exists_already_stays(shop, simulator):
    told = shop.perform(
        "create_location", {"key": "warehouse-1", "name": "Another", "country": "FR", "postal_code": "1"}
    )
    assert (told["is_new"], told["name"]) == (False, "Warehouse")


def test_a_group_keeps_what_is_not_changed(stage, shop, simulator):
    stage._put_on_sale("G-1", "A", "5.00", 3)
    COMMANDS["end"](simulator, {"listing": simulator.seller.offers_of("G-1")[0].listing})
    seller = simulator.seller
    seller.items["G-1"].product["aspects"]["Taille"] = ["S"]
    varies = {"specifications": [{"name": "Taille", "values": ["S"]}]}
    seller.groups["g"] = {"variantSKUs": ["G-1"], "title": "Old", "description": "d", "variesBy": varies}
    told = shop.perform("change_group", {"key": "g", "title": "New"})
    assert (told["title"], told["description"], told["skus"]) == ("New", "d", ["G-1"])
    assert told["varies_by"] == [{"name": "Taille", "values": ["S"]}]


def test_what_stands_there_is_found_page_by_page(shop):
    page = shop.perform("find_listings", {})
    row = next(each for each in page["items"] if each["sku"] == SKU)
    assert (row["price"], row["quantity"], row["is_live"]) == ({"amount": "4.90", "currency": "EUR"}, 12, True)
    assert page["cursor"] is None


def test_a_picture_is_fetched_by_https_only(shop, simulator):
    with pytest.raises(Rejected):
        shop.perform("store_image", {"url": "http://cdn.example.com/1.jpg"})
    told = shop.perform("store_image", {"url": "https://cdn.example.com/1.jpg"})
    assert told["url"].startswith("http")
    assert told["expires_at"]  # pitfall 14: one that no live listing uses is gone after about 30 days
