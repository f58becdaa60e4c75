"""Drafts as tests want them."""

from dataclasses import replace
from decimal import Decimal

from core.money import Money
from marketplaces.interface import Contact, ListingDraft, ProductSafety, VariantDraft

CHOSEN = {
    "fulfillment_policy_id": "6100000001",
    "payment_policy_id": "6100000002",
    "return_policy_id": "6100000003",
    "location_key": "warehouse-1",
}
MAKER = Contact("Test Maker", "1 Rue du Test", "", "Paris", "", "75001", "FR", "maker@example.com")
SAFETY = ProductSafety(MAKER, (replace(MAKER, company="Test Keeper"),), ("P1",), ("S1",), "Keep dry")
PICTURE = "https://cdn.example.com/1.jpg"


def dollars(amount):
    return Money(Decimal(amount), "USD")


def single(**more):
    """Black soap in one form."""
    form = VariantDraft("11", "SN-200", dollars("4.90"), 12, weight_g=Decimal(250), gtin="4006381333931")
    given = {
        "handle": "black-soap-p11",
        "title": "Black soap",
        "variants": (form,),
        "description_html": "<p>Soft &amp; dark</p><p>With olives</p>",
        "images": (PICTURE,),
        "category_id": "67391",
        "attributes": (("Brand", ("Hub",)), ("Type", ("Bar Soap",))),
        "settings": CHOSEN,
        "safety": SAFETY,
    }
    return ListingDraft(**given | more)


def varied(*, colours=("Red", "Blue"), sizes=("S", "M"), **more):
    """T-shirts, a form for each colour and size."""
    forms = tuple(
        VariantDraft(
            f"{number}{row}",
            f"TEE-{colour}-{size}",
            dollars("19.90"),
            5,
            (("Color", colour), ("Size", size)),
            image_url=f"https://cdn.example.com/{colour}.jpg",
        )
        for number, colour in enumerate(colours, 1)
        for row, size in enumerate(sizes, 1)
    )
    given = {
        "handle": "tee-g7",
        "title": "Tee",
        "variants": forms,
        "option_names": ("Color", "Size"),
        "category_id": "15687",
        "attributes": (("Brand", ("Hub",)), ("Department", ("Men",))),
        "safety": None,
    }
    return single(**given | more)
