"""An operator's day with orders in a real browser: a shop, orders in their tabs, purchases, parcels, messages, the switch."""

import re
import time

import pytest

from config.demo.browser import Browser, Program
from suppliers.adapters.cj.simulator import happenings
from tests.browser.conftest import PASSWORD, SCREENSHOTS, USER, command
from tests.browser.test_operators_day import shot

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
PATIENCE_SECONDS = 60
CJ = "/api/cj-dropshipping"
CREATE, FIND = "shopping/order/createOrderV2", "shopping/order/getOrderDetail"
ORDERS, PURCHASES = "orders/order/", "orders/supplierorder/"


def open_until(page, url, words, patience=PATIENCE_SECONDS):
    """Load the page until it has what `words` selects: what the workers do shows on the next load."""
    deadline = time.monotonic() + patience
    while True:
        page.goto(url)
        if page.locator(words).count():
            return
        if time.monotonic() > deadline:
            shot(page, "99-missing")
            pytest.fail(f"{url} never had {words!r}: {page.inner_text('body')[-1500:]}")


def assert_it_fits(page):
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], f"{page.url} is {width} pixels wide"


def look(page, name):
    page.wait_for_load_state("networkidle")
    assert_it_fits(page)
    shot(page, name)


def connect_shop(page, house):
    page.goto(f"{house.url}/admin/marketplaces/marketplaceaccount/")
    page.wait_for_selector("text=No shop connected: connect one")
    look(page, "50-no-shop")
    page.goto(f"{house.url}/admin/marketplaces/marketplaceaccount/add/?marketplace=shopify")
    given = house.shopify.environment("")
    page.fill("input[name=name]", "Test Shop")
    page.select_option("select[name=mode]", "simulated")
    page.select_option("select[name=way_to_connect]", "client_credentials")
    page.fill("input[name=shop_address]", given["SHOPIFY_SHOP_URL"])
    page.fill("input[name=api_key]", given["SHOPIFY_API_KEY"])
    page.fill("input[name=api_secret]", given["SHOPIFY_API_SECRET"])
    page.click("button[name=_continue]")
    page.click("button:has-text('Test connection')")
    page.wait_for_selector("text=The marketplace accepts these credentials.")
    assert given["SHOPIFY_API_SECRET"] not in page.content()
    look(page, "51-shop-tested")
    page.click("text=Back to the shop")
    page.wait_for_selector(".console-badge:has-text('connected')")
    look(page, "52-shop")


def logged_in(house):
    browser = Browser(house.url)
    browser.submit("/admin/login/?next=/admin/", {"username": USER, "password": PASSWORD}, leads_to="/admin/")
    return browser


def program_of(house):
    words = ["create_api_key", f"test {time.monotonic()}", "--scope", "suppliers", "--scope", "marketplaces"]
    return Program(house.url, command(house.environment, *words).strip().splitlines()[-1])


def buy_at_cj(house):
    """An account at CJ that tells us of changes, and one product of it taken over, all over HTTP. Gives its title."""
    house.cj.world.first_account.calls_per_second = 200
    browser = logged_in(house)
    accounts = "/admin/suppliers/supplieraccount/"
    form = {"supplier": "cj-dropshipping", "name": "CJ main", "mode": "simulated", "is_active": "on",
            "api_key": house.cj.given["CJ_API_KEY"], "stock_basis": "total", "ship_to": "FR"}  # fmt: skip
    browser.submit(f"{accounts}add/?supplier=cj-dropshipping", form, leads_to=accounts)
    program = program_of(house)
    program.post(f"{CJ}/config/test", {})
    program.finished(program.post(f"{CJ}/webhooks/configure", {}))
    found = program.get(f"{CJ}/products/search", query="box", limit="5")["items"]
    wanted = next(item for item in found if has_plenty(house, item["product_id"]))
    margin = {"margin_percent": "60", "country": "FR"}
    program.finished(program.post(f"{CJ}/products/{wanted['product_id']}/import", margin))
    return wanted["title"]


def has_plenty(house, pid):
    product = house.cj.world.catalogue.products[pid]
    return any(area.country == "CN" and area.total > 50 for form in product.variants for area in form.areas)


def publish(page, house):
    page.goto(f"{house.url}/admin/inventory/product/")
    page.check("#action-toggle")
    page.select_option("select[name=action]", "publish_in_shops")
    page.click("button[name=index]")
    page.wait_for_selector("text=Publish in shops")
    look(page, "53-publish")
    page.click("button[name=_confirm]")
    page.wait_for_selector("text=See the listings")
    page.wait_for_selector(".console-badge:has-text('on sale'), .console-badge:has-text('active')")
    look(page, "54-published")


def on_sale(house):
    """The number in the shop of a variant that can be bought there."""
    shelves = (variant for product in house.shopify.shop.products.values() for variant in product.variants)
    variant = next(one for one in shelves if any(level.available > 20 for level in one.item.levels.values()))
    return variant.number


def open_order(page, house, name, stage):
    open_until(page, f"{house.url}/admin/{ORDERS}?stage={stage}", f"#result_list th a:has-text('{name}')")
    page.click(f"#result_list th a:has-text('{name}')")
    page.wait_for_selector("#lines")


def map_the_line(page, house, name, title):
    open_order(page, house, name, "awaiting_mapping")
    look(page, "56-unmapped-order")
    page.click("a:has-text('Map the line')")
    page.fill("input[name=q]", title)
    page.click("button:has-text('Search')")
    page.click("button:has-text('It is this') >> nth=0")
    page.wait_for_selector("text=the order goes on.")


def approve(page, house, name, shot_name):
    """From the order's own button to the end of the bar; the numbers stand on the page before anything is bought."""
    open_order(page, house, name, "to_approve")
    page.click("a:has-text('Approve')")
    page.wait_for_selector("text=They are placed at the suppliers at once")
    facts = dict(zip(page.locator("dt").all_inner_texts(), page.locator("dd").all_inner_texts(), strict=True))
    assert facts["Purchases"] == "1"
    assert re.search(r"\d+\.\d\d.*USD|USD.*\d+\.\d\d", facts["Total at CJ main"])
    look(page, shot_name)
    page.click("button[name=_confirm]")
    page.wait_for_selector("text=Purchases being placed")
    page.wait_for_selector("tr[data-standing]:not([data-standing=waiting])")  # the page goes on by itself


def settle_the_unknown(page, house, name):
    """Nothing sends it again: it is looked up, found at the supplier, and there once."""
    page.goto(f"{house.url}/admin/{PURCHASES}?tab=unknown")
    assert page.locator("#result_list tbody tr").count() == 1
    page.wait_for_selector("text=There is no button that sends these again")
    look(page, "60-unknown-queue")
    page.set_viewport_size(PHONE)
    look(page, "61-unknown-queue-phone")
    page.set_viewport_size(DESK)
    page.click("#result_list tbody th a >> nth=0")
    page.wait_for_selector("text=Sending it again could buy it twice")
    look(page, "62-unknown-purchase")
    buttons = " ".join(page.locator(".console-stack a, .console-stack button").all_inner_texts())
    assert not re.search(r"retry|send again|place again|approve", buttons, re.IGNORECASE)
    assert "Look up at the supplier" in buttons
    house.cj.plan.clear()
    page.click("a:has-text('Look up at the supplier')")
    page.click("button[name=_confirm]")
    page.wait_for_selector("text=Purchases being looked up")
    open_until(page, f"{house.url}/admin/{PURCHASES}?tab=to_pay&q={name[1:]}", "#result_list tbody th")
    assert len(house.cj.calls(CREATE)) == len(house.cj.world.first_account.orders)


def pay(page, house):
    page.goto(f"{house.url}/admin/{PURCHASES}?tab=to_pay")
    waiting = page.locator("#result_list tbody tr").count()
    page.check("#action-toggle")
    page.select_option("select[name=action]", "pay_selected")
    page.click("button[name=index]")
    page.wait_for_selector("text=Balance after")
    look(page, "63-pay")
    page.click("button[name=_confirm]")
    page.wait_for_selector("text=Purchases being paid")
    page.wait_for_function("!document.querySelector('tr[data-standing=waiting]')")
    assert page.locator("tr[data-standing=done]").count() == waiting
    payments = house.cj.world.first_account.payments.values()
    assert sum(len(payment.orders) for payment in payments if payment.paid_at) == waiting


def send_the_parcels(house):
    """CJ hands every order to the carrier, and tells of it."""
    for order in list(house.cj.world.first_account.orders.values()):
        happenings.order(house.cj, {"orderId": order.number, "status": "SHIPPED"})


def hold_and_release(page, house, name):
    open_order(page, house, name, "placed")
    page.click(".console-stack a:has-text('Hold')")
    page.fill("input[name=reason]", "The customer has a question")
    page.click("button[name=_confirm]")
    open_order(page, house, name, "on_hold")
    assert "The customer has a question" in page.inner_text(".console-why")
    look(page, "64-held")
    page.click("a:has-text('Release')")
    page.click("button[name=_confirm]")
    open_order(page, house, name, "placed")


def switch_buying(page, house):
    address = f"{house.url}/admin/orders/buyinglimit/switch/"
    page.goto(address)
    page.fill("input[name=why]", "Prices look wrong")
    page.click("button:has-text('Stop all buying')")
    page.wait_for_selector("h2:has-text('Buying is off')")
    look(page, "65-buying-off")
    page.fill("input[name=why]", "They were right")
    page.click("button:has-text('Start buying again')")
    page.wait_for_selector("h2:has-text('Buying is on')")


def read_the_story(page, house, name):
    open_order(page, house, name, "shipped")
    story = page.inner_text(".console-story")
    assert "operator" in story
    look(page, "66-shipped-order")
    page.screenshot(path=SCREENSHOTS / "67-shipped-order-whole.png", full_page=True)
    page.click("a[href*='/mail/shipped/']")
    page.wait_for_selector("iframe.console-mail")
    assert page.frame_locator("iframe.console-mail").locator("body").inner_text().strip()
    look(page, "68-mail-preview")


def test_an_operators_day_with_orders(house, screen):
    screen.set_default_timeout(30_000)
    title = buy_at_cj(house)
    connect_shop(screen, house)
    publish(screen, house)

    line = {"variant": on_sale(house), "quantity": 1}
    plain = house.shopify.place_order(lines=[line]).name
    unmapped = house.shopify.place_order(lines=[{"title": "Old box", "price": "90.00", "quantity": 1}]).name
    open_until(screen, f"{house.url}/admin/{ORDERS}?stage=to_approve", f"text={plain}")
    look(screen, "55-orders")
    map_the_line(screen, house, unmapped, title)

    approve(screen, house, plain, "57-approve")
    for fault in (f"lost@{CREATE}x1", f"status=503@{FIND}"):
        house.cj.add_fault(fault)
    approve(screen, house, unmapped, "58-approve-unknown")
    assert "unknown" in screen.inner_text("tr[data-standing=failed]").lower()
    settle_the_unknown(screen, house, unmapped)
    pay(screen, house)

    hold_and_release(screen, house, plain)
    switch_buying(screen, house)
    send_the_parcels(house)
    read_the_story(screen, house, plain)
    for path, name in (("", "home"), (f"{ORDERS}?stage=all", "orders"), ("orders/shipment/", "parcels"),
                       ("orders/notification/", "mails"), ("marketplaces/listing/?need=all", "listings")):  # fmt: skip
        screen.goto(f"{house.url}/admin/{path}")
        look(screen, f"70-{name}")
    screen.set_viewport_size(PHONE)
    for path, name in (("", "home"), (f"{ORDERS}?stage=all", "orders")):
        screen.goto(f"{house.url}/admin/{path}")
        look(screen, f"71-{name}-phone")
    screen.watcher.assert_quiet()
