"""Installing our app in a shop from a separate front end: it asks for the consent page's address, and hands in the answer
that the marketplace gave to the browser. (The console's own way is `marketplaces.oauth`.)
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core import oauth_state
from core.api.authentication import actor_of, caller_of
from core.api.errors import Conflict, UnfitValue
from core.api.fields import PatternField, PublicIdField, TextField
from core.api.schema import errors
from core.api.views import read_body
from core.errors import HubError
from core.oauth_state import Asker, StateRefused
from marketplaces.actions.shops import authorising
from marketplaces.actions.shops.callback_address import callback_address
from marketplaces.actions.shops.connecting import OtherShop
from marketplaces.api import examples
from marketplaces.api.accounts import CONNECT, ShopAccountSerializer, write_shop
from marketplaces.api.views import SHOP, MarketplaceView, ask
from marketplaces.interface import Capability
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import adapter_class

PAGE = r"https?://[A-Za-z0-9.:\[\]-]+/[A-Za-z0-9._~/-]*"


class BeginSerializer(serializers.Serializer[Any]):
    account = PublicIdField(SHOP)
    return_to = PatternField(
        PAGE,
        form="https://front.example/connected",
        max_length=500,
        help_text="Your page that takes the answer, below one of CORS_ALLOWED_ORIGINS; without a query.",
    )


class ConsentPageSerializer(serializers.Serializer[Any]):
    url = serializers.CharField(help_text="Send the browser there, within ten minutes.")


class FinishSerializer(serializers.Serializer[Any]):
    answer = serializers.DictField(
        child=TextField(max_length=4000, allow_blank=True),
        help_text="Every parameter that your page was called with, as it came.",
    )


class _Authorising(MarketplaceView):
    def existing(self, pk: int) -> MarketplaceAccount:
        """404 where there is no such shop, or nobody has to consent to anything."""
        account = self.account(pk)
        if not account.is_active or Capability.OAUTH not in adapter_class(self.partner).capabilities:
            raise NotFound("There is nothing to authorise in this shop.")
        return account


class BeginAuthorising(_Authorising):
    access = {"POST": CONNECT}
    operations = {"POST": "begin_authorising"}

    @extend_schema(
        summary="Begin to connect a shop from a separate front end",
        description=(
            "The address of the marketplace's consent page. From there the person comes back to the hub, which sends "
            "them on to `return_to` with what the marketplace has appended: hand that in at `oauth/finish`, as the "
            "same caller."
        ),
        request={"application/json": BeginSerializer},
        responses={200: ConsentPageSerializer, **errors(409, 422)},
        examples=[
            OpenApiExample(
                "a page of a front end",
                value={"account": "shop_1", "return_to": "https://front.example/connected"},
                request_only=True,
            ),
            OpenApiExample("where to", value={"url": "https://marketplace.example/consent?…"}, response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        wanted = read_body(request, BeginSerializer)
        account, page = self.existing(wanted["account"]), wanted["return_to"]
        require_front_end(page)
        try:
            url = authorising.begin(account, _asker(request), callback_address(request, self.partner), page)
        except HubError as error:
            raise Conflict(str(error), "cannot_authorise") from error
        return Response({"url": url})


class FinishAuthorising(_Authorising):
    access = {"POST": CONNECT}
    operations = {"POST": "finish_authorising"}

    @extend_schema(
        summary="Hand in what the marketplace answered",
        description="Connects the shop: tokens are fetched and kept, webhooks set, and the shop is looked at.",
        request={"application/json": FinishSerializer},
        responses={200: ShopAccountSerializer, **errors(409, 422, 502, 503, 504)},
        examples=[
            OpenApiExample("the answer", value={"answer": {"state": "Zx4…", "code": "v^1.1#…"}}, request_only=True),
            OpenApiExample("a shop", value=examples.ACCOUNT, response_only=True, status_codes=["200"]),
        ],
    )
    def post(self, request: Request) -> Response:
        answer: dict[str, str] = read_body(request, FinishSerializer)["answer"]
        account = self.existing(self._account_of(answer.get("state", ""), request))
        if said := answer.get("error_description") or answer.get("error"):
            raise Conflict(f"The marketplace did not give access: {said}", "access_not_given")
        if not answer.get("code"):
            raise UnfitValue({"answer": ["The marketplace sent no code."]})
        redirect_uri, by = callback_address(request, self.partner), actor_of(request)
        try:
            ask(lambda: authorising.finish(account, answer, redirect_uri, by))
        except OtherShop as error:
            raise Conflict(str(error), "other_shop") from error
        except HubError as error:
            raise Conflict(str(error), "cannot_authorise") from error
        account.refresh_from_db()
        return Response(write_shop(account))

    def _account_of(self, state: str, request: Request) -> int:
        try:
            return int(oauth_state.redeem(state, self.partner, _asker(request)))
        except StateRefused as error:
            raise Conflict(str(error), "state_refused") from error


def require_front_end(page: str) -> None:
    """The code of a shop goes there: only where browsers of another origin are let in anyway. Raises UnfitValue."""
    try:
        parts = urlsplit(page)
        origin = f"{parts.scheme}://{parts.netloc}"
    except ValueError:  # brackets that hold no address
        origin = ""
    if origin not in settings.CORS_ALLOWED_ORIGINS:
        raise UnfitValue({"return_to": ["This origin is not one of CORS_ALLOWED_ORIGINS."]})


def _asker(request: Request) -> Asker:
    return Asker(caller_of(request), "")
