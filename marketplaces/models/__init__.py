"""The rows of selling: shops at marketplaces, what is listed there, and by which rules."""

from marketplaces.models.account import MarketplaceAccount
from marketplaces.models.categories import CategoryMapping, RemoteCategoryNeeds
from marketplaces.models.listing import Listing, ListingVariant
from marketplaces.models.plans import PublishPlan
from marketplaces.models.rules import PriceRule
from marketplaces.models.safety import SafetyContact
from marketplaces.models.stock import StockAlert, StockThreshold
from marketplaces.models.templates import PublishTemplate

__all__ = [
    "CategoryMapping",
    "Listing",
    "ListingVariant",
    "MarketplaceAccount",
    "PriceRule",
    "PublishPlan",
    "PublishTemplate",
    "RemoteCategoryNeeds",
    "SafetyContact",
    "StockAlert",
    "StockThreshold",
]
