"""Certificates are always verified, over both transports, and a bad one is said in words and not tried again."""

import socket

import pytest

from core.errors import PartnerDown, TimedOut
from core.http import PartnerClient
from tests.core.http import scripted_server as will
from tests.core.http.certificates import Authority


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def ask(transport, silent_log):
    def get(server, **options):
        client = PartnerClient("acme", server.url, transport=transport, log=silent_log, **({"timeout": 5} | options))
        try:
            return client.get("products/", operation="list products")
        finally:
            client.close()

    return get


def test_a_good_certificate_of_a_known_authority_is_accepted(authority, ask, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with will.ScriptedServer([will.answer(200, b"[1]")], tls=authority.server_context()) as server:
        assert ask(server).body == b"[1]"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"valid_days": -1}, "certificate has expired"),
        ({"host": "other.example"}, "certificate not accepted"),
    ],
)
def test_an_expired_or_foreign_certificate_is_refused_at_once(authority, ask, monkeypatch, options, words):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with will.ScriptedServer([will.answer()], tls=authority.server_context(**options)) as server:
        with pytest.raises(PartnerDown, match=words):
            ask(server)
        assert (server.connections, server.received) == (1, [])


def test_an_unknown_authority_is_refused_at_once(authority, ask, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with will.ScriptedServer([will.answer()], tls=authority.server_context()) as server:
        with pytest.raises(PartnerDown, match="certificate not accepted"):
            ask(server)
        assert (server.connections, server.received) == (1, [])


def test_a_server_without_tls_is_no_reason_to_fall_back_to_http(transport, silent_log):
    with will.ScriptedServer([will.answer()]) as server:
        client = PartnerClient(
            "acme", f"https://127.0.0.1:{server.port}", transport=transport, log=silent_log, timeout=1
        )
        with pytest.raises((PartnerDown, TimedOut)):
            client.get("products/", operation="list products", attempts=1)
        assert server.received == []


def test_the_deadline_holds_over_tls(authority, ask, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with will.ScriptedServer([will.drip_body(0.1)], tls=authority.server_context()) as server, pytest.raises(TimedOut):
        ask(server, timeout=0.5)


def test_a_handshake_that_never_ends_has_sent_nothing(transport, silent_log):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"https://127.0.0.1:{listener.getsockname()[1]}"
        client = PartnerClient("acme", address, transport=transport, log=silent_log, timeout=0.4)
        with pytest.raises(TimedOut, match="no connection in time"):
            client.send("POST", "orders/", operation="order", idempotent=False)
