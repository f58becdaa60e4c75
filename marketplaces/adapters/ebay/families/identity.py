"""Identity API: who the seller is."""

from marketplaces.adapters.ebay.client import EbayClient, Family, Given
from marketplaces.adapters.ebay.values import Obj, required


def user(client: EbayClient) -> Obj:
    return client.get(Family.IDENTITY, "user/", _read, operation="getUser")


def _read(given: Given) -> Obj:
    required(given.body, "userId")
    return given.body
