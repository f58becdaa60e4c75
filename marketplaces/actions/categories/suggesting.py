"""What stands for our categories at a marketplace, as it suggests by their words. A suggestion is used by nothing until
staff accept it."""

import re
from collections.abc import Sequence
from typing import Any

from core.account_health import at_work
from core.jobs import JobCancelled, JobContext, Reschedule, enqueue
from core.models import Job
from inventory.models import Category
from marketplaces.actions.categories.kept import PATH_MARK, CategoryBook, paths, products_by_category, shop_of
from marketplaces.actions.errors import NotPossible
from marketplaces.interface import RemoteCategory
from marketplaces.models import CategoryMapping
from marketplaces.models.categories import MappingState
from marketplaces.reasons import problem_words
from marketplaces.registry import open_account

SUGGEST = "marketplaces.suggest_categories"
MOST_AT_ONCE = 500
PRIORITY = 110
_WORD = re.compile(r"\w+")
_FILLERS = {"and", "for", "of", "the", "with", "amp", "other", "et", "de", "des", "la", "les", "du", "pour"}
_NAME_COUNTS, _WAY_COUNTS = 80, 20  # of a hundred: how far the last words say it, and how far the way there


def start_suggesting(marketplace: str, site: str, by: str, category_ids: Sequence[int] = ()) -> Job:
    """Files the asking for these categories of ours, or for all with products that lead nowhere. Raises NotPossible where
    no shop can be asked."""
    if shop_of(marketplace, site) is None:
        raise NotPossible("no_shop_to_ask", problem_words("no_shop_to_ask"))
    chosen = list(category_ids) or waiting(CategoryBook(marketplace, site))
    payload = {"marketplace": marketplace, "site": site, "categories": chosen[:MOST_AT_ONCE]}
    return enqueue(SUGGEST, payload, priority=PRIORITY, requested_by=by)


def waiting(book: CategoryBook) -> list[int]:
    """Our categories with products of their own that lead nowhere there, the fullest first."""
    numbers = products_by_category()
    found = [(number, pk) for pk, number in numbers.items() if pk is not None and book.place(pk) is None]
    return [pk for _number, pk in sorted(found, key=lambda each: (-each[0], each[1]))]


def suggest(job: JobContext) -> dict[str, Any]:
    """One call a category. Killed, it begins anew without those that have an answer."""
    marketplace, site = job.payload["marketplace"], job.payload["site"]
    account = shop_of(marketplace, site)
    if account is None:
        return {"suggested": 0, "unknown": 0, "problem": "no_shop_to_ask"}
    ours, said = paths(), {"suggested": 0, "unknown": 0}
    chosen = [pk for pk in job.payload["categories"] if pk in ours]
    known = CategoryMapping.objects.filter(marketplace=marketplace, site=site)
    decided = set(known.exclude(state=MappingState.SUGGESTED).values_list("category_id", flat=True))
    retired = set(known.filter(state=MappingState.RETIRED).values_list("category_id", flat=True))
    with at_work(account), open_account(account) as adapter:
        for number, pk in enumerate(chosen):
            job.progress(number, len(chosen))
            _stop_if_asked(job)
            if pk in decided - retired:
                continue
            best = _best(ours[pk], adapter.suggest_categories(ours[pk]))
            if best is None:
                said["unknown"] += 1
                continue
            _keep(marketplace, site, pk, *best)
            said["suggested"] += 1
    job.progress(len(chosen), len(chosen))
    return said


def likeness(ours: str, theirs: str) -> int:
    """How far two paths say the same, in per cent: by the words of their last names, and of the way there."""
    ours_name, ours_way = _parts(ours)
    theirs_name, theirs_way = _parts(theirs)
    by_name = _shared(ours_name, theirs_name)
    by_way = _shared(ours_way, theirs_way) if ours_way and theirs_way else by_name
    return round(_NAME_COUNTS * by_name + _WAY_COUNTS * by_way)


def _best(ours: str, found: Sequence[RemoteCategory]) -> tuple[RemoteCategory, int] | None:
    """The marketplace's own order decides between those that are as like."""
    leaves = [each for each in found if each.is_leaf]
    if not leaves:
        return None
    best = max(leaves, key=lambda each: likeness(ours, each.path or each.name))
    return best, likeness(ours, best.path or best.name)


def _keep(marketplace: str, site: str, category_id: int, theirs: RemoteCategory, score: int) -> None:
    category = Category.objects.filter(pk=category_id).first()
    if category is None:  # deleted meanwhile
        return
    values = {
        "theirs": theirs.category_id,
        "theirs_path": (theirs.path or theirs.name)[:400],
        "score": score,
        "state": MappingState.SUGGESTED,
    }
    rows = CategoryMapping.objects.exclude(state=MappingState.MAPPED)
    if not rows.filter(marketplace=marketplace, site=site, category=category).update(**values):
        CategoryMapping.objects.get_or_create(
            marketplace=marketplace, site=site, category=category, defaults=values
        )  # staff may have decided in this very moment: their word stays


def _parts(path: str) -> tuple[set[str], set[str]]:
    *way, name = path.split(PATH_MARK.strip())
    return _words(name), {word for step in way for word in _words(step)}


def _words(text: str) -> set[str]:
    """Without the little ones, and without the plural's s."""
    return {word.rstrip("s") or word for word in _WORD.findall(text.casefold())} - _FILLERS


def _shared(left: set[str], right: set[str]) -> float:
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else 0.0


def _stop_if_asked(job: JobContext) -> None:
    if job.is_stopping():
        raise Reschedule(0, "the worker is told to end")
    if job.is_cancelled():
        raise JobCancelled
