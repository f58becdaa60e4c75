"""What Etsy's orders look like over REST, beyond what all marketplaces have."""

from typing import Any

from rest_framework import serializers

from core.api.fields import FlagField, MoneySerializer, PublicIdField

PRODUCT, LINE = "prd", "orl"
_EUR = {"amount": "9.80", "currency": "EUR"}
LINE_EXAMPLE = {
    "id": "orl_31", "remote_id": "7001", "sku": "BS-200", "title": "Black soap", "quantity": 2, "owed": 2,
    "price": {"amount": "4.90", "currency": "EUR"}, "product": "prd_17", "is_mapped": True, "mapped_by_staff": False,
}  # fmt: skip
PAYMENT_EXAMPLE: dict[str, Any] = {
    "id": "81000001", "status": "settled", "gross": _EUR, "fees": {"amount": "0.85", "currency": "EUR"},
    "net": {"amount": "8.95", "currency": "EUR"}, "adjusted_gross": None, "adjusted_fees": None, "adjusted_net": None,
    "created_at": "2026-03-01T08:00:00+00:00", "adjustments": [],
}  # fmt: skip
REFUND_EXAMPLE = {"id": "1", "state": "done", "amount": _EUR, "created_at": "2026-03-04T08:00:00+00:00"}


class EtsyOrderLineSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`orl_<number>`")
    remote_id = serializers.CharField(allow_blank=True, help_text="Etsy's transaction.")
    sku = serializers.CharField(allow_blank=True)
    title = serializers.CharField(allow_blank=True)
    quantity = serializers.IntegerField()
    owed = serializers.IntegerField(help_text="Still to be sent.")
    price = MoneySerializer(allow_null=True)
    product = serializers.CharField(allow_null=True)
    is_mapped = serializers.BooleanField(help_text="Whether a product of ours is known for it.")
    mapped_by_staff = serializers.BooleanField()


class EtsyOrderLinesSerializer(serializers.Serializer[Any]):
    order_id = serializers.CharField()
    lines = EtsyOrderLineSerializer(many=True)


class EtsyMapLineBody(serializers.Serializer[Any]):
    line = PublicIdField(LINE)
    product = PublicIdField(PRODUCT)
    remember = FlagField(required=False, default=False, help_text="Also for later orders of the same variant.")


class EtsyAdjustmentSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(allow_blank=True)
    status = serializers.CharField(allow_blank=True)
    is_success = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    amount = MoneySerializer(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)


class EtsyPaymentSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    status = serializers.CharField(allow_blank=True)
    gross = MoneySerializer(allow_null=True)
    fees = MoneySerializer(allow_null=True)
    net = MoneySerializer(allow_null=True)
    adjusted_gross = MoneySerializer(allow_null=True, help_text="After refunds; null without any.")
    adjusted_fees = MoneySerializer(allow_null=True)
    adjusted_net = MoneySerializer(allow_null=True)
    created_at = serializers.DateTimeField(allow_null=True)
    adjustments = EtsyAdjustmentSerializer(many=True)


class EtsyPaymentListSerializer(serializers.Serializer[Any]):
    payments = EtsyPaymentSerializer(many=True, help_text="Empty until Etsy has them: perhaps not before it is sent.")


class EtsyRefundSeenSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(allow_blank=True)
    state = serializers.CharField(allow_blank=True, help_text="`pending`, `done` or `failed`; empty: not said.")
    amount = MoneySerializer(allow_null=True)
    created_at = serializers.DateTimeField(allow_null=True)


class EtsyRefundsSeenSerializer(serializers.Serializer[Any]):
    order_id = serializers.CharField()
    refunds = EtsyRefundSeenSerializer(many=True)
