"""The shapes of products and what belongs to them. They describe; the fast writing is done in the views' files."""

from typing import Any

from rest_framework import serializers

from core.api.fields import MoneySerializer
from inventory.models.sync_status import SyncStatus


class CategoryRefSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`cat_<number>`")
    name = serializers.CharField()


class ExternalRefSerializer(serializers.Serializer[Any]):
    """What the B2B service says of the product."""

    external_id = serializers.CharField(help_text="The B2B service's id.")
    external_sku = serializers.CharField(allow_blank=True)
    site_id = serializers.CharField(allow_blank=True)
    sync_status = serializers.ChoiceField(choices=SyncStatus.values)
    last_synced_at = serializers.DateTimeField(help_text="When the service last confirmed the product.")
    missing_since = serializers.DateTimeField(allow_null=True)


class ProductSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`prd_<number>`")
    title = serializers.CharField()
    sku = serializers.CharField(allow_blank=True)
    price = MoneySerializer()
    stock = serializers.CharField(
        allow_null=True, help_text="The B2B service's own figure, exact, as text; null while it is not known."
    )
    sellable_stock = serializers.CharField(help_text="That and what suppliers can deliver by figures that are fresh.")
    unit = serializers.CharField(allow_blank=True, help_text='Empty for pieces, else such as "kg".')
    brand = serializers.CharField(allow_blank=True)
    category = CategoryRefSerializer(allow_null=True)
    images = serializers.ListField(child=serializers.CharField(), help_text="Addresses; the first is the main picture.")
    is_active = serializers.BooleanField()
    is_sellable = serializers.BooleanField(help_text="Active, priced, and in stock.")
    external = ExternalRefSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class FieldOwnersSerializer(serializers.Serializer[Any]):
    """For each field whose value it is: staff's, which the sync leaves alone, or the service's."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {name: serializers.ChoiceField(choices=["staff", "service"]) for name in OWNED_FIELDS}


class ProductDetailSerializer(ProductSerializer):
    description = serializers.CharField(allow_blank=True)
    field_owners = FieldOwnersSerializer()


OWNED_FIELDS = ("title", "description", "sku", "price", "stock", "category", "brand", "images", "active")
