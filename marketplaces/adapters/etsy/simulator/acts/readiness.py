"""Processing profiles, which the API calls readiness state definitions."""

from typing import Any

from marketplaces.adapters.etsy.simulator.books.shipping import Readiness
from marketplaces.adapters.etsy.simulator.calls import PAGE, Call, Refused, bad, missing, operation, page
from marketplaces.adapters.etsy.simulator.fields import choice, whole
from marketplaces.adapters.etsy.simulator.views.shop import readiness_view

ALL = "/shops/{shop_id}/readiness-state-definitions"
ONE = f"{ALL}/{{readiness_state_definition_id}}"
STATES = ("ready_to_ship", "made_to_order")
UNIT = choice("days", "weeks")
NEW = {
    "readiness_state": choice(*STATES, required=True),
    "min_processing_time": whole(1, 10, required=True),
    "max_processing_time": whole(1, 10, required=True),
    "processing_time_unit": UNIT,
}
CHANGE = {
    "readiness_state": choice(*STATES),
    "min_processing_time": whole(1, 10),
    "max_processing_time": whole(1, 10),
    "processing_time_unit": UNIT,
}


def _definition(call: Call) -> Readiness:
    found = call.shop.books.readiness.get(int(call.ids["readiness_state_definition_id"]))
    if found is None:
        raise missing("Readiness state definition")
    return found


def _checked(call: Call, wanted: Readiness) -> Readiness:
    """Raises the conflict, with the address of the one that is equal."""
    if wanted.least > wanted.most:
        raise bad("min_processing_time cannot be greater than max_processing_time")
    for one in call.shop.books.readiness.values():
        if one.key == wanted.key and one.readiness_id != wanted.readiness_id:
            path = f"/v3/application/shops/{call.shop.shop_id}/readiness-state-definitions/{one.readiness_id}"
            text = "A readiness state definition with these values exists"
            raise Refused(409, text, headers={"Content-Location": f"{call.origin}{path}"})
    return wanted


@operation("getShopReadinessStateDefinitions", f"GET {ALL}", "shops_r", query=PAGE)
def get_definitions(call: Call) -> dict[str, Any]:
    return page(call, list(call.shop.books.readiness.values()), lambda one: readiness_view(call.shop, one))


@operation("getShopReadinessStateDefinition", f"GET {ONE}", "shops_r")
def get_definition(call: Call) -> dict[str, Any]:
    return readiness_view(call.shop, _definition(call))


@operation("createShopReadinessStateDefinition", f"POST {ALL}", "shops_w", form=NEW, success=201)
def create_definition(call: Call) -> dict[str, Any]:
    body = call.body
    times = body["min_processing_time"], body["max_processing_time"], body.get("processing_time_unit", "days")
    made = _checked(call, Readiness(0, body["readiness_state"], *times))
    made.readiness_id = call.shop.take("readiness_state")
    call.shop.books.readiness[made.readiness_id] = made
    return readiness_view(call.shop, made)


@operation("updateShopReadinessStateDefinition", f"PUT {ONE}", "shops_w", form=CHANGE)
def update_definition(call: Call) -> dict[str, Any]:
    found, body = _definition(call), call.body
    wanted = Readiness(
        found.readiness_id,
        body.get("readiness_state", found.state),
        body.get("min_processing_time", found.least),
        body.get("max_processing_time", found.most),
        body.get("processing_time_unit", found.unit),
    )
    call.shop.books.readiness[found.readiness_id] = _checked(call, wanted)
    return readiness_view(call.shop, wanted)


@operation("deleteShopReadinessStateDefinition", f"DELETE {ONE}", "shops_w", success=204)
def delete_definition(call: Call) -> None:
    found = _definition(call)
    for listing in call.shop.books.listings.values():
        used = {product.offering.readiness_state_id for product in listing.products}
        if listing.state == "active" and found.readiness_id in used:
            raise bad("The readiness state definition is used by active offerings and cannot be deleted")
    del call.shop.books.readiness[found.readiness_id]
