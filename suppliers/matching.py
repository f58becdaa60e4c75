"""Which of their variants is which of our products: options compared, with a score and the reasons. Pure."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Options = Sequence[Sequence[str]]  # (name, value) pairs

SAME_SKU = "same_sku"
SAME_OPTIONS = "same_options"
SAME_VALUES = "same_values"  # under other names: "Colour" and "Color"
SOME_VALUES = "some_values"
OPTIONS_DIFFER = "options_differ"
ONLY_ONE = "only_one"  # neither side has a choice

CERTAIN = 90
_POINTS = {SAME_SKU: 95, SAME_OPTIONS: 90, SAME_VALUES: 80, ONLY_ONE: 50}
_SOME_VALUES_AT_MOST = 70
_BOTH = 100
_SKU_AGAINST_OPTIONS = 60


@dataclass(frozen=True, slots=True)
class Side:
    """One product of ours, or one variant of theirs. `key` is what the caller knows it by."""

    key: str
    sku: str = ""
    options: Options = ()


@dataclass(frozen=True, slots=True)
class Match:
    """`score` from 0 to 100; from `CERTAIN` on there is little doubt. `reasons` are codes, the strongest first."""

    ours: str
    theirs: str
    score: int
    reasons: tuple[str, ...]


def folded(text: str) -> str:
    """Case, width and spaces do not tell two options apart."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def fingerprint(options: Options) -> str:
    """A hash of the options: the same whatever their order, case and spaces."""
    pairs = sorted([folded(name), folded(value)] for name, value in options)
    return hashlib.sha256(json.dumps(pairs, ensure_ascii=False).encode()).hexdigest()


def pairs_of(options: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """A product's options, stored by name, as pairs."""
    return [(str(name), str(value)) for name, value in (options or {}).items()]


def best_matches(ours: Sequence[Side], theirs: Sequence[Side]) -> list[Match]:
    """One to one, the best pairs first taken; in the order of ours. What matches nothing is left out."""
    ranked = sorted(all_matches(ours, theirs), key=lambda match: -match.score)  # stable: earlier rows win a tie
    taken: dict[str, Match] = {}
    used: set[str] = set()
    for match in ranked:
        if match.ours not in taken and match.theirs not in used:
            taken[match.ours] = match
            used.add(match.theirs)
    return [taken[side.key] for side in ours if side.key in taken]


def all_matches(ours: Sequence[Side], theirs: Sequence[Side]) -> list[Match]:
    """Every pair that has something in common."""
    lonely = len(ours) == len(theirs) == 1
    found = (_compare(one, other, lonely=lonely) for one in ours for other in theirs)
    return [match for match in found if match is not None]


def _compare(ours: Side, theirs: Side, *, lonely: bool) -> Match | None:
    option_reason, score = _options_alike(ours.options, theirs.options)
    reasons = [option_reason] if option_reason else []
    if ours.sku and folded(ours.sku) == folded(theirs.sku):
        reasons.insert(0, SAME_SKU)
        if option_reason in (SAME_OPTIONS, SAME_VALUES):
            score = _BOTH
        else:
            score = _SKU_AGAINST_OPTIONS if option_reason else _POINTS[SAME_SKU]
    elif lonely and option_reason in ("", SOME_VALUES):
        reasons.append(ONLY_ONE)
        score = max(score, _POINTS[ONLY_ONE])
    return Match(ours.key, theirs.key, score, tuple(reasons)) if score else None


def _options_alike(ours: Options, theirs: Options) -> tuple[str, int]:
    """A reason and its points; ("", 0) where one side has no options, so that nothing can be said."""
    if not ours or not theirs:
        return "", 0
    if fingerprint(ours) == fingerprint(theirs):
        return SAME_OPTIONS, _POINTS[SAME_OPTIONS]
    mine, other = sorted(folded(pair[1]) for pair in ours), sorted(folded(pair[1]) for pair in theirs)
    if mine == other:
        return SAME_VALUES, _POINTS[SAME_VALUES]
    shared, either = set(mine) & set(other), set(mine) | set(other)
    if shared:
        return SOME_VALUES, _SOME_VALUES_AT_MOST * len(shared) // len(either)
    return OPTIONS_DIFFER, 0
