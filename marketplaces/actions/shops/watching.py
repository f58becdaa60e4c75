"""Looking after the shops: tokens renewed ahead of time, and word to staff when a shop must be connected again or lacks
rights."""

import logging
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core import account_health, credentials
from core.alerts.lateness import Causes
from core.errors import HubError, PartnerError
from core.notify import settle_alerts
from marketplaces.actions.shops import accounts, logins
from marketplaces.actions.shops.connecting import connect
from marketplaces.models import MarketplaceAccount
from marketplaces.reasons import ability_words
from marketplaces.registry import open_account, slugs

logger = logging.getLogger(__name__)

ASK_AGAIN_AFTER = timedelta(days=1)  # for rights, places, and whether the shop still answers
WARNED_AT = (30, 14, 3)  # days before
_State = MarketplaceAccount.State
_Way = MarketplaceAccount.WayToConnect


def check_accounts() -> dict[str, Any]:
    """Asks where it is due and settles the alerts. One shop's trouble is not another's."""
    everyone = [account for slug in slugs() for account in accounts.accounts_of(slug)]
    told = {"accounts": len(everyone), "asked": 0, "failed": 0}
    for account in everyone:
        outcome = keep_connected(account)
        if outcome:
            told[outcome] += 1
    for account in everyone:
        account.refresh_from_db()
    settle_alerts("shop_refused", refused(everyone))
    settle_alerts("shop_rights_missing", without_rights(everyone))
    settle_alerts("shop_token_ends", ending_tokens(everyone))
    return told


def keep_connected(account: MarketplaceAccount) -> str:
    """Asks the marketplace who we are where the token is due or that was long ago: "asked", "failed", or "" for neither.

    A shop that was never connected is left to staff, as is one that is paused or must be connected again.
    """
    if account.state != _State.OK:
        return ""
    try:
        if not _is_due(account):
            return ""
        with open_account(account) as adapter:
            connect(account, adapter, "account care")
    except HubError as error:
        logger.warning("%s could not be asked who we are: %s", account, error)
        if isinstance(error, PartnerError):
            account_health.note_failure(account, error)
        return "failed"
    account_health.note_ok(account)
    return "asked"


def refused(everyone: list[MarketplaceAccount]) -> Causes:
    return {
        _cause(account): {"account": account.name, "why": account.state_reason}
        for account in everyone
        if account.state == _State.NEEDS_RECONNECT
    }


def without_rights(everyone: list[MarketplaceAccount]) -> Causes:
    return {
        _cause(account): {
            "account": account.name,
            "scopes": ", ".join(account.missing_scopes),
            "lost": " ".join(ability_words(ability) for ability in account.lost_abilities),
        }
        for account in everyone
        if account.lost_abilities and account.state == _State.OK
    }


def ending_tokens(everyone: list[MarketplaceAccount]) -> Causes:
    """Shops whose access only a person can renew, and soon must: a cause of its own from each of `WARNED_AT` on."""
    found: Causes = {}
    for account in everyone:
        ends = account.refresh_expires_at
        if ends is None or account.state != _State.OK:
            continue
        left = ends - timezone.now()
        passed = [days for days in WARNED_AT if left <= timedelta(days=days)]
        if passed:
            values = {"account": account.name, "days": min(passed), "ends": ends.strftime("%Y-%m-%d %H:%M UTC")}
            found[f"{_cause(account)}:{min(passed)}"] = values
    return found


def _is_due(account: MarketplaceAccount) -> bool:
    if logins.problems(account):
        return False
    asked_at = account.last_ok_at
    is_token_due = account.way_to_connect != _Way.PASTED_TOKEN and credentials.is_due(account)
    return is_token_due or asked_at is None or timezone.now() - asked_at > ASK_AGAIN_AFTER


def _cause(account: MarketplaceAccount) -> str:
    return f"{account.partner}:{account.account_id}"
