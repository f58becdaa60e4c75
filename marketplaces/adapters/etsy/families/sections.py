"""Shop Section: a title each, the shop's own shelves. Their list is in `families.shipping`."""

from typing import Any

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.values import Obj, needed_ident, obj


def create(client: EtsyClient, title: str) -> Obj:
    """Sent once: a second one would be a second section of the same title."""
    form = {"title": title}
    return client.form("POST", client.shop("sections"), "createShopSection", form, _section, repeatable=False)


def rename(client: EtsyClient, section_id: str, title: str) -> Obj:
    path = client.shop(f"sections/{section_id}")
    return client.form("PUT", path, "updateShopSection", {"title": title}, _section, repeatable=True)


def delete(client: EtsyClient, section_id: str) -> None:
    """Its listings stay, in no section."""
    client.delete(client.shop(f"sections/{section_id}"), "deleteShopSection")


def _section(given: Any) -> Obj:
    found = obj(given, "the section")
    needed_ident(found, "shop_section_id")
    return found
