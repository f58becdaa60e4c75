"""How a sync run, its issues and its staged changes look in the API."""

from typing import Any

from rest_framework import serializers

from core.api.fields import public_id
from core.models.sync import ChangeState, IssueSeverity, RunState
from inventory.reasons import hold_words, issue_words, run_error_words

KINDS = ("products", "categories")
COUNTS = ("total", "created", "updated", "unchanged", "skipped", "errors", "warnings", "missing", "staged")
RUN_COLUMNS = (
    "pk", "kind", "scope", "state", "trigger", "started_by", "is_full", "is_complete", "pages", "pages_expected",
    "items_expected", "calls", "hold_reasons", "error_code", "error", "heartbeat_at", "queued_at", "started_at",
    "finished_at", *COUNTS,
)  # fmt: skip

ISSUE_COLUMNS = (
    "pk", "severity", "external_id", "field", "code", "values", "resolved_at", "created_at",
)  # fmt: skip
CHANGE_COLUMNS = ("pk", "object_id", "external_id", "label", "field", "old", "new", "state")


class HoldReasonSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField(help_text="The reason in words.")
    values = serializers.DictField(help_text="The figures behind it.")


class RunErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField(help_text="What happened, the likely cause, the remedy.")


class CountsSerializer(serializers.Serializer[Any]):
    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {name: serializers.IntegerField() for name in COUNTS}


class PagesSerializer(serializers.Serializer[Any]):
    read = serializers.IntegerField()
    expected = serializers.IntegerField(allow_null=True)


class SyncRunSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`run_<number>`")
    kind = serializers.ChoiceField(choices=KINDS)
    site_id = serializers.CharField(allow_null=True, help_text="The only site it reads; null for all.")
    state = serializers.ChoiceField(choices=RunState.values)
    trigger = serializers.CharField(help_text="What started it: command, schedule, console, api.")
    started_by = serializers.CharField(allow_blank=True)
    full = serializers.BooleanField(help_text="Whether it rewrites unchanged items too.")
    is_complete = serializers.BooleanField(help_text="Whether every page was read.")
    pages = PagesSerializer()
    items_expected = serializers.IntegerField(allow_null=True)
    calls = serializers.IntegerField(help_text="Requests made to the B2B service.")
    counts = CountsSerializer()
    hold_reasons = HoldReasonSerializer(many=True)
    error = RunErrorSerializer(allow_null=True)
    queued_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    heartbeat_at = serializers.DateTimeField(allow_null=True, help_text="Last sign of life.")
    finished_at = serializers.DateTimeField(allow_null=True)


class SyncIssueSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`iss_<number>`")
    severity = serializers.ChoiceField(choices=IssueSeverity.values)
    external_id = serializers.CharField(allow_blank=True, help_text="The B2B service's id; empty where it had none.")
    field = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    text = serializers.CharField(help_text="The cause in words.")
    values = serializers.DictField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class SyncChangeSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`chg_<number>`")
    product = serializers.CharField(help_text="`prd_<number>`")
    external_id = serializers.CharField()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # the wire's name, also DRF's
    field = serializers.CharField(help_text="price, stock or is_active")
    old = serializers.CharField(allow_blank=True)
    new = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=ChangeState.values)


RUN_EXAMPLE: dict[str, Any] = {
    "id": "run_41",
    "kind": "products",
    "site_id": None,
    "state": "running",
    "trigger": "api",
    "started_by": "api:storefront",
    "full": False,
    "is_complete": False,
    "pages": {"read": 4, "expected": 15},
    "items_expected": 1490,
    "calls": 4,
    "counts": {**dict.fromkeys(COUNTS, 0), "total": 400, "created": 3, "updated": 12, "unchanged": 385},
    "hold_reasons": [],
    "error": None,
    "queued_at": "2026-03-02T08:00:00Z",
    "started_at": "2026-03-02T08:00:01Z",
    "heartbeat_at": "2026-03-02T08:00:03Z",
    "finished_at": None,
}
ISSUE_EXAMPLE = {
    "id": "iss_7",
    "severity": "error",
    "external_id": "9001",
    "field": "price",
    "code": "price_negative",
    "text": "The price is below zero.",
    "values": {"value": "-3"},
    "resolved_at": None,
    "created_at": "2026-03-02T08:00:02Z",
}
CHANGE_EXAMPLE = {
    "id": "chg_3",
    "product": "prd_17",
    "external_id": "9001",
    "label": "Basmati rice 5 kg",
    "field": "price",
    "old": "4500",
    "new": "450000",
    "state": "staged",
}


def write_run(row: dict[str, Any]) -> dict[str, Any]:
    error = {"code": row["error_code"], "message": run_error_words(row["error_code"], row["error"])}
    same = ("kind", "state", "trigger", "started_by", "is_complete", "items_expected", "calls")
    times = ("queued_at", "started_at", "heartbeat_at", "finished_at")
    return {
        "id": public_id("run", row["pk"]),
        **{name: row[name] for name in same},
        "site_id": row["scope"] or None,
        "full": row["is_full"],
        "pages": {"read": row["pages"], "expected": row["pages_expected"]},
        "counts": {name: row[name] for name in COUNTS},
        "hold_reasons": [_hold_reason(reason) for reason in row["hold_reasons"]],
        "error": error if row["error_code"] else None,
        **{name: row[name] for name in times},
    }


def _hold_reason(reason: dict[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in reason.items() if name != "code"}
    return {"code": str(reason.get("code", "")), "text": hold_words(reason), "values": values}


def write_issue(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": public_id("iss", row["pk"]),
        **{name: row[name] for name in ISSUE_COLUMNS if name != "pk"},
        "text": issue_words(row["code"], row["values"]),
    }


def write_change(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": public_id("chg", row["pk"]),
        "product": public_id("prd", row["object_id"]),
        **{name: row[name] for name in CHANGE_COLUMNS if name not in {"pk", "object_id"}},
    }
