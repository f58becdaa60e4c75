"""Keeps a line of history and of the log for what happens at the console's door: logins, failures, lock-outs.

The subject is the name that was typed, since a failure need not belong to any user.
"""

import logging
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.http import HttpRequest

from core.api.client_address import client_address
from core.models import Event
from core.two_factor.door import BY_CODE

logger = logging.getLogger(__name__)
_NAME_LENGTH = 64
_COUNTED_LENGTH = 200


def connect() -> None:
    user_logged_in.connect(_logged_in, dispatch_uid="audit.logged_in")
    user_login_failed.connect(_failed, dispatch_uid="audit.failed")
    user_locked_out.connect(_locked_out, dispatch_uid="audit.locked_out")


def typed_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The name that failures are counted under; cut, because what was typed may be longer than any column."""
    typed = (credentials or {}).get("username")
    if typed is None and request is not None:
        typed = request.POST.get("username")
    return str(typed or "").replace("\x00", "")[:_COUNTED_LENGTH]


def _logged_in(user: Any, request: HttpRequest | None = None, **_: Any) -> None:
    _note("login.done", user.get_username(), request, by=user.get_username())


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    kind = "login.code_failed" if credentials.get("factor") == BY_CODE else "login.failed"
    _note(kind, credentials.get("username"), request)


def _locked_out(username: str | None, request: HttpRequest | None = None, **_: Any) -> None:
    _note("login.locked", username, request)
    logger.warning("login locked out: name %r", _short(username))


def _note(kind: str, name: object, request: HttpRequest | None, by: str = "") -> None:
    address = client_address(request) if request is not None else ""
    Event.objects.create(
        subject_type="auth.user", subject_id=_short(name), kind=kind, actor=by, data={"address": address}
    )


def _short(name: object) -> str:
    """The name as typed, without what no database stores and no log line should hold."""
    return "".join(letter for letter in str(name or "") if letter.isprintable())[:_NAME_LENGTH]
