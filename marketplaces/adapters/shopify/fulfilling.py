"""Telling a parcel: looked for first, then told, one call a location."""

from core.errors import Rejected
from marketplaces.adapters.shopify.client import ShopifyClient
from marketplaces.adapters.shopify.client.answers import Given
from marketplaces.adapters.shopify.errors import PARTNER
from marketplaces.adapters.shopify.mapper import parcels
from marketplaces.adapters.shopify.reading import order_parcels
from marketplaces.adapters.shopify.values import needed_number, obj
from marketplaces.interface import FulfilmentState, ParcelNotice

OPERATION = "FulfillmentCreate"


def fulfil(client: ShopifyClient, remote_id: str, parcel: ParcelNotice) -> str:
    """The id of the first fulfilment that holds the parcel. What a living fulfilment of the same number holds already is
    not told again."""
    head, parts, existing = order_parcels(client, remote_id)
    told = [one for one in existing if FulfilmentState((one,), ()).with_number(parcel.tracking.number) is not None]
    wanted = parcels.still_to_tell(parcel, told)
    if not wanted and told:
        return told[0].fulfilment_id
    inputs, missing = parcels.fulfilment_inputs(parts, wanted, parcel)
    if missing:
        problem = parcels.state(head, parts, existing).problem
        words = f"nothing is left to fulfil of lines {', '.join(sorted(missing))}"
        raise Rejected(PARTNER, OPERATION, message=words, code=problem or "nothing_left")
    made = [client.ask("fulfillment_create", {"fulfillment": given}, _created) for given in inputs]
    return told[0].fulfilment_id if told else made[0]


def _created(given: Given) -> str:
    """A payload without the fulfilment is no success."""
    return needed_number(obj(given.payload.get("fulfillment"), "fulfillment"), "id")
