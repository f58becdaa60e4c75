"""The app itself and who it acts for: ping, scopes of a token, the user and the shop."""

from typing import Any

from marketplaces.adapters.etsy.simulator.calls import PAGE, Call, bad, missing, operation, page
from marketplaces.adapters.etsy.simulator.fields import text
from marketplaces.adapters.etsy.simulator.views.shop import TEXTS, shop_view

APPLICATION_ID = 1_234_567_890


@operation("ping", "GET /openapi-ping")
def ping(call: Call) -> dict[str, Any]:
    return {"application_id": APPLICATION_ID}


@operation("tokenScopes", "POST /scopes", form={"token": text(required=True)})
def token_scopes(call: Call) -> dict[str, Any]:
    """The gateway has looked up the token that the body names."""
    return {"scopes": sorted(call.scopes)}


@operation("getMe", "GET /users/me", "shops_r")
def get_me(call: Call) -> dict[str, int]:
    return {"user_id": call.shop.user_id, "shop_id": call.shop.shop_id}


@operation("getUser", "GET /users/{user_id}", "email_r")
def get_user(call: Call) -> dict[str, Any]:
    if int(call.ids["user_id"]) != call.shop.user_id:
        raise missing("User")
    return {
        "user_id": call.shop.user_id,
        "primary_email": "seller@example.com",
        "first_name": "Test",
        "last_name": "Seller",
        "image_url_75x75": None,
    }


@operation("getShop", "GET /shops/{shop_id}")
def get_shop(call: Call) -> dict[str, Any]:
    return shop_view(call.shop)


@operation("getShopByOwnerUserId", "GET /users/{user_id}/shops")
def get_shop_by_owner(call: Call) -> dict[str, Any]:
    if int(call.ids["user_id"]) != call.shop.user_id:
        raise missing("Shop")
    return shop_view(call.shop)


@operation("findShops", "GET /shops", query={**PAGE, "shop_name": text(required=True)})
def find_shops(call: Call) -> dict[str, Any]:
    found = [call.shop] if call.query["shop_name"].lower() in call.shop.name.lower() else []
    return page(call, found, shop_view)


@operation("updateShop", "PUT /shops/{shop_id}", "shops_r", "shops_w", form={name: text() for name in TEXTS})
def update_shop(call: Call) -> dict[str, Any]:
    """`policy_additional` is for EU shops alone."""
    if "policy_additional" in call.body and not call.shop.in_eu:
        raise bad("policy_additional can only be set by shops in the EU")
    call.shop.books.facts |= call.body | {"updated": call.shop.now()}
    return shop_view(call.shop)
