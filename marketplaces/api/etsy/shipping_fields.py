"""What bodies and answers about shipping profiles hold."""

from typing import Any

from rest_framework import serializers

from core.api.fields import CountryField, FlagField, MoneySerializer, TextField
from marketplaces.api.etsy.fields import EtsyAmountSerializer, etsy_id_field
from marketplaces.api.views import ShopSerializer

REGIONS = ("eu", "non_eu")
LONGEST_DAYS = 45


class EtsyCarriageSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    first_item = MoneySerializer(allow_null=True)
    further_item = MoneySerializer(allow_null=True, help_text="For each item more in the same parcel.")
    carrier_id = serializers.CharField(allow_blank=True)
    mail_class = serializers.CharField(allow_blank=True)
    min_delivery_days = serializers.IntegerField(allow_null=True)
    max_delivery_days = serializers.IntegerField(allow_null=True)


class EtsyDestinationSerializer(EtsyCarriageSerializer):
    country = serializers.CharField(allow_blank=True)
    region = serializers.CharField(allow_blank=True, help_text="`eu`, `non_eu`; empty where a country is named.")


class EtsyUpgradeSerializer(EtsyCarriageSerializer):
    name = serializers.CharField()
    is_international = serializers.BooleanField()


class EtsyShippingProfileSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    origin_country = serializers.CharField(allow_blank=True)
    origin_postal_code = serializers.CharField(allow_blank=True)
    destinations = EtsyDestinationSerializer(many=True)
    upgrades = EtsyUpgradeSerializer(many=True)


class EtsyShippingProfileListSerializer(serializers.Serializer[Any]):
    profiles = EtsyShippingProfileSerializer(many=True)


class _Carriage(ShopSerializer):
    """A carrier with a class of mail, or days: exactly one of the two."""

    is_new = True
    carrier_id = etsy_id_field("Etsy's number of a carrier.", required=False)
    mail_class = TextField(max_length=80, required=False, help_text="With `carrier_id`.")
    min_delivery_days = serializers.IntegerField(min_value=1, max_value=LONGEST_DAYS, required=False)
    max_delivery_days = serializers.IntegerField(min_value=1, max_value=LONGEST_DAYS, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        carrier = [name for name in ("carrier_id", "mail_class") if name in attrs]
        days = [name for name in ("min_delivery_days", "max_delivery_days") if name in attrs]
        if carrier and days:
            raise serializers.ValidationError(
                {carrier[0]: ["Say a carrier with its class of mail, or days: not both."]}
            )
        if len(carrier) == 1:
            raise serializers.ValidationError({carrier[0]: ["`carrier_id` and `mail_class` go together."]})
        if len(days) == 1:
            raise serializers.ValidationError({days[0]: ["`min_delivery_days` and `max_delivery_days` go together."]})
        if days and attrs["min_delivery_days"] > attrs["max_delivery_days"]:
            raise serializers.ValidationError({"max_delivery_days": ["It is less than `min_delivery_days`."]})
        if self.is_new and not (carrier or days):
            raise serializers.ValidationError({"min_delivery_days": ["Say days, or a carrier with its class of mail."]})
        return attrs


class _Place(_Carriage):
    """Exactly one of country and region."""

    country = CountryField(required=False)
    region = serializers.ChoiceField(choices=REGIONS, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        said = ("country" in attrs) + ("region" in attrs)
        if said > 1 or (self.is_new and not said):
            raise serializers.ValidationError({"country": ["Say a country or a region: exactly one."]})
        return super().validate(attrs)


class EtsyDestinationWriteSerializer(_Place):
    first_item = EtsyAmountSerializer()
    further_item = EtsyAmountSerializer()


class EtsyDestinationChangeSerializer(_Place):
    is_new = False
    first_item = EtsyAmountSerializer(required=False)
    further_item = EtsyAmountSerializer(required=False)


class EtsyUpgradeWriteSerializer(_Carriage):
    name = TextField(max_length=100)
    is_international = FlagField(required=False, default=False)
    first_item = EtsyAmountSerializer()
    further_item = EtsyAmountSerializer()


class EtsyShippingProfileWriteSerializer(EtsyDestinationWriteSerializer):
    title = TextField(max_length=100)
    origin_country = CountryField()
    origin_postal_code = TextField(max_length=12, required=False, help_text="Where the country uses them.")


class EtsyShippingProfileChangeSerializer(ShopSerializer):
    title = TextField(max_length=100, required=False)
    origin_country = CountryField(required=False)
    origin_postal_code = TextField(max_length=12, required=False)
