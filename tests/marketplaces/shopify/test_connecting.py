"""Connecting: who the shop is, which rights are missing, what does not work without them."""

import pytest

from core.errors import Rejected
from marketplaces.adapters.shopify.adapter import ShopifyAdapter
from marketplaces.adapters.shopify.scopes import NEEDS, REQUESTED, held, lost_abilities, missing
from marketplaces.interface import Capability, SellingPlace, ShopInfo
from tests.marketplaces.shopify.conftest import SHOP, good, page, refused


def scoped(*scopes, version="2026-10"):
    shop = {
        "id": "gid://shopify/Shop/71",
        "name": "Hub Test",
        "myshopifyDomain": SHOP,
        "currencyCode": "EUR",
        "ianaTimezone": "Europe/Paris",
        "primaryDomain": {"host": "shop.example.com"},
    }
    installed = {"id": "gid://shopify/AppInstallation/1", "accessScopes": [{"handle": scope} for scope in scopes]}
    return good({"shop": shop, "currentAppInstallation": installed}, version=version)


LOCATIONS = {"locations": page({"id": "gid://shopify/Location/1", "name": "Test Street", "isActive": True})}
PUBLICATIONS = {
    "publications": page(
        {"id": "gid://shopify/Publication/9", "catalog": {"title": "Online Store"}},
        {"id": "gid://shopify/Publication/10", "catalog": None},
    )
}


def test_a_shop_with_all_rights(wire, shop):
    wire.says(scoped(*REQUESTED), LOCATIONS, PUBLICATIONS)
    assert shop.connect() == ShopInfo(
        remote_id="71",
        name="Hub Test",
        domain=SHOP,
        currency="EUR",
        timezone="Europe/Paris",
        scopes=REQUESTED,
        locations=(SellingPlace("1", "Test Street"),),
        publications=(SellingPlace("9", "Online Store"), SellingPlace("10")),
        served_version="2026-10",
    )


def test_the_scopes_of_older_guides_can_neither_fulfil_nor_publish_nor_set_stock(wire, shop):
    """Contract, section 2."""
    older = ("read_orders", "write_orders", "read_fulfillments", "write_fulfillments", "read_products")
    denied = refused("ACCESS_DENIED", data={"publications": None}, path=["publications"])
    wire.says(scoped(*older), refused("ACCESS_DENIED", data={"locations": None}, path=["locations"]), denied)
    info = shop.connect()
    assert info.lost_abilities == ("personal_data", "fulfil", "publish", "stock")
    assert info.missing_scopes == (
        "read_customers",
        "read_inventory",
        "read_locations",
        "read_merchant_managed_fulfillment_orders",
        "read_publications",
        "write_inventory",
        "write_merchant_managed_fulfillment_orders",
        "write_products",
        "write_publications",
    )
    assert (info.locations, info.publications) == ((), ())


def test_another_refusal_than_a_missing_right_is_raised(wire, shop):
    wire.says(scoped(*REQUESTED), refused("SHOP_INACTIVE", data={"locations": None}))
    with pytest.raises(Rejected) as raised:
        shop.connect()
    assert raised.value.code == "SHOP_INACTIVE"


def test_places_are_read_to_the_last_page(wire, shop):
    more = {"locations": page({"id": "gid://shopify/Location/1", "name": "A", "isActive": True}, after="l-1")}
    wire.says(scoped(*REQUESTED), more, {"locations": page({"id": "gid://shopify/Location/2"})}, PUBLICATIONS)
    assert [place.place_id for place in shop.connect().locations] == ["1", "2"]


def test_the_version_that_answered_is_told(wire, shop):
    wire.says(
        scoped(*REQUESTED, version="2027-01"), good(LOCATIONS, version="2027-01"), good(PUBLICATIONS, version="2027-01")
    )
    assert shop.connect().served_version == "2027-01"


def test_a_right_to_write_holds_the_right_to_read():
    assert held(["write_products", " read_orders "]) == {"write_products", "read_products", "read_orders"}


def test_what_we_ask_for_is_all_we_need():
    assert missing(REQUESTED) == ()
    assert lost_abilities(REQUESTED) == ()


@pytest.mark.parametrize("ability", NEEDS)
@pytest.mark.parametrize("position", [0, -1])
def test_each_missing_right_costs_its_ability(ability, position):
    scope = NEEDS[ability][position]
    everything = {each for scopes in NEEDS.values() for each in scopes}
    without = everything - {scope, scope.replace("read_", "write_", 1)}
    assert ability in lost_abilities(without)
    assert scope in missing(without)


def test_nothing_is_promised_that_cannot_be_kept():
    without = {Capability.CATEGORIES, Capability.PUBLISH_FEE, Capability.PUSH_OFFERS, Capability.REFUND}
    assert ShopifyAdapter.capabilities == frozenset(Capability) - without


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"shop_address": "hub-test.myshopify.com"}, set()),
        ({"shop_address": " https://Hub-Test.myshopify.com/ "}, set()),
        ({"shop_address": "shop.example.com"}, {"shop_address"}),
        ({"shop_address": "hub-test"}, {"shop_address"}),
        ({"shop_address": "x.myshopify.com.evil.example"}, {"shop_address"}),
        ({"api_key": "client 1"}, {"api_key"}),
        ({"api_secret": "shpat_0123"}, {"api_secret"}),
        ({"access_token": "shpss_0123"}, {"access_token"}),
        ({"api_key": "client-1", "api_secret": "shpss_0123", "access_token": "shpat_0123"}, set()),
        ({}, set()),
    ],
)
def test_what_staff_enter_is_looked_at_before_it_is_sent(given, fields):
    assert set(ShopifyAdapter.credential_problems(given)) == fields
