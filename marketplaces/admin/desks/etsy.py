"""The desk of a shop at Etsy."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplaces.admin.desks import etsy_forms as forms
from marketplaces.admin.desks.desk import Act, Row, Tab

_FOR_GOOD = _("It is deleted at Etsy. Etsy refuses while a listing uses it.")


def _shop(answer: Any) -> list[Row]:
    shown = (_("Title"), answer["title"]), (_("Announcement"), answer["announcement"]), (
        _("Message with each sale"), answer["sale_message"]), (_("Country"), answer["country"]), (
        _("Currency"), answer["currency"]), (_("Reviews"), f"{answer['review_count'] or 0}")  # fmt: skip
    initial = {name: answer[name] for name in ("title", "announcement", "sale_message")}
    first, *others = (Row({"shop_id": answer["id"]}, cells, initial, acts=()) for cells in shown)
    return [Row(first.key, first.cells, initial), *others]


def _sections(answer: Any) -> list[Row]:
    return [
        Row({"section_id": row["id"]}, (row["title"], row["active_listings"]), {"title": row["title"]})
        for row in answer["sections"]
    ]


def _profiles(answer: Any) -> list[Row]:
    return [
        Row(
            {"profile_id": row["id"]},
            (
                row["title"],
                f"{row['origin_country']} {row['origin_postal_code']}".strip(),
                ", ".join(each["country"] or each["region"] for each in row["destinations"]) or "–",
                ", ".join(each["name"] for each in row["upgrades"]) or "–",
            ),
            {name: row[name] for name in ("title", "origin_country", "origin_postal_code")},
        )
        for row in answer["profiles"]
    ]


def _destinations(answer: Any) -> list[Row]:
    return [
        Row(
            {"profile_id": profile["id"], "destination_id": row["id"]},
            (
                profile["title"],
                row["country"] or row["region"],
                _money(row["first_item"]),
                _money(row["further_item"]),
                f"{row['min_delivery_days']}–{row['max_delivery_days']}"
                if row["min_delivery_days"]
                else row["mail_class"],
            ),
            _said_of(row),
            acts=None if row["min_delivery_days"] else ("delete",),  # the form speaks of days alone
        )
        for profile in answer["profiles"]
        for row in profile["destinations"]
    ]


def _said_of(row: Mapping[str, Any]) -> dict[str, Any]:
    costs = {name: row[name]["amount"] if row[name] else None for name in ("first_item", "further_item")}
    days = {name: row[name] for name in ("min_delivery_days", "max_delivery_days")}
    return {**costs, **days, "currency": row["first_item"]["currency"] if row["first_item"] else ""}


def _processing(answer: Any) -> list[Row]:
    return [
        Row(
            {"profile_id": row["id"]},
            (row["words"],),
            {"state": row["state"], "min_time": row["min_days"], "max_time": row["max_days"], "unit": "days"},
        )
        for row in answer["profiles"]
    ]


def _policies(answer: Any) -> list[Row]:
    names = ("accepts_returns", "accepts_exchanges", "return_days")
    return [
        Row({"policy_id": row["id"]}, (row["words"],), {name: row[name] for name in names})
        for row in answer["policies"]
    ]


def _reviews(answer: Any) -> list[Row]:
    return [
        Row({}, (f"{row['rating']} / 5", row["words"] or "–", row["listing_id"], _day(row["created_at"])))
        for row in answer["reviews"]
    ]


def _ledger(answer: Any) -> list[Row]:
    return [
        Row({}, (_day(row["at"]), row["words"] or row["kind"], _money(row["amount"]), _money(row["balance"])))
        for row in answer["entries"]
    ]


def _limits(answer: Any) -> list[Row]:
    windows = {1: _("a second"), 86_400: _("24 hours")}
    return [
        Row({}, (windows.get(row["seconds"], row["seconds"]), row["limit"], row["remaining"]))
        for row in answer["limits"]
    ]


def _money(value: Mapping[str, str] | None) -> str:
    return f"{value['amount']} {value['currency']}" if value else "–"


def _day(value: str | None) -> str:
    return value[:16].replace("T", " ") if value else "–"


SHOP = Tab(
    "shop", _("Shop"), "read_shop", (_("What"), _("At Etsy")), _shop,
    (Act("change", "change_shop", _("Change"), form=forms.ShopForm, values=forms.shop_said),),
)  # fmt: skip
SECTIONS = Tab(
    "sections", _("Sections"), "list_sections", (_("Title"), _("Listings on sale")), _sections,
    (
        Act("add", "create_section", _("Add a section"), of_row=False, form=forms.SectionForm, icon="add"),
        Act("rename", "rename_section", _("Rename"), form=forms.SectionForm),
        Act("delete", "delete_section", _("Delete"), dangerous=True,
            text=_("The section is deleted at Etsy. Its listings stay, in no section.")),
    ),
)  # fmt: skip
SHIPPING = Tab(
    "shipping-profiles", _("Shipping profiles"), "list_shipping_profiles",
    (_("Title"), _("Sent from"), _("Destinations"), _("Upgrades")), _profiles,
    (
        Act("add", "create_shipping_profile", _("Add a shipping profile"), of_row=False, form=forms.NewProfileForm,
            values=forms.carriage_said, icon="add"),
        Act("change", "change_shipping_profile", _("Change"), form=forms.ProfileForm, values=forms.profile_said),
        Act("add-destination", "add_destination", _("Add a destination"), form=forms.DestinationForm,
            values=forms.carriage_said),
        Act("add-upgrade", "add_upgrade", _("Add an upgrade"), form=forms.UpgradeForm, values=forms.carriage_said),
        Act("delete", "delete_shipping_profile", _("Delete"), dangerous=True, text=_FOR_GOOD),
    ),
)  # fmt: skip
DESTINATIONS = Tab(
    "destinations", _("Destinations"), "list_shipping_profiles",
    (_("Profile"), _("To"), _("First item"), _("Each further one"), _("Days under way")), _destinations,
    (
        Act("change", "change_destination", _("Change"), form=forms.CarriageForm, values=forms.carriage_said),
        Act("delete", "delete_destination", _("Delete"), dangerous=True,
            text=_("Nothing is sent there any more with this profile.")),
    ),
)  # fmt: skip
PROCESSING = Tab(
    "processing-profiles", _("Processing profiles"), "list_processing_profiles", (_("How long"),), _processing,
    (
        Act("add", "create_processing_profile", _("Add a processing profile"), of_row=False,
            form=forms.ProcessingForm, icon="add"),
        Act("change", "change_processing_profile", _("Change"), form=forms.ProcessingForm),
        Act("delete", "delete_processing_profile", _("Delete"), dangerous=True, text=_FOR_GOOD),
    ),
)  # fmt: skip
RETURNS = Tab(
    "return-policies", _("Return policies"), "list_return_policies", (_("What is said"),), _policies,
    (
        Act("add", "create_return_policy", _("Add a return policy"), of_row=False, form=forms.ReturnForm, icon="add"),
        Act("change", "change_return_policy", _("Change"), form=forms.ReturnForm,
            text=_("Where another policy says the same Etsy allows no second: its listings get that one.")),
        Act("delete", "delete_return_policy", _("Delete"), dangerous=True, text=_FOR_GOOD),
    ),
)  # fmt: skip
REVIEWS = Tab(
    "reviews", _("Reviews"), "list_reviews", (_("Rating"), _("Words"), _("Listing"), _("Written")), _reviews,
    note=_("The latest fifty, the newest first."),
)  # fmt: skip
LEDGER = Tab(
    "ledger", _("Ledger"), "list_ledger", (_("When"), _("What"), _("Amount"), _("Balance")), _ledger,
    query=forms.WindowForm, values=forms.window_said,
    note=_("Of at most 31 days; the first hundred entries are shown. Times are UTC."),
)  # fmt: skip
LIMITS = Tab(
    "limits", _("Limits"), "read_limits", (_("In"), _("Calls allowed"), _("Left")), _limits,
    (
        Act("renew", "renew_access", _("Renew the access"), of_row=False, icon="key",
            text=_("A new token is asked for now. It happens by itself in time.")),
    ),
    note=_("As Etsy's last answer told it. All shops of one app share it."),
    empty=_("Etsy has not answered this app yet."),
)  # fmt: skip

TABS: tuple[Tab, ...] = (
    SHOP,
    SECTIONS,
    SHIPPING,
    DESTINATIONS,
    PROCESSING,
    RETURNS,
    REVIEWS,
    LEDGER,
    LIMITS,
)
