"""API clients: programs that may use our REST API. The key is shown once, on the page that makes it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from core.admin.badges import GOOD, QUIET, WARNING, badge, clock, when
from core.admin.base import ConsoleAdmin, person, username
from core.admin.reauth import GuardsSecrets
from core.api.keys import issue_key
from core.api.scopes import SCOPES
from core.history import record
from core.models import ApiClient


class ClientForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("May do"),
        choices=[(name, f"{name}: {text}") for name, text in SCOPES.items()],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        initial=["read"],
        help_text=gettext_lazy("Give no more than the program needs."),
    )

    class Meta:
        model = ApiClient
        fields = ["name", "scopes", "is_active", "expires_at"]


@admin.register(ApiClient)
class ApiClientAdmin(GuardsSecrets, ConsoleAdmin):
    form = ClientForm
    list_display = ["name", "key_start", "state_now", "scopes_shown", "last_used", "made"]
    list_filter = ["is_active"]
    ordering = ["name"]
    fields = ["name", "scopes", "is_active", "expires_at"]
    empty_title = gettext_lazy("No client yet")
    empty_text = gettext_lazy("A program that is to read the catalogue or start syncs gets a key of its own here.")
    empty_icon = "api"

    @display(description=gettext_lazy("Key"))
    def key_start(self, client: ApiClient) -> str:
        return f"hub_{client.prefix}_••••"

    @display(description=gettext_lazy("State"), ordering="is_active")
    def state_now(self, client: ApiClient) -> str:
        if not client.is_active:
            return badge(_("switched off"), icon="block", tone=QUIET, tooltip=_("Its calls are refused."))
        if client.expires_at and client.expires_at <= timezone.now():
            tooltip = _("Ended %(time)s.") % {"time": clock(client.expires_at)}
            return badge(_("expired"), icon="timer_off", tone=WARNING, tooltip=tooltip)
        return badge(_("active"), icon="check_circle", tone=GOOD)

    @display(description=gettext_lazy("May do"))
    def scopes_shown(self, client: ApiClient) -> str:
        return ", ".join(client.scopes) or "–"

    @display(description=gettext_lazy("Last used"), ordering="last_used_at")
    def last_used(self, client: ApiClient) -> str:
        return when(client.last_used_at, empty=_("never"))

    @display(description=gettext_lazy("Made"), ordering="created_at")
    def made(self, client: ApiClient) -> str:
        return when(client.created_at)

    def save_model(self, request: HttpRequest, obj: ApiClient, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        client, key = issue_key(obj.name, obj.scopes, expires_at=obj.expires_at, created_by=person(request))
        if not obj.is_active:
            ApiClient.objects.filter(pk=client.pk).update(is_active=False)
        obj.pk, obj.prefix, obj.digest = client.pk, client.prefix, client.digest
        record(client, "api_client.created", by=username(request), data={"name": client.name, "scopes": client.scopes})
        obj.new_key = key  # type: ignore[attr-defined]  # read once, by response_add of the same request

    def response_add(self, request: HttpRequest, obj: ApiClient, post_url_continue: str | None = None) -> HttpResponse:
        """The key in the answer itself: a message or a redirect would keep it in a cookie or a session."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Key for %(name)s") % {"name": obj.name},
            "opts": self.opts,
            "key": obj.new_key,  # type: ignore[attr-defined]  # set by save_model just before
            "back": reverse("admin:core_apiclient_changelist"),
        }
        response = TemplateResponse(request, "console/new_key.html", context)
        response["Cache-Control"] = "no-store"
        return response
