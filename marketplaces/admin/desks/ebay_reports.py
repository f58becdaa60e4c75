"""The desk of a shop at eBay: its reports, read when they are asked for."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from marketplaces.admin.desks.desk import Row, Tab, Values

USUAL_DAYS = 30


class TrafficForm(forms.Form):
    by = forms.ChoiceField(
        label=_("By"), choices=[("day", _("day")), ("listing", _("listing"))], widget=UnfoldAdminSelectWidget
    )
    days = forms.IntegerField(
        label=_("Days until yesterday"),
        min_value=1,
        max_value=90,
        initial=USUAL_DAYS,
        widget=UnfoldAdminIntegerFieldWidget,
    )


class ServiceForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What"),
        choices=[("not_received", _("Not received")), ("not_as_described", _("Not as described"))],
        widget=UnfoldAdminSelectWidget,
    )
    cycle = forms.ChoiceField(
        label=_("When"),
        choices=[("current", _("as judged")), ("projected", _("as it stands now"))],
        widget=UnfoldAdminSelectWidget,
    )


def _range(cleaned: Mapping[str, Any]) -> Values:
    last = timezone.now().date() - timedelta(days=1)
    first = last - timedelta(days=cleaned["days"] - 1)
    return {"by": cleaned["by"], "first_day": first.isoformat(), "last_day": last.isoformat()}


_FIGURES = ("impressions", "views", "click_through_rate", "conversion_rate", "sold")


def _traffic(answer: Any) -> list[Row]:
    return [
        Row({}, (each["title"] or each["of"], *(each["figures"].get(name) or "–" for name in _FIGURES)))
        for each in answer["rows"]
    ]


def _standards(answer: Any) -> list[Row]:
    return [
        Row({}, (each["program"].upper(), each["cycle"], each["level"], metric["name"], metric["value"] or "–"))
        for each in answer["profiles"]
        for metric in each["metrics"] or ({"name": "", "value": ""},)
    ]


def _service(answer: Any) -> list[Row]:
    return [
        Row({}, (each["name"] or each["value"], each["figures"].get("rate") or "–", each["average"] or "–", each["rating"]))
        for each in answer["rows"]
    ]  # fmt: skip


KEPT = _("eBay answers 100 reports a day: an answer is kept for some hours. – is no figure, which is not 0.")
TRAFFIC = Tab(
    "traffic",
    _("Traffic"),
    "read_traffic",
    (_("Of"), _("Impressions"), _("Views"), _("Click rate"), _("Sales per view"), _("Sold")),
    _traffic,
    query=TrafficForm,
    values=_range,
    note=KEPT,
)
STANDARDS = Tab(
    "standards",
    _("Standards"),
    "read_standards",
    (_("Program"), _("When"), _("Level"), _("Figure"), _("Value")),
    _standards,
    note=KEPT,
)
SERVICE = Tab(
    "service",
    _("Complaints"),
    "read_service_metric",
    (_("Of"), _("Rate"), _("Others"), _("eBay's word")),
    _service,
    query=ServiceForm,
    note=KEPT,
)
