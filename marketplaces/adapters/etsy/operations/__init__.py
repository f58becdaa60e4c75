"""What Etsy alone can do: named operations, one file an area. Values in and out are plain JSON in our words."""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.operations import (
    account,
    images,
    listings,
    payments,
    processing_profiles,
    return_policies,
    reviews,
    sections,
    shipping_profiles,
    shop,
    taxonomy,
)
from marketplaces.interface import Operation

Act = Callable[[EtsyClient, Mapping[str, Any]], Any]

AREAS: tuple[ModuleType, ...] = (
    account,
    images,
    listings,
    payments,
    processing_profiles,
    return_policies,
    reviews,
    sections,
    shipping_profiles,
    shop,
    taxonomy,
)
OPERATIONS: dict[str, Operation] = {name: found for area in AREAS for name, found in area.OPERATIONS.items()}


def act_of(name: str) -> Act | None:
    """An operation is the function of its name."""
    return next((getattr(area, name) for area in AREAS if name in area.OPERATIONS), None)
