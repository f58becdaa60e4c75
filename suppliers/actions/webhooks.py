"""Setting up what a supplier sends us, and noticing when it stops."""

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
from core.models import Alert, Job
from core.notify import clear_alert, raise_alert, settle_alerts
from core.silence import silence_of
from suppliers.actions.errors import NotPossible
from suppliers.interface import Capability, SupplierAdapter
from suppliers.models import SupplierAccount, SupplierProduct
from suppliers.registry import adapter_class, open_account

CONFIGURE = "suppliers.configure_webhooks"
AUDIT_EVERY = timedelta(days=1)
SHORTEST_SILENCE = timedelta(hours=1)  # pushes come in bursts


# --- the address -------------------------------------------------------------------------------------------------------


def address_of(account: SupplierAccount) -> str:
    """Where this account's pushes are to come in. Raises NotPossible, in plain words, where suppliers cannot reach it."""
    given = settings.SUPPLIER_ENVIRONMENT.get(account.supplier, {}).get("webhook_url", "") or settings.PUBLIC_URL
    if not given:
        raise NotPossible(
            "no_public_address",
            _("The hub does not know its public address: set PUBLIC_URL to the https address at which it is reached."),
        )
    parts = urlsplit(given)
    if account.mode != SupplierAccount.Mode.SIMULATED:
        _require_public(parts.scheme, parts.hostname or "", given)
    base = given.rstrip("/")
    if parts.path.strip("/") == "":
        base = f"{base}/api/{account.supplier}/webhooks"
    return base if base.endswith(account.webhook_path) else f"{base}/{account.webhook_path}"


def _require_public(scheme: str, host: str, given: str) -> None:
    """Suppliers refuse what is not public; saying so here costs no call."""
    if scheme != "https":
        raise NotPossible(
            "address_not_https", _("Suppliers call https addresses only, and %(url)s is none.") % {"url": given}
        )
    if host == "localhost" or host.endswith(".localhost") or "." not in host or _is_private(host):
        raise NotPossible(
            "address_not_public",
            _("%(url)s is an address of this machine or network: suppliers cannot reach it.") % {"url": given},
        )


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


# --- setting up ----------------------------------------------------------------------------------------------------------


def configure(account: SupplierAccount, by: str) -> Job:
    """Files the job that tells the supplier where to send, and about which products. Raises NotPossible, without a call."""
    address_of(account)
    supplier = adapter_class(account.supplier)
    if Capability.SET_WEBHOOKS not in supplier.capabilities:
        raise NotPossible(
            "webhooks_by_hand",
            _("%(supplier)s takes webhook addresses in its own console only: register the address there.")
            % {"supplier": supplier.title},
        )
    return enqueue(
        CONFIGURE,
        {"account_id": account.pk},
        dedupe_key=f"{CONFIGURE}:{account.pk}",
        aggregate_key=f"webhooks:{account.pk}",
        requested_by=by,
        rearm=True,
    )


def set_up(account: SupplierAccount, by: str) -> dict[str, Any]:
    """The calls behind `configure`: address, then the linked products. Raises what the supplier refuses with."""
    url = address_of(account)
    with open_account(account) as adapter:
        setup = adapter.set_webhooks(url)
        refused = _subscribe(adapter, linked_products(account))
    _note(account, webhook_url=url)
    data = {"topics": sorted(setup.addresses), "refused": list(setup.refused), "products_refused": len(refused)}
    record(account, "supplier_account.webhooks_set", by=by, data=data)
    clear_alert("webhook_closed", str(account.pk))
    return data | {"products_refused": refused[:20]}


def linked_products(account: SupplierAccount, since: datetime | None = None) -> list[str]:
    """The supplier's ids of the products that are linked to ours, of those linked after `since` where that is given."""
    offers = account.offers.exclude(state__in=[SupplierProduct.State.DISABLED, SupplierProduct.State.GONE])
    if since is not None:
        offers = offers.filter(created_at__gt=since)
    return sorted(set(offers.values_list("external_product_id", flat=True)))


def _subscribe(adapter: SupplierAdapter, product_ids: Sequence[str]) -> list[str]:
    """What was refused. A supplier without such subscriptions pushes all products by itself."""
    return adapter.subscribe_products(product_ids) if adapter.can(Capability.SUBSCRIBE_PRODUCTS) else []


def _note(account: SupplierAccount, **values: Any) -> None:
    values["webhooks_checked_at"] = timezone.now()
    SupplierAccount.objects.filter(pk=account.pk).update(**values)
    for name, value in values.items():
        setattr(account, name, value)


# --- looking after them ----------------------------------------------------------------------------------------------------


def audit(account: SupplierAccount) -> str:
    """Asks whether the supplier still has our address, and sets it again. What was found: "not_configured", "kept",
    "set_again" (it was gone) or "failed" (then there is an alert).

    A supplier may close a single topic, tell nobody, and name its addresses without their topics.
    """
    if not account.webhook_url:
        return "not_configured"
    try:
        url = address_of(account)
        with open_account(account) as adapter:
            is_kept = account.webhook_url == url and url in adapter.connect().webhook_urls
            if is_kept:
                adapter.set_webhooks(url)  # one closed topic of several does not show in the addresses: set all again
                _subscribe(adapter, linked_products(account, since=account.webhooks_checked_at))
        if not is_kept:
            set_up(account, "webhook audit")
    except (PartnerError, NotPossible) as error:
        shown = {"account": account.name, "url": urlsplit(account.webhook_url).netloc, "error": str(error)[:300]}
        raise_alert("webhook_closed", str(account.pk), **shown)
        return "failed"
    if is_kept:
        _note(account)
        clear_alert("webhook_closed", str(account.pk))
    return "kept" if is_kept else "set_again"


def watch() -> dict[str, Any]:
    """The hour's look at all live accounts: the day's audit where it is due, and alerts of silence and of ending access."""
    now = timezone.now()
    accounts = list(SupplierAccount.objects.filter(is_active=True).exclude(state=SupplierAccount.State.PAUSED))
    found = {str(account.pk): audit(account) for account in accounts if _audit_is_due(account, now)}
    silent = dict(_silent(accounts, now))
    settle_alerts("webhook_silent", silent)
    _close_ended_warnings(accounts)
    return {"audited": found, "silent": sorted(silent)}


def _audit_is_due(account: SupplierAccount, now: datetime) -> bool:
    checked = account.webhooks_checked_at
    return bool(account.webhook_url) and (checked is None or checked <= now - AUDIT_EVERY)


def _silent(accounts: Sequence[SupplierAccount], now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    for account in accounts:
        found = silence_of(account, SHORTEST_SILENCE)
        if found.is_silent(now) and found.gap is not None and found.last is not None:
            minutes = max(1, round(found.gap.total_seconds() / 60))
            since = found.last.strftime("%Y-%m-%d %H:%M UTC")
            yield str(account.pk), {"account": account.name, "since": since, "gap": minutes}


def _close_ended_warnings(accounts: Sequence[SupplierAccount]) -> None:
    """A warning of ending access is over when the account was authorised after it."""
    issued = {str(account.pk): account.token_issued_at for account in accounts}
    for alert in Alert.objects.filter(kind="access_ending", closed_at=None):
        again = issued.get(alert.cause)
        if again is not None and again > alert.opened_at:
            clear_alert("access_ending", alert.cause)
