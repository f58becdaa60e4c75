"""A seller's day in a real browser: shops at eBay and Etsy are connected on their own consent pages, a category is mapped,
a product goes through the publishing plan, and stands in both shops."""

import pytest
from playwright.sync_api import Error

from tests.browser.conftest import SCREENSHOTS, command

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

SKU = "JAR-1"
CATALOGUE = """
from decimal import Decimal
from django.utils import timezone
from inventory.models import Category, Product, Supply
made = Product.objects.create(
    title="Storage jar", sku="{sku}", price=Decimal("24.00"), currency="USD", stock=Decimal(12),
    description="<p>Glass with a lid, one litre.</p>", images=["{picture}"],
    category=Category.objects.create(name="Jars", slug="jars"),
)
Supply.objects.create(
    product=made, source="test", quantity=8, cost=Decimal("6.00"), currency="USD", as_of=timezone.now(), trusted=True
)
"""
BOARD = "/admin/marketplaces/categorymapping/board/"


def shot(page, name):
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


@pytest.fixture
def jar(house):
    """In the catalogue, with a supplier's cost."""
    words = {"sku": SKU, "picture": f"{house.elsewhere}/pictures/1.png"}
    command(house.environment, "shell", "-c", CATALOGUE.format(**words))


def add_shop(page, house, slug, **fields):
    """Ends at the marketplace's own page, which asks the seller."""
    page.goto(f"{house.url}/admin/marketplaces/marketplaceaccount/add/?marketplace={slug}")
    site = fields.pop("site", "")
    page.select_option("select[name=way_to_connect]", "oauth")
    page.select_option("select[name=mode]", "simulated")
    for name, value in fields.items():
        page.fill(f"input[name={name}]", value)
    if site:
        page.select_option("select[name=site]", site)
    shot(page, f"40-add-{slug}")
    page.click("button[name=_continue]")
    page.click("a:has-text('Install the app')")


def connect_ebay(page, house):
    house.ebay.set_rule("accept_url", f"{house.url}/api/ebay/oauth/callback")
    keys = house.ebay.tokens
    add_shop(
        page, house, "ebay", name="Jars on eBay", api_key=keys.client_id, api_secret=keys.secret,
        redirect_name=keys.runame, site="EBAY_US",
    )  # fmt: skip
    page.wait_for_selector("text=Grant application access?")
    page.click("#agree")
    page.wait_for_selector("text=Jars on eBay is connected.")


def connect_etsy(page, house):
    keys = house.etsy.tokens
    add_shop(page, house, "etsy", name="Jars on Etsy", api_key=keys.keystring, api_secret=keys.secret)
    page.wait_for_selector("text=Allow this application?")
    page.click("#allow")
    page.wait_for_selector("text=Jars on Etsy is connected.")
    until(page, "select[name=who_made]")
    for name, value in (("who_made", "i_did"), ("when_made", "made_to_order"), ("is_supply", "false")):
        page.select_option(f"select[name={name}]", value)
    page.click("button:has-text('Save choices')")
    page.wait_for_selector("text=The choices are saved.")
    shot(page, "41-etsy-ready")


def until(page, selector):
    """What a job brings is there after a while: the page is loaded again until it shows."""
    for _ in range(120):
        if page.locator(selector).count():
            return
        page.wait_for_timeout(500)
        load_again(page)
    raise AssertionError(f"{selector} never came:\n{page.inner_text('body')[:2000]}")


def load_again(page):
    """A page whose job has just ended loads itself anew; where both meet, one of them is broken off."""
    try:
        page.reload()
    except Error as error:
        if "ERR_ABORTED" not in error.message:
            raise
        page.wait_for_load_state()


def map_category(page, house, marketplace, site, theirs):
    page.goto(f"{house.url}{BOARD}?marketplace={marketplace}&site={site}&show=all")
    page.check("tr:has-text('Jars') input[name=category]")
    page.click("button[name=act][value=set]")
    page.fill("input[name=theirs]", theirs)
    page.click("button[name=_confirm]")
    page.wait_for_selector("[data-coverage='100']")


def start_plan(page, house):
    page.goto(f"{house.url}/admin/inventory/product/")
    page.check("tr:has-text('Storage jar') input.action-select")
    page.select_option("select[name=action]", "plan_publishing")
    page.click("button[name=index]")
    page.wait_for_selector("text=What is to be published")


def test_a_product_goes_on_sale_at_ebay_and_etsy(house, jar, screen):
    connect_ebay(screen, house)
    connect_etsy(screen, house)
    screen.watcher.complaints.clear()  # the look-alikes' consent pages have no icon
    map_category(screen, house, "ebay", "EBAY_US", "20625")
    map_category(screen, house, "etsy", "", "1005")
    until(screen, "td:has-text('0/0')")  # Etsy asks for nothing in particular there: read, not only mapped
    shot(screen, "42-mapped")

    start_plan(screen, house)
    screen.click("button:has-text('Save and go on')")
    for box in screen.locator("input[name=shop]").all():
        box.check()
    shot(screen, "43-plan-shops")
    screen.click("button:has-text('Save and go on')")
    until(screen, "table[data-grid='20625']")
    screen.fill("input[aria-label='Fill down Brand']", "Unbranded")
    screen.click("button[name=fill]")
    screen.wait_for_selector("input[value=Unbranded]")
    shot(screen, "44-plan-attributes")
    screen.click("button:has-text('Save and go on')")
    screen.wait_for_selector("text=Text, pictures and price")
    screen.click("button:has-text('Save and go on')")

    screen.wait_for_selector("text=Before it goes out")
    shot(screen, "45-plan-preview")
    preview = screen.inner_text("main, #content, body")
    assert screen.inner_text("[data-number=ready]") == "2"
    assert "0.20 USD" in preview
    assert "18.00 USD" in preview, "what is left of 24.00 after the cost of 6.00"
    screen.check("input[name=confirm_fee]")
    screen.click("button:has-text('Publish the ready ones (2)')")
    published(screen)
    shot(screen, "46-plan-progress")

    [offer] = house.ebay.offers.values()
    assert (offer.sku, str(offer.price), house.ebay.listings[offer.listing].is_open) == (SKU, "24.00", True)
    [listing] = house.etsy.shop.books.listings.values()
    assert (listing.state, [one.sku for one in listing.products]) == ("active", [SKU])

    screen.goto(f"{house.url}/admin/inventory/product/")
    screen.click("tr:has-text('Storage jar') th a")
    for shop in ("Jars on eBay", "Jars on Etsy"):
        screen.wait_for_selector(f"tr:has-text('{shop}'):has-text('on sale')")
    shot(screen, "47-product-panels")
    screen.goto(f"{house.url}/admin/")
    for shop in ("Jars on eBay", "Jars on Etsy"):
        assert screen.locator(f"text={shop}").count() >= 1
    shot(screen, "48-home")
    strangers = [url for url in screen.watcher.foreign if not url.startswith(house.elsewhere)]
    assert (screen.watcher.dialogs, strangers, screen.watcher.complaints) == ([], [], [])


def published(page):
    """Both rows of the progress page say so."""
    for shop in ("Jars on eBay", "Jars on Etsy"):
        until(page, f"tr:has-text('{shop}'):has-text('on sale')")
