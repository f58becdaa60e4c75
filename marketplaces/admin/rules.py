"""Price rules, and which of a marketplace's categories stands for ours."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from core.admin.badges import grouped
from core.admin.base import ConsoleAdmin, username
from core.admin.exports import BOTH, ExportsRows
from core.history import record
from marketplaces import registry
from marketplaces.actions.categories.needs import start_reading_needs
from marketplaces.actions.prices import bringing_rules
from marketplaces.actions.prices.rules import note_rule
from marketplaces.admin.mapping import as_csv as mapping_csv
from marketplaces.admin.mapping import board as mapping_board
from marketplaces.admin.publishing.values_field import ValuesField
from marketplaces.models import CategoryMapping, PriceRule

CURRENCY, HUNDRED = 3, 100


class RatesField(forms.CharField):
    """One rate a line, "USD = 0.92": how many of the shop's units one unit of that currency buys."""

    widget = UnfoldAdminTextareaWidget

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith("{"):  # how a form carries JSON
            value = json.loads(value)
        if isinstance(value, Mapping):
            return "\n".join(f"{currency} = {rate}" for currency, rate in value.items())
        return value

    def clean(self, value: Any) -> dict[str, str]:
        found: dict[str, str] = {}
        for line in str(value or "").splitlines():
            if not line.strip():
                continue
            currency, _equals, rate = (part.strip() for part in line.partition("="))
            found[_currency(currency)] = _rate(rate, line)
        return found


def _currency(text: str) -> str:
    code = text.upper()
    if not (len(code) == CURRENCY and code.isascii() and code.isalpha()):
        raise ValidationError(_("“%(text)s” is no currency: write lines such as “USD = 0.92”.") % {"text": text})
    return code


def _rate(text: str, line: str) -> str:
    try:
        rate = Decimal(text)
    except InvalidOperation:
        rate = Decimal(0)
    if not (rate.is_finite() and rate > 0):
        raise ValidationError(_("“%(line)s” names no rate: write lines such as “USD = 0.92”.") % {"line": line})
    return f"{rate.normalize():f}"


class PriceRuleForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    rates = RatesField(
        label=gettext_lazy("exchange rates"),
        required=False,
        help_text=gettext_lazy(
            "One a line, “USD = 0.92”: how many units of the shop's currency one unit buys. What is not listed is not "
            "converted, and then not published."
        ),
    )

    class Meta:
        model = PriceRule
        fields = ["name", "percent", "fixed", "rounding", "fee_percent", "fee_fixed", "least_margin_percent", "rates"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        fee, margin = cleaned.get("fee_percent"), cleaned.get("least_margin_percent")
        if fee is not None and margin is not None and fee + margin >= HUNDRED:
            self.add_error("least_margin_percent", _("Fees and least margin together leave nothing of the price."))
        return cleaned


@admin.register(PriceRule)
class PriceRuleAdmin(ExportsRows, ConsoleAdmin):
    form = PriceRuleForm
    list_display = ["name", "on_top", "rounding", "fees", "floor", "used"]
    ordering = ["name"]
    actions = list(BOTH)
    export_name = "price-rules"
    list_before_template = "admin/marketplaces/rule_list_before.html"
    empty_title = gettext_lazy("No price rule yet")
    empty_text = gettext_lazy("Without one a shop shows our own price, and only in its own currency.")
    empty_icon = "sell"
    fieldsets = [
        (None, {"fields": ["name"]}),
        (gettext_lazy("Price"), {"fields": [("percent", "fixed", "rounding")]}),
        (gettext_lazy("Floor"), {"fields": [("fee_percent", "fee_fixed", "least_margin_percent")]}),
        (gettext_lazy("Other currencies"), {"fields": ["rates"]}),
    ]

    def export_header(self, request: HttpRequest) -> list[Any]:
        return list(bringing_rules.HEADER)

    def export_rows(self, request: HttpRequest, keys: list[Any]) -> Iterator[list[Any]]:
        return bringing_rules.export_cells(keys)

    @display(description=gettext_lazy("On top"))
    def on_top(self, rule: PriceRule) -> str:
        return f"{grouped(rule.percent, 2)} % + {grouped(rule.fixed, 2)}"

    @display(description=gettext_lazy("Fees"))
    def fees(self, rule: PriceRule) -> str:
        return f"{grouped(rule.fee_percent, 2)} % + {grouped(rule.fee_fixed, 2)}"

    @display(description=gettext_lazy("Least margin"))
    def floor(self, rule: PriceRule) -> str:
        return f"{grouped(rule.least_margin_percent, 2)} %"

    @display(description=gettext_lazy("Shops, listings"))
    def used(self, rule: PriceRule) -> str:
        return f"{grouped(rule.accounts.count())}, {grouped(rule.listings.count())}"

    def save_model(self, request: HttpRequest, obj: PriceRule, form: Any, change: bool) -> None:
        """What is sold by it gets its new prices."""
        super().save_model(request, obj, form, change)
        note_rule(obj, form.changed_data, username(request), is_new=not change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One that is in use stays."""
        if isinstance(obj, PriceRule) and (obj.accounts.exists() or obj.listings.exists()):
            return False
        return bool(super().has_delete_permission(request, obj))

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Django's own log says no more than our history does."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """As above."""


class CategoryMappingForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    marketplace = forms.ChoiceField(label=gettext_lazy("marketplace"), widget=UnfoldAdminSelectWidget)
    attributes = ValuesField(
        label=gettext_lazy("attributes to begin with"),
        required=False,
        help_text=gettext_lazy("One a line, “Brand = Unbranded”. All listings of this category begin with them."),
    )

    class Meta:
        model = CategoryMapping
        fields = ["marketplace", "site", "category", "theirs", "theirs_path", "state", "attributes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = [(slug, registry.title(slug)) for slug in registry.slugs()]
        self.fields["marketplace"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


@admin.register(CategoryMapping)
class CategoryMappingAdmin(ExportsRows, ConsoleAdmin):
    form = CategoryMappingForm
    list_display = ["category", "marketplace", "site", "theirs", "theirs_path", "state"]
    list_filter = ["marketplace", "state"]
    list_before_template = "admin/marketplaces/mapping_list_before.html"
    list_select_related = ["category"]
    search_fields = ["category__name", "theirs"]
    autocomplete_fields = ["category"]
    actions = list(BOTH)
    export_name = "category-mappings"
    ordering = ["category__name"]
    empty_title = gettext_lazy("No category is mapped")
    empty_text = gettext_lazy("Without a mapping the name of our own category is used.")
    empty_icon = "account_tree"

    def export_header(self, request: HttpRequest) -> list[Any]:
        return list(mapping_csv.HEADER)

    def export_rows(self, request: HttpRequest, keys: list[Any]) -> Iterator[list[Any]]:
        return mapping_csv.mapping_cells(keys)

    def save_model(self, request: HttpRequest, obj: CategoryMapping, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record(obj, "category_mapping.changed", by=username(request), data={"theirs": obj.theirs})
        start_reading_needs(obj.marketplace, obj.site, [obj.theirs], username(request))

    def get_urls(self) -> list[Any]:
        return [*mapping_board.urls(self), *super().get_urls()]

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Django's own log says no more than our history does."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """As above."""
