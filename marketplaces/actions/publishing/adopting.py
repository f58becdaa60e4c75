"""Listings that stand in a shop already and were not made here: tied to our products by their SKU, and kept from then on
as our own."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.history import record
from core.jobs import JobContext, enqueue
from core.models import Job
from inventory.models import Product, ProductGroup
from marketplaces.actions.errors import NotPossible
from marketplaces.actions.listings.reading_back import start_reading_back
from marketplaces.actions.performing import operation_of
from marketplaces.actions.publishing.drafts import handle_for, products_of, target_of
from marketplaces.actions.publishing.publishing import find_listing
from marketplaces.actions.pushing.wanting import name_of
from marketplaces.interface import MarketplaceAdapter
from marketplaces.models import Listing, ListingVariant, MarketplaceAccount
from marketplaces.reasons import problem_words
from marketplaces.registry import open_account

ADOPT = "marketplaces.adopt_listings"
FIND = "find_listings"  # the operation of a room that can tell what stands there, page by page
SHOWN = 100  # of those that no product of ours stands for
_State = Listing.State
Found = Mapping[str, Any]


def start_adopting(account: MarketplaceAccount, by: str) -> Job:
    """Files the job that goes through the shop. Raises NotPossible where the marketplace cannot tell."""
    operation_of(account.marketplace, FIND)
    key = f"adopt:{account.pk}"
    return enqueue(ADOPT, {"account_id": account.pk}, dedupe_key=key, requested_by=by, rearm=True)


def start_linking(account: MarketplaceAccount, remote_id: str, product: Product, by: str) -> Job:
    """Files the job that ties one listing to a product, or to its group. Raises NotPossible where the product is listed
    in this shop already."""
    listing = find_listing(account, target_of(product))
    if listing is not None and listing.remote_id and listing.state != _State.ENDED:
        raise NotPossible("listed_already", problem_words("listed_already"))
    payload = {"account_id": account.pk, "remote_id": remote_id, "product": product.pk}
    return enqueue(ADOPT, payload, dedupe_key=f"link:{account.pk}:{remote_id}", requested_by=by, rearm=True)


def adopt(job: JobContext) -> dict[str, Any]:
    """Repeated it finds what it has done."""
    account = MarketplaceAccount.objects.get(pk=job.payload["account_id"])
    by = job.requested_by or "adopt"
    with open_account(account) as adapter:
        if "remote_id" in job.payload:
            product = Product.objects.select_related("group").get(pk=job.payload["product"])
            return _link(adapter, account, job.payload["remote_id"], product, by)
        return _adopt_all(adapter, account, by)


def _adopt_all(adapter: MarketplaceAdapter, account: MarketplaceAccount, by: str) -> dict[str, Any]:
    told: dict[str, Any] = {"adopted": 0, "known": 0, "unmatched": []}
    for listing_id, rows in _live_listings(adapter).items():
        if Listing.objects.filter(account=account, remote_id=listing_id).exists():
            told["known"] += 1
            continue
        products = _products([row["sku"] for row in rows])
        targets = {target_of(product) for product in products.values()}
        if len(targets) != 1 or len(products) != len(rows) or not _is_free(account, next(iter(targets))):
            told["unmatched"].append({"listing": listing_id, "skus": [row["sku"] for row in rows]})
            continue
        ids = {row["sku"]: (row.get("variant_id") or row["sku"], row["offer_id"]) for row in rows}
        _keep(account, next(iter(targets)), listing_id, rows[0]["group"], products, ids, by)
        told["adopted"] += 1
    return {**told, "unmatched_count": len(told["unmatched"]), "unmatched": told["unmatched"][:SHOWN]}


def _live_listings(adapter: MarketplaceAdapter) -> dict[str, list[Found]]:
    """What is on sale there, by listing."""
    found: dict[str, list[Found]] = defaultdict(list)
    cursor: str | None = ""
    while cursor is not None:
        page = adapter.perform(FIND, {"cursor": cursor})
        for row in page["items"]:
            if row["is_live"]:
                found[row["listing_id"]].append(row)
        cursor = page["cursor"]
    return found


def _link(
    adapter: MarketplaceAdapter, account: MarketplaceAccount, remote_id: str, product: Product, by: str
) -> dict[str, Any]:
    reading = adapter.read_listing(remote_id)
    target = target_of(product)
    by_sku = {name_of(each): each for each in products_of(target)}
    if len(reading.variants) == 1 and not isinstance(target, ProductGroup):
        by_sku = {reading.variants[0].sku: product}  # staff say so, whatever its SKU there
    missing = [variant.sku for variant in reading.variants if variant.sku not in by_sku]
    if missing:
        return {"listing": None, "unmatched": missing}
    products = {variant.sku: by_sku[variant.sku] for variant in reading.variants}
    ids = {variant.sku: (variant.variant_id, variant.inventory_id) for variant in reading.variants}
    listing = _keep(account, target, remote_id, reading.handle, products, ids, by)
    return {"listing": listing.pk, "unmatched": []}


def _products(skus: Sequence[str]) -> dict[str, Product]:
    """Ours by SKU, those alone of which there is one."""
    rows: dict[str, list[Product]] = defaultdict(list)
    for product in Product.objects.filter(sku__in=skus).select_related("group"):
        rows[product.sku].append(product)
    return {sku: found[0] for sku, found in rows.items() if len(found) == 1}


def _is_free(account: MarketplaceAccount, target: Product | ProductGroup) -> bool:
    listing = find_listing(account, target)
    return listing is None or not listing.remote_id


def _keep(
    account: MarketplaceAccount,
    target: Product | ProductGroup,
    remote_id: str,
    handle: str,
    products: Mapping[str, Product],
    ids: Mapping[str, tuple[str, str]],
    by: str,
) -> Listing:
    """As if it had been published here; its figures are read from the shop at once."""
    is_group = isinstance(target, ProductGroup)
    with transaction.atomic():
        listing = find_listing(account, target)
        if listing is None:
            own: dict[str, Any] = {"group": target} if is_group else {"product": target}
            kept = handle if is_group and handle else handle_for(target)
            listing = Listing.objects.create(account=account, handle=kept, title=target.title[:255], **own)
        listing.state, listing.remote_id, listing.reason = _State.ACTIVE, remote_id, ""
        listing.published_at = listing.published_at or timezone.now()
        listing.save()
        for sku, product in products.items():
            variant_id, inventory_id = ids[sku]
            values = {"remote_variant_id": variant_id, "remote_inventory_id": inventory_id, "sku": sku}
            ListingVariant.objects.update_or_create(listing=listing, product=product, defaults=values)
        record(listing, "listing.adopted", by=by, data={"remote_id": remote_id})
        start_reading_back(listing, by)
    return listing
