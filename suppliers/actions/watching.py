"""Looking after the accounts: tokens renewed ahead of time, and word to staff before something ends."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from core import account_health, credentials
from core.alerts.lateness import Causes
from core.budget import reading
from core.errors import HubError, PartnerError
from core.models import CallBudget
from core.notify import settle_alerts
from suppliers.actions import accounts, logins
from suppliers.interface import Capability
from suppliers.models import SupplierAccount
from suppliers.registry import adapter_class, open_account, slugs

logger = logging.getLogger(__name__)

WARN_DAYS = (14, 7, 1)
ASK_AGAIN_AFTER = timedelta(days=1)  # limits, and whether the account still works
IDLE_SHARE = 2 / 3  # of the days after which the supplier suspends the account
QUOTA_SHARE = 0.8

_State = SupplierAccount.State


def check_accounts() -> dict[str, Any]:
    """Renews what is due and settles the alerts. One account's trouble is not another's."""
    everyone = [account for slug in slugs() for account in accounts.accounts_of(slug)]
    told = {"accounts": len(everyone), "renewed": 0, "failed": 0}
    for account in everyone:
        outcome = keep_connected(account)
        if outcome:
            told[outcome] += 1
    for account in everyone:
        account.refresh_from_db()
    now = timezone.now()
    settle_alerts("account_refused", refused(everyone))
    settle_alerts("authorisation_ends", ending_authorisations(everyone, now))
    settle_alerts("account_idle", idle_accounts(everyone, now))
    settle_alerts("quota_low", low_quotas(everyone))
    return told


def keep_connected(account: SupplierAccount) -> str:
    """Asks the supplier who we are where the token is due or that was long ago: "renewed", "failed", or "" for neither.

    An account that was never connected is left to staff, as is one that is paused or must be authorised again.
    """
    if account.state != _State.OK:
        return ""
    version = account.token_version
    try:
        if not _is_due(account):
            return ""
        with open_account(account) as adapter:
            accounts.connect(account, adapter)
    except HubError as error:
        logger.warning("%s could not be asked who we are: %s", account, error)
        if isinstance(error, PartnerError):
            account_health.note_failure(account, error)
        return "failed"
    account_health.note_ok(account)
    account.refresh_from_db()
    return "renewed" if account.token_version > version else ""


def refused(everyone: list[SupplierAccount]) -> Causes:
    return {
        _cause(account): {"account": account.name, "why": account.state_reason}
        for account in everyone
        if account.state == _State.NEEDS_RECONNECT
    }


def ending_authorisations(everyone: list[SupplierAccount], now: datetime) -> Causes:
    """One cause for each of the days of warning that has come, so that each sends its own mail. Where the hub can log in
    by itself nothing ends."""
    causes: Causes = {}
    for account in everyone:
        ends = account.refresh_expires_at
        if ends is None or Capability.OAUTH not in adapter_class(account.supplier).capabilities:
            continue
        for days in WARN_DAYS:
            if ends - now <= timedelta(days=days):
                causes[f"{_cause(account)}#{days}"] = {
                    "account": account.name,
                    "days": days,
                    "ends": ends.strftime("%Y-%m-%d %H:%M UTC"),
                }
    return causes


def idle_accounts(everyone: list[SupplierAccount], now: datetime) -> Causes:
    """Accounts that have bought nothing for so long that the supplier will suspend them (`idle_days`)."""
    causes: Causes = {}
    for account in everyone:
        limit = adapter_class(account.supplier).idle_days
        if not limit or account.state == _State.NEW or account.mode != SupplierAccount.Mode.LIVE:
            continue
        days = (now - (account.last_transaction_at or account.created_at)).days
        if days >= limit * IDLE_SHARE:
            causes[_cause(account)] = {"account": account.name, "days": days, "limit": limit}
    return causes


def low_quotas(everyone: list[SupplierAccount]) -> Causes:
    """Budgets of which four fifths are gone: from here on only orders and quotes are served."""
    causes: Causes = {}
    for account in everyone:
        for name in _budget_names(account):
            found = reading(account.partner, account.account_id, name)
            if found is not None and found.used_share >= _quota_share():
                causes[f"{_cause(account)}:{name}"[:200]] = {
                    "account": account.name,
                    "name": name,
                    "percent": round(found.used_share * 100),
                }
    return causes


def _quota_share() -> float:
    share: float = 1 - settings.SUPPLIER_RESERVE_PERCENT / 100
    return min(QUOTA_SHARE, share)


def _budget_names(account: SupplierAccount) -> Iterator[str]:
    prefix = f"{account.partner}:{account.account_id}:"
    for key in CallBudget.objects.filter(key__startswith=prefix).order_by("key").values_list("key", flat=True):
        yield key.removeprefix(prefix)


def _is_due(account: SupplierAccount) -> bool:
    if logins.problems(account):
        return False
    asked_at = account.last_ok_at
    return credentials.is_due(account) or asked_at is None or timezone.now() - asked_at > ASK_AGAIN_AFTER


def _cause(account: SupplierAccount) -> str:
    return f"{account.partner}:{account.account_id}"
