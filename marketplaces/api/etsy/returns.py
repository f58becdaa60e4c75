"""Return policies at Etsy over REST."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import FlagField
from marketplaces.api.documenting import deletes, files, reads
from marketplaces.api.etsy.views import EtsyView
from marketplaces.api.operations import CHANGE, SEE
from marketplaces.api.views import ShopSerializer

DAYS = (7, 14, 21, 30, 45, 60, 90)
_SAYS = {"accepts_returns": True, "accepts_exchanges": False, "return_days": 30}
_POLICY = {"id": "50100001", **_SAYS, "words": "returns, 30 days"}


class EtsyReturnPolicySerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    accepts_returns = serializers.BooleanField()
    accepts_exchanges = serializers.BooleanField()
    return_days = serializers.IntegerField(allow_null=True)
    words = serializers.CharField()


class EtsyReturnPolicyListSerializer(serializers.Serializer[Any]):
    policies = EtsyReturnPolicySerializer(many=True)


class EtsyReturnPolicyWriteSerializer(ShopSerializer):
    accepts_returns = FlagField()
    accepts_exchanges = FlagField()
    return_days = serializers.ChoiceField(choices=DAYS, required=False, help_text="Where either is accepted.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        takes_back = attrs["accepts_returns"] or attrs["accepts_exchanges"]
        if takes_back and "return_days" not in attrs:
            raise serializers.ValidationError({"return_days": ["Say within how many days."]})
        if not takes_back and "return_days" in attrs:
            raise serializers.ValidationError({"return_days": ["Nothing is taken back: there are no days."]})
        return attrs


class EtsyReturnPolicyChangeSerializer(EtsyReturnPolicyWriteSerializer):
    """Etsy replaces a policy whole, so what is left out would be guessed."""

    accepts_returns = FlagField(required=False)
    accepts_exchanges = FlagField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        missing = [name for name in ("accepts_returns", "accepts_exchanges") if name not in attrs]
        if missing:
            words = "Etsy replaces the whole policy: say this too."
            raise serializers.ValidationError({name: [words] for name in missing}, "required")
        return super().validate(attrs)


class ReturnPolicies(EtsyView):
    access = {"GET": SEE, "POST": CHANGE}
    operations = {"GET": "list_return_policies", "POST": "create_return_policy"}

    @reads("List return policies", ShopSerializer, EtsyReturnPolicyListSerializer, {"policies": [_POLICY]})
    def get(self, request: Request) -> Response:
        return self.answer_read(request, "list_return_policies", ShopSerializer)

    @files(
        "Make a return policy",
        EtsyReturnPolicyWriteSerializer,
        _SAYS,
        "A job. One that says the same already is its result.",
    )
    def post(self, request: Request) -> Response:
        return self.file_write(request, "create_return_policy", EtsyReturnPolicyWriteSerializer)


class ReturnPolicy(EtsyView):
    access = {"PATCH": CHANGE, "DELETE": CHANGE}
    operations = {"PATCH": "change_return_policy", "DELETE": "delete_return_policy"}

    @files(
        "Change a return policy",
        EtsyReturnPolicyChangeSerializer,
        _SAYS,
        "A job. Where another policy says this already Etsy allows no second: its listings get that one, and this one is "
        "gone. `was_merged` of the result says so.",
    )
    def patch(self, request: Request, policy_id: int) -> Response:
        values = {"policy_id": str(policy_id)}
        return self.file_write(request, "change_return_policy", EtsyReturnPolicyChangeSerializer, values)

    @deletes("Delete a return policy", ShopSerializer, "A job. Etsy refuses while a listing uses it.")
    def delete(self, request: Request, policy_id: int) -> Response:
        return self.file_delete(request, "delete_return_policy", {"policy_id": str(policy_id)})
