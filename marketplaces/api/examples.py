"""Examples for the documentation of the marketplace routes."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

ACCOUNT: dict[str, Any] = {
    "id": "shop_1",
    "marketplace": "shopify",
    "name": "Paris shop",
    "shop_address": "paris-shop.myshopify.com",
    "way_to_connect": "client_credentials",
    "redirect_name": "",
    "site": "",
    "mode": "live",
    "state": "ok",
    "state_reason": "",
    "is_active": True,
    "from_environment": False,
    "currency": "EUR",
    "country": "FR",
    "scopes": ["read_orders", "write_products"],
    "missing_scopes": [],
    "lost_abilities": [],
    "locations": [{"id": "1001", "name": "Main", "is_active": True}],
    "publications": [{"id": "2001", "name": "Online Store", "is_active": True}],
    "location_id": "1001",
    "publication_ids": ["2001"],
    "stock_buffer": 2,
    "secrets": {"api_secret": {"is_set": True, "last4": "9f3a"}},
    "token_ends_at": "2026-03-03T08:00:00Z",
    "webhook_address": "https://hub.example/webhooks/shopify",
    "webhooks_checked_at": "2026-03-02T07:00:00Z",
    "orders_read_until": "2026-03-02T07:55:00Z",
}
TEST: dict[str, Any] = {
    "is_ok": True,
    "took_ms": 412,
    "shop": "Paris shop",
    "domain": "paris-shop.myshopify.com",
    "currency": "EUR",
    "scopes": ["read_orders", "write_products"],
    "missing_scopes": [],
    "warnings": [],
    "token_ends_at": "2026-03-03T08:00:00Z",
    **dict.fromkeys(("code", "title", "cause", "remedy", "detail"), ""),
}
LISTING: dict[str, Any] = {
    "id": "lst_7",
    "account": "shop_1",
    "product": "prd_17",
    "group": None,
    "title": "Cat litter mat",
    "handle": "cat-litter-mat-p17",
    "state": "active",
    "reason": "",
    "reason_words": "",
    "remote_id": "8001",
    "url": "https://paris-shop.example/products/cat-litter-mat-p17",
    "is_visible": True,
    "is_up_to_date": True,
    "drift": [],
    "variants": [
        {
            "product": "prd_17",
            "sku": "MAT-1",
            "price": {"amount": "22.99", "currency": "EUR"},
            "quantity": 8,
            "seen_price": {"amount": "22.99", "currency": "EUR"},
            "seen_quantity": 8,
        }
    ],
    "published_at": "2026-03-01T08:00:00Z",
    "pushed_at": "2026-03-02T08:00:00Z",
    "read_back_at": "2026-03-02T08:00:05Z",
}
READINESS: dict[str, Any] = {
    "account": "shop_1",
    "marketplace": "shopify",
    "listing": LISTING,
    "is_ready": True,
    "problems": [],
    "hints": [],
    "score": 100,
    "fee": None,
    "missing_attributes": [],
    "price": {"amount": "22.99", "currency": "EUR"},
    "floor": {"amount": "9.30", "currency": "EUR"},
    "quantity": 8,
}
_JOB: dict[str, Any] = {
    "id": "job_88",
    "state": "pending",
    "progress": {},
    "result": {},
    "attempts": 0,
    "max_attempts": 8,
    "error": None,
    "requested_by": "api:storefront",
    "run_at": "2026-03-02T08:00:00Z",
    "created_at": "2026-03-02T08:00:00Z",
    "started_at": None,
    "finished_at": None,
}


def filed(kind: str) -> OpenApiExample:
    """The answer to a call that files a job of this kind."""
    return OpenApiExample("filed", value={**_JOB, "kind": kind}, response_only=True, status_codes=["202"])
