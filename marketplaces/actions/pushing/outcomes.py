"""What became of a push, written on its listing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.history import record
from core.states import move
from marketplaces.actions.pushing.wanting import Wanted
from marketplaces.models import Listing
from marketplaces.reasons import problem_words

MOST_FAILURES = 3  # the same refusal so often stops the listing until somebody has looked
_WORDS = 300
_State = Listing.State
_FIGURES = {"price", "quantity"}


def note_pushed(listing: Listing, version: int, figures: Mapping[int, Wanted], by: str) -> bool:
    """The shop has these figures of this version. False where another one is wanted by now."""
    problem = next((each.problems[0] for each in figures.values() if each.problems), None)
    values = {
        "pushed_version": version,
        "pushed_at": timezone.now(),
        "push_after": None,
        "failures": 0,
        "drift": [each for each in listing.drift if each["field"] not in _FIGURES],
        "reason": problem.code if problem else "",
        "reason_values": problem.values if problem else {},
    }
    with transaction.atomic():
        Listing.objects.filter(pk=listing.pk, pushed_version__lte=version).update(**values)
        record(listing, "listing.pushed", by=by, data={"version": version})
        return not Listing.objects.filter(pk=listing.pk, wanted_version__gt=version).exists()


def note_refusal(
    listing: Listing, code: str, words: str, by: str, *, again_at: datetime | None = None
) -> dict[str, Any]:
    """What the marketplace said of a figure. So often in a row that it is no accident, the listing stops."""
    values: dict[str, Any] = {"reason": code, "reason_values": {"words": words[:_WORDS]}}
    values["failures"] = listing.failures + 1
    if listing.failures + 1 >= MOST_FAILURES:
        move(listing, _State.ERROR, by=by, why=problem_words(code, values["reason_values"]), **values)
    else:
        Listing.objects.filter(pk=listing.pk).update(**values, push_after=again_at)
    return {"listing": listing.pk, "state": listing.state, "reason": code}


def note_gone(listing: Listing, by: str) -> dict[str, Any]:
    """What is listed anew costs anew, so nobody has agreed to it yet."""
    values: dict[str, Any] = {"reason": "gone", "reason_values": {}, "fee_accepted_by": "", "fee_accepted_at": None}
    move(listing, _State.ERROR, by=by, why=problem_words("gone"), **values)
    return {"listing": listing.pk, "state": listing.state, "reason": "gone"}
