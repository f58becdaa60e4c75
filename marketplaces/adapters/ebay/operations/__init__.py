"""What eBay alone can do: named operations, one file an area. Values in and out are plain JSON in our words."""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.operations import (
    account,
    ads,
    campaigns,
    disputes,
    groups,
    images,
    listings,
    locations,
    policies,
    programs,
    promotions,
    reports,
    taxonomy,
)
from marketplaces.interface import Operation

Act = Callable[[EbayClient, Mapping[str, Any]], Any]

AREAS: tuple[ModuleType, ...] = (
    account,
    ads,
    campaigns,
    disputes,
    groups,
    images,
    listings,
    locations,
    policies,
    programs,
    promotions,
    reports,
    taxonomy,
)
OPERATIONS: dict[str, Operation] = {name: found for area in AREAS for name, found in area.OPERATIONS.items()}


def act_of(name: str) -> Act | None:
    """An operation is the function of its name."""
    return next((getattr(area, name) for area in AREAS if name in area.OPERATIONS), None)
