"""Products: what we want there, and what stands there."""

from collections.abc import Sequence
from typing import Any

from core.money import Money
from marketplaces.adapters.shopify.values import (
    Misread,
    Obj,
    decimal,
    gid,
    needed_number,
    obj,
    obj_or_none,
    required,
    rows,
    text,
)
from marketplaces.interface import ListingDraft, ListingReading, PublishedVariant, VariantDraft, VariantReading

# A product without options has this one all the same.
_ONLY_OPTION, _ONLY_VALUE = "Title", "Default Title"
_STATUSES = {"ACTIVE": "active", "DRAFT": "draft", "ARCHIVED": "archived"}
Options = tuple[tuple[str, str], ...]


def product_input(draft: ListingDraft) -> dict[str, Any]:
    """For productSet. All lists are whole: what they leave out is deleted there. Stock is not in it: of a product that
    exists, productSet takes quantities only where the goods are kept already."""
    return {
        "title": draft.title,
        "handle": draft.handle,
        "descriptionHtml": draft.description_html,
        "vendor": draft.vendor,
        "productType": draft.product_type,
        "tags": list(draft.tags),
        "status": "ACTIVE" if draft.is_active else "DRAFT",
        "productOptions": _product_options(draft),
        "files": [_file(url, draft.title) for url in _images(draft)],
        "variants": [_variant_input(draft, variant, number) for number, variant in enumerate(draft.variants, 1)],
    }


def identifier(draft: ListingDraft) -> dict[str, str]:
    return {"id": gid("Product", draft.remote_id)} if draft.remote_id else {"handle": draft.handle}


def options_of(variant: VariantDraft) -> Options:
    return variant.options or ((_ONLY_OPTION, _ONLY_VALUE),)


def published_variants(draft: ListingDraft, found: Sequence[Obj]) -> tuple[PublishedVariant, ...]:
    """Each variant of the draft with the ids it has now: told by its options, which Shopify keeps distinct."""
    by_options = {_selected(node): node for node in found}
    published = []
    for variant in draft.variants:
        node = by_options.get(options_of(variant))
        if node is None:
            raise Misread("a variant that was sent is not in the product")
        item = obj(node.get("inventoryItem"), "inventoryItem")
        published.append(
            PublishedVariant(
                variant.key, needed_number(node, "id"), needed_number(item, "id"), text(node.get("sku")) or variant.sku
            )
        )
    return tuple(published)


def kept_items(found: Sequence[Obj]) -> set[str]:
    """The stock items that are active at the location that was asked about."""
    kept = set()
    for node in found:
        item = obj(node.get("inventoryItem"), "inventoryItem")
        level = obj_or_none(item.get("inventoryLevel"), "inventoryLevel")
        if level is not None and level.get("isActive"):
            kept.add(needed_number(item, "id"))
    return kept


def listing_reading(product: Obj, variants: Sequence[Obj], currency: str, *, at_location: bool) -> ListingReading:
    return ListingReading(
        remote_id=needed_number(product, "id"),
        handle=required(product, "handle"),
        title=text(product.get("title")),
        status=_STATUSES.get(text(product.get("status")), ""),
        variants=tuple(_variant_reading(each, currency, at_location=at_location) for each in variants),
        url=text(product.get("onlineStoreUrl")),
        is_visible=is_visible(product),
    )


def is_visible(product: Obj) -> bool | None:
    """Active, and published somewhere. None where the app may not see publications."""
    counted = obj_or_none(product.get("resourcePublicationsCount"), "resourcePublicationsCount")
    if text(product.get("status")) != "ACTIVE":
        return False
    count = decimal(counted.get("count")) if counted else None
    return None if count is None else count > 0


def available(level: Obj | None) -> int | None:
    """The figure of an inventory level."""
    for row in rows(level.get("quantities"), "quantities") if level else ():
        if row.get("name") == "available" and isinstance(row.get("quantity"), int):
            return int(row["quantity"])
    return None


def _variant_reading(node: Obj, currency: str, *, at_location: bool) -> VariantReading:
    item = obj(node.get("inventoryItem"), "inventoryItem")
    price, total = decimal(node.get("price")), node.get("inventoryQuantity")
    quantity = total if isinstance(total, int) else None
    if at_location:
        quantity = available(obj_or_none(item.get("inventoryLevel"), "inventoryLevel"))
    return VariantReading(
        variant_id=needed_number(node, "id"),
        inventory_id=needed_number(item, "id"),
        sku=text(node.get("sku")),
        price=Money(price, currency) if price is not None and currency else None,
        quantity=quantity if item.get("tracked") else None,
    )


def _selected(node: Obj) -> Options:
    options = rows(node.get("selectedOptions"), "selectedOptions")
    return tuple((text(each.get("name")), text(each.get("value"))) for each in options)


def _images(draft: ListingDraft) -> list[str]:
    return list(dict.fromkeys([*draft.images, *(each.image_url for each in draft.variants if each.image_url)]))


def _file(url: str, alt: str = "") -> dict[str, str]:
    return {"originalSource": url, "contentType": "IMAGE"} | ({"alt": alt} if alt else {})


def _product_options(draft: ListingDraft) -> list[dict[str, Any]]:
    """Each option with its values in the order in which variants bring them."""
    values: dict[str, dict[str, None]] = {name: {} for name in draft.option_names}
    for variant in draft.variants:
        for name, value in options_of(variant):
            values.setdefault(name, {})[value] = None
    return [
        {"name": name, "position": position, "values": [{"name": value} for value in named]}
        for position, (name, named) in enumerate(((name, named) for name, named in values.items() if named), 1)
    ]


def _variant_input(draft: ListingDraft, variant: VariantDraft, position: int) -> dict[str, Any]:
    given: dict[str, Any] = {
        "optionValues": [{"optionName": name, "name": value} for name, value in options_of(variant)],
        "position": position,
        "price": amount(variant.price),
        "compareAtPrice": amount(variant.compare_at),
        "sku": variant.sku,
        "inventoryPolicy": "DENY",
        "inventoryItem": _item_input(variant),
    }
    if variant.remote_variant_id and draft.remote_id:
        given["id"] = gid("ProductVariant", variant.remote_variant_id)
    if variant.image_url:
        given["file"] = _file(variant.image_url, draft.title)
    return given


def _item_input(variant: VariantDraft) -> dict[str, Any]:
    """The cost has no currency there: it is the shop's, and another one's is not sent."""
    given: dict[str, Any] = {"tracked": variant.quantity is not None, "requiresShipping": True}
    if variant.cost is not None and variant.cost.currency == variant.price.currency:
        given["cost"] = amount(variant.cost)
    if variant.weight_g is not None:
        given["measurement"] = {"weight": {"unit": "GRAMS", "value": float(variant.weight_g)}}
    return given


def amount(money: Money | None) -> str | None:
    """In the currency's coins, never in powers of ten."""
    return None if money is None else f"{money.rounded().amount:f}"
