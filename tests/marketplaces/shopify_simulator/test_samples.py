"""For each sample of a webhook's body the look-alike sends one of the same shape: same keys, same JSON types."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project

from marketplaces.adapters.shopify.simulator.bodies.encoding import encode
from tests.marketplaces.shopify_simulator.laboratory import Laboratory

SAMPLES = Path(os.environ.get("ENTREPOT_SHARED", project.BASE_DIR.parent / "shared")) / "contracts/samples/shopify"
PRODUCT = {"title": "Mug", "options": ["Size"], "variants": [{"sku": "MUG", "price": "4.90", "values": ["S"]}]}
LINES = [
    {"sku": "MUG", "quantity": 2, "discount": "1.00", "properties": {"a": "b"}},
    {"title": "Wrap", "price": "3.00"},
]
ORDER = {"lines": LINES, "note": "n", "tags": ["a"], "attributes": {"gift": "yes"}, "tax_rate": "0.2"}
# Of these the look-alike has no more than an empty list or null: discounts by code, a browser.
NOT_KEPT = {".discount_codes[]", ".discount_applications[]", ".client_details"}

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the partners' sample bodies are not here (ENTREPOT_SHARED)"),
]


def _cancel(lab: Laboratory) -> None:
    lab.steer("cancel?order=1001")


def _export(lab: Laboratory) -> None:
    run = "mutation ($q: String!) { bulkOperationRunQuery(query: $q, groupObjects: false) { bulkOperation { id } } }"
    lab.data(run, {"q": "{ products { edges { node { id } } } }"})
    lab.steer("settle")


HAPPENINGS: dict[str, tuple[str, Callable[[Laboratory], Any]]] = {
    "app_uninstalled": ("app/uninstalled", lambda lab: lab.steer("uninstall")),
    "bulk_operations_finish": ("bulk_operations/finish", _export),
    "customers_data_request": ("customers/data_request", lambda lab: lab.steer("data_request?order=1001")),
    "customers_redact": ("customers/redact", lambda lab: lab.steer("redact?order=1001")),
    "fulfillments_create": (
        "fulfillments/create",
        lambda lab: lab.steer("fulfil?order=1001&number=1&company=Colissimo"),
    ),
    "inventory_levels_update": ("inventory_levels/update", lambda lab: lab.steer("stock?sku=MUG&quantity=3")),
    "orders_cancelled": ("orders/cancelled", _cancel),
    "orders_create": ("orders/create", lambda lab: lab.steer("order", ORDER)),
    "orders_updated": ("orders/updated", lambda lab: lab.steer("note?order=1001&note=x")),
    "products_update": ("products/update", lambda lab: lab.steer("variant?sku=MUG&price=5.00")),
    "refunds_create": ("refunds/create", _cancel),
    "shop_redact": ("shop/redact", lambda lab: lab.steer("redact_shop")),
}


def test_no_sample_is_forgotten():
    assert sorted([*HAPPENINGS, "hmac_vectors"]) == sorted(path.stem for path in SAMPLES.glob("*.json"))


@pytest.mark.parametrize("name", HAPPENINGS)
def test_a_webhook_has_the_shape_of_the_sample(lab, name):
    topic, happens = HAPPENINGS[name]
    lab.simulator.load_products([PRODUCT])
    lab.steer("order", ORDER)
    lab.steer("compliance", {"uri": lab.server.origin("hub") + "/{topic}"})
    if not topic.startswith(("customers/", "shop/")):
        lab.subscribe(topic.upper().replace("/", "_"))
    happens(lab)
    sample = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    assert [
        text for text in differences(sample, lab.sink.bodies(topic)[0]) if text.split(": ")[0] not in NOT_KEPT
    ] == []


@pytest.mark.parametrize("name", HAPPENINGS)
def test_the_sample_s_own_bytes_are_written_the_same(name):
    raw = (SAMPLES / f"{name}.json").read_bytes()
    assert encode(json.loads(raw)) == raw.strip()


def differences(sample: Any, made: Any, where: str = "") -> list[str]:
    """Where the two are not of the same shape; null is of every shape, so that only what both have is compared."""
    if sample is None or made is None:
        return []
    if isinstance(sample, dict) and isinstance(made, dict):
        odd = [f"{where}.{key}: only on one side" for key in sample.keys() ^ made.keys()]
        return odd + [
            text
            for key in sample.keys() & made.keys()
            for text in differences(sample[key], made[key], f"{where}.{key}")
        ]
    if isinstance(sample, list) and isinstance(made, list):
        if not made and sample:
            return [f"{where}[]: nothing was made"]
        return [
            text
            for row in made
            for text in min((differences(one, row, f"{where}[]") for one in sample), key=len, default=[])
        ]
    return [] if _kind(sample) == _kind(made) else [f"{where}: {_kind(sample)}, but {_kind(made)}"]


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__
