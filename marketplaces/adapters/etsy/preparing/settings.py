"""The choices that stand in each listing, as this shop has them."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.families import shipping
from marketplaces.adapters.etsy.listing.problems import WHEN_MADE, WHO_MADE
from marketplaces.adapters.etsy.mapper.policies import policy_words, readiness_words
from marketplaces.adapters.etsy.values import Obj, needed_ident, text
from marketplaces.interface import SellingSetting, SettingChoice


def settings(client: EtsyClient) -> tuple[SellingSetting, ...]:
    profiles = [row for row in shipping.shipping_profiles(client) if row.get("is_deleted") is not True]
    yes_or_no = (SettingChoice("false", _("no")), SettingChoice("true", _("yes")))
    return (
        SellingSetting(
            "shipping_profile_id", _choices(profiles, "shipping_profile_id", lambda row: text(row["title"]))
        ),
        SellingSetting(
            "readiness_state_id", _choices(shipping.readiness_states(client), "readiness_state_id", readiness_words)
        ),
        SellingSetting(
            "return_policy_id",
            _choices(shipping.return_policies(client), "return_policy_id", policy_words),
            is_required=False,  # shops in the EU need none
        ),
        SellingSetting(
            "shop_section_id",
            _choices(shipping.sections(client), "shop_section_id", lambda row: text(row.get("title"))),
            is_required=False,
        ),
        SellingSetting("who_made", tuple(SettingChoice(each, each.replace("_", " ")) for each in WHO_MADE)),
        SellingSetting("when_made", tuple(SettingChoice(each, each.replace("_", " ")) for each in WHEN_MADE)),
        SellingSetting("is_supply", yes_or_no),
        SellingSetting(
            "production_partner_ids",
            _choices(
                shipping.production_partners(client), "production_partner_id", lambda row: text(row.get("partner_name"))
            ),
            is_required=False,
        ),
        SellingSetting("should_auto_renew", yes_or_no, is_required=False),
    )


def _choices(rows: Sequence[Obj], key: str, words: Callable[[Obj], str]) -> tuple[SettingChoice, ...]:
    return tuple(SettingChoice(needed_ident(row, key), words(row) or needed_ident(row, key)) for row in rows)
