"""What stands in the way of a listing, with the ids by which eBay says so."""

from decimal import Decimal, InvalidOperation
from typing import Any

from marketplaces.adapters.ebay.simulator.books.goods import CURRENCIES, EU_MARKETPLACES, Item, Offer
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Body, Refused
from marketplaces.adapters.ebay.simulator.categories import trees
from marketplaces.adapters.ebay.simulator.categories.trees import CATEGORIES, TREE_OF, Category
from marketplaces.adapters.ebay.simulator.regulation import check_regulatory

TITLE, DESCRIPTION, LISTING_DESCRIPTION = 80, 4000, 500_000
POLICIES = {
    "fulfillment": ("fulfillmentPolicyId", 25007, "Shipping"),
    "payment": ("paymentPolicyId", 25008, "Payment"),
    "return": ("returnPolicyId", 25009, "Return"),
}


def check_numbers(body: Body) -> None:
    """Price and quantity, as far as they are said. Raises Refused with 25003 or 25004."""
    quantity = body.get("availableQuantity")
    if quantity is not None and (not isinstance(quantity, int) or quantity < 0):
        raise Refused(25004, "Invalid quantity. It has to be 0 or more.", additionalInfo=str(quantity))
    price = (body.get("pricingSummary") or {}).get("price")
    if price is not None:
        check_price(price, body.get("marketplaceId"))


def check_price(price: Any, marketplace: str | None) -> None:
    """A decimal as text, in the marketplace's currency. Raises Refused with 25003."""
    try:
        value = Decimal(price["value"]) if isinstance(price["value"], str) else Decimal(-1)
    except (InvalidOperation, KeyError, TypeError):
        value = Decimal(-1)
    exponent = value.as_tuple().exponent
    if value <= 0 or not isinstance(exponent, int) or exponent < -2:  # noqa: PLR2004 - cents
        raise Refused(25003, "Invalid price. The price value must be a positive decimal with two places at most.")
    if marketplace and price.get("currency") != CURRENCIES[marketplace]:
        raise Refused(25003, f"Invalid price. The currency of {marketplace} is {CURRENCIES[marketplace]}.")


def check_publishable(seller: Seller, offer: Offer, *, group: Body | None = None) -> None:
    """Everything that has to be there before buyers see it. Raises Refused."""
    item = seller.items.get(offer.sku)
    if item is None:
        raise Refused(25702, f"SKU {offer.sku} is not available in the system", additionalInfo=offer.sku)
    if not seller.rules.registered:
        raise Refused(25713, f"This Offer is not available : {offer.number}.", 404)
    _check_words(item, offer, group or {})
    category = _category(offer)
    _check_condition(item, category)
    _check_aspects(item, offer, category, group or {})
    _check_stock(item, offer)
    _check_place(seller, offer)
    for kind, (field, number, word) in POLICIES.items():
        _check_policy(seller, offer, kind, field, number, word)
    _check_weight(seller, item, offer)
    if category.identifier and not any(item.product.get(name) for name in ("ean", "upc", "isbn", "epid", "mpn")):
        raise Refused(25002, "Any User error. EAN is missing a value. Enter a value and try again.", name="EAN")
    check_regulatory(seller, offer, is_needed=category.manufacturer and offer.marketplace in EU_MARKETPLACES)


def _check_words(item: Item, offer: Offer, group: Body) -> None:
    title = group.get("title") or item.product.get("title") or ""
    if not title or len(title) > TITLE:
        raise Refused(25016, f"The title value is invalid. It has 1 to {TITLE} characters.", fieldName="title")
    own = group.get("description") or item.product.get("description") or ""
    listed = offer.body.get("listingDescription") or ""
    if not (own or listed) or len(listed) > LISTING_DESCRIPTION or (not group and len(own) > DESCRIPTION):
        raise Refused(25016, "The description value is invalid.", fieldName="description")
    if not (item.product.get("imageUrls") or group.get("imageUrls")):
        raise Refused(25002, "Any User error. Add at least 1 photo. More photos are better!", name="imageUrls")


def _category(offer: Offer) -> Category:
    number = str(offer.body.get("categoryId") or "")
    if not trees.is_leaf(number):
        raise Refused(25005, f"Invalid category. {number or 'None'} is not a leaf category.", additionalInfo=number)
    return CATEGORIES[number]


def _check_condition(item: Item, category: Category) -> None:
    if item.body.get("condition") not in trees.condition_words(category):
        raise Refused(25021, "The item has an invalid condition for the category.", fieldName="condition")


def _check_aspects(item: Item, offer: Offer, category: Category, group: Body) -> None:
    language = TREE_OF[offer.marketplace].language
    given = {**(group.get("aspects") or {}), **(item.product.get("aspects") or {})}
    if item.product.get("brand"):
        given.setdefault({"de": "Marke", "fr": "Marque"}.get(language, "Brand"), [item.product["brand"]])
    for aspect in category.aspects:
        name = aspect.called(language)
        if aspect.required and not given.get(name):
            text = (
                f"Any User error. The item specific {name} is missing. Add {name} to this listing, enter a valid value."
            )
            raise Refused(25002, text, name=name)
        if aspect.only_these and not set(given.get(name, ())) <= set(aspect.values):
            raise Refused(25022, f"Invalid attribute. {name}", fieldName=name)


def _check_stock(item: Item, offer: Offer) -> None:
    if offer.price is None and offer.body["format"] == "FIXED_PRICE":
        raise Refused(25003, "Invalid price. It is missing.")
    if offer.body["format"] == "FIXED_PRICE":
        check_price(offer.body["pricingSummary"]["price"], offer.marketplace)
    if item.quantity is None and offer.available is None:
        raise Refused(25004, "Invalid quantity. It is missing.")
    if not offer.listing and min(n for n in (item.quantity, offer.available) if n is not None) < 1:
        raise Refused(25004, "Invalid quantity. A listing starts with 1 or more.")


def _check_place(seller: Seller, offer: Offer) -> None:
    location = seller.locations.get(offer.body.get("merchantLocationKey") or "")
    if location is None or location["merchantLocationStatus"] != "ENABLED":
        raise Refused(25012, "Invalid inventory location. It is missing or disabled.", fieldName="merchantLocationKey")


def _check_policy(seller: Seller, offer: Offer, kind: str, field: str, number: int, word: str) -> None:
    """One of another marketplace hides behind an offer that is "not available"."""
    policy = seller.policies[kind].get((offer.body.get("listingPolicies") or {}).get(field) or "")
    if policy is None:
        raise Refused(number, f"Invalid {word} policy information. {field} is missing or unknown.", fieldName=field)
    if policy["marketplaceId"] != offer.marketplace:
        raise Refused(25713, f"This Offer is not available : {offer.number}.", 404)


def _check_weight(seller: Seller, item: Item, offer: Offer) -> None:
    policy = seller.policies["fulfillment"][offer.body["listingPolicies"]["fulfillmentPolicyId"]]
    is_calculated = any(option.get("costType") == "CALCULATED" for option in policy.get("shippingOptions", []))
    weight = (item.body.get("packageWeightAndSize") or {}).get("weight") or {}
    if is_calculated and not weight.get("value"):
        raise Refused(25020, "Invalid package details. The weight is missing.", fieldName="weight")
