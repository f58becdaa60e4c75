"""Selling in figures, each with the list that shows exactly those rows; and how each shop is doing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, F, Max, Min, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.dashboard import Figure, Tone
from core.models import ApiCall, InboundEvent
from marketplaces.models import Listing, MarketplaceAccount, StockAlert
from marketplaces.models.listing import ListingState

DAY = timedelta(hours=24)
CLIENT_ERROR = 400
State = MarketplaceAccount.State


# --- conditions: the lists filter by them, the first page counts by them ------------------------------------------------


def drifting(rows: QuerySet[Listing]) -> QuerySet[Listing]:
    """On sale, and shown otherwise than the hub has set."""
    return rows.filter(state=ListingState.ACTIVE).exclude(drift=[])


def with_reason(rows: QuerySet[Listing]) -> QuerySet[Listing]:
    """On sale, and not fully: one of its forms is held back, or a part was refused."""
    return rows.filter(state=ListingState.ACTIVE).exclude(reason="")


def behind(rows: QuerySet[Listing]) -> QuerySet[Listing]:
    """A change has still to be pushed."""
    return rows.filter(state=ListingState.ACTIVE, wanted_version__gt=F("pushed_version"))


def open_stock_alerts(rows: QuerySet[StockAlert]) -> QuerySet[StockAlert]:
    """Not mended, and not snoozed."""
    return rows.filter(closed_at=None).exclude(snoozed_until__gt=timezone.now())


def is_failing(account: MarketplaceAccount) -> bool:
    """Connected, but its last call failed."""
    if account.last_error_at is None or account.state != State.OK:
        return False
    return account.last_ok_at is None or account.last_error_at > account.last_ok_at


HEALTH: dict[str, Any] = {
    "reconnect": _("Must be connected again"),
    "failing": _("Failing"),
    "rights": _("Rights are missing"),
    "paused": _("Paused"),
    "new": _("Not connected yet"),
    "ok": _("Connected"),
    "off": _("Switched off"),
}
_HEALTH_OF_STATE = {State.NEEDS_RECONNECT: "reconnect", State.PAUSED: "paused", State.NEW: "new"}


def health_of(account: MarketplaceAccount) -> str:
    """One of `HEALTH`: each shop is in exactly one."""
    if not account.is_active:
        return "off"
    if account.state != State.OK:
        return _HEALTH_OF_STATE[State(account.state)]
    if is_failing(account):
        return "failing"
    return "rights" if account.lost_abilities else "ok"


def all_shops() -> list[MarketplaceAccount]:
    """Every shop, by name. They are few: conditions on them are worked out on the rows. One query."""
    return list(MarketplaceAccount.objects.order_by("name"))


# --- what waits for a person --------------------------------------------------------------------------------------------

_SHOP_NEEDS = (
    ("reconnect", _("Shops to connect again"), "key_off", Tone.BAD, _("Their orders are not read; nothing is sent.")),
    ("failing", _("Shops that fail"), "error", Tone.BAD, _("Their last call failed.")),
    ("rights", _("Shops that lack rights"), "gpp_maybe", Tone.WARNING, _("Give them to the app and connect again.")),
)


@dataclass(frozen=True)
class _Counted:
    number: int = 0
    since: datetime | None = None


REFUSED, DRIFTING, LOW = "refused", "drifting", "low"


def _waiting() -> Mapping[str, _Counted]:
    """How many listings are refused, how many drift, and how many stock alerts are open, with since when. One query, each
    part from an index: most listings are well, and are not read."""
    listings = Listing.objects.order_by()
    rows = _labelled(listings.filter(state=ListingState.ERROR), REFUSED, "updated_at").union(
        _labelled(drifting(listings), DRIFTING, "updated_at"),
        _labelled(open_stock_alerts(StockAlert.objects.order_by()), LOW, "opened_at"),
        all=True,
    )
    found = {what: _Counted(number, since) for what, number, since in rows}
    return {what: found.get(what, _Counted()) for what in (REFUSED, DRIFTING, LOW)}


def _labelled(rows: QuerySet[Any], label: str, moment: str) -> QuerySet[Any, Any]:
    named = rows.annotate(what=Value(label, CharField())).values_list("what")
    counted: QuerySet[Any, Any] = named.annotate(number=Count("pk"), since=Min(moment))
    return counted


def needs(shops: Sequence[MarketplaceAccount]) -> list[Figure]:
    """What of selling waits for a person; nothing where there is no shop. One query."""
    if not shops:
        return []
    number: dict[str, int] = {}
    for shop in shops:
        number[health_of(shop)] = number.get(health_of(shop), 0) + 1
    waiting = _waiting()
    refused, low = waiting[REFUSED], waiting[LOW]
    account, listing = "marketplaces.marketplaceaccount", "marketplaces.listing"
    return [
        *[
            Figure(f"shops_{code}", title, number.get(code, 0), account, {"health": code}, icon, tone, hint)
            for code, title, icon, tone, hint in _SHOP_NEEDS
        ],
        Figure(
            "listings_refused", _("Listings refused"), refused.number, listing, {"need": "error"}, "unpublished",
            Tone.BAD, _("Read why, mend it, publish again."), refused.since,
        ),
        Figure(
            "stock_low", _("Products that ran low in shops"), low.number, "marketplaces.stockalert", {"kind": "open"},
            "trending_down", Tone.WARNING, _("Buy more, choose another supplier, or end the listing."), low.since,
        ),
        Figure(
            "listings_drifting", _("Listings that differ in the shop"), waiting[DRIFTING].number, listing,
            {"need": "drift"}, "difference", Tone.WARNING, _("Prices and stock are mended by themselves."),
        ),
    ]  # fmt: skip


# --- how each shop is doing ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShopFigures:
    """A shop's listings on sale, and its last 24 hours: calls, those that failed, webhooks."""

    active: int = 0
    refused: int = 0
    calls: int = 0
    failed: int = 0
    pushes: int = 0
    last_push: datetime | None = None


def figures_of(shops: Sequence[MarketplaceAccount]) -> dict[int, ShopFigures]:
    """By primary key. Three queries, none without shops."""
    if not shops:
        return {}
    listed = _listed(shops)
    calls, pushes = _calls(shops), _pushes(shops)
    return {
        shop.pk: ShopFigures(
            *listed.get(shop.pk, (0, 0)), *calls.get(shop.account_id, (0, 0)), *pushes.get(shop.account_id, (0, None))
        )
        for shop in shops
    }


def _listed(shops: Sequence[MarketplaceAccount]) -> Mapping[int, tuple[int, int]]:
    rows = Listing.objects.filter(account__in=shops).order_by().values_list("account_id")
    counted = rows.annotate(
        active=Count("pk", filter=Q(state=ListingState.ACTIVE)), refused=Count("pk", filter=Q(state=ListingState.ERROR))
    )
    return {pk: (active, refused) for pk, active, refused in counted}


def _calls(shops: Sequence[MarketplaceAccount]) -> Mapping[str, tuple[int, int]]:
    failed = Q(status=None) | Q(status__gte=CLIENT_ERROR) | ~Q(error_class="")
    rows = ApiCall.objects.filter(
        partner__in={shop.marketplace for shop in shops},
        account_id__in=[shop.account_id for shop in shops],
        created_at__gte=timezone.now() - DAY,
    )
    counted = rows.order_by().values_list("account_id").annotate(n=Count("pk"), bad=Count("pk", filter=failed))
    return {key: (n, bad) for key, n, bad in counted}


def _pushes(shops: Sequence[MarketplaceAccount]) -> Mapping[str, tuple[int, datetime | None]]:
    rows = InboundEvent.objects.filter(
        partner__in={shop.marketplace for shop in shops},
        account_id__in=[shop.account_id for shop in shops],
        received_at__gte=timezone.now() - DAY,
    )
    counted = rows.order_by().values_list("account_id").annotate(n=Count("pk"), last=Max("received_at"))
    return {key: (n, last) for key, n, last in counted}
