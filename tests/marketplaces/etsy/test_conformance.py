"""Judged by others: every call of every flow by Etsy's own document, with the changes that came after it.

The judge answers with data made up from the schema: what is asserted is that none of our requests is wrong. Where a flow
needs a certain answer to go on, a rule gives it.
"""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from django.conf import settings as project
from django.core.cache import cache

from core.errors import OutcomeUnknown, PartnerDown, Rejected
from core.simulation.pictures import picture
from marketplaces.interface import (
    ListingDraft,
    OfferPush,
    ParcelNotice,
    PricePush,
    StockPush,
    TrackingInfo,
    VariantDraft,
)
from tests.marketplaces.etsy.shapes import cash, euros, receipt

SHARED = Path(os.environ.get("ENTREPOT_SHARED", project.BASE_DIR.parent / "shared"))
SPEC, CHANGES = SHARED / "specs" / "etsy" / "etsy_oas3.json", SHARED / "specs" / "etsy" / "etsy_oas3_later_changes.json"
JUDGE = SHARED / "tools" / "openapi_judge.py"
LISTING, PRODUCT = 4500000001, 26100000001

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not (SPEC.is_file() and JUDGE.is_file()), reason="the documents are not here (ENTREPOT_SHARED)"),
]


def later_document():
    """The captured document with what was changed later."""
    document = json.loads(SPEC.read_text("utf-8"))
    for change in json.loads(CHANGES.read_text("utf-8"))["changes"]:
        if change["op"] not in {"add", "append"}:
            continue
        parts = [part.replace("~1", "/").replace("~0", "~") for part in change["pointer"].strip("/").split("/")]
        place = document
        for part in parts[:-1]:
            place = place[part]
        if change["op"] == "add":
            place[parts[-1]] = change["value"]
        else:
            place[parts[-1]] += change["value"]
    return document


class Judge:
    def __init__(self, url):
        self.url = url

    def ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(f"{self.url}/__judge/{path}", data)) as answer:
            return json.load(answer)

    def says(self, operation, body, status=200, times=None, **more):
        self.ask("rules", {"operation": operation, "body": body, "status": status, "times": times, **more})

    def asked(self):
        """(operation, verdict's problems) of each call."""
        rows = self.ask("log")
        rows = rows if isinstance(rows, list) else rows["records"]
        return [(row["verdict"]["operation"], row["verdict"]) for row in rows]

    def names(self):
        return [name for name, _verdict in self.asked()]

    def bad(self):
        return [verdict for _name, verdict in self.asked() if not verdict["ok"]]


@pytest.fixture(scope="module")
def running_judge(tmp_path_factory):
    place = tmp_path_factory.mktemp("judge")
    (place / "etsy.json").write_text(json.dumps(later_document()), "utf-8")
    process = subprocess.Popen(
        [sys.executable, str(JUDGE), "serve", "--spec", str(place / "etsy.json"), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield Judge(re.search(r"http://\S+", process.stdout.readline())[0])
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def judge(running_judge, settings):
    running_judge.ask("reset", {})
    cache.clear()
    settings.ETSY_API_URL = f"{running_judge.url}/v3/application"
    settings.PARTNER_RETRY_BASE_SECONDS = 0.01
    return running_judge


@pytest.fixture
def judged(judge, make_account, open_shop):
    return open_shop(make_account(selling_settings={"shipping_profile_id": "1"}))


def inventory(quantity=4, state="active"):
    values = {"property_id": 513, "property_name": "Size", "scale_id": None, "scale_name": None}
    return {
        "products": [
            {
                "product_id": PRODUCT + place,
                "sku": sku,
                "is_deleted": False,
                "offerings": [
                    {
                        "offering_id": 1 + place,
                        "quantity": quantity,
                        "is_enabled": True,
                        "is_deleted": False,
                        "price": cash(750),
                        "readiness_state_id": 3,
                    }
                ],
                "property_values": [values | {"value_ids": [9 + place], "values": [size]}],
            }
            for place, (sku, size) in enumerate((("MUG-S", "S"), ("MUG-L", "L")))
        ],
        "price_on_property": [],
        "quantity_on_property": [513],
        "sku_on_property": [513],
        "readiness_state_on_property": [],
        "listing": listing(state),
    }


def listing(state="active", **more):
    return {
        "listing_id": LISTING,
        "title": "Test mug",
        "state": state,
        "tags": ["mug"],
        "url": "https://etsy.test/1",
    } | more


NO_ROWS = {"count": 0, "results": []}
PROPERTIES = {
    "count": 2,
    "results": [
        {
            "property_id": 200,
            "name": "color",
            "display_name": "Color",
            "scales": [],
            "is_required": False,
            "supports_attributes": True,
            "supports_variations": True,
            "is_multivalued": False,
            "possible_values": [{"value_id": 1, "name": "Black", "scale_id": None, "equal_to": []}],
            "selected_values": [],
        },
        {
            "property_id": 300,
            "name": "size",
            "display_name": "Width",
            "scales": [{"scale_id": 19, "display_name": "US", "description": ""}],
            "is_required": True,
            "supports_attributes": True,
            "supports_variations": False,
            "is_multivalued": False,
            "possible_values": [{"value_id": 31, "name": "8", "scale_id": 19, "equal_to": []}],
            "selected_values": [],
        },
    ],
}


def set_stage(judge, state="draft"):
    judge.says("getPropertiesByTaxonomyId", PROPERTIES)
    judge.says("getListingsByShop", NO_ROWS)
    judge.says("createDraftListing", listing(state), 201)
    judge.says("getListingImages", NO_ROWS)
    judge.says("getListingInventory", inventory(state="active"))
    judge.says("updateListingInventory", {name: value for name, value in inventory().items() if name != "listing"})


def mug(remote_id="", **more):
    sizes = (("MUG-S", "S", 4), ("MUG-L", "L", 6))
    given = {
        "handle": "test-mug",
        "title": "Test mug & saucer",
        "variants": tuple(
            VariantDraft(str(place), sku, euros("7.50"), units, (("Colour", size),), weight_g=Decimal("250.5"))
            for place, (sku, size, units) in enumerate(sizes)
        ),
        "description_html": "<p>Holds tea</p>",
        "tags": ("mug", "Mug", "tea, cup", "blue cup"),
        "images": ("http://127.0.0.1/1.png", "http://127.0.0.1/2.png"),
        "remote_id": remote_id,
        "category_id": "1065",
        "attributes": (("200", ("Black",)), ("300", ("8",))),
        "settings": {
            "shipping_profile_id": "1",
            "readiness_state_id": "3",
            "return_policy_id": "5",
            "shop_section_id": "7",
            "who_made": "i_did",
            "when_made": "made_to_order",
            "is_supply": "false",
            "should_auto_renew": "false",
            "materials": "clay, glaze",
        },
        "accepts_fee": True,
    }
    return ListingDraft(**given | more)


@pytest.fixture
def fetched(monkeypatch):
    """Pictures come from nowhere: that part has tests of its own."""
    monkeypatch.setattr(
        "marketplaces.adapters.etsy.listing.pictures.fetched", lambda _url: ("picture.png", "image/png", picture(1))
    )


def tell_a_parcel(shop, judge):
    judge.says("getShopReceipt", receipt())
    shipped = receipt(shipments=[{"receipt_shipping_id": 5, "carrier_name": "other", "tracking_code": "420 11"}])
    judge.says("createReceiptShipment", shipped)
    tracking = TrackingInfo("42011", "other", "https://track.example/42011")
    assert shop.fulfil("987654321", ParcelNotice(tracking, (("7001", 2),))) == "5"


def publish_three_options(shop, judge):
    """Two of free words and one of the category's own."""
    set_stage(judge)
    options = (("Color", "Black"), ("Cut", "A"), ("Finish", "matt"))
    form = VariantDraft("1", "MUG-S", euros("7.50"), 4, options)
    shop.publish(mug(variants=(form,)))


def push_to(state, quantity, **more):
    def flow(shop, judge):
        judge.says("getListingInventory", inventory(quantity=more.get("stands", 4), state=state))
        outcomes = shop.push_offers(
            [
                OfferPush(str(LISTING), str(PRODUCT + place), str(LISTING), "", more.get("price"), quantity)
                for place in (0, 1)
            ]
        )
        assert [outcome.code for outcome in outcomes] == ["", ""]

    return flow


STOCK = StockPush(str(PRODUCT), str(LISTING), "1", 7, "key-1", 4)
FLOWS = {
    "connect": lambda shop, judge: (
        judge.says("getShopReceipts", {"count": 1, "results": [receipt()]}),
        shop.connect(),
    ),
    "orders": lambda shop, judge: (
        judge.says("getShopReceipts", {"count": 1, "results": [receipt()]}),
        shop.orders_since(
            datetime(2026, 11, 20, tzinfo=UTC), shop.orders_since(datetime(2026, 11, 20, tzinfo=UTC)).cursor
        ),
    ),
    "order": lambda shop, judge: (judge.says("getShopReceipt", receipt()), shop.order("987654321")),
    "refunds": lambda shop, judge: (judge.says("getShopReceipt", receipt()), shop.refunds("987654321")),
    "fulfil": tell_a_parcel,
    "publish": lambda shop, judge: (set_stage(judge), shop.publish(mug())),
    "publish again": lambda shop, judge: (set_stage(judge), shop.publish(mug(str(LISTING)))),
    "publish three options": publish_three_options,
    "read": lambda shop, judge: (set_stage(judge), shop.read_listing(str(LISTING))),
    "read many": lambda shop, judge: (
        judge.says(
            "getListingsInventoryByListingIds", {"count": 1, "results": [listing() | {"inventory": inventory()}]}
        ),
        shop.read_listings([str(LISTING), str(LISTING + 1)]),
    ),
    "end": lambda shop, judge: (judge.says("getListing", listing()), shop.end_listing(str(LISTING))),
    "stock": lambda shop, judge: (set_stage(judge), shop.push_stock([STOCK])),
    "prices": lambda shop, judge: (
        set_stage(judge),
        shop.push_prices([PricePush(str(LISTING), str(PRODUCT), euros("5.20"))]),
    ),
    "stock and prices": push_to("active", 9, price=euros("5.20")),
    "asleep": push_to("active", 0),
    "awake": push_to("inactive", 3, stands=0),
    "readiness": lambda shop, judge: shop.readiness(),
    "settings": lambda shop, judge: shop.selling_settings(),
    "categories": lambda shop, judge: (shop.suggest_categories("mug"), shop.categories_below()),
    "needs": lambda shop, judge: (
        judge.says("getSellerTaxonomyNodes", {"count": 1, "results": [{"id": 1065, "name": "Mugs", "children": []}]}),
        shop.category_needs("1065"),
    ),
}
LEAST_CALLS = {"order": 1, "refunds": 1, "read": 1, "read many": 1, "categories": 1}


@pytest.mark.parametrize("flow", FLOWS)
def test_every_call_of_a_flow_is_valid(judge, judged, fetched, flow):
    FLOWS[flow](judged, judge)
    assert judge.bad() == []
    assert len(judge.asked()) >= LEAST_CALLS.get(flow, 2)


def test_publishing_takes_its_steps_in_order(judge, judged, fetched):
    set_stage(judge)
    judged.publish(mug())
    assert judge.names() == [
        "getPropertiesByTaxonomyId",
        "getListingsByShop",
        "getListingsByShop",
        "createDraftListing",
        "getListingImages",
        "uploadListingImage",
        "uploadListingImage",
        "updateListingInventory",
        "updateListingProperty",
        "updateListingProperty",
        "updateListing",
        "getListingInventory",
    ]
    assert judge.bad() == []


def test_a_wrong_call_would_be_found(judge, judged):
    with pytest.raises(Rejected):
        judged.client.form(
            "POST", judged.client.shop("listings"), "createDraftListing", {"title": "x"}, dict, repeatable=True
        )
    assert len(judge.bad()) == 1


def test_a_call_that_was_one_too_many_comes_through(judge, judged, naps):
    judge.says("getShopReceipt", {"error": "You have exceeded your quota"}, 429, 2, headers={"retry-after": "1"})
    judge.says("getShopReceipt", receipt())
    assert judged.order("987654321").remote_id == "987654321"
    assert judge.names() == ["getShopReceipt"] * 3
    assert max(naps) >= 1


def test_an_error_of_etsy_s_own_is_asked_again(judge, judged):
    judge.says("getShopReceipt", {"error": "oops"}, 500, 2)
    judge.says("getShopReceipt", receipt())
    assert judged.order("987654321").remote_id == "987654321"
    assert judge.bad() == []


def test_an_error_of_etsy_s_own_that_stays_is_its_fault(judge, judged):
    judge.says("getShopReceipt", {"error": "oops"}, 503)
    with pytest.raises(PartnerDown):
        judged.order("987654321")


def test_a_parcel_whose_answer_is_dropped_after_it_was_taken_is_not_sent_again(judge, judged):
    judge.says("getShopReceipt", receipt())
    judge.says("createReceiptShipment", receipt(), drop=True)
    with pytest.raises(OutcomeUnknown):
        judged.fulfil("987654321", ParcelNotice(TrackingInfo("42011", "other"), (("7001", 2),)))
    assert judge.names().count("createReceiptShipment") == 1
    assert judge.bad() == []


def test_an_inventory_whose_answer_is_dropped_is_sent_again(judge, judged):
    judge.says("getListingInventory", inventory())
    judge.says("updateListingInventory", {}, times=1, drop=True)
    judge.says("updateListingInventory", inventory())
    assert judged.push_stock([STOCK])[0].is_taken
    assert judge.names() == ["getListingInventory", "updateListingInventory", "updateListingInventory"]
    assert judge.bad() == []
