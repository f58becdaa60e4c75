"""Buying in a real browser: an account on CJ's look-alike, a test, a search, an import, a link to a product of ours."""

import pytest

from tests.browser.conftest import SCREENSHOTS, item
from tests.browser.test_operators_day import add_key, shot, start, wait_for_state

pytestmark = pytest.mark.browser


def add_account(page, house):
    page.set_default_timeout(20_000)
    page.goto(f"{house.url}/admin/suppliers/supplieraccount/")
    shot(page, "20-no-supplier")
    page.click("text=Add supplier account")
    page.click("a.console-card[href='?supplier=cj-dropshipping']")
    page.fill("input[name=name]", "CJ main")
    page.select_option("select[name=mode]", "simulated")
    page.fill("input[name=ship_to]", "FR")
    page.fill("input[name=api_key]", "not-a-key")
    page.click("button[name=_continue]")
    page.wait_for_selector("text=has not CJ's form")
    shot(page, "21-wrong-form-of-key")
    page.fill("input[name=api_key]", house.cj.given["CJ_API_KEY"])
    page.click("button[name=_continue]")
    page.wait_for_selector("button:has-text('Test connection')")
    assert house.cj.given["CJ_API_KEY"] not in page.content()
    page.click("button:has-text('Test connection')")
    page.wait_for_selector("text=The supplier accepts these credentials.")
    shot(page, "22-connection-tested")
    page.click("text=Back to the account")
    page.wait_for_selector(".console-badge:has-text('connected')")
    shot(page, "23-account")


def import_first_hit(page, house):
    page.goto(f"{house.url}/admin/suppliers/supplierproduct/find/")
    page.fill("input[name=q]", "box")
    page.click("button:has-text('Search')")
    page.wait_for_selector(".console-good")
    page.wait_for_load_state("networkidle")
    shot(page, "24-found")
    page.click(".console-good >> nth=0")
    page.wait_for_selector("#variants")
    before = page.inner_text("#variants tbody tr:first-child td:nth-child(6)")
    page.fill("input[name=margin_percent]", "90")
    page.click("button[name=_recompute]")
    page.wait_for_selector("#variants")
    assert page.inner_text("#variants tbody tr:first-child td:nth-child(6)") != before
    page.wait_for_load_state("networkidle")
    shot(page, "25-import-preview")
    number = page.locator("input[name=variant]:checked").count()
    assert number >= 1
    page.click("button[name=_import]")
    page.wait_for_selector(".console-facts")
    shot(page, "26-import-confirm")
    page.click("button[name=_confirm]")
    page.wait_for_selector("text=Open the product group")  # the page goes on by itself
    shot(page, "27-import-done")
    page.click("text=Open the product group")
    page.wait_for_selector("[data-variants]")
    assert page.locator("[data-variants] tbody tr").count() == number
    page.wait_for_load_state("networkidle")
    shot(page, "28-product-group")


def look_at_the_stock(page):
    page.click("[data-variants] tbody tr:first-child a:has-text('Open')")
    page.wait_for_selector("[data-total]")
    assert int(page.inner_text("[data-total]").replace(",", "")) > 0
    page.wait_for_load_state("networkidle")
    page.screenshot(path=SCREENSHOTS / "29-product-with-offer.png", full_page=True)


def link_ours(page, house):
    page.goto(f"{house.url}/admin/inventory/product/?q=Enamel")
    page.click("#result_list tbody th a >> nth=0")
    page.click("text=Link to a supplier")
    page.fill("input[name=q]", "pot")
    page.click("button:has-text('Search')")
    page.wait_for_selector(".console-good, .console-hint")
    if not page.locator(".console-good").count():
        page.fill("input[name=q]", "box")
        page.click("button:has-text('Search')")
        page.wait_for_selector(".console-good")
    page.click(".console-good >> nth=0")
    page.wait_for_selector("input[name=same]")
    page.select_option("select[name^=variant_]", index=1)
    page.check("input[name=same]")
    page.wait_for_load_state("networkidle")
    shot(page, "30-side-by-side")
    page.click("button:has-text('Link what is ticked')")
    page.wait_for_selector("text=1 product is linked.")


def test_from_an_account_to_a_linked_product(house, screen):
    house.sells([item(1)])
    add_key(screen, house)
    start(screen, house, "products")
    wait_for_state(screen, "done")
    add_account(screen, house)
    import_first_hit(screen, house)
    look_at_the_stock(screen)
    link_ours(screen, house)
    for path, name in (
        ("suppliers/supplierproduct/?need=all", "31-offers"),
        ("suppliers/supplierstock/", "32-stock-there"),
        ("suppliers/freightquote/", "33-freight-quotes"),
        ("suppliers/supplieraccount/", "34-accounts"),
        ("inventory/product/", "35-products"),
        ("", "36-home-with-suppliers"),
    ):
        screen.goto(f"{house.url}/admin/{path}")
        screen.wait_for_load_state("networkidle")
        shot(screen, name)
    screen.goto(f"{house.url}/admin/suppliers/supplierproduct/?need=all")
    screen.click("#result_list tbody th a >> nth=0")
    screen.wait_for_load_state("networkidle")
    shot(screen, "37-offer")
    screen.watcher.assert_quiet()
