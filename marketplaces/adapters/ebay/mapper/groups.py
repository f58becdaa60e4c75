"""Groups of inventory items: several forms that are one listing."""

import hashlib
from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.ebay.mapper.items import shared_aspects
from marketplaces.adapters.ebay.mapper.words import RICH
from marketplaces.adapters.ebay.sites import Site
from marketplaces.adapters.ebay.values import Obj, obj_or_empty, texts
from marketplaces.interface import ListingDraft

LONGEST_KEY = 50
MOST_IMAGES = 12
_MARK = 8


def group_key(handle: str) -> str:
    """Our handle, shortened to fit: the same handle has the same key for ever, two handles have two."""
    if len(handle) <= LONGEST_KEY:
        return handle
    mark = hashlib.sha256(handle.encode()).hexdigest()[:_MARK]
    return f"{handle[: LONGEST_KEY - _MARK - 1].rstrip('-')}-{mark}"


def is_group(draft: ListingDraft) -> bool:
    """Forms with options are a group, be it of one; a product without options is a listing of its own."""
    return bool(draft.option_names) or len(draft.variants) > 1


def group_body(draft: ListingDraft, site: Site, staying: Mapping[str, Obj] | None = None) -> dict[str, Any]:
    """For createOrReplaceInventoryItemGroup. `staying` are items by SKU that cannot be taken out any more: the group has
    to name their values, too."""
    staying = staying or {}
    body: dict[str, Any] = {
        "title": draft.title.strip(),
        "description": draft.description_html[:RICH],
        "aspects": shared_aspects(draft, site),
        "imageUrls": _images(draft),
        "variantSKUs": [*(variant.sku for variant in draft.variants), *staying],
        "variesBy": {"specifications": specifications(draft, staying)},
    }
    if pictured := _pictured_by(draft):
        body["variesBy"]["aspectsImageVariesBy"] = [pictured]
    return body


def specifications(draft: ListingDraft, staying: Mapping[str, Obj] | None = None) -> list[dict[str, Any]]:
    """Exactly the values that the forms have, in the order in which they bring them."""
    values: dict[str, dict[str, None]] = {name: {} for name in draft.option_names}
    for variant in draft.variants:
        for name, value in variant.options:
            values.setdefault(name, {})[value] = None
    for item in (staying or {}).values():
        aspects = obj_or_empty(obj_or_empty(item.get("product"), "product").get("aspects"), "aspects")
        for name in values:
            values[name] |= dict.fromkeys(texts(aspects.get(name), name))
    return [{"name": name, "values": list(named)} for name, named in values.items() if named]


def _images(draft: ListingDraft) -> list[str]:
    own = [variant.image_url for variant in draft.variants if variant.image_url]
    return list(dict.fromkeys([*draft.images, *own]))[:MOST_IMAGES]


def _pictured_by(draft: ListingDraft) -> str:
    """The option whose value decides the picture; "" where none does."""
    for name in draft.option_names:
        seen: dict[str, set[str]] = {}
        for variant in draft.variants:
            seen.setdefault(dict(variant.options).get(name, ""), set()).add(variant.image_url)
        pictures = list(seen.values())
        if len(pictures) > 1 and all(len(urls) == 1 and "" not in urls for urls in pictures):
            return name if len({url for urls in pictures for url in urls}) > 1 else ""
    return ""
