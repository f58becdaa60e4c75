"""The rows of a batch as a file: product, shop, state, why."""

from typing import Any

from django.http import HttpRequest

from core.admin.exports import format_of, table_answer
from core.models import Job
from inventory.models import Product
from marketplaces.actions.publishing.batches import BATCH
from marketplaces.models import MarketplaceAccount

HEADER = ("product", "title", "shop", "state", "codes", "why")


def answer(request: HttpRequest, job: Job) -> Any:
    rows = job.result.get("rows", []) if job.kind == BATCH else []
    products = dict(Product.objects.filter(pk__in=[row["product"] for row in rows]).values_list("pk", "title"))
    shops = dict(MarketplaceAccount.objects.values_list("pk", "name"))
    cells = (
        (
            row["product"],
            products.get(row["product"], ""),
            shops.get(row["account"], ""),
            row["state"],
            " ".join(row.get("problems", [])),
            " ".join(row.get("words", [])),
        )
        for row in rows
    )
    return table_answer(request, f"batch-{job.pk}", HEADER, cells, model=Job, form=format_of(request))
