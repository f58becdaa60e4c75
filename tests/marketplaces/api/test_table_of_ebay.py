"""The table of operations in docs/ebay.md, row by row: the address is there, is described with an example, has the door and
the judged flow that it names."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator

from marketplaces.admin.desks.ebay import TABS
from tests.marketplaces.ebay import test_conformance_listings as listings
from tests.marketplaces.ebay import test_conformance_orders as orders
from tests.marketplaces.ebay.marketing import test_conformance_marketing as marketing

TEXT = (settings.BASE_DIR / "docs" / "ebay.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in TEXT.splitlines()
    if re.match(r"\| \d+ \|", line)
]
JUDGED = {
    "listings": {*listings.FLOWS, *listings.PERFORMED},
    "orders": set(orders.FLOWS),
    "marketing": set(marketing.PERFORMED),
}
PAGES = {"/api/ebay/oauth/connect", "/api/ebay/oauth/callback", "/webhooks/ebay"}  # for browsers and for eBay, no REST
FILES = {"/api/ebay/disputes/{id}/evidence-files"}  # a file has no example worth showing
MORE = {
    "PUT /api/ebay/policies/fulfillment/{policy_id}",
    "GET /api/ebay/policies/payment",
    "POST /api/ebay/policies/payment",
    "GET /api/ebay/policies/return",
    "POST /api/ebay/policies/return",
    "POST /api/ebay/campaigns/{campaign_id}/pause",
    "POST /api/ebay/campaigns/{campaign_id}/resume",
    "POST /api/ebay/campaigns/{campaign_id}/ads/remove",
    "GET /api/ebay/promotions/{promotion_id}",
    "POST /api/ebay/promotions/{promotion_id}/pause",
    "POST /api/ebay/promotions/{promotion_id}/resume",
    "GET /api/ebay/reports/standards",
    "GET /api/ebay/reports/service-metric",
    "POST /api/ebay/notifications/setup",
}


@pytest.fixture(scope="module")
def document():
    return SchemaGenerator().get_schema(request=None, public=True)["paths"]


def route(row):
    method, path = row[2].strip("`").split()
    return method, path


def operation(document, method, path):
    found = document.get(path, {}).get(method.lower())
    assert found is not None, f"{method} {path}"
    return found


def require_examples(found, name):
    success = next(body for code, body in found["responses"].items() if code.startswith("2"))
    assert all(kind["examples"] for kind in success.get("content", {}).values()), name
    body = found.get("requestBody", {})
    if body.get("required"):
        assert all(kind["examples"] for kind in body["content"].values()), name


def test_the_table_has_all_76_operations_once():
    assert [int(row[0]) for row in ROWS] == list(range(1, 77))
    assert {len(row) for row in ROWS} == {5}


def test_every_route_is_there_and_shows_an_example(document):
    for method, path in map(route, ROWS):
        resolve(re.sub(r"\{\w+\}", "1", path))
        if path in PAGES:
            continue
        found = operation(document, method, path)
        assert found["summary"]
        if path not in FILES:
            require_examples(found, f"{method} {path}")


def test_every_route_beside_the_rows_is_there_and_shows_an_example(document):
    for each in MORE:
        method, path = each.split()
        require_examples(operation(document, method, path), each)


def test_no_two_rows_are_one_operation(document):
    names = [operation(document, method, path)["operationId"] for method, path in map(route, ROWS) if path not in PAGES]
    assert len(names) == len(set(names)) == 73


def test_every_door_is_a_tab_of_the_desk_or_a_list_of_the_console():
    resolve("/admin/")  # reading the URLconf is what registers the lists
    doors = {f"desk/{tab.name}" for tab in TABS} | {model._meta.label_lower for model in admin.site._registry}
    for row in ROWS:
        named = re.findall(r"`([^`]+)`", row[3])
        assert named or row[3].startswith("over REST alone: "), row
        assert set(named) <= doors, row


def test_every_flow_that_is_named_is_judged():
    for row in ROWS:
        if row[4] == "no call":
            continue
        area, flow = row[4].strip("`").split("/")
        assert flow in JUDGED[area], row
