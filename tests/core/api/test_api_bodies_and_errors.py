import json
import time

import pytest
from django.db import connection

from core.api.errors import BodyError
from core.api.parsers import read_json
from core.models import ApiClient
from tests.api_door import Api, code_of, make_key


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"{", "not valid JSON"),
        (b"", "not valid JSON"),
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b"[Infinity]", "Infinity is not a JSON number"),
        (b"[1e999]", "a number is too large"),
        (b"[" + b"9" * 5000 + b"]", "more than 18 digits"),
        (b"[-1234567890123456789]", "more than 18 digits"),
        (b"[" * 65 + b"]" * 65, "deeper than 64 levels"),
        (b"[" * 100_000, "deeper than 64 levels"),
        (b'{"a": 1, "a": 2}', "the same key twice"),
        (b'"\xff"', "not UTF-8"),
        (rb'{"a": "\ud800"}', "lone surrogate"),
    ],
)
def test_a_body_that_is_not_plain_json_is_refused_in_words(raw, words):
    with pytest.raises(BodyError, match=words):
        read_json(raw)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"[" * 64 + b"]" * 64, json.loads("[" * 64 + "]" * 64)),
        (b'{"a": "' + b"[" * 100 + b'"}', {"a": "[" * 100}),
        (rb'{"a": "\"[[\\"}', {"a": '"[[\\'}),
        (b"[123456789012345678, -1.5]", [123456789012345678, -1.5]),
        (rb'"\ud83d\ude00"', "😀"),
    ],
)
def test_plain_json_within_the_limits_is_read(raw, value):
    assert read_json(raw) == value


def test_a_body_of_a_megabyte_of_brackets_in_a_text_is_read_quickly():
    raw = b'["' + b"\\\\[" * 300_000 + b'"]'
    began = time.perf_counter()

    read_json(raw)

    assert time.perf_counter() - began < 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "parse_error"),
        (b'{"kind": NaN}', 400, "parse_error"),
        (b"[" * 1000 + b"]" * 1000, 400, "parse_error"),
        (b"[" + b"1," * 400_000 + b"1]", 400, "invalid"),
        (b'"' + b"a" * 10_000_000 + b'"', 413, "body_too_large"),
    ],
)
def test_hostile_bodies_are_answered_in_the_error_body_within_a_second(body, status, code):
    began = time.process_time()  # of our own work: a loaded machine makes no body slower

    answer = Api().post("/api/token", body)

    assert (answer.status_code, code_of(answer)) == (status, code)
    assert time.process_time() - began < 1


@pytest.mark.django_db
def test_a_body_that_is_not_declared_as_json_is_a_415():
    answer = Api().ask("POST", "/api/token", b"<a/>", **{"Content-Type": "text/xml"})

    assert (answer.status_code, code_of(answer)) == (415, "unsupported_media_type")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "path", ["/api/nothing", "/api/nothing/", "/api/products/prd_1/x", "/api/", "/api/%00", "/api/%F0%9F"]
)
def test_an_unknown_address_is_a_404_in_the_error_body(method, path):
    answer = Api(make_key("read")).ask(method, path)

    assert (answer.status_code, code_of(answer)) == (404, "not_found")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_a_method_that_an_address_does_not_have_is_a_405_in_the_error_body(method):
    answer = Api(make_key("admin")).ask(method, "/api/products")

    assert (answer.status_code, code_of(answer)) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.django_db
def test_an_address_with_a_slash_at_its_end_is_the_same_without_a_redirect():
    api = Api(make_key("read"))

    for path in ("/api/products", "/api/categories", "/api/jobs", "/api/external-products"):
        assert api.get(path + "/").status_code == api.get(path).status_code == 200
    assert Api().post("/api/token/", {"username": "a", "password": "b"}).status_code == 401


@pytest.mark.django_db
def test_a_failure_of_the_hub_tells_nothing_of_its_inside(settings):
    settings.DEBUG = False
    api = Api(make_key("read"))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE inventory_product RENAME TO hidden_product")

    answer = api.get("/api/products", page_size=1)

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("ALTER TABLE hidden_product RENAME TO inventory_product")
    assert answer.status_code == 500
    assert answer.json() == {
        "type": "server_error",
        "errors": [{"code": "error", "detail": "Server Error (500)", "attr": None}],
    }
    assert len(answer.headers["X-Request-ID"]) == 16


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_a_400_in_the_error_body():
    answer = Api(make_key("read"), Host="evil.example").get("/api/products")

    assert (answer.status_code, code_of(answer)) == (400, "bad_request")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "kept"),
    [("abcdef-123456", True), ("short", False), ("x" * 65, False), ("new\tline-1234", False)],
)
def test_a_plain_request_id_is_taken_over_and_any_other_is_replaced(given, kept):
    answer = Api(make_key("read"), **{"X-Request-ID": given}).get("/api/products")

    assert (answer.headers["X-Request-ID"] == given) is kept


@pytest.mark.django_db
def test_no_cache_on_the_way_keeps_what_a_key_may_read():
    for answer in (Api(make_key("read")).get("/api/products"), Api().get("/api/products"), Api().get("/api/nothing")):
        assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_a_page_is_not_served_as_anything_but_json():
    answer = Api(make_key("read"), Accept="text/html").get("/api/products")

    assert (answer.status_code, code_of(answer)) == (406, "not_acceptable")


@pytest.mark.django_db
def test_a_busy_database_does_not_cost_the_answer_when_only_the_last_use_cannot_be_written(django_assert_num_queries):
    key = make_key("read")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "CREATE TRIGGER no_write BEFORE UPDATE ON core_apiclient BEGIN SELECT RAISE(ABORT, 'busy'); END"
            )
    if connection.vendor == "sqlite":
        assert Api(key).get("/api/products").status_code == 200
        assert ApiClient.objects.get().last_used_at is None
