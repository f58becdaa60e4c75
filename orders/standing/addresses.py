"""What an address lacks before a parcel can go there, as codes."""

from django.conf import settings

from orders.models import Address, Customer

# Countries whose addresses have no postal code, or do well without one (Universal Postal Union, addressing systems).
_NO_POSTAL_CODE = frozenset(
    [
        "AE",
        "AG",
        "AO",
        "AW",
        "BF",
        "BI",
        "BJ",
        "BO",
        "BS",
        "BW",
        "BZ",
        "CD",
        "CF",
        "CG",
        "CI",
        "CK",
        "CM",
        "CW",
        "DJ",
        "DM",
        "ER",
        "FJ",
        "GA",
        "GD",
        "GH",
        "GM",
        "GQ",
        "GY",
        "HK",
        "JM",
        "KI",
        "KM",
        "KN",
        "KP",
        "LY",
        "ML",
        "MO",
        "MR",
        "MW",
        "NR",
        "NU",
        "PA",
        "QA",
        "RW",
        "SB",
        "SC",
        "SL",
        "SR",
        "SS",
        "ST",
        "SX",
        "SY",
        "TD",
        "TG",
        "TK",
        "TL",
        "TO",
        "TT",
        "TV",
        "UG",
        "VU",
        "YE",
        "ZW",
    ]
)


def phone_for(address: Address, customer: Customer | None) -> str:
    """The telephone for the parcel: the address's, else the customer's, else our own (BUYING_PHONE), since some
    marketplaces tell none. "" where there is none at all."""
    return address.phone or (customer.phone if customer is not None else "") or settings.BUYING_PHONE


def problems_of(address: Address | None, customer: Customer | None = None) -> tuple[str, ...]:
    """Codes of what is missing: "name", "address1", "city", "country", "postal_code", "phone". Suppliers ask for all of
    these."""
    if address is None:
        return ()
    given = {
        "name": address.name,
        "address1": address.address1,
        "city": address.city,
        "country": address.country,
        "postal_code": address.postal_code or address.country in _NO_POSTAL_CODE,
        "phone": phone_for(address, customer),
    }
    return tuple(code for code, value in given.items() if not value)
