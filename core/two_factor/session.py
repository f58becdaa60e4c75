"""What a session has proved: by which authenticator app, and when its person last gave the password (and code)."""

import time
from typing import Any

from django.http import HttpRequest

APP = "second_factor"
CONFIRMED_AT = "person_confirmed_at"
CONFIRMED_FOR = 15 * 60  # seconds


def note_app(request: HttpRequest, authenticator_pk: int) -> None:
    request.session[APP] = authenticator_pk


def has_proved(request: HttpRequest, authenticator_pk: int) -> bool:
    """Whether this session gave a code of the app that counts now; a reset or a new phone ends what was proved."""
    return bool(request.session.get(APP) == authenticator_pk)


def note_person(request: HttpRequest) -> None:
    request.session[CONFIRMED_AT] = int(time.time())


def person_is_confirmed(request: HttpRequest) -> bool:
    """Whether the person at this session gave the password (and code) within the last quarter of an hour."""
    age = time.time() - float(request.session.get(CONFIRMED_AT, 0))
    return age + 1 >= 0 and age < CONFIRMED_FOR


def on_login(request: HttpRequest | None = None, **_: Any) -> None:
    """Whoever has just logged in has just given the password."""
    if request is not None and hasattr(request, "session"):
        note_person(request)
