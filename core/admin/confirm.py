"""The page between a button and its effect: what will happen, in numbers, before anything does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from core.errors import HubError


@dataclass(frozen=True)
class Confirmation:
    """`numbers` are (label, value) pairs; `fields` are (name, value) pairs that come back with the second click, as do
    the inputs of `form`."""

    title: Any
    text: Any
    submit: Any
    back: str
    numbers: Sequence[tuple[Any, Any]] = ()
    rows: Sequence[Sequence[Any]] = ()
    headers: Sequence[Any] = ()
    fields: Iterable[tuple[str, str]] = field(default_factory=tuple)
    form: Any = None  # a Django form with what is still to be said
    dangerous: bool = False
    note: Any = ""  # the reason behind it all, in words
    impossible: Any = ""  # says why not; then there is no button


def is_confirmed(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("confirmed") == "yes"


def ask(request: HttpRequest, admin: ModelAdmin[Any], confirmation: Confirmation) -> TemplateResponse:
    context = {
        **admin.admin_site.each_context(request),
        "title": confirmation.title,
        "opts": admin.opts,
        "confirmation": confirmation,
    }
    request.current_app = admin.admin_site.name
    return TemplateResponse(request, "console/confirm.html", context)


def require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def report(request: HttpRequest, done: Any, back: str) -> HttpResponse:
    messages.success(request, str(done))
    return HttpResponseRedirect(back)


def refuse(request: HttpRequest, error: HubError | ValueError, back: str) -> HttpResponse:
    messages.error(request, str(error))
    return HttpResponseRedirect(back)
