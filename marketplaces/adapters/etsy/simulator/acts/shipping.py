"""Shipping profiles: where from, and what it costs to each destination."""

from typing import Any

from marketplaces.adapters.etsy.simulator.acts import carriage
from marketplaces.adapters.etsy.simulator.books.shipping import Destination, ShippingProfile
from marketplaces.adapters.etsy.simulator.calls import PAGE, Call, bad, missing, operation, page, whole_list
from marketplaces.adapters.etsy.simulator.fields import Fields, choice, number, text, whole
from marketplaces.adapters.etsy.simulator.views.shop import destination_view, profile_view

ALL = "/shops/{shop_id}/shipping-profiles"
ONE = f"{ALL}/{{shipping_profile_id}}"
DESTINATIONS = f"{ONE}/destinations"
DESTINATION = f"{DESTINATIONS}/{{shipping_profile_destination_id}}"
WITH_POSTAL_CODE = frozenset(("US", "CA", "GB", "AU", "DE", "FR"))
COSTS: Fields = {"primary_cost": number("0", required=True), "secondary_cost": number("0", required=True)}
TO: Fields = {"destination_country_iso": text(), "destination_region": choice("eu", "non_eu", "none")}
ABOUT: Fields = {"title": text(), "origin_country_iso": text(), "origin_postal_code": text()}
OLD: Fields = {
    "min_processing_time": whole(1, 10),
    "max_processing_time": whole(1, 10),
    "processing_time_unit": choice("business_days", "weeks"),
}
REQUIRED: Fields = {"title": text(required=True), "origin_country_iso": text(required=True)}
CARRIERS = (
    (1, "USPS", (("usps_ground_advantage", "Ground Advantage"),), (("usps_first_international", "First-Class Intl"),)),
    (2, "Royal Mail", (("royal_mail_48", "Royal Mail 48"),), (("royal_mail_tracked", "International Tracked"),)),
    (3, "La Poste", (("colissimo", "Colissimo"),), (("colissimo_international", "Colissimo International"),)),
)


def profile_of(call: Call) -> ShippingProfile:
    found = call.shop.books.shipping_profiles.get(int(call.ids["shipping_profile_id"]))
    if found is None:
        raise missing("Shipping profile")
    return found


def _to(body: dict[str, Any]) -> tuple[str, str]:
    """Country and region: exactly one of them is said."""
    country, region = body.get("destination_country_iso", ""), body.get("destination_region", "none")
    if bool(country) == (region != "none"):
        raise bad("You must provide exactly one of destination_country_iso and destination_region")
    return country, region


def _destination(call: Call) -> Destination:
    body = call.body
    costs = body["primary_cost"], body["secondary_cost"]
    return Destination(call.shop.take("destination"), *_to(body), *costs, carriage.carriage(body))


def _postal_code(country: str, code: str | None) -> str | None:
    if country in WITH_POSTAL_CODE and not code:
        raise bad(f"origin_postal_code is required for {country}")
    if country not in WITH_POSTAL_CODE and code:
        raise bad(f"origin_postal_code is not supported for {country}")
    return code or None


@operation("getShippingCarriers", "GET /shipping-carriers", query={"origin_country_iso": text(required=True)})
def get_carriers(call: Call) -> dict[str, Any]:
    def classes(rows: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
        return [{"mail_class_key": key, "name": name} for key, name in rows]

    return whole_list(
        list(CARRIERS),
        lambda one: {
            "shipping_carrier_id": one[0],
            "name": one[1],
            "domestic_classes": classes(one[2]),
            "international_classes": classes(one[3]),
        },
    )


@operation("getShopShippingProfiles", f"GET {ALL}", "shops_r")
def get_profiles(call: Call) -> dict[str, Any]:
    rows = [one for one in call.shop.books.shipping_profiles.values() if not one.hidden]
    return whole_list(rows, lambda one: profile_view(call.shop, one))


@operation("getShopShippingProfile", f"GET {ONE}", "shops_r")
def get_profile(call: Call) -> dict[str, Any]:
    return profile_view(call.shop, profile_of(call))


@operation(
    "createShopShippingProfile",
    f"POST {ALL}",
    "shops_w",
    form={**ABOUT, **REQUIRED, **COSTS, **TO, **OLD, **carriage.FORM},
)
def create_profile(call: Call) -> dict[str, Any]:
    body = call.body
    code = _postal_code(body["origin_country_iso"], body.get("origin_postal_code"))
    first = _destination(call)
    made = ShippingProfile(call.shop.take("shipping_profile"), body["title"], body["origin_country_iso"], code, [first])
    call.shop.books.shipping_profiles[made.profile_id] = made
    return profile_view(call.shop, made)


@operation("updateShopShippingProfile", f"PUT {ONE}", "shops_w", form={**ABOUT, **OLD})
def update_profile(call: Call) -> dict[str, Any]:
    """Costs live in the destinations."""
    found, body = profile_of(call), call.body
    country = body.get("origin_country_iso", found.country)
    found.postal_code = _postal_code(country, body.get("origin_postal_code", found.postal_code))
    found.country, found.title = country, body.get("title", found.title)
    return profile_view(call.shop, found)


@operation("deleteShopShippingProfile", f"DELETE {ONE}", "shops_w", success=204)
def delete_profile(call: Call) -> None:
    gone = profile_of(call)
    if any(one.facts.get("shipping_profile_id") == gone.profile_id for one in call.shop.books.listings.values()):
        raise bad("The shipping profile is used by listings and cannot be deleted")
    del call.shop.books.shipping_profiles[gone.profile_id]


@operation("getShopShippingProfileDestinationsByShippingProfile", f"GET {DESTINATIONS}", "shops_r", query=PAGE)
def get_destinations(call: Call) -> dict[str, Any]:
    profile = profile_of(call)
    return page(call, profile.destinations, lambda one: destination_view(call.shop, profile, one))


@operation(
    "createShopShippingProfileDestination",
    f"POST {DESTINATIONS}",
    "shops_w",
    form={**COSTS, **TO, **carriage.FORM},
    success=201,
)
def create_destination(call: Call) -> dict[str, Any]:
    profile, made = profile_of(call), _destination(call)
    if any((one.country, one.region) == (made.country, made.region) for one in profile.destinations):
        raise bad("The shipping profile has an entry for this destination")
    profile.destinations.append(made)
    return destination_view(call.shop, profile, made)


@operation(
    "updateShopShippingProfileDestination",
    f"PUT {DESTINATION}",
    "shops_w",
    form={"primary_cost": number("0"), "secondary_cost": number("0"), **TO, **carriage.FORM},
)
def update_destination(call: Call) -> dict[str, Any]:
    profile, body = profile_of(call), call.body
    found = _found(profile, call)
    if "destination_country_iso" in body or "destination_region" in body:
        found.country, found.region = _to(body)
    found.carriage = carriage.carriage(body, found.carriage)
    found.primary_cost = body.get("primary_cost", found.primary_cost)
    found.secondary_cost = body.get("secondary_cost", found.secondary_cost)
    return destination_view(call.shop, profile, found)


@operation("deleteShopShippingProfileDestination", f"DELETE {DESTINATION}", "shops_w", success=204)
def delete_destination(call: Call) -> None:
    profile = profile_of(call)
    profile.destinations.remove(_found(profile, call))


def _found(profile: ShippingProfile, call: Call) -> Destination:
    number_ = int(call.ids["shipping_profile_destination_id"])
    found = next((one for one in profile.destinations if one.destination_id == number_), None)
    if found is None:
        raise missing("Shipping profile destination")
    return found
