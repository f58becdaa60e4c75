"""The chapters about selling one product everywhere: shops at eBay and Etsy beside Shopify, one stock for all of them, and
an order from each."""

import re
import time
from collections.abc import Callable
from typing import Any

from config.demo import ordering
from config.demo.browser import Browser, Program
from config.demo.selling import OnSale
from config.demo.stage import USER, Stage, StoryError

EBAY, ETSY = "/api/ebay", "/api/etsy"
WAIT_SECONDS = 90.0
LEFT = 6
# Where our category leads there: eBay's kitchen storage on its American site, Etsy's vases.
PLACES: dict[str, dict[str, Any]] = {
    EBAY: {"site": "EBAY_US", "theirs": "20625", "attributes": {"Brand": ["Unbranded"]}},
    ETSY: {"theirs": "1005", "attributes": {}},
}
MADE = {"who_made": "i_did", "when_made": "made_to_order", "is_supply": "false"}


def tell(stage: Stage, program: Program, lamp: OnSale) -> None:
    """Raises `StoryError`, or what the stage raises, at the first thing that does not go as told."""
    connect_two_more(stage, program)
    product = _product(program, lamp)
    put_on_sale(stage, program, product)
    one_stock(stage, program, product)
    an_order_from_each(stage, program, lamp, product)


def connect_two_more(stage: Stage, program: Program) -> None:
    stage.say(
        "\n20. Two more shops. At eBay and at Etsy a seller has to allow the hub: an operator does, in the browser."
    )
    stage.service.happen("ebay", "rules", accept_url=f"{stage.console_url}{EBAY}/oauth/callback")
    stage.service.happen("etsy", "webhook", url=f"{stage.console_url}/webhooks/etsy")
    known = stage.service.settings
    ours = {
        "ebay": {
            "api_key": known["EBAY_CLIENT_ID"],
            "api_secret": known["EBAY_CLIENT_SECRET"],
            "redirect_name": known["EBAY_RUNAME"],
            "site": "EBAY_US",
        },
        "etsy": {"api_key": known["ETSY_KEYSTRING"], "api_secret": known["ETSY_SHARED_SECRET"]},
    }
    browser = Browser(stage.console_url)
    browser.submit("/admin/login/?next=/admin/", {"username": USER, "password": stage.password}, leads_to="/admin/")
    for slug, keys in ours.items():
        _add(browser, slug, keys)
        [shop] = program.get(f"/api/{slug}/accounts")["accounts"]
        browser.read(f"/api/{slug}/oauth/connect?account={shop['id'].removeprefix('shop_')}")
        [shop] = program.get(f"/api/{slug}/accounts")["accounts"]
        if shop["state"] != "ok":
            raise StoryError(f"{shop['name']} could not be connected: {shop['state']}")
        stage.say(f"   {shop['name']} is connected and sells in {shop['currency']}.")


def _add(browser: Browser, slug: str, keys: dict[str, str]) -> None:
    words = {
        "marketplace": slug,
        "name": f"{'eBay' if slug == 'ebay' else 'Etsy'}, simulated",
        "mode": "simulated",
        "is_active": "on",
        "buys": "on",
        "way_to_connect": "oauth",
        "stock_buffer": "0",
        "approval_limit": "60",
        "approval_currency": "USD",
        "mail_sender": "shop",
        "mail_language": "en",
    }
    pages = "/admin/marketplaces/marketplaceaccount/"
    browser.submit(f"{pages}add/?marketplace={slug}", words | keys, leads_to=pages)


def put_on_sale(stage: Stage, program: Program, product: dict[str, Any]) -> None:
    stage.say(
        "\n21. Our category is mapped to theirs, and the product is published there too. Etsy's fee is agreed to."
    )
    for address, words in PLACES.items():
        program.put(f"{address}/category-mappings/{product['category']['id']}", words)
    template = program.post(f"{ETSY}/templates", {"name": "Made by us", "settings": MADE})
    orders = {EBAY: {}, ETSY: {"template": template["id"], "confirm_fee": True}}
    for address, more in orders.items():
        _until_ready(program, address, product, {name: value for name, value in more.items() if name == "template"})
        job = program.finished(program.post(f"{address}/products/publish", {"products": [product["id"]], **more}))
        if job["result"]["failed"]:
            raise StoryError(f"not published: {job['result']['rows']}")
    for row in program.get(f"/api/products/{product['id']}/publications")["publications"]:
        price = row["price"]
        stage.say(
            f"   {row['marketplace']}: {row['listing']['state']}, {price['amount']} {price['currency']},"
            f" {row['quantity']} of this form"
        )
    stage.say(f"   One page with a panel for each: {stage.console_url}/admin/inventory/product/")


def _until_ready(program: Program, address: str, product: dict[str, Any], more: dict[str, Any]) -> None:
    """What the shop offers, and what the category asks for, is read by jobs: nothing may be missing in the end."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        row = _readiness(program, address, product, more)
        if row["is_ready"] and "needs_not_read" not in {hint["code"] for hint in row["hints"]}:
            return
        if time.monotonic() > deadline:
            raise StoryError(f"it cannot be published by {address}: {row['problems']} {row['hints']}")
        time.sleep(0.3)


def _readiness(program: Program, address: str, product: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    if more:  # as it would be with this template
        [row] = program.post(f"{address}/listings/validate", {"products": [product["id"]], **more})["results"]
        return dict(row)
    rows = program.get(f"/api/products/{product['id']}/publications")["publications"]
    return dict(next(row for row in rows if f"/api/{row['marketplace']}" == address))


def one_stock(stage: Stage, program: Program, product: dict[str, Any]) -> None:
    stage.say("\n22. One stock for all. At the supplier somebody buys almost all of this form.")
    vid = _variant_at_cj(program, product)
    stage.service.happen("cj", "stock", vid=vid, quantity=str(LEFT))
    listed = _listed(program, product)
    _until(
        lambda: (
            len(set(_stock_there(stage, listed).values())) == 1
            and min(_stock_there(stage, listed).values()) == _ours(program, product)
        ),
        lambda: f"the shops do not show the same: {_stock_there(stage, listed)}, ours is {_ours(program, product)}",
    )
    told = ", ".join(f"{slug} {number}" for slug, number in _stock_there(stage, listed).items())
    stage.say(f"   The push was read again from CJ, and told to each shop in one call. They show: {told}.")


def an_order_from_each(stage: Stage, program: Program, lamp: OnSale, product: dict[str, Any]) -> None:
    stage.say(
        "\n23. A customer in each of the three buys one. CJ gets three orders, and each shop its parcel's number."
    )
    sku = _listed(program, product)["ebay"]
    line = {"sku": sku, "quantity": 1}
    names = {
        "ebay": str(stage.service.ask("ebay", "order", lines=[line])["orderId"]),
        "etsy": str(stage.service.ask("etsy", "order", lines=[line])["receipt_id"]),
        "shopify": str(stage.service.ask("shopify", "order", lines=[{**lamp.line, "quantity": 1}])["name"]),
    }
    for name in names.values():
        order = ordering.wait_for(program, name, lambda seen: seen["stage"] in ordering.BOUGHT)
        for purchase in ordering.purchases(program, order):
            for number in purchase["supplier_order_ids"]:
                ordering.ship(stage, purchase["supplier"], number)
    for slug, name in names.items():
        order = ordering.wait_for(program, name, lambda seen: len(ordering.told(seen)) == 1)
        [number] = ordering.told(order)
        there = _parcels_there(stage, slug, name)
        if there != [number]:
            raise StoryError(f"{slug} does not know parcel {number} of {name} once: {there}")
        stage.say(f"   {slug}: order {name}, parcel {number}")


# What the look-alikes' own books say


def _stock_there(stage: Stage, listed: dict[str, str]) -> dict[str, int]:
    """What buyers can have of the form, by marketplace; `listed` are its SKUs."""
    ebay = stage.service.ask("ebay", "books")
    offers = [one["availableQuantity"] for one in ebay["offers"].values() if one["sku"] == listed["ebay"]]
    rows = [row for one in stage.service.ask("etsy", "books")["listings"] for row in one["products"]]
    etsy = [row["quantity"] for row in rows if row["sku"] == listed["etsy"]]
    shopify = stage.service.ask("shopify", "books")["variants"]
    return {"ebay": offers[0], "etsy": etsy[0], "shopify": shopify[listed["shopify"]]}


def _parcels_there(stage: Stage, slug: str, name: str) -> list[str]:
    """The numbers of the order's parcels."""
    books = stage.service.ask(slug, "books")
    if slug == "ebay":
        return re.findall(r"tracking='([^']+)'", " ".join(books["orders"][name]["parcels"]))
    if slug == "etsy":
        receipt = next(one for one in books["receipts"] if str(one["receipt_id"]) == name)
        return [str(row["code"]) for row in receipt["shipments"]]
    order = next(one for one in books["orders"] if one["name"] == name)
    return [str(row["number"]) for parcel in order["fulfillments"] for row in parcel["tracking"]]


# What the hub says


def _product(program: Program, lamp: OnSale) -> dict[str, Any]:
    """The form that the story sells, as the catalogue has it."""
    listings = program.get("/api/shopify/listings/active")["results"]
    rows = [row for listing in listings if listing["title"] == lamp.title for row in listing["variants"]]
    row = next(row for row in rows if row["sku"] == lamp.line.get("sku") or row["quantity"] == lamp.stock)
    return dict(program.get(f"/api/products/{row['product']}"))


def _listed(program: Program, product: dict[str, Any]) -> dict[str, str]:
    """The SKU by which each marketplace lists it."""
    rows = program.get(f"/api/products/{product['id']}/publications")["publications"]
    return {
        row["marketplace"]: variant["sku"]
        for row in rows
        for variant in row["listing"]["variants"]
        if variant["product"] == product["id"]
    }


def _ours(program: Program, product: dict[str, Any]) -> int:
    rows = program.get(f"/api/products/{product['id']}/publications")["publications"]
    return int(rows[0]["quantity"])


def _variant_at_cj(program: Program, product: dict[str, Any]) -> str:
    for item in program.get("/api/cj-dropshipping/products/search", query="lamp", limit="5")["items"]:
        there = program.get(f"/api/cj-dropshipping/products/{item['product_id']}")
        for variant in there["variants"]:
            if product["id"] in program.get(f"/api/cj-dropshipping/inventory/{variant['variant_id']}")["products"]:
                return str(variant["variant_id"])
    raise StoryError("CJ does not know the product that was imported from it")


def _until(is_so: Callable[[], bool], words: Callable[[], str]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise StoryError(words())
        time.sleep(0.5)
