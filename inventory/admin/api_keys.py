"""Our keys for the B2B service: written, never shown; one active; tested with a button."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display
from unfold.widgets import UnfoldAdminPasswordWidget

from core.admin.badges import GOOD, QUIET, badge, grouped, when
from core.admin.base import ConsoleAdmin, person, username
from core.admin.confirm import require
from core.admin.reauth import GuardsSecrets
from core.errors import HubError
from core.history import record
from inventory import actions
from inventory.models import ApiKey

SHOWN_OF_ENVIRONMENT_KEY = 4


class ApiKeyForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A password field that starts empty: empty on an existing key means that it stays."""

    key = forms.CharField(
        label=gettext_lazy("Key"),
        strip=True,
        widget=UnfoldAdminPasswordWidget(
            render_value=False, attrs={"autocomplete": "new-password", "spellcheck": "false"}
        ),
        help_text=gettext_lazy("Stored encrypted and never shown again, only its last four characters."),
    )

    class Meta:
        model = ApiKey
        fields = ["name", "key", "is_active"]
        help_texts = {
            "name": gettext_lazy("What staff call it, for example the shop it belongs to."),
            "is_active": gettext_lazy("One key is active at a time: switching this one on retires the other."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.pop("key", None)
        if self.instance.pk:
            self.fields["key"].required = False
            self.fields["key"].label = gettext_lazy("Replace the key")
            self.fields["key"].help_text = gettext_lazy("Leave empty to keep the present one.")

    def clean_key(self) -> Any:
        return self.cleaned_data.get("key") or self.instance.key


@admin.register(ApiKey)
class ApiKeyAdmin(GuardsSecrets, ConsoleAdmin):
    writes_own_history = True
    form = ApiKeyForm
    list_display = ["name", "masked", "state_now", "set_when"]
    list_before_template = "console/api_key_before.html"
    change_form_outer_before_template = "console/api_key_test.html"
    list_select_related = ["set_by"]
    ordering = ["-is_active", "name"]
    fields = ["name", "key", "is_active"]
    empty_title = gettext_lazy("No key yet: add one")
    empty_text = gettext_lazy("Your B2B service gives you a key. With it the hub reads your categories and products.")
    empty_icon = "key"

    @display(description=gettext_lazy("Key"))
    def masked(self, api_key: ApiKey) -> str:
        return format_html('<span class="console-mono">{}</span>', api_key.masked_key)

    @display(description=gettext_lazy("State"), ordering="is_active")
    def state_now(self, api_key: ApiKey) -> str:
        if api_key.is_active:
            return badge(
                _("active"), icon="check_circle", tone=GOOD, tooltip=_("Every call to the service carries this key.")
            )
        return badge(_("retired"), icon="block", tone=QUIET, tooltip=_("Not used. Switch it on to use it again."))

    @display(description=gettext_lazy("Set"), ordering="set_at")
    def set_when(self, api_key: ApiKey) -> str:
        return set_by_words(api_key)

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        is_new_secret = "key" in form.changed_data and bool(form.cleaned_data.get("key"))
        if is_new_secret:
            obj.set_by = person(request)
        super().save_model(request, obj, form, change)
        changed = [name for name in form.changed_data if name != "key"]
        if change and changed:
            record(obj, "api_key.changed", by=username(request), data={"fields": changed, "active": obj.is_active})
        if obj.retired:
            messages.info(request, _("“%(other)s” is retired: one key is active at a time.") % {"other": obj.retired})

    def delete_model(self, request: HttpRequest, obj: ApiKey) -> None:
        record(obj, "api_key.deleted", by=username(request), data={"name": obj.name, "active": obj.is_active})
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for api_key in queryset:
            self.delete_model(request, api_key)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {**(extra_context or {}), "environment_key": environment_key()})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        api_key = self.get_object(request, object_id)
        page: dict[str, Any] = {}
        if api_key is not None:
            page = {
                "api_key": api_key,
                "key_badge": self.state_now(api_key),
                "key_set": set_by_words(api_key),
                "may_test": self.has_change_permission(request, api_key),
                "test_url": reverse("admin:inventory_apikey_test", args=[api_key.pk]),
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})

    def test_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Asks the service for one page with this key and says what came of it."""
        api_key = get_object_or_404(ApiKey, pk=object_id)
        require(self.has_change_permission(request, api_key))
        try:
            answer = actions.test_connection(api_key, username(request))
        except HubError as error:
            messages.error(request, str(error))
        else:
            messages.add_message(request, messages.SUCCESS if answer.is_ok else messages.ERROR, report_words(answer))
        return HttpResponseRedirect(reverse("admin:inventory_apikey_change", args=[api_key.pk]))

    def get_urls(self) -> list[Any]:
        test = self.admin_site.admin_view(require_POST(self.test_view))
        return [path("<int:object_id>/test/", test, name="inventory_apikey_test"), *super().get_urls()]


def report_words(report: actions.ConnectionReport) -> str:
    """What a trial call came to: that it works and how much there is, or what is wrong and what to do about it."""
    if not report.is_ok:
        return f"{report.title}. {report.cause} {report.remedy} ({report.detail})"
    if report.products is None:
        return _("The service accepts this key (%(ms)s ms).") % {"ms": grouped(report.took_ms)}
    return _("The service accepts this key and offers %(n)s products (%(ms)s ms).") % {
        "n": grouped(report.products),
        "ms": grouped(report.took_ms),
    }


def set_by_words(api_key: ApiKey) -> str:
    """ "3 days ago by ana"."""
    if api_key.set_by is None:
        return when(api_key.set_at)
    return format_html(_("{} by {}"), when(api_key.set_at), api_key.set_by.get_username())


def environment_key() -> dict[str, Any] | None:
    """The key that stands in the environment, masked, and whether it is the one in use."""
    key = str(settings.B2B_API_KEY)
    if not key:
        return None
    in_use = not ApiKey.objects.filter(is_active=True).exists()
    word, icon, tone = (_("in use"), "check_circle", GOOD) if in_use else (_("not used"), "block", QUIET)
    return {
        "masked": f"•••• {key[-SHOWN_OF_ENVIRONMENT_KEY:]}",
        "badge": badge(word, icon=icon, tone=tone),
        "in_use": in_use,
    }
