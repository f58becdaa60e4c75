"""Upgrades of a shipping profile: what a buyer may pay more for."""

from typing import Any

from marketplaces.adapters.etsy.simulator.acts import carriage
from marketplaces.adapters.etsy.simulator.acts.shipping import ONE, profile_of
from marketplaces.adapters.etsy.simulator.books.shipping import ShippingProfile, Upgrade
from marketplaces.adapters.etsy.simulator.calls import Call, missing, operation, whole_list
from marketplaces.adapters.etsy.simulator.fields import number, text, whole
from marketplaces.adapters.etsy.simulator.views.shop import upgrade_view

ALL = f"{ONE}/upgrades"
UPGRADE = f"{ALL}/{{upgrade_id}}"
NEW = {
    "type": whole(0, 1, required=True),
    "upgrade_name": text(required=True),
    "price": number("0", required=True),
    "secondary_price": number("0", required=True),
    **carriage.FORM,
}
CHANGE = {
    "type": whole(0, 1),
    "upgrade_name": text(),
    "price": number("0"),
    "secondary_price": number("0"),
    **carriage.FORM,
}


@operation("getShopShippingProfileUpgrades", f"GET {ALL}", "shops_r")
def get_upgrades(call: Call) -> dict[str, Any]:
    profile = profile_of(call)
    return whole_list(profile.upgrades, lambda one: upgrade_view(call.shop, profile, one))


@operation("createShopShippingProfileUpgrade", f"POST {ALL}", "shops_w", form=NEW)
def create_upgrade(call: Call) -> dict[str, Any]:
    profile, body = profile_of(call), call.body
    made = Upgrade(
        call.shop.take("upgrade"),
        body["type"],
        body["upgrade_name"],
        body["price"],
        body["secondary_price"],
        carriage.carriage(body),
    )
    profile.upgrades.append(made)
    return upgrade_view(call.shop, profile, made)


@operation("updateShopShippingProfileUpgrade", f"PUT {UPGRADE}", "shops_w", form=CHANGE)
def update_upgrade(call: Call) -> dict[str, Any]:
    profile, body = profile_of(call), call.body
    found = _upgrade(profile, call)
    found.carriage = carriage.carriage(body, found.carriage)
    found.kind, found.name = body.get("type", found.kind), body.get("upgrade_name", found.name)
    found.price = body.get("price", found.price)
    found.secondary_price = body.get("secondary_price", found.secondary_price)
    return upgrade_view(call.shop, profile, found)


@operation("deleteShopShippingProfileUpgrade", f"DELETE {UPGRADE}", "shops_w", success=204)
def delete_upgrade(call: Call) -> None:
    profile = profile_of(call)
    profile.upgrades.remove(_upgrade(profile, call))


def _upgrade(profile: ShippingProfile, call: Call) -> Upgrade:
    found = next((one for one in profile.upgrades if one.upgrade_id == int(call.ids["upgrade_id"])), None)
    if found is None:
        raise missing("Shipping profile upgrade")
    return found
