"""Payment disputes: read, answered, proved; an answer to what has changed is stale."""

from typing import Any

import requests

from tests.marketplaces.ebay_simulator.laboratory import Laboratory

DISPUTE = "/sell/fulfillment/v1/payment_dispute"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32


def opened(lab: Laboratory) -> tuple[str, str]:
    """An order and its dispute."""
    order = lab.order()
    return order, lab.steer("dispute", {"order": order, "reason": "ITEM_NOT_RECEIVED"})["paymentDisputeId"]


def upload(lab: Laboratory, dispute: str, name: str = "proof.png", raw: bytes = PNG) -> requests.Response:
    return requests.post(
        f"{lab.origin}/apiz{DISPUTE}/{dispute}/upload_evidence_file",
        files={"file": (name, raw)},
        headers={"Authorization": f"Bearer {lab.token}"},
        timeout=10,
    )


def prove(lab: Laboratory, order: str, dispute: str) -> str:
    """Adds evidence; gives its number."""
    line = lab.simulator.orders[order].lines[0]
    body: dict[str, Any] = {
        "evidenceType": "PROOF_OF_DELIVERY_AS_FILE",
        "files": [{"fileId": upload(lab, dispute).json()["fileId"]}],
        "lineItems": [{"itemId": line.listing, "lineItemId": line.number}],
    }
    made: str = lab.ask("POST", f"{DISPUTE}/{dispute}/add_evidence", body, host="apiz")["evidenceId"]
    return made


def test_disputes_are_listed_by_their_states(lab: Laboratory):
    _, dispute = opened(lab)
    asked = f"{DISPUTE}_summary?payment_dispute_status=OPEN&payment_dispute_status=ACTION_NEEDED"
    assert [row["paymentDisputeId"] for row in lab.get(asked, host="apiz")["paymentDisputeSummaries"]] == [dispute]
    assert lab.get(f"{DISPUTE}_summary?payment_dispute_status=CLOSED", host="apiz")["total"] == 0


def test_disputes_live_on_their_own_host(lab: Laboratory):
    assert lab.refusal("GET", f"{DISPUTE}_summary", expect=404)["errorId"] == 2002


def test_a_dispute_says_what_can_be_answered_and_to_what_revision(lab: Laboratory):
    order, dispute = opened(lab)
    told = lab.get(f"{DISPUTE}/{dispute}", host="apiz")
    assert (told["orderId"], told["revision"], told["amount"]["value"]) == (order, 1, "19.90")
    assert told["availableChoices"] == ["SELLER_CONTEST", "SELLER_ACCEPT"]


def test_accepting_closes_it(lab: Laboratory):
    _, dispute = opened(lab)
    lab.ask("POST", f"{DISPUTE}/{dispute}/accept", {"revision": 1}, expect=204, host="apiz")
    told = lab.get(f"{DISPUTE}/{dispute}", host="apiz")
    assert (told["paymentDisputeStatus"], told["resolution"]) == ("CLOSED", {"reasonForClosure": "SELLER_ACCEPT"})
    again = lab.refusal("POST", f"{DISPUTE}/{dispute}/accept", {"revision": 2}, expect=409, host="apiz")
    assert again["errorId"] == 33101


def test_an_answer_to_a_stale_revision_is_409_33011(lab: Laboratory):
    _, dispute = opened(lab)
    lab.steer("dispute_changed", {"dispute": dispute})
    error = lab.refusal("POST", f"{DISPUTE}/{dispute}/accept", {"revision": 1}, expect=409, host="apiz")
    assert error["errorId"] == 33011
    lab.ask("POST", f"{DISPUTE}/{dispute}/accept", {"revision": 2}, expect=204, host="apiz")


def test_contesting_needs_evidence_and_ends_adding_it(lab: Laboratory):
    order, dispute = opened(lab)
    path = f"{DISPUTE}/{dispute}/contest"
    assert lab.refusal("POST", path, {"revision": 1}, expect=409, host="apiz")["errorId"] == 33102
    prove(lab, order, dispute)
    lab.ask("POST", path, {"revision": 2, "note": "Delivered"}, expect=204, host="apiz")
    told = lab.get(f"{DISPUTE}/{dispute}", host="apiz")
    assert (told["paymentDisputeStatus"], told["sellerResponse"], told["note"]) == (
        "OPEN",
        "SELLER_CONTEST",
        "Delivered",
    )
    assert upload(lab, dispute).json()["errors"][0]["errorId"] == 33004


def test_a_parcel_with_tracking_is_evidence_too(lab: Laboratory):
    order, dispute = opened(lab)
    line = lab.simulator.orders[order].lines[0].number
    body = {"lineItems": [{"lineItemId": line}], "shippingCarrierCode": "USPS", "trackingNumber": "YT1"}
    lab.ask("POST", f"/sell/fulfillment/v1/order/{order}/shipping_fulfillment", body, expect=201)
    lab.ask("POST", f"{DISPUTE}/{dispute}/contest", {"revision": 1}, expect=204, host="apiz")


def test_a_file_is_uploaded_named_as_evidence_and_read_back(lab: Laboratory):
    order, dispute = opened(lab)
    evidence = prove(lab, order, dispute)
    row = lab.get(f"{DISPUTE}/{dispute}", host="apiz")["evidence"][0]
    assert (row["evidenceId"], row["files"][0]["name"]) == (evidence, "proof.png")
    query = f"evidence_id={evidence}&file_id={row['files'][0]['fileId']}"
    assert lab.call("GET", f"{DISPUTE}/{dispute}/fetch_evidence_content?{query}", host="apiz").content == PNG


def test_files_are_pictures_of_a_megabyte_and_a_half_at_most(lab: Laboratory):
    _, dispute = opened(lab)
    assert upload(lab, dispute, "proof.txt", b"text").json()["errors"][0]["errorId"] == 33005
    assert upload(lab, dispute, raw=PNG + b"0" * 1_500_000).json()["errors"][0]["errorId"] == 33006


def test_evidence_is_about_lines_of_the_order_and_files_that_were_uploaded(lab: Laboratory):
    order, dispute = opened(lab)
    line = lab.simulator.orders[order].lines[0]
    good = {"lineItems": [{"itemId": line.listing, "lineItemId": line.number}], "files": [{"fileId": "none"}]}
    path = f"{DISPUTE}/{dispute}/add_evidence"
    wrong: dict[int, dict[str, Any]] = {
        33008: {"evidenceType": "PROOF_OF_TASTE"},
        33003: {},
        33007: {"lineItems": [{"itemId": "1", "lineItemId": "2"}]},
    }
    for number, change in wrong.items():
        body = {"evidenceType": "PROOF_OF_PICKUP"} | good | change
        assert lab.refusal("POST", path, body, host="apiz")["errorId"] == number


def test_what_happened_is_kept_in_order(lab: Laboratory):
    order, dispute = opened(lab)
    prove(lab, order, dispute)
    lab.steer("dispute_changed", {"dispute": dispute, "outcome": "SELLER_WON"})
    rows = lab.get(f"{DISPUTE}/{dispute}/activity", host="apiz")["activity"]
    assert [row["activityType"] for row in rows] == ["DISPUTE_OPENED", "EVIDENCE_PROVIDED", "DISPUTE_CLOSED"]


def test_evidence_is_replaced_under_its_number(lab: Laboratory):
    order, dispute = opened(lab)
    evidence = prove(lab, order, dispute)
    line = lab.simulator.orders[order].lines[0]
    body = {
        "evidenceId": evidence,
        "evidenceType": "PROOF_OF_PICKUP",
        "lineItems": [{"itemId": line.listing, "lineItemId": line.number}],
    }
    path = f"{DISPUTE}/{dispute}/update_evidence"
    lab.ask("POST", path, body, expect=204, host="apiz")
    row = lab.get(f"{DISPUTE}/{dispute}", host="apiz")["evidence"][0]
    assert (row["evidenceId"], row["evidenceType"], len(row["files"])) == (evidence, "PROOF_OF_PICKUP", 1)
    assert lab.refusal("POST", path, body | {"evidenceId": "none"}, host="apiz")["errorId"] == 33010


def test_an_unknown_dispute_is_404_33001_and_an_answer_without_a_revision_33100(lab: Laboratory):
    _, dispute = opened(lab)
    assert lab.refusal("GET", f"{DISPUTE}/1", expect=404, host="apiz")["errorId"] == 33001
    assert lab.refusal("POST", f"{DISPUTE}/{dispute}/accept", {}, host="apiz")["errorId"] == 33100
