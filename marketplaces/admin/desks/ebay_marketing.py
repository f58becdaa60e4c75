"""The desk of a shop at eBay: campaigns, and promotions with the margin that they leave."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from marketplaces.actions import performing
from marketplaces.actions.prices import margins, promoting
from marketplaces.admin.desks.desk import Act, Row, Tab, Values, said
from marketplaces.models import MarketplaceAccount

SELL = "marketplaces.publish_listing"
BELOW_FLOOR = "marketplaces.change_pricerule"  # who may say what the least price is may go below it
MOST_WHOLE = 25
KINDS = {"sale": _("Sale"), "order": _("Off an order"), "volume": _("By quantity"), "coupon": _("Coupon")}
PAID = {"per_sale": _("By the sale"), "per_click": _("By the click")}
BELOW_TEXT = _("Also where an item then falls under its least price. The job keeps who wanted it.")


def _time(label: Any, *, required: bool = True) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, required=required, widget=UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"})
    )


def _rate(*, required: bool) -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Rate (%)"),
        min_value=2,
        max_value=100,
        decimal_places=1,
        required=required,
        widget=UnfoldAdminTextInputWidget,
    )


class ItemNumbersField(forms.CharField):
    """eBay's item numbers, with anything between them."""

    widget = UnfoldAdminTextInputWidget

    def clean(self, value: Any) -> Any:
        found = re.findall(r"[0-9]{6,20}", super().clean(value))
        if not found:
            raise forms.ValidationError(_("Give eBay's item numbers."), code="invalid")
        return found


# Campaigns


class NewCampaignForm(forms.Form):
    name = forms.RegexField("^[^<>]{1,80}$", label=_("Name"), widget=UnfoldAdminTextInputWidget)
    ad_rate = _rate(required=True)
    starts_at = _time(_("Begins"), required=False)
    ends_at = _time(_("Ends"), required=False)


class CampaignForm(forms.Form):
    name = forms.RegexField("^[^<>]{1,80}$", label=_("Name"), required=False, widget=UnfoldAdminTextInputWidget)
    ad_rate = _rate(required=False)
    ends_at = _time(_("Ends"), required=False)


class AdsForm(forms.Form):
    listing_ids = ItemNumbersField(label=_("Item numbers"), max_length=10_000)
    ad_rate = _rate(required=False)


class AdsToRemoveForm(forms.Form):
    listing_ids = ItemNumbersField(label=_("Item numbers"), max_length=10_000)


def _per_sale(cleaned: Mapping[str, Any]) -> Values:
    return {"paid": "per_sale", **said(cleaned)}


def _below(cleaned: Mapping[str, Any]) -> Values:
    return {**said(cleaned), promoting.ACCEPT: True}


def _campaigns(answer: Any) -> list[Row]:
    return [
        Row(
            {"campaign_id": each["campaign_id"]},
            (each["name"], PAID.get(each["paid"], each["paid"]), _rate_words(each), each["state"], _span(each)),
            {"name": each["name"], "ad_rate": each["ad_rate"]},
            _campaign_acts(each["state"]),
        )
        for each in answer["campaigns"]
    ]


def _rate_words(campaign: Mapping[str, Any]) -> Any:
    if campaign["daily_budget"]:
        return _("%(amount)s a day") % {"amount": "{amount} {currency}".format(**campaign["daily_budget"])}
    return f"{campaign['ad_rate']} %" if campaign["ad_rate"] and campaign["is_rate_fixed"] else _("set by eBay")


def _campaign_acts(state: str) -> tuple[str, ...]:
    if state == "ended":
        return ()
    led = {"running": ("pause",), "paused": ("resume",)}.get(state, ())
    return ("change", "advertise", "advertise-below", "stop", *led, "end")


def _span(row: Mapping[str, Any]) -> str:
    return f"{(row['starts_at'] or '–')[:10]} – {(row['ends_at'] or '')[:10]}".strip()


CAMPAIGNS = Tab(
    "campaigns",
    _("Campaigns"),
    "list_campaigns",
    (_("Name"), _("Paid"), _("Rate"), _("State"), _("From – to")),
    _campaigns,
    (
        Act("add", "create_campaign", _("Add a campaign"), of_row=False, form=NewCampaignForm, values=_per_sale, icon="campaign", permission=SELL),
        Act("change", "change_campaign", _("Change"), form=CampaignForm, permission=SELL, file=promoting.start_campaign_change),
        Act("advertise", "add_ads", _("Advertise"), form=AdsForm, permission=SELL, file=promoting.start_ads, text=_("What would fall under its least price with the rate paid is refused.")),
        Act("advertise-below", "add_ads", _("Advertise below the least price"), form=AdsForm, values=_below, permission=BELOW_FLOOR, file=promoting.start_ads, text=BELOW_TEXT, dangerous=True),
        Act("stop", "remove_ads", _("Advertise no more"), form=AdsToRemoveForm, permission=SELL, file=promoting.start_removal),
        Act("pause", "pause_campaign", _("Pause"), permission=SELL),
        Act("resume", "resume_campaign", _("Resume"), permission=SELL),
        Act("end", "end_campaign", _("End"), text=_("It is over for good."), dangerous=True, permission=SELL),
    ),
    note=_("Promoted listings. Campaigns that are paid by the click are made over the API; their keywords at eBay."),
)  # fmt: skip


# Promotions


class PromotionForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(name, KINDS[name]) for name in ("sale", "order")], widget=UnfoldAdminSelectWidget
    )
    name = forms.CharField(label=_("Name"), max_length=90, widget=UnfoldAdminTextInputWidget)
    description = forms.CharField(label=_("What buyers read"), max_length=50, widget=UnfoldAdminTextInputWidget)
    image_url = forms.RegexField(
        "^https://[!-~]+$", label=_("Picture"), max_length=500, widget=UnfoldAdminTextInputWidget
    )
    percent = forms.IntegerField(label=_("Off (%)"), min_value=5, max_value=80, widget=UnfoldAdminIntegerFieldWidget)
    min_quantity = forms.IntegerField(
        label=_("From so many pieces"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("Off an order only."),
        widget=UnfoldAdminIntegerFieldWidget,
    )
    starts_at = _time(_("Begins"))
    ends_at = _time(_("Ends"))
    is_draft = forms.BooleanField(label=_("As a draft"), required=False)
    listing_ids = ItemNumbersField(label=_("Item numbers"), max_length=10_000)

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_at"), cleaned.get("ends_at")
        if first and last and last - first < timedelta(hours=24):
            self.add_error("ends_at", _("It lasts 24 hours at least."))
        return cleaned


class PromotionsTab(Tab):
    """With the lowest margin that each leaves, reckoned from our listings; a call for each of the first that have not
    ended."""

    def read(self, account: MarketplaceAccount, cleaned: Mapping[str, Any]) -> list[Row]:
        told = performing.read(account, self.operation, {"whole": MOST_WHOLE})["promotions"]
        return [_promotion(account, each) for each in told]


def _promotion(account: MarketplaceAccount, told: Mapping[str, Any]) -> Row:
    acts = {"running": ("pause",), "scheduled": ("pause",), "paused": ("resume",)}.get(told["state"], ())
    discount, items, lowest = "–", "–", "–"
    if "tiers" in told:
        discount = ", ".join(filter(None, (_off_words(tier) for tier in told["tiers"]))) or "–"
        items = str(len(told["listing_ids"])) if told["listing_ids"] is not None else str(_("by a rule"))
        lowest = _lowest(account, told)
    cells = (told["name"], KINDS.get(told["kind"], told["kind"]), discount, items, lowest, _span(told), told["state"])
    return Row({"promotion_id": told["promotion_id"]}, cells, {}, acts)


def _off_words(tier: Mapping[str, Any]) -> str:
    off = tier["amount_off"]
    shown = f"{off['amount']} {off['currency']}" if off else f"{tier['percent']} %"
    return "" if shown == "0 %" else shown


def _lowest(account: MarketplaceAccount, told: Mapping[str, Any]) -> str:
    listings = promoting.listings_of(account, told["listing_ids"] or ())
    found = margins.margins(account, listings, promoting.off_of_told(told))
    known = [each.left for each in found if each.left is not None]
    return str(min(known, key=lambda each: each.amount)) if known else "–"


PROMOTIONS = PromotionsTab(
    "promotions",
    _("Promotions"),
    "list_promotions",
    (_("Name"), _("Type"), _("Discount"), _("Items"), _("Lowest margin after"), _("From – to"), _("State")),
    lambda _answer: [],
    (
        Act("add", "create_promotion", _("Add a promotion"), of_row=False, form=PromotionForm, icon="sell", permission=SELL, file=promoting.start_promotion, text=_("What would bring an item under its least price is refused.")),
        Act("add-below", "create_promotion", _("Add one below the least price"), of_row=False, form=PromotionForm, values=_below, icon="sell", permission=BELOW_FLOOR, file=promoting.start_promotion, text=BELOW_TEXT, dangerous=True),
        Act("pause", "pause_promotion", _("Pause"), permission=SELL),
        Act("resume", "resume_promotion", _("Resume"), permission=SELL),
    ),
    note=_("Steps by quantity and coupons are made over the API."),
)  # fmt: skip
