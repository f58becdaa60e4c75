"""Fields that several of eBay's addresses share."""

from typing import Any

from rest_framework import serializers

from core.api.fields import CurrencyField, PatternField, TextField
from core.api.views import ClosedSerializer
from marketplaces.api.views import ShopSerializer

LONGEST_ID = 64


def remote_id_field(help_text: str, **options: Any) -> PatternField:
    """A number or a name of eBay's."""
    return PatternField(
        "[A-Za-z0-9_.-]{1,64}", form="6100000001", max_length=LONGEST_ID, help_text=help_text, **options
    )


class EbayAmountSerializer(ClosedSerializer):
    amount = PatternField("[0-9]{1,8}([.][0-9]{1,2})?", form="12.50", max_length=11, help_text="Exact, as text.")
    currency = CurrencyField()


class EbayShownAmountSerializer(serializers.Serializer[Any]):
    amount = serializers.CharField()
    currency = serializers.CharField()


class SearchQuery(ShopSerializer):
    q = TextField(max_length=350, help_text="The product's title, or what it is.")


class CategoryQuery(ShopSerializer):
    below = remote_id_field("Children of this category; the top ones without it.", required=False)
