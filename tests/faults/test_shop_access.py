"""A shop at the door and one shop's token among many processes: H1, H3, H5 and A1 of the list of faults for Shopify, with
real processes. On SQLite and, with `DATABASE_URL`, on PostgreSQL."""

import json
import threading
import time
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from django.utils import timezone

from core.jobs import run_due
from core.models import InboundEvent, Job
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import open_account
from orders.models import Order
from tests.catalogue_rows import make_product
from tests.faults.processes import free_port, wait_until
from tests.faults.selling import SKU, Selling, ShopPush, ShopSender
from tests.faults.test_hub_faults import answers

pytestmark = pytest.mark.faults

PROCESSES = 8
REDIRECT = "https://hub.example.com/api/shopify/oauth/callback"


@pytest.fixture
def shop(hub):
    make_product(sku=SKU)
    with Selling() as shop:
        yield shop
        hub.end()


def start_web(hub, shop):
    """The web server alone: what comes in stays until the test has it done."""
    port = free_port()
    words = ["config.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", 8, "--workers", 1]
    hub.start("-m", "gunicorn", *words, HUB_PROCESS_ROLE="web", **shop.settings)
    wait_until(lambda: answers(port), 60, what="the web server")
    return ShopSender(port)


def test_h1_24_deliveries_of_one_order_at_once_are_one_event_and_one_order(hub, shop):
    door = start_web(hub, shop)
    shop.order()
    (push,) = shop.told("orders/create")
    together, got = threading.Barrier(24), []

    def deliver():
        together.wait()
        got.append(door.deliver(push).status)

    threads = [threading.Thread(target=deliver) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [200] * 24
    while Job.objects.filter(kind="core.process_event", state="pending").exists():
        run_due(1)
    event = InboundEvent.objects.get()
    assert (event.repeats, event.state, event.attempts) == (23, "done", 1)
    assert Order.objects.count() == 1


def test_h3_h5_what_is_forged_too_large_or_encoded_stays_out_and_breaks_nothing(hub, shop):
    door = start_web(hub, shop)
    shop.order()
    (push,) = shop.told("orders/create")
    forged = [b"", None, "wrong", "sïgné", "你好", b"\xff\xfe", "A" * 6000]
    assert [door.deliver(push, hmac_sha256=given).status for given in forged] == [401] * len(forged)
    assert door.deliver(push, hmac_sha256="A" * 1_000_000).status in {400, 401, 431}
    respelled = ShopPush(push.topic, json.dumps(json.loads(push.raw), indent=1).encode(), push.headers)
    assert door.deliver(respelled).status == 401
    head = f"POST /webhooks/shopify/{push.topic} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    assert door.send_words(f"{head}Content-Length: 50000000\r\n\r\n".encode() + b"x" * 10).split()[1] == "413"
    encoded = ShopPush(push.topic, push.raw, push.headers | {"Content-Encoding": "gzip"})
    assert door.deliver(encoded).status == 415
    assert InboundEvent.objects.count() == 0
    assert door.deliver(push).status == 200


def test_a1_eight_processes_with_one_expired_token_of_a_shop_cost_one_refresh(hub, shop):
    MarketplaceAccount.objects.filter(pk=shop.account.pk).update(way_to_connect="oauth")
    account = MarketplaceAccount.objects.get(pk=shop.account.pk)
    with open_account(account) as adapter:  # a person installs the app: a pair whose refresh token changes at each use
        answer = requests.get(adapter.authorise_url("state-1", REDIRECT), allow_redirects=False, timeout=10)
        adapter.accept_callback(dict(parse_qsl(urlsplit(answer.headers["Location"]).query)), REDIRECT)
    account.refresh_from_db()
    version, refresh = account.token_version, account.refresh_token.reveal()
    shop.simulator.tokens.expire()
    now = timezone.now()
    MarketplaceAccount.objects.filter(pk=account.pk).update(
        token_issued_at=now - timedelta(hours=2), access_expires_at=now - timedelta(seconds=1)
    )
    shop.simulator.add_fault("slow=0.5@token")
    shop.simulator.requests.clear()
    starts_at = time.time() + 12
    asking = ["-m", "tests.faults.asking", account.pk, starts_at, 0, "shop"]
    for proc in [hub.start(*asking, **shop.settings) for _ in range(PROCESSES)]:
        assert proc.wait(90) == 0, proc.output()
    assert [call["grant"] for call in shop.simulator.calls("token")] == ["refresh_token"]
    account.refresh_from_db()
    assert (account.token_version, account.state) == (version + 1, "ok")
    assert account.refresh_token.reveal() != refresh
