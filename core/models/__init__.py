"""Rows that every app shares. Core's rows name an account by `partner` (slug) and `account_id` (text, "" for none)."""

from core.models.accounts import PartnerAccount
from core.models.alerts import Alert, AlertSwitch
from core.models.base import TimeStamped
from core.models.calls import ApiCall
from core.models.clients import ApiClient
from core.models.history import Event
from core.models.idempotency import IdempotentAnswer
from core.models.imports import ImportRow, TableImport
from core.models.inbound import InboundEvent
from core.models.jobs import Job
from core.models.keys import KeyCanary
from core.models.limits import CallBudget, CircuitBreaker, RateLimitBucket
from core.models.oauth import OAuthState
from core.models.roles import RoleGrant
from core.models.rows import RowState, WorkRow
from core.models.schedules import ScheduleTick
from core.models.sync import SyncChange, SyncChunk, SyncIssue, SyncRun
from core.models.two_factor import Authenticator, RecoveryCode

__all__ = [
    "Alert",
    "AlertSwitch",
    "ApiCall",
    "ApiClient",
    "Authenticator",
    "CallBudget",
    "CircuitBreaker",
    "Event",
    "IdempotentAnswer",
    "ImportRow",
    "InboundEvent",
    "Job",
    "KeyCanary",
    "OAuthState",
    "PartnerAccount",
    "RateLimitBucket",
    "RecoveryCode",
    "RoleGrant",
    "RowState",
    "ScheduleTick",
    "SyncChange",
    "SyncChunk",
    "SyncIssue",
    "SyncRun",
    "TableImport",
    "TimeStamped",
    "WorkRow",
]
