"""Taking listings off sale, and pausing them."""

from typing import Any

from django.db import transaction

from core.errors import NotFound
from core.jobs import enqueue
from core.models import Job
from core.states import move
from marketplaces.actions.errors import NotPossible
from marketplaces.actions.pushing.filing import file_push
from marketplaces.models import Listing
from marketplaces.reasons import problem_words
from marketplaces.registry import open_account

END = "marketplaces.end_listing"
_State = Listing.State
NO_FEE_ACCEPTED: dict[str, Any] = {"fee_accepted_by": "", "fee_accepted_at": None}  # listed anew it costs anew
ENDABLE = (_State.ACTIVE, _State.PAUSED, _State.ERROR)


def start_ending(listing: Listing, by: str) -> Job:
    """Files the job that takes it off sale. Raises NotPossible for one that is not there."""
    if listing.state not in ENDABLE:
        raise NotPossible("not_ended", problem_words("not_ended"))
    return enqueue(
        END,
        {"listing": listing.pk},
        dedupe_key=f"end:{listing.pk}",
        aggregate_key=f"listing:{listing.pk}",
        requested_by=by,
        rearm=True,
    )


def end_now(listing: Listing, by: str) -> dict[str, Any]:
    """The call. What is gone there has ended too; repeating it does no harm."""
    listing.refresh_from_db()
    if listing.state not in ENDABLE:
        return {"listing": listing.pk, "state": listing.state}
    if listing.remote_id:
        try:
            with open_account(listing.account) as adapter:
                adapter.end_listing(listing.remote_id)
        except NotFound:
            pass
    move(listing, _State.ENDED, by=by, reason="", reason_values={}, drift=[], is_visible=False, **NO_FEE_ACCEPTED)
    return {"listing": listing.pk, "state": listing.state}


def pause_listing(listing: Listing, by: str) -> bool:
    """Nothing more is pushed; what stands in the shop stays. False where it is not on sale."""
    return listing.state == _State.ACTIVE and move(listing, _State.PAUSED, by=by)


def resume_listing(listing: Listing, by: str) -> bool:
    """Prices and stock are brought up to date again. False where it was not paused."""
    if listing.state != _State.PAUSED:
        return False
    with transaction.atomic():
        if not move(listing, _State.ACTIVE, by=by):
            return False
        file_push(listing, by)
    return True
