"""The chapters about orders: five arrive, each with a story of its own; then parcels travel and customers are told."""

import time
from collections.abc import Callable
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

from config.demo.browser import Browser, Program
from config.demo.selling import OnSale
from config.demo.stage import USER, Stage, StoryError

WAIT_SECONDS = 90.0
LOST_ANSWER = "lost@shopping/order/createOrderV2x1"
BOUGHT = {"placed", "partly_shipped", "shipped", "delivered"}


def tell(stage: Stage, program: Program, on_sale: list[OnSale]) -> None:
    """Raise `StoryError`, or what the stage raises, at the first thing that does not go as told."""
    lamp, other = on_sale
    let_the_hub_pay(stage, program)
    a_plain_one(stage, program, lamp)
    a_lost_answer(stage, program, lamp)
    one_line_unknown(stage, program, lamp)
    one_that_would_lose_money(stage, program, lamp)
    two = two_suppliers(stage, program, lamp, other)
    parcels_travel(stage, program, two)
    what_customers_read(stage)


def let_the_hub_pay(stage: Stage, program: Program) -> None:
    """The limits of the account at CJ, set by an operator in the console."""
    account = program.get("/api/cj-dropshipping/config")["id"]
    browser = Browser(stage.console_url)
    browser.submit("/admin/login/?next=/admin/", {"username": USER, "password": stage.password}, leads_to="/admin/")
    browser.submit(
        "/admin/orders/buyinglimit/add/",
        {
            "account": account.removeprefix("acc_"),
            "is_on": "on",
            "currency": "USD",
            "per_order": "150",
            "per_day": "1000",
            "automatic_per_hour": "30",
            "pays_by_itself": "on",
        },
        leads_to="/admin/orders/buyinglimit/",
    )
    stage.say("\n12. An operator lets the hub pay at CJ by itself: 150 USD at most for an order, 1000 a day.")


def a_plain_one(stage: Stage, program: Program, lamp: OnSale) -> None:
    stage.say("\n13. Orders arrive. The first is a plain one, from a customer who reads French.")
    name = _order(stage, [{**lamp.line, "quantity": 1}], locale="fr-FR", email="acheteur@example.com")
    order = wait_for(program, name, lambda seen: seen["stage"] in BOUGHT)
    _say_purchases(stage, program, name, order)


def a_lost_answer(stage: Stage, program: Program, lamp: OnSale) -> None:
    stage.say("\n14. The second: CJ takes the purchase, and its answer is lost on the way.")
    stage.service.fail("cj", LOST_ANSWER)
    name = _order(stage, [{**lamp.line, "quantity": 1}])
    order = wait_for(program, name, lambda seen: seen["stage"] in BOUGHT)
    [purchase] = purchases(program, order)
    books = next(iter(stage.service.ask("cj", "books").values()))
    there = [one for one in books["orders"] if one["orderNumber"] == purchase["client_no"]]
    if len(there) != 1:
        raise StoryError(f"CJ has {len(there)} orders under {purchase['client_no']}")
    stage.say(
        "   The hub did not send it again. It asked CJ for its own number, found the purchase there, and paid it:"
    )
    _say_purchases(stage, program, name, order)


def one_line_unknown(stage: Stage, program: Program, lamp: OnSale) -> None:
    stage.say("\n15. The third has a line that nobody knows here: it waits for an operator, the rest goes on.")
    lines = [{**lamp.line, "quantity": 1}, {"title": "Engraving, by hand", "price": "4.00", "quantity": 1}]
    name = _order(stage, lines)
    order = wait_for(program, name, lambda seen: seen["stage"] == "awaiting_mapping" and _is_paid(program, seen))
    stage.say(f"   {name}: {order['reason_text']}")
    stage.say(f"   {stage.console_url}/admin/orders/order/?stage=awaiting_mapping")


def one_that_would_lose_money(stage: Stage, program: Program, lamp: OnSale) -> None:
    stage.say("\n16. The fourth was sold far too cheaply. It is not bought: a person has to say so.")
    name = _order(stage, [{**lamp.line, "quantity": 1, "price": "1.00"}], shipping_price="0.00")
    order = wait_for(program, name, lambda seen: seen["stage"] == "needs_attention")
    if any(purchase["placed_at"] for purchase in purchases(program, order)):
        raise StoryError(f"{name} was bought although it loses money")
    stage.say(f"   {name}: {order['reason_text']} Profit: {_amount(order['profit'])}.")


def two_suppliers(stage: Stage, program: Program, lamp: OnSale, other: OnSale) -> str:
    stage.say("\n17. The fifth needs two suppliers: CJ is paid by the hub, AliExpress by a person in its own console.")
    stage.service.happen("aliexpress", "console", push_url=f"{stage.console_url}/api/aliexpress/webhooks")
    name = _order(stage, [{**lamp.line, "quantity": 1}, {**other.line, "quantity": 1}])
    order = wait_for(program, name, lambda seen: seen["stage"] == "to_pay" and _is_placed(program, seen, "aliexpress"))
    [number] = _numbers(program, order, "aliexpress")
    stage.say(f"   {name} waits under “To pay”, until a person has paid order {number} there.")
    stage.service.happen("aliexpress", "order", id=number, status="WAIT_SELLER_SEND_GOODS")
    order = wait_for(program, name, lambda seen: seen["stage"] in BOUGHT)
    _say_purchases(stage, program, name, order)
    return name


def parcels_travel(stage: Stage, program: Program, two: str) -> None:
    stage.say("\n18. The suppliers send their parcels, and tell of them by webhook. The shop hears of each once.")
    for order in program.get("/api/orders", page_size="50")["results"]:
        bought = [
            (one["supplier"], number) for one in purchases(program, order) for number in one["supplier_order_ids"]
        ]
        for supplier, number in bought:
            ship(stage, supplier, number)
        wait_for(program, order["number"], partial(_knows_parcels, len(bought)))
    if len(told(wait_for(program, two, lambda seen: seen["stage"] == "shipped"))) != 2:  # noqa: PLR2004 - two suppliers
        raise StoryError(f"{two} has not two parcels")
    for made in stage.service.ask("shopify", "books")["orders"]:
        numbers = [row["number"] for parcel in made["fulfillments"] for row in parcel["tracking"]]
        if len(numbers) != len(set(numbers)):
            raise StoryError(f"the shop was told of a parcel twice: {made['name']} {numbers}")
        stage.say(f"   {made['name']} in the shop: {made['fulfilment'].lower()}, {', '.join(numbers) or 'no parcel'}")


def what_customers_read(stage: Stage) -> None:
    stage.say("\n19. What customers read, in their language:")
    deadline = time.monotonic() + WAIT_SECONDS
    while not {"fr", "en"} <= {
        mail["Content-Language"] for mail in _mails(stage.mails) if ".shipped@" in mail["Message-ID"]
    }:
        if time.monotonic() > deadline:
            raise StoryError(
                f"these mails alone were written: {[str(mail['Subject']) for mail in _mails(stage.mails)]}"
            )
        time.sleep(0.3)
    for mail in _mails(stage.mails):
        stage.say(f"   {mail['Subject']}")
    stage.say(f"   They lie in {stage.mails}, and in the console: {stage.console_url}/admin/orders/notification/")


def _order(stage: Stage, lines: list[dict[str, Any]], **more: Any) -> str:
    """A customer orders and pays in the shop; the order's name, which the shop tells by webhook."""
    return str(stage.service.ask("shopify", "order", lines=lines, **more)["name"])


def ship(stage: Stage, supplier: str, number: str) -> None:
    if supplier == "aliexpress":
        stage.service.happen("aliexpress", "order", id=number, ship="1", status="WAIT_BUYER_ACCEPT_GOODS")
        return
    stage.service.happen("cj", "order", orderId=number, status="SHIPPED")


def wait_for(program: Program, name: str, is_there: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The order as soon as it is as told."""
    deadline = time.monotonic() + WAIT_SECONDS
    seen: dict[str, Any] = {}
    while time.monotonic() < deadline:
        found = program.get("/api/orders", search=name)["results"]
        if found:
            seen = program.get(f"/api/orders/{found[0]['id']}")
            if is_there(seen):
                return seen
        time.sleep(0.3)
    where = f"{seen['stage']} ({seen['reason_text']})" if seen else "not here"
    raise StoryError(f"{name} is still {where} after {WAIT_SECONDS:.0f} s")


def purchases(program: Program, order: dict[str, Any]) -> list[dict[str, Any]]:
    return [program.get(f"/api/supplier-orders/{one['id']}") for one in _whole(program, order)["supplier_orders"]]


def _whole(program: Program, order: dict[str, Any]) -> dict[str, Any]:
    return order if "supplier_orders" in order else dict(program.get(f"/api/orders/{order['id']}"))


def _is_placed(program: Program, order: dict[str, Any], supplier: str) -> bool:
    return bool(_numbers(program, order, supplier))


def _numbers(program: Program, order: dict[str, Any], supplier: str) -> list[str]:
    """The supplier's own numbers of what was bought there for the order."""
    made = [purchase for purchase in purchases(program, order) if purchase["supplier"] == supplier]
    return [number for purchase in made for number in purchase["supplier_order_ids"]]


def _is_paid(program: Program, order: dict[str, Any]) -> bool:
    made = purchases(program, order)
    return bool(made) and all(purchase["paid_at"] for purchase in made)


def _knows_parcels(number: int, order: dict[str, Any]) -> bool:
    """Whether the shop was told of so many parcels of the order."""
    return len(told(order)) == number


def told(order: dict[str, Any]) -> list[str]:
    return [parcel["number"] for parcel in order["tracking"] if parcel["told_to_shop"] in {"written", "confirmed"}]


def _say_purchases(stage: Stage, program: Program, name: str, order: dict[str, Any]) -> None:
    for purchase in purchases(program, order):
        number = ", ".join(purchase["supplier_order_ids"])
        stage.say(f"   {name}: {purchase['supplier']} {number} for {_amount(purchase['supplier_amount'])}")
    stage.say(f"   Paid by the customer {_amount(order['total'])}, profit {_amount(order['profit'])}.")


def _amount(money: dict[str, str] | None) -> str:
    return f"{Decimal(money['amount']):.2f} {money['currency']}" if money else "not known yet"


def _mails(folder: Path) -> list[EmailMessage]:
    files = sorted(folder.glob("*.log"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files if file.stat().st_size]
