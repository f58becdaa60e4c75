"""Deadlines, sizes and places: what no partner can make us exceed."""

import socket
import time
import tracemalloc

import pytest

from core.errors import BadPayload, OutcomeUnknown, TimedOut
from core.http import PartnerClient
from tests.core.http import scripted_server as will


@pytest.mark.parametrize(
    "behaviour", [will.silent(3), will.drip_body(0.1), will.drip_head(0.1)], ids=["silent", "body", "head"]
)
def test_the_deadline_holds_for_the_whole_answer_however_slowly_it_comes(make_client, server, behaviour):
    server.will(behaviour)
    started = time.monotonic()
    with pytest.raises(TimedOut):
        make_client(timeout=0.5).get("products/", operation="list products", attempts=1)
    assert 0.45 < time.monotonic() - started < 1.0


def test_a_request_that_must_not_be_repeated_and_got_no_answer_in_time_is_unknown(make_client, server):
    server.will(will.silent(3))
    with pytest.raises(OutcomeUnknown, match="no complete answer in time"):
        make_client(timeout=0.3).send("POST", "orders/", operation="order", idempotent=False)


def test_a_connection_after_a_timeout_is_not_used_again(make_client, server):
    server.will(will.silent(0.6), will.answer(200, b"[2]"))
    client = make_client(timeout=0.3)
    with pytest.raises(TimedOut):
        client.get("a", operation="probe", attempts=1)
    assert client.get("b", operation="probe", attempts=1).body == b"[2]"


@pytest.mark.parametrize("made", [lambda: will.gzip_bomb(300), lambda: will.endless], ids=["bomb", "endless"])
def test_a_body_without_end_stops_at_the_cap_and_takes_no_memory(make_client, server, made):
    server.will(made())
    client = make_client(max_body=5 * 2**20, timeout=10)
    tracemalloc.start()
    try:
        with pytest.raises(BadPayload, match="response too large"):
            client.get("products/", operation="list products")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20 * 2**20
    assert len(server.received) == 1


def test_a_declared_length_over_the_cap_is_refused_before_reading(make_client, server):
    server.will(will.cut(b"x" * 2000, 10))
    with pytest.raises(BadPayload, match=r"response too large \(over 1000 bytes\)"):
        make_client(max_body=1000).get("products/", operation="list products")


def test_a_body_of_exactly_the_cap_is_taken(make_client, server):
    server.will(will.answer(200, b"x" * 1000), will.chunked(b"y" * 1000), will.gzipped(b"z" * 1000))
    client = make_client(max_body=1000)
    assert [len(client.get("a", operation="probe").body) for _ in range(3)] == [1000, 1000, 1000]


def test_a_redirect_on_the_same_host_is_followed(client, server):
    server.will(will.redirect("/api/v1/products/?page=1", 301), will.answer(200, b"[1]"))
    assert client.get("products?page=1", operation="list products").body == b"[1]"
    assert server.received[1].target == "/api/v1/products/?page=1"


def test_more_than_three_redirects_are_refused(client, server):
    server.will(will.redirect("/api/v1/again"))
    with pytest.raises(BadPayload, match="redirect refused"):
        client.get("products", operation="list products")
    assert len(server.received) == 4


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{other}/api/v1/products/",
        "//127.0.0.1:{other}/api/v1/products/",
        "http://localhost:{own}/api/v1/products/",
        "https://127.0.0.1:{own}/api/v1/products/",
        "http://169.254.169.254/latest/meta-data/",
        "http://x@127.0.0.1:{own}/api/v1/",
        "file:///etc/passwd",
        "http://[::1/",
        "/a\\b",
    ],
)
def test_a_redirect_elsewhere_is_refused_and_no_key_goes_there(client, server, location):
    with will.ScriptedServer() as other:
        other.will(will.answer())
        server.will(will.redirect(location.format(other=other.port, own=server.port)))
        with pytest.raises(BadPayload, match="redirect refused"):
            client.get("products/", operation="list products")
        assert (len(server.received), other.connections) == (1, 0)


@pytest.mark.parametrize("idempotent", [True, False])
def test_a_redirected_post_is_never_followed(client, server, idempotent):
    server.will(will.redirect("/api/v1/orders/", 307))
    with pytest.raises(BadPayload, match="redirect refused"):
        client.send("POST", "orders", operation="order", idempotent=idempotent)
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("{base}/products/?page=2", "products/?page=2"),
        ("{base}", ""),
        ("/api/v1/products/?page=2", "products/?page=2"),
        ("?page=3", "?page=3"),
    ],
)
def test_an_address_of_the_partner_is_pinned_to_a_path(make_client, server, url, path):
    client = make_client()
    assert client.pin(url.format(base=f"{server.url}/api/v1")) == path


def test_http_written_by_a_proxied_server_counts_as_our_https(transport):
    client = PartnerClient("acme", "https://shop.example/api/v1/", transport=transport)
    assert client.pin("http://shop.example/api/v1/products/?page=2") == "products/?page=2"
    assert client.pin("https://SHOP.example:443/api/v1/products/?page=2") == "products/?page=2"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/api/v1/products/?page=2",
        "https://shop.example.evil.example/api/v1/",
        "https://shop.example@evil.example/api/v1/",
        "https://user@shop.example/api/v1/",
        "https://shop.example:8443/api/v1/",
        "https://shop.example/api/v10/",
        "https://shop.example/other/",
        "https://shop.example/api/v1/../../admin",
        "https://shop.example/api/v1/%2e%2e/%2E%2e/admin",
        "//evil.example/api/v1/",
        "ftp://shop.example/api/v1/",
        "https://shop.example\\@evil.example/api/v1/",
        "https://shop.example/api/v1/\r\nX: 1",
        "https://shop.example:port/api/v1/",
    ],
)
def test_an_address_elsewhere_is_refused(transport, url):
    client = PartnerClient("acme", "https://shop.example/api/v1", transport=transport)
    with pytest.raises(BadPayload, match="address refused"):
        client.pin(url)


def test_a_whole_url_is_asked_only_when_it_is_the_partners(client, server):
    server.will(will.answer())
    client.get(f"{server.url}/api/v1/products/?page=2", operation="list products")
    assert server.received[0].target == "/api/v1/products/?page=2"
    with pytest.raises(BadPayload, match="address refused"):
        client.get("http://127.0.0.1:1/api/v1/products/", operation="list products")


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("products/é ü/", "/api/v1/products/%C3%A9%20%C3%BC/"),
        ("/products/", "/api/v1/products/"),
        ("a%2Fb", "/api/v1/a%2Fb"),
        ("x?next=http://y.example/", "/api/v1/x?next=http://y.example/"),
    ],
)
def test_paths_are_quoted_once(client, server, path, target):
    server.will(will.answer())
    client.get(path, operation="probe")
    assert server.received[0].target == target


@pytest.mark.parametrize("path", ["../admin/", "a/../../b", "a\r\nX-Evil: 1"])
def test_a_path_that_climbs_or_breaks_the_line_is_refused(client, path):
    with pytest.raises(BadPayload, match="address refused"):
        client.get(path, operation="probe")


def test_a_password_in_a_base_address_is_refused_and_not_shown():
    with pytest.raises(ValueError, match="user name in the address") as raised:
        PartnerClient("acme", "https://user:canary@shop.example/")
    assert "canary" not in str(raised.value)


def test_the_deadline_holds_while_a_name_is_looked_up(make_client, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(3))
    client = make_client(base_url="https://slow-name.example", timeout=0.3)
    started = time.monotonic()
    with pytest.raises(TimedOut, match="no connection in time"):
        client.send("POST", "orders/", operation="order", idempotent=False)
    assert time.monotonic() - started < 1.0


def test_the_next_address_is_tried_when_one_does_not_answer(make_client, server, monkeypatch):
    def two_addresses(host, port, *_, **__):
        nobody = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0))
        return [nobody, (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", two_addresses)
    server.will(will.answer(200, b"[1]"))
    client = make_client(base_url=f"http://localhost:{server.port}")
    assert client.get("a", operation="probe").body == b"[1]"


@pytest.mark.parametrize(
    "base", ["http://shop.example/api", "ftp://shop.example", "shop.example", "https://a@b.example/"]
)
def test_a_base_address_must_be_https_save_on_this_machine(base):
    with pytest.raises(ValueError, match="base address"):
        PartnerClient("acme", base)


@pytest.mark.parametrize("base", ["http://127.0.0.1:8001", "http://localhost:8001", "http://[::1]:8001/x"])
def test_plain_http_is_for_loopback(base):
    assert PartnerClient("acme", base).pin(f"{base}/y") == "y"
