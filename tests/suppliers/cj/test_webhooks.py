"""Signatures of pushes, the set-up of addresses, and subscriptions that look as if they had worked."""

import base64
import hashlib
import hmac
import json
import os
from pathlib import Path

import pytest
from django.conf import settings as project

from core.errors import BadPayload, Rejected
from suppliers.adapters.cj.signing import is_signed, signature
from tests.suppliers.cj.conftest import OPEN_ID, good, refusal
from tests.suppliers.cj.test_key import PAIR

SHARED = Path(os.environ.get("ENTREPOT_SHARED", project.BASE_DIR.parent / "shared"))
VECTORS = SHARED / "contracts" / "samples" / "signing_vectors.json"
RAW = '{"messageId":"m-1","type":"ORDER","params":{"remark":"Ch\u00e2teau"}}'.encode()
URL = "https://hub.example/api/cj-dropshipping/webhooks/abc"


def signed(raw, key):
    return base64.b64encode(hmac.new(key.encode(), raw, hashlib.sha256).digest()).decode()


def test_a_push_signed_with_our_open_id_is_ours(cj):
    """Pitfall 8: the raw body, in Base64, under the openId as text."""
    assert cj.verify_push(RAW, {"sign": signed(RAW, OPEN_ID)})


@pytest.mark.parametrize(
    "given",
    [
        hmac.new(OPEN_ID.encode(), RAW, hashlib.sha256).hexdigest(),
        signed(RAW, "20012"),
        signed(json.dumps(json.loads(RAW)).encode(), OPEN_ID),
        signed(RAW, OPEN_ID)[:-1],
        "",
        "Ch\u00e2teau",
        "\udcff",
    ],
    ids=["hex", "another key", "written anew", "cut", "none", "not ASCII", "not text"],
)
def test_every_other_signature_is_refused(cj, given):
    """Pitfall 8."""
    assert cj.verify_push(RAW, {"sign": given}) is False


def test_the_open_id_in_the_body_is_nobodys_proof(cj):
    """Pitfall 9: a forger would supply both."""
    raw = b'{"messageId":"m-1","openId":666,"type":"ORDER","params":{}}'
    assert cj.verify_push(raw, {"sign": signed(raw, "666")}) is False


def test_without_a_stored_key_nothing_is_ours(make_account, open_cj):
    cj = open_cj(make_account(webhook_key=""))
    assert cj.verify_push(RAW, {"sign": signed(RAW, "")}) is False
    assert cj.verify_push(RAW, {}) is False


@pytest.mark.conformance
@pytest.mark.skipif(not VECTORS.is_file(), reason="the contracts' signing vectors are not here (ENTREPOT_SHARED)")
def test_the_published_vectors():
    """Pitfall 8."""
    vectors = json.loads(VECTORS.read_text("utf-8"))["cj_webhook"]
    assert len(vectors) == 2
    for vector in vectors:
        raw = vector["raw_body"].encode()
        assert signature(raw, vector["openId"]) == vector["sign"]
        assert is_signed(raw, vector["openId"], vector["sign"])


@pytest.mark.parametrize(("raw", "is_probe"), [(b"", True), (b" \n", True), (b"{}", False), (RAW, False)])
def test_an_empty_body_is_cj_trying_the_address(cj, raw, is_probe):
    assert cj.is_probe(raw) is is_probe


def test_all_topics_are_set_at_one_address(wire, cj):
    wire.says(True)
    setup = cj.set_webhooks(URL)
    topics = ("product", "stock", "order", "logistics", "makeup", "privateOrder")
    assert (wire.calls, wire.sent()) == (
        ["POST webhook/set"],
        {topic: {"type": "ENABLE", "callbackUrls": [URL]} for topic in topics},
    )
    assert (setup.addresses, setup.refused) == (dict.fromkeys(topics, URL), ())


@pytest.mark.parametrize("code", [1606001, 1607001, 1607002, 1607003])
def test_an_address_that_cj_refuses(wire, cj, code):
    wire.says(refusal(code, "Please do not use localhost"))
    with pytest.raises(Rejected) as raised:
        cj.set_webhooks(URL)
    assert raised.value.code == str(code)


def test_ids_that_a_good_answer_hides_as_refused_are_told(wire, cj):
    wire.says({"successProductIds": ["1"], "failProductIds": ["2"], "subscribeAll": False})
    assert cj.subscribe_products(["1", "2", "3"]) == ["2", "3"]
    assert (wire.calls, wire.sent()) == (["POST webhook/product/subscribe"], {"productIds": ["1", "2", "3"]})


def test_an_account_that_is_subscribed_to_everything_needs_no_ids(wire, cj):
    wire.says({"successProductIds": [], "failProductIds": ["2"], "subscribeAll": True})
    assert cj.subscribe_products(["1", "2"]) == ["2"]


def test_products_are_subscribed_a_hundred_at_a_time(wire, cj):
    ids = [str(number) for number in range(130)]
    wire.says({"successProductIds": ids[:100]}, {"successProductIds": ids[100:]})
    assert cj.subscribe_products(ids, subscribe=False) == []
    assert wire.calls == ["POST webhook/product/unsubscribe"] * 2
    assert [len(wire.sent(number)["productIds"]) for number in (0, 1)] == [100, 30]


def test_an_answer_without_its_lists_is_no_subscription(wire, cj):
    wire.says(good(None))
    with pytest.raises(BadPayload):
        cj.subscribe_products(["1"])


def test_connecting_reads_the_settings(wire, cj):
    wire.says(
        {
            "openId": 20011,
            "openName": "Shop",
            "openEmail": "ops@example.test",
            "setting": {
                "qpsLimit": 4,
                "quotaLimits": [
                    {"quotaUrl": "/api2.0/v1/product/list", "quotaLimit": 1000, "quotaType": 4},
                    {"quotaUrl": "/api2.0/v1/product/query", "quotaLimit": 5, "quotaType": 5},
                    {"quotaUrl": "/odd", "quotaLimit": None, "quotaType": 9},
                ],
            },
            "callback": {"type": "ENABLE", "urls": [URL]},
            "root": "VIP",
            "isSandbox": True,
        }
    )
    info = cj.connect()
    assert (info.remote_id, info.name, info.email, info.level) == ("", "Shop", "ops@example.test", "VIP")
    assert (info.calls_per_second, info.is_sandbox, info.webhook_urls) == (4.0, True, (URL,))
    assert [(quota.limit, quota.period) for quota in info.quotas] == [(1000, "day"), (5, "hour")]


def test_connecting_with_a_token_from_before_gives_the_key_of_the_signatures(wire, make_account, open_cj):
    account = make_account(webhook_key="", remote_id="")
    wire.says({"openId": 20011})
    open_cj(account).connect()
    account.refresh_from_db()
    assert (account.webhook_key.reveal(), account.remote_id) == ("20011", "")


def test_another_key_of_the_account_brings_another_key_of_the_signatures(wire, make_account, open_cj):
    """The adapter that connected knows it at once; the row that the caller holds, too."""
    account = make_account(access_token="", refresh_token="", webhook_key="20011")
    wire.says({**PAIR, "openId": 30033}, {"openId": 30033})
    cj = open_cj(account)
    cj.connect()
    assert account.webhook_key.reveal() == "30033"
    assert cj.verify_push(RAW, {"sign": signed(RAW, "30033")})
