"""Publishing plans, templates, safety contacts: the lists behind the publishing pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminURLInputWidget

from core.admin.badges import badge, when
from core.admin.base import ConsoleAdmin, ReadOnlyAdmin, username
from core.admin.jobs import LOOKS
from core.history import record
from core.models import Job
from marketplaces.actions.publishing.drafts import FRAME_MARK
from marketplaces.admin.publishing import wizard as publish_wizard
from marketplaces.admin.publishing.safety_coverage import coverage_tile
from marketplaces.admin.publishing.values_field import ValuesField
from marketplaces.models import MarketplaceAccount, PublishPlan, PublishTemplate, SafetyContact
from marketplaces.reasons import setting_words

COUNTRY = 2


@admin.register(PublishPlan)
class PublishPlanAdmin(ReadOnlyAdmin):
    list_display = ["named", "products", "shops", "page", "outcome", "changed"]
    list_select_related = ["job"]
    ordering = ["-pk"]
    sortable_by: Sequence[str] = []
    actions: Sequence[Any] = []
    empty_title = gettext_lazy("No publication is being prepared")
    empty_text = gettext_lazy("Choose products in their list and press “Publish step by step…”.")
    empty_icon = "publish"

    def load_page(self, rows: Sequence[Any]) -> None:
        keys = {key for row in rows for key in row.account_ids}
        names = dict(MarketplaceAccount.objects.filter(pk__in=keys).values_list("pk", "name"))
        for row in rows:
            row.shop_names = [names[key] for key in row.account_ids if key in names]

    @display(description=gettext_lazy("By"))
    def named(self, plan: PublishPlan) -> str:
        return f"#{plan.pk} · {plan.created_by}"

    @display(description=gettext_lazy("Products"))
    def products(self, plan: PublishPlan) -> int:
        return len(plan.product_ids)

    @display(description=gettext_lazy("Shops"))
    def shops(self, plan: Any) -> str:
        return ", ".join(plan.shop_names) or "–"

    @display(description=gettext_lazy("Published"))
    def outcome(self, plan: PublishPlan) -> str:
        if plan.job is None:
            return format_html('<span class="console-muted">{}</span>', _("not yet"))
        icon, tone = LOOKS[Job.State(plan.job.state)]
        return badge(plan.job.get_state_display(), icon=icon, tone=tone)

    @display(description=gettext_lazy("Last changed"))
    def changed(self, plan: PublishPlan) -> str:
        return when(plan.updated_at)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A plan is its pages."""
        plan = self.get_object(request, object_id)
        if plan is None or not request.user.has_perm(publish_wizard.PERMISSION):
            shown: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
            return shown
        return HttpResponseRedirect(publish_wizard.page_url(plan))

    def get_urls(self) -> list[Any]:
        return [*publish_wizard.urls(self), *super().get_urls()]


class TemplateForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    attributes = ValuesField(
        label=gettext_lazy("attributes to begin with"),
        required=False,
        help_text=gettext_lazy("One a line, “Brand = Kaba”."),
    )
    settings = ValuesField(
        label=gettext_lazy("choices"), required=False, help_text=gettext_lazy("One a line, “name = value”.")
    )
    description_frame = forms.CharField(
        label=gettext_lazy("frame of the description"),
        required=False,
        widget=UnfoldAdminTextareaWidget,
        help_text=gettext_lazy("HTML around the product's description, which stands in the place of {description}."),
    )

    class Meta:
        model = PublishTemplate
        fields = ["account", "name", "settings", "attributes", "description_frame"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            offered = [
                f"{each['name']} ({setting_words(each['name'])}): "
                + ", ".join(f"{value} = {title}" for value, title in each["choices"][:12])
                for each in self.instance.account.selling_choices
            ]
            if offered:
                self.fields["settings"].help_text = " · ".join(offered)

    def clean_settings(self) -> dict[str, str]:
        given: dict[str, list[str]] = self.cleaned_data["settings"]
        return {name: said[0] for name, said in given.items()}

    def clean_description_frame(self) -> str:
        frame = str(self.cleaned_data["description_frame"])
        if frame.strip() and FRAME_MARK not in frame:
            raise ValidationError(_("The frame must have {description} where the product's description goes."))
        return frame


@admin.register(PublishTemplate)
class PublishTemplateAdmin(ConsoleAdmin):
    form = TemplateForm
    list_display = ["name", "account", "used"]
    list_filter = ["account"]
    list_select_related = ["account"]
    ordering = ["account__name", "name"]
    actions: Sequence[Any] = []
    empty_title = gettext_lazy("No publishing template yet")
    empty_text = gettext_lazy("A template keeps choices, attributes and a frame of the description for many listings.")
    empty_icon = "library_books"

    @display(description=gettext_lazy("Listings"))
    def used(self, template: PublishTemplate) -> int:
        return template.listings.count()

    def save_model(self, request: HttpRequest, obj: PublishTemplate, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record(obj, "publish_template.changed", by=username(request), data={"name": obj.name})

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Django's own log says no more than our history does."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """As above."""


class SafetyForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    url = forms.URLField(
        label=gettext_lazy("contact page"),
        required=False,
        assume_scheme="https",
        max_length=250,
        widget=UnfoldAdminURLInputWidget,
    )

    class Meta:
        model = SafetyContact
        fields = [
            "brand", "role", "company", "address1", "address2", "postal_code", "city", "province", "country", "email",
            "phone", "url", "warnings", "pictograms", "statements",
        ]  # fmt: skip

    def clean_country(self) -> str:
        code = str(self.cleaned_data["country"]).strip().upper()
        if not (len(code) == COUNTRY and code.isascii() and code.isalpha()):
            raise ValidationError(_("A country is two letters, for example FR."))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("email") or cleaned.get("url")):
            self.add_error("email", _("An e-mail address or a contact page is needed."))
        return cleaned


@admin.register(SafetyContact)
class SafetyContactAdmin(ConsoleAdmin):
    form = SafetyForm
    list_display = ["for_brand", "role", "company", "country"]
    list_filter = ["role"]
    search_fields = ["brand", "company"]
    ordering = ["brand", "role"]
    actions: Sequence[Any] = []
    list_before_template = "admin/marketplaces/safety_list_before.html"
    empty_title = gettext_lazy("Nobody is named for product safety")
    empty_text = gettext_lazy("Listings in the EU name who made a product and who answers for it: add them by brand.")
    empty_icon = "health_and_safety"

    @display(description=gettext_lazy("Brand"))
    def for_brand(self, contact: SafetyContact) -> str:
        return contact.brand or _("all others")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {**(extra_context or {}), **coverage_tile(request)})

    def get_queryset(self, request: HttpRequest) -> QuerySet[SafetyContact]:
        return SafetyContact.objects.all()

    def save_model(self, request: HttpRequest, obj: SafetyContact, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record(obj, "safety_contact.changed", by=username(request), data={"brand": obj.brand, "company": obj.company})

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Django's own log says no more than our history does."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """As above."""
