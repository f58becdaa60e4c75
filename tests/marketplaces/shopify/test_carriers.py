"""Carriers in Shopify's words, always with a page to look the parcel up."""

import pytest

from marketplaces.adapters.shopify.adapter import ShopifyAdapter
from marketplaces.adapters.shopify.carriers import SUPPORTED, shopify_name
from marketplaces.interface import TrackingInfo


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("YunExpress", "YunExpress"),
        ("yun express", "YunExpress"),
        ("YunExpress Global Direct line", "YunExpress"),
        ("4PX Express", "4PX"),
        ("SF-Express", "SF Express"),
        ("China Post Registered Air Mail", "China Post"),
        ("ePacket", "China Post"),
        ("La Poste", "La Poste Colissimo"),
        ("Colissimo", "Colissimo"),
        ("DHL", "DHL Express"),
        ("DHL eCommerce Asia", "DHL eCommerce Asia"),
        ("Hermes", "Evri"),
        ("Lietuvos paštas", "Lietuvos Paštas"),
        ("CJPacket Ordinary", "CJPacket Ordinary"),
        ("  AliExpress   Standard Shipping ", "AliExpress Standard Shipping"),
        ("UPSet Couriers", "UPSet Couriers"),
        ("", ""),
    ],
)
def test_each_name(given, name):
    assert shopify_name(given) == name


@pytest.mark.parametrize("name", SUPPORTED)
def test_shopifys_own_names_stay(name):
    assert shopify_name(name.upper()) == name


def test_a_known_carrier_has_its_own_page():
    assert ShopifyAdapter.carrier_words("Yun Express", "YT 1/2") == TrackingInfo(
        "YT 1/2", "YunExpress", "https://www.yuntrack.com/parcelTracking?id=YT%201%2F2"
    )


def test_an_unknown_carrier_is_free_text_with_a_page_for_all():
    """Pitfall 25: without a page Shopify guesses one from the number."""
    assert ShopifyAdapter.carrier_words("UPSet Couriers", "U1").url == "https://t.17track.net/en#nums=U1"
    assert ShopifyAdapter.carrier_words("Test Parcel Service", "TP1") == TrackingInfo(
        "TP1", "Test Parcel Service", "https://t.17track.net/en#nums=TP1"
    )
