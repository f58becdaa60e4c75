"""Two-factor login of the person who asks: set up with a QR code, recovery codes shown once, switched off."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from core.admin.badges import when
from core.admin.base import person, username
from core.admin.login import WRONG_CODE, CodeForm
from core.admin.reauth import needs_fresh_password
from core.crypto import KeyMissing
from core.two_factor import authenticators
from core.two_factor.picture import qr_code
from core.two_factor.policy import standing_of
from core.two_factor.session import note_app


def overview(request: HttpRequest) -> HttpResponse:
    """Whether it is on, since when, and how many recovery codes are left."""
    authenticator = authenticators.confirmed_of(person(request))
    context: dict[str, Any] = {"required": standing_of(request.user).required}
    if authenticator is not None:
        context |= {
            "authenticator": authenticator,
            "since": when(authenticator.created_at),
            "used": when(authenticator.last_used_at, empty=_("never")),
            "codes_left": authenticator.recovery_codes.count(),
        }
    return _page(request, "console/two_factor.html", _("Two-factor login"), context)


@never_cache
@sensitive_post_parameters("code")
@needs_fresh_password
def set_up(request: HttpRequest) -> HttpResponse:
    """The QR code and the key as text; a right code from the app makes it count, here and at every login from now on."""
    user = person(request)
    try:
        waiting = authenticators.being_set_up(user)
    except KeyMissing as error:
        return _page(request, "console/two_factor_setup.html", _("Set up two-factor login"), {"impossible": str(error)})
    form = CodeForm(request.POST if request.method == "POST" else None)
    form.fields["code"].help_text = _("The six digits that the app shows now.")
    if request.method == "POST" and form.is_valid():
        codes = authenticators.confirm(user, form.cleaned_data["code"])
        if codes is not None:
            note_app(request, waiting.pk)
            return _show_codes(request, codes)
        form.add_error("code", WRONG_CODE)
    key = waiting.key.reveal()
    context = {
        "form": form,
        "picture": qr_code(authenticators.address_of(waiting)),
        "key": " ".join(key[at : at + 4] for at in range(0, len(key), 4)),
        "replaces": authenticators.confirmed_of(user) is not None,
        "required": standing_of(request.user).must_set_up,
    }
    return _page(request, "console/two_factor_setup.html", _("Set up two-factor login"), context)


@require_POST
@needs_fresh_password
def renew_codes(request: HttpRequest) -> HttpResponse:
    authenticator = authenticators.confirmed_of(person(request))
    if authenticator is None:
        return HttpResponseRedirect(reverse("admin:two_factor"))
    return _show_codes(request, authenticators.renew_recovery_codes(authenticator, username(request)))


@require_POST
@needs_fresh_password
def switch_off(request: HttpRequest) -> HttpResponse:
    if standing_of(request.user).required:
        roles = ", ".join(settings.TWO_FACTOR_REQUIRED_ROLES)
        messages.error(request, _("Your role needs two-factor login (%(roles)s).") % {"roles": roles})
    elif authenticators.remove(person(request), by=username(request)):
        messages.success(request, _("Two-factor login is off: your password alone lets you in."))
    return HttpResponseRedirect(reverse("admin:two_factor"))


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """In the answer itself: a message or a redirect would keep them in a cookie or a session."""
    context = {"codes": codes, "back": reverse("admin:two_factor")}
    response = _page(request, "console/recovery_codes.html", _("Your recovery codes"), context)
    response["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **context})
