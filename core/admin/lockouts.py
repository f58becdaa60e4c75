"""Letting somebody in again who is locked out after too many failures, without waiting for the hour to pass."""

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.admin.base import username
from core.admin.confirm import Confirmation, ask, is_confirmed, report, require
from core.admin.reauth import needs_fresh_password
from core.history import record


def locked_addresses(user: User) -> list[str]:
    """From where this person's name is locked out now."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    failed = AccessAttempt.objects.filter(username=user.get_username(), attempt_time__gte=since)
    rows = failed.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT)
    return sorted({str(address) for address in rows.values_list("ip_address", flat=True)})


class UnlocksPeople:
    """For the admin class of users, before `ConsoleAdmin`."""

    @needs_fresh_password
    def unlock(self: Any, request: HttpRequest, object_id: int) -> HttpResponse:
        user = get_object_or_404(User, pk=object_id)
        require(self.has_change_permission(request, user))
        back = reverse("admin:auth_user_change", args=[user.pk])
        addresses = locked_addresses(user)
        if is_confirmed(request):
            reset(username=user.get_username())
            record(user, "login.unlocked", by=username(request))
            return report(request, _("“%(name)s” may log in again.") % {"name": user}, back)
        confirmation = Confirmation(
            title=_("Let “%(name)s” log in again") % {"name": user},
            text=_(
                "Somebody failed too often with this name. Make sure that it was them: from an address that nobody knows it "
                "was somebody else."
            ),
            submit=_("Unlock"),
            back=back,
            headers=[_("Address")],
            rows=[[address] for address in addresses],
            impossible="" if addresses else _("This name is not locked out."),
        )
        return ask(request, self, confirmation)

    def get_urls(self: Any) -> list[Any]:
        view = self.admin_site.admin_view(self.unlock)
        return [path("<int:object_id>/unlock/", view, name="auth_user_unlock"), *super().get_urls()]  # type: ignore[misc]  # of the admin class beside it
