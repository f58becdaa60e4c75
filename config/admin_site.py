"""The console's site object. `ConsoleConfig` in `config.apps` makes it the default one, so `@admin.register` finds it."""

from functools import partial
from typing import Any, cast

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite


class ConsoleSite(UnfoldAdminSite):  # type: ignore[misc]  # unfold has no types
    """Unfold's site with our words and our login. What is on the first page is made in `config.dashboard`."""

    index_title = _("What needs me")
    site_url = None
    enable_nav_sidebar = True

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Django's, with our view in the place of its `LoginView`: a second factor may follow the password."""
        from core.admin.login import ConsoleLogin  # noqa: PLC0415 - this module is loaded before the models

        home = reverse("admin:index", current_app=self.name)
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(home)
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
        }
        if REDIRECT_FIELD_NAME not in request.GET and REDIRECT_FIELD_NAME not in request.POST:
            context[REDIRECT_FIELD_NAME] = home
        request.current_app = self.name
        view = ConsoleLogin.as_view(
            extra_context={**context, **(extra_context or {})},
            authentication_form=self.login_form,
            template_name="admin/login.html",
        )
        return view(request)  # type: ignore[return-value]  # a plain response, whatever its base class says

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Made when something looks at it: each page is given the list, and our sidebar shows another."""
        made = partial(super().get_app_list, request, app_label)
        return cast("list[Any]", SimpleLazyObject(made))

    def extra_urls(self) -> list[URLPattern]:
        """Asked for by unfold when it makes the site's addresses."""
        from core.admin import alert_switches, backups, login, reauth, streams, troubleshooting, two_factor  # noqa: PLC0415 - as above

        def inside(view: Any) -> Any:
            return self.admin_view(view)

        return [
            path("login/code/", login.code_step, name="login_code"),
            path("troubleshooting/", inside(troubleshooting.troubleshooting), name="troubleshooting"),
            path("backups/", inside(backups.overview), name="backups"),
            path("backups/now/", inside(backups.make_now), name="backup_now"),
            path("rhythm/", inside(streams.rhythm), name="rhythm"),
            path("mailed-alerts/", inside(alert_switches.switches), name="alert_switches"),
            path("confirm/", inside(reauth.confirm_person), name="confirm_person"),
            path("two-factor/", inside(two_factor.overview), name="two_factor"),
            path("two-factor/set-up/", inside(two_factor.set_up), name="two_factor_setup"),
            path("two-factor/recovery-codes/", inside(two_factor.renew_codes), name="two_factor_codes"),
            path("two-factor/off/", inside(two_factor.switch_off), name="two_factor_off"),
        ]
