"""Buying in figures, each with the list that shows exactly those rows; and how each account is doing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Max, Min, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import budget
from core.dashboard import Figure, Tone
from core.models import ApiCall, CallBudget, InboundEvent
from suppliers.models import SupplierAccount, SupplierProduct
from suppliers.models.offer import OfferState

ENDS_SOON = timedelta(days=30)
ENDING_SOON = timedelta(days=7)
WEBHOOK_WAITS = timedelta(minutes=5)
CLIENT_ERROR = 400
DAY = timedelta(hours=24)
WAITING_STATES = (OfferState.SUGGESTED, OfferState.CHANGED, OfferState.GONE)

State = SupplierAccount.State


# --- conditions: the lists filter by them, the first page counts by them ------------------------------------------------


def stale_before() -> datetime:
    """A supplier's figure read before this moment is too old to be sold on."""
    return timezone.now() - timedelta(hours=settings.SUPPLY_MAX_AGE_HOURS)


def stale_offers(rows: QuerySet[SupplierProduct]) -> QuerySet[SupplierProduct]:
    """Confirmed offers whose figures were never read, or too long ago."""
    return rows.filter(Q(checked_at=None) | Q(checked_at__lt=stale_before()), state=OfferState.CONFIRMED)


def is_failing(account: SupplierAccount) -> bool:
    """Connected, but its last call failed."""
    if account.last_error_at is None or account.state != State.OK:
        return False
    return account.last_ok_at is None or account.last_error_at > account.last_ok_at


def token_end(account: SupplierAccount) -> datetime | None:
    """When a person must act: the end of the refresh token, or of the only token there is."""
    return account.refresh_expires_at or account.access_expires_at


HEALTH: dict[str, Any] = {
    "reconnect": _("Must be authorised again"),
    "failing": _("Failing"),
    "expiring": _("Token ends within 30 days"),
    "paused": _("Paused"),
    "new": _("Not connected yet"),
    "ok": _("Connected"),
    "off": _("Switched off"),
}
_HEALTH_OF_STATE = {State.NEEDS_RECONNECT: "reconnect", State.PAUSED: "paused", State.NEW: "new"}


def health_of(account: SupplierAccount) -> str:
    """One of `HEALTH`: each account is in exactly one."""
    if not account.is_active:
        return "off"
    if account.state != State.OK:
        return _HEALTH_OF_STATE[State(account.state)]
    if is_failing(account):
        return "failing"
    ends = token_end(account)
    return "expiring" if ends is not None and ends <= timezone.now() + ENDS_SOON else "ok"


def all_accounts() -> list[SupplierAccount]:
    """Every account, by name. They are few: conditions on them are worked out on the rows. One query."""
    return list(SupplierAccount.objects.order_by("name"))


# --- what waits for a person --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Counted:
    number: int = 0
    since: datetime | None = None


@dataclass(frozen=True)
class Overview:
    """All accounts, their offers (number and newest reading, by the account's key), and what waits, by its code."""

    accounts: Sequence[SupplierAccount] = ()
    offers: Mapping[int, tuple[int, datetime | None]] = field(default_factory=dict)
    waiting: Mapping[str, _Counted] = field(default_factory=dict)


def overview() -> Overview:
    """What the first page needs of buying. Two queries, one where there is no account."""
    accounts = all_accounts()
    return _offers_and_webhooks(accounts) if accounts else Overview()


def needs(seen: Overview) -> list[Figure]:
    """What of buying waits for a person; nothing where there is no account."""
    if not seen.accounts:
        return []
    rows = seen.waiting
    offer, event = "suppliers.supplierproduct", "core.inboundevent"
    received = {"state__exact": "received", "received_at__lte": _waiting_since().isoformat()}
    return [
        *_account_needs(seen.accounts),
        *[
            Figure(f"offers_{state}", title, rows[state].number, offer, {"need": state}, icon, tone, hint,
                   rows[state].since)
            for state, title, icon, tone, hint in OFFER_NEEDS
        ],
        Figure("offers_stale", _("Offers with old figures"), rows["stale"].number, offer,
               {"need": "all", "age": "stale"}, "history_toggle_off", Tone.WARNING,
               _("Too old to be sold on: is the refresh running?"), rows["stale"].since),
        Figure("webhooks_waiting", _("Webhooks not processed"), rows["waiting"].number, event, received, "webhook",
               Tone.WARNING, _("Stored five minutes ago or more: is a worker running?"), rows["waiting"].since),
        Figure("webhooks_dead", _("Webhooks that failed"), rows["dead"].number, event, {"state__exact": "dead"},
               "dangerous", Tone.BAD, _("Mend the cause, then replay."), rows["dead"].since),
    ]  # fmt: skip


ACCOUNT_NEEDS = (
    ("reconnect", _("Suppliers to authorise again"), "key_off", Tone.BAD,
     _("Nothing is refreshed there until then.")),
    ("failing", _("Suppliers failing"), "error", Tone.BAD, _("Their last call did not work.")),
    ("expiring", _("Supplier tokens that end soon"), "timer", Tone.WARNING,
     _("Within 30 days: authorise again in good time.")),
    ("paused", _("Suppliers paused"), "pause_circle", Tone.QUIET, _("By staff: no call is made.")),
    ("new", _("Suppliers not connected yet"), "hourglass_empty", Tone.WARNING, _("Test the connection once.")),
)  # fmt: skip


def _account_needs(accounts: Sequence[SupplierAccount]) -> list[Figure]:
    groups: dict[str, list[SupplierAccount]] = {}
    for account in accounts:
        groups.setdefault(health_of(account), []).append(account)
    model = "suppliers.supplieraccount"
    return [
        Figure(
            f"suppliers_{code}",
            title,
            len(groups.get(code, [])),
            model,
            {"health": code},
            icon,
            tone,
            hint,
            min((row.last_error_at for row in groups.get(code, []) if row.last_error_at), default=None)
            if code == "failing"
            else None,
        )
        for code, title, icon, tone, hint in ACCOUNT_NEEDS
    ]


OFFER_NEEDS = (
    ("changed", _("Offers changed at the supplier"), "published_with_changes", Tone.WARNING,
     _("Compare the options, then confirm or reject.")),
    ("gone", _("Offers gone at the supplier"), "cloud_off", Tone.BAD, _("Find another supplier for them.")),
    ("suggested", _("Offers to confirm"), "help", Tone.WARNING, _("Suggested by the program; not sold on until then.")),
)  # fmt: skip


def _waiting_since() -> datetime:
    """To the minute, so that a link opened a moment later counts the same rows."""
    return (timezone.now() - WEBHOOK_WAITS).replace(second=0, microsecond=0)


def _offers_and_webhooks(accounts: Sequence[SupplierAccount]) -> Overview:
    """Offers by account and state, those with old figures, and webhooks that wait or failed. One query."""
    offers = SupplierProduct.objects.order_by()
    found = offers.values_list("state", "account_id").annotate(
        number=Count("pk"), since=Min("missing_since"), last=Max("checked_at")
    )
    events = InboundEvent.objects.order_by()
    late = events.filter(state="received", received_at__lte=_waiting_since())
    labelled = [
        _labelled(stale_offers(offers), "stale", "checked_at"),
        _labelled(late, "waiting", "received_at"),
        _labelled(events.filter(state="dead"), "dead", "received_at"),
    ]
    waiting: dict[str, _Counted] = dict.fromkeys([*WAITING_STATES, "stale", "waiting", "dead"], _Counted())
    by_account: dict[int, tuple[int, datetime | None]] = {}
    for what, account_id, number, since, last in found.union(*labelled, all=True):
        before = waiting.get(str(what), _Counted())
        moments = [moment for moment in (before.since, since) if moment]
        waiting[str(what)] = _Counted(before.number + number, min(moments, default=None))
        if account_id:
            so_far = by_account.get(account_id, (0, None))
            newest = max((moment for moment in (so_far[1], last) if moment), default=None)
            by_account[account_id] = (so_far[0] + number, newest)
    return Overview(accounts, by_account, waiting)


def _labelled(rows: QuerySet[Any], label: str, moment: str) -> QuerySet[Any, Any]:
    """In the shape of the offers' rows: label, no account, number, the oldest and the newest moment."""
    named = rows.annotate(what=Value(label), nobody=Value(0)).values_list("what", "nobody")
    counted: QuerySet[Any, Any] = named.annotate(number=Count("pk"), since=Min(moment), last=Max(moment))
    return counted


# --- how each account is doing ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gauge:
    """An allowance of calls or points. With `total` 0 there is no limit and only `used` (today, UTC) says something."""

    used: float
    total: float
    remaining: float
    exhausted_until: datetime | None = None

    @property
    def is_exhausted(self) -> bool:
        return self.exhausted_until is not None and self.exhausted_until > timezone.now()

    @property
    def spent(self) -> float:
        return self.total if self.is_exhausted else max(0.0, self.total - self.remaining)

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.spent / self.total)) if self.total else 0


@dataclass(frozen=True)
class Traffic:
    """An account's last 24 hours: calls, how many of them failed, and how long they took."""

    calls: int = 0
    failed: int = 0
    average_ms: float | None = None
    longest_ms: int | None = None

    @property
    def failed_percent(self) -> float:
        return 100 * self.failed / self.calls if self.calls else 0.0


@dataclass(frozen=True)
class Pushes:
    """An account's webhooks of the last 24 hours: how late they came, and how long they waited here (averages)."""

    received: int = 0
    delay: timedelta | None = None
    waited: timedelta | None = None


@dataclass(frozen=True)
class AccountFigures:
    traffic: Traffic = field(default_factory=Traffic)
    gauges: Mapping[str, Gauge] = field(default_factory=dict)  # "points", "calls", a quota's name
    offers: int = 0
    refreshed_at: datetime | None = None


def figures_of(accounts: Iterable[SupplierAccount]) -> dict[int, AccountFigures]:
    """Traffic, allowances and offers of these accounts, by primary key. Three queries."""
    rows = list(accounts)
    if not rows:
        return {}
    traffic, gauges, offers = _traffic(rows), gauges_of(rows), _offers(rows)
    return {
        row.pk: AccountFigures(
            traffic.get(row.account_id, Traffic()), gauges.get(row.pk, {}), *offers.get(row.pk, (0, None))
        )
        for row in rows
    }


def _traffic(accounts: list[SupplierAccount]) -> dict[str, Traffic]:
    failed = Q(status=None) | Q(status__gte=CLIENT_ERROR) | ~Q(error_class="")
    rows = (
        ApiCall.objects.filter(
            partner__in={account.supplier for account in accounts},
            account_id__in=[account.account_id for account in accounts],
            created_at__gte=timezone.now() - DAY,
        )
        .order_by()
        .values("account_id")
        .annotate(
            calls=Count("pk"), failed=Count("pk", filter=failed), mean=Avg("duration_ms"), most=Max("duration_ms")
        )
    )
    return {row["account_id"]: Traffic(row["calls"], row["failed"], row["mean"], row["most"]) for row in rows}


def gauges_of(accounts: Sequence[SupplierAccount]) -> dict[int, dict[str, Gauge]]:
    """Allowances by account and name. One query, none without accounts."""
    found: dict[int, dict[str, Gauge]] = {}
    condition = Q()
    for account in accounts:
        condition |= Q(key__startswith=f"{account.supplier}:{account.account_id}:")
    for row in CallBudget.objects.filter(condition) if accounts else ():
        _partner, pk, name = row.key.split(":", 2)
        found.setdefault(int(pk), {})[name] = gauge_of(row)
    return found


def gauge_of(row: CallBudget) -> Gauge:
    now = budget.standing(row)
    return Gauge(now.used, now.total, now.remaining, now.exhausted_until)


def _offers(accounts: list[SupplierAccount]) -> dict[int, tuple[int, datetime | None]]:
    rows = (
        SupplierProduct.objects.filter(account__in=accounts)
        .order_by()
        .values_list("account_id")
        .annotate(number=Count("pk"), last=Max("checked_at"))
    )
    return {pk: (number, last) for pk, number, last in rows}


def pushes_of(account: SupplierAccount) -> Pushes:
    """Webhooks of the last 24 hours. One query."""
    late = ExpressionWrapper(F("received_at") - F("partner_time"), output_field=DurationField())
    waited = ExpressionWrapper(F("processed_at") - F("received_at"), output_field=DurationField())
    found = InboundEvent.objects.filter(
        partner=account.supplier, account_id=account.account_id, received_at__gte=timezone.now() - DAY
    ).aggregate(number=Count("pk"), delay=Avg(late), waited=Avg(waited))
    return Pushes(found["number"], found["delay"], found["waited"])
