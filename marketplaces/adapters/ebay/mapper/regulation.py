"""What the law wants said of a product (GPSR), as the `regulatory` block of an offer."""

from typing import Any

from marketplaces.interface import Contact, ProductSafety

MOST_PERSONS, MOST_PICTOGRAMS, MOST_STATEMENTS = 5, 2, 8
LONGEST_TEXT = 120
PERSON_TYPE = "EU_RESPONSIBLE_PERSON"
# Our field -> eBay's, with the most characters it takes.
_FIELDS = {
    "company": ("companyName", 100),
    "address1": ("addressLine1", 180),
    "address2": ("addressLine2", 180),
    "city": ("city", 64),
    "province": ("stateOrProvince", 64),
    "postal_code": ("postalCode", 9),
    "country": ("country", 2),
    "email": ("email", 180),
    "phone": ("phone", 64),
    "url": ("contactUrl", 250),
}


def regulatory(safety: ProductSafety | None) -> dict[str, Any]:
    """{} where nothing is known."""
    if safety is None:
        return {}
    block: dict[str, Any] = {}
    if safety.manufacturer is not None:
        block["manufacturer"] = contact(safety.manufacturer)
    if safety.responsible:
        persons = safety.responsible[:MOST_PERSONS]
        block["responsiblePersons"] = [contact(each) | {"types": [PERSON_TYPE]} for each in persons]
    if labels := _labels(safety):
        block["productSafety"] = labels
    return block


def contact(given: Contact) -> dict[str, Any]:
    found = {theirs: getattr(given, ours).strip()[:most] for ours, (theirs, most) in _FIELDS.items()}
    return {name: value for name, value in found.items() if value}


def _labels(safety: ProductSafety) -> dict[str, Any]:
    """The text goes with a pictogram or a statement only: alone it is refused."""
    labels: dict[str, Any] = {}
    if safety.pictograms:
        labels["pictograms"] = list(safety.pictograms[:MOST_PICTOGRAMS])
    if safety.statements:
        labels["statements"] = list(safety.statements[:MOST_STATEMENTS])
    if labels and safety.text.strip():
        labels["component"] = safety.text.strip()[:LONGEST_TEXT]
    return labels
