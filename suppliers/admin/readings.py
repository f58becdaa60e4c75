"""What pages show beside offers, read for all rows of a page at once."""

from collections.abc import Iterable, Sequence

from django.db.models import Sum

from suppliers.models import FreightQuote, SupplierProduct, SupplierStock


def offered_units(offers: Iterable[SupplierProduct]) -> dict[int, int]:
    """How many of theirs the supplier offers over all areas, by offer; an offer that was never read is not in it. One query."""
    rows = SupplierStock.objects.filter(offer__in=[offer.pk for offer in offers]).order_by()
    return dict(rows.values_list("offer_id").annotate(units=Sum("total")))


def cheapest_quotes(offers: Sequence[SupplierProduct], country: str = "") -> dict[int, FreightQuote]:
    """The cheapest quote for one unit, to `country` or to where the account sends; by offer. One query."""
    wanted = {offer.pk: country or offer.account.ship_to for offer in offers}
    rows = FreightQuote.objects.filter(offer__in=wanted, quantity=1, country__in=set(wanted.values()))
    best: dict[int, FreightQuote] = {}
    for row in rows.order_by("offer_id", "-quoted_at", "price"):  # only the newest answer counts
        if row.offer_id is not None and wanted[row.offer_id] == row.country:
            best.setdefault(row.offer_id, row)
    return best
