"""Addresses that come in data lead to the public web or nowhere."""

import socket

import pytest

from core.errors import BadPayload, NotFound, PartnerDown, TimedOut
from core.http import fetch_public
from core.http.public_address import is_public, read_public_url
from tests.core.http import scripted_server as will
from tests.core.http.certificates import Authority

PICTURE = b"\x89PNG\r\n\x1a\n" + b"x" * 100


@pytest.fixture
def stub(server):
    server.will(will.answer(200, PICTURE, content_type="image/png"))
    return server


@pytest.fixture
def allowed(stub):
    return [f"127.0.0.1:{stub.port}"]


@pytest.fixture
def connected_to(monkeypatch):
    """Every address any socket tried to connect to; none is reached."""
    tried = []

    def refuse(_, address):
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    return tried


FORMS = [
    "http://127.0.0.1/x.png",
    "http://localhost/x.png",
    "http://localhost./x.png",
    "http://2130706433/x.png",
    "http://0x7f000001/x.png",
    "http://0177.0.0.1/x.png",
    "http://127.1/x.png",
    "http://0.0.0.0/x.png",
    "http://[::1]/x.png",
    "http://[::]/x.png",
    "http://[::ffff:127.0.0.1]/x.png",
    "http://[::ffff:7f00:1]/x.png",
    "http://[::127.0.0.1]/x.png",
    "http://[64:ff9b::7f00:1]/x.png",
    "http://[64:ff9b:1::a00:1]/x.png",
    "http://[2002:7f00:1::]/x.png",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/x.png",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fe80::1]/x.png",
    "http://10.0.0.1/x.png",
    "http://172.16.0.1/x.png",
    "http://192.168.1.1/x.png",
    "http://100.64.0.1/x.png",
    "http://[fc00::1]/x.png",
    "http://[fd00:ec2::254]/x.png",
    "http://224.0.0.1/x.png",
    "http://[ff02::1]/x.png",
    "http://255.255.255.255/x.png",
    "http://198.18.0.1/x.png",
    "http://\u2460\u2461\u2466.0.0.1/x.png",
    "http://\uff11\uff12\uff17.0.0.1/x.png",
    "http://134744072/x.png",
    "http://8.8.8.8@127.0.0.1/x.png",
    "http://user:pass@8.8.8.8/x.png",
    "http://8.8.8.8:8000/x.png",
    "http://8.8.8.8:22/x.png",
    "http://8.8.8.8\\@127.0.0.1/x.png",
    "http://8.8.8.8/\r\nHost: x",
    "ftp://8.8.8.8/x.png",
    "file:///etc/passwd",
    "data:image/png;base64,AAAA",
    "//8.8.8.8/x.png",
    "x.png",
    "",
    "http://",
    "http://[/x.png",
    "http://8.8.8.8:99999/",
]


@pytest.mark.parametrize("url", FORMS)
def test_private_and_disguised_addresses_are_refused_before_connecting(url, connected_to):
    with pytest.raises(BadPayload, match="address refused"):
        fetch_public(url)
    assert connected_to == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "127.1"]
)
def test_a_server_on_this_machine_sees_nothing(stub, host):
    with pytest.raises(BadPayload, match="address refused"):
        fetch_public(f"http://{host}:{stub.port}/x.png")
    assert stub.connections == 0


@pytest.mark.parametrize("text", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4007::1"])
def test_public_addresses_are_public(text):
    assert is_public(text)
    assert read_public_url(f"http://[{text}]/x" if ":" in text else f"https://{text}/x", []).check is not None


def resolver(*answers):
    """A name server that answers differently each time, as one that rebinds a name does."""
    waiting = list(answers)

    def getaddrinfo(host, port, *_, **__):
        addresses = waiting.pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return getaddrinfo


def test_a_name_is_resolved_once_and_the_checked_address_is_the_one_connected_to(monkeypatch, connected_to):
    monkeypatch.setattr(socket, "getaddrinfo", resolver(["93.184.215.14"], ["127.0.0.1"]))
    with pytest.raises(PartnerDown, match="connection refused"):
        fetch_public("http://rebind.example/x.png")
    assert connected_to == [("93.184.215.14", 80)]


def test_one_private_address_among_public_ones_refuses_the_name(monkeypatch, connected_to):
    monkeypatch.setattr(socket, "getaddrinfo", resolver(["93.184.215.14", "10.0.0.1"]))
    with pytest.raises(BadPayload, match=r"10\.0\.0\.1 is not a public address"):
        fetch_public("https://mixed.example/x.png")
    assert connected_to == []


def test_an_allowed_host_is_fetched_with_its_own_name_and_without_credentials(stub, allowed):
    answer = fetch_public(f"http://127.0.0.1:{stub.port}/a b/x.png?size=1", allowed_hosts=allowed)
    assert (answer.status, answer.body, answer.header("content-type")) == (200, PICTURE, "image/png")
    received = stub.received[0]
    assert (received.target, received.headers["host"]) == ("/a%20b/x.png?size=1", f"127.0.0.1:{stub.port}")
    assert not {"authorization", "cookie", "x-api-key"} & set(received.headers)


@pytest.mark.parametrize("entry", ["127.0.0.1", "localhost", "127.0.0.1:1"])
def test_an_allowed_host_does_not_allow_other_ports_or_names(stub, entry):
    with pytest.raises(BadPayload, match="address refused"):
        fetch_public(f"http://127.0.0.1:{stub.port}/x.png", allowed_hosts=[entry])
    assert stub.connections == 0


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/",
        "http://localhost/x",
        "//[::1]/x",
        "file:///etc/passwd",
        "http://[::1",
        "ftp://x/",
    ],
)
def test_each_redirect_is_checked_again(stub, allowed, location):
    stub.will(will.redirect(location))
    with pytest.raises(BadPayload, match=r"redirect refused|address refused"):
        fetch_public(f"http://127.0.0.1:{stub.port}/x.png", allowed_hosts=allowed)
    assert len(stub.received) == 1


def test_good_redirects_are_followed_three_times_and_no_more(stub, allowed):
    stub.will(will.redirect("/b"), will.redirect("c"), will.redirect("/d"), will.answer(200, PICTURE))
    assert fetch_public(f"http://127.0.0.1:{stub.port}/a/", allowed_hosts=allowed).body == PICTURE
    assert [call.target for call in stub.received] == ["/a/", "/b", "/c", "/d"]
    stub.will(will.redirect("/again"))
    with pytest.raises(BadPayload, match="redirect refused"):
        fetch_public(f"http://127.0.0.1:{stub.port}/x.png", allowed_hosts=allowed)


def test_sizes_times_and_statuses_are_limited_like_any_call(stub, allowed):
    url = f"http://127.0.0.1:{stub.port}/x.png"
    stub.will(will.gzip_bomb(20))
    with pytest.raises(BadPayload, match="response too large"):
        fetch_public(url, allowed_hosts=allowed, max_body=2**20)
    stub.will(will.drip_body(0.05))
    with pytest.raises(TimedOut):
        fetch_public(url, allowed_hosts=allowed, timeout=0.4)
    stub.will(will.answer(404))
    with pytest.raises(NotFound):
        fetch_public(url, allowed_hosts=allowed)
    stub.will(will.cut(b"x" * 100, 5))
    with pytest.raises(PartnerDown, match="incomplete response"):
        fetch_public(url, allowed_hosts=allowed)


def test_the_name_is_kept_for_the_certificate(monkeypatch, tmp_path):
    """Connected by number, verified by name."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    monkeypatch.setattr(socket, "getaddrinfo", resolver(["127.0.0.1"], ["127.0.0.1"]))
    for certified, accepted in [("pictures.example", True), ("other.example", False)]:
        context = authority.server_context(host=certified)
        with will.ScriptedServer([will.answer(200, PICTURE)], tls=context) as server:
            url, allowed = f"https://pictures.example:{server.port}/x.png", [f"pictures.example:{server.port}"]
            if accepted:
                assert fetch_public(url, allowed_hosts=allowed).body == PICTURE
            else:
                with pytest.raises(PartnerDown, match="certificate not accepted"):
                    fetch_public(url, allowed_hosts=allowed)
