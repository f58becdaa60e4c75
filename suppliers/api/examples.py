"""Examples for the documentation of the supplier routes."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_USD = {"amount": "3.42", "currency": "USD"}

FOUND: dict[str, Any] = {
    "product_id": "1780000000000000001",
    "title": "Cat litter mat",
    "price": {"low": _USD, "high": {"amount": "6.18", "currency": "USD"}},
    "image_url": "https://pictures.example/mat.jpg",
    "page_url": "",
    "sku": "CJ100001",
    "category_name": "Litter Mats",
    "sold": "",
}
SEARCH: dict[str, Any] = {
    "supplier": "cj-dropshipping",
    "page": 1,
    "has_more": False,
    "total": 1,
    "is_total_capped": False,
    "items": [FOUND],
}
LEVEL: dict[str, Any] = {
    "area_id": "1",
    "area_name": "China Warehouse",
    "country": "CN",
    "total": 840,
    "own": 40,
    "maker": 800,
    "is_verified": False,
}
VARIANT: dict[str, Any] = {
    "variant_id": "1780000000000000101",
    "title": "Grey 40x30",
    "sku": "CJ100001-GR4030",
    "options": [{"name": "Color", "value": "Grey"}, {"name": "Size", "value": "40x30"}],
    "cost": _USD,
    "image_url": "https://pictures.example/mat-grey.jpg",
    "weight_g": "210",
    "ships_from": "",
    "state": "on_sale",
    "stock": [LEVEL],
}
ITEM: dict[str, Any] = {
    "supplier": "cj-dropshipping",
    "product_id": "1780000000000000001",
    "title": "Cat litter mat",
    "sku": "CJ100001",
    "description": "Keeps the floor clean.",
    "images": ["https://pictures.example/mat.jpg"],
    "category_name": "Litter Mats",
    "option_names": ["Color", "Size"],
    "state": "on_sale",
    "page_url": "",
    "variants": [VARIANT],
}
QUOTE: dict[str, Any] = {
    "service_code": "CJPacket Ordinary",
    "name": "CJPacket Ordinary",
    "price": {"amount": "4.61", "currency": "USD"},
    "taxes": None,
    "min_days": 7,
    "max_days": 12,
    "is_tracked": True,
    "origin": "CN",
}
TRACKING: dict[str, Any] = {
    "number": "CJPFR7160102171YQ",
    "carrier": "CJPacket",
    "status": "in_transit",
    "raw_status": "In transit",
    "last_mile_carrier": "",
    "last_mile_number": "",
    "delivered_at": None,
    "events": [{"at": "2026-03-02T08:00:00Z", "text": "Departed", "place": "Yiwu"}],
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
