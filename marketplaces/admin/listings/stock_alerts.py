"""What has run low in which shop, with what to do about it; and from how few units on staff are told."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from core.admin.badges import BAD, BUSY, GOOD, WARNING, badge, clock, when
from core.admin.base import ConsoleAdmin, ReadOnlyAdmin, username
from core.admin.confirm import Confirmation, ask, is_confirmed, report
from core.admin.filters import RadioFilter
from core.history import record
from inventory.models import Supply
from marketplaces.actions.listings.low_stock import snooze
from marketplaces.admin.listings import actions as listing_actions
from marketplaces.dashboard import open_stock_alerts
from marketplaces.models import Listing, StockAlert, StockThreshold
from marketplaces.models.stock import StockAlertKind

LOOKS: dict[str, tuple[str, Any]] = {
    StockAlertKind.OVERSOLD: ("error", BAD),
    StockAlertKind.OUT: ("remove_shopping_cart", BAD),
    StockAlertKind.LOW: ("trending_down", WARNING),
    StockAlertKind.STALE: ("history_toggle_off", BUSY),
}
EXAMPLES = 20


def _of_kind(kind: str) -> Any:
    return lambda rows: open_stock_alerts(rows).filter(kind=kind)


class KindFilter(RadioFilter):
    title = gettext_lazy("what")
    parameter_name = "kind"
    choices_by_code = {
        "open": (gettext_lazy("Open"), open_stock_alerts),
        **{kind.value: (kind.label, _of_kind(kind.value)) for kind in StockAlertKind},
        "snoozed": (
            gettext_lazy("Snoozed"),
            lambda rows: rows.filter(closed_at=None, snoozed_until__gt=timezone.now()),
        ),
        "closed": (gettext_lazy("Mended"), lambda rows: rows.exclude(closed_at=None)),
    }


class SnoozeForm(forms.Form):
    days = forms.IntegerField(
        label=gettext_lazy("for so many days"),
        min_value=1,
        max_value=90,
        initial=7,
        widget=UnfoldAdminIntegerFieldWidget,
    )


@admin.register(StockAlert)
class StockAlertAdmin(ReadOnlyAdmin):
    list_display = ["product_shown", "shop", "what", "sellable", "threshold", "suppliers", "since"]
    list_filter = [KindFilter, "account"]
    list_select_related = ["account", "product"]
    search_fields = ["product__title", "product__sku"]
    ordering = ["closed_at", "sellable", "pk"]
    sortable_by: Sequence[str] = []
    actions = ["snooze_selected", "end_selected"]
    empty_title = gettext_lazy("Nothing has run low")
    empty_text = gettext_lazy("What is on sale and has few units left stands here until there is enough again.")
    empty_icon = "inventory"

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(listing_actions.PERMISSION))

    def load_page(self, rows: Sequence[Any]) -> None:
        found: dict[int, list[Supply]] = {}
        for supply in Supply.objects.filter(product__in=[row.product_id for row in rows], trusted=True):
            found.setdefault(supply.product_id, []).append(supply)
        for row in rows:
            row.supplies = found.get(row.product_id, [])

    @display(description=gettext_lazy("Product"))
    def product_shown(self, alert: StockAlert) -> str:
        return format_html(
            '<a class="console-link" href="{}">{}</a><span class="console-sub console-mono">{}</span>',
            reverse("admin:inventory_product_change", args=[alert.product_id]),
            alert.product.title,
            alert.product.sku,
        )

    @display(description=gettext_lazy("Shop"))
    def shop(self, alert: StockAlert) -> str:
        return alert.account.name

    @display(description=gettext_lazy("What"))
    def what(self, alert: StockAlert) -> str:
        icon, tone = LOOKS[alert.kind]
        note = _("snoozed until %(time)s") % {"time": clock(alert.snoozed_until)} if alert.snoozed_until else ""
        if alert.closed_at is not None:
            return badge(_("mended"), icon="check_circle", tone=GOOD, tooltip=clock(alert.closed_at))
        return badge(alert.get_kind_display(), icon=icon, tone=tone, tooltip=note)

    @display(description=gettext_lazy("Supplier quantity"))
    def suppliers(self, alert: Any) -> str:
        """What suppliers have, and whether there is a second one."""
        units = sum(supply.quantity for supply in alert.supplies)
        words = (
            _("no backup supplier") if len(alert.supplies) <= 1 else _("%(n)d suppliers") % {"n": len(alert.supplies)}
        )
        return format_html('{}<span class="console-sub">{}</span>', units, words)

    @display(description=gettext_lazy("Since"))
    def since(self, alert: StockAlert) -> str:
        return when(alert.opened_at)

    @action(description=gettext_lazy("Snooze…"), permissions=["publish"])
    def snooze_selected(self, request: HttpRequest, queryset: QuerySet[StockAlert]) -> HttpResponse:
        chosen = list(queryset.filter(closed_at=None).select_related("product", "account")[:1000])
        form = SnoozeForm(request.POST if is_confirmed(request) else None)
        back = reverse("admin:marketplaces_stockalert_changelist")
        if is_confirmed(request) and form.is_valid():
            number = snooze(chosen, form.cleaned_data["days"])
            return report(request, _("%(n)d alert(s) snoozed.") % {"n": number}, back)
        return ask(
            request,
            self,
            Confirmation(
                title=_("Snooze"),
                text=_("Nobody is told of these meanwhile; what is mended is closed all the same."),
                submit=_("Snooze"),
                back=back,
                numbers=[(_("Alerts"), len(chosen))],
                headers=[_("Product"), _("Shop"), _("Sellable")],
                rows=[[row.product.title, row.account.name, row.sellable] for row in chosen[:EXAMPLES]],
                fields=[("action", "snooze_selected"), *(("_selected_action", str(row.pk)) for row in chosen)],
                form=form,
                impossible="" if chosen else _("It concerns none of those chosen."),
            ),
        )

    @action(description=gettext_lazy("End listings…"), permissions=["publish"])
    def end_selected(self, request: HttpRequest, queryset: QuerySet[StockAlert]) -> HttpResponse:
        rows = list(queryset.values_list("pk", "account_id", "product_id")[:1000])
        pairs = {(account, product) for _pk, account, product in rows}
        listings = [
            pk
            for pk, account, product in Listing.objects.filter(
                account__in={account for account, _product in pairs}, variants__product__in={p for _a, p in pairs}
            ).values_list("pk", "account_id", "variants__product_id")
            if (account, product) in pairs
        ]
        chosen = Listing.objects.filter(pk__in=listings)
        fields = [("action", "end_selected"), *(("_selected_action", str(pk)) for pk, _account, _product in rows)]
        back = reverse("admin:marketplaces_stockalert_changelist")
        return listing_actions.each(self, request, chosen, listing_actions.END, fields, back)


class ThresholdForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = StockThreshold
        fields = ["product", "category", "account", "least"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("product") and cleaned.get("category"):
            self.add_error("category", _("Either a product or a category."))
        same = StockThreshold.objects.filter(
            product=cleaned.get("product"), category=cleaned.get("category"), account=cleaned.get("account")
        )
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("least", _("There is such a threshold already."))
        return cleaned


@admin.register(StockThreshold)
class StockThresholdAdmin(ConsoleAdmin):
    form = ThresholdForm
    list_display = ["meant", "shop", "least"]
    list_select_related = ["product", "category", "account"]
    autocomplete_fields = ["product", "category"]
    ordering = ["pk"]
    sortable_by: Sequence[str] = []
    actions: Sequence[Any] = []
    empty_title = gettext_lazy("No threshold yet")
    empty_text = gettext_lazy("Without one the setting LOW_STOCK_FROM counts for everything.")
    empty_icon = "low_priority"

    @display(description=gettext_lazy("For"))
    def meant(self, threshold: StockThreshold) -> str:
        return str(threshold.product or threshold.category or _("everything"))

    @display(description=gettext_lazy("Shop"))
    def shop(self, threshold: StockThreshold) -> str:
        return threshold.account.name if threshold.account else _("all")

    def save_model(self, request: HttpRequest, obj: StockThreshold, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        values: Mapping[str, Any] = {"for": str(obj), "least": obj.least}
        record(obj, "stock_threshold.changed", by=username(request), data=dict(values))

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Django's own log says no more than our history does."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """As above."""
