"""Disputes: only orders created through the API can be disputed through it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.money import Money
from suppliers.adapters.cj.values import money, needed_money, obj, required, rows, rows_or_none, text, whole, words
from suppliers.interface import Dispute, DisputePage

_REFUND, _REISSUE = 1, 2
_TO_BALANCE = 1
_OUTCOMES = {"1": "refund", "2": "reissue", "3": "refused"}


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """A line of an order that may be disputed (`is_open`) or not."""

    line_id: str
    variant_id: str
    quantity: int | None
    price: Money | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class DisputeTerms:
    """What CJ would grant at most, and the reasons it knows, as (id, name). `outcomes`: "refund", "reissue"."""

    most: Money
    reasons: tuple[tuple[str, str], ...]
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DisputeRequest:
    """`client_no` is ours and unique; `reason_id` one of the terms' reasons. Without `wants_refund`, sent anew."""

    order_id: str
    client_no: str
    reason_id: str
    lines: tuple[DisputeLine, ...]
    words: str
    wants_refund: bool = True
    images: tuple[str, ...] = ()


def lines_body(lines: Sequence[DisputeLine]) -> list[dict[str, Any]]:
    return [
        {
            "lineItemId": line.line_id,
            "quantity": line.quantity,
            "price": str(line.price.amount) if line.price else None,
        }
        for line in lines
    ]


def dispute_body(request: DisputeRequest) -> dict[str, Any]:
    """For `disputes/create`. A refund goes to the balance, from which we pay."""
    return {
        "orderId": request.order_id,
        "businessDisputeId": request.client_no,
        "disputeReasonId": request.reason_id,
        "expectType": _REFUND if request.wants_refund else _REISSUE,
        "refundType": _TO_BALANCE,
        "messageText": request.words,
        "imageUrl": list(request.images),
        "videoUrl": [],
        "productInfoList": lines_body(request.lines),
    }


def dispute_lines(data: Any) -> list[DisputeLine]:
    return [
        DisputeLine(
            line_id=required(row, "lineItemId"),
            variant_id=text(row.get("cjVariantId")),
            quantity=whole(row.get("quantity")),
            price=money(row.get("price")),
            is_open=row.get("canChoose") is True,
        )
        for row in rows(obj(data).get("productInfoList"), "productInfoList")
    ]


def dispute_terms(data: Any) -> DisputeTerms:
    found = obj(data)
    reasons = rows_or_none(found.get("disputeReasonList"), "disputeReasonList")
    return DisputeTerms(
        most=needed_money(found, "maxAmount"),
        reasons=tuple((required(row, "disputeReasonId"), text(row.get("reasonName"))) for row in reasons),
        outcomes=tuple(_OUTCOMES.get(word, word) for word in words(found.get("expectResultOptionList"))),
    )


def dispute_page(data: Any, page: int, size: int) -> DisputePage:
    """The names of its items are not settled: both that were seen are read."""
    found = obj(data)
    items = []
    for row in rows_or_none(found.get("list"), "list"):
        outcome = text(row.get("finallyDeal"))
        items.append(
            Dispute(
                dispute_id=required(row, "disputeId", "id"),
                order_id=text(row.get("orderId")) or text(row.get("orderNumber")),
                status=text(row.get("status")),
                reason=text(row.get("disputeReason")),
                amount=money(row.get("money")) or money(row.get("replacementAmount")),
                outcome=_OUTCOMES.get(outcome, outcome),
                opened_on=text(row.get("createDate"))[:10],
            )
        )
    total = whole(found.get("total"))
    return DisputePage(tuple(items), page, page * size < total if total is not None else len(items) >= size)
