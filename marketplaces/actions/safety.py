"""Who made a product and who answers for it in the EU (GPSR), from the contacts that staff keep by brand."""

from collections.abc import Iterable

from marketplaces.interface import Contact, ProductSafety
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
        words = "\n".join(row.warnings.strip() for row in (maker, answers) if row and row.warnings.strip())
        return ProductSafety(
            manufacturer=_contact(maker) if maker else None,
            responsible=(_contact(answers),) if answers else (),
            text=words,
        )

    def _row(self, brand: str, role: str) -> SafetyContact | None:
        return self._rows.get((brand.casefold(), role)) or self._rows.get(("", role))


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
