"""What campaigns and promotions over REST share: whose word goes below the floor, and what is left of each item."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from core.api.fields import FlagField, IdListField, PatternField, money, public_id
from core.api.permissions import Access
from core.api.scopes import ADMIN
from core.money import Money
from marketplaces.actions.prices.margins import Margin
from marketplaces.actions.prices.promoting import ACCEPT
from marketplaces.api.ebay.fields import EbayShownAmountSerializer
from marketplaces.api.views import LISTING, ShopSerializer

# Who may say what the least price is may go below it.
BELOW_FLOOR = Access(ADMIN, "marketplaces.change_pricerule")
MOST_LISTINGS = 500


class EbayListingsOnOfferSerializer(ShopSerializer):
    listings = IdListField(LISTING, max_length=MOST_LISTINGS)
    accept_below_floor = FlagField(
        required=False,
        default=False,
        help_text="Also where an item then falls under its least price. Needs the scope `admin`, or the permission to "
        "change price rules.",
    )


class EbayMarginSerializer(serializers.Serializer[Any]):
    listing = serializers.CharField()
    sku = serializers.CharField()
    price = EbayShownAmountSerializer(help_text="What a buyer then pays.")
    floor = EbayShownAmountSerializer(allow_null=True, help_text="The least price; null where no cost is known.")
    left = EbayShownAmountSerializer(allow_null=True, help_text="After fees and cost; null where no cost is known.")
    is_below_floor = serializers.BooleanField()


MARGIN = {
    "listing": "lst_7",
    "sku": "MAT-1",
    "price": {"amount": "18.00", "currency": "USD"},
    "floor": {"amount": "14.20", "currency": "USD"},
    "left": {"amount": "4.10", "currency": "USD"},
    "is_below_floor": False,
}


def rate_field(**options: Any) -> PatternField:
    """Per cent with one decimal; eBay takes 2.0 to 100.0."""
    return PatternField("([2-9]|[1-9][0-9]|100)([.][0-9])?", form="5.0", max_length=5, **options)


class MomentField(serializers.DateTimeField):
    """A time in a body, as ISO 8601 text in UTC for the room."""

    def to_internal_value(self, value: Any) -> Any:
        found: datetime = super().to_internal_value(value)
        return found.astimezone(UTC).isoformat(timespec="seconds")


def check_floor_right(request: Request, given: dict[str, Any]) -> None:
    """Raises PermissionDenied for who asks to go below the floor and may not."""
    if given.get(ACCEPT) and not BELOW_FLOOR.opens_to(request):
        raise PermissionDenied


def shown(found: Sequence[Margin]) -> list[dict[str, Any]]:
    return [
        {
            "listing": public_id(LISTING, each.listing.pk),
            "sku": each.sku,
            "price": _amount(each.price),
            "floor": _amount(each.floor),
            "left": _amount(each.left),
            "is_below_floor": each.is_below,
        }
        for each in found
    ]


def _amount(given: Money | None) -> dict[str, str] | None:
    return None if given is None else money(given.rounded().amount, given.currency)
