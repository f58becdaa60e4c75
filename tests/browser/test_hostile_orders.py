"""Orders and suppliers that try to run script in the operators' browser: nothing opens, nothing is fetched."""

import pytest

from suppliers.adapters.cj.simulator import envelopes, happenings
from tests.browser.test_hostile_catalogue import VECTORS
from tests.browser.test_operators_day import shot
from tests.browser.test_orders_day import CJ, CREATE, buy_at_cj, logged_in, open_until, program_of

pytestmark = pytest.mark.browser

SHOPIFY = "/api/shopify"
REFUSED = 1600100
SHOPS, LIMITS = "/admin/marketplaces/marketplaceaccount/", "/admin/orders/buyinglimit/"


def sell_and_buy_by_rule(house):
    """A shop whose orders are bought and paid without anybody: what comes back from the supplier is all that shows."""
    title = buy_at_cj(house)
    browser, program = logged_in(house), program_of(house)
    given = house.shopify.environment("")
    shop = {
        "marketplace": "shopify", "name": f"Shop {VECTORS[0]}", "mode": "simulated", "is_active": "on", "buys": "on",
        "way_to_connect": "client_credentials", "shop_address": given["SHOPIFY_SHOP_URL"],
        "api_key": given["SHOPIFY_API_KEY"], "api_secret": given["SHOPIFY_API_SECRET"], "stock_buffer": "0",
        "approval_limit": "500", "approval_currency": "USD", "mail_sender": "hub", "mail_language": "en",
        "mail_name": VECTORS[2],
    }  # fmt: skip
    browser.submit(f"{SHOPS}add/?marketplace=shopify", shop, leads_to=SHOPS)
    [account] = program.get(f"{SHOPIFY}/accounts")["accounts"]
    assert program.post(f"{SHOPIFY}/accounts/{account['id']}/test", {})["is_ok"]
    program.finished(program.post(f"{SHOPIFY}/webhooks/configure", {}))
    limit = {"account": program.get(f"{CJ}/config")["id"].removeprefix("acc_"), "is_on": "on", "currency": "USD",
             "per_order": "500", "per_day": "5000", "automatic_per_hour": "50", "pays_by_itself": "on"}  # fmt: skip
    browser.submit(f"{LIMITS}add/", limit, leads_to=LIMITS)
    products = [row["id"] for row in program.get("/api/products", search=title)["results"]]
    program.finished(program.post(f"{SHOPIFY}/products/publish", {"products": products}))


def hostile_order(house, vector, lines, *, fits_cj=False):
    """A supplier takes short names and addresses only."""
    names = (
        ("first_name", "address1", "city") if fits_cj else ("first_name", "last_name", "company", "address1", "city")
    )
    person = dict.fromkeys(names, vector) | ({"last_name": ""} if fits_cj else {})
    email = f"{len(house.shopify.shop.orders)}@example.com"
    words = {"note": vector, "attributes": {vector: vector}, "shipping_title": vector, "gateway": vector}
    return house.shopify.place_order(lines=lines, address=person, email=email, tags=[vector], **words).name


def unknown_line(vector):
    return {"title": vector, "sku": vector[:60], "price": "9.00", "properties": {vector: vector}}


def goods(house):
    shelves = (variant for product in house.shopify.shop.products.values() for variant in product.variants)
    variant = next(one for one in shelves if any(level.available > 20 for level in one.item.levels.values()))
    return {"variant": variant.number, "quantity": 1}


def test_hostile_orders_addresses_carriers_and_messages_do_nothing(house, screen, monkeypatch):
    screen.set_default_timeout(30_000)
    sell_and_buy_by_rule(house)
    monkeypatch.setitem(envelopes.TEXTS, REFUSED, f"refused {''.join(VECTORS[:3])}")
    house.cj.add_fault(f"code={REFUSED}@{CREATE}x1")
    admin = f"{house.url}/admin"
    refused = hostile_order(house, VECTORS[0], [goods(house)], fits_cj=True)
    open_until(screen, f"{admin}/orders/supplierorder/?tab=refused", "#result_list tbody th a")
    shot(screen, "80-hostile-refusal")
    screen.click("#result_list tbody th a >> nth=0")
    screen.wait_for_selector("text=refused <script>")

    shipped = hostile_order(house, VECTORS[2], [goods(house), *map(unknown_line, VECTORS[3:6])], fits_cj=True)
    open_until(screen, f"{admin}/orders/supplierorder/?tab=waiting_shipment", "#result_list tbody th a")
    there = next(iter(house.cj.world.first_account.orders.values()))
    there.store["logisticName"] = VECTORS[4]
    happenings.order(house.cj, {"orderId": there.number, "status": "SHIPPED", "trackNumber": VECTORS[2][:50]})
    open_until(screen, f"{admin}/orders/shipment/", "#result_list tbody th a")
    for start in range(6, len(VECTORS), 6):
        hostile_order(house, VECTORS[start], [unknown_line(vector) for vector in VECTORS[start : start + 6]])
    last = f"#{int(shipped[1:]) + len(range(6, len(VECTORS), 6))}"
    open_until(screen, f"{admin}/orders/order/?stage=all", f"#result_list th a:has-text('{last}')")
    shot(screen, "81-hostile-orders")
    assert visit(screen, admin, refused) >= len(range(0, len(VECTORS), 6))
    screen.watcher.assert_quiet()


def visit(page, admin, refused):
    """Every page on which these words stand; gives how many pages of orders there were."""
    page.goto(f"{admin}/orders/order/?stage=all")
    pages = page.eval_on_selector_all("#result_list tbody th a", "links => links.map(link => link.href)")
    for number, address in enumerate(pages):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        shot(page, f"82-hostile-order-{number}")
        if page.locator("a:has-text('Map the line')").count():
            page.click("a:has-text('Map the line')")
            page.wait_for_load_state("networkidle")
    page.goto(pages[0])
    for preview in page.eval_on_selector_all("a[href*='/mail/']", "links => links.map(link => link.href)"):
        page.goto(preview)
        page.wait_for_load_state("networkidle")
    for path in ("orders/shipment/", "orders/notification/", "orders/supplierorder/?tab=all", "orders/purchaseattempt/",
                 "core/event/", "marketplaces/marketplaceaccount/", f"orders/order/?q={refused[1:]}", ""):  # fmt: skip
        page.goto(f"{admin}/{path}")
        page.wait_for_load_state("networkidle")
        if page.locator("#result_list tbody th a").count():
            page.click("#result_list tbody th a >> nth=0")
            page.wait_for_load_state("networkidle")
    return len(pages)
