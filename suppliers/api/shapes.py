"""How products, stock, freight and parcels of a supplier are written."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from core.api.fields import MoneySerializer, money
from core.money import Money
from suppliers.interface import (
    ItemState,
    ProductSummary,
    Quote,
    SearchPage,
    StockLevel,
    SupplierItem,
    TrackingStatus,
    TrackingUpdate,
    Variant,
)


class PriceRangeSerializer(serializers.Serializer[Any]):
    low = MoneySerializer()
    high = MoneySerializer()


class FoundProductSerializer(serializers.Serializer[Any]):
    product_id = serializers.CharField(help_text="The supplier's id.")
    title = serializers.CharField(allow_blank=True)
    price = PriceRangeSerializer(allow_null=True)
    image_url = serializers.CharField(allow_blank=True)
    page_url = serializers.CharField(allow_blank=True)
    sku = serializers.CharField(allow_blank=True)
    category_name = serializers.CharField(allow_blank=True)
    sold = serializers.CharField(allow_blank=True, help_text="As the supplier puts it, such as “4,000+”.")


class SearchPageSerializer(serializers.Serializer[Any]):
    supplier = serializers.CharField()
    page = serializers.IntegerField()
    has_more = serializers.BooleanField()
    total = serializers.IntegerField(allow_null=True)
    is_total_capped = serializers.BooleanField(help_text="There may be more than `total` says.")
    items = FoundProductSerializer(many=True)


class StockLevelSerializer(serializers.Serializer[Any]):
    area_id = serializers.CharField(allow_blank=True)
    area_name = serializers.CharField(allow_blank=True)
    country = serializers.CharField(allow_blank=True)
    total = serializers.IntegerField(help_text="What the supplier offers there.")
    own = serializers.IntegerField(allow_null=True, help_text="In its own warehouse; null where it does not say.")
    maker = serializers.IntegerField(allow_null=True, help_text="As the maker reports; null where it does not say.")
    is_verified = serializers.BooleanField(allow_null=True, help_text="Whether the maker's figure was checked.")


class OptionSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(allow_blank=True)
    value = serializers.CharField(allow_blank=True)


class VariantSerializer(serializers.Serializer[Any]):
    variant_id = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    sku = serializers.CharField(allow_blank=True)
    options = OptionSerializer(many=True)
    cost = MoneySerializer(allow_null=True, help_text="For one, without freight.")
    image_url = serializers.CharField(allow_blank=True)
    weight_g = serializers.CharField(allow_null=True)
    ships_from = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=[state.value for state in ItemState])
    stock = StockLevelSerializer(many=True, allow_null=True, help_text="By area; null where this answer has none.")


class SupplierItemSerializer(serializers.Serializer[Any]):
    supplier = serializers.CharField()
    product_id = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    sku = serializers.CharField(allow_blank=True)
    description = serializers.CharField(
        allow_blank=True, help_text="Text with harmless markup: no script, no style, https links."
    )
    images = serializers.ListField(child=serializers.CharField())
    category_name = serializers.CharField(allow_blank=True)
    option_names = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(choices=[state.value for state in ItemState])
    page_url = serializers.CharField(allow_blank=True)
    variants = VariantSerializer(many=True)


class QuoteSerializer(serializers.Serializer[Any]):
    service_code = serializers.CharField(help_text="What an order has to name.")
    name = serializers.CharField(allow_blank=True)
    price = MoneySerializer()
    taxes = MoneySerializer(allow_null=True, help_text="The part of the price that is taxes.")
    min_days = serializers.IntegerField(allow_null=True)
    max_days = serializers.IntegerField(allow_null=True)
    is_tracked = serializers.BooleanField(allow_null=True)
    origin = serializers.CharField(allow_blank=True)


class TrackingEventSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField(allow_null=True)
    text = serializers.CharField(allow_blank=True)
    place = serializers.CharField(allow_blank=True)


class TrackingSerializer(serializers.Serializer[Any]):
    number = serializers.CharField()
    carrier = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=[status.value for status in TrackingStatus])
    raw_status = serializers.CharField(allow_blank=True, help_text="The supplier's own word.")
    last_mile_carrier = serializers.CharField(allow_blank=True)
    last_mile_number = serializers.CharField(allow_blank=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
    events = TrackingEventSerializer(many=True, help_text="The newest first.")


def write_money(value: Money | None) -> dict[str, str] | None:
    return None if value is None else money(value.amount, value.currency)


def write_found(found: ProductSummary) -> dict[str, Any]:
    price = found.price
    return {
        "product_id": found.product_id,
        "title": found.title,
        "price": None if price is None else {"low": write_money(price.low), "high": write_money(price.high)},
        "image_url": found.image_url,
        "page_url": found.page_url,
        "sku": found.sku,
        "category_name": found.category_name,
        "sold": found.sold,
    }


def write_search(supplier: str, page: SearchPage) -> dict[str, Any]:
    return {
        "supplier": supplier,
        "page": page.page,
        "has_more": page.has_more,
        "total": page.total,
        "is_total_capped": page.is_total_capped,
        "items": [write_found(found) for found in page.items],
    }


def write_level(level: StockLevel | Mapping[str, Any]) -> dict[str, Any]:
    names = ("area_id", "area_name", "country", "total", "own", "maker", "is_verified")
    return {name: level[name] if isinstance(level, Mapping) else getattr(level, name) for name in names}


def write_variant(variant: Variant) -> dict[str, Any]:
    return {
        "variant_id": variant.variant_id,
        "title": variant.title,
        "sku": variant.sku,
        "options": [{"name": name, "value": value} for name, value in variant.options],
        "cost": write_money(variant.cost),
        "image_url": variant.image_url,
        "weight_g": None if variant.weight_g is None else f"{variant.weight_g.normalize():f}",
        "ships_from": variant.ships_from,
        "state": variant.state.value,
        "stock": None if variant.stock is None else [write_level(level) for level in variant.stock.levels],
    }


def write_item(supplier: str, item: SupplierItem, description: str) -> dict[str, Any]:
    return {
        "supplier": supplier,
        "product_id": item.product_id,
        "title": item.title,
        "sku": item.sku,
        "description": description,
        "images": list(item.images),
        "category_name": item.category_name,
        "option_names": list(item.option_names),
        "state": item.state.value,
        "page_url": item.page_url,
        "variants": [write_variant(variant) for variant in item.variants],
    }


def write_quote(quote: Quote) -> dict[str, Any]:
    return {
        "service_code": quote.service_code,
        "name": quote.name,
        "price": write_money(quote.price),
        "taxes": write_money(quote.taxes),
        "min_days": quote.min_days,
        "max_days": quote.max_days,
        "is_tracked": quote.is_tracked,
        "origin": quote.origin,
    }


def write_tracking(update: TrackingUpdate) -> dict[str, Any]:
    return {
        "number": update.number,
        "carrier": update.carrier,
        "status": update.status.value,
        "raw_status": update.raw_status,
        "last_mile_carrier": update.last_mile_carrier,
        "last_mile_number": update.last_mile_number,
        "delivered_at": update.delivered_at,
        "events": [{"at": event.at, "text": event.text, "place": event.place} for event in update.events],
    }
