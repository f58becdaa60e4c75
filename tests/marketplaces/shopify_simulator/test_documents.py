"""Every operation of the partners' documents is answered by a shop that has what it asks for."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project

from core.simulation import SimulationServer
from marketplaces.adapters.shopify.simulator import ShopifySimulator
from marketplaces.adapters.shopify.simulator.books.shop import Job
from marketplaces.adapters.shopify.simulator.graphql.parsing import read_document
from tests.marketplaces.shopify_simulator.laboratory import Laboratory, Sink

CONTRACTS = Path(os.environ.get("ENTREPOT_SHARED", project.BASE_DIR.parent / "shared")) / "contracts"
DOCUMENTS, VALUES = CONTRACTS / "shopify_documents.graphql", CONTRACTS / "shopify_documents.vars.json"

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not DOCUMENTS.is_file(), reason="the partners' documents are not here (ENTREPOT_SHARED)"),
]

VARIABLES: dict[str, Any] = json.loads(VALUES.read_text("utf-8")) if VALUES.is_file() else {}
IDS = {
    "Product": 1,
    "ProductVariant": 11,
    "InventoryItem": 21,
    "Order": 5501,
    "LineItem": 6601,
    "FulfillmentOrder": 8801,
    "FulfillmentOrderLineItem": 9901,
    "OrderTransaction": 4401,
    "Fulfillment": 7701,
    "WebhookSubscription": 1,
    "BulkOperation": 1,
    "ProductSetOperation": 1,
}
LAMP = {"sku": "SKU-1", "price": "19.90", "values": ["S"], "quantity": 7}


@pytest.fixture
def filled() -> Iterator[Laboratory]:
    """Two products, one paid order; their ids are those of the documents' variables."""
    simulator, sink = ShopifySimulator(), Sink()
    shop = simulator.shop
    shop.locations[0].number = shop.publications[0].number = 1
    shop.numbers.following |= IDS
    simulator.load_products([{"title": "Lamp", "options": ["Size"], "variants": [LAMP]}, {"title": "Savon noir"}])
    simulator.place_order(lines=[{"sku": "SKU-1", "quantity": 2}])
    with SimulationServer({"shopify": simulator, "hub": sink}) as server:
        lab = Laboratory(simulator, server, sink)
        lab.log_in()
        yield lab


def _send(lab: Laboratory) -> None:
    lab.steer("fulfil?order=5501&number=A0")


def _start_job(lab: Laboratory) -> None:
    lab.simulator.shop.jobs["gid://shopify/Job/b3f1"] = Job("gid://shopify/Job/b3f1", 0, lambda: None)


def _take_off_the_shelf(lab: Laboratory) -> None:
    lab.simulator.shop.products[1].variants[0].item.levels.clear()


def _subscribe(lab: Laboratory) -> None:
    _ask(lab, "WebhookSubscriptionCreate")


def _export(lab: Laboratory) -> None:
    _ask(lab, "BulkOperationRunQuery")


def _export_slowly(lab: Laboratory) -> None:
    lab.steer("rules?job_polls=3")
    _export(lab)


def _set_in_the_background(lab: Laboratory) -> None:
    _ask(lab, "ProductSet", synchronous=False)


BEFORE: dict[str, Callable[[Laboratory], None]] = {
    "FulfillmentTrackingInfoUpdate": _send,
    "FulfillmentEventCreate": _send,
    "FulfillmentCancel": _send,
    "JobStatus": _start_job,
    "InventoryActivate": _take_off_the_shelf,
    "WebhookSubscriptionUpdate": _subscribe,
    "WebhookSubscriptionDelete": _subscribe,
    "BulkOperationById": _export,
    "BulkOperationCancel": _export_slowly,
    "ProductOperation": _set_in_the_background,
}


@pytest.mark.parametrize("name", VARIABLES)
def test_every_document_is_answered_without_an_error_of_any_layer(filled, name):
    BEFORE.get(name, lambda lab: None)(filled)
    data = _ask(filled, name)
    assert None not in data.values()
    payloads = [payload for payload in data.values() if isinstance(payload, dict)]
    assert [p[key] for p in payloads for key in p if key.endswith("serErrors") and p[key]] == []


def test_the_documents_and_their_variables_are_the_same_set():
    operations = read_document(DOCUMENTS.read_text("utf-8")).operations
    assert sorted(operation.name for operation in operations) == sorted(VARIABLES)


def _ask(lab: Laboratory, name: str, **changes: Any) -> dict[str, Any]:
    """The data: top-level errors fail."""
    data: dict[str, Any] = lab.data(DOCUMENTS.read_text("utf-8"), VARIABLES[name] | changes, name=name)
    return data
