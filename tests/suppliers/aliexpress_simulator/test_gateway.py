"""Who is let in: signatures, timestamps, tokens, limits, and the envelope of each refusal."""

import json
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from suppliers.adapters.aliexpress.simulator.signatures import expected_sign
from tests.suppliers.aliexpress_simulator.caller import serving, sign

BENEFIT = "aliexpress.ds.member.benefit.get"


@pytest.mark.parametrize("method", ["sha256", "md5", "hmac"])
def test_each_way_of_signing_is_accepted(platform, method):
    given = platform.signed({"method": BENEFIT, "session": platform.token}, sign_method=method)
    assert platform.send(given)["aliexpress_ds_member_benefit_get_response"]["result"]["success"] is True


def test_the_documented_vector_gives_the_documented_signature():
    given = {
        "access_token": "test",
        "app_key": "123456",
        "order_id": "1234",
        "sign_method": "sha256",
        "timestamp": "1517820392000",
    }
    wanted = "4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A"
    assert expected_sign("helloworld", given, "/order/get", "sha256") == wanted


def test_upper_case_sorts_before_lower_case_and_values_are_raw_utf8(platform):
    given = platform.signed(
        {
            "method": "aliexpress.ds.text.search",
            "session": platform.token,
            "keyWord": "pêche 猫",
            "local": "fr_FR",
            "countryCode": "FR",
            "currency": "EUR",
            "pageSize": "20",
            "page_no": "9",
        }
    )
    assert platform.send(given)["aliexpress_ds_text_search_response"]["data"]["totalCount"] == 0


def test_empty_parameters_are_not_signed(platform):
    given = platform.signed({"method": BENEFIT, "session": platform.token})
    assert "error_response" not in platform.send(given | {"partner_id": ""})


def test_a_get_with_everything_in_the_address_is_answered_alike(platform):
    query = urlencode(platform.signed({"method": BENEFIT, "session": platform.token}))
    _, _, body = platform.fetch("GET", f"/sync?{query}")
    assert json.loads(body)["aliexpress_ds_member_benefit_get_response"]["result"]["code"] == "0"


@pytest.mark.parametrize(
    "change",
    [{"sign": "0" * 64}, {"app_key": "999"}, {"added": "later"}],
    ids=["wrong signature", "unknown app", "more than was signed"],
)
def test_what_was_not_signed_so_is_refused(platform, change):
    given = platform.signed({"method": BENEFIT, "session": platform.token}) | change
    error = platform.send(given)["error_response"]
    assert (error["type"], error["code"]) == ("ISV", "IncompleteSignature")


def test_another_apps_key_is_refused_however_well_it_is_signed(platform):
    assert platform.refusal(app_key="999")["code"] == "IncompleteSignature"


def test_the_rest_door_refuses_in_its_flat_form(platform):
    given = platform.signed({"code": "x"}, "/auth/token/create") | {"sign": "0"}
    body = platform.send(given, "/rest/auth/token/create")
    assert set(body) == {"type", "code", "message", "request_id"}
    assert body["code"] == "IncompleteSignature"


def test_the_path_belongs_to_the_signature_of_the_rest_door(platform):
    given = platform.signed({"code": "x"})  # signed without the path
    assert platform.send(given, "/rest/auth/token/create")["code"] == "IncompleteSignature"


@pytest.mark.parametrize(("off", "accepted"), [(-7100, True), (7100, True), (-7300, False), (7300, False)])
def test_a_timestamp_may_be_two_hours_off_the_gateways_clock(platform, off, accepted):
    platform.simulator.clock.skew = off
    body = platform.call(BENEFIT)
    assert ("error_response" not in body) is accepted
    if not accepted:
        assert body["error_response"]["code"] == "IllegalTimestamp"


def test_a_timestamp_may_be_utc_text(platform):
    now = datetime.now(UTC)
    assert "error_response" not in platform.call(BENEFIT, timestamp=now.strftime("%Y-%m-%d %H:%M:%S"))
    late = now - timedelta(hours=3)
    assert platform.refusal(timestamp=late.strftime("%Y-%m-%d %H:%M:%S"))["code"] == "IllegalTimestamp"
    assert platform.refusal(timestamp="noon")["code"] == "InvalidTimestamp"


@pytest.mark.parametrize("name", ["app_key", "timestamp", "sign_method"])
def test_a_missing_system_parameter_is_named(platform, name):
    error = platform.refusal(**{name: ""})
    assert error["code"] == "MissingParameter"
    assert name in error["msg"]


def test_the_token_may_be_called_session_or_access_token_but_not_both(platform):
    assert "error_response" not in platform.call(BENEFIT, session="", access_token=platform.token)
    assert platform.refusal(access_token=platform.token)["code"] == "InvalidParameter"


@pytest.mark.parametrize("token", ["", "somebody else's"])
def test_without_a_good_token_nothing_is_told(platform, token):
    assert platform.refusal(session=token)["code"] == "IllegalAccessToken"


def test_an_api_that_the_app_may_not_use_is_refused(platform):
    assert platform.refusal("aliexpress.affiliate.product.query")["code"] == "InsufficientPermission"


def test_more_calls_a_second_to_one_api_than_allowed_are_banned_for_a_second(platform):
    platform.simulator.gateway.limits.per_second = 2
    answers = [platform.call(BENEFIT) for _ in range(3)]
    assert ["error_response" in body for body in answers] == [False, False, True]
    assert answers[2]["error_response"]["msg"].endswith("this ban will last 1 seconds")
    assert "error_response" not in platform.call("aliexpress.ds.category.get")
    platform.simulator.clock.advance(1.1)
    assert "error_response" not in platform.call(BENEFIT)


def test_more_calls_a_day_than_allowed_are_banned_until_midnight_in_beijing(platform):
    platform.simulator.gateway.limits.per_day = 1
    platform.call(BENEFIT)
    now = datetime.now(UTC) + timedelta(hours=8)
    left = 86_400 - (now.hour * 3600 + now.minute * 60 + now.second)
    said = int(platform.refusal("aliexpress.ds.category.get")["msg"].split()[-2])
    assert abs(said - left) <= 5
    platform.simulator.clock.advance(said + 1)
    assert "error_response" not in platform.call(BENEFIT)


def test_a_ban_of_hours_lasts_and_counts_down(platform):
    platform.simulator.add_fault("ban=7200@category.getx1")
    assert platform.refusal("aliexpress.ds.category.get")["msg"].endswith("this ban will last 7200 seconds")
    platform.simulator.clock.advance(7000)
    said = int(platform.refusal("aliexpress.ds.category.get")["msg"].split()[-2])
    assert 190 <= said <= 200
    platform.simulator.clock.advance(201)
    assert "error_response" not in platform.call("aliexpress.ds.category.get")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("IllegalAccessToken", "ISV"),
        ("26", "ISV"),
        ("27", "ISV"),
        ("IncompleteSignature", "ISV"),
        ("25", "ISV"),
        ("InvalidTimestamp", "ISV"),
        ("IllegalTimestamp", "ISV"),
        ("InsufficientPermission", "ISV"),
        ("MissingParameter", "ISV"),
        ("InvalidParameter", "ISV"),
        ("40", "ISV"),
        ("41", "ISV"),
        ("ApiCallLimit", "ISV"),
        ("7", "ISV"),
        ("15", "ISP"),
        ("50", "ISP"),
        ("ISP", "ISP"),
        ("SYSTEM", "SYSTEM"),
        ("ServiceUnavailable", "SYSTEM"),
    ],
)
def test_every_code_can_be_planned_for_one_api_and_so_many_times(platform, code, kind):
    platform.simulator.add_fault(f"code={code}@benefit.getx1")
    assert "error_response" not in platform.call("aliexpress.ds.category.get")
    error = platform.refusal(BENEFIT)
    assert (error["code"], error["type"]) == (code, kind)
    assert "error_response" not in platform.call(BENEFIT)


def test_a_backend_error_carries_its_sub_code(platform):
    platform.simulator.add_fault("sub_code=isv.account-migration-check-failx1")
    error = platform.refusal()
    assert (error["code"], error["sub_code"]) == ("15", "isv.account-migration-check-fail")


def test_the_requests_are_told_with_their_times_and_without_secrets(platform):
    before = time.time()
    platform.call(BENEFIT)
    status, told = platform.steer("requests", api="benefit.get")
    assert status == 200
    assert told[0]["parameters"]["session"] == told[0]["parameters"]["sign"] == "(given)"
    assert platform.token not in json.dumps(told)
    assert before <= told[0]["at"] <= time.time()


def test_uploaded_bytes_are_not_signed(platform):
    given = platform.signed({"method": "aliexpress.ds.image.search", "session": platform.token})
    lines = []
    for name, value in given.items():
        lines += ["--b", f'Content-Disposition: form-data; name="{name}"', "", value]
    lines += [
        "--b",
        'Content-Disposition: form-data; name="image_file_bytes"; filename="a.png"',
        "",
        "PNG",
        "--b--",
        "",
    ]
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    _, _, body = platform.fetch("POST", "/sync", "\r\n".join(lines), headers)
    # Past the signature: it is the API that is not there.
    assert json.loads(body)["error_response"]["code"] == "InsufficientPermission"
    assert platform.simulator.requests[-1].files == ("image_file_bytes",)


def test_the_app_and_its_secret_can_be_chosen():
    with serving(key="777", secret="other") as platform:
        assert platform.simulator.environment("http://x") == {
            "ALIEXPRESS_API_URL": "http://x",
            "ALIEXPRESS_AUTH_URL": "http://x/oauth",
            "ALIEXPRESS_API_KEY": "777",
            "ALIEXPRESS_SECRET": "other",
        }
        assert "error_response" not in platform.call(BENEFIT)


def test_the_caller_of_these_tests_signs_as_the_platform_expects():
    given = {"b": "2", "a": "ü", "A": "1"}
    for method in ("sha256", "md5", "hmac"):
        assert sign("s", given, "/p", method) == expected_sign("s", given, "/p", method)
