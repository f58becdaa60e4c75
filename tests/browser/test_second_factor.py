"""Two-factor login as a person meets it: the picture, the code, the recovery codes, out and in again."""

import time

import pytest

from tests.browser.conftest import PASSWORD, SCREENSHOTS, USER
from tests.second_factor import Phone

pytestmark = pytest.mark.browser


def shot(page, name):
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def fresh_code(phone, spent):
    """The next code that has not been used: at most half a minute away."""
    while phone.code() == spent:
        time.sleep(1)
    return phone.code()


def test_a_phone_is_set_up_and_asked_for_at_the_next_login(house, screen):
    screen.goto(f"{house.url}/admin/two-factor/")
    shot(screen, "two-factor-1-off")
    screen.click("text=Set it up")
    picture = screen.locator("img[src^='data:image/svg']")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 100")
    phone = Phone(screen.inner_text("code.console-key"))
    shot(screen, "two-factor-2-set-up")
    code = phone.code()
    screen.fill("input[name=code]", code)
    screen.click("button:has-text('Confirm')")
    screen.wait_for_selector("text=Your recovery codes")
    recovery = screen.locator("code.console-mono").all_inner_texts()
    shot(screen, "two-factor-3-recovery-codes")
    screen.click("text=I have kept them")
    screen.wait_for_selector("text=Two-factor login is on")
    shot(screen, "two-factor-4-on")

    screen.goto(f"{house.url}/admin/auth/user/")
    screen.click("text=What the roles mean")
    shot(screen, "two-factor-5-people")
    screen.click(f"#result_list a:text-is('{USER}')")
    screen.wait_for_selector("text=Reset two-factor login")
    assert screen.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shot(screen, "two-factor-6-person")

    screen.context.clear_cookies()
    screen.goto(f"{house.url}/admin/")
    screen.fill("#id_username", USER)
    screen.fill("#id_password", PASSWORD)
    screen.click("button[type=submit]")
    screen.wait_for_selector("input[name=code]")
    shot(screen, "two-factor-7-code")
    screen.fill("input[name=code]", code)
    screen.click("button[type=submit]")
    screen.wait_for_selector("text=This code is wrong, was used already")
    screen.fill("input[name=code]", fresh_code(phone, code))
    screen.click("button[type=submit]")
    screen.wait_for_url(f"{house.url}/admin/")

    assert len(recovery) == 10
    screen.goto(f"{house.url}/admin/confirm/?next=/admin/two-factor/")
    shot(screen, "two-factor-8-is-it-you")
    screen.watcher.assert_quiet()
