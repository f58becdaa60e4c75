"""One parser for CJ's envelope and all that comes in its place."""

import json

import pytest

from core.errors import BadPayload, NotFound, OutcomeUnknown, PartnerDown, RateLimited, Rejected
from suppliers.adapters.cj.envelope import open_envelope
from suppliers.adapters.cj.values import Misread
from tests.core.http import scripted_server as will
from tests.suppliers.cj.conftest import envelope, good, refusal
from tests.suppliers.cj.orders import order_request


@pytest.mark.parametrize(
    "body",
    [
        {"code": 200, "result": True, "success": True, "data": 7},
        {"code": 200, "result": True, "data": 7},
        {"code": "200", "data": 7},
        {"code": 0, "success": True, "message": None, "data": 7},
        {"success": True, "code": 200, "message": "Well done!", "data": 7},
        {"success": True, "message": "", "data": 7},
        {"code": 200, "success": True, "message": "", "data": {"code": 200, "success": True, "message": "", "data": 7}},
    ],
    ids=["whole", "no success", "text code", "code 0", "no result", "neither code nor result", "nested"],
)
def test_all_the_forms_of_success(body):
    """Pitfall 17."""
    opened = open_envelope(json.dumps(body).encode())
    assert (opened.is_success, opened.data) == (True, 7)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"code": 1600300, "result": False, "success": False, "data": None}, "1600300"),
        ({"code": 200, "result": False, "data": {}}, "200"),
        ({"code": 200, "success": False, "result": True, "data": {}}, "200"),
        ({"success": False, "message": "no", "data": {}}, ""),
        ({"code": 500, "success": True, "data": {}}, "500"),
        ({"code": 1600000, "result": "OK", "data": {}}, "1600000"),
    ],
)
def test_all_the_forms_of_refusal(body, code):
    """Pitfall 17: neither the HTTP status nor `result == "OK"` decides."""
    opened = open_envelope(json.dumps(body).encode())
    assert (opened.is_success, opened.code) == (False, code)


@pytest.mark.parametrize(
    "body", [b"", b"  ", b"<html></html>", b"[1]", b"7", b"{}", b'{"data": 1}', b'{"code": NaN}', b"[" * 100_000]
)
def test_what_is_no_envelope_is_not_read_as_one(body):
    with pytest.raises(Misread):
        open_envelope(body)


def test_data_that_has_a_message_of_its_own_is_not_taken_for_an_envelope():
    body = {"code": 200, "data": {"message": "hello", "data": 1}}
    assert open_envelope(json.dumps(body).encode()).data == {"message": "hello", "data": 1}


def test_figures_keep_every_digit():
    """Pitfall 22: neither an id nor an amount passes through a float."""
    opened = open_envelope(b'{"code": 200, "data": [12345678901234567890, 0.1]}')
    assert [str(value) for value in opened.data] == ["12345678901234567890", "0.1"]


def test_a_page_of_html_is_a_lost_answer_when_reading(wire, cj):
    wire.says(will.html(), {"amount": 5})
    assert str(cj.balance().available) == "5.00 USD"
    assert len(wire.calls) == 2


@pytest.mark.parametrize("answer", [will.html(), will.answer(200, b""), will.answer(200, b'{"half":')])
def test_answers_that_stay_unreadable_are_not_understood(wire, cj, answer):
    wire.says(answer)
    with pytest.raises(BadPayload):
        cj.balance()


@pytest.mark.parametrize(
    "answer",
    [
        will.html(),
        will.answer(200, b""),
        will.answer(502, b"<html>Bad gateway</html>", content_type="text/html"),
        will.answer(403, b"<html>Blocked</html>", content_type="text/html"),
        will.answer(404, b"<html>Not found</html>", content_type="text/html"),
        will.answer(500, {"code": 500, "success": False, "message": "Internal error"}),
        will.answer(200, {"code": 200, "result": False, "success": False}),
        will.answer(200, {"code": 200, "success": True, "data": {}}),
        will.hang_up,
        will.cut(b'{"code": 200, "data": {}}', 10),
    ],
    ids=["html", "empty", "502", "403 page", "404 page", "500", "contradicts itself", "no id", "hang up", "cut"],
)
def test_an_order_without_a_clear_answer_has_an_unknown_outcome_and_is_sent_once(wire, cj, answer):
    """Pitfall 14."""
    wire.says(answer)
    with pytest.raises(OutcomeUnknown):
        cj.create_order(order_request())
    assert wire.calls == ["POST shopping/order/createOrderV2"]


def test_a_proxys_404_page_does_not_make_a_product_gone(wire, cj):
    """Pitfall 18: only CJ's own words say that something is gone."""
    wire.says(will.answer(404, b"<html>Not found</html>", content_type="text/html"))
    with pytest.raises(PartnerDown):
        cj.product("1")
    (reading,) = cj.refresh(["1"])
    assert isinstance(reading.error, PartnerDown)


def test_a_refusal_with_http_500_is_the_refusal_it_names(wire, cj):
    wire.says(refusal(1604000, "Balance is insufficient", status=500))
    with pytest.raises(Rejected) as raised:
        cj.balance()
    assert raised.value.code == "1604000"


def test_a_refusal_with_http_404_is_read_too(wire, cj):
    wire.says(refusal(1602001, "Product not found", status=404))
    with pytest.raises(NotFound) as raised:
        cj.product("1")
    assert raised.value.code == "1602001"


def test_a_429_with_a_page_is_a_limit(wire, cj):
    wire.says(will.answer(429, b"<html>slow down</html>", retry_after="90"))
    with pytest.raises(RateLimited) as raised:
        cj.balance()
    assert raised.value.retry_after == 90


def test_an_answer_without_its_data_is_not_an_empty_one(wire, cj):
    """Pitfall 18."""
    wire.says(good(None))
    with pytest.raises(BadPayload):
        cj.product("1")
    with pytest.raises(BadPayload):
        cj.stock("1")
    with pytest.raises(BadPayload):
        cj.variant_stock("1")


def test_the_envelope_of_the_tests_is_a_good_one():
    assert open_envelope(json.dumps(envelope(1)).encode()).is_success
