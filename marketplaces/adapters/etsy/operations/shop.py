"""The shop itself."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.families import shop as family
from marketplaces.adapters.etsy.mapper import shop_rows as mapper
from marketplaces.interface import Operation

OPERATIONS = {"read_shop": Operation("read_shop"), "change_shop": Operation("change_shop", changes=True)}
TEXTS = ("title", "announcement", "sale_message", "digital_sale_message")


def read_shop(client: EtsyClient, values: Mapping[str, Any]) -> dict[str, Any]:
    return mapper.shop(family.shop(client, client.shop_id))


def change_shop(client: EtsyClient, values: Mapping[str, Any]) -> dict[str, Any]:
    """Texts alone: vacation can only be read."""
    return mapper.shop(family.update_shop(client, {name: values[name] for name in TEXTS if name in values}))
