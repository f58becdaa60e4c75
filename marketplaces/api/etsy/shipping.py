"""Shipping profiles at Etsy over REST, with their destinations and upgrades."""

from rest_framework.request import Request
from rest_framework.response import Response

from marketplaces.api.documenting import deletes, files, reads
from marketplaces.api.etsy.shipping_fields import (
    EtsyDestinationChangeSerializer,
    EtsyDestinationWriteSerializer,
    EtsyShippingProfileChangeSerializer,
    EtsyShippingProfileListSerializer,
    EtsyShippingProfileSerializer,
    EtsyShippingProfileWriteSerializer,
    EtsyUpgradeWriteSerializer,
)
from marketplaces.api.etsy.views import EtsyView
from marketplaces.api.operations import CHANGE, SEE
from marketplaces.api.views import ShopSerializer

_COSTS = {
    "first_item": {"amount": "3.50", "currency": "EUR"},
    "further_item": {"amount": "1.00", "currency": "EUR"},
}
_DAYS = {"min_delivery_days": 2, "max_delivery_days": 4}
_HEAD = {"title": "Small parcels", "origin_country": "FR", "origin_postal_code": "75001"}
_SHOWN = {"carrier_id": "", "mail_class": "", **_DAYS, **_COSTS}
_PROFILE = {
    "id": "53000001",
    **_HEAD,
    "destinations": [{"id": "53100001", "country": "", "region": "eu", **_SHOWN}],
    "upgrades": [{"id": "53200001", "name": "Express", "is_international": False, **_SHOWN}],
}


class ShippingProfiles(EtsyView):
    access = {"GET": SEE, "POST": CHANGE}
    operations = {"GET": "list_shipping_profiles", "POST": "create_shipping_profile"}

    @reads("List shipping profiles", ShopSerializer, EtsyShippingProfileListSerializer, {"profiles": [_PROFILE]})
    def get(self, request: Request) -> Response:
        return self.answer_read(request, "list_shipping_profiles", ShopSerializer)

    @files(
        "Make a shipping profile",
        EtsyShippingProfileWriteSerializer,
        {**_HEAD, "region": "eu", **_COSTS, **_DAYS},
        "A job: the profile with its first destination. One that says all of this already is its result.",
    )
    def post(self, request: Request) -> Response:
        return self.file_write(request, "create_shipping_profile", EtsyShippingProfileWriteSerializer)


class ShippingProfile(EtsyView):
    access = {"GET": SEE, "PATCH": CHANGE, "DELETE": CHANGE}
    operations = {
        "GET": "read_shipping_profile",
        "PATCH": "change_shipping_profile",
        "DELETE": "delete_shipping_profile",
    }

    @reads("Read a shipping profile", ShopSerializer, EtsyShippingProfileSerializer, _PROFILE)
    def get(self, request: Request, profile_id: int) -> Response:
        return self.answer_read(request, "read_shipping_profile", ShopSerializer, {"profile_id": str(profile_id)})

    @files(
        "Change a shipping profile",
        EtsyShippingProfileChangeSerializer,
        {"title": "Tiny parcels"},
        "A job: its title and where it sends from. Costs are its destinations'.",
    )
    def patch(self, request: Request, profile_id: int) -> Response:
        values = {"profile_id": str(profile_id)}
        return self.file_write(request, "change_shipping_profile", EtsyShippingProfileChangeSerializer, values)

    @deletes("Delete a shipping profile", ShopSerializer, "A job. Etsy refuses while a listing uses it.")
    def delete(self, request: Request, profile_id: int) -> Response:
        return self.file_delete(request, "delete_shipping_profile", {"profile_id": str(profile_id)})


class Destinations(EtsyView):
    access = {"POST": CHANGE}
    operations = {"POST": "add_destination"}

    @files(
        "Add a destination to a shipping profile",
        EtsyDestinationWriteSerializer,
        {"country": "BE", **_COSTS, **_DAYS},
        "A job. One that says the same already is its result.",
    )
    def post(self, request: Request, profile_id: int) -> Response:
        values = {"profile_id": str(profile_id)}
        return self.file_write(request, "add_destination", EtsyDestinationWriteSerializer, values)


class Destination(EtsyView):
    access = {"PATCH": CHANGE, "DELETE": CHANGE}
    operations = {"PATCH": "change_destination", "DELETE": "delete_destination"}

    @files("Change a destination", EtsyDestinationChangeSerializer, {"first_item": _COSTS["first_item"]})
    def patch(self, request: Request, profile_id: int, destination_id: int) -> Response:
        values = {"profile_id": str(profile_id), "destination_id": str(destination_id)}
        return self.file_write(request, "change_destination", EtsyDestinationChangeSerializer, values)

    @deletes("Take a destination away", ShopSerializer, "A job.")
    def delete(self, request: Request, profile_id: int, destination_id: int) -> Response:
        values = {"profile_id": str(profile_id), "destination_id": str(destination_id)}
        return self.file_delete(request, "delete_destination", values)


class Upgrades(EtsyView):
    access = {"POST": CHANGE}
    operations = {"POST": "add_upgrade"}

    @files(
        "Add an upgrade to a shipping profile",
        EtsyUpgradeWriteSerializer,
        {"name": "Express", **_COSTS, **_DAYS},
        "A job: what a buyer may pay more for. One that says the same already is its result.",
    )
    def post(self, request: Request, profile_id: int) -> Response:
        values = {"profile_id": str(profile_id)}
        return self.file_write(request, "add_upgrade", EtsyUpgradeWriteSerializer, values)
