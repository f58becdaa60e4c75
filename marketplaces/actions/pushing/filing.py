"""Which listings the shops are to see anew: each counts the versions that are wanted and the one that was pushed last, so
a hundred changes are one push. Where a marketplace takes many listings in one call, one job a shop sends them all; else
each listing has its own."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core.history import record
from core.jobs import enqueue, without_job
from core.models import Job
from marketplaces.interface import Capability
from marketplaces.models import Listing, MarketplaceAccount, PriceRule
from marketplaces.registry import UnknownMarketplace, adapter_class

PUSH, PUSH_SHOP = "marketplaces.push_listing", "marketplaces.push_shop"
PRIORITY = 80  # before new listings: what is on sale must be right first; after whatever orders need
_State = Listing.State


def want_push(product_ids: Iterable[int], by: str) -> int:
    """Marks every listing of these products as changed and files the pushes; their number."""
    return _want(Listing.objects.filter(variants__product_id__in=list(product_ids)), by)


def want_push_of_rule(rule: PriceRule, by: str) -> int:
    """As `want_push`, for all that is sold by this price rule."""
    by_shop = Q(price_rule=None, account__price_rule=rule)
    return _want(Listing.objects.filter(by_shop | Q(price_rule=rule)), by)


def want_push_of_shop(account: MarketplaceAccount, by: str) -> int:
    """As `want_push`, for all that is on sale in this shop."""
    return _want(account.listings.all(), by)


def set_rule(listings: Sequence[Listing], rule: PriceRule | None, by: str) -> int:
    """Has these priced by this rule, or by their shop's again; what is on sale is pushed. Their number."""
    changed = [listing for listing in listings if listing.price_rule_id != (rule.pk if rule else None)]
    with transaction.atomic():
        for listing in changed:
            Listing.objects.filter(pk=listing.pk).update(price_rule=rule)
            record(listing, "listing.rule_set", by=by, data={"rule": rule.name if rule else ""})
        _want(Listing.objects.filter(pk__in=[listing.pk for listing in changed]), by)
    return len(changed)


def file_push(listing: Listing, by: str) -> Job:
    """One more version is wanted; the job that pushes this listing is there or starts anew."""
    _raise_versions([listing.pk])
    return file_jobs([(listing.pk, listing.account_id, listing.account.marketplace)], by)[0]


def owed() -> QuerySet[Listing]:
    """What is on sale and behind, and has not to wait."""
    is_due = Q(push_after=None) | Q(push_after__lte=timezone.now())
    return Listing.objects.filter(is_due, state=_State.ACTIVE, wanted_version__gt=F("pushed_version"))


def file_owed() -> int:
    """Files the pushes of listings that are behind and have no job at work: one was lost, or a change came in the
    moment in which its job ended. Their number."""
    lost = without_job(owed().select_related("account"), lambda listing: _key(*_row(listing)))
    rows = [_row(listing) for listing in lost]
    file_jobs(rows, "schedule")
    return len(rows)


def takes_many(marketplace: str) -> bool:
    """Whether one call there can carry the figures of many listings. False for one that is not there any more."""
    try:
        return Capability.PUSH_OFFERS in adapter_class(marketplace).capabilities
    except UnknownMarketplace:
        return False


def file_jobs(rows: Sequence[tuple[int, int, str]], by: str) -> list[Job]:
    """The jobs that push these listings, (listing, shop, marketplace) each: one job a shop where that is enough."""
    found: dict[str, Job] = {}
    for pk, shop, marketplace in rows:
        key = _key(pk, shop, marketplace)
        if key not in found:
            found[key] = file_shop(shop, by) if takes_many(marketplace) else _file_listing(pk, by)
    return list(found.values())


def file_shop(account_id: int, by: str) -> Job:
    return enqueue(
        PUSH_SHOP,
        {"account_id": account_id},
        dedupe_key=f"push_shop:{account_id}",
        aggregate_key=f"push_shop:{account_id}",
        priority=PRIORITY,
        requested_by=by,
        rearm=True,
    )


def _want(listings: QuerySet[Listing], by: str) -> int:
    chosen = set(listings.filter(state=_State.ACTIVE).values_list("pk", flat=True))
    with transaction.atomic():
        _raise_versions(chosen)
        rows = Listing.objects.filter(pk__in=chosen).order_by("pk")
        file_jobs(list(rows.values_list("pk", "account_id", "account__marketplace")), by)
    return len(chosen)


def _raise_versions(keys: Iterable[int]) -> None:
    """A new wish does not wait for what an older one had to."""
    Listing.objects.filter(pk__in=keys).update(wanted_version=F("wanted_version") + 1, push_after=None)


def _file_listing(pk: int, by: str) -> Job:
    return enqueue(
        PUSH,
        {"listing": pk},
        dedupe_key=f"push:{pk}",
        aggregate_key=f"listing:{pk}",
        priority=PRIORITY,
        requested_by=by,
        rearm=True,
    )


def _row(listing: Listing) -> tuple[int, int, str]:
    return listing.pk, listing.account_id, listing.account.marketplace


def _key(pk: int, shop: int, marketplace: str) -> str:
    return f"push_shop:{shop}" if takes_many(marketplace) else f"push:{pk}"
