"""issueRefund: what may be given back, when it is settled, and the signature of a seller in the EU."""

import base64
import hashlib
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key

from tests.marketplaces.ebay_simulator.laboratory import ORDERS, Laboratory

if TYPE_CHECKING:
    from collections.abc import Callable

KEYS = "/developer/key_management/v1/signing_key"


def whole(value: str, currency: str = "USD", **more: Any) -> dict[str, Any]:
    return {"reasonForRefund": "BUYER_RETURN", "orderLevelRefundAmount": {"value": value, "currency": currency}} | more


def test_a_refund_is_settled_later_and_seen_in_the_order(lab: Laboratory):
    lab.simulator.set_rule("refund_seconds", 60.0)
    number = lab.order()
    told = lab.ask("POST", f"{ORDERS}/{number}/issue_refund", whole("5.00"))
    assert told["refundStatus"] == "PENDING"
    assert lab.get(f"{ORDERS}/{number}")["orderPaymentStatus"] == "PAID"
    assert lab.refusal("POST", f"{ORDERS}/{number}/issue_refund", whole("1.00"))["errorId"] == 34922
    lab.steer("clock?seconds=61")
    order = lab.get(f"{ORDERS}/{number}")
    row = order["paymentSummary"]["refunds"][0]
    assert (row["refundId"], row["refundStatus"], row["amount"]["value"]) == (told["refundId"], "REFUNDED", "5.00")
    assert order["orderPaymentStatus"] == "PARTIALLY_REFUNDED"


def test_a_refund_may_fail_and_then_nothing_was_given_back(lab: Laboratory):
    lab.simulator.set_rule("refund_fails", True)
    number = lab.order()
    assert lab.ask("POST", f"{ORDERS}/{number}/issue_refund", whole("19.90"))["refundStatus"] == "FAILED"
    assert lab.get(f"{ORDERS}/{number}")["orderPaymentStatus"] == "PAID"


def test_a_line_is_refunded_by_its_number(lab: Laboratory):
    number = lab.order()
    line = lab.simulator.orders[number].lines[0].number
    item = {"lineItemId": line, "refundAmount": {"value": "4.00", "currency": "USD"}}
    lab.ask("POST", f"{ORDERS}/{number}/issue_refund", {"reasonForRefund": "BUYER_RETURN", "refundItems": [item]})
    assert lab.get(f"{ORDERS}/{number}")["lineItems"][0]["refunds"][0]["amount"]["value"] == "4.00"
    assert [one.line for one in lab.simulator.refunds[number]] == [line]


def test_a_refund_that_is_settled_changes_the_order(lab: Laboratory):
    lab.simulator.set_rule("refund_seconds", 60.0)
    number = lab.order()
    lab.ask("POST", f"{ORDERS}/{number}/issue_refund", whole("5.00"))
    before = lab.get(f"{ORDERS}/{number}")["lastModifiedDate"]
    lab.steer("clock?seconds=61")
    after = lab.get(f"{ORDERS}/{number}")["lastModifiedDate"]
    assert after > before


def test_a_refund_of_two_lines_is_one_row_of_the_payment(lab: Laboratory):
    number = lab.order({"title": "Lamp", "price": "19.90"}, {"title": "Soap", "price": "4.90"})
    rows = [
        {"lineItemId": line.number, "refundAmount": {"value": "1.00", "currency": "USD"}}
        for line in lab.simulator.orders[number].lines
    ]
    lab.ask("POST", f"{ORDERS}/{number}/issue_refund", {"reasonForRefund": "OTHER_ADJUSTMENT", "refundItems": rows})
    told = lab.get(f"{ORDERS}/{number}")
    assert [row["amount"]["value"] for row in told["paymentSummary"]["refunds"]] == ["2.00"]
    assert [len(line["refunds"]) for line in told["lineItems"]] == [1, 1]


def test_all_given_back_is_fully_refunded_and_cannot_be_given_twice(lab: Laboratory):
    number = lab.order()
    lab.ask("POST", f"{ORDERS}/{number}/issue_refund", whole("19.90"))
    assert lab.get(f"{ORDERS}/{number}")["orderPaymentStatus"] == "FULLY_REFUNDED"
    assert lab.refusal("POST", f"{ORDERS}/{number}/issue_refund", whole("19.90"))["errorId"] == 34917


WRONG: list[tuple[dict[str, Any], int]] = [
    (whole("5.00", reasonForRefund="BECAUSE"), 34903),
    ({"reasonForRefund": "BUYER_RETURN"}, 34905),
    (whole(""), 34906),
    (whole("-1"), 34907),
    (whole("1.001"), 34907),
    (whole("5.00", "EUR"), 34909),
    (whole("19.91"), 34915),
    (whole("5.00", comment="x" * 1001), 34921),
    (
        {"reasonForRefund": "BUYER_RETURN", "refundItems": [{"refundAmount": {"value": "1.00", "currency": "USD"}}]},
        34910,
    ),
]


@pytest.mark.parametrize(("body", "number"), WRONG)
def test_a_wrong_refund_is_refused_by_its_id(lab: Laboratory, body: dict[str, Any], number: int):
    assert lab.refusal("POST", f"{ORDERS}/{lab.order()}/issue_refund", body)["errorId"] == number


def test_an_open_case_closes_the_way(lab: Laboratory):
    number = lab.order()
    lab.steer("case", {"order": number})
    assert lab.refusal("POST", f"{ORDERS}/{number}/issue_refund", whole("5.00"))["errorId"] == 34916


def test_an_order_that_is_not_paid_is_409_34929_and_an_unknown_one_404_34913(lab: Laboratory):
    path = f"{ORDERS}/{lab.order(payment='PENDING')}/issue_refund"
    assert lab.refusal("POST", path, whole("5.00"), expect=409)["errorId"] == 34929
    assert lab.refusal("POST", f"{ORDERS}/1/issue_refund", whole("5.00"), expect=404)["errorId"] == 34913


def test_money_given_back_in_ebays_own_pages_is_seen_too(lab: Laboratory):
    number = lab.order()
    lab.steer("refund", {"order": number, "amount": "2.50"})
    assert lab.get(f"{ORDERS}/{number}")["paymentSummary"]["refunds"][0]["amount"]["value"] == "2.50"


class Signer:
    """Signs as section 11 of the contract says, with a key that the look-alike made."""

    def __init__(self, lab: Laboratory) -> None:
        self.lab = lab
        told = lab.ask("POST", KEYS, {"signingKeyCipher": "ED25519"}, host="apiz", token=lab.app_token())
        key = load_der_private_key(base64.b64decode(told["privateKey"]), None)
        assert isinstance(key, Ed25519PrivateKey)
        self.sign: Callable[[bytes], bytes] = key.sign
        self.jwe = told["jwe"]

    def headers(self, path: str, body: Any, created: float | None = None) -> dict[str, str]:
        digest = base64.b64encode(hashlib.sha256(json.dumps(body).encode()).digest()).decode()
        parts = '("content-digest" "x-ebay-signature-key" "@method" "@path" "@authority")'
        params = f"{parts};created={int(created or time.time())}"
        authority = self.lab.server.url.removeprefix("http://")
        base = "\n".join(
            [
                f'"content-digest": sha-256=:{digest}:',
                f'"x-ebay-signature-key": {self.jwe}',
                '"@method": POST',
                f'"@path": /ebay/api{path}',
                f'"@authority": {authority}',
                f'"@signature-params": {params}',
            ]
        )
        return {
            "x-ebay-signature-key": self.jwe,
            "Content-Digest": f"sha-256=:{digest}:",
            "Signature-Input": f"sig1={params}",
            "Signature": f"sig1=:{base64.b64encode(self.sign(base.encode())).decode()}:",
        }


def test_a_seller_in_the_eu_signs_a_refund(lab: Laboratory):
    lab.steer("rules?eu_seller=1")
    path, body = f"{ORDERS}/{lab.order()}/issue_refund", whole("5.00")
    assert lab.refusal("POST", path, body, expect=403)["errorId"] == 215001
    assert lab.ask("POST", path, body, headers=Signer(lab).headers(path, body))["refundStatus"] == "REFUNDED"


def test_a_signature_over_another_body_path_or_time_is_refused(lab: Laboratory):
    lab.steer("rules?eu_seller=1")
    path, body, signer = f"{ORDERS}/{lab.order()}/issue_refund", whole("5.00"), Signer(lab)
    wrong = {
        215122: signer.headers(path, whole("6.00")),
        215120: signer.headers(f"{path}?x=1", body),
        215113: signer.headers(path, body, time.time() - 3600),
        215114: signer.headers(path, body, time.time() + 3600),
        215101: signer.headers(path, body) | {"x-ebay-signature-key": "another"},
    }
    for number, headers in wrong.items():
        assert lab.refusal("POST", path, body, headers=headers, expect=403)["errorId"] == number
    assert lab.simulator.refunds == {}


def test_the_private_key_is_told_once(lab: Laboratory):
    app = lab.app_token()
    made = lab.ask("POST", KEYS, {"signingKeyCipher": "ED25519"}, host="apiz", token=app)
    read = lab.get(f"{KEYS}/{made['signingKeyId']}", host="apiz", token=app)
    assert "privateKey" in made
    assert "privateKey" not in read
    assert read["expirationTime"] - read["creationTime"] == 3 * 365 * 86400


def test_a_line_may_be_named_by_its_listing(lab: Laboratory):
    lab.listed()
    number = lab.order({"sku": "SN-200"})
    line = lab.simulator.orders[number].lines[0]
    money = {"value": "4.90", "currency": "USD"}
    item = {"refundAmount": money, "legacyReference": {"legacyItemId": line.listing, "legacyTransactionId": "0"}}
    body = {"reasonForRefund": "OTHER_ADJUSTMENT", "refundItems": [item]}
    lab.ask("POST", f"{ORDERS}/{number}/issue_refund", body)
    assert lab.get(f"{ORDERS}/{number}")["lineItems"][0]["refunds"][0]["amount"] == money


def test_more_than_what_is_left_of_a_line_is_409_34924(lab: Laboratory):
    number = lab.order({"title": "Lamp", "price": "5.00"}, {"title": "Soap", "price": "4.90"})
    line = lab.simulator.orders[number].lines[0].number
    item = {"lineItemId": line, "refundAmount": {"value": "5.01", "currency": "USD"}}
    body = {"reasonForRefund": "OTHER_ADJUSTMENT", "refundItems": [item]}
    assert lab.refusal("POST", f"{ORDERS}/{number}/issue_refund", body, expect=409)["errorId"] == 34924
    body["refundItems"] = [item | {"lineItemId": "1"}]
    assert lab.refusal("POST", f"{ORDERS}/{number}/issue_refund", body)["errorId"] == 34914


def test_a_key_of_another_cipher_signs_too_and_an_unknown_cipher_is_210001(lab: Laboratory):
    lab.steer("rules?eu_seller=1")
    app = lab.app_token()
    told = lab.ask("POST", KEYS, {"signingKeyCipher": "RSA"}, host="apiz", token=app)
    key = load_der_private_key(base64.b64decode(told["privateKey"]), None)
    assert isinstance(key, RSAPrivateKey)
    path, body = f"{ORDERS}/{lab.order()}/issue_refund", whole("5.00")
    signer = Signer(lab)
    signer.jwe = told["jwe"]
    signer.sign = lambda base: key.sign(base, PKCS1v15(), SHA256())
    lab.ask("POST", path, body, headers=signer.headers(path, body))
    wrong = {"signingKeyCipher": "DSA"}
    assert lab.refusal("POST", KEYS, wrong, host="apiz", token=app)["errorId"] == 210001
