from marketplaces.adapters.ebay.client.answers import Given
from marketplaces.adapters.ebay.client.client import EbayClient
from marketplaces.adapters.ebay.client.families import Family, Host

__all__ = ["EbayClient", "Family", "Given", "Host"]
