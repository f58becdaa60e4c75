"""What a marketplace says of the shop we speak for."""

from dataclasses import dataclass
from enum import StrEnum


class Capability(StrEnum):
    """What a marketplace can do beyond telling its orders, which every one can."""

    OAUTH = "oauth"  # a person authorises us in a browser
    CLIENT_CREDENTIALS = "client_credentials"  # our app's key and secret are enough
    PASTED_TOKEN = "pasted_token"  # noqa: S105 - a way to connect, no secret
    PUBLISH = "publish"
    PUSH_STOCK = "push_stock"
    PUSH_PRICE = "push_price"
    FULFIL = "fulfil"
    PROGRESS = "progress"  # the way of a parcel can be told step by step
    CANCEL_ORDER = "cancel_order"
    PARCEL_LINES = "parcel_lines"  # a parcel there says which lines it holds
    CHANGE_TRACKING = "change_tracking"  # the number of a parcel that was told can be changed by a call
    NOTIFIES_BUYER = "notifies_buyer"  # the marketplace mails the buyer where we ask for it
    WEBHOOKS = "webhooks"
    PUSH_OFFERS = "push_offers"  # price and quantity together, many listings in a call
    CATEGORIES = "categories"  # it has categories of its own, and asks for attributes by them
    PUBLISH_FEE = "publish_fee"  # publishing costs something: staff confirm it
    REFUND = "refund"
    SET_WEBHOOKS = "set_webhooks"  # by a call; else a person registers the address in the marketplace's console


class Credentials(StrEnum):
    """How we come to the right to act for a shop."""

    CLIENT_CREDENTIALS = "client_credentials"
    OAUTH = "oauth"
    PASTED_TOKEN = "pasted_token"  # noqa: S105 - a way to connect, no secret


@dataclass(frozen=True, slots=True)
class SellingPlace:
    """Where stock lies (a location) or where products are shown (a publication), as the marketplace numbers them."""

    place_id: str
    name: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class ShopInfo:
    """What the marketplace says of the shop. `remote_id` is its own id for it.

    `scopes` are the rights we were given, `missing_scopes` those we would need on top, `lost_abilities` codes of what
    does not work without them ("fulfil", "publish", "stock", "orders", "personal_data").
    """

    remote_id: str
    name: str = ""
    domain: str = ""
    currency: str = ""
    country: str = ""
    timezone: str = ""
    scopes: tuple[str, ...] = ()
    missing_scopes: tuple[str, ...] = ()
    lost_abilities: tuple[str, ...] = ()
    locations: tuple[SellingPlace, ...] = ()
    publications: tuple[SellingPlace, ...] = ()
    served_version: str = ""  # of the API, where the marketplace says which one answered
