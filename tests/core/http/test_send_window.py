"""After a moment nothing is written to the wire any more, whatever the client was about to send."""

import pytest

from core.errors import OutcomeUnknown, Retryable
from core.http import PartnerClient
from core.http.send_window import SendWindowClosed, check, clock, send_window
from tests.core.http import scripted_server as will
from tests.core.http.scripted_server import ScriptedServer

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["requests", "keepalive"])
def client(request):
    with ScriptedServer() as server, PartnerClient("partner", server.url, transport=request.param) as client:
        client.server = server
        yield client


def buy(client):
    return client.send("POST", "/orders", operation="buy", idempotent=False, json={"number": "HUB1-1-1-1"})


def test_within_the_window_a_request_goes_out(client):
    client.server.will(will.answer(200, {"ok": True}))
    with send_window(clock() + 10):
        assert buy(client).status == 200


def test_after_the_window_nothing_reaches_the_partner_and_the_outcome_is_known(client):
    with send_window(clock() - 0.001), pytest.raises(Retryable) as raised:
        buy(client)
    assert not isinstance(raised.value, OutcomeUnknown)
    assert client.server.received == []


def test_a_window_that_closes_between_two_pieces_of_a_request_leaves_the_outcome_unknown(client, monkeypatch):
    """What stands at the partner is a part of a request; whether it takes it, nobody knows."""
    passes = iter([None])

    def closes_after_the_first_piece():
        try:
            next(passes)
        except StopIteration:
            raise SendWindowClosed from None

    client.server.will(will.answer(200, {"ok": True}))
    monkeypatch.setattr("core.http.send_window.check", closes_after_the_first_piece)
    with pytest.raises(OutcomeUnknown):
        client.send("POST", "/orders", operation="buy", idempotent=False, body=b"x" * 2_000_000)


def test_of_two_windows_the_earlier_one_holds():
    with send_window(clock() - 1), send_window(clock() + 10), pytest.raises(SendWindowClosed):
        check()
    check()
