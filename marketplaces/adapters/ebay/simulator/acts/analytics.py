"""Figures about the seller: traffic, seller standards, service metrics. They are made up, and the same every time."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from marketplaces.adapters.ebay.simulator import clock
from marketplaces.adapters.ebay.simulator.acts.families import ANALYTICS
from marketplaces.adapters.ebay.simulator.books.goods import CURRENCIES
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused

SCOPES = ("sell.analytics.readonly",)
METRICS = {
    "LISTING_IMPRESSION_TOTAL": "Total impressions",
    "LISTING_IMPRESSION_SEARCH_RESULTS_PAGE": "Search impressions",
    "LISTING_VIEWS_TOTAL": "Listing views",
    "CLICK_THROUGH_RATE": "Click-through rate",
    "SALES_CONVERSION_RATE": "Sales conversion rate",
    "TRANSACTION": "Transactions",
}
PART = re.compile(r"(\w+):[{\[]([^}\]]*)[}\]]")
MOST_DAYS, OLDEST, MOST_LISTINGS = 90, 730, 200
PROGRAMS, CYCLES = ("PROGRAM_DE", "PROGRAM_UK", "PROGRAM_US", "PROGRAM_GLOBAL"), ("CURRENT", "PROJECTED")
KINDS = ("ITEM_NOT_RECEIVED", "ITEM_NOT_AS_DESCRIBED")


@ANALYTICS.get("/traffic_report", "getTrafficReport", scopes=SCOPES)
def traffic(call: Call) -> Answer:
    """Columns of the header line up with the values of the records; what does not apply is not zero."""
    dimension, names = call.one("dimension"), call.one("metric").split(",")
    if dimension not in ("DAY", "LISTING"):
        raise Refused(50001, "The dimension is not valid.", dimension=dimension)
    if unknown := [name for name in names if name not in METRICS]:
        raise Refused(50003, "A metric is not valid.", metric=unknown[0])
    given = dict(PART.findall(call.one("filter")))
    if dimension == "DAY" and given.get("marketplace_ids") not in CURRENCIES:
        raise Refused(50010, "One marketplace is needed for this dimension.")
    listings = [number for number in given.get("listing_ids", "").split("|") if number]
    if len(listings) > MOST_LISTINGS:
        raise Refused(50020, "There are too many listing IDs.")
    first, last = _dates(call, given.get("date_range", ""))
    keys = _days(first, last) if dimension == "DAY" else listings or list(call.seller.listings)
    records = [
        {"dimensionValues": [_value(key)], "metricValues": [_figure(call, key, name) for name in names]} for key in keys
    ]
    kind = "DATE" if dimension == "DAY" else "STRING"
    now = call.seller.clock.now()
    return Answer(
        200,
        {
            "startDate": _moment(first),
            "endDate": _moment(last),
            "lastUpdatedDate": clock.written(now - timedelta(hours=4)),
            "dimensionMetadata": [],
            "header": {
                "dimensionKeys": [{"key": dimension, "localizedName": dimension.capitalize(), "dataType": kind}],
                "metrics": [{"key": name, "localizedName": METRICS[name], "dataType": "NUMBER"} for name in names],
            },
            "records": records,
        },
    )


def _dates(call: Call, text: str) -> tuple[date, date]:
    """Raises Refused with 50005 to 50008."""
    try:
        first, last = (datetime.strptime(part, "%Y%m%d").date() for part in text.split(".."))  # noqa: DTZ007 - days
    except ValueError:
        raise Refused(50005, "The date_range is missing or malformed.") from None
    today = call.seller.clock.now().date()
    if first > last or (last - first).days > MOST_DAYS:
        raise Refused(50006, f"The date_range has {MOST_DAYS} days at most.")
    if (today - first).days > OLDEST or first > today:
        raise Refused(50007, "The date_range starts too early, or after the last update.")
    return first, last


def _days(first: date, last: date) -> list[str]:
    return [f"{first + timedelta(days=each):%Y%m%d}" for each in range((last - first).days + 1)]


def _moment(day: date) -> str:
    return f"{day:%Y-%m-%d}T00:00:00.000Z"


def _value(value: Any) -> Body:
    return {"value": value, "applicable": True}


def _figure(call: Call, key: str, name: str) -> Body:
    """Views by the key's digits, transactions by what was sold; a rate without views does not apply."""
    sold = sum(offer.sold for offer in call.seller.offers.values() if offer.listing == key)
    views = int(key[-2:] or 0) * 3
    if name.endswith("RATE"):
        return {"value": round(sold / views, 4), "applicable": True} if views else {"value": None, "applicable": False}
    return _value({"TRANSACTION": sold, "LISTING_VIEWS_TOTAL": views}.get(name, views * 10))


@ANALYTICS.get("/seller_standards_profile", "findSellerStandardsProfiles", scopes=SCOPES)
def standards(call: Call) -> Answer:
    return Answer(200, {"standardsProfiles": [_profile(call, "PROGRAM_US", cycle) for cycle in CYCLES]})


@ANALYTICS.get("/seller_standards_profile/{program}/{cycle}", "getSellerStandardsProfile", scopes=SCOPES)
def standard(call: Call) -> Answer:
    program, cycle = call.path["program"], call.path["cycle"]
    if program not in PROGRAMS:
        raise Refused(53105, "The program is not valid.", program=program)
    if cycle not in CYCLES:
        raise Refused(53110, "The cycle is not valid.", cycle=cycle)
    return Answer(200, _profile(call, program, cycle)) if program == "PROGRAM_US" else Answer(204)


def _profile(call: Call, program: str, cycle: str) -> Body:
    now = call.seller.clock.now()
    when = {"cycleType": cycle, "evaluationDate": clock.written(now), "evaluationMonth": f"{now:%Y-%m}"}
    late = {
        "metricKey": "SHIPPING_MISS_RATE",
        "name": "Late shipment rate",
        "type": "FRACTION",
        "level": "TOP_RATED",
        "value": {"numerator": 1, "denominator": 100, "value": "1.00"},
    }
    return {
        "program": program,
        "cycle": when,
        "defaultProgram": True,
        "standardsLevel": "ABOVE_STANDARD",
        "evaluationReason": "",
        "metrics": [late],
    }


@ANALYTICS.get("/customer_service_metric/{kind}/{evaluation}", "getCustomerServiceMetric", scopes=SCOPES)
def service_metric(call: Call) -> Answer:
    marketplace = call.one("evaluation_marketplace_id")
    if call.path["kind"] not in KINDS or call.path["evaluation"] not in CYCLES:
        raise Refused(54402, "The metric or the evaluation is not valid.", 404)
    if marketplace not in CURRENCIES:
        raise Refused(54401, "The marketplace is not valid.")
    now = call.seller.clock.now()
    metric = {
        "metricKey": "RATE",
        "value": "0.50",
        "benchmark": {"basis": "PEER_BENCHMARK", "rating": "LOW", "metadata": {"average": "0.80"}},
        "distributions": [],
    }
    dimension = {"dimensionKey": "LISTING_CATEGORY", "name": "Health & Beauty", "value": "26395"}
    cycle = {
        "evaluationType": call.path["evaluation"],
        "startDate": clock.written(now - timedelta(days=30)),
        "endDate": clock.written(now),
        "evaluationDate": clock.written(now),
    }
    metrics = [{"dimension": dimension, "metrics": [metric]}]
    return Answer(200, {"marketplaceId": marketplace, "dimensionMetrics": metrics, "evaluationCycle": cycle})
