"""Category trees as plain mappings: loops broken, depths and places found, without recursion however deep. Pure."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def closing_edges(parents: Mapping[Key, Key | None], breakable: Iterable[Key]) -> list[Key]:
    """The nodes whose link to their parent must be left out so that no chain comes back to itself.

    In each loop it is the last of `breakable` (in its order) that lies in the loop, or any node where none does.
    """
    order = {key: i for i, key in enumerate(breakable)}
    done: set[Key] = set()
    closing: list[Key] = []
    for start in parents:
        path: dict[Key, None] = {}
        node: Key | None = start
        while node is not None and node not in done and node not in path:
            path[node] = None
            node = parents.get(node)
        if node is not None and node in path:
            chain = list(path)
            loop = chain[chain.index(node) :]
            closing.append(max(loop, key=lambda key: order.get(key, -1)))
        done.update(path)
    return closing


def depths_and_positions(
    parents: Mapping[Key, Key | None], sort_keys: Mapping[Key, tuple[str, int]]
) -> dict[Key, tuple[int, int]]:
    """For each node (depth, place in a depth-first walk with siblings by `sort_keys`). `parents` must be free of loops."""
    children: dict[Key | None, list[Key]] = {}
    for key, parent in parents.items():
        children.setdefault(parent if parent in parents else None, []).append(key)
    for siblings in children.values():
        siblings.sort(key=lambda key: sort_keys[key], reverse=True)
    found: dict[Key, tuple[int, int]] = {}
    stack = [(key, 0) for key in children.get(None, [])]
    while stack:
        key, depth = stack.pop()
        found[key] = (depth, len(found))
        stack += [(child, depth + 1) for child in children.get(key, ())]
    return found
