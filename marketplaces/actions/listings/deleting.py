"""Listings deleted in the shop for good. The row here stays, as ended, and knows nothing of the listing there any more."""

from typing import Any

from django.db import transaction

from core.history import record
from core.jobs import enqueue
from core.models import Job
from core.states import move
from marketplaces.actions.errors import NotPossible
from marketplaces.actions.listings.ending import NO_FEE_ACCEPTED
from marketplaces.actions.performing import operation_of
from marketplaces.models import Listing
from marketplaces.reasons import problem_words
from marketplaces.registry import open_account

DELETE = "marketplaces.delete_listing"
DELETE_THERE = "delete_listing"  # the operation of a room that can
_State = Listing.State
_UNKNOWN_THERE: dict[str, Any] = {"remote_id": "", "url": "", "is_visible": False, "drift": [], "published_at": None}


def start_deleting(listing: Listing, by: str) -> Job:
    """Files the job. Raises NotPossible where the marketplace cannot, or has no such listing."""
    operation_of(listing.account.marketplace, DELETE_THERE)
    if not listing.remote_id or listing.state == _State.PUBLISHING:
        raise NotPossible("not_ended", problem_words("not_ended"))
    payload, key = {"listing": listing.pk, "remote_id": listing.remote_id}, f"listing:{listing.pk}"
    return enqueue(DELETE, payload, dedupe_key=f"delete:{listing.pk}", aggregate_key=key, requested_by=by, rearm=True)


def delete_now(listing: Listing, remote_id: str, by: str) -> dict[str, Any]:
    """The call. Repeated it does no harm; one that was published anew meanwhile is left alone."""
    listing.refresh_from_db()
    if listing.remote_id != remote_id or listing.state == _State.PUBLISHING:
        return {"listing": listing.pk, "state": listing.state, "is_deleted": False}
    with open_account(listing.account) as adapter:
        told = adapter.perform(DELETE_THERE, {"listing_id": remote_id})
    with transaction.atomic():
        if listing.state not in (_State.DRAFT, _State.ENDED):
            move(listing, _State.ENDED, by=by, reason="", reason_values={}, **NO_FEE_ACCEPTED)
        Listing.objects.filter(pk=listing.pk).update(**_UNKNOWN_THERE, **NO_FEE_ACCEPTED)
        listing.variants.update(remote_variant_id="", remote_inventory_id="", pushed_price=None, pushed_quantity=None)
        record(listing, "listing.deleted", by=by, data={"remote_id": remote_id})
    return {"listing": listing.pk, "state": listing.state, **told}
