"""What sending costs."""

from dataclasses import dataclass

from core.money import Money


@dataclass(frozen=True, slots=True)
class Parcel:
    """So many of one variant. `product_id` and `variant_id` as the supplier's."""

    variant_id: str
    quantity: int
    product_id: str = ""
    sku: str = ""


@dataclass(frozen=True, slots=True)
class FreightRequest:
    """From `origin` to `country` (ISO 3166, two letters); `origin` "" where the supplier decides."""

    country: str
    items: tuple[Parcel, ...]
    origin: str = ""
    postal_code: str = ""
    province: str = ""
    city: str = ""
    currency: str = ""
    language: str = "en"
    tax_id: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """One way to send. `service_code` is what an order has to name, exactly. `price` holds all parts of the charge."""

    service_code: str
    name: str
    price: Money
    min_days: int | None = None
    max_days: int | None = None
    is_tracked: bool | None = None
    origin: str = ""
    taxes: Money | None = None
    available: int | None = None
