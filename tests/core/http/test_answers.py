"""What comes back from both transports: good answers, statuses, cut and odd ones."""

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from core.errors import (
    AuthFailed,
    BadPayload,
    NotFound,
    OutcomeUnknown,
    PartnerDown,
    RateLimited,
    Rejected,
    TimedOut,
    Unsupported,
)
from tests.core.http import scripted_server as will

BODY = b'{"results": [' + b"1, " * 400 + b"1]}"


def test_an_answer_carries_status_headers_body_and_attempts(client, server):
    server.will(will.answer(200, b'{"a": 1}', x_request_id="r-7"))
    answer = client.get("products/", {"page": 1, "page_size": 100}, operation="list products")
    assert (answer.status, answer.body, answer.attempts) == (200, b'{"a": 1}', 1)
    assert answer.header("X-Request-ID") == "r-7"
    assert answer.header("absent") == ""
    assert answer.elapsed_ms < 2000


def test_the_request_is_written_below_the_base_path_with_key_and_agent(client, server):
    server.will(will.answer())
    client.get("products/", {"page": 1, "q": "a b&c"}, operation="list products")
    received = server.received[0]
    assert (received.method, received.target) == ("GET", "/api/v1/products/?page=1&q=a+b%26c")
    assert received.headers["x-api-key"] == "b2c_1_canary"
    assert received.headers["user-agent"].startswith("Entrepot/")
    assert received.headers["accept"] == "application/json"
    assert received.headers["host"] == f"127.0.0.1:{server.port}"


def test_a_body_is_sent_as_json_form_or_bytes(client, server):
    server.will(will.answer())
    client.send("POST", "orders/", operation="order", idempotent=True, json={"é": 1})
    client.send("POST", "orders/", operation="order", idempotent=False, form={"a": "1 2"})
    client.send("PUT", "orders/", operation="order", idempotent=True, body=b"\x00\xff")
    assert [call.body for call in server.received] == ['{"é": 1}'.encode(), b"a=1+2", b"\x00\xff"]
    assert server.received[0].headers["content-type"] == "application/json"
    assert server.received[1].headers["content-type"] == "application/x-www-form-urlencoded"


def test_a_secret_header_is_revealed_on_the_wire_only(make_client, server):
    class Hidden:
        def reveal(self):
            return "open-sesame"

    server.will(will.answer())
    client = make_client(headers={"Authorization": Hidden()})
    client.get("x", operation="probe")
    assert server.received[0].headers["authorization"] == "open-sesame"
    assert "open-sesame" not in repr(client)


def test_chunked_and_gzipped_bodies_arrive_whole(client, server):
    server.will(will.chunked(b"[1,", b"2]"), will.gzipped(BODY), will.answer(200, b"[3]"))
    assert client.get("a", operation="probe").body == b"[1,2]"
    assert client.get("b", operation="probe").body == BODY
    assert client.get("c", operation="probe").body == b"[3]"


def test_one_connection_serves_a_page_loop(client, server):
    server.will(will.answer())
    for page in range(5):
        client.get("products/", {"page": page}, operation="list products")
    assert server.connections == 1


def test_empty_answers_do_not_disturb_the_next_call(client, server):
    server.will(will.answer(204, b""), will.answer(200, b""), will.answer(404, b""), will.answer(200, b"[1]"))
    assert client.get("a", operation="probe").status == 204
    assert client.get("b", operation="probe").body == b""
    with pytest.raises(NotFound):
        client.get("c", operation="probe")
    assert client.get("d", operation="probe").body == b"[1]"


def test_a_connection_closed_between_two_calls_is_replaced_unnoticed(client, server):
    server.will(will.answer_then_hang_up, will.answer(200, b"[2]"))
    client.get("a", operation="probe")
    assert client.get("b", operation="probe").body == b"[2]"
    assert server.connections == 2


def test_cookies_are_not_kept(client, server):
    server.will(will.answer(200, b"{}", set_cookie="sid=1; Path=/"), will.answer())
    client.get("a", operation="probe")
    client.get("b", operation="probe")
    assert "cookie" not in server.received[1].headers


def test_the_environments_proxies_are_ignored(client, server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    server.will(will.answer())
    assert client.get("a", operation="probe").status == 200


@pytest.mark.parametrize(
    ("status", "error", "calls"),
    [
        (400, Rejected, 1),
        (401, AuthFailed, 1),
        (403, AuthFailed, 1),
        (404, NotFound, 1),
        (409, Rejected, 1),
        (304, BadPayload, 1),
        (500, PartnerDown, 3),
        (502, PartnerDown, 3),
        (503, PartnerDown, 3),
        (504, PartnerDown, 3),
    ],
)
def test_a_status_means_an_error_and_only_the_partners_faults_are_tried_again(client, server, status, error, calls):
    server.will(will.answer(status, b'{"detail": "no", "api_key": "canary"}', x_request_id="r-1"))
    with pytest.raises(error) as raised:
        client.get("products/", operation="list products")
    assert type(raised.value) is error
    assert (raised.value.status, raised.value.request_id, raised.value.operation) == (status, "r-1", "list products")
    assert "canary" not in str(raised.value) + raised.value.body
    assert ('"detail": "no"' in str(raised.value)) is (status != 304)  # which has no body
    assert len(server.received) == calls


def test_a_passing_fault_is_forgotten_after_a_second_try(client, server):
    server.will(will.answer(502, keep=False), will.reset, will.answer(200, b"[1]"))
    answer = client.get("products/", operation="list products")
    assert (answer.body, answer.attempts) == (b"[1]", 3)


def test_the_partners_table_comes_before_the_default_one(make_client, server):
    server.will(will.answer(405), will.answer(400, b'{"code": 9}'), will.answer(404))
    by_status = make_client(status_errors={405: Unsupported})
    with pytest.raises(Unsupported):
        by_status.get("x", operation="probe")
    by_answer = make_client(status_errors=lambda answer: AuthFailed if b'"code": 9' in answer.body else None)
    with pytest.raises(AuthFailed):
        by_answer.get("x", operation="probe")
    with pytest.raises(NotFound):
        by_answer.get("x", operation="probe")


def test_a_long_wait_asked_for_in_seconds_is_raised_and_holds_back_every_thread(client, server):
    server.will(will.answer(429, b'{"detail": "slow down"}', retry_after="120"))
    with pytest.raises(RateLimited) as raised:
        client.get("products/", operation="list products")
    assert raised.value.retry_after == 120.0
    with pytest.raises(RateLimited) as second:
        client.get("products/", operation="list products")
    assert 118 < second.value.retry_after <= 120
    assert len(server.received) == 1


def test_a_long_wait_may_be_asked_for_by_date_and_with_503(client, server):
    until = format_datetime(datetime.now(UTC) + timedelta(minutes=7), usegmt=True)
    server.will(will.answer(503, b"", retry_after=until))
    with pytest.raises(RateLimited) as raised:
        client.get("products/", operation="list products")
    assert 410 < raised.value.retry_after <= 420
    assert raised.value.status == 503


def test_a_short_wait_is_slept_and_the_call_repeated(client, server, monkeypatch):
    slept = []
    monkeypatch.setattr("core.http.client.sleep", slept.append)
    server.will(will.answer(429, b"", retry_after="2"), will.answer(200, b"[1]"))
    assert client.get("products/", operation="list products").body == b"[1]"
    assert slept[0] == 2.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("0", 1.0), ("-5", 1.0), ("999999", 21600.0), ("soon", 30.0), ("nan", 30.0), ("", 30.0), ("1e400", 21600.0)],
)
def test_a_strange_retry_after_is_clamped(make_client, server, header, seconds):
    server.will(will.answer(429, b"", retry_after=header))
    with pytest.raises(RateLimited) as raised:
        make_client().send("POST", "x", operation="probe", idempotent=False)
    assert raised.value.retry_after == seconds


def test_a_body_that_ends_early_is_an_incomplete_response(client, server):
    server.will(will.cut(BODY, 100))
    with pytest.raises(PartnerDown, match="incomplete response"):
        client.get("products/", operation="list products")
    assert len(server.received) == 3


def test_a_chunked_body_that_ends_early_is_an_incomplete_response(client, server):
    server.will(will.cut_chunked)
    with pytest.raises(PartnerDown, match="incomplete response"):
        client.get("products/", operation="list products")


def test_a_gzipped_body_that_ends_early_is_an_incomplete_response(client, server):
    packed = will.gzip.compress(BODY)
    server.will(will.answer(200, packed[:-9], content_encoding="gzip"))
    with pytest.raises(PartnerDown, match="incomplete response"):
        client.get("products/", operation="list products")


def test_a_reset_in_the_body_is_a_fault_never_an_end(client, server):
    server.will(will.reset_in_body(BODY, 100))
    with pytest.raises(PartnerDown, match=r"connection reset|incomplete response"):
        client.get("products/", operation="list products")


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [(will.reset, "connection reset"), (will.hang_up, "closed the connection"), (will.not_http, "not HTTP")],
)
def test_no_answer_at_all_is_said_in_words(client, server, behaviour, words):
    server.will(behaviour)
    with pytest.raises(PartnerDown, match=words):
        client.get("products/", operation="list products")


def test_a_broken_encoding_is_not_understood(client, server):
    server.will(will.answer(200, b"plain", content_encoding="gzip"))
    with pytest.raises(BadPayload, match="broken gzip"):
        client.get("products/", operation="list products")
    server.will(will.answer(200, b"plain", content_encoding="br"))
    with pytest.raises(BadPayload, match="unknown encoding"):
        client.get("products/", operation="list products")


def test_an_error_status_counts_even_when_its_body_is_cut(client, server):
    server.will(will.cut(b"x" * 1000, 10, status=401))
    with pytest.raises(AuthFailed):
        client.get("products/", operation="list products")


def test_an_answer_the_caller_does_not_understand_is_asked_for_again(client, server):
    def only_json(answer):
        if "json" not in answer.header("content-type"):
            raise BadPayload("acme", "list products", status=answer.status, body=answer.body)

    server.will(will.html(), will.answer(200, b"[1]"))
    assert client.get("products/", operation="list products", check=only_json).attempts == 2
    server.will(will.html())
    with pytest.raises(BadPayload, match="<title>Log in</title>"):
        client.get("products/", operation="list products", check=only_json)
    with pytest.raises(OutcomeUnknown, match="answer not understood"):
        client.send("POST", "orders/", operation="order", idempotent=False, check=only_json)


def test_nobody_listens_is_said_in_words_and_nothing_was_sent(make_client, server):
    with will.ScriptedServer() as gone:
        address = gone.url
    client = make_client(base_url=address)
    with pytest.raises(PartnerDown, match="connection refused"):
        client.send("POST", "orders/", operation="order", idempotent=False)


def test_a_name_that_does_not_exist_is_said_in_words(make_client):
    client = make_client(base_url="https://nowhere.invalid", timeout=15)
    with pytest.raises(PartnerDown, match="the name cannot be resolved"):
        client.send("POST", "orders/", operation="order", idempotent=False)


@pytest.mark.parametrize(
    "behaviour",
    [
        will.reset,
        will.hang_up,
        will.cut(BODY, 5),
        will.not_http,
        will.answer(500),
        will.answer(502),
        will.gzip_bomb(30),
    ],
)
def test_a_request_that_must_not_be_repeated_goes_out_once_and_its_outcome_is_unknown(client, server, behaviour):
    server.will(behaviour)
    with pytest.raises(OutcomeUnknown):
        client.send("POST", "orders/", operation="order", idempotent=False, json={"n": 1})
    assert len(server.received) == 1


def test_a_request_that_must_not_be_repeated_never_uses_an_old_connection(client, server):
    server.will(will.answer())
    client.get("a", operation="probe")
    client.send("POST", "orders/", operation="order", idempotent=False)
    assert [call.connection for call in server.received] == [1, 2]


@pytest.mark.parametrize(
    ("status", "error"), [(429, RateLimited), (401, AuthFailed), (422, Rejected), (302, BadPayload)]
)
def test_a_clear_refusal_of_a_request_is_no_unknown_outcome(client, server, status, error):
    server.will(will.answer(status, b"", location="/elsewhere"))
    with pytest.raises(error):
        client.send("POST", "orders/", operation="order", idempotent=False)
    assert len(server.received) == 1


def test_eight_threads_share_one_client(client, server):
    server.will(*[will.answer(200, b'{"page": true}') for _ in range(2)])
    bodies = []

    def work():
        bodies.extend(client.get("products/", operation="list products").body for _ in range(20))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert bodies == [b'{"page": true}'] * 160
    assert server.connections <= 8


def test_no_answer_in_time_is_a_timeout(client, server, make_client):
    server.will(will.silent(3))
    with pytest.raises(TimedOut, match="no complete answer in time"):
        make_client(timeout=0.3).get("a", operation="probe", attempts=1)
