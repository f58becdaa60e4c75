"""Notifications: the challenge, who may subscribe to what, signed deliveries, what goes wrong with them."""

import base64
import hashlib
import json
from typing import Any

import pytest
import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from marketplaces.adapters.ebay.simulator import EbaySimulator
from tests.marketplaces.ebay_simulator.laboratory import VERIFICATION, Laboratory

NOTIFICATION = "/commerce/notification/v1"


def destination(lab: Laboratory, **config: str) -> dict[str, Any]:
    delivery = {"endpoint": lab.endpoint, "verificationToken": VERIFICATION} | config
    return {"name": "hub", "status": "ENABLED", "deliveryConfig": delivery}


def configure(lab: Laboratory) -> str:
    """With an alert address; gives the app token."""
    app = lab.app_token()
    lab.ask("PUT", f"{NOTIFICATION}/config", {"alertEmail": "ops@example.com"}, expect=204, token=app)
    return app


def verify(lab: Laboratory, header: str, raw: bytes) -> None:
    """As the contract says it: the key by its kid, the digest over the raw bytes. Raises InvalidSignature."""
    words = json.loads(base64.b64decode(header))
    told = lab.get(f"{NOTIFICATION}/public_key/{words['kid']}", token=lab.app_token())
    pem = told["key"].removeprefix("-----BEGIN PUBLIC KEY-----").removesuffix("-----END PUBLIC KEY-----")
    assert "\n" not in told["key"]
    assert (words["alg"], words["digest"], told["algorithm"]) == ("ecdsa", "SHA1", "ECDSA")
    key = load_der_public_key(base64.b64decode(pem))
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(base64.b64decode(words["signature"]), raw, ec.ECDSA(hashes.SHA1()))  # noqa: S303 - eBay names it


def test_a_destination_needs_the_alert_address_first(lab: Laboratory):
    app = lab.app_token()
    assert lab.refusal("GET", f"{NOTIFICATION}/config", expect=404, token=app)["errorId"] == 195026
    error = lab.refusal("POST", f"{NOTIFICATION}/destination", destination(lab), expect=409, token=app)
    assert error["errorId"] == 195003


def test_the_endpoint_is_challenged_while_the_destination_is_made(lab: Laboratory):
    app = configure(lab)
    lab.ask("POST", f"{NOTIFICATION}/destination", destination(lab), expect=201, token=app)
    number = lab.last.headers["Location"].rpartition("/")[2]
    assert lab.get(f"{NOTIFICATION}/destination/{number}", token=app)["status"] == "ENABLED"
    error = lab.refusal("POST", f"{NOTIFICATION}/destination", destination(lab), expect=409, token=app)
    assert error["errorId"] == 195021


def test_an_endpoint_that_answers_the_challenge_wrong_is_no_destination(lab: Laboratory):
    app = configure(lab)
    wrong = destination(lab)
    lab.sink.endpoint = lab.endpoint + "/"
    error = lab.refusal("POST", f"{NOTIFICATION}/destination", wrong, expect=409, token=app)
    assert error["errorId"] == 195020
    assert lab.simulator.seller.destinations == {}


def test_the_challenge_is_the_hash_of_code_token_and_endpoint(lab: Laboratory):
    told = requests.get(lab.endpoint, {"challenge_code": "abc"}, timeout=10).json()["challengeResponse"]
    assert told == hashlib.sha256(f"abc{VERIFICATION}{lab.endpoint}".encode()).hexdigest()


@pytest.mark.parametrize(
    ("config", "number"),
    [({"verificationToken": "too-short"}, 195018), ({"endpoint": "http://hub.example.com/"}, 195017)],
)
def test_a_destination_with_a_wrong_word_is_refused(lab: Laboratory, config: dict[str, str], number: int):
    app = configure(lab)
    error = lab.refusal("POST", f"{NOTIFICATION}/destination", destination(lab, **config), token=app)
    assert error["errorId"] == number


def test_an_enabled_destination_cannot_be_deleted(lab: Laboratory):
    app = configure(lab)
    lab.ask("POST", f"{NOTIFICATION}/destination", destination(lab), expect=201, token=app)
    path = f"{NOTIFICATION}/destination/{lab.last.headers['Location'].rpartition('/')[2]}"
    assert lab.refusal("DELETE", path, expect=409, token=app)["errorId"] == 195024
    lab.ask("PUT", path, destination(lab) | {"status": "DISABLED"}, expect=204, token=app)
    lab.ask("DELETE", path, expect=204, token=app)


def test_a_topic_says_whose_token_it_wants(lab: Laboratory):
    app = lab.app_token()
    assert lab.get(f"{NOTIFICATION}/topic/MARKETPLACE_ACCOUNT_DELETION", token=app)["scope"] == "APPLICATION"
    assert lab.get(f"{NOTIFICATION}/topic/ORDER_CONFIRMATION", token=app)["scope"] == "USER"
    assert lab.refusal("GET", f"{NOTIFICATION}/topic/ORDER.CREATED", expect=404, token=app)["errorId"] == 195002


def test_the_wrong_token_for_a_topic_is_403_195011_and_a_second_subscription_409(lab: Laboratory):
    number = lab.subscribe("ORDER_CONFIRMATION")
    body = {name: value for name, value in lab.simulator.seller.subscriptions[number].items() if "Date" not in name}
    path = f"{NOTIFICATION}/subscription"
    assert lab.refusal("POST", path, body, expect=403, token=lab.app_token())["errorId"] == 195011
    assert lab.refusal("POST", path, body, expect=409)["errorId"] == 195012
    deletion = body | {"topicId": "MARKETPLACE_ACCOUNT_DELETION"}
    assert lab.refusal("POST", path, deletion, expect=403)["errorId"] == 195011


def test_an_order_is_told_signed_over_its_raw_bytes(lab: Laboratory):
    lab.subscribe("ORDER_CONFIRMATION")
    number = lab.steer("order", {"lines": [{"title": "Lamp", "price": "19.90"}]})["orderId"]
    ((header, raw),) = lab.sink.got
    verify(lab, header, raw)
    body = json.loads(raw)
    assert body["metadata"] == {"topic": "ORDER_CONFIRMATION", "schemaVersion": "1.0", "deprecated": False}
    assert (body["notification"]["publishAttemptCount"], body["notification"]["data"]["orderId"]) == (1, number)


def test_spaced_json_verifies_by_its_raw_bytes_only(lab: Laboratory):
    lab.subscribe("ORDER_CONFIRMATION")
    lab.steer("faults?add=hook_pretty@ORDER_CONFIRMATION")
    lab.steer("order", {"lines": [{"title": "Lamp"}]})
    ((header, raw),) = lab.sink.got
    verify(lab, header, raw)
    with pytest.raises(InvalidSignature):
        verify(lab, header, json.dumps(json.loads(raw), separators=(",", ":")).encode())


def test_a_forged_delivery_does_not_verify(lab: Laboratory):
    lab.subscribe("ORDER_CONFIRMATION")
    lab.steer("faults?add=hook_forged@ORDER_CONFIRMATIONx1")
    lab.steer("order", {"lines": [{"title": "Lamp"}]})
    ((header, raw),) = lab.sink.got
    with pytest.raises(InvalidSignature):
        verify(lab, header, raw)


def test_a_duplicate_has_the_same_notification_id(lab: Laboratory):
    lab.subscribe("ORDER_CONFIRMATION")
    lab.steer("faults?add=hook_twice@ORDER_CONFIRMATIONx1")
    lab.steer("order", {"lines": [{"title": "Lamp"}]})
    numbers = [body["notification"]["notificationId"] for body in lab.sink.bodies]
    assert (len(numbers), len(set(numbers))) == (2, 1)


def test_what_is_not_taken_comes_again_with_a_higher_count(lab: Laboratory):
    lab.subscribe("ORDER_CONFIRMATION")
    lab.sink.status = 500
    lab.steer("order", {"lines": [{"title": "Lamp"}]})
    lab.sink.status = 204
    lab.steer("clock?seconds=61")
    assert [body["notification"]["publishAttemptCount"] for body in lab.sink.bodies] == [1, 2]
    lab.steer("clock?seconds=86400")
    assert len(lab.sink.got) == 2


def test_late_and_lost_deliveries(lab: Laboratory):
    lab.subscribe("ORDER_CONFIRMATION")
    lab.steer("faults?add=hook_late@ORDER_CONFIRMATIONx1")
    first = lab.steer("order", {"lines": [{"title": "Lamp"}]})["orderId"]
    second = lab.steer("order", {"lines": [{"title": "Lamp"}]})["orderId"]
    lab.steer("faults?clear=1&add=hook_drop")
    lab.steer("order", {"lines": [{"title": "Lamp"}]})
    assert [body["notification"]["data"]["orderId"] for body in lab.sink.bodies] == [second, first]


def test_a_person_who_leaves_ebay_is_told_to_the_application(lab: Laboratory):
    lab.subscribe("MARKETPLACE_ACCOUNT_DELETION")
    lab.steer("delete_account", {"username": "", "user_id": "TestUserId"})
    (body,) = lab.sink.bodies
    assert body["metadata"]["topic"] == "MARKETPLACE_ACCOUNT_DELETION"
    assert body["notification"]["data"] == {"username": "", "userId": "TestUserId", "eiasToken": "nY+TestUserId=="}


def test_a_disabled_subscription_is_silent_and_a_test_is_202(lab: Laboratory):
    path = f"{NOTIFICATION}/subscription/{lab.subscribe('ORDER_CONFIRMATION')}"
    lab.ask("POST", f"{path}/disable", {}, expect=204)
    lab.steer("order", {"lines": [{"title": "Lamp"}]})
    assert lab.sink.got == []
    lab.ask("POST", f"{path}/enable", {}, expect=204)
    lab.ask("POST", f"{path}/test", {}, expect=202)
    lab.simulator.settle()
    assert len(lab.sink.got) == 1


def test_an_unknown_key_is_404_195001(lab: Laboratory):
    error = lab.refusal("GET", f"{NOTIFICATION}/public_key/none", expect=404, token=lab.app_token())
    assert error["errorId"] == 195001


def test_lists_go_on_by_a_token_inside_next(lab: Laboratory):
    app = configure(lab)
    for number in range(11):
        lab.simulator.seller.destinations[str(number)] = destination(lab) | {"destinationId": str(number)}
    first = lab.get(f"{NOTIFICATION}/destination?limit=10", token=app)
    assert "continuation_token=" in first["next"]
    rest = lab.get(first["next"].removeprefix(f"{lab.origin}/api"), token=app)
    assert ([row["destinationId"] for row in rest["destinations"]], "next" in rest) == (["10"], False)
    assert lab.refusal("GET", f"{NOTIFICATION}/destination?limit=5", token=app)["errorId"] == 195004


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({"topicId": "ITEM_SOLD"}, 195027),
        ({"status": "ON"}, 195006),
        ({"destinationId": "1"}, 195007),
        ({"payload": {"format": "XML"}}, 195009),
        ({"payload": {"format": "JSON", "deliveryProtocol": "FTP"}}, 195010),
        ({"payload": {"format": "JSON", "deliveryProtocol": "HTTPS", "schemaVersion": "9"}}, 195008),
    ],
)
def test_a_subscription_with_a_wrong_word_is_refused(lab: Laboratory, change: dict[str, Any], number: int):
    held = lab.simulator.seller.subscriptions[lab.subscribe("ORDER_CONFIRMATION")]
    body = {name: held[name] for name in ("topicId", "destinationId", "status", "payload")} | {"topicId": "LISTING"}
    assert lab.refusal("POST", f"{NOTIFICATION}/subscription", body | change)["errorId"] == number


def test_a_subscription_is_listed_by_whose_token_it_is_changed_and_deleted(lab: Laboratory):
    number = lab.subscribe("ORDER_CONFIRMATION")
    path = f"{NOTIFICATION}/subscription"
    assert [row["subscriptionId"] for row in lab.get(path)["subscriptions"]] == [number]
    assert lab.get(path, token=lab.app_token())["subscriptions"] == []
    lab.ask("PUT", f"{path}/{number}", {"status": "DISABLED"}, expect=204)
    assert lab.get(f"{path}/{number}")["status"] == "DISABLED"
    lab.ask("DELETE", f"{path}/{number}", expect=204)
    assert lab.refusal("GET", f"{path}/{number}", expect=404)["errorId"] == 195013


def test_a_seller_who_takes_the_app_away_is_told_of(lab: Laboratory):
    lab.subscribe("AUTHORIZATION_REVOCATION")
    lab.steer("revoke")
    (body,) = lab.sink.bodies
    assert body["notification"]["data"]["userId"] == "LookAlikeUserId1"


def test_a_listing_and_a_parcel_and_a_cancellation_are_told(lab: Laboratory):
    for topic in ("LISTING", "ITEM_MARKED_SHIPPED", "ORDER_CANCELLATION_ACTIVITY"):
        lab.subscribe(topic)
    lab.listed()
    number = lab.order({"sku": "SN-200"})
    line = lab.simulator.orders[number].lines[0].number
    path = f"/sell/fulfillment/v1/order/{number}/shipping_fulfillment"
    lab.ask("POST", path, {"lineItems": [{"lineItemId": line}]}, expect=201)
    lab.steer("cancel", {"order": number})
    topics = [body["metadata"]["topic"] for body in lab.sink.bodies]
    assert topics == ["LISTING", "ITEM_MARKED_SHIPPED", "ORDER_CANCELLATION_ACTIVITY"]


def test_each_look_alike_has_a_key_of_its_own():
    assert EbaySimulator().key.kid != EbaySimulator().key.kid
