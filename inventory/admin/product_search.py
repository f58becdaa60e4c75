"""Search that stays quick at a hundred thousand products: one bounded look, then rows by primary key.

A term is the beginning of a SKU (either case), a partner's id, or words of the title in any order. The newest matches
up to the paginator's limit are taken; who finds that many asks too broadly to page through them anyway.
"""

from typing import Any

from django.db.models import Q, QuerySet

from core.admin.paginator import COUNT_LIMIT
from inventory.models import ExternalProduct, Product

WORDS_READ = 6


def sku_prefix(term: str) -> Q:
    condition = Q()
    for form in {term, term.upper(), term.lower()}:
        condition |= Q(sku__startswith=form)
    return condition


def in_title(term: str) -> Q:
    condition = Q()
    for word in term.split()[:WORDS_READ]:
        condition &= Q(title__icontains=word)
    return condition


def matching(term: str) -> list[int]:
    """Primary keys of the products that fit, newest first, at most one more than can be shown."""
    by_id = ExternalProduct.objects.filter(external_id=term).values("product_id")
    found = Product.objects.filter(sku_prefix(term) | in_title(term) | Q(pk__in=by_id))
    return list(found.order_by("-pk").values_list("pk", flat=True)[: COUNT_LIMIT + 1])


def search(rows: QuerySet[Any], term: str) -> QuerySet[Any]:
    term = term.strip()
    return rows.filter(pk__in=matching(term)) if term else rows
