"""The desk of a shop at eBay: readiness, locations, notifications and the day's calls; its other tabs are beside it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core.models import Job
from marketplaces.actions.shops import selling_choices, webhooks
from marketplaces.admin.desks.desk import Act, Row, Tab, Values
from marketplaces.admin.desks.ebay_inventory import INVENTORY
from marketplaces.admin.desks.ebay_marketing import CAMPAIGNS, PROMOTIONS
from marketplaces.admin.desks.ebay_policies import POLICIES
from marketplaces.admin.desks.ebay_reports import SERVICE, STANDARDS, TRAFFIC
from marketplaces.admin.desks.ebay_words import NO, YES, text_field
from marketplaces.models import MarketplaceAccount
from marketplaces.reasons import readiness_words
from marketplaces.registry import open_account

UNKNOWN = _("not known")
PROGRAMS = (
    ("SELLING_POLICY_MANAGEMENT", _("Business policies")),
    ("OUT_OF_STOCK_CONTROL", _("Listings without stock are hidden, not ended")),
)
_ANSWERS = {True: YES, False: NO, None: UNKNOWN}


# Readiness


class ProgramForm(forms.Form):
    program = forms.ChoiceField(label=_("Program"), choices=PROGRAMS, widget=UnfoldAdminSelectWidget)


class ReadinessTab(Tab):
    """As it was read last: opening it costs no call."""

    def read(self, account: MarketplaceAccount, cleaned: Mapping[str, Any]) -> list[Row]:
        return [
            Row(
                {},
                (
                    readiness_words(each["code"], each.get("values")),
                    _ANSWERS[each["is_met"]],
                    YES if each["is_required"] else NO,
                ),
            )
            for each in account.readiness
        ]


def _look_again(account: MarketplaceAccount, _operation: str, _values: Values, by: str, *, accepts_fee: bool) -> Job:
    return selling_choices.start_checking(account, by)


READINESS = ReadinessTab(
    "readiness",
    _("Readiness"),
    "readiness",
    (_("What"), _("Is met"), _("Needed to publish")),
    lambda _answer: [],
    (
        Act("check", "check_shop", _("Look again"), of_row=False, icon="refresh", file=_look_again),
        Act(
            "opt-in",
            "join_program",
            _("Join a program"),
            of_row=False,
            form=ProgramForm,
            icon="add",
            text=_("It can take a day until eBay has done it. Joining twice does no harm."),
        ),
    ),
    empty=_("Nobody has looked yet."),
)


# Locations


class LocationForm(forms.Form):
    name = text_field(_("Name"), 100)
    phone = text_field(_("Phone"), 36, required=False)
    address1 = text_field(_("Street"), 128, required=False)
    city = text_field(_("City"), 128, required=False)
    province = text_field(_("Province"), 128, required=False)
    postal_code = text_field(_("Postal code"), 16, required=False)


class NewLocationForm(LocationForm):
    key = forms.RegexField(
        "^[A-Za-z0-9_-]{1,36}$", label=_("Key"), help_text=_("Never changed."), widget=UnfoldAdminTextInputWidget
    )
    country = forms.RegexField("^[A-Z]{2}$", label=_("Country"), widget=UnfoldAdminTextInputWidget)

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        if not cleaned.get("postal_code") and not (cleaned.get("city") and cleaned.get("province")):
            self.add_error("postal_code", _("Give a postal code, or a city and a province."))
        return cleaned


def _locations(answer: Any) -> list[Row]:
    return [
        Row(
            {"key": each["key"]},
            (each["key"], each["name"], f"{each['postal_code']} {each['city']} {each['country']}".strip(),
             YES if each["is_active"] else NO),
            each,
            ("change", "disable") if each["is_active"] else ("change", "enable"),
        )
        for each in answer["locations"]
    ]  # fmt: skip


LOCATIONS = Tab(
    "locations",
    _("Locations"),
    "list_locations",
    (_("Key"), _("Name"), _("Address"), _("Open")),
    _locations,
    (
        Act("add", "create_location", _("Add a location"), of_row=False, form=NewLocationForm, icon="add"),
        Act("change", "change_location", _("Change"), form=LocationForm),
        Act("enable", "enable_location", _("Open")),
        Act(
            "disable", "disable_location", _("Close"), text=_("Nothing can be listed from it any more."), dangerous=True
        ),
    ),
)


# Notifications and the day's calls


def _notifications(answer: Any) -> list[Row]:
    alerts = Row({}, (_("Alerts go to"), answer["alert_email"] or "–", YES if answer["alert_email"] else NO))
    places = [
        Row({}, (_("Destination"), each["address"], YES if each["is_enabled"] else NO))
        for each in answer["destinations"]
    ]
    topics = [
        Row({}, (each["topic"], each["address"], YES if each["is_enabled"] else NO)) for each in answer["subscriptions"]
    ]
    return [alerts, *places, *topics]


def _set_up(account: MarketplaceAccount, _operation: str, _values: Values, by: str, *, accepts_fee: bool) -> Job:
    return webhooks.configure(account, by)


NOTIFICATIONS = Tab(
    "notifications",
    _("Notifications"),
    "notification_setup",
    (_("What"), _("Address"), _("On")),
    _notifications,
    (
        Act(
            "set-up",
            "set_webhooks",
            _("Set up"),
            of_row=False,
            icon="notifications",
            text=_(
                "The address for alerts, the destination, a subscription for each topic. eBay calls the hub meanwhile."
            ),
            file=_set_up,
        ),
    ),
)


class LimitsTab(Tab):
    """eBay's own figures, of the app and of this seller."""

    def read(self, account: MarketplaceAccount, cleaned: Mapping[str, Any]) -> list[Row]:
        with open_account(account) as adapter:
            found = adapter.limits()
        return [
            Row({}, (each.name, _or_dash(each.remaining), _or_dash(each.limit), each.resets_at or "–"))
            for each in found
        ]


def _or_dash(value: int | None) -> Any:
    return "–" if value is None else value


LIMITS = LimitsTab(
    "limits",
    _("Limits"),
    "limits",
    (_("Part of eBay"), _("Calls left"), _("Calls a day"), _("Begins anew")),
    lambda _answer: [],
    empty=_("eBay has nothing to tell. Its sandbox never has."),
)

TABS: tuple[Tab, ...] = (
    READINESS,
    POLICIES,
    LOCATIONS,
    INVENTORY,
    CAMPAIGNS,
    PROMOTIONS,
    TRAFFIC,
    STANDARDS,
    SERVICE,
    NOTIFICATIONS,
    LIMITS,
)
