"""The rows of a batch as a file: product, shop, state, why."""

from django.http import HttpResponse

from core.models import Job
from core.spreadsheet import csv_lines
from inventory.models import Product
from marketplaces.actions.batches import BATCH
from marketplaces.models import MarketplaceAccount

HEADER = ("product", "title", "shop", "state", "codes", "why")


def answer(job: Job) -> HttpResponse:
    rows = job.result.get("rows", []) if job.kind == BATCH else []
    products = dict(Product.objects.filter(pk__in=[row["product"] for row in rows]).values_list("pk", "title"))
    shops = dict(MarketplaceAccount.objects.values_list("pk", "name"))
    lines = csv_lines(
        HEADER,
        (
            (
                row["product"],
                products.get(row["product"], ""),
                shops.get(row["account"], ""),
                row["state"],
                " ".join(row.get("problems", [])),
                " ".join(row.get("words", [])),
            )
            for row in rows
        ),
    )
    found = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    found["Content-Disposition"] = f'attachment; filename="batch-{job.pk}.csv"'
    return found
