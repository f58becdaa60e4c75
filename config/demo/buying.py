"""The chapters about buying: an account at a supplier, a product taken over, a stock change that comes by webhook."""

import time
from typing import Any

from config.demo.browser import Browser, Program
from config.demo.stage import USER, Stage, StoryError

CJ, ALIEXPRESS = "/api/cj-dropshipping", "/api/aliexpress"
NAME = "CJ, simulated"
WORDS = "lamp"
WAIT_SECONDS = 60.0
IMPORT: dict[str, Any] = {"margin_percent": "40", "country": "FR", "rounding": ".99"}


def tell(stage: Stage, program: Program) -> list[str]:
    """The titles of what was imported. Raises `StoryError`, or what the stage raises, at the first thing that does not go
    as told."""
    add_the_account(stage)
    product = find_a_product(stage, program)
    take_it_over(stage, program, product)
    hear_of_a_change(stage, program, product)
    return [product["title"], second_supplier(stage, program)]


def add_the_account(stage: Stage) -> None:
    stage.say("\n6. Where we buy. An operator adds the account at CJ Dropshipping, with its key, in the console.")
    browser = Browser(stage.console_url)
    browser.submit("/admin/login/?next=/admin/", {"username": USER, "password": stage.password}, leads_to="/admin/")
    browser.submit(
        "/admin/suppliers/supplieraccount/add/?supplier=cj-dropshipping",
        {
            "supplier": "cj-dropshipping",
            "name": NAME,
            "mode": "simulated",
            "is_active": "on",
            "api_key": stage.service.settings["CJ_API_KEY"],
            "stock_basis": "total",
            "ship_to": "FR",
        },
        leads_to="/admin/suppliers/supplieraccount/",
    )


def find_a_product(stage: Stage, program: Program) -> dict[str, Any]:
    trial = program.post(f"{CJ}/config/test", {})
    if not trial["is_ok"]:
        raise StoryError(f"the account could not be connected: {trial['title']} {trial['detail']}")
    balance = trial["balance"]["available"]
    stage.say(
        f"   It works: {trial['calls_per_second']:g} call a second, {balance['amount']} {balance['currency']} there."
    )
    found = program.get(f"{CJ}/products/search", query=WORDS, limit="5")
    stage.say(f"\n7. A program searches there for “{WORDS}” over the REST API: {found['total']} products.")
    for item in found["items"]:
        product: dict[str, Any] = program.get(f"{CJ}/products/{item['product_id']}")
        if product["state"] == "on_sale" and len(product["variants"]) > 1:
            return product
    raise StoryError(f"no product with several variants among those found for {WORDS!r}")


def take_it_over(stage: Stage, program: Program, product: dict[str, Any]) -> None:
    category = program.get("/api/categories")["results"][0]["id"]
    words = IMPORT | {"category_id": category}
    job = program.finished(program.post(f"{CJ}/products/{product['product_id']}/import", words))
    count = len(product["variants"])
    if job["result"].get("created") != count:
        raise StoryError(f"of {count} variants {job['result'].get('created')} were imported")
    stage.say(f"   “{product['title']}” is imported with a margin of 40 %, freight to France included:")
    for variant in product["variants"]:
        [ours] = program.get(f"{CJ}/inventory/{variant['variant_id']}")["products"]
        price = program.get(f"/api/products/{ours}")["price"]
        options = ", ".join(option["value"] for option in variant["options"])
        cost = variant["cost"]
        stage.say(f"   {options}: costs {cost['amount']}, sold for {price['amount']} {price['currency']}")


def hear_of_a_change(stage: Stage, program: Program, product: dict[str, Any]) -> None:
    stage.say(
        "\n8. The hub tells CJ where to send webhooks. Then, over there, somebody buys almost all of one variant."
    )
    program.finished(program.post(f"{CJ}/webhooks/configure", {}))
    vid = product["variants"][0]["variant_id"]
    before = program.get(f"{CJ}/inventory/{vid}")["total"]
    left = _left_elsewhere(program, vid) + 3
    stage.service.happen("cj", "stock", vid=vid, quantity="3")
    deadline = time.monotonic() + WAIT_SECONDS
    while (stock := program.get(f"{CJ}/inventory/{vid}")["total"]) != left:
        if time.monotonic() > deadline:
            raise StoryError(f"the stock is still told as {stock} instead of {left}")
        time.sleep(0.3)
    stage.say(f"   The push came in, was read again from CJ and written down: {before} before, {stock} now.")
    stage.say(f"   The account, the offers and the webhooks: {stage.console_url}/admin/suppliers/supplierproduct/")


def _left_elsewhere(program: Program, vid: str) -> int:
    levels = program.get(f"{CJ}/inventory/{vid}")["levels"]
    return sum(level["total"] for level in levels if level["country"] != "CN")


def second_supplier(stage: Stage, program: Program) -> str:
    """AliExpress: a person allows us in the browser; one product is imported. Its title."""
    stage.say("\n9. A second supplier: an operator allows the hub to act at AliExpress, and a product is imported.")
    browser = Browser(stage.console_url)
    browser.submit("/admin/login/?next=/admin/", {"username": USER, "password": stage.password}, leads_to="/admin/")
    browser.submit(
        "/admin/suppliers/supplieraccount/add/?supplier=aliexpress",
        {
            "supplier": "aliexpress",
            "name": "AliExpress, simulated",
            "mode": "simulated",
            "is_active": "on",
            "api_key": stage.service.settings["ALIEXPRESS_API_KEY"],
            "api_secret": stage.service.settings["ALIEXPRESS_SECRET"],
            "stock_basis": "total",
            "ship_to": "FR",
            "currency": "USD",
        },
        leads_to="/admin/suppliers/supplieraccount/",
    )
    account = program.get(f"{ALIEXPRESS}/config")["id"]
    browser.read(f"{ALIEXPRESS}/oauth/connect?account={account.removeprefix('acc_')}")
    for item in program.get(f"{ALIEXPRESS}/products/search", query=WORDS, limit="10")["items"]:
        product: dict[str, Any] = program.get(f"{ALIEXPRESS}/products/{item['product_id']}")
        if product["state"] != "on_sale":
            continue
        job = program.finished(program.post(f"{ALIEXPRESS}/products/{product['product_id']}/import", IMPORT))
        if job["result"].get("created"):
            stage.say(f"   “{product['title']}”, {job['result']['created']} variants.")
            return str(product["title"])
    raise StoryError(f"nothing to import among what AliExpress finds for {WORDS!r}")
