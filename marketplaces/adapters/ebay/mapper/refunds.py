"""Refunds. eBay gives back amounts, never units, and keeps no name of ours with one."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.ebay.values import Obj, amount, moment, money, obj_or_empty, required, rows, text
from marketplaces.interface import CancelReason, RefundNotice, RemoteRefund

LONGEST_COMMENT = 100  # the documents allow more, eBay's own words less
_STATES = {"PENDING": "pending", "REFUNDED": "done", "FAILED": "failed"}
_REASONS = {
    CancelReason.CUSTOMER: "BUYER_CANCEL",
    CancelReason.INVENTORY: "SELLER_CANCEL",
    CancelReason.FRAUD: "OTHER_ADJUSTMENT",
    CancelReason.DECLINED: "SELLER_CANCEL",
    CancelReason.STAFF: "OTHER_ADJUSTMENT",
    CancelReason.OTHER: "OTHER_ADJUSTMENT",
}


def request(notice: RefundNotice) -> Mapping[str, Any]:
    """Either the order's amount or those of lines, never both."""
    body: dict[str, Any] = {"reasonForRefund": _REASONS[notice.reason]}
    if notice.note:
        body["comment"] = notice.note[:LONGEST_COMMENT]
    if notice.lines:
        body["refundItems"] = [
            {"lineItemId": line_id, "refundAmount": amount(given)} for line_id, given in notice.lines
        ]
    else:
        body["orderLevelRefundAmount"] = amount(notice.amount)
    return body


def issued(answer: Obj, notice: RefundNotice) -> RemoteRefund:
    return RemoteRefund(
        required(answer, "refundId"),
        _STATES.get(text(answer.get("refundStatus")), ""),
        notice.amount,
        None,
        notice.reference,
    )


def of_order(order: Obj) -> tuple[RemoteRefund, ...]:
    summary = obj_or_empty(order.get("paymentSummary"), "paymentSummary")
    return tuple(
        RemoteRefund(
            required(each, "refundId"),
            _STATES.get(text(each.get("refundStatus")), ""),
            money(each.get("amount")),
            moment(each.get("refundDate")),
        )
        for each in rows(summary.get("refunds"), "refunds")
    )
