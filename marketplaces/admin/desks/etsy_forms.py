"""What the acts of Etsy's desk ask for, and what they make of it for the room."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from marketplaces.admin.desks.desk import Values, said

LONGEST_SECTION, LONGEST_TEXT, LONGEST_DAYS, MOST_TIME = 24, 5000, 45, 10
LONGEST_WINDOW = timedelta(days=31)
RETURN_DAYS = (7, 14, 21, 30, 45, 60, 90)
_COSTS = ("first_item", "further_item")


def _words(label: Any, longest: int, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=required, widget=UnfoldAdminTextInputWidget, help_text=help_text
    )


def _amount(label: Any, *, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_digits=10, decimal_places=2, required=required,
        widget=UnfoldAdminDecimalFieldWidget,
    )  # fmt: skip


def _number(label: Any, least: int, most: int, *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=required, widget=UnfoldAdminIntegerFieldWidget
    )


class ShopForm(forms.Form):
    title = _words(_("Title"), 55, required=False)
    announcement = forms.CharField(
        label=_("Announcement"), max_length=LONGEST_TEXT, required=False, widget=UnfoldAdminTextareaWidget
    )
    sale_message = forms.CharField(
        label=_("Message with each sale"), max_length=LONGEST_TEXT, required=False, widget=UnfoldAdminTextareaWidget
    )


class SectionForm(forms.Form):
    title = _words(_("Title"), LONGEST_SECTION)


class ProfileForm(forms.Form):
    title = _words(_("Title"), 100)
    origin_country = _words(_("Sent from (country, two letters)"), 2)
    origin_postal_code = _words(_("Postal code there"), 12, required=False)


class CarriageForm(forms.Form):
    """What both new and changed destinations say."""

    first_item = _amount(_("Cost of the first item"))
    further_item = _amount(_("Cost of each further one"))
    currency = _words(_("Currency of the shop"), 3)
    min_delivery_days = _number(_("Days under way, at least"), 1, LONGEST_DAYS)
    max_delivery_days = _number(_("Days under way, at most"), 1, LONGEST_DAYS)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        least, most = found.get("min_delivery_days"), found.get("max_delivery_days")
        if least and most and least > most:
            self.add_error("max_delivery_days", _("It is less than the least."))
        return found


class DestinationForm(CarriageForm):
    country = _words(_("To (country, two letters)"), 2, required=False)
    region = forms.ChoiceField(
        label=_("or region"),
        choices=(("", "–"), ("eu", _("the EU")), ("non_eu", _("Europe outside the EU"))),
        required=False,
        widget=UnfoldAdminSelectWidget,
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if bool(found.get("country")) == bool(found.get("region")):
            self.add_error("country", _("Say a country or a region: exactly one."))
        return found


class NewProfileForm(ProfileForm, DestinationForm):
    """With its first destination."""


class UpgradeForm(CarriageForm):
    name = _words(_("Name"), 100)
    is_international = forms.BooleanField(label=_("To other countries"), required=False, widget=UnfoldBooleanWidget)


class ProcessingForm(forms.Form):
    state = forms.ChoiceField(
        label=_("How it is sold"),
        choices=(("ready_to_ship", _("ready to ship")), ("made_to_order", _("made to order"))),
        widget=UnfoldAdminSelectWidget,
    )
    min_time = _number(_("At least"), 1, MOST_TIME)
    max_time = _number(_("At most"), 1, MOST_TIME)
    unit = forms.ChoiceField(
        label=_("Counted in"), choices=(("days", _("days")), ("weeks", _("weeks"))), widget=UnfoldAdminSelectWidget
    )


class ReturnForm(forms.Form):
    accepts_returns = forms.BooleanField(label=_("Takes goods back"), required=False, widget=UnfoldBooleanWidget)
    accepts_exchanges = forms.BooleanField(label=_("Exchanges goods"), required=False, widget=UnfoldBooleanWidget)
    return_days = forms.TypedChoiceField(
        label=_("Within days"),
        choices=[("", "–"), *((days, str(days)) for days in RETURN_DAYS)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=UnfoldAdminSelectWidget,
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if bool(found.get("return_days")) != bool(found.get("accepts_returns") or found.get("accepts_exchanges")):
            self.add_error("return_days", _("Days belong to what is taken back or exchanged."))
        return found


class WindowForm(forms.Form):
    """A window of days, both included."""

    since = forms.DateField(label=_("From"), widget=UnfoldAdminDateWidget)
    until = forms.DateField(label=_("To"), widget=UnfoldAdminDateWidget)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and not timedelta(0) <= until - since < LONGEST_WINDOW:
            self.add_error("until", _("At most 31 days, the later one last."))
        return found


def shop_said(cleaned: Mapping[str, Any]) -> Values:
    """An empty text empties."""
    return {name: str(value or "") for name, value in cleaned.items()}


def carriage_said(cleaned: Mapping[str, Any]) -> Values:
    """Costs with their currency."""
    currency = str(cleaned["currency"]).upper()
    costs = {name: {"amount": str(cleaned[name]), "currency": currency} for name in _COSTS}
    rest = {name: value for name, value in cleaned.items() if name not in (*_COSTS, "currency")}
    upper = {name: str(rest[name]).upper() for name in ("country", "origin_country") if rest.get(name)}
    return {**said(rest), **upper, **costs}


def profile_said(cleaned: Mapping[str, Any]) -> Values:
    return {**said(cleaned), "origin_country": str(cleaned["origin_country"]).upper()}


def window_said(cleaned: Mapping[str, Any]) -> Values:
    """From the first second of the first day to the last of the last, UTC."""
    first = datetime.combine(cleaned["since"], time.min, UTC)
    return {
        "since": first.isoformat(),
        "until": datetime.combine(cleaned["until"], time(23, 59, 59), UTC).isoformat(),
        "limit": 100,
    }
