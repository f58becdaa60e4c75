"""How often one caller may ask. Counted in the cache: for all processes with `CACHE_URL`, else in each web process."""

import logging
from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from core.api.client_address import client_address
from core.models import ApiClient

logger = logging.getLogger(__name__)


class CallerThrottle(SimpleRateThrottle):
    """One budget for each key, each member of staff and each address without either."""

    scope = "caller"

    def get_rate(self) -> str:
        return str(settings.API_RATE)

    def get_cache_key(self, request: Request, view: Any) -> str:
        if isinstance(request.auth, ApiClient):
            caller = f"client:{request.auth.pk}"
        elif request.user.is_authenticated:
            caller = f"user:{request.user.pk}"
        else:
            caller = f"address:{client_address(request)}"
        return self.cache_format % {"scope": self.scope, "ident": caller}

    def allow_request(self, request: Request, view: Any) -> bool:
        try:
            return super().allow_request(request, view)
        except OSError:  # what the Redis client raises is one: an API without its cache answers all the same
            logger.warning("the cache does not answer: requests are not counted", exc_info=True)
            return True


class LoginThrottle(CallerThrottle):
    """Asking for a token: a budget of its own for each address, besides the lock-out of a name."""

    scope = "login"

    def get_rate(self) -> str:
        return str(settings.API_LOGIN_RATE)
