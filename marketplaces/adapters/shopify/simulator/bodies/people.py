"""Customers and addresses as webhooks carry them, and the bodies that ask to forget them."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.shopify.simulator.books.orders import Customer, Order
from marketplaces.adapters.shopify.simulator.books.shop import Shop
from marketplaces.adapters.shopify.simulator.clock import store_time

Body = dict[str, Any]
PARTS = (
    "first_name",
    "address1",
    "phone",
    "city",
    "zip",
    "province",
    "country",
    "last_name",
    "address2",
    "company",
    "country_code",
    "province_code",
)


def address_body(address: Mapping[str, Any]) -> Body:
    name = " ".join(filter(None, (address.get("first_name"), address.get("last_name"))))
    return {part: address.get(part) for part in PARTS} | {"latitude": None, "longitude": None, "name": name}


def customer_body(customer: Customer, address: Mapping[str, Any] | None, currency: str) -> Body:
    default = None
    if address:
        more = {
            "id": customer.number + 1_800_000_000_000,
            "customer_id": customer.number,
            "country_name": address.get("country"),
            "default": True,
        }
        default = address_body(address) | more
    return {
        "id": customer.number,
        "created_at": store_time(customer.created),
        "updated_at": store_time(customer.updated),
        "first_name": customer.first,
        "last_name": customer.last,
        "state": "disabled",
        "note": None,
        "verified_email": True,
        "multipass_identifier": None,
        "tax_exempt": False,
        "email": customer.email,
        "phone": customer.phone,
        "currency": currency,
        "tax_exemptions": [],
        "admin_graphql_api_id": f"gid://shopify/Customer/{customer.number}",
        "default_address": default,
    }


def redact_customer_body(shop: Shop, customer: Customer, orders: list[Order]) -> Body:
    return _about(shop, customer) | {"orders_to_redact": [order.number for order in orders]}


def data_request_body(shop: Shop, customer: Customer, orders: list[Order]) -> Body:
    asked = {"orders_requested": [order.number for order in orders], "data_request": {"id": 9999}}
    return _about(shop, customer) | asked


def _about(shop: Shop, customer: Customer) -> Body:
    about = {"id": customer.number, "email": customer.email, "phone": customer.phone}
    return redact_shop_body(shop) | {"customer": about}


def redact_shop_body(shop: Shop) -> Body:
    return {"shop_id": shop.number, "shop_domain": shop.domain}
