"""The middleware that lets a session no further than it has proved: no code given, or no authenticator app yet."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.api.errors import error_response, is_api
from core.health import healthz, readyz
from core.two_factor.policy import standing_of
from core.two_factor.session import has_proved

OPEN = {
    "admin:login",
    "admin:login_code",
    "admin:logout",
    "admin:jsi18n",
    "admin:two_factor_setup",
    "admin:confirm_person",
    "set_language",
}


class SecondFactorGate:
    """Stands behind the session's person and before every view. Callers with a key or a token have no session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        is_open = match is None or match.view_name in OPEN or view in (healthz, readyz)
        if is_open or settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        standing = standing_of(request.user)
        if standing.authenticator is not None and not has_proved(request, standing.authenticator):
            return _log_in_again(request)
        return _set_up_first(request) if standing.must_set_up else None


def _log_in_again(request: HttpRequest) -> HttpResponse:
    """This session is older than the app, or than its last reset."""
    if is_api(request):
        return error_response("second_factor_required", "Log in again, with the code of your authenticator app.", 403)
    logout(request)
    messages.info(request, _("Log in again, with the code of your authenticator app."))
    return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("admin:index"))


def _set_up_first(request: HttpRequest) -> HttpResponse:
    if is_api(request):
        return error_response("second_factor_required", "Your role needs two-factor login: set it up first.", 403)
    return HttpResponseRedirect(reverse("admin:two_factor_setup"))
