"""A routing decision as the order keeps it: every line with every offer and the reason for or against it, as codes."""

from collections.abc import Mapping
from typing import Any

from core.money import Money
from orders.rules.routing import Candidate, Decision, Judged, LineDecision, Part
from suppliers.models import SupplierProduct


def as_json(decision: Decision, offers: Mapping[int, SupplierProduct], country: str, at: str) -> dict[str, Any]:
    """`{"at", "country", "lines": [{"line", "wanted", "verdict", "takes", "candidates"}], "parts"}`; amounts as text."""
    return {
        "at": at,
        "country": country,
        "lines": [_line(line, offers) for line in decision.lines],
        "parts": [_part(part) for part in decision.parts],
    }


def _line(line: LineDecision, offers: Mapping[int, SupplierProduct]) -> dict[str, Any]:
    return {
        "line": line.wanted.line_id,
        "product": line.wanted.product_id,
        "wanted": line.wanted.quantity,
        "verdict": line.verdict,
        "takes": [{"offer": take.candidate.offer_id, "quantity": take.quantity} for take in line.takes],
        "candidates": [_judged(each, offers[each.candidate.offer_id]) for each in line.judged],
    }


def _judged(judged: Judged, offer: SupplierProduct) -> dict[str, Any]:
    candidate = judged.candidate
    return {
        "offer": candidate.offer_id,
        "supplier": candidate.supplier,
        "account": candidate.account_id,
        "account_name": offer.account.name,
        "variant": candidate.variant_id,
        "rank": candidate.rank,
        "available": candidate.available,
        "ratio": candidate.ratio,
        "cost": _money(candidate.unit_cost),
        **_freight(candidate),
        "landed": _money(judged.landed),
        "reason": judged.reason,
    }


def _freight(candidate: Candidate) -> dict[str, Any]:
    way = candidate.freight
    if way is None:
        return {"freight": None, "service": "", "min_days": None, "max_days": None}
    return {
        "freight": _money(way.price),
        "service": way.service_code,
        "min_days": way.min_days,
        "max_days": way.max_days,
    }


def _part(part: Part) -> dict[str, Any]:
    takes = [{"line": take.candidate.line_id, "quantity": take.quantity} for take in part.takes]
    return {"account": part.account_id, "currency": part.currency, "lines": takes}


def _money(money: Money | None) -> dict[str, str] | None:
    return None if money is None else {"amount": f"{money.amount.normalize():f}", "currency": money.currency}
