"""Who calls: a program with its key, staff with their session, a separate front end with a token."""

import logging
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import InvalidToken

from core.api.keys import find_client
from core.models import ApiClient
from core.two_factor.policy import standing_of

logger = logging.getLogger(__name__)
SECOND_FACTOR_CLAIM = "second_factor"  # in tokens: the key of the authenticator app whose code was given for it
LAST_USED_EVERY = timedelta(minutes=1)


class Machine:
    """Stands for the program behind an API key where Django and DRF expect a user."""

    is_authenticated = True
    is_anonymous = False
    is_active = True
    is_staff = False

    def __init__(self, client: ApiClient) -> None:
        self.client = client
        self.pk = None  # never mistaken for a user's row

    def __str__(self) -> str:
        return self.client.name

    def has_perm(self, _permission: str) -> bool:
        return False


class ApiKeyAuthentication(BaseAuthentication):
    """`X-API-Key: hub_…`. Gives the request a `Machine` as user and the `ApiClient` as auth."""

    def authenticate(self, request: Request) -> tuple[Any, ApiClient] | None:
        key = request.headers.get("X-API-Key")
        if key is None:
            return None
        client = find_client(key)
        if client is None:
            raise AuthenticationFailed("This API key does not exist.", code="api_key_invalid")
        if not client.is_active:
            raise AuthenticationFailed("This API key has been switched off.", code="api_key_inactive")
        if client.expires_at is not None and client.expires_at <= timezone.now():
            raise AuthenticationFailed("This API key has expired.", code="api_key_expired")
        _note_use(client)
        return Machine(client), client

    def authenticate_header(self, request: Request) -> str:
        return "ApiKey"


def _note_use(client: ApiClient) -> None:
    """Write `last_used_at`, at most once a minute and never at the cost of the answer."""
    now = timezone.now()
    if client.last_used_at is not None and client.last_used_at > now - LAST_USED_EVERY:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - LAST_USED_EVERY)
    try:
        with transaction.atomic():  # so that its failure spoils no transaction around it
            ApiClient.objects.filter(stale, pk=client.pk).update(last_used_at=now)
    except DatabaseError:  # a busy SQLite: the next request writes it
        logger.warning("last use of API client %s was not written", client.pk, exc_info=True)


class TokenAuthentication(JWTAuthentication):
    """`Authorization: Bearer …` from `/api/token`, with a refusal in the words of our error body."""

    def authenticate(self, request: Request) -> Any:
        try:
            return super().authenticate(request)
        except InvalidToken as error:
            raise AuthenticationFailed("The token is not valid or has expired.", code="token_invalid") from error

    def get_user(self, validated_token: Any) -> Any:
        """Also refuses a token that was given before its person set up two-factor login, or before a reset of it."""
        user = super().get_user(validated_token)
        if not proves_enough(user, validated_token):
            raise InvalidToken
        return user


def proves_enough(user: Any, token: Any) -> bool:
    """Whether the token was given for a code of the authenticator app that counts now, where the person has or needs one."""
    standing = standing_of(user)
    return not standing.must_set_up and bool(token.get(SECOND_FACTOR_CLAIM) == standing.authenticator)


def may_use_tokens(user: AbstractUser | None) -> bool:
    """Whether this user may work with tokens: the same people who may enter the console."""
    return user is not None and user.is_active and user.is_staff


def actor_of(request: Request) -> str:
    """Who asks, as history and runs write it down."""
    if isinstance(request.auth, ApiClient):
        return f"api:{request.auth.name}"
    return request.user.get_username()


def caller_of(request: Request) -> str:
    """Who asks, as a key that no other caller has: names may be given anew, this is not."""
    if isinstance(request.auth, ApiClient):
        return f"client:{request.auth.pk}"
    return f"user:{request.user.pk}"
