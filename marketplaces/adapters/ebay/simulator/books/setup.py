"""An account as a seller has it who has sold for a while: three policies a marketplace, one warehouse."""

from marketplaces.adapters.ebay.simulator.books.goods import CURRENCIES, Body
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.categories.shipping import SERVICES

CATEGORY_TYPES = [{"name": "ALL_EXCLUDING_MOTORS_VEHICLES", "default": True}]
WAREHOUSE = "warehouse-1"


def make_ready(seller: Seller) -> None:
    for marketplace in CURRENCIES:
        for kind, body in _policies(marketplace).items():
            number = seller.number("policy")
            head = {"marketplaceId": marketplace, "categoryTypes": CATEGORY_TYPES, f"{kind}PolicyId": number}
            seller.policies[kind][number] = head | body
    seller.locations[WAREHOUSE] = {
        "location": {
            "locationId": "L1",
            "address": {
                "addressLine1": "1 Test Way",
                "city": "San Jose",
                "stateOrProvince": "CA",
                "postalCode": "95125",
                "country": "US",
            },
        },
        "name": "Warehouse",
        "phone": "",
        "locationTypes": ["WAREHOUSE"],
        "merchantLocationStatus": "ENABLED",
        "merchantLocationKey": WAREHOUSE,
    }


def _policies(marketplace: str) -> dict[str, Body]:
    service = SERVICES[marketplace][0]
    shipping = {
        "optionType": "DOMESTIC",
        "costType": "FLAT_RATE",
        "shippingServices": [
            {
                "sortOrder": 1,
                "shippingCarrierCode": service.carrier,
                "shippingServiceCode": service.code,
                "freeShipping": True,
                "shippingCost": {"value": "0.0", "currency": CURRENCIES[marketplace]},
            }
        ],
    }
    return {
        "fulfillment": {
            "name": "Free shipping",
            "handlingTime": {"unit": "DAY", "value": 2},
            "shippingOptions": [shipping],
            "shipToLocations": {"regionIncluded": [], "regionExcluded": []},
            "globalShipping": False,
            "pickupDropOff": False,
            "localPickup": False,
            "freightShipping": False,
        },
        "payment": {"name": "Immediate payment", "immediatePay": True, "paymentMethods": []},
        "return": {
            "name": "30 days",
            "returnsAccepted": True,
            "returnPeriod": {"unit": "DAY", "value": 30},
            "refundMethod": "MONEY_BACK",
            "returnShippingCostPayer": "BUYER",
        },
    }
