"""An operator's first day in a real browser: a key, a sync that moves, a held run that is decided on."""

import re

import pytest

from tests.browser.conftest import SCREENSHOTS, item

pytestmark = pytest.mark.browser

PRODUCTS = 1_500


def shot(page, name):
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def start(page, house, kind):
    page.goto(f"{house.url}/admin/core/syncrun/")
    page.click(f"text=Start: {kind}")
    page.click("button[name=_confirm]")
    page.wait_for_selector("[data-run-page]")


def wait_for_state(page, word):
    """The page changes by itself: nobody reloads it here."""
    page.wait_for_selector(f".console-stack .console-badge:has-text('{word}')")


def add_key(page, house):
    page.goto(f"{house.url}/admin/")
    page.click("a.console-card[data-figure=no_key]")
    page.click("text=Add B2B API key")
    page.fill("input[name=name]", "Main shop")
    page.fill("input[name=key]", house.simulator.key)
    shot(page, "02-add-key")
    page.click("button[name=_continue]")
    page.wait_for_selector("text=Test connection")


def test_an_operators_first_day(house, screen):
    house.sells([item(number) for number in range(1, PRODUCTS + 1)])
    shot(screen, "01-home-without-key")
    add_key(screen, house)
    assert screen.input_value("input[name=key]") == ""
    assert house.simulator.key not in screen.content()
    screen.click("text=Test connection")
    screen.wait_for_selector("text=The service accepts this key")
    shot(screen, "03-key-tested")

    start(screen, house, "categories")
    wait_for_state(screen, "done")

    house.simulator.add_fault("slow=0.9")
    start(screen, house, "products")
    screen.wait_for_selector(".console-run[data-state=running]")
    seen = watch_the_bar(screen)
    shot(screen, "04-sync-running")
    house.simulator.clear_faults()
    wait_for_state(screen, "done")
    assert len(seen) >= 3
    assert seen == sorted(seen)
    assert screen.inner_text("[data-count=created]").replace(",", "") == str(PRODUCTS)

    hold_and_decide(house, screen)
    screen.goto(f"{house.url}/admin/")
    screen.wait_for_selector("canvas.chart")
    assert screen.inner_text("a[data-figure=out] .console-tile__number") == str(PRODUCTS // 2)
    screen.wait_for_timeout(500)
    shot(screen, "09-home")
    screen.watcher.assert_quiet()


def watch_the_bar(page):
    """The values that the bar takes, one after the other, without the page being loaded anew."""
    page.evaluate("window.notLoadedAnew = true")
    seen = []
    for _ in range(60):
        if page.evaluate("window.notLoadedAnew !== true"):
            break
        value = page.evaluate("document.querySelector('.console-run progress')?.value")
        if value and (not seen or seen[-1] != value):
            seen.append(value)
        if len(seen) >= 3:
            break
        page.wait_for_timeout(500)
    return seen


def hold_and_decide(house, page):
    house.sells([item(number, stock=0 if number <= PRODUCTS // 2 else 25) for number in range(1, PRODUCTS + 1)])
    start(page, house, "products")
    wait_for_state(page, "held for approval")
    assert "would lose all their stock" in page.inner_text(".console-why")
    shot(page, "05-held-run")

    boxes = page.locator("input[name=change]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.click("text=Approve selected")
    page.wait_for_selector("text=Approve 2 changes")
    shot(page, "06-approve-two")
    page.click("button[name=_confirm]")
    page.wait_for_selector("text=2 changes are approved.")
    assert re.search(rf"{PRODUCTS // 2 - 2} wait", page.inner_text("[data-run-page]"))

    page.click("text=Approve all")
    page.wait_for_selector(".console-facts")
    page.click("button[name=_confirm]")
    wait_for_state(page, "done")
    shot(page, "07-approved")
    page.goto(f"{house.url}/admin/inventory/product/?stock=out")
    page.wait_for_selector("#result_list")
    shot(page, "08-products-out-of-stock")
    assert f"{PRODUCTS // 2} results" in page.inner_text("h1")


def test_home_can_be_read_on_a_phone(house, screen):
    screen.set_viewport_size({"width": 390, "height": 844})
    screen.goto(f"{house.url}/admin/")
    screen.wait_for_selector("a.console-card[data-figure=no_key]")
    shot(screen, "10-home-phone")
    width = screen.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    screen.watcher.assert_quiet()


def test_the_console_speaks_french_when_asked(house, screen):
    screen.goto(f"{house.url}/admin/")
    screen.evaluate("document.cookie = 'django_language=fr; path=/'")
    screen.reload()
    assert screen.get_attribute("html", "lang") == "fr"
    screen.watcher.assert_quiet()
