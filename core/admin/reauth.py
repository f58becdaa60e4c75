"""Asking again who sits there: before secrets change and before money moves the password (and code) must be fresh.

A view that does such a thing is marked `@needs_fresh_password`; an admin page whose forms hold secrets takes
`GuardsSecrets`. A login counts, and so does an answer to the page here, for a quarter of an hour.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from unfold.widgets import UnfoldAdminPasswordWidget

from core.admin.base import person
from core.admin.login import WRONG_CODE, CodeForm
from core.history import record
from core.two_factor.authenticators import confirmed_of
from core.two_factor.door import try_code
from core.two_factor.session import note_person, person_is_confirmed

P = ParamSpec("P")
BACK = "next"


def needs_fresh_password(view: Callable[P, Any]) -> Callable[P, Any]:
    """For views and for methods of admin classes: whoever's password is older than a quarter of an hour gives it first.

    A form that was posted too late is not carried out: its page is opened again after the password.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        request = next(value for value in args if isinstance(value, HttpRequest))
        return view(*args, **kwargs) if person_is_confirmed(request) else ask_again(request)

    return guarded


def ask_again(request: HttpRequest) -> HttpResponse:
    """Leads to the page that asks, and from there back to where this request was made."""
    back = request.get_full_path()
    if request.method != "GET":
        messages.warning(request, _("Nothing was changed yet: give your password, then do it again."))
        came_from = request.headers.get("Referer", "")
        back = came_from if _is_ours(request, came_from) else reverse("admin:index")
    return HttpResponseRedirect(reverse("admin:confirm_person", query={BACK: back}))


class GuardsSecrets:
    """For an admin class, before `ConsoleAdmin`: saving and deleting on its pages needs a fresh password.

    With `secret_fields` only those saves in which one of them is filled in do.
    """

    secret_fields: tuple[str, ...] = ()

    def changes_secret(self, request: HttpRequest) -> bool:
        if request.method != "POST":
            return False
        return not self.secret_fields or any(request.POST.get(name) for name in self.secret_fields)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.changes_secret(request) and not person_is_confirmed(request):
            return ask_again(request)
        return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]  # of the admin class beside it

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.POST.get("action") == "delete_selected" and not person_is_confirmed(request):
            return ask_again(request)
        return super().changelist_view(request, *args, **kwargs)  # type: ignore[misc]  # as above

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and not person_is_confirmed(request):
            return ask_again(request)
        return super().delete_view(request, *args, **kwargs)  # type: ignore[misc]  # as above


class PersonForm(CodeForm):
    """The password of the person at this session, and a code where there is an authenticator app."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=200,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ["password", "code"]

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(*args)
        self.request = request
        if confirmed_of(person(request)) is None:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        user = person(self.request)
        given = authenticate(self.request, username=user.get_username(), password=cleaned["password"])
        if given is None or given.pk != user.pk:
            raise ValidationError({"password": _("This is not your password.")})
        if "code" in self.fields and not try_code(self.request, user, cleaned["code"]):
            raise ValidationError({"code": WRONG_CODE})
        return cleaned


@never_cache
@sensitive_post_parameters("password", "code")
def confirm_person(request: HttpRequest) -> HttpResponse:
    back = request.GET.get(BACK, "")
    if not _is_ours(request, back):
        back = reverse("admin:index")
    form = PersonForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        note_person(request)
        record(person(request), "login.confirmed", by=request.user.get_username())
        return HttpResponseRedirect(back)
    context = {**admin.site.each_context(request), "title": _("Is it you?"), "form": form}
    return TemplateResponse(request, "console/confirm_person.html", context)


def _is_ours(request: HttpRequest, address: str) -> bool:
    return bool(address) and url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
