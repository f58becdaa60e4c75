"""What stands in every listing on one of eBay's national sites, over REST."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.fields import PatternField, public_id
from core.api.schema import errors
from core.api.views import ClosedSerializer, read_body
from marketplaces.actions.shops.editing import write_account
from marketplaces.api.ebay.fields import remote_id_field
from marketplaces.api.operations import CHANGE, SEE
from marketplaces.api.views import SHOP, MarketplaceView
from marketplaces.models import MarketplaceAccount

CHOICES = ("fulfillment_policy_id", "payment_policy_id", "return_policy_id", "location_key", "vat_percentage")
_WANTED = {
    "fulfillment_policy_id": "6100000001",
    "payment_policy_id": "6100000002",
    "return_policy_id": "6100000003",
    "location_key": "warehouse-1",
    "language": "de-DE",
}
_SHOWN = {
    "site": "EBAY_DE",
    "account": "shop_1",
    "currency": "EUR",
    "price_rule": "Standard",
    "vat_percentage": "",
    **_WANTED,
}


class EbayShownSettingsSerializer(serializers.Serializer[Any]):
    site = serializers.CharField()
    account = serializers.CharField()
    currency = serializers.CharField(allow_blank=True)
    language = serializers.CharField(allow_blank=True, help_text="Of listings; the site's own where it is empty.")
    price_rule = serializers.CharField(allow_null=True, help_text="Changed in the console.")
    fulfillment_policy_id = serializers.CharField(allow_blank=True)
    payment_policy_id = serializers.CharField(allow_blank=True)
    return_policy_id = serializers.CharField(allow_blank=True)
    location_key = serializers.CharField(allow_blank=True)
    vat_percentage = serializers.CharField(allow_blank=True)


class EbaySettingsSerializer(ClosedSerializer):
    fulfillment_policy_id = remote_id_field("A shipping policy of the site.", required=False, allow_blank=True)
    payment_policy_id = remote_id_field("A payment policy of the site.", required=False, allow_blank=True)
    return_policy_id = remote_id_field("A return policy of the site.", required=False, allow_blank=True)
    location_key = remote_id_field("A location that goods are sent from.", required=False, allow_blank=True)
    vat_percentage = PatternField("[0-9]{1,2}([.][0-9])?", form="20", max_length=4, required=False)
    language = PatternField("[a-z]{2}(-[A-Z]{2})?", form="de-DE", max_length=5, required=False)


class Settings(MarketplaceView):
    access = {"GET": SEE, "PUT": CHANGE}
    operations = {"GET": "read_settings", "PUT": "replace_settings"}

    @extend_schema(
        summary="Read a site's settings",
        responses={200: EbayShownSettingsSerializer, **errors(404)},
        examples=[OpenApiExample("a site", value=_SHOWN, response_only=True, status_codes=["200"])],
    )
    def get(self, _request: Request, site: str) -> Response:
        return Response(_shown(self._of(site)))

    @extend_schema(
        summary="Replace a site's settings",
        description="Makes no call. What is not given is not chosen any more. The next publishing writes them.",
        request={"application/json": EbaySettingsSerializer},
        responses={200: EbayShownSettingsSerializer, **errors(404)},
        examples=[
            OpenApiExample("choices", value=_WANTED, request_only=True),
            OpenApiExample("a site", value=_SHOWN, response_only=True, status_codes=["200"]),
        ],
    )
    def put(self, request: Request, site: str) -> Response:
        given, account = read_body(request, EbaySettingsSerializer), self._of(site)
        chosen = {**account.selling_settings, **dict.fromkeys(CHOICES, "")}
        chosen = {name: given.get(name, value) for name, value in chosen.items()}
        values: dict[str, Any] = {"selling_settings": {name: value for name, value in chosen.items() if value}}
        values["language"] = given.get("language", "")
        return Response(_shown(write_account(account, values, actor_of(request))))

    def _of(self, site: str) -> MarketplaceAccount:
        rows = MarketplaceAccount.objects.filter(marketplace=self.partner, site=site)
        found = rows.select_related("price_rule").order_by("-is_active", "pk").first()
        if found is None:
            raise NotFound("There is no shop on this national site.")
        return found


def _shown(account: MarketplaceAccount) -> dict[str, Any]:
    chosen = {name: str(account.selling_settings.get(name, "")) for name in CHOICES}
    return {
        "site": account.site,
        "account": public_id(SHOP, account.pk),
        "currency": account.currency,
        "language": account.language,
        "price_rule": account.price_rule.name if account.price_rule else None,
        **chosen,
    }
