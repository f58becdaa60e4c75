"""A whole hub in processes of its own (gunicorn, a worker, an SQLite file), the service's look-alike, and a Chromium."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from core.simulation import SimulationServer
from core.simulation.pictures import picture
from inventory.source.simulator import B2BSimulator
from inventory.source.simulator.catalogue import Catalogue, encode
from marketplaces.adapters.ebay.simulator import EbaySimulator
from marketplaces.adapters.etsy.simulator import EtsySimulator
from marketplaces.adapters.shopify.simulator import ShopifySimulator
from suppliers.adapters.cj.simulator import CJSimulator

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = Path(os.environ.get("CI_OUTPUT", ROOT / "ci-output")) / "screenshots"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
USER, PASSWORD = "operator", "a-long-test-password"
PATIENCE_MS = 60_000


def item(number, **values):
    """A product as the service lists it."""
    plain = {
        "id": number,
        "name": f"Enamel pot {number}",
        "description": "Enamelled steel, 3 litres.",
        "sku": f"POT-{number:05}",
        "price": f"{1000 + number}.00",
        "stock": 10 + number % 40,
        "category_id": 1 + number % 3,
        "images": [f"https://pictures.invalid/{number}.jpg"],
        "is_active": True,
        "updated_at": "2026-01-05T08:00:00Z",
    }
    return plain | values


SHELVES = [
    {"id": 1, "name": "Kitchen", "parent_id": None, "slug": "kitchen"},
    {"id": 2, "name": "Pots", "parent_id": 1, "slug": "pots"},
    {"id": 3, "name": "Lids", "parent_id": 2, "slug": "lids"},
]


@dataclass
class House:
    """One hub, the service it reads, where it buys and where it sells. `sells` changes what the service lists."""

    url: str
    simulator: B2BSimulator
    cj: CJSimulator
    shopify: ShopifySimulator
    ebay: EbaySimulator
    etsy: EtsySimulator
    elsewhere: str  # where all the look-alikes are
    environment: dict[str, str]
    shown: list[str] = field(default_factory=list)

    def sells(self, items):
        rows = [encode(row) for row in items]
        self.simulator.catalogue.products, self.simulator.catalogue._sites = rows, [None] * len(rows)
        self.simulator._views.clear()


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("No Chromium is installed (looked for CHROMIUM in the environment and for chromium on the path).")
    return path


@pytest.fixture
def further_settings():
    """What a test's hub is told beyond what every house is told."""
    return {}


@pytest.fixture
def house(tmp_path, further_settings):
    simulator = B2BSimulator(Catalogue(SHELVES, [item(1)]))
    cj, shopify = CJSimulator(), ShopifySimulator(currency="USD")
    ebay, etsy = (
        EbaySimulator(authorise_at_once=False),
        EtsySimulator(currency="USD", country="FR", authorise_at_once=False),
    )
    partners = {"b2b": simulator, "cj": cj, "shopify": shopify, "ebay": ebay, "etsy": etsy, "pictures": pictures}
    with (
        SimulationServer(partners) as server,
        socket.socket() as listener,
        contextlib.ExitStack() as stack,
    ):
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        cj.given = cj.environment(server.origin("cj"))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        own = {"DATABASE_URL": f"sqlite:///{tmp_path / 'house.sqlite3'}", "MAIL_FOLDER": str(tmp_path / "mails")}
        own |= {"STATIC_ROOT": str(tmp_path / "static"), "MEDIA_ROOT": str(tmp_path / "media"), "PUBLIC_URL": url}
        environment = {**surroundings(server, simulator, cj, shopify), **own}
        environment |= addresses_of(ebay, server.origin("ebay")) | addresses_of(etsy, server.origin("etsy"))
        environment |= further_settings
        user = {"DJANGO_SUPERUSER_PASSWORD": PASSWORD}
        command(environment, "migrate", "--verbosity", "0")
        command(
            {**environment, **user},
            "createsuperuser",
            "--noinput",
            "--username",
            USER,
            "--email",
            "operator@shop.example",
        )
        web = [
            "-m",
            "gunicorn",
            "config.wsgi",
            "--bind",
            f"fd://{listener.fileno()}",
            "--threads",
            "4",
            "--workers",
            "1",
        ]
        stack.enter_context(process(environment, tmp_path / "web.log", web, [listener.fileno()]))
        stack.enter_context(process(environment, tmp_path / "worker.log", ["manage.py", "worker"]))
        wait_for_answer(f"{url}/admin/login/", tmp_path / "web.log")
        yield House(url, simulator, cj, shopify, ebay, etsy, server.url, environment)


def surroundings(server, b2b, cj, shopify):
    """What every house has, whatever its own address and folders are."""
    return {
        **{name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}},
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "only-for-tests-0123456789abcdefghijklmnopqrstuvwxyz",
        "INVENTORY_ENCRYPTION_KEY": "dGVzdC1rZXktZm9yLXRoZS1zdWl0ZS0wMTIzNDU2Nzg=",
        "B2B_API_URL": b2b.environment(server.origin("b2b"))["B2B_API_URL"],
        "CJ_API_URL": cj.environment(server.origin("cj"))["CJ_API_URL"],
        "SHOPIFY_API_URL": shopify.environment(server.origin("shopify"))["SHOPIFY_API_URL"],
        "ALERT_EMAILS": "staff@example.com",
        "PICTURE_ALLOWED_HOSTS": server.url.removeprefix("http://"),
        "INVENTORY_API_CONNECTIONS": "1",
        "SYNC_CHUNK_SIZE": "100",
        "PYTHONUNBUFFERED": "1",
    }


def addresses_of(look_alike, origin):
    """Where it is, without its keys: those are typed in."""
    return {name: value for name, value in look_alike.environment(origin).items() if name.endswith("_URL")}


def pictures(environ, start_response):
    """`/7.png` is always the same picture."""
    start_response("200 OK", [("Content-Type", "image/png")])
    return [picture(int(environ["PATH_INFO"].strip("/").removesuffix(".png")))]


def command(environment, *words):
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextlib.contextmanager
def process(environment, log, words, inherited=()):
    with log.open("wb") as output:
        started = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=environment, stdout=output, stderr=output, pass_fds=inherited
        )
        try:
            yield started
        finally:
            started.terminate()
            try:
                started.wait(20)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()


def wait_for_answer(url, log):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text()[-2000:])


class Watcher:
    """What a page must never do: ask another host, open a dialog, break the content policy, throw."""

    def __init__(self, page, home):
        self.dialogs, self.foreign, self.complaints = [], [], []
        page.on("dialog", self._dialog)
        page.on(
            "request",
            lambda request: None if request.url.startswith((home, "data:")) else self.foreign.append(request.url),
        )
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _dialog(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def assert_quiet(self):
        assert (self.dialogs, self.foreign, self.complaints) == ([], [], [])


@pytest.fixture
def screen(house, chromium):
    """A logged-in page at 1280 x 900, watched."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB").new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.watcher = Watcher(page, house.url)
        page.goto(f"{house.url}/admin/")
        page.fill("#id_username", USER)
        page.fill("#id_password", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(f"{house.url}/admin/")
        yield page
        browser.close()
