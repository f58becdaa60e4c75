"""Sections of the shop: a title each, at most 20."""

from typing import Any

from marketplaces.adapters.etsy.simulator.books.shipping import Section
from marketplaces.adapters.etsy.simulator.calls import Call, bad, missing, operation, whole_list
from marketplaces.adapters.etsy.simulator.fields import text
from marketplaces.adapters.etsy.simulator.views.shop import section_view

MOST, LONGEST = 20, 24
FORM = {"title": text(required=True)}


def _section(call: Call) -> Section:
    found = call.shop.books.sections.get(int(call.ids["shop_section_id"]))
    if found is None:
        raise missing("Shop section")
    return found


def _title(call: Call) -> str:
    title: str = call.body["title"]
    if len(title) > LONGEST:
        raise bad(f"title cannot be longer than {LONGEST} characters")
    return title


@operation("getShopSections", "GET /shops/{shop_id}/sections")
def get_sections(call: Call) -> dict[str, Any]:
    rows = sorted(call.shop.books.sections.values(), key=lambda one: one.rank)
    return whole_list(rows, lambda one: section_view(call.shop, one))


@operation("getShopSection", "GET /shops/{shop_id}/sections/{shop_section_id}")
def get_section(call: Call) -> dict[str, Any]:
    return section_view(call.shop, _section(call))


@operation("createShopSection", "POST /shops/{shop_id}/sections", "shops_w", form=FORM)
def create_section(call: Call) -> dict[str, Any]:
    books = call.shop.books
    if len(books.sections) >= MOST:
        raise bad(f"a shop cannot have more than {MOST} sections")
    made = Section(call.shop.take("section"), _title(call), len(books.sections))
    books.sections[made.section_id] = made
    return section_view(call.shop, made)


@operation("updateShopSection", "PUT /shops/{shop_id}/sections/{shop_section_id}", "shops_w", form=FORM)
def update_section(call: Call) -> dict[str, Any]:
    found = _section(call)
    found.title = _title(call)
    return section_view(call.shop, found)


@operation("deleteShopSection", "DELETE /shops/{shop_id}/sections/{shop_section_id}", "shops_w", success=204)
def delete_section(call: Call) -> None:
    """Its listings stay, in no section."""
    gone = _section(call)
    del call.shop.books.sections[gone.section_id]
    for listing in call.shop.books.listings.values():
        if listing.facts.get("shop_section_id") == gone.section_id:
            listing.facts["shop_section_id"] = None
