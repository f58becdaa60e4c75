"""`make demo` as a stranger plays it: the real command tells its story while somebody sits at the console's first page;
when it is told, they do what it left for a person."""

import os
import re
import subprocess
import sys
import threading
import time

import pytest
from playwright.sync_api import sync_playwright

from config.demo.browser import Browser
from tests.browser.conftest import FLAGS, PATIENCE_MS, ROOT, SCREENSHOTS, Watcher
from tests.browser.test_orders_day import CREATE, FIND, ORDERS, PURCHASES, look, open_order, open_until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

PRODUCTS = 60
STORY_SECONDS = 600
CONSOLE = re.compile(r"The console: (?P<url>http://\S+)/admin/ {2}user: (?P<user>\S+) {2}password: (?P<password>\S+)")
# How the story names its orders, by the chapter that tells of them.
UNMAPPED = re.compile(r"15\. .*?\n   (#\d+): ", re.DOTALL)
AT_A_LOSS = re.compile(r"16\. .*?\n   (#\d+): ", re.DOTALL)
TWO_SUPPLIERS = re.compile(r"17\. .*?\n   (#\d+) waits", re.DOTALL)
IMPORTED = re.compile("“(.+?)” is imported")
ORDERS_TOLD = 8
# On a slow machine the hub may have failed at CJ so often that it leaves it alone for a minute, twice at the worst.
AFTER_FAILURES_SECONDS = 300


class Demo:
    """The running command: what it has said so far, and the look-alikes that it serves."""

    def __init__(self, process, folder):
        self.process, self._folder, self._said = process, folder, []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self._said.append(line)

    @property
    def story(self):
        return "".join(self._said)

    def has_said(self, words):
        assert self.process.poll() is None, self.story
        return words in self.story

    def told(self, pattern):
        deadline = time.monotonic() + STORY_SECONDS
        while not (found := pattern.search(self.story)):
            assert self.process.poll() is None, self.story
            assert time.monotonic() < deadline, self.story
            time.sleep(0.2)
        return found

    @property
    def url(self):
        return self.told(CONSOLE)["url"]

    def at_cj(self, fault):
        """Something goes wrong over there from now on; "" ends it."""
        address = re.search(r"^CJ_API_URL=(http://[^/]+)/", (self._folder / "simulate.log").read_text(), re.MULTILINE)[
            1
        ]
        Browser(address).read(f"/cj/__simulator/faults?{f'add={fault}' if fault else 'clear=1'}")


@pytest.fixture
def demo(tmp_path):
    folder = tmp_path / "demo"
    # Keys and databases of the suite must not reach it: it makes its own.
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    words = ["demo", "--port", "0", "--products", str(PRODUCTS), "--folder", str(folder)]
    process = subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=kept | {"ENV_FILE": str(tmp_path / "env"), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield Demo(process, folder)
    process.terminate()  # it ends what it has started
    try:
        process.wait(90)
    finally:
        process.kill()


@pytest.fixture
def console(demo, chromium):
    """The first page after signing in with the printed password, watched."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    shown = demo.told(CONSOLE)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB").new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.watcher = Watcher(page, demo.url)
        page.goto(f"{demo.url}/admin/")
        page.fill("#id_username", shown["user"])
        page.fill("#id_password", shown["password"])
        page.click("button[type=submit]")
        page.wait_for_url(f"{demo.url}/admin/")
        yield page
        browser.close()


def orders_of_today(page):
    return sum(int(number) for number in page.locator("a[href*='placed=today']").all_inner_texts())


def watch_orders_arrive(page, demo):
    """How many orders the first page showed, each time that it was loaded while the story was told."""
    seen = [orders_of_today(page)]
    while not demo.has_said("That is the story."):
        page.goto(f"{demo.url}/admin/")
        seen.append(orders_of_today(page))
        time.sleep(2.0)  # the story, too, wants the machine
    page.goto(f"{demo.url}/admin/")
    look(page, "80-demo-home")
    return [*seen, orders_of_today(page)]


def map_the_line(page, demo):
    """From the card on the first page to the button; afterwards the order waits for no mapping any more."""
    name = demo.told(UNMAPPED)[1]
    page.click("[data-figure=orders_awaiting_mapping]")
    page.click(f"#result_list th a:has-text('{name}')")
    page.wait_for_selector("#lines >> text=not mapped")
    look(page, "81-demo-unmapped")
    page.click("a:has-text('Map the line')")
    page.fill("input[name=q]", demo.told(IMPORTED)[1])
    page.click("button:has-text('Search')")
    page.click("button:has-text('It is this') >> nth=0")
    page.wait_for_selector("text=the order goes on.")
    page.goto(f"{demo.url}/admin/{ORDERS}?stage=awaiting_mapping")
    assert page.locator("#result_list tbody th").count() == 0


def accept_the_loss(page, demo):
    """Opens the order that would lose money and decides: it is bought all the same. While it is sent, CJ's answer is lost,
    and CJ answers no question."""
    name = demo.told(AT_A_LOSS)[1]
    open_order(page, demo, name, "needs_attention")
    look(page, "82-demo-loss")
    page.click("a:has-text('Accept the loss')")
    page.fill("[name=why]", "A gift for a customer who waited")
    page.click("button[name=_confirm]")
    page.wait_for_selector("text=its purchases wait for approval")
    for fault in (f"lost@{CREATE}x1", f"status=503@{FIND}"):
        demo.at_cj(fault)
    page.click(".console-stack a:has-text('Approve')")
    page.wait_for_selector("text=They are placed at the suppliers at once")
    look(page, "83-demo-approve")
    page.click("button[name=_confirm]")
    return name


def settle_the_unknown(page, demo, name):
    """Nothing sends it again: it is looked up, found at the supplier, and paid by the hub as CJ's purchases are here."""
    unknown = f"{demo.url}/admin/{PURCHASES}?tab=unknown"
    open_until(page, unknown, "#result_list tbody th a")
    page.goto(f"{demo.url}/admin/")
    page.click("[data-figure=purchases_unknown]")
    assert page.locator("#result_list tbody th").count() == 1
    page.wait_for_selector("text=There is no button that sends these again")
    page.click("#result_list tbody th a >> nth=0")
    page.wait_for_selector("text=Sending it again could buy it twice")
    look(page, "84-demo-unknown")
    buttons = " ".join(page.locator(".console-stack a, .console-stack button").all_inner_texts())
    assert not re.search(r"retry|send again|place again|approve", buttons, re.IGNORECASE)
    page.click("a:has-text('Look up at the supplier')")
    page.wait_for_selector("button[name=_confirm]")
    demo.at_cj("")  # no sooner: the hub looks by itself, too
    page.click("button[name=_confirm]")
    page.wait_for_url(lambda url: "look_up" not in url)
    bought = f"{demo.url}/admin/{PURCHASES}?tab=waiting_shipment&q={name[1:]}"
    open_until(page, bought, "#result_list tbody th", AFTER_FAILURES_SECONDS)


def see_two_parcels_and_a_mail(page, demo):
    open_order(page, demo, demo.told(TWO_SUPPLIERS)[1], "shipped")
    parcels = page.locator("a.console-mono[href*='/admin/orders/shipment/']").all_inner_texts()
    assert len(set(parcels)) == 2, parcels
    look(page, "85-demo-two-parcels")
    page.click("a[href*='/mail/shipped/']")
    page.wait_for_selector("iframe.console-mail")
    mail = page.frame_locator("iframe.console-mail").locator("body").inner_text()
    assert any(number in mail for number in parcels), mail
    look(page, "86-demo-mail")


def test_the_demonstration_is_played_in_a_browser(console, demo):
    seen = watch_orders_arrive(console, demo)
    assert (seen[0], seen[-1]) == (0, ORDERS_TOLD)
    assert seen == sorted(seen)
    assert len(set(seen)) > 2, "orders arrived while the page was watched"

    map_the_line(console, demo)
    name = accept_the_loss(console, demo)
    settle_the_unknown(console, demo, name)
    see_two_parcels_and_a_mail(console, demo)
    console.watcher.assert_quiet()
