"""Tokens (JWT) for a separate front end: staff log in with name and password and get a short and a long token."""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import RefreshToken, UntypedToken
from rest_framework_simplejwt.utils import get_md5_hash_password

from core.api.authentication import SECOND_FACTOR_CLAIM, may_use_tokens, proves_enough
from core.api.fields import TextField
from core.api.schema import errors
from core.api.throttling import LoginThrottle
from core.api.views import METHODS, read_body
from core.two_factor.door import try_code
from core.two_factor.policy import standing_of

_TEXT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.…"


class LoginSerializer(serializers.Serializer[Any]):
    username = TextField(max_length=150)
    password = TextField(max_length=200)
    otp = TextField(
        max_length=40,
        required=False,
        help_text="For those with two-factor login: a code of the authenticator app, or a recovery code.",
    )


class TokenPairSerializer(serializers.Serializer[Any]):
    access = serializers.CharField(help_text="Send it as `Authorization: Bearer …`; it lives 15 minutes.")
    refresh = serializers.CharField(help_text="Gives new access tokens for 7 days.")


class RefreshSerializer(serializers.Serializer[Any]):
    refresh = TextField(max_length=4000)


class AccessSerializer(serializers.Serializer[Any]):
    access = serializers.CharField()


class VerifySerializer(serializers.Serializer[Any]):
    token = TextField(max_length=4000)


class ValidSerializer(serializers.Serializer[Any]):
    valid = serializers.BooleanField()


class _Public(APIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = [LoginThrottle]
    http_method_names = METHODS

    def get_authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class TokenView(_Public):
    @extend_schema(
        operation_id="token_create",
        summary="Log in and get tokens",
        description=(
            "For staff. Five failures of one name from one address, wrong codes among them, lock that pair out for an "
            "hour. Who has two-factor login sends its code as `otp`; without it the answer is 401 with the code "
            "`otp_required`, with a wrong or used one `otp_invalid`. Whose role needs two-factor login and who has not "
            "set it up in the console gets `otp_setup_required`."
        ),
        request=LoginSerializer,
        responses={200: TokenPairSerializer, **errors(401)},
        examples=[
            OpenApiExample("log in", value={"username": "operator", "password": "…"}, request_only=True),
            OpenApiExample("tokens", value={"access": _TEXT, "refresh": _TEXT}, response_only=True),
        ],
        tags=["token"],
    )
    def post(self, request: Request) -> Response:
        given = read_body(request, LoginSerializer)
        # The wrapper, not the plain request: what the lock-out notes on it must not replace our error body.
        user: Any = authenticate(request, username=given["username"], password=given["password"])
        _refuse_locked_out(request)
        if not may_use_tokens(user):
            raise AuthenticationFailed("Name or password is wrong, or this user may not use the API.")
        refresh = RefreshToken.for_user(user)
        _require_second_factor(request, user, given.get("otp", ""), refresh)
        return Response({"access": str(refresh.access_token), "refresh": str(refresh)})


class TokenRefreshView(_Public):
    @extend_schema(
        operation_id="token_refresh",
        summary="Get a new access token",
        request=RefreshSerializer,
        responses={200: AccessSerializer, **errors(401)},
        examples=[
            OpenApiExample("refresh", value={"refresh": _TEXT}, request_only=True),
            OpenApiExample("new token", value={"access": _TEXT}, response_only=True),
        ],
        tags=["token"],
    )
    def post(self, request: Request) -> Response:
        token = _read(RefreshToken, read_body(request, RefreshSerializer)["refresh"])
        user = get_user_model().objects.filter(pk=token.get("user_id")).first()
        # A changed password ends the tokens that were given for the old one.
        if (
            user is None
            or not may_use_tokens(user)
            or token.get("hash_password") != get_md5_hash_password(user.password)
            or not proves_enough(user, token)
        ):
            raise AuthenticationFailed("The token is not valid or has expired.", code="token_invalid")
        return Response({"access": str(token.access_token)})


class TokenVerifyView(_Public):
    @extend_schema(
        operation_id="token_verify",
        summary="Ask whether a token is still valid",
        request=VerifySerializer,
        responses={200: ValidSerializer, **errors(401)},
        examples=[
            OpenApiExample("verify", value={"token": _TEXT}, request_only=True),
            OpenApiExample("it is", value={"valid": True}, response_only=True),
        ],
        tags=["token"],
    )
    def post(self, request: Request) -> Response:
        _read(UntypedToken, read_body(request, VerifySerializer)["token"])
        return Response({"valid": True})


def _require_second_factor(request: Request, user: Any, code: str, token: RefreshToken) -> None:
    """Notes in the token which authenticator app vouched for it. Raises AuthenticationFailed or Throttled."""
    standing = standing_of(user)
    if standing.must_set_up:
        raise AuthenticationFailed(
            "Your role needs two-factor login: set it up in the console first.", code="otp_setup_required"
        )
    if standing.authenticator is None:
        return
    if not code:
        raise AuthenticationFailed("Send the code of your authenticator app as otp.", code="otp_required")
    if not try_code(request, user, code):
        _refuse_locked_out(request)
        raise AuthenticationFailed("The code is wrong, was used already, or came too soon.", code="otp_invalid")
    token[SECOND_FACTOR_CLAIM] = standing.authenticator


def _refuse_locked_out(request: Request) -> None:
    if getattr(request, "axes_locked_out", False):
        raise Throttled(wait=settings.AXES_COOLOFF_TIME * 3600, detail="Too many failures; try again later.")


def _read(kind: type[Any], text: str) -> Any:
    try:
        return kind(text)
    except TokenError as error:
        raise AuthenticationFailed("The token is not valid or has expired.", code="token_invalid") from error
