"""Locations, publications, and the shop itself."""

from marketplaces.adapters.shopify.simulator.books.goods import Location, Publication
from marketplaces.adapters.shopify.simulator.books.numbers import gid
from marketplaces.adapters.shopify.simulator.books.shop import Shop
from marketplaces.adapters.shopify.simulator.calls import Shown


def show_location(place: Location) -> Shown:
    return {
        "__typename": "Location",
        "__sort": (place.number,),
        "id": gid("Location", place.number),
        "legacyResourceId": place.number,
        "name": place.name,
        "isActive": place.active,
        "fulfillsOnlineOrders": place.fulfills_online,
        "shipsInventory": place.active,
        "isFulfillmentService": False,
    }


def show_publication(publication: Publication) -> Shown:
    catalog = {"__typename": "AppCatalog", "id": gid("AppCatalog", publication.number), "title": publication.title}
    return {
        "__typename": "Publication",
        "__sort": (publication.number,),
        "id": gid("Publication", publication.number),
        "name": publication.title,
        "autoPublish": True,
        "supportsFuturePublishing": publication.title == "Online Store",
        "catalog": catalog,
    }


def show_shop(shop: Shop) -> Shown:
    return {
        "__typename": "Shop",
        "id": gid("Shop", shop.number),
        "name": shop.domain.split(".")[0].replace("-", " ").title(),
        "email": "owner@example.com",
        "contactEmail": "owner@example.com",
        "myshopifyDomain": shop.domain,
        "url": f"https://{shop.domain}",
        "currencyCode": shop.currency,
        "enabledPresentmentCurrencies": [shop.currency],
        "ianaTimezone": "Europe/Paris",
        "timezoneOffset": "+0100",
        "weightUnit": "KILOGRAMS",
        "primaryDomain": {
            "id": gid("Domain", shop.number),
            "host": shop.domain,
            "url": f"https://{shop.domain}",
            "sslEnabled": True,
        },
    }
