"""Faults, pushes and the door by which the look-alike is steered."""

import http.client
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlencode

import pytest

from core.simulation.faults import FaultError
from suppliers.adapters.aliexpress.simulator import AliExpressSimulator
from suppliers.adapters.aliexpress.simulator.faults import FAULTS
from suppliers.adapters.aliexpress.simulator.signatures import push_signature

BENEFIT = "aliexpress.ds.member.benefit.get"


def raw(platform):
    given = urlencode(platform.signed({"method": BENEFIT, "session": platform.token}))
    return platform.fetch("POST", "/sync", given, {"Content-Type": "application/x-www-form-urlencoded"})


@pytest.fixture
def hub():
    """A hub that keeps what is pushed to it: (headers in lower case, body)."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.got = got
    server.url = f"http://127.0.0.1:{server.server_address[1]}/api/aliexpress/webhooks"
    yield server
    server.shutdown()
    server.server_close()


def test_faults_of_the_line(platform):
    platform.steer("faults", add="status=503x1")
    status, headers, body = raw(platform)
    assert (status, headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert body.startswith(b"<!DOCTYPE html>")
    platform.steer("faults", add="htmlx1")
    assert raw(platform)[0::2] == (200, body)
    platform.steer("faults", add="empty_bodyx1")
    assert raw(platform)[2] == b""
    platform.steer("faults", add="bad_jsonx1")
    with pytest.raises(json.JSONDecodeError):
        json.loads(raw(platform)[2])
    platform.steer("faults", add="cutx1")
    with pytest.raises(http.client.IncompleteRead):
        raw(platform)
    platform.steer("faults", add="slow=0.2x1")
    started = time.monotonic()
    assert raw(platform)[0] == 200
    assert time.monotonic() - started >= 0.2


def test_faults_are_listed_counted_down_and_cleared(platform):
    _, state = platform.steer("faults", add="code=50@product.getx2")
    assert state["faults"] == ["code=50@product.getx2"]
    platform.call(BENEFIT)
    assert platform.steer("state")[1]["faults"] == ["code=50@product.getx2"]
    assert platform.steer("faults", clear=1)[1]["faults"] == []


@pytest.mark.parametrize("text", ["nonsense", "status", "status=soon", "html=1", ""])
def test_a_fault_that_cannot_be_understood_is_refused(platform, text):
    with pytest.raises(FaultError):
        FAULTS.read(text)
    assert platform.steer("faults", add=text or "?")[0] == 400


def test_reset_is_as_at_the_start(platform):
    platform.placed()
    platform.simulator.add_fault("html")
    platform.simulator.clock.advance(100)
    platform.steer("lists", shape="flat")
    _, state = platform.steer("reset")
    assert state == {
        "products": 60,
        "orders": 0,
        "faults": [],
        "requests": 0,
        "tokens_created": 0,
        "tokens_refreshed": 0,
    }
    assert platform.simulator.clock.gone_by == 0


@pytest.mark.parametrize(
    ("command", "query"),
    [
        ("nowhere", {}),
        ("lists", {"shape": "round"}),
        ("order", {"id": "1"}),
        ("sku", {"id": "1", "stock": "2"}),
        ("product", {"id": "1"}),
        ("tokens", {"do": "burn"}),
        ("push", {"url": "http://example.test/"}),
        ("push", {"url": "https://127.0.0.1/"}),
    ],
)
def test_what_cannot_be_steered_is_said_so(platform, command, query):
    status, told = platform.steer(command, **query)
    assert status == (404 if command == "nowhere" else 400)
    assert told["detail"]


def test_a_push_is_signed_over_its_raw_body(platform, hub):
    platform.steer("push", url=hub.url, type=53, order="30760000000000001", status="OrderShipped", timestamp=1767600001)
    ((headers, body),) = hub.got
    assert headers["authorization"] == push_signature(platform.simulator.key, platform.simulator.secret, body)
    assert json.loads(body) == {
        "data": {"buyerId": 2000000001, "orderId": 30760000000000001, "orderStatus": "OrderShipped"},
        "message_type": 53,
        "seller_id": "2000000001",
        "site": "ae_global",
        "timestamp": 1767600001,
    }


def test_a_push_can_be_doubled_and_forged(platform, hub):
    _, told = platform.steer("push", url=hub.url, type=65, times=2)
    assert told["statuses"] == [200, 200]
    assert hub.got[0][1] == hub.got[1][1]
    platform.steer("push", url=hub.url, type=0, forged=1)
    headers, body = hub.got[2]
    assert headers["authorization"] != push_signature(platform.simulator.key, platform.simulator.secret, body)


def test_a_push_to_nobody_has_status_0(platform):
    assert platform.steer("push", url="http://127.0.0.1:9/")[1]["statuses"] == [0]


def test_news_of_an_order_are_pushed_where_an_address_is_registered(platform, hub):
    platform.steer("console", push_url=hub.url)
    number = platform.placed()
    platform.steer("order", id=number, ship=1)
    deadline = time.monotonic() + 5
    while len(hub.got) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    told = {json.loads(body)["data"]["orderStatus"] for _, body in hub.got}
    assert told == {"OrderCreated", "OrderShipped"}


def test_pictures_are_drawn_for_every_address(platform):
    status, headers, body = platform.fetch("GET", "/media/1-1.png")
    assert (status, headers["content-type"], body[:4]) == (200, "image/png", b"\x89PNG")
    assert platform.fetch("GET", "/media/2-1.png")[2] != body


def test_the_options_of_the_command_make_the_look_alike():
    options = {
        "aliexpress_products": 5,
        "aliexpress_key": "1",
        "aliexpress_secret": "2",
        "aliexpress_fault": [FAULTS.read("html")],
        "aliexpress_ask": True,
    }
    simulator = AliExpressSimulator.from_options(options)
    assert simulator.state()["products"] == 5
    assert simulator.state()["faults"] == ["html"]
    assert (simulator.key, simulator.secret, simulator.at_once) == ("1", "2", False)
