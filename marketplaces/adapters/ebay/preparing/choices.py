"""The choices that stand in each listing: three policies and a location, those of the account's site alone."""

from core.errors import Rejected
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.families import account, locations
from marketplaces.adapters.ebay.families.account import PolicyKind
from marketplaces.adapters.ebay.mapper.locations import place
from marketplaces.adapters.ebay.mapper.offers import LOCATION
from marketplaces.adapters.ebay.values import Obj, text
from marketplaces.interface import SellingPlace, SellingSetting, SettingChoice

NAMES = {
    PolicyKind.FULFILLMENT: "fulfillment_policy_id",
    PolicyKind.PAYMENT: "payment_policy_id",
    PolicyKind.RETURN: "return_policy_id",
}


def selling_settings(client: EbayClient) -> tuple[SellingSetting, ...]:
    """A seller without business policies, or without a location, has a setting without choices."""
    found = [
        SellingSetting(name, tuple(_choice(kind, policy) for policy in policies_of(client, kind)))
        for kind, name in NAMES.items()
    ]
    open_places = [each for each in places(client) if each.is_active]
    found.append(SellingSetting(LOCATION, tuple(SettingChoice(each.place_id, each.name) for each in open_places)))
    return tuple(found)


def policies_of(client: EbayClient, kind: PolicyKind) -> list[Obj]:
    """None where the seller is not in the program: eBay refuses to answer then."""
    try:
        return account.policies(client, kind)
    except Rejected:
        return []


def places(client: EbayClient) -> tuple[SellingPlace, ...]:
    return tuple(place(each) for each in locations.all_locations(client))


def _choice(kind: PolicyKind, policy: Obj) -> SettingChoice:
    number = kind.id_of(policy)
    return SettingChoice(number, text(policy.get("name")) or number)
