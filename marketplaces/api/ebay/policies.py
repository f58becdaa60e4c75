"""Business policies of an eBay seller over REST: one set of addresses for each kind."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import FlagField, PatternField, TextField
from core.api.views import ClosedSerializer, read_query
from marketplaces.api.ebay.documenting import deletes, files, reads
from marketplaces.api.ebay.fields import EbayAmountSerializer, EbayShownAmountSerializer
from marketplaces.api.operations import CHANGE, SEE, OperationView
from marketplaces.api.views import ShopSerializer

WRITTEN = "A job; its result is the policy as eBay has it then."
DELETED = "A job. eBay refuses while a listing uses the policy."
_SERVICE = {
    "code": "USPSPriority",
    "carrier": "USPS",
    "is_international": False,
    "cost": {"amount": "4.50", "currency": "USD"},
}
_HEAD = {"id": "6100000001", "kind": "fulfillment", "name": "Two days", "description": "", "site": "EBAY_US"}
_SHIPPING = _HEAD | {"handling_days": 2, "reckons_by_weight": False, "services": [_SERVICE]}
_PAYMENT = _HEAD | {"id": "6100000002", "kind": "payment", "name": "At once", "is_immediate": True}
_RETURN = _HEAD | {"id": "6100000003", "kind": "return", "name": "30 days", "are_accepted": True, "days": 30,
                   "paid_by": "buyer"}  # fmt: skip


class EbayShownServiceSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    carrier = serializers.CharField(allow_blank=True)
    is_international = serializers.BooleanField()
    cost = EbayShownAmountSerializer(allow_null=True, help_text="Null is free.")


class EbayShownPolicySerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="eBay's number.")
    kind = serializers.CharField(help_text="`fulfillment`, `payment` or `return`.")
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    site = serializers.CharField()


class EbayShownFulfillmentSerializer(EbayShownPolicySerializer):
    handling_days = serializers.IntegerField(allow_null=True)
    reckons_by_weight = serializers.BooleanField(help_text="Products then need a weight.")
    services = EbayShownServiceSerializer(many=True)


class EbayShownPaymentSerializer(EbayShownPolicySerializer):
    is_immediate = serializers.BooleanField()


class EbayShownReturnSerializer(EbayShownPolicySerializer):
    are_accepted = serializers.BooleanField()
    days = serializers.IntegerField(allow_null=True)
    paid_by = serializers.CharField(allow_blank=True, help_text="`buyer` or `seller`.")


class EbayFulfillmentListSerializer(serializers.Serializer[Any]):
    policies = EbayShownFulfillmentSerializer(many=True)


class EbayPaymentListSerializer(serializers.Serializer[Any]):
    policies = EbayShownPaymentSerializer(many=True)


class EbayReturnListSerializer(serializers.Serializer[Any]):
    policies = EbayShownReturnSerializer(many=True)


class EbayServiceSerializer(ClosedSerializer):
    code = PatternField("[A-Za-z0-9_]{1,80}", form="USPSPriority", max_length=80)
    carrier = TextField(max_length=60, required=False)
    is_international = FlagField(required=False, default=False)
    cost = EbayAmountSerializer(required=False, allow_null=True, help_text="Without it shipping is free.")


class EbayPolicySerializer(ShopSerializer):
    name = TextField(max_length=64, help_text="Unique on the national site.")
    description = TextField(max_length=250, required=False, allow_blank=True)


class EbayFulfillmentSerializer(EbayPolicySerializer):
    handling_days = serializers.IntegerField(min_value=0, max_value=40, default=1)
    reckons_by_weight = FlagField(required=False, default=False)
    services = serializers.ListField(child=EbayServiceSerializer(), min_length=1, max_length=20)


class EbayPaymentSerializer(EbayPolicySerializer):
    is_immediate = FlagField(required=False, default=True)


class EbayReturnSerializer(EbayPolicySerializer):
    are_accepted = FlagField(required=False, default=True)
    days = serializers.ChoiceField(choices=[14, 30, 60], required=False)
    paid_by = serializers.ChoiceField(choices=["buyer", "seller"], required=False)


class _Policies(OperationView):
    kind = ""
    body: type[EbayPolicySerializer]
    access = {"GET": SEE, "POST": CHANGE}

    def list_them(self, request: Request) -> Response:
        return self.answer_read(request, "list_policies", ShopSerializer, {"kind": self.kind})

    def create(self, request: Request) -> Response:
        return self.file_write(request, "create_policy", self.body, {"kind": self.kind})


class _Policy(OperationView):
    kind = ""
    body: type[EbayPolicySerializer]
    access = {"GET": SEE, "PUT": CHANGE, "DELETE": CHANGE}

    def read(self, request: Request, policy_id: str) -> Response:
        return self.answer_read(request, "read_policy", ShopSerializer, {"kind": self.kind, "policy_id": policy_id})

    def replace(self, request: Request, policy_id: str) -> Response:
        values = {"kind": self.kind, "policy_id": policy_id}
        return self.file_write(request, "replace_policy", self.body, values)

    def remove(self, request: Request, policy_id: str) -> Response:
        account = self.account(read_query(request, ShopSerializer).get("account"))
        values = {"kind": self.kind, "policy_id": policy_id}
        return self._file(request, account, "delete_policy", values, accepts_fee=False)


_WANTED_SHIPPING = {"name": "Two days", "handling_days": 2, "services": [_SERVICE]}
_WANTED_PAYMENT = {"name": "At once", "is_immediate": True}
_WANTED_RETURN = {"name": "30 days", "are_accepted": True, "days": 30, "paid_by": "buyer"}


class FulfillmentPolicies(_Policies):
    kind, body = "fulfillment", EbayFulfillmentSerializer
    operations = {"GET": "list_fulfillment_policies", "POST": "create_fulfillment_policy"}

    @reads("List shipping policies", ShopSerializer, EbayFulfillmentListSerializer, {"policies": [_SHIPPING]})
    def get(self, request: Request) -> Response:
        return self.list_them(request)

    @files("Create a shipping policy", EbayFulfillmentSerializer, _WANTED_SHIPPING, WRITTEN)
    def post(self, request: Request) -> Response:
        return self.create(request)


class PaymentPolicies(_Policies):
    kind, body = "payment", EbayPaymentSerializer
    operations = {"GET": "list_payment_policies", "POST": "create_payment_policy"}

    @reads("List payment policies", ShopSerializer, EbayPaymentListSerializer, {"policies": [_PAYMENT]})
    def get(self, request: Request) -> Response:
        return self.list_them(request)

    @files("Create a payment policy", EbayPaymentSerializer, _WANTED_PAYMENT, WRITTEN)
    def post(self, request: Request) -> Response:
        return self.create(request)


class ReturnPolicies(_Policies):
    kind, body = "return", EbayReturnSerializer
    operations = {"GET": "list_return_policies", "POST": "create_return_policy"}

    @reads("List return policies", ShopSerializer, EbayReturnListSerializer, {"policies": [_RETURN]})
    def get(self, request: Request) -> Response:
        return self.list_them(request)

    @files("Create a return policy", EbayReturnSerializer, _WANTED_RETURN, WRITTEN)
    def post(self, request: Request) -> Response:
        return self.create(request)


class FulfillmentPolicy(_Policy):
    kind, body = "fulfillment", EbayFulfillmentSerializer
    operations = {
        "GET": "read_fulfillment_policy",
        "PUT": "replace_fulfillment_policy",
        "DELETE": "delete_fulfillment_policy",
    }

    @reads("Read a shipping policy", ShopSerializer, EbayShownFulfillmentSerializer, _SHIPPING)
    def get(self, request: Request, policy_id: str) -> Response:
        return self.read(request, policy_id)

    @files("Replace a shipping policy", EbayFulfillmentSerializer, _WANTED_SHIPPING, WRITTEN)
    def put(self, request: Request, policy_id: str) -> Response:
        return self.replace(request, policy_id)

    @deletes("Delete a shipping policy", ShopSerializer, DELETED)
    def delete(self, request: Request, policy_id: str) -> Response:
        return self.remove(request, policy_id)


class PaymentPolicy(_Policy):
    kind, body = "payment", EbayPaymentSerializer
    operations = {"GET": "read_payment_policy", "PUT": "replace_payment_policy", "DELETE": "delete_payment_policy"}

    @reads("Read a payment policy", ShopSerializer, EbayShownPaymentSerializer, _PAYMENT)
    def get(self, request: Request, policy_id: str) -> Response:
        return self.read(request, policy_id)

    @files("Replace a payment policy", EbayPaymentSerializer, _WANTED_PAYMENT, WRITTEN)
    def put(self, request: Request, policy_id: str) -> Response:
        return self.replace(request, policy_id)

    @deletes("Delete a payment policy", ShopSerializer, DELETED)
    def delete(self, request: Request, policy_id: str) -> Response:
        return self.remove(request, policy_id)


class ReturnPolicy(_Policy):
    kind, body = "return", EbayReturnSerializer
    operations = {"GET": "read_return_policy", "PUT": "replace_return_policy", "DELETE": "delete_return_policy"}

    @reads("Read a return policy", ShopSerializer, EbayShownReturnSerializer, _RETURN)
    def get(self, request: Request, policy_id: str) -> Response:
        return self.read(request, policy_id)

    @files("Replace a return policy", EbayReturnSerializer, _WANTED_RETURN, WRITTEN)
    def put(self, request: Request, policy_id: str) -> Response:
        return self.replace(request, policy_id)

    @deletes("Delete a return policy", ShopSerializer, DELETED)
    def delete(self, request: Request, policy_id: str) -> Response:
        return self.remove(request, policy_id)


class PoliciesSync(OperationView):
    access = {"POST": CHANGE}
    operations = {"POST": "sync_policies"}

    @files(
        "Read all policies again",
        ShopSerializer,
        {"account": "shop_1"},
        "A job; its result holds all three kinds, and in `gone` the shop's choices that are not there any more.",
    )
    def post(self, request: Request) -> Response:
        return self.file_write(request, "sync_policies", ShopSerializer)
