"""What a seller needs before the first listing, point by point."""

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.families import shipping, shop
from marketplaces.adapters.etsy.scopes import missing_of
from marketplaces.adapters.etsy.values import Obj, text
from marketplaces.interface import ReadinessCheck

# Shops there need no return policy to publish.
EU = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905 - a table
)


def checks(client: EtsyClient, chosen: dict[str, str], lost_abilities: list[str]) -> tuple[ReadinessCheck, ...]:
    """`chosen` are the shop's choices for listings; what was chosen and is gone counts as not met."""
    found = shop.shop(client, client.shop_id)
    missing = missing_of(shop.scopes(client))
    return (
        ReadinessCheck("rights", not missing, values={"scopes": ", ".join(missing)}),
        ReadinessCheck("payments", _flag(found, "is_etsy_payments_onboarded", "is_direct_checkout_onboarded")),
        ReadinessCheck("not_on_vacation", found.get("is_vacation") is not True),
        _is_chosen("shipping_profile", shipping.shipping_profiles(client), "shipping_profile_id", chosen),
        _is_chosen("processing_profile", shipping.readiness_states(client), "readiness_state_id", chosen),
        _is_chosen(
            "return_policy",
            shipping.return_policies(client),
            "return_policy_id",
            chosen,
            is_required=text(found.get("shop_location_country_iso")).upper() not in EU,
        ),
        ReadinessCheck("addresses_shown", "personal_data" not in lost_abilities, is_required=False),
        ReadinessCheck("tracking_taken", "fulfil" not in lost_abilities, is_required=False),
    )


def _is_chosen(
    code: str, rows: list[Obj], key: str, chosen: dict[str, str], *, is_required: bool = True
) -> ReadinessCheck:
    there = {str(row.get(key)) for row in rows if row.get("is_deleted") is not True}
    return ReadinessCheck(code, chosen.get(key, "") in there, is_required, {"count": str(len(there))})


def _flag(node: Obj, *names: str) -> bool | None:
    found = [node[name] for name in names if isinstance(node.get(name), bool)]
    return any(found) if found else None
