"""Who made a product and who answers for it in the EU (GPSR), from the contacts that staff keep by brand."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from inventory.models import Product
from marketplaces.interface import Contact, ProductSafety
from marketplaces.interface.european_union import EU_COUNTRIES
from marketplaces.models import SafetyContact
from marketplaces.models.safety import SafetyRole


class SafetyBook:
    """All contacts, read once."""

    def __init__(self) -> None:
        rows = SafetyContact.objects.all()
        self._rows = {(row.brand.strip().casefold(), row.role): row for row in rows}

    def of(self, brands: Iterable[str]) -> ProductSafety | None:
        """For the first of these brands that has a contact, else for products of any brand; None where nothing is said."""
        named = next((brand.strip() for brand in brands if brand.strip()), "")
        maker = self._row(named, SafetyRole.MANUFACTURER)
        answers = self._row(named, SafetyRole.RESPONSIBLE)
        if maker is None and answers is None:
            return None
        rows = [row for row in (maker, answers) if row is not None]
        words = "\n".join(row.warnings.strip() for row in rows if row.warnings.strip())
        return ProductSafety(
            manufacturer=_contact(maker) if maker else None,
            responsible=(_contact(answers),) if answers else (),
            pictograms=_numbers(row.pictograms for row in rows),
            statements=_numbers(row.statements for row in rows),
            text=words,
        )

    def is_complete(self, brand: str) -> bool:
        """The maker is named, and the maker or a responsible person is in the EU."""
        named = brand.strip()
        maker = self._row(named, SafetyRole.MANUFACTURER)
        answers = self._row(named, SafetyRole.RESPONSIBLE)
        return maker is not None and any(row is not None and row.country in EU_COUNTRIES for row in (maker, answers))

    def _row(self, brand: str, role: str) -> SafetyContact | None:
        return self._rows.get((brand.casefold(), role)) or self._rows.get(("", role))


@dataclass(frozen=True, slots=True)
class SafetyCoverage:
    """Active products whose contacts are complete, and all active products."""

    covered: int
    products: int

    @property
    def missing(self) -> int:
        return self.products - self.covered

    @property
    def percent(self) -> int:
        """Rounded down: 100 means every one."""
        return 100 if not self.products else self.covered * 100 // self.products


def coverage() -> SafetyCoverage:
    """How much of the catalogue could be shown in the EU as far as contacts go. Two queries."""
    book = SafetyBook()
    numbers = _products_by_brand()
    return SafetyCoverage(
        sum(number for brand, number in numbers.items() if book.is_complete(brand)), sum(numbers.values())
    )


def with_contacts() -> Q:
    """The products that `coverage` counts as covered, be they active or not."""
    book = SafetyBook()
    brands = Product.objects.order_by().values_list("brand", flat=True).distinct()
    return Q(brand__in=[brand for brand in brands if book.is_complete(brand)])


def _products_by_brand() -> dict[str, int]:
    rows = Product.objects.filter(is_active=True).order_by().values_list("brand")
    return dict(rows.annotate(number=Count("pk")))


def _numbers(lists: Iterable[str]) -> tuple[str, ...]:
    """Each once, in the order in which they stand."""
    named = (number.strip() for line in lists for number in line.split(","))
    return tuple(dict.fromkeys(number for number in named if number))


def _contact(row: SafetyContact) -> Contact:
    return Contact(
        company=row.company,
        address1=row.address1,
        address2=row.address2,
        city=row.city,
        province=row.province,
        postal_code=row.postal_code,
        country=row.country,
        email=row.email,
        phone=row.phone,
        url=row.url,
    )
