"""The category tree's sums: products in each category and in all below it, from two queries kept for half a minute."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from inventory.dashboard import kept
from inventory.models import Category, Product

CACHE_KEY = "inventory.admin.category_tree"


@dataclass(frozen=True)
class Sums:
    own: int
    below: int  # with its own
    children: int


def parents() -> dict[int, int | None]:
    return dict(Category.objects.order_by().values_list("pk", "parent_id"))


def children_of(parent_by_id: dict[int, int | None]) -> dict[int | None, list[int]]:
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in parent_by_id.items():
        children[parent].append(pk)
    return children


def subtree(root: int) -> list[int]:
    """The category and everything below it."""
    children = children_of(parents())
    found, waiting = [], [root]
    seen = {root}
    while waiting:
        pk = waiting.pop()
        found.append(pk)
        fresh = [child for child in children[pk] if child not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return found


def sums() -> dict[int, Sums]:
    """Products by category, own and below."""
    known: dict[int, Sums] = kept(CACHE_KEY, _add_up)
    return known


def _add_up() -> dict[int, Sums]:
    parent_by_id = parents()
    children = children_of(parent_by_id)
    own = dict(
        Product.objects.order_by()
        .values_list("category")
        .annotate(number=Count("pk"))
        .values_list("category", "number")
    )
    below: dict[int, int] = {}
    for pk in _leaves_first(children):
        below[pk] = own.get(pk, 0) + sum(below.get(child, 0) for child in children[pk])
    return {pk: Sums(own.get(pk, 0), below.get(pk, own.get(pk, 0)), len(children[pk])) for pk in parent_by_id}


def _leaves_first(children: dict[int | None, list[int]]) -> list[int]:
    """Every category that hangs on a root, each after all below it. (A ring of parents hangs on none.)"""
    order: list[int] = []
    waiting = list(children[None])
    while waiting:
        pk = waiting.pop()
        order.append(pk)
        waiting.extend(children[pk])
    return order[::-1]
