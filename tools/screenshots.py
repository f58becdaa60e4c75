"""Takes the README's pictures from a running demonstration.

.venv/bin/python manage.py demo --products 1500   # leave it running; it prints the address and the password
.venv/bin/python -m tools.screenshots http://127.0.0.1:8000 PASSWORD
"""

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
WINDOW: ViewportSize = {"width": 1360, "height": 860}
TALL: ViewportSize = {"width": 1360, "height": 1240}
TALLEST: ViewportSize = {"width": 1360, "height": 1460}


def take_all(page: Page, url: str, password: str) -> None:
    page.goto(f"{url}/admin/login/")
    page.fill("input[name=username]", "demo")
    page.fill("input[name=password]", password)
    page.click("[type=submit]")
    _take(page, f"{url}/admin/", "dashboard", TALL)
    _take(page, f"{url}/admin/inventory/product/", "products")
    _take(page, f"{url}/admin/orders/order/?stage=all", "orders")
    page.goto(f"{url}/admin/inventory/product/?q=moon")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url("**/change/**")
    _take(page, page.url, "three-shops", TALLEST)
    page.goto(f"{url}/admin/core/syncrun/?state=held")
    held = page.locator("#result_list a[href*='/admin/core/syncrun/']").first.get_attribute("href")
    _take(page, f"{url}{held}", "held-run")
    page.goto(f"{url}/admin/suppliers/supplierproduct/find/")
    page.fill("input[name=q]", "lamp")
    page.locator("form button[type=submit]", has_text="Search").click()
    page.locator("a[href*='/supplierproduct/find/']", has_text="Lamp").first.click()
    page.wait_for_url("**/find/*/*/**")
    _take(page, page.url, "import")


def _take(page: Page, address: str, name: str, window: ViewportSize = WINDOW) -> None:
    page.set_viewport_size(window)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("password")
    words = parser.parse_args()
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        take_all(browser.new_page(viewport=WINDOW, color_scheme="light", locale="en-GB"), words.url, words.password)
        browser.close()


if __name__ == "__main__":
    main()
