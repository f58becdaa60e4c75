"""Which form of a product a variant is. CJ joins the values with "-" (`Grey-40x30`), and a value may hold a "-" itself."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from suppliers.adapters.cj.values import from_json_text, text, words

Options = tuple[tuple[str, str], ...]
Values = tuple[str, ...]


def option_names(key: Any) -> Values:
    """ "Color-Size" -> ("Color", "Size")."""
    return tuple(part.strip() for part in text(key).split("-") if part.strip())


def options(key: Any, names: Values, siblings: Sequence[Values] = ()) -> Options:
    """`Grey-40x30` or JSON text, under the names of the options.

    Where the count does not fit, `siblings` (values of the product's other variants, by `plain_values`) say where to
    cut: `Grey-US-8` beside a `Grey-XL`. Where they do not, the whole key stands under all names, unsplit.
    """
    given = from_json_text(key)
    if isinstance(given, dict):
        return tuple((text(name), text(value)) for name, value in given.items() if text(value))
    whole_key = "-".join(words(given)) if isinstance(given, list) else text(given)
    if not whole_key:
        return ()
    parts = [text(part) for part in given] if isinstance(given, list) else whole_key.split("-")
    if len(names) == 1 and not isinstance(given, list):
        parts = [whole_key]
    if names and len(parts) == len(names):
        return tuple(zip(names, (part.strip() for part in parts), strict=True))
    cut = _cut_like(parts, len(names), siblings) if len(names) > 1 else None
    return tuple(zip(names, cut, strict=True)) if cut else (("-".join(names) or "Option", whole_key),)


def plain_values(keys: Iterable[Any], names: Values) -> list[Values]:
    """The values of those keys that leave no doubt where to cut."""
    found = (options(key, names) for key in keys)
    return [tuple(value for _, value in each) for each in found if tuple(name for name, _ in each) == names]


def _cut_like(parts: list[str], count: int, siblings: Sequence[Values]) -> Values | None:
    """The one way to make `count` values of the parts in which most of them are siblings' values; None where no way,
    or more than one, is the best."""
    known = [{values[position] for values in siblings} for position in range(count)]
    ranked = sorted(
        ((sum(value in known[at] for at, value in enumerate(values)), values) for values in _cuts(parts, count)),
        reverse=True,
    )
    if not ranked or ranked[0][0] == 0 or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def _cuts(parts: list[str], count: int) -> Iterator[Values]:
    for borders in combinations(range(1, len(parts)), count - 1):
        ends = (*borders, len(parts))
        yield tuple("-".join(parts[start:end]).strip() for start, end in zip((0, *borders), ends, strict=True))
