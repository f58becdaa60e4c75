"""What sending costs: asked of the supplier, kept with its date, added to a cost."""

from collections.abc import Iterable

from django.utils import timezone

from core.money import Money
from suppliers.interface import FreightRequest, Quote
from suppliers.models import FreightQuote, SupplierAccount, SupplierProduct
from suppliers.registry import open_account

_KEY = ["account", "external_variant_id", "quantity", "origin", "country", "postal_code", "service_code"]
_VALUES = ["offer", "name", "price", "currency", "min_days", "max_days", "is_tracked", "quoted_at"]


def quote(account: SupplierAccount, request: FreightRequest, by: str) -> list[Quote]:
    """All ways to send, the cheapest first; an empty list means that it is not sent there.

    A quote for one variant is kept, and takes the place of the last one of the same form. Raises the errors of `core.errors`.
    """
    with open_account(account) as adapter:
        quotes = adapter.quote(request)
    keep(account, request, quotes)
    return quotes


def keep(account: SupplierAccount, request: FreightRequest, quotes: Iterable[Quote]) -> int:
    """Writes quotes for one variant down in one statement; quotes for several together belong to none of them."""
    if len(request.items) != 1:
        return 0
    parcel = request.items[0]
    offers = SupplierProduct.objects.filter(account=account, external_variant_id=parcel.variant_id)
    offer_id = offers.order_by("pk").values_list("pk", flat=True).first()
    now = timezone.now()
    cheapest_first = {each.service_code: each for each in reversed(list(quotes))}  # one service may come twice
    rows = [
        FreightQuote(
            account=account,
            offer_id=offer_id,
            external_variant_id=parcel.variant_id,
            quantity=parcel.quantity,
            origin=request.origin,
            country=request.country,
            postal_code=request.postal_code,
            service_code=each.service_code[:120],
            name=each.name[:200],
            price=each.price.amount,
            currency=each.price.currency,
            min_days=each.min_days,
            max_days=each.max_days,
            is_tracked=each.is_tracked,
            quoted_at=now,
        )
        for each in cheapest_first.values()
    ]
    FreightQuote.objects.bulk_create(rows, update_conflicts=True, unique_fields=_KEY, update_fields=_VALUES)
    return len(rows)


def landed_cost(cost: Money, freight: Money | None) -> Money:
    """What one costs at the customer's door. Raises CurrencyMismatch."""
    return cost if freight is None else cost + freight


def cheapest_kept(offer_ids: Iterable[int], country: str) -> dict[int, FreightQuote]:
    """The cheapest kept quote for one of each of these offers to that country, in one query.

    Only the newest answer of the supplier counts: a service that it no longer offers stays kept, and is not chosen.
    """
    rows = FreightQuote.objects.filter(offer_id__in=list(offer_ids), country=country, quantity=1)
    best: dict[int, FreightQuote] = {}
    for row in rows.order_by("offer_id", "-quoted_at", "price"):
        if row.offer_id is not None:
            best.setdefault(row.offer_id, row)
    return best
