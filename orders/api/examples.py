"""Examples of the API's document. Names and addresses are made up."""

from typing import Any

ADDRESS: dict[str, Any] = {
    "first_name": "Test",
    "last_name": "Buyer",
    "address1": "12 Test Street",
    "city": "Testville",
    "state": "",
    "zip": "75001",
    "country": "FR",
    "phone": "+33100000000",
    "email": "buyer@example.com",
}
ORDER_ROW: dict[str, Any] = {
    "id": "ord_7c2k9m4p1x5z8b3q",
    "number": "#1001",
    "reference": "",
    "marketplace": "shopify",
    "shop": "shop_1",
    "remote_id": "5900000000001",
    "stage": "to_approve",
    "reason": "",
    "reason_text": "",
    "payment": "paid",
    "is_test": False,
    "placed_at": "2026-03-02T08:00:00Z",
    "ship_by": None,
    "cancelled_at": None,
    "country": "FR",
    "total": {"amount": "25.00", "currency": "EUR"},
    "cost": {"amount": "10.80", "currency": "EUR"},
    "profit": {"amount": "13.45", "currency": "EUR"},
    "tags": ["fragile"],
    "assigned_to": None,
    "updated_at": "2026-03-02T08:05:00Z",
}
ORDER: dict[str, Any] = {
    **ORDER_ROW,
    "note": "",
    "customer": {"name": "Test Buyer", "email": "buyer@example.com", "language": "fr"},
    "shipping_address": {**ADDRESS, "company": "", "address2": ""},
    "lines": [
        {
            "id": "orl_31",
            "sku": "BOX-1",
            "title": "Storage box",
            "product": "prd_17",
            "quantity": 2,
            "owed": 2,
            "price": {"amount": "10.00", "currency": "EUR"},
        }
    ],
    "supplier_orders": [{"id": "sup_ord_2f8h3j6n9r1t4w7y", "supplier": "cj-dropshipping", "state": "draft"}],
    "tracking": [],
    "held_until": None,
    "hold_reason": "",
    "profit_lines": [{"code": "paid", "amount": "25", "about": ""}],
    "decision": {},
}
NEW_ORDER: dict[str, Any] = {
    "reference": "web-2026-0042",
    "customer": {"name": "Test Buyer", "email": "buyer@example.com", "language": "fr"},
    "shipping_address": ADDRESS,
    "lines": [{"sku": "BOX-1", "quantity": 2, "price": "10.00", "currency": "EUR"}],
    "note": "",
}
PURCHASE_ROW: dict[str, Any] = {
    "id": "sup_ord_2f8h3j6n9r1t4w7y",
    "order_id": "ord_7c2k9m4p1x5z8b3q",
    "supplier": "cj-dropshipping",
    "account": "acc_1",
    "client_no": "HUB1-12-1-1",
    "supplier_order_ids": [],
    "state": "draft",
    "reason": "",
    "reason_text": "",
    "message": "",
    "country": "FR",
    "service_code": "CJPacket Ordinary",
    "goods": {"amount": "9.00", "currency": "USD"},
    "freight": {"amount": "3.00", "currency": "USD"},
    "approved": None,
    "supplier_amount": None,
    "placed_at": None,
    "paid_at": None,
    "shipped_at": None,
    "delivered_at": None,
    "created_at": "2026-03-02T08:05:00Z",
    "updated_at": "2026-03-02T08:05:00Z",
}
PURCHASE: dict[str, Any] = {
    **PURCHASE_ROW,
    "items": [
        {
            "line": "orl_31",
            "sku": "BOX-1",
            "quantity": 2,
            "supplier_quantity": 2,
            "supplier_product_id": "1780000000000000100",
            "supplier_variant_id": "1780000000000000101",
            "unit_cost": {"amount": "4.50", "currency": "USD"},
        }
    ],
    "tracking": [],
}
NEW_PURCHASE: dict[str, Any] = {
    "order_id": "ord_7c2k9m4p1x5z8b3q",
    "supplier": "cj-dropshipping",
    "items": [{"sku": "BOX-1", "quantity": 2, "supplier_product_id": "1780000000000000101"}],
}
NEW_PURCHASE_THERE: dict[str, Any] = {name: value for name, value in NEW_PURCHASE.items() if name != "supplier"}
EVENT: dict[str, Any] = {
    "at": "2026-03-02T08:05:00Z",
    "about": "ord_7c2k9m4p1x5z8b3q",
    "kind": "order.routed",
    "text": "Suppliers chosen: 1 purchases proposed",
    "by": "routing",
    "data": {"parts": 1, "verdicts": []},
}
FULFILMENT: dict[str, Any] = {
    "number": "LP00123456789",
    "carrier": "Test Post",
    "url": "",
    "status": "in_transit",
    "shipped_at": "2026-03-04T10:00:00Z",
    "delivered_at": None,
    "told_to_shop": "confirmed",
    "id": "par_5",
    "supplier_order_id": "sup_ord_2f8h3j6n9r1t4w7y",
    "fulfilment_id": "4500000000001",
    "items": [{"line": "orl_31", "sku": "BOX-1", "quantity": 2}],
}
FILED: dict[str, Any] = {
    "id": "job_88",
    "kind": "orders.follow_all",
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
REFUND: dict[str, Any] = {
    "id": "ref_5d8g2k7m1p4s9v3x",
    "order_id": "ord_7c2k9m4p1x5z8b3q",
    "state": "ready",
    "amount": {"amount": "4.90", "currency": "EUR"},
    "reason": "customer",
    "note": "",
    "remote_id": "",
    "message": "",
    "requested_by": "client:accounting",
    "created_at": "2026-03-03T09:00:00Z",
    "sent_at": None,
    "settled_at": None,
}
DISPUTE: dict[str, Any] = {
    "id": "dsp_3f6h9k2n5q8t1w4z",
    "remote_id": "5000000001",
    "order_id": "ord_7c2k9m4p1x5z8b3q",
    "remote_order_id": "12-00001-00001",
    "state": "action_needed",
    "reason": "not_received",
    "answer": "",
    "amount": {"amount": "9.80", "currency": "EUR"},
    "opened_at": "2026-03-10T08:00:00Z",
    "answer_by": "2026-03-20T08:00:00Z",
    "closed_at": None,
    "outcome": "",
    "details": {"choices": ["contested", "accepted"], "lines": [], "evidence": [], "asked_for": []},
    "read_at": "2026-03-10T08:05:00Z",
}
