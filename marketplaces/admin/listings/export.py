"""The chosen listings as a spreadsheet: one line a variant, ours beside theirs."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from marketplaces.models import ListingVariant
from marketplaces.reasons import problem_words


def header() -> list[Any]:
    return [
        _("Listing"), _("Shop"), _("Their number"), _("SKU"), _("Product"), _("State"), _("Issue"), _("Currency"),
        _("Price ours"), _("Price theirs"), _("Quantity ours"), _("Quantity theirs"), _("Last read back"),
    ]  # fmt: skip


def cells(keys: list[Any]) -> Iterator[list[Any]]:
    rows = ListingVariant.objects.filter(listing__in=keys).select_related("listing__account", "product")
    for row in rows.defer("product__description").order_by("listing", "pk"):
        listing = row.listing
        yield [
            str(listing),
            listing.account.name,
            listing.remote_id,
            row.sku,
            row.product.title,
            listing.get_state_display(),
            problem_words(listing.reason, listing.reason_values) if listing.reason else "",
            listing.account.currency,
            row.pushed_price,
            row.seen_price,
            row.pushed_quantity,
            row.seen_quantity,
            listing.read_back_at.isoformat() if listing.read_back_at else "",
        ]
