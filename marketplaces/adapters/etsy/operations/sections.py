"""Sections of the shop."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.families import sections as family
from marketplaces.adapters.etsy.families import shipping
from marketplaces.adapters.etsy.mapper.shop_rows import section
from marketplaces.adapters.etsy.operations.making import deleted, once
from marketplaces.adapters.etsy.values import number
from marketplaces.interface import Operation

OPERATIONS = {
    "list_sections": Operation("list_sections"),
    "create_section": Operation("create_section", changes=True),
    "rename_section": Operation("rename_section", changes=True),
    "delete_section": Operation("delete_section", changes=True),
}
Values = Mapping[str, Any]


def list_sections(client: EtsyClient, values: Values) -> dict[str, Any]:
    return {"sections": [section(row) for row in shipping.sections(client)]}


def create_section(client: EtsyClient, values: Values) -> dict[str, Any]:
    """One with this title that exists already is told."""
    title = str(values["title"])

    def find() -> dict[str, Any] | None:
        return next((row for row in list_sections(client, {})["sections"] if row["title"] == title), None)

    return once(find, lambda: section(family.create(client, title)))


def rename_section(client: EtsyClient, values: Values) -> dict[str, Any]:
    return section(family.rename(client, _number(values), str(values["title"])))


def delete_section(client: EtsyClient, values: Values) -> dict[str, Any]:
    """Its listings stay, in no section."""
    number_ = _number(values)
    return deleted(number_, lambda: family.delete(client, number_))


def _number(values: Values) -> str:
    return str(number(str(values["section_id"]), "section_id"))
