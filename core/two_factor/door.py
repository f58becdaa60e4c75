"""Codes at the door: each wrong one counts like a wrong password, for the same lock-out and in the same history."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed

from core.two_factor.authenticators import verify

BY_CODE = "code"  # the credentials' `factor` of a failure that was no wrong password


def try_code(request: Any, user: User, code: str) -> bool:
    """Whether the code is right. A wrong one may lock name and address out: then `request.axes_locked_out` is true."""
    name = user.get_username()
    if AxesProxyHandler.is_allowed(request, {"username": name}) and verify(user, code):
        return True
    user_login_failed.send(sender=__name__, credentials={"username": name, "factor": BY_CODE}, request=request)
    return False
