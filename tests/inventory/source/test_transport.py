"""Section "Transport" of the contract, row by row, over a real loopback connection."""

import socket
import time
from email.utils import formatdate

import pytest

from core.calllog import CallLog
from core.errors import AuthFailed, BadPayload, PartnerDown, RateLimited, TimedOut
from inventory.source import InventoryAPIClient, InventoryAPIError
from tests.inventory.source.conftest import KEY


def failure(client):
    with pytest.raises(InventoryAPIError) as caught:
        client.fetch_page(1, 100)
    return caught.value


@pytest.mark.parametrize("status", [401, 403])
def test_401_and_403_stop_at_once_as_credentials(script, status):
    error = failure(script.then({"detail": "Clé API invalide."}, status=status).client())
    assert (error.kind, error.status, error.code, error.is_retryable) == ("http", status, "credentials", False)
    assert isinstance(error.__cause__, AuthFailed)
    assert "Clé API invalide." in str(error)
    assert len(script.requests) == 1


def test_the_other_form_of_refusal_is_shown_too(script):
    assert "compte suspendu" in str(failure(script.then({"error": "compte suspendu"}, status=403).client()))


def test_the_key_goes_out_in_its_own_header_and_nowhere_else(script):
    script.then([]).client().fetch_page(1, 100)
    ((path, headers),) = script.requests
    assert headers["X_API_KEY"] == KEY
    assert headers["ACCEPT"] == "application/json"
    assert "AUTHORIZATION" not in headers
    assert KEY not in path


def test_the_header_of_the_key_is_a_setting(script, settings):
    settings.B2B_API_KEY_HEADER = "X-Shop-Key"
    script.then([]).client().fetch_page(1, 100)
    assert script.requests[0][1]["X_SHOP_KEY"] == KEY
    assert "X_API_KEY" not in script.requests[0][1]


def test_the_key_shows_in_no_error_and_no_repr(script):
    client = script.then({"detail": f"unknown key {KEY}"}, status=403).client()
    error = failure(client)
    shown = f"{client!r} {client} {vars(client)!r} {error!r} {error} {error.__cause__!r} {error.__cause__}"
    assert KEY not in shown


def test_429_with_seconds_is_obeyed_by_raising_when_the_wait_is_long(script):
    error = failure(script.then({"detail": "Request was throttled."}, status=429, Retry_After="42").client())
    assert (error.kind, error.status, error.code, error.retry_after) == ("http", 429, "rate_limited", 42.0)
    assert error.is_retryable
    assert isinstance(error.__cause__, RateLimited)
    assert len(script.requests) == 1


def test_429_with_a_date_is_obeyed_too(script):
    when = formatdate(time.time() + 120, usegmt=True)
    error = failure(script.then(b"{}", status=429, Retry_After=when).client())
    assert error.retry_after is not None
    assert 110 < error.retry_after <= 120


@pytest.mark.parametrize(("header", "seconds"), [("0", 1.0), ("-5", 1.0), ("999999999", 6 * 3600.0)])
def test_the_wait_is_bounded(script, header, seconds):
    script.then(b"{}", status=429, Retry_After=header).then([])
    if seconds <= 5:
        started = time.monotonic()
        script.client().fetch_page(1, 100)
        assert time.monotonic() - started >= seconds
    else:
        assert failure(script.client()).retry_after == seconds


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_5xx_is_tried_three_times_and_then_an_error(script, status):
    error = failure(script.then(b"upstream sad", status=status).client())
    assert (error.kind, error.status, error.code, error.is_retryable) == ("http", status, "partner_down", True)
    assert isinstance(error.__cause__, PartnerDown)
    assert len(script.requests) == 3


def test_a_5xx_that_passes_is_not_noticed(script):
    script.then(b"", status=503).then(b"", status=500).then([{"id": 1}])
    assert len(script.client().fetch_page(1, 100).items) == 1


def test_503_that_names_a_time_waits_for_it(script):
    error = failure(script.then(b"", status=503, Retry_After="120").client())
    assert (error.code, error.retry_after, error.status) == ("rate_limited", 120.0, 503)


def test_no_connection_is_a_connection_error():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/api/v1"
        error = failure(InventoryAPIClient(KEY, address, log=CallLog("none")))
    assert (error.kind, error.status, error.code, error.is_retryable) == ("connection", None, "partner_down", True)
    assert "connection refused" in str(error)


def test_no_answer_in_time_is_a_timeout(script):
    def asleep(environ, start_response):
        time.sleep(0.5)
        return script_answer(start_response)

    error = failure(script.does(asleep).client(timeout=0.1))
    assert (error.kind, error.code, error.is_retryable) == ("timeout", "timeout", True)
    assert isinstance(error.__cause__, TimedOut)


def script_answer(start_response):
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", "2")])
    return [b"[]"]


def test_a_slow_drip_meets_the_deadline_for_the_whole_answer(simulation):
    simulation.simulator.add_fault("drip=0.02")
    started = time.monotonic()
    error = failure(simulation.client(timeout=0.3))
    assert error.kind == "timeout"
    assert time.monotonic() - started < 3.0


def test_200_with_html_is_an_error_and_only_its_beginning_is_kept(script):
    page = b"<!DOCTYPE html><title>Connexion</title>" + b"<p>secret</p>" * 500
    error = failure(script.then(page, media="text/html; charset=utf-8").client())
    assert (error.kind, error.code) == ("other", "not_understood")
    assert "answer not understood: it is an HTML page (HTTP 200): <!DOCTYPE html>" in str(error)
    assert len(str(error)) < 400
    assert len(script.requests) == 3


def test_html_that_calls_itself_json_is_an_error_too(script):
    assert failure(script.then(b"<html></html>").client()).code == "not_understood"


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b'{"results": [{"id": 1}', "it is no JSON list"),
        (b'{"results": [{"id": 1}, {"id":', "it is no JSON list"),
        (b'[{"id": 1}] and more', "it is no JSON list"),
        (b"\xef\xbb\xbf[]", "begins with a byte order mark"),
        (b'[{"id": 1, "name": "caf\xe9"}]', "is not UTF-8"),
        ("[]".encode("utf-16"), "is not UTF-8"),
        (b'[{"id": 1, "name": "two\nlines"}]', "it is no JSON list"),
        (b"[" * 100_000 + b"]" * 100_000, "it is no JSON list"),
        (b"", "the answer is empty"),
        (b"  \r\n ", "the answer is empty"),
    ],
)
def test_an_answer_that_cannot_be_read_is_asked_for_again_and_then_an_error(script, body, cause):
    error = failure(script.then(body).client())
    assert cause in str(error)
    assert isinstance(error.__cause__, BadPayload)
    assert len(script.requests) == 3


def test_an_answer_that_can_be_read_the_second_time_is_fine(script):
    assert (
        len(script.then(b"<html>", media="text/html").then(b"{").then([{"id": 1}]).client().fetch_page(1, 9).items) == 1
    )


def test_204_is_an_error(simulation):
    simulation.simulator.add_fault("no_content")
    assert failure(simulation.client()).code == "not_understood"


@pytest.mark.parametrize("fault", ["cut", "reset"])
def test_a_body_that_ends_early_and_a_broken_line_are_connection_errors_never_half_a_page(simulation, fault):
    simulation.simulator.add_fault(fault)
    error = failure(simulation.client())
    assert (error.kind, error.code, error.is_retryable) == ("connection", "partner_down", True)
    assert len(simulation.simulator.requests) == 3


def test_a_cut_body_says_incomplete_response(simulation):
    simulation.simulator.add_fault("cut")
    assert "incomplete response" in str(failure(simulation.client()))


def test_a_body_longer_than_its_content_length_is_no_page(script):
    """What is read is what was announced, and that is broken JSON."""
    assert failure(script.then(b'[{"id": 1}, {"id": 2}]', Content_Length="12").client()).code == "not_understood"


def test_a_redirect_on_the_same_host_is_followed(script):
    script.then(b"", status=301, Location="/b2b/api/v1/b2c/products/?page=1&page_size=9").then([{"id": 1}])
    assert len(script.client().fetch_page(1, 9).items) == 1
    assert script.paths[1] == "/api/v1/b2c/products/?page=1&page_size=9"


@pytest.mark.parametrize(
    "target", ["https://thief.example/api/v1/api/products/", "http://169.254.169.254/latest/", "//thief.example/"]
)
def test_a_redirect_to_another_host_is_refused(script, target):
    error = failure(script.then(b"", status=302, Location=target).client())
    assert (error.code, error.kind, error.status) == ("redirect_refused", "http", 302)
    assert "redirect refused" in str(error)


def test_a_body_beyond_the_cap_is_refused(script):
    def endless(environ, start_response):
        start_response("200 OK", [("Content-Type", "application/json")])
        return (b" " * 1_000_000 for _ in range(1000))

    error = failure(script.does(endless).client())
    assert (error.kind, error.code) == ("other", "not_understood")
    assert "large" in str(error)


def test_plain_http_to_another_machine_is_refused():
    with pytest.raises(InventoryAPIError, match=r"B2B_API_URL: .* must be https") as caught:
        InventoryAPIClient(KEY, "http://b2b.example/api/v1", log=CallLog("none"))
    assert caught.value.code == "configuration"


def test_a_server_that_speaks_no_tls_gets_no_plain_request(script):
    """No fallback to http: nothing of ours arrives."""
    address = script.url.replace("http://", "https://") + "/api/v1"
    error = failure(InventoryAPIClient(KEY, address, timeout=2, log=CallLog("none")))
    assert error.kind == "connection"
    assert script.requests == []


def test_without_any_key_the_error_says_where_to_put_one(db, settings):
    settings.B2B_API_KEY = ""
    with pytest.raises(InventoryAPIError, match="No B2B API key is active") as caught:
        InventoryAPIClient()
    assert (caught.value.code, caught.value.kind) == ("no_key", "other")


def test_the_key_of_the_settings_is_used_when_no_row_is_active(db, script, settings):
    settings.B2B_API_KEY, settings.B2B_API_URL = "b2c_1_from-the-settings", f"{script.url}/api/v1/"
    script.then([])
    InventoryAPIClient().fetch_categories()
    assert script.requests[0][1]["X_API_KEY"] == "b2c_1_from-the-settings"
