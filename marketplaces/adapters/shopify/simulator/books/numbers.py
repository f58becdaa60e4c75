"""Ids: a counter a kind, of the sizes that Shopify's have, and their long form `gid://shopify/Order/6500000000001`."""

import re
from dataclasses import dataclass, field

FIRST = {
    "Order": 6_500_000_000_001,
    "LineItem": 16_100_000_000_001,
    "OrderTransaction": 710_000_000_001,
    "Customer": 8_100_000_000_001,
    "MailingAddress": 9_900_000_000_001,
    "ShippingLine": 5_400_000_000_001,
    "FulfillmentOrder": 7_300_000_000_001,
    "FulfillmentOrderLineItem": 15_200_000_000_001,
    "Fulfillment": 5_600_000_000_001,
    "Refund": 940_000_000_001,
    "RefundLineItem": 510_000_000_001,
    "Product": 9_100_000_000_001,
    "ProductVariant": 47_100_000_000_001,
    "InventoryItem": 49_100_000_000_001,
    "Location": 71_000_001,
    "Publication": 81_000_001,
    "WebhookSubscription": 1_300_000_000_001,
    "BulkOperation": 720_001,
    "order_number": 1001,
}
GID = re.compile(r"gid://shopify/(?P<kind>[A-Za-z]+)/(?P<number>[0-9a-f-]+)(?:\?.*)?")


@dataclass
class Numbers:
    """`following` can be set before something is made, to choose its id."""

    following: dict[str, int] = field(default_factory=lambda: dict(FIRST))

    def take(self, kind: str) -> int:
        number = self.following.get(kind, 1)
        self.following[kind] = number + 1
        return number


def gid(kind: str, number: int | str) -> str:
    return f"gid://shopify/{kind}/{number}"


def number_in(text: str, kind: str = "") -> int:
    """The number of a long id; 0, which nothing has, where it is no id or one of another kind."""
    match = GID.fullmatch(text)
    if match is None or (kind and match["kind"] != kind) or not match["number"].isdecimal():
        return 0
    return int(match["number"])


def kind_of(text: str) -> str:
    match = GID.fullmatch(text)
    return match["kind"] if match else ""
