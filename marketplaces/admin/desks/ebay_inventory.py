"""The desk of a shop at eBay: what stands in the seller's inventory there, taken over and tied to products of ours."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from core.models import Job
from marketplaces.actions.publishing import adopting
from marketplaces.admin.desks.desk import Act, Row, Tab, Values
from marketplaces.admin.desks.ebay_marketing import SELL, ItemNumbersField
from marketplaces.models import MarketplaceAccount


class MigrationForm(forms.Form):
    listing_ids = ItemNumbersField(label=_("Item numbers"), max_length=2_000)


class CursorForm(forms.Form):
    cursor = forms.CharField(label=_("Page"), required=False, max_length=500, widget=UnfoldAdminTextInputWidget)


def _inventory(answer: Any) -> list[Row]:
    found = [
        Row(
            {"key": each["group"]},
            (
                each["sku"],
                each["title"],
                each["group"] or "–",
                each["listing_id"] or "–",
                _("yes") if each["is_live"] else _("no"),
                "{amount} {currency}".format(**each["price"]) if each["price"] else "–",
                "–" if each["quantity"] is None else each["quantity"],
            ),
            {},
            ("publish-group", "withdraw-group") if each["group"] else (),
        )
        for each in answer["items"]
    ]
    if answer["cursor"]:
        more = _("Next page: %(cursor)s") % {"cursor": answer["cursor"]}
        found.append(Row({}, (more, *[""] * 6), {}, ()))
    return found


def _adopt(account: MarketplaceAccount, _operation: str, _values: Values, by: str, *, accepts_fee: bool) -> Job:
    return adopting.start_adopting(account, by)


def _page(cleaned: Mapping[str, Any]) -> Values:
    return {"cursor": cleaned.get("cursor") or ""}


INVENTORY = Tab(
    "inventory",
    _("At eBay"),
    "find_listings",
    (_("SKU"), _("Title"), _("Group"), _("Item number"), _("On sale"), _("Price"), _("Quantity")),
    _inventory,
    (
        Act(
            "import",
            "adopt_listings",
            _("Tie to our products"),
            of_row=False,
            icon="link",
            permission=SELL,
            text=_("Each listing goes to the product that has its SKU. Nothing is changed at eBay."),
            file=_adopt,
        ),
        Act(
            "migrate",
            "migrate_listings",
            _("Take listings over"),
            of_row=False,
            form=MigrationForm,
            icon="move_down",
            permission=SELL,
            text=_("Listings that were made in eBay's own pages. They cannot be changed there any more afterwards."),
            dangerous=True,
        ),
        Act("publish-group", "publish_group", _("Publish the group"), permission=SELL),
        Act("withdraw-group", "withdraw_group", _("Withdraw the group"), permission=SELL, dangerous=True),
    ),
    query=CursorForm,
    values=_page,
)
