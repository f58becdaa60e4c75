"""What a purchase would cost now. Asked right before it is sent, outside of any transaction, and compared there with
what was approved: yesterday's price is no price."""

from dataclasses import dataclass

from core.errors import NotFound, Rejected, Unsupported
from core.money import CurrencyMismatch, Money
from orders.ledger.requests import NotFit
from suppliers.interface import FreightRequest, OrderRequest, Parcel, SupplierAdapter

NOT_OUR_ORDER = "configuration"  # the hub's own setting is wrong: no purchase is to blame


@dataclass(frozen=True, slots=True)
class FreshCost:
    goods: Money
    freight: Money

    @property
    def total(self) -> Money:
        return self.goods + self.freight


def fresh_cost(adapter: SupplierAdapter, request: OrderRequest, currency: str) -> FreshCost:
    """Goods and freight as the supplier says now, in `currency`.

    Raises NotFit where the supplier says that these goods cannot be had or sent like this, and PartnerError where it says
    nothing: then it is tried again later.
    """
    try:
        cost = FreshCost(_goods(adapter, request, currency), _freight(adapter, request, currency))
        _ = cost.total  # both in one currency, or this raises
    except (NotFound, Rejected, Unsupported) as error:
        if error.code == NOT_OUR_ORDER:
            raise
        raise NotFit(error.message or str(error)) from error
    except CurrencyMismatch as error:
        raise NotFit(f"The supplier counts goods and freight in several currencies: {error}.") from error
    return cost


def _goods(adapter: SupplierAdapter, request: OrderRequest, currency: str) -> Money:
    total: Money | None = None
    country = request.address.country
    for product_id in dict.fromkeys(line.product_id for line in request.lines):
        item = adapter.product(product_id, country, currency)
        costs = {variant.variant_id: variant.cost for variant in item.variants}
        for line in (line for line in request.lines if line.product_id == product_id):
            cost = costs.get(line.variant_id)
            if cost is None:
                raise NotFit(f"Variant {line.variant_id} is not on sale any more.")
            total = cost * line.quantity if total is None else total + cost * line.quantity
    if total is None:
        raise NotFit("There are no lines.")
    return total


def _freight(adapter: SupplierAdapter, request: OrderRequest, currency: str) -> Money:
    quotes = adapter.quote(
        FreightRequest(
            country=request.address.country,
            items=tuple(Parcel(line.variant_id, line.quantity, line.product_id) for line in request.lines),
            origin=request.origin,
            postal_code=request.address.postal_code,
            province=request.address.province,
            city=request.address.city,
            currency=currency,
            tax_id=request.address.tax_id,
        )
    )
    quote = next((quote for quote in quotes if quote.service_code == request.service_code), None)
    if quote is None:
        raise NotFit(f"{request.service_code!r} is not offered for these goods and this address any more.")
    return quote.price
