"""The chapters about selling: a shop is connected, and what was imported is put on sale there."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from config.demo.browser import Browser, Program
from config.demo.stage import USER, Stage, StoryError

SHOPIFY = "/api/shopify"
NAME = "Shopify, simulated"
MOST = 3  # units of one variant that the story sells


@dataclass(frozen=True, slots=True)
class OnSale:
    """`line` is how an order in the shop names it."""

    title: str
    line: dict[str, str]
    price: Decimal
    stock: int


def tell(stage: Stage, program: Program, titles: list[str]) -> list[OnSale]:
    """One variant of each of these products, as it is on sale afterwards. Raises `StoryError`, or what the stage raises."""
    connect_the_shop(stage, program)
    return put_on_sale(stage, program, titles)


def connect_the_shop(stage: Stage, program: Program) -> None:
    stage.say("\n10. Where we sell. An operator adds a Shopify shop, with the key and the secret of our app there.")
    stage.say("   Purchases of up to 60 USD for one of its orders are approved by rule; its customers get our mails.")
    browser = Browser(stage.console_url)
    browser.submit("/admin/login/?next=/admin/", {"username": USER, "password": stage.password}, leads_to="/admin/")
    browser.submit(
        "/admin/marketplaces/marketplaceaccount/add/?marketplace=shopify",
        {
            "marketplace": "shopify",
            "name": NAME,
            "mode": "simulated",
            "is_active": "on",
            "buys": "on",
            "way_to_connect": "client_credentials",
            "shop_address": stage.service.settings["SHOPIFY_SHOP_URL"],
            "api_key": stage.service.settings["SHOPIFY_API_KEY"],
            "api_secret": stage.service.settings["SHOPIFY_API_SECRET"],
            "stock_buffer": "0",
            "approval_limit": "60",
            "approval_currency": "USD",
            "mail_sender": "hub",
            "mail_language": "en",
            "mail_name": "Demo Shop",
        },
        leads_to="/admin/marketplaces/marketplaceaccount/",
    )
    [account] = program.get(f"{SHOPIFY}/accounts")["accounts"]
    trial = program.post(f"{SHOPIFY}/accounts/{account['id']}/test", {})
    if not trial["is_ok"]:
        raise StoryError(f"the shop could not be connected: {trial['title']} {trial['detail']}")
    stage.say(f"   It works: {trial['domain']} sells in {trial['currency']}, no right is missing.")
    [account] = program.get(f"{SHOPIFY}/accounts")["accounts"]
    everywhere = [place["id"] for place in account["publications"]]
    stage.program("admin").patch(f"{SHOPIFY}/accounts/{account['id']}", {"publication_ids": everywhere})
    program.finished(program.post(f"{SHOPIFY}/webhooks/configure", {}))


def put_on_sale(stage: Stage, program: Program, titles: list[str]) -> list[OnSale]:
    stage.say("\n11. What was imported is put on sale there, with variants, pictures and stock.")
    products = [product["id"] for title in titles for product in program.get("/api/products", search=title)["results"]]
    program.finished(program.post(f"{SHOPIFY}/products/publish", {"products": products}))
    chosen = []
    for title in titles:
        on_sale = _on_sale(stage, program, title)
        for one in on_sale:
            stage.say(f"   {title}: {one.price} USD, {one.stock} in stock")
        chosen += [one for one in on_sale if one.stock > MOST][:1]
    if len(chosen) != len(titles):
        raise StoryError("not all of it is on sale in the shop with enough of it in stock")
    return chosen


def _on_sale(stage: Stage, program: Program, title: str) -> list[OnSale]:
    """The variants of a listing as the hub pushed them and as the shop has them: a variant that has no SKU goes by its
    number there."""
    listings = program.get(f"{SHOPIFY}/listings/active")["results"]
    rows = [row for listing in listings if listing["title"] == title for row in listing["variants"]]
    there = stage.service.ask("shopify", "books")["variants"]
    found = []
    for row in rows:
        key = next((key for key, stock in there.items() if key == row["sku"] or _is_number_of(key, stock, row)), "")
        if key:
            word = "sku" if key == row["sku"] else "variant"
            found.append(OnSale(title, {word: key}, Decimal(row["price"]["amount"]), there[key]))
    return found


def _is_number_of(key: str, stock: int, row: dict[str, Any]) -> bool:
    return not row["sku"] and key.isdigit() and stock == row["quantity"]
