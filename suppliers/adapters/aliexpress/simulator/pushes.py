"""Messages to the callback address that was registered in the console (contract, section 7)."""

import json
import time
from typing import Any

from suppliers.adapters.aliexpress.simulator.signatures import push_signature
from suppliers.adapters.aliexpress.simulator.tokens import BUYER

TEST, LOGISTICS, PAYMENT, DS_ORDER, AUTHORISATION_ENDS = 0, 18, 51, 53, 65
# What an order became -> what is told of it.
ORDER_NEWS = {
    "PLACE_ORDER_SUCCESS": "OrderCreated",
    "WAIT_SELLER_SEND_GOODS": "PaymentAuthorized",
    "WAIT_BUYER_ACCEPT_GOODS": "OrderShipped",
    "FINISH": "OrderConfirmed",
}


def order_data(order_id: int, status: str) -> dict[str, Any]:
    return {"buyerId": int(BUYER), "orderId": order_id, "orderStatus": status}


def push_body(kind: int, data: dict[str, Any], timestamp: int = 0) -> bytes:
    """Compact, keys sorted. `timestamp` in seconds, now unless given."""
    body = {
        "data": data,
        "message_type": kind,
        "seller_id": BUYER,
        "site": "ae_global",
        "timestamp": timestamp or int(time.time()),
    }
    return json.dumps(body, separators=(",", ":"), sort_keys=True).encode()


def push_headers(app_key: str, secret: str, body: bytes) -> dict[str, str]:
    return {"Content-Type": "application/json", "Authorization": push_signature(app_key, secret, body)}
