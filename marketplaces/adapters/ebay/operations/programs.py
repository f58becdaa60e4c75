"""Programs of eBay that a seller joins."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.families import account as family
from marketplaces.interface import Operation

OPERATIONS = {
    "list_programs": Operation("list_programs"),
    "join_program": Operation("join_program", changes=True),
}


def list_programs(client: EbayClient, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"programs": sorted(family.programs(client))}


def join_program(client: EbayClient, values: Mapping[str, Any]) -> dict[str, Any]:
    """It can take a day until eBay has done it. One that the seller is in already is fine."""
    family.opt_in(client, str(values["program"]))
    return list_programs(client, values)
