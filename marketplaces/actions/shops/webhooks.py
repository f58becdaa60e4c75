"""Setting up what a marketplace sends us, and noticing when it stops."""

import ipaddress
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import PartnerError
from core.history import record
from core.jobs import enqueue
from core.models import Job
from core.notify import clear_alert, raise_alert, settle_alerts
from core.silence import silence_of
from marketplaces.actions.errors import NotPossible
from marketplaces.interface import Capability
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import adapter_class, open_account

CONFIGURE = "marketplaces.configure_webhooks"
AUDIT_EVERY = timedelta(days=1)
SHORTEST_SILENCE = timedelta(hours=12)  # orders come in bursts, and at night hardly any

_State = MarketplaceAccount.State


# --- the address -------------------------------------------------------------------------------------------------------


def address_of(account: MarketplaceAccount) -> str:
    """Where this shop's pushes are to come in, the topic follows. Raises NotPossible, in plain words, where marketplaces
    cannot reach it."""
    given: str = settings.PUBLIC_URL
    if not given:
        raise NotPossible(
            "no_public_address",
            _("The hub does not know its public address: set PUBLIC_URL to the https address at which it is reached."),
        )
    if account.mode != MarketplaceAccount.Mode.SIMULATED:
        _require_public(given)
    return f"{given}/webhooks/{account.marketplace}"


def _require_public(given: str) -> None:
    """Marketplaces refuse what is not public; saying so here costs no call."""
    parts = urlsplit(given)
    host = parts.hostname or ""
    if parts.scheme != "https":
        raise NotPossible(
            "address_not_https", _("Marketplaces call https addresses only, and %(url)s is none.") % {"url": given}
        )
    if host == "localhost" or host.endswith(".localhost") or "." not in host or _is_private(host):
        raise NotPossible(
            "address_not_public",
            _("%(url)s is an address of this machine or network: marketplaces cannot reach it.") % {"url": given},
        )


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


# --- setting up ----------------------------------------------------------------------------------------------------------


def configure(account: MarketplaceAccount, by: str) -> Job:
    """Files the job that tells the marketplace where to send. Raises NotPossible, without a call."""
    address_of(account)
    marketplace = adapter_class(account.marketplace)
    if Capability.SET_WEBHOOKS not in marketplace.capabilities:
        raise NotPossible(
            "webhooks_by_hand",
            _("%(marketplace)s takes webhook addresses in its own console only: register the address there.")
            % {"marketplace": marketplace.title},
        )
    return enqueue(
        CONFIGURE,
        {"account_id": account.pk},
        dedupe_key=f"{CONFIGURE}:{account.pk}",
        aggregate_key=f"shop_webhooks:{account.pk}",
        requested_by=by,
        rearm=True,
    )


def configure_if_possible(account: MarketplaceAccount, by: str) -> Job | None:
    """For a shop that was just connected: without a public address its orders are asked for on schedule alone."""
    try:
        return configure(account, by)
    except NotPossible:
        return None


def set_up(account: MarketplaceAccount, by: str) -> dict[str, Any]:
    """The calls behind `configure`. Raises what the marketplace refuses with."""
    url = address_of(account)
    with open_account(account) as adapter:
        setup = adapter.set_webhooks(url)
    _note(account, webhook_url=url)
    data = {
        "topics": sorted(setup.addresses),
        "refused": [list(each) for each in setup.refused],
        "made": sorted(setup.made),
    }
    if setup.made or setup.refused:  # an audit that found all in order is no news
        record(account, "marketplace_account.webhooks_set", by=by, data=data)
    _settle_closed(account, url, "; ".join(f"{topic}: {words}" for topic, words in setup.refused))
    return data


def _settle_closed(account: MarketplaceAccount, url: str, error: str) -> None:
    if error:
        raise_alert(
            "webhook_closed", _cause(account), account=account.name, url=urlsplit(url).netloc, error=error[:300]
        )
    else:
        clear_alert("webhook_closed", _cause(account))


def _note(account: MarketplaceAccount, **values: Any) -> None:
    values["webhooks_checked_at"] = timezone.now()
    MarketplaceAccount.objects.filter(pk=account.pk).update(**values)
    for name, value in values.items():
        setattr(account, name, value)


# --- looking after them ----------------------------------------------------------------------------------------------------


def audit(account: MarketplaceAccount) -> str:
    """Asks for the subscriptions and makes again what is gone: a marketplace drops one whose deliveries failed, and tells
    nobody. What was found: "not_configured", "kept", "set_again", or "failed" (then there is an alert)."""
    if not account.webhook_url:
        return "not_configured"
    try:
        told = set_up(account, "webhook audit")
    except (PartnerError, NotPossible) as error:
        _settle_closed(account, account.webhook_url, str(error) or "?")
        return "failed"
    if told["refused"]:
        return "failed"
    return "set_again" if told["made"] else "kept"


def watch() -> dict[str, Any]:
    """The hour's look at all live shops: the day's audit where it is due, and alerts of silence."""
    now = timezone.now()
    live = MarketplaceAccount.objects.filter(is_active=True).exclude(state__in=(_State.PAUSED, _State.NEEDS_RECONNECT))
    accounts = list(live.order_by("pk"))
    found = {str(account.pk): audit(account) for account in accounts if _audit_is_due(account, now)}
    silent = dict(_silent(accounts, now))
    settle_alerts("shop_silent", silent)
    return {"audited": found, "silent": sorted(silent)}


def _audit_is_due(account: MarketplaceAccount, now: datetime) -> bool:
    checked = account.webhooks_checked_at
    return bool(account.webhook_url) and (checked is None or checked <= now - AUDIT_EVERY)


def _silent(accounts: Sequence[MarketplaceAccount], now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    for account in accounts:
        found = silence_of(account, SHORTEST_SILENCE)
        if found.is_silent(now) and found.gap is not None and found.last is not None:
            minutes = max(1, round(found.gap.total_seconds() / 60))
            since = found.last.strftime("%Y-%m-%d %H:%M UTC")
            yield _cause(account), {"account": account.name, "since": since, "gap": minutes}


def _cause(account: MarketplaceAccount) -> str:
    return f"{account.partner}:{account.account_id}"
