"""Inventory locations: a key that is the seller's and never changes, an address that may."""

from marketplaces.adapters.ebay.simulator.acts.families import INVENTORY
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused
from marketplaces.adapters.ebay.simulator.paging import by_records, whole

PATH = "/location/{merchantLocationKey}"
LONGEST_KEY, MOST = 36, 100


@INVENTORY.post(PATH, "createInventoryLocation")
def create(call: Call) -> Answer:
    """204 without a body; a second one of the same key is refused with 25803."""
    seller, key, body = call.seller, call.path["merchantLocationKey"], call.body
    if len(key) > LONGEST_KEY:
        raise Refused(25800, "Invalid merchantLocationKey.", fieldName="merchantLocationKey")
    if key in seller.locations:
        raise Refused(25803, "merchantLocationKey already exists.", 409, fieldName="merchantLocationKey")
    if "location" not in body:
        raise Refused(25801, "Missing field location.", fieldName="location")
    _check_address(body["location"].get("address") or {})
    location = {"locationId": seller.number("location"), **body["location"]}
    defaults = {"merchantLocationStatus": "ENABLED", "locationTypes": ["WAREHOUSE"], "phone": ""}
    seller.locations[key] = defaults | body | {"location": location, "merchantLocationKey": key}
    return Answer(204)


def _check_address(address: Body) -> None:
    """Country with postal code, or country with city and state."""
    if not address.get("country"):
        raise Refused(25801, "Missing field country.", fieldName="country")
    if not (address.get("postalCode") or (address.get("city") and address.get("stateOrProvince"))):
        raise Refused(25802, "Input error. A location needs a postal code, or city and state.", fieldName="address")


def _of(seller: Seller, key: str) -> Body:
    """Raises Refused with 25805."""
    if key not in seller.locations:
        raise Refused(25805, "merchantLocationKey Not Found.", 404, fieldName="merchantLocationKey")
    return seller.locations[key]


@INVENTORY.get(PATH, "getInventoryLocation")
def get(call: Call) -> Answer:
    return Answer(200, _of(call.seller, call.path["merchantLocationKey"]))


@INVENTORY.get("/location", "getInventoryLocations")
def get_all(call: Call) -> Answer:
    limit, offset = whole(call, "limit", MOST), whole(call, "offset", 0)
    if limit is None or offset is None or not 1 <= limit <= MOST:
        raise Refused(25706, "You have provided invalid pagination values.")
    return Answer(200, by_records(call, "locations", list(call.seller.locations.values()), limit=limit, offset=offset))


@INVENTORY.delete(PATH, "deleteInventoryLocation")
def delete(call: Call) -> Answer:
    body = _of(call.seller, call.path["merchantLocationKey"])
    if "FULFILLMENT_CENTER" in body.get("locationTypes", []):
        raise Refused(25806, "Deletion is not allowed when the location type is fulfillment center.")
    del call.seller.locations[call.path["merchantLocationKey"]]
    return Answer(204)


@INVENTORY.post(f"{PATH}/enable", "enableInventoryLocation", bodied=False)
def enable(call: Call) -> Answer:
    return _set_status(call, "ENABLED")


@INVENTORY.post(f"{PATH}/disable", "disableInventoryLocation", bodied=False)
def disable(call: Call) -> Answer:
    return _set_status(call, "DISABLED")


def _set_status(call: Call, status: str) -> Answer:
    _of(call.seller, call.path["merchantLocationKey"])["merchantLocationStatus"] = status
    return Answer(200, {})


@INVENTORY.post(f"{PATH}/update_location_details", "updateInventoryLocation")
def update(call: Call) -> Answer:
    """What is said replaces what was there; what is not said stays."""
    body = _of(call.seller, call.path["merchantLocationKey"])
    if "location" in call.body:
        _check_address(call.body["location"].get("address") or {})
    location = body["location"] | call.body.get("location", {})
    body.update(call.body | {"location": location})
    return Answer(204)
