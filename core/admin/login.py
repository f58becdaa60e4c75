"""Logging in: name and password, then, for whoever has an authenticator app, its code. No session before both."""

import time
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import load_backend, login
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from unfold.widgets import UnfoldAdminTextInputWidget

from core.two_factor.authenticators import confirmed_of
from core.two_factor.door import try_code
from core.two_factor.session import note_app

WAITING = "login_waiting"
WAITS_FOR = 5 * 60  # seconds in which the code must follow the password
FEW_CODES = 3
CODE_LENGTH = 40
WRONG_CODE = gettext_lazy("This code is wrong, was used already, or came too soon after a wrong one.")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=CODE_LENGTH,
        widget=UnfoldAdminTextInputWidget(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autofocus": True}
        ),
        help_text=gettext_lazy("Six digits from your authenticator app, or one of your recovery codes."),
    )


class ConsoleLogin(LoginView):
    """The first step. With a second to come nobody is logged in yet: the session only remembers who gave a password."""

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if confirmed_of(user) is None:
            return super().form_valid(form)
        self.request.session[WAITING] = {
            "user": user.pk,
            "backend": user.backend,
            "password": user.get_session_auth_hash(),  # a password changed meanwhile ends the wait
            "since": int(time.time()),
            "next": self.get_success_url(),
        }
        return HttpResponseRedirect(reverse("admin:login_code"))


@never_cache
@sensitive_post_parameters("code")
def code_step(request: HttpRequest) -> HttpResponse:
    """The second step: asks whoever has just given the right password for a code."""
    waiting = request.session.get(WAITING)
    user = _who_waits(waiting)
    if waiting is None or user is None:
        request.session.pop(WAITING, None)
        return HttpResponseRedirect(reverse("admin:login"))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if try_code(request, user, form.cleaned_data["code"]):
            return _let_in(request, user, waiting)
        form.add_error("code", WRONG_CODE)
    context = {**admin.site.each_context(request), "title": _("Log in"), "form": form, "username": str(user)}
    return TemplateResponse(request, "console/login_code.html", context)


def _who_waits(waiting: dict[str, Any] | None) -> User | None:
    if waiting is None or not 0 <= time.time() - waiting["since"] + 1 < WAITS_FOR:
        return None
    user: Any = load_backend(waiting["backend"]).get_user(waiting["user"])
    return user if user is not None and user.get_session_auth_hash() == waiting["password"] else None


def _let_in(request: HttpRequest, user: User, waiting: dict[str, Any]) -> HttpResponse:
    del request.session[WAITING]
    login(request, user, backend=waiting["backend"])
    authenticator = confirmed_of(user)
    if authenticator is not None:
        note_app(request, authenticator.pk)
        left = authenticator.recovery_codes.count()
        if left <= FEW_CODES:
            words = ngettext("%(n)d recovery code is left.", "%(n)d recovery codes are left.", left) % {"n": left}
            messages.warning(request, f"{words} {_('Make new ones under “Two-factor login”.')}")
    return HttpResponseRedirect(waiting["next"])
