"""What a marketplace allows and asks for: conditions, safety labels, shipping services, returns."""

import re
from collections.abc import Callable

from marketplaces.adapters.ebay.simulator.acts.families import METADATA
from marketplaces.adapters.ebay.simulator.books.goods import CURRENCIES, EU_MARKETPLACES
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused
from marketplaces.adapters.ebay.simulator.categories import trees
from marketplaces.adapters.ebay.simulator.categories.shipping import CARRIERS, SERVICES, Service
from marketplaces.adapters.ebay.simulator.categories.trees import CATEGORIES, CONDITIONS, TREE_OF, Category

FILTER = re.compile(r"categoryIds:\{([^}]*)\}")
PICTOGRAMS = {"P1": "No open flame", "P2": "Keep away from children"}
STATEMENTS = {"S1": "Not suitable for children under 36 months", "S2": "Use under adult supervision"}


def _marketplace(call: Call) -> str:
    marketplace = call.path["marketplace_id"]
    if marketplace not in CURRENCIES:
        raise Refused(46001, "The specified marketplace ID was not found.", 404, marketplaceId=marketplace)
    return marketplace


def _leaves(call: Call) -> list[Category]:
    """Those of the filter, or all."""
    match = FILTER.search(call.one("filter"))
    wanted = set(match[1].split("|")) if match else None
    leaves = [each for each in CATEGORIES.values() if trees.is_leaf(each.number)]
    return [each for each in leaves if wanted is None or each.number in wanted]


def _policies(path: str, name: str, key: str, row: Callable[[str, Category], Body]) -> None:
    """One of the calls that answer a row for each leaf category, 204 where there is none."""

    @METADATA.get(f"/marketplace/{{marketplace_id}}/{path}", name)
    def serve(call: Call) -> Answer:
        marketplace = _marketplace(call)
        rows = [
            {"categoryId": each.number, "categoryTreeId": TREE_OF[marketplace].number, **row(marketplace, each)}
            for each in _leaves(call)
        ]
        return Answer(200, {key: rows, "warnings": []}) if rows else Answer(204)


def _conditions(marketplace: str, category: Category) -> Body:
    rows = [{"conditionId": number, "conditionDescription": CONDITIONS[number][0]} for number in category.conditions]
    return {"itemConditionRequired": True, "itemConditions": rows}


def _regulatory(marketplace: str, category: Category) -> Body:
    is_eu = marketplace in EU_MARKETPLACES
    usage = "REQUIRED" if category.manufacturer and is_eu else "OPTIONAL"
    attributes = [{"name": "MANUFACTURER_CONTACT", "usage": usage}, {"name": "PRODUCT_SAFETY", "usage": "OPTIONAL"}]
    return {"supportedAttributes": [*attributes, {"name": "HAZMAT", "usage": "OPTIONAL"}]}


def _structure(marketplace: str, category: Category) -> Body:
    return {"variationsSupported": any(aspect.varies for aspect in category.aspects)}


def _returns(marketplace: str, category: Category) -> Body:
    terms = {
        "policyDescriptionEnabled": True,
        "refundMethods": ["MONEY_BACK"],
        "returnPeriods": [{"unit": "DAY", "value": days} for days in (14, 30, 60)],
        "returnsAcceptanceEnabled": True,
        "returnShippingCostPayers": ["BUYER", "SELLER"],
    }
    return {"required": True, "domestic": terms, "international": terms}


_policies("get_item_condition_policies", "getItemConditionPolicies", "itemConditionPolicies", _conditions)
_policies("get_regulatory_policies", "getRegulatoryPolicies", "regulatoryPolicies", _regulatory)
_policies("get_listing_structure_policies", "getListingStructurePolicies", "listingStructurePolicies", _structure)
_policies("get_return_policies", "getReturnPoliciesOfMarketplace", "returnPolicies", _returns)


@METADATA.get("/marketplace/{marketplace_id}/get_product_safety_labels", "getProductSafetyLabels")
def safety_labels(call: Call) -> Answer:
    _marketplace(call)
    pictograms = [
        {"pictogramId": number, "pictogramDescription": text, "pictogramUrl": f"https://i.example.com/{number}.png"}
        for number, text in PICTOGRAMS.items()
    ]
    statements = [{"statementId": number, "statementDescription": text} for number, text in STATEMENTS.items()]
    return Answer(200, {"pictograms": pictograms, "statements": statements})


@METADATA.get("/marketplace/{marketplace_id}/get_hazardous_materials_labels", "getHazardousMaterialsLabels")
def hazard_labels(call: Call) -> Answer:
    _marketplace(call)
    words = [{"signalWordId": "1", "signalWordDescription": "Danger"}]
    statements = [{"statementId": "H225", "statementDescription": "Highly flammable liquid and vapour"}]
    pictogram = {
        "pictogramId": "GHS02",
        "pictogramDescription": "Flammable",
        "pictogramUrl": "https://i.example.com/GHS02.png",
    }
    return Answer(200, {"signalWords": words, "statements": statements, "pictograms": [pictogram]})


@METADATA.get("/shipping/marketplace/{marketplace_id}/get_shipping_services", "getShippingServices")
def shipping_services(call: Call) -> Answer:
    return Answer(200, {"shippingServices": [_service(each) for each in SERVICES[_marketplace(call)]]})


def _service(service: Service) -> Body:
    return {
        "shippingService": service.code,
        "shippingCarrier": service.carrier,
        "description": service.text,
        "internationalService": service.is_international,
        "minShippingTime": service.days[0],
        "maxShippingTime": service.days[1],
        "shippingCategory": "STANDARD",
        "shippingCostTypes": ["FLAT", "CALCULATED"],
        "validForSellingFlow": True,
        "packageLimits": {},
    }


@METADATA.get("/shipping/marketplace/{marketplace_id}/get_shipping_carriers", "getShippingCarriers")
def shipping_carriers(call: Call) -> Answer:
    _marketplace(call)
    return Answer(200, {"shippingCarriers": [{"shippingCarrier": name, "description": name} for name in CARRIERS]})


@METADATA.get("/shipping/marketplace/{marketplace_id}/get_handling_times", "getHandlingTimes")
def handling_times(call: Call) -> Answer:
    _marketplace(call)
    rows = [{"maxHandlingTime": days, "description": f"{days} business days"} for days in (0, 1, 2, 3, 5, 10)]
    return Answer(200, {"handlingTimes": rows})
