"""The regulatory block of an offer: who made it, who answers for it in the EU, what labels it carries."""

import re

from marketplaces.adapters.ebay.simulator.books.goods import Offer
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Body, Refused

# fmt: off
EU = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
}
# fmt: on
ADDRESS = ("addressLine1", "city", "postalCode", "country")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
READY = {"SUBMITTED", "ACCEPTED"}
PERSONS, PICTOGRAMS, STATEMENTS = 5, 2, 8


def check_regulatory(seller: Seller, offer: Offer, *, is_needed: bool) -> None:
    """Raises Refused with an id from 25076 to 25122."""
    block = offer.body.get("regulatory") or {}
    maker, persons = block.get("manufacturer"), block.get("responsiblePersons") or []
    if is_needed and not maker:
        raise Refused(25029, "manufacturer is required for this category.", field="manufacturer")
    if maker:
        _check_maker(maker, persons)
    for person in persons[:PERSONS]:
        _check_person(person)
    _check_labels(block.get("productSafety") or {})
    if block.get("hazmat") and not block["hazmat"].get("statements"):
        raise Refused(
            25081, "Hazardous material information incomplete. Your listing must include hazardous statements."
        )
    unknown = [row["documentId"] for row in block.get("documents") or [] if not _is_ready(seller, row["documentId"])]
    if unknown:
        text = f"Regulatory document ID(s) {', '.join(unknown)} not found. Please use valid ID(s)."
        raise Refused(25104, text, documentId=unknown[0])


def _check_maker(maker: Body, persons: list[Body]) -> None:
    if not maker.get("companyName"):
        raise Refused(25111, "Manufacturer information is incomplete. Please provide the company name.")
    if _is_partial(maker):
        raise Refused(25110, "Manufacturer address information is incomplete.")
    if not _has_contact(maker):
        raise Refused(25118, "Seller must provide at least one form of contact info for Manufacturer.")
    _check_contacts(maker)
    if maker.get("country") not in EU and not any(person.get("country") in EU for person in persons):
        raise Refused(
            25115, "Either the Manufacturer or at least one of the Responsible Persons must be located in the EU."
        )


def _check_person(person: Body) -> None:
    if not person.get("companyName"):
        raise Refused(25114, "Responsible Person information is incomplete. Please provide the company name.")
    if _is_partial(person):
        raise Refused(25113, "Responsible Person address information is incomplete.")
    if not _has_contact(person):
        raise Refused(25119, "Seller must provide at least one form of contact info for Responsible Person.")
    _check_contacts(person)


def _check_contacts(who: Body) -> None:
    if who.get("email") and not EMAIL.fullmatch(who["email"]):
        raise Refused(25088, "The email address provided is formatted incorrectly.", email=who["email"])
    if who.get("contactUrl") and not who["contactUrl"].startswith(("http://", "https://")):
        raise Refused(25122, "The contact URL is incorrectly formatted. Please update the formatting.")


def _check_labels(safety: Body) -> None:
    pictograms, statements = safety.get("pictograms") or [], safety.get("statements") or []
    if len(pictograms) > PICTOGRAMS or len(statements) > STATEMENTS:
        raise Refused(25080, "The value of the productSafety field is invalid.", fieldName="productSafety")
    if safety.get("component") and not (pictograms or statements):
        raise Refused(25080, "The value of the productSafety.component field is invalid.", fieldName="component")


def _is_partial(who: Body) -> bool:
    given = [bool(who.get(name)) for name in ADDRESS]
    return any(given) and not all(given)


def _has_contact(who: Body) -> bool:
    return any(who.get(name) for name in ("addressLine1", "email", "contactUrl", "phone"))


def _is_ready(seller: Seller, number: str) -> bool:
    return seller.documents.get(number, {}).get("documentStatus") in READY
