"""The look-alike of the B2B service for whole processes, and what the catalogue must be once they are done with it."""

import json
from decimal import Decimal

from core.models import SyncRun
from inventory.models import ExternalProduct, Product

PRODUCTS = 300
PAGES = 15
COLUMNS = (
    "external_id", "external_sku", "site_id", "sync_status", "product__title", "product__description", "product__sku",
    "product__price", "product__currency", "product__stock", "product__stock_known", "product__brand",
    "product__category__external__external_id", "product__images", "product__is_active",
)  # fmt: skip


class Partner:
    """The look-alike and the settings that lead a hub's processes to it."""

    def __init__(self, simulator, server):
        self.simulator = simulator
        self.settings = simulator.environment(server.origin("b2b")) | {
            "SYNC_PAGE_SIZE": PRODUCTS // PAGES,
            "SYNC_CHUNK_SIZE": PRODUCTS // PAGES,
            "JOB_LEASE_SECONDS": 3,
            "INVENTORY_API_CONNECTIONS": 1,
        }

    def is_slow(self, seconds):
        self.simulator.clear_faults()
        self.simulator.add_fault(f"slow={seconds}")

    def pages_asked(self):
        return [int(r["query"]["page"]) for r in list(self.simulator.requests) if "products" in r["path"]]

    def truth(self):
        """What the products must be in the end, from the partner's own items."""
        return {str(item["id"]): item for item in map(json.loads, self.simulator.catalogue.products)}


def rows():
    return {row[0]: row[1:] for row in ExternalProduct._base_manager.values_list(*COLUMNS)}


def chunks():
    run = SyncRun.objects.filter(kind="products").order_by("-pk").first()
    return run.chunks.count() if run else 0


def check_against(partner):
    """Every product once, with the partner's own figures."""
    truth = partner.truth()
    found = rows()
    assert found.keys() == truth.keys()
    assert Product.objects.count() == len(truth)
    for external_id, row in found.items():
        item = truth[external_id]
        assert row[3] == item["name"]
        assert row[6] == Decimal(item["price"])
        assert row[9] is (item["stock"] is not None)
        assert row[8] == (item["stock"] or 0)
        category = item["category_id"]
        assert row[11] == (None if category is None else str(category))


def command(hub, partner, **more):
    return hub.start("manage.py", "sync_products_from_inventory", **partner.settings, **more)


def categories(hub, partner):
    assert hub.start("manage.py", "sync_categories_from_inventory", **partner.settings).wait() == 0
