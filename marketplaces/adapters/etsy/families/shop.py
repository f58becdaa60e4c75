"""User, Shop, and what Etsy says of our token."""

from collections.abc import Mapping
from typing import Any

from core.budget import Purpose
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.client.encoding import FormValue
from marketplaces.adapters.etsy.values import Obj, obj, texts


def me(client: EtsyClient) -> Obj:
    """The user's and the shop's number, and nothing else."""
    return client.get("users/me", "getMe", _object, purpose=Purpose.ORDERS)


def shop(client: EtsyClient, shop_id: str) -> Obj:
    return client.get(f"shops/{shop_id}", "getShop", _object, purpose=Purpose.ORDERS)


def update_shop(client: EtsyClient, values: Mapping[str, FormValue]) -> Obj:
    return client.form("PUT", client.shop(), "updateShop", values, _object, repeatable=True)


def scopes(client: EtsyClient) -> tuple[str, ...]:
    """The rights of the token in use."""
    token = client.access.current().value.reveal()
    return client.form(
        "POST", "scopes", "tokenScopes", {"token": token}, _scopes, repeatable=True, purpose=Purpose.ORDERS
    )


def _object(given: Any) -> Obj:
    return obj(given, "the answer")


def _scopes(given: Any) -> tuple[str, ...]:
    return texts(obj(given, "the answer").get("scopes"))
