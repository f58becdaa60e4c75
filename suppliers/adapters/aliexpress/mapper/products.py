"""`aliexpress.ds.product.get`: a product with all its variants, their costs and stock."""

from decimal import Decimal
from typing import Any

from suppliers.adapters.aliexpress.envelope import Body
from suppliers.adapters.aliexpress.mapper.origins import country_of
from suppliers.adapters.aliexpress.reading import (
    Json,
    Unreadable,
    absolute,
    as_list,
    decimal,
    money,
    objects,
    part,
    text,
    whole,
)
from suppliers.interface import ItemState, StockLevel, SupplierItem, Variant, VariantStock

SHIPS_FROM = "200007763"  # the property that decides where the goods come from
PAGE = "https://www.aliexpress.com/item/{}.html"
_BRAND = "Brand Name"
_STATES = {"onSelling": ItemState.ON_SALE, "offline": ItemState.OFF_SALE}
_SKU_FIELDS = ("sku_id", "sku_attr", "id", "offer_sale_price", "sku_price")
Size = tuple[Decimal, Decimal, Decimal]


def read_product(body: Body, asked_id: str) -> SupplierItem:
    """The product; raises Unreadable when there is no result, which a good product gives now and then."""
    result = body.content.get("result")
    if not isinstance(result, dict) or not result:
        raise Unreadable("a product without a result")
    base = part(result, "ae_item_base_info_dto")
    skus = objects(result.get("ae_item_sku_info_dtos"), *_SKU_FIELDS)
    if not skus:
        raise Unreadable("a product without variants")
    product_id = text(base.get("product_id")) or asked_id
    state = _STATES.get(text(base.get("product_status_type")), ItemState.UNKNOWN)
    package = part(result, "package_info_dto")
    attributes = _attributes(result.get("ae_item_properties"))
    return SupplierItem(
        product_id=product_id,
        title=text(base.get("subject")),
        variants=tuple(_variant(sku, state, _weight(package), _size(package)) for sku in skus),
        description_html=text(base.get("detail")),
        images=_images(part(result, "ae_multimedia_info_dto")),
        category_id=text(base.get("category_id")),
        brand=next((value for name, value in attributes if name == _BRAND), ""),
        option_names=_option_names(skus),
        state=state,
        page_url=PAGE.format(product_id),
        attributes=attributes,
    )


def _variant(sku: Json, state: ItemState, weight: Decimal | None, size: Size | None) -> Variant:
    """One SKU. Its own currency counts: that of the base block may be CNY while these are what was asked for."""
    variant_id, order_key = text(sku.get("sku_id")), _order_key(sku)
    if not variant_id and not order_key:
        raise Unreadable("a variant without an id")
    properties = _properties(sku)
    options = tuple((text(each.get("sku_property_name")), _shown_value(each)) for each in properties)
    listed = money(sku.get("sku_price"), sku.get("currency_code"))
    ships_from = country_of(_ships_from(properties))
    return Variant(
        variant_id=variant_id or order_key,
        title=" / ".join(value for _, value in options if value),
        cost=money(sku.get("offer_sale_price"), sku.get("currency_code")) or listed,
        sku=text(sku.get("sku_code")),
        options=options,
        order_key=order_key,
        image_url=next((absolute(each["sku_image"]) for each in properties if text(each.get("sku_image"))), ""),
        list_price=listed,
        weight_g=weight,
        size_mm=size,
        ships_from=ships_from,
        stock=_stock(variant_id or order_key, sku.get("sku_available_stock"), ships_from),
        state=state,
    )


def _order_key(sku: Json) -> str:
    """What an order names: `sku_attr` exactly as written, `#...` included, not even trimmed. `id` is the same."""
    found = sku.get("sku_attr") or sku.get("id")
    return found if isinstance(found, str) else ""


def _stock(variant_id: str, figure: Any, country: str) -> VariantStock | None:
    """One figure for the whole variant. Where it is missing nothing is known, which is not 0."""
    total = whole(figure)
    if total is None:
        return None
    iso = country if len(country) == 2 else ""  # noqa: PLR2004 - ISO 3166
    return VariantStock(variant_id, (StockLevel("", max(total, 0), country=iso),))


def _properties(sku: Json) -> list[Json]:
    return objects(sku.get("ae_sku_property_dtos"), "sku_property_id", "sku_property_name")


def _shown_value(option: Json) -> str:
    """The seller's own name for a value ("Bear") before the platform's, which several variants share ("WHITE")."""
    return text(option.get("property_value_definition_name")) or text(option.get("sku_property_value"))


def _ships_from(properties: list[Json]) -> str:
    return next(
        (
            text(each.get("sku_property_value"))
            for each in properties
            if text(each.get("sku_property_id")) == SHIPS_FROM
        ),
        "",
    )


def _option_names(skus: list[Json]) -> tuple[str, ...]:
    names = (text(each.get("sku_property_name")) for sku in skus for each in _properties(sku))
    return tuple(dict.fromkeys(name for name in names if name))


def _images(media: Json) -> tuple[str, ...]:
    """Addresses joined with ";", or a list of them."""
    given = media.get("image_urls")
    urls = as_list(given) if not isinstance(given, str) else given.split(";")
    return tuple(found for url in urls if (found := absolute(url)))


def _attributes(value: Any) -> tuple[tuple[str, str], ...]:
    found = objects(value, "attr_name", "attr_value")
    return tuple((name, text(each.get("attr_value"))) for each in found if (name := text(each.get("attr_name"))))


def _weight(package: Json) -> Decimal | None:
    kilograms = decimal(package.get("gross_weight"))
    return kilograms * 1000 if kilograms is not None and kilograms > 0 else None


def _size(package: Json) -> Size | None:
    """Centimetres into millimetres; None where a side is missing."""
    sides = [decimal(package.get(name)) for name in ("package_length", "package_width", "package_height")]
    found = [side * 10 for side in sides if side is not None and side > 0]
    return (found[0], found[1], found[2]) if len(found) == len(sides) else None
