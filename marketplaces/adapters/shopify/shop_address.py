"""The name under which a shop is called. Pure.

Anchored, since an address is built from it to which the app's secret is sent: nothing but a shop of Shopify's passes.
"""

import re

_SHOP = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9-]*\.myshopify\.com")


def is_shop(name: str) -> bool:
    return _SHOP.fullmatch(name) is not None


def shop_of(given: str) -> str:
    """`name.myshopify.com` from what a person may paste: with `https://`, a slash at the end, in capitals. "" where
    that is no shop's address."""
    name = given.strip().lower().removeprefix("https://").removesuffix("/")
    return name if is_shop(name) else ""
