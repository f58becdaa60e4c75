"""Payment disputes: a buyer has asked the bank for the money back. In our words, as plain JSON.

`state`: "action_needed", "open" or "closed"; "" for another word. `raw_state` is eBay's. A buyer is never named.
"""

from typing import Any

from core.money import Money
from marketplaces.adapters.ebay.values import (
    Obj,
    moment,
    money,
    needed_whole,
    obj_or_empty,
    required,
    rows,
    text,
    texts,
)

_STATES = {"ACTION_NEEDED": "action_needed", "OPEN": "open", "CLOSED": "closed"}
_REASONS = {
    "ANY": "other",
    "BUYER_NO_LONGER_WANTS": "not_wanted",
    "CREDIT_NOT_PROCESSED": "refund_missing",
    "COUNTERFEIT": "counterfeit",
    "DUPLICATE_AMOUNT": "charged_twice",
    "INCORRECT_AMOUNT": "wrong_amount",
    "ITEM_NOT_RECEIVED": "not_received",
    "NOT_AS_DESCRIBED": "not_as_described",
    "MERCHANDISE_OR_SERVICE_RETURNED": "returned",
    "MERCHANDISE_OR_SERVICE_NOT_RECEIVED": "not_received",
    "UNRECOGNIZED_TRANSACTION": "not_recognised",
    "FRAUD": "fraud",
    "OTHER": "other",
}
_ANSWERS = {"CONTEST": "contested", "ACCEPT": "accepted", "SELLER_CONTEST": "contested", "SELLER_ACCEPT": "accepted"}


def summary(given: Obj) -> dict[str, Any]:
    return {
        "dispute_id": required(given, "paymentDisputeId"),
        "order_id": text(given.get("orderId")),
        "state": _STATES.get(text(given.get("paymentDisputeStatus")), ""),
        "raw_state": text(given.get("paymentDisputeStatus")),
        "reason": _REASONS.get(text(given.get("reason")), "other"),
        "amount": _money(money(given.get("amount"))),
        "opened_at": _time(given.get("openDate")),
        "answer_by": _time(given.get("respondByDate")),
        "closed_at": _time(given.get("closedDate")),
    }


def whole(given: Obj) -> dict[str, Any]:
    """`revision` names the state that an answer is an answer to."""
    outcome = obj_or_empty(given.get("resolution"), "resolution")
    return summary(given) | {
        "revision": needed_whole(given, "revision"),
        "answer": _ANSWERS.get(text(given.get("sellerResponse")), ""),
        "choices": [found for each in texts(given.get("availableChoices"), "choices") if (found := _ANSWERS.get(each))],
        "note": text(given.get("note")),
        "outcome": text(outcome.get("reasonForClosure")).lower(),
        "lines": [
            {"listing_id": text(each.get("itemId")), "line_id": text(each.get("lineItemId"))}
            for each in rows(given.get("lineItems"), "lineItems")
        ],
        "evidence": [
            {
                "evidence_id": text(each.get("evidenceId")),
                "kind": text(each.get("evidenceType")).lower(),
                "files": [text(file.get("fileId")) for file in rows(each.get("files"), "files")],
            }
            for each in rows(given.get("evidence"), "evidence")
        ],
        "asked_for": [
            {"kind": text(each.get("evidenceType")).lower(), "answer_by": _time(each.get("respondByDate"))}
            for each in rows(given.get("evidenceRequests"), "evidenceRequests")
        ],
    }


def _money(given: Money | None) -> dict[str, str] | None:
    return None if given is None else {"amount": str(given.amount), "currency": given.currency}


def _time(value: Any) -> str:
    found = moment(value)
    return found.isoformat() if found else ""
