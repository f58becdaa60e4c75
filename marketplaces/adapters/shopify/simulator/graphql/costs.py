"""What a query costs (contract, section 3): object 1, leaf 0, mutation 10, connection 1 + k of its node.

k is fitted to what was seen: 1, 4, 5, 6, 8 for pages of 1, 5, 10, 20, 50.
"""

import math
from collections.abc import Callable
from typing import Any

from marketplaces.adapters.shopify.simulator.graphql.execution import Execution, Path
from marketplaces.adapters.shopify.simulator.graphql.nodes import Field, Selection
from marketplaces.adapters.shopify.simulator.graphql.values import fill

MUTATION = 10


def requested_cost(run: Execution, root: str) -> int:
    """Before it is answered, by the sizes of the pages that are asked for."""
    return _walk(run, run.operation.selections, root, (), lambda asked, path: _wanted_rows(run, asked))


def actual_cost(run: Execution, root: str) -> int:
    """Afterwards, by how many rows there were on the pages of the first row of each level."""
    return _walk(run, run.operation.selections, root, (), lambda asked, path: run.rows.get(path, 0))


def page_factor(rows: int) -> int:
    return 1 + round(1.8 * math.log(max(rows, 1)))


def _walk(
    run: Execution, selections: list[Selection], owner: str, path: Path, rows_of: Callable[[Field, Path], int]
) -> int:
    total = 0
    for asked in _fields(run, selections):
        known = run.types.fields(owner).get(asked.name)
        if known is None or asked.name == "pageInfo" or asked.name.endswith("serErrors"):
            continue
        name = known.type.named
        if run.types.is_leaf(name):
            continue
        here = (*path, asked.key)
        if known.is_connection:
            rows = rows_of(asked, here)
            node = _walk(run, asked.selections, name, here, rows_of)
            total += 1 + (page_factor(rows) * max(node, 1) if rows else 0)
        else:
            own = MUTATION if owner == "Mutation" else 0 if asked.name == "edges" else 1
            total += own + _walk(run, asked.selections, name, (*here, 0) if known.type.of else here, rows_of)
    return total


def _fields(run: Execution, selections: list[Selection]) -> list[Field]:
    """All fields, whatever the type of the object will be."""
    found: list[Field] = []
    for selection in selections:
        if isinstance(selection, Field):
            found.append(selection)
        else:
            found += _fields(run, _inner(run, selection))
    return found


def _inner(run: Execution, selection: Any) -> list[Selection]:
    fragment = selection if hasattr(selection, "selections") else run.document.fragments[selection.name]
    inner: list[Selection] = fragment.selections
    return inner


def _wanted_rows(run: Execution, asked: Field) -> int:
    sizes = [fill(asked.args.get(name), run.variables) for name in ("first", "last")]
    return max([size for size in sizes if isinstance(size, int)], default=1)
