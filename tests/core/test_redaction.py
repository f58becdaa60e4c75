"""No value under a secret's name, and nothing that looks like a key, survives."""

import json
import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.crypto import Secret
from core.redaction import (
    KNOWN_AT_MOST,
    MARK,
    address_for_log,
    excerpt,
    is_secret_name,
    redact_mapping,
    redact_text,
)

CANARY = "c4n4ry"
SECRET_NAMES = [
    "token",
    "access_token",
    "refreshToken",
    "Authorization",
    "Proxy-Authorization",
    "Cookie",
    "Set-Cookie",
    "password",
    "passwd",
    "X-API-Key",
    "apikey",
    "api key",
    "key",
    "SECRET_KEY",
    "HUB_ENCRYPTION_KEYS",
    "client_secret",
    "sign",
    "X-Shopify-Hmac-Sha256",
    "signature",
    "code_verifier",
    "sessionid",
    "csrfmiddlewaretoken",
    "CJ-Access-Token",
    "platformToken",
    "openId",
    "webhook_key",
]
PERSONAL_NAMES = [
    "email",
    "openEmail",
    "shippingPhone",
    "mobile_no",
    "shippingAddress",
    "shippingAddress2",
    "logistics_address",
    "address1",
    "detail_address",
    "shippingCustomerName",
    "contact_person",
    "full_name",
    "first_name",
    "shippingZip",
    "zip",
    "postal_code",
    "houseNumber",
    "taxId",
    "consigneeID",
]
HARMLESS_NAMES = [
    "design",
    "keyword",
    "monkey",
    "assigned_to",
    "dedupe_key",
    "aggregate_key",
    "id",
    "name",
    "count",
    "shippingCountryCode",
    "address",
    "webhook_address",
    "gzip",
    "productNameEn",
    "",
]

# A secret's name with something before or behind it that no one would type, but a partner might.
names = st.builds(
    lambda before, name, behind: f"{before}{name}{behind}",
    st.sampled_from(["", "x-", "my ", "é_", "2."]),
    st.sampled_from(SECRET_NAMES),
    st.sampled_from(["", "_2", " (old)", "!"]),
)
leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8))
secrets = st.recursive(
    st.sampled_from([CANARY, f"{CANARY} {CANARY}", f'a"b\\{CANARY}', f"a, {CANARY}}}", f"'{CANARY}"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)
holding_secrets = st.recursive(
    st.builds(lambda name, value: {name: value}, names, secrets),
    lambda inner: st.one_of(
        st.lists(st.one_of(inner, leaves), max_size=4),
        st.dictionaries(st.text(max_size=8), st.one_of(inner, leaves), max_size=4),
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_secret_names_are_known(name):
    assert is_secret_name(name)


@pytest.mark.parametrize("name", PERSONAL_NAMES)
def test_what_tells_who_a_customer_is_is_taken_out_like_a_secret(name):
    assert redact_text(json.dumps({name: "c4n4ry 12", "orderStatus": "SHIPPED"})) == (
        f'{{"{name}": "{MARK}", "orderStatus": "SHIPPED"}}'
    )


@pytest.mark.parametrize("name", HARMLESS_NAMES)
def test_harmless_names_are_left_alone(name):
    assert not is_secret_name(name)


@given(holding_secrets)
def test_a_secret_at_any_depth_of_a_mapping_does_not_survive(values):
    assert CANARY not in json.dumps(redact_mapping({"data": values}))


@given(holding_secrets, st.booleans())
def test_a_secret_at_any_depth_of_json_text_does_not_survive(values, in_ascii):
    assert CANARY not in redact_text(json.dumps(values, ensure_ascii=in_ascii))


@given(holding_secrets, st.integers(min_value=0, max_value=400))
def test_a_secret_in_json_that_was_cut_off_does_not_survive(values, length):
    assert CANARY not in redact_text(json.dumps(values)[:length])


@given(holding_secrets)
def test_a_secret_in_the_printed_form_of_a_mapping_does_not_survive(values):
    assert CANARY not in redact_text(repr({"data": values}))


@given(st.text())
def test_any_text_can_be_redacted(text):
    assert isinstance(redact_text(text), str)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"token": "c4n4ry", "page": 2}', '{"token": "[redacted]", "page": 2}'),
        ('{"a":{"keys":["c4n4ry",{"b":"c4n4ry"}]}}', '{"a":{"keys":"[redacted]"}}'),
        ('{"sign":null,"design":"oak"}', '{"sign":null,"design":"oak"}'),
        ("/cb?code=7&access_token=c4n4ry&shop=x", "/cb?code=7&access_token=[redacted]&shop=x"),
        ("Authorization: Basic c4n4ry more\nHost: x", "Authorization: [redacted]\nHost: x"),
        ("Set-Cookie: a=c4n4ry; b=c4n4ry\r\nHost: x", "Set-Cookie: [redacted]\r\nHost: x"),
        (
            '{"body": "{\\"api_key\\": \\"c4n4ry\\", \\"n\\": 2}"}',
            '{"body": "{\\"api_key\\": \\"[redacted]\\", \\"n\\": 2}"}',
        ),
        ("<eBayAuthToken>c4n4ry</eBayAuthToken>", "<eBayAuthToken>[redacted]</eBayAuthToken>"),
        ("https://user:c4n4ry@host/x", "https://[redacted]@host/x"),
        ("password=c4n4ry", "password=[redacted]"),
        ("nothing to hide: 12 products, basic settings", "nothing to hide: 12 products, basic settings"),
    ],
)
def test_only_the_secret_goes(text, shown):
    assert redact_text(text) == shown


@pytest.mark.parametrize(
    "key",
    [
        "shpat_0123456789abcdef",
        "shpss_0123456789abcdef",
        "v^1.1#i^1#p^3#r^1#abc==",
        "Bearer abc123.def",
        "hub_1a2b3c4d_0123456789abcdefghijklmnopqrstuvwxyz0123456",
        "b2c_12_abcdefgh",
        "CJ1234567@api@0123456789",
        "gAAAAABlabcdefghijklmnopqrstuvwxyz0123456789_-==",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_123",
        "-----BEGIN " + "PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----",
    ],
)
def test_what_looks_like_a_key_goes_wherever_it_stands(key):
    assert redact_text(f"before {key} after") == f"before {MARK} after"
    assert redact_mapping({"note": [key]}) == {"note": [MARK]}


def test_a_mapping_keeps_its_shape_and_its_harmless_values():
    values = {
        "n": 1,
        "price": Decimal("1.50"),
        "day": date(2026, 1, 2),
        "none": None,
        "list": (1, "x"),
        "raw": b"token=1",
    }
    assert redact_mapping(values) == {
        "n": 1,
        "price": Decimal("1.50"),
        "day": date(2026, 1, 2),
        "none": None,
        "list": [1, "x"],
        "raw": "token=[redacted]",
    }
    assert redact_mapping({"token": None, "password": ""}) == {"token": None, "password": ""}


def test_a_mapping_that_holds_itself_ends():
    endless: dict = {"a": 1}
    endless["self"] = endless
    assert redact_mapping(endless)["self"]["a"] == 1


def test_an_excerpt_is_short_and_cuts_no_key_in_two():
    body = b"x " * 4093 + b"hub_1a2b3c4d_0123456789"
    assert len(excerpt(body + b"abcdefghijklmnopqrstuvwxyz0123456")) == 2048
    assert "0123" not in excerpt("y " * 97 + "shpat_01234567", limit=50)
    assert excerpt(b"\xff\x00ok") == "\ufffdok"


def test_an_address_is_logged_without_query_and_user():
    assert address_for_log("https://u:p@shop.example:8443/a/b?token=1#x") == "https://shop.example:8443/a/b"
    assert address_for_log("/api/v1/products/?page=2") == "/api/v1/products/"
    assert address_for_log("http://[::1") == "[unreadable address]"


@pytest.mark.parametrize(
    "piece",
    [
        "A",
        "\\",
        '"',
        'token=\\"',
        "token:{",
        "eyJaaaaaaa.",
        "://",
        "token" + " " * 7,
        "Bearer ",
        "-----BEGIN " + "PRIVATE KEY-----",
    ],
)
def test_redaction_stays_linear_on_hostile_text(piece):
    text = piece * (400_000 // len(piece))
    started = time.process_time()
    redact_text(text)
    assert time.process_time() - started < 2.0


def test_an_excerpt_of_a_large_answer_costs_nothing():
    body = json.dumps([{"token": "x", "name": "y"}] * 500_000).encode()
    started = time.process_time()
    excerpt(body)
    assert time.process_time() - started < 0.1


def test_a_secret_that_was_used_is_taken_out_wherever_it_stands():
    said = "The words moonlit-gravel-7310 are not accepted, <li>moonlit-gravel-7310</li>"
    assert redact_text(said) == said

    Secret("moonlit-gravel-7310").reveal()

    assert redact_text(said) == f"The words {MARK} are not accepted, <li>{MARK}</li>"


def test_a_secret_that_was_used_is_taken_out_as_it_stands_in_a_form():
    Secret("v2#gravel/moonlit==7310").reveal()

    assert redact_text("code=v2%23gravel%2Fmoonlit%3D%3D7310&x=1") == f"code={MARK}&x=1"


def test_a_secret_too_short_to_be_told_from_a_word_is_left_to_its_name():
    Secret("French").reveal()

    assert redact_text("French, api_key=French") == f"French, api_key={MARK}"


def test_only_the_newest_secrets_are_known_by_heart():
    Secret("the-oldest-of-them-all").reveal()
    for number in range(KNOWN_AT_MOST):
        Secret(f"a-newer-secret-{number:03}").reveal()

    assert redact_text("the-oldest-of-them-all a-newer-secret-000") == f"the-oldest-of-them-all {MARK}"


def test_the_secret_part_of_an_address_that_partners_call_is_taken_out():
    told = redact_text("Unauthorized: /api/cj-dropshipping/webhooks/Zt5mJ0c2bQ_kR8-xW1yN4aLp")

    assert told == f"Unauthorized: /api/cj-dropshipping/webhooks/{MARK}"
    assert redact_text("/api/cj-dropshipping/webhooks/logs") == "/api/cj-dropshipping/webhooks/logs"
