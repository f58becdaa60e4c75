"""The rows of selling: shops at marketplaces, what is listed there, and by which rule prices are made."""

from marketplaces.models.account import MarketplaceAccount
from marketplaces.models.listing import Listing, ListingVariant
from marketplaces.models.rules import CategoryMapping, PriceRule

__all__ = ["CategoryMapping", "Listing", "ListingVariant", "MarketplaceAccount", "PriceRule"]
