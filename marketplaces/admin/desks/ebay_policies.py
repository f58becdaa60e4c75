"""The desk of a shop at eBay: business policies of its national site."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from marketplaces.actions import performing
from marketplaces.admin.desks.desk import Act, Row, Tab, Values, said
from marketplaces.admin.desks.ebay_words import text_field
from marketplaces.models import MarketplaceAccount

POLICY_KINDS = {"fulfillment": _("Shipping"), "payment": _("Payment"), "return": _("Returns")}


class ShippingForm(forms.Form):
    name = text_field(_("Name"), 64)
    handling_days = forms.IntegerField(
        label=_("Days until it is sent"), min_value=0, max_value=40, initial=2, widget=UnfoldAdminIntegerFieldWidget
    )
    code = text_field(_("eBay's code of the service"), 80)
    carrier = text_field(_("Carrier"), 60, required=False)
    amount = forms.DecimalField(
        label=_("Price of shipping"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        required=False,
        help_text=_("Free without it. In the shop's currency."),
        widget=UnfoldAdminTextInputWidget,
    )
    currency = forms.RegexField("^[A-Z]{3}$", label=_("Currency"), required=False, widget=UnfoldAdminTextInputWidget)

    def clean(self) -> Any:
        cleaned = super().clean()
        if cleaned and cleaned.get("amount") and not cleaned.get("currency"):
            self.add_error("currency", _("A price needs its currency."))
        return cleaned


class PaymentForm(forms.Form):
    name = text_field(_("Name"), 64)
    is_immediate = forms.BooleanField(label=_("Paid at once"), required=False, initial=True)


class ReturnForm(forms.Form):
    name = text_field(_("Name"), 64)
    days = forms.TypedChoiceField(
        label=_("Days"), choices=[(14, "14"), (30, "30"), (60, "60")], coerce=int, widget=UnfoldAdminSelectWidget
    )
    paid_by = forms.ChoiceField(
        label=_("Sending back is paid by"),
        choices=[("buyer", _("the buyer")), ("seller", _("us"))],
        widget=UnfoldAdminSelectWidget,
    )


def _shipping(cleaned: Mapping[str, Any]) -> Values:
    given = said(cleaned)
    service = {"code": given.pop("code"), "carrier": given.pop("carrier", "")}
    amount, currency = given.pop("amount", None), given.pop("currency", None)
    cost = {"amount": amount, "currency": currency} if amount and currency else None
    return {"kind": "fulfillment", **given, "services": [{**service, "cost": cost}]}


def _payment(cleaned: Mapping[str, Any]) -> Values:
    return {"kind": "payment", **said(cleaned)}


def _returns(cleaned: Mapping[str, Any]) -> Values:
    return {"kind": "return", "are_accepted": True, **said(cleaned)}


class PoliciesTab(Tab):
    """All three kinds, a call each."""

    def read(self, account: MarketplaceAccount, cleaned: Mapping[str, Any]) -> list[Row]:
        return [
            row for kind in POLICY_KINDS for row in self.rows(performing.read(account, self.operation, {"kind": kind}))
        ]


def _policies(answer: Any) -> list[Row]:
    change = {"payment": ("change-payment", "delete"), "return": ("change-return", "delete")}
    return [
        Row(
            {"kind": each["kind"], "policy_id": each["id"]},
            (POLICY_KINDS[each["kind"]], each["name"], each["id"], _policy_words(each)),
            each,
            change.get(each["kind"], ("delete",)),
        )
        for each in answer["policies"]
    ]


def _policy_words(given: Mapping[str, Any]) -> Any:
    if given["kind"] == "fulfillment":
        return ", ".join(each["code"] for each in given["services"])
    if given["kind"] == "payment":
        return _("Paid at once") if given["is_immediate"] else ""
    return _("%(days)s days") % {"days": given["days"]} if given["are_accepted"] else _("Not taken back")


POLICIES = PoliciesTab(
    "policies",
    _("Policies"),
    "list_policies",
    (_("Kind"), _("Name"), _("Number"), _("What it says")),
    _policies,
    (
        Act("add-shipping", "create_policy", _("Add for shipping"), of_row=False, form=ShippingForm, values=_shipping, icon="add"),
        Act("add-payment", "create_policy", _("Add for payment"), of_row=False, form=PaymentForm, values=_payment, icon="add"),
        Act("add-return", "create_policy", _("Add for returns"), of_row=False, form=ReturnForm, values=_returns, icon="add"),
        Act("change-payment", "replace_policy", _("Change"), form=PaymentForm, values=_payment),
        Act("change-return", "replace_policy", _("Change"), form=ReturnForm, values=_returns),
        Act("delete", "delete_policy", _("Delete"), text=_("eBay refuses while a listing uses the policy."), dangerous=True),
    ),
    note=_("Of the shop's national site. A policy for shipping with several services is changed over the API or at eBay."),
)  # fmt: skip
