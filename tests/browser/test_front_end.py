"""The worked pages of docs/frontend in a real browser, from another origin than the hub's."""

import json
import urllib.request

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.conftest import FLAGS, PASSWORD, PATIENCE_MS, SCREENSHOTS, USER, command
from tests.browser.front_end import FrontEnd, build
from tests.second_factor import Phone

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

CATALOGUE = """
from decimal import Decimal
from django.utils import timezone
from inventory.models import Category, Product, Supply
shelf = Category.objects.create(name="Jars", slug="jars")
for number in range(1, 26):
    Product.objects.create(
        title=f"Plain pot {{number:02}}", sku=f"POT-{{number:02}}", price=Decimal(10), currency="USD", category=shelf
    )
made = Product.objects.create(
    title="Storage jar", sku="JAR-1", price=Decimal("24.00"), currency="USD", stock=Decimal(12),
    description="<p>Glass with a lid, one litre.</p>", images=["{picture}"], category=shelf,
)
Supply.objects.create(
    product=made, source="test", quantity=8, cost=Decimal("6.00"), currency="USD", as_of=timezone.now(), trusted=True
)
"""
# Confirmed with the code before this one, so that this one is unspent.
AUTHENTICATOR = """
import base64
from django.contrib.auth.models import User
from django_otp.oath import TOTP
from core.two_factor.authenticators import being_set_up, confirm
user = User.objects.get()
key = being_set_up(user).key.reveal()
assert confirm(user, f"{TOTP(base64.b32decode(key), drift=-1).token():06}")
print(key)
"""


@pytest.fixture(scope="module")
def pages():
    return build()


@pytest.fixture
def front_end(pages):
    with FrontEnd(pages) as serving:
        yield serving


@pytest.fixture
def further_settings(front_end):
    return {"CORS_ALLOWED_ORIGINS": front_end.origin}


@pytest.fixture
def tab(front_end, house, chromium):
    """A tab on the front end; what a page throws fails the test."""
    front_end.hub = house.url
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    thrown = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB").new_page()
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        page.on("pageerror", lambda error: thrown.append(str(error)))
        page.goto(f"{front_end.origin}/login.html")
        yield page
        browser.close()
    assert thrown == []


def log_in(tab, password=PASSWORD, code=""):
    tab.fill("input[name=username]", USER)
    tab.fill("input[name=password]", password)
    if code:
        tab.fill("input[name=otp]", code)
    tab.click("button:has-text('Log in')")


def shot(tab, name):
    tab.screenshot(path=SCREENSHOTS / f"{name}.png")


def test_staff_log_in_with_a_code_and_stay_in_until_neither_token_is_good(tab, front_end, house):
    log_in(tab, "a-wrong-password")
    expect(tab.get_by_role("alert")).to_have_text("Name or password is wrong, or this user may not use the API.")
    expect(tab.locator("input[name=otp]")).to_be_hidden()

    phone = Phone(command(house.environment, "shell", "-v", "0", "-c", AUTHENTICATOR).split()[-1])
    log_in(tab)
    expect(tab.get_by_role("alert")).to_have_text("Send the code of your authenticator app as otp.")
    log_in(tab, code=phone.wrong_code())
    expect(tab.get_by_role("alert")).to_have_text("The code is wrong, was used already, or came too soon.")
    tab.wait_for_timeout(2_000)  # after a wrong code the next one has to wait
    shot(tab, "80-front-end-login")
    log_in(tab, code=phone.code())
    expect(tab.get_by_role("button", name="Find")).to_be_visible()

    tab.evaluate("sessionStorage.setItem('entrepot.access', 'ended')")
    tab.reload()
    expect(tab.get_by_role("button", name="Find")).to_be_visible()
    assert tab.evaluate("sessionStorage.getItem('entrepot.access')") != "ended"

    tab.evaluate("sessionStorage.setItem('entrepot.access', 'ended'); sessionStorage.setItem('entrepot.refresh', 'x')")
    tab.reload()
    tab.wait_for_url(f"{front_end.origin}/login.html")


@pytest.fixture
def shop(house):
    """A shop that nobody has connected yet, with a template; and a catalogue."""
    command(house.environment, "shell", "-c", CATALOGUE.format(picture=f"{house.elsewhere}/pictures/1.png"))
    key = command(house.environment, "create_api_key", "test", "--scope", "admin").split()[-1]
    given = house.shopify.environment("")
    house.shopify.shop.rules.authorise_at_once = False
    ask(house, key, "/api/shopify/accounts", {
        "name": "Jars online", "mode": "simulated", "way_to_connect": "oauth",
        "shop_address": given["SHOPIFY_SHOP_URL"], "api_key": given["SHOPIFY_API_KEY"],
        "api_secret": given["SHOPIFY_API_SECRET"],
    })  # fmt: skip
    ask(house, key, "/api/shopify/templates", {"name": "Glass", "description_frame": "<h2>Glass</h2>{description}"})


def ask(house, key, path, body):
    headers = {"X-API-Key": key, "Content-Type": "application/json"}
    request = urllib.request.Request(f"{house.url}{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def test_a_shop_is_connected_and_a_product_is_published_in_it(tab, front_end, house, shop):
    log_in(tab)
    connect(tab, front_end)
    tab.click("nav a:has-text('Products')")
    leaf_through(tab)

    tab.fill("input[name=search]", "jar")
    tab.click("button:has-text('Find')")
    expect(tab.locator("tbody tr")).to_have_count(1)
    expect(tab.locator(".pill")).to_have_text(["Shopify: ready"])
    publish(tab)
    expect(tab.locator(".pill")).to_have_text(["Shopify: on sale"])
    shot(tab, "83-front-end-published")

    [listed] = house.shopify.shop.products.values()
    assert (listed.title, str(listed.variants[0].price)) == ("Storage jar", "24.00")
    assert listed.html.startswith("<h2>Glass</h2>")


def connect(tab, front_end):
    tab.click("nav a:has-text('Shops')")
    row = tab.locator("tr:has-text('Jars online')")
    expect(row).to_contain_text("not connected")
    row.get_by_role("button", name="Connect").click()
    tab.wait_for_selector("text=Install this app?")
    tab.click("#install")
    expect(tab.get_by_text("Jars online is connected.")).to_be_visible()
    assert tab.url == f"{front_end.origin}/connected.html", "the code is gone from the address"
    shot(tab, "81-front-end-connected")
    tab.click("text=To the shops")
    expect(row).to_contain_text("connected")
    expect(row.get_by_role("button")).to_have_text("Connect again")


def leaf_through(tab):
    rows = tab.locator("tbody tr")
    expect(rows).to_have_count(20)
    tab.click("button:has-text('Next')")
    expect(rows).to_have_count(6)
    expect(tab.get_by_role("button", name="Next")).to_be_disabled()
    tab.click("button:has-text('Back')")
    expect(rows).to_have_count(20)
    expect(tab.locator(".pill")).to_have_count(20)


def publish(tab):
    tab.click("button:has-text('Publish…')")
    dialog = tab.get_by_role("dialog")
    expect(dialog.locator("dl")).to_contain_text("24.00 USD")
    dialog.locator("select[name=template]").select_option(label="Glass")
    shot(tab, "82-front-end-publish")
    dialog.get_by_role("button", name="Publish").click()
    expect(dialog.get_by_text("It is on sale.")).to_be_visible(timeout=3 * PATIENCE_MS)  # a worker's job
    dialog.get_by_role("button", name="Close").click()
