"""Figures about the seller: traffic, standards, service."""

from typing import Any

import pytest

from tests.marketplaces.ebay_simulator.laboratory import Laboratory

ANALYTICS = "/sell/analytics/v1"


def traffic(lab: Laboratory, **words: str) -> Any:
    today = f"{lab.simulator.seller.clock.now():%Y%m%d}"
    asked = {
        "dimension": "LISTING",
        "metric": "LISTING_VIEWS_TOTAL,SALES_CONVERSION_RATE,TRANSACTION",
        "filter": f"date_range:[{today}..{today}]",
    } | words
    return lab.call("GET", f"{ANALYTICS}/traffic_report", params=asked).json()


def test_the_columns_of_a_traffic_report_line_up(lab: Laboratory):
    _, listing = lab.listed()
    lab.order({"sku": "SN-200", "quantity": 3})
    told = traffic(lab)
    keys = [one["key"] for one in told["header"]["metrics"]]
    values = dict(zip(keys, told["records"][0]["metricValues"], strict=True))
    assert told["records"][0]["dimensionValues"] == [{"value": listing, "applicable": True}]
    assert values["TRANSACTION"] == {"value": 3, "applicable": True}
    assert values["LISTING_VIEWS_TOTAL"]["value"] == int(listing[-2:]) * 3


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ({"dimension": "HOUR"}, 50001),
        ({"metric": "LUCK"}, 50003),
        ({"filter": "marketplace_ids:{EBAY_US}"}, 50005),
        ({"filter": "date_range:[20260101..20260630]"}, 50006),
        ({"filter": "date_range:[20200101..20200102]"}, 50007),
        ({"dimension": "DAY"}, 50010),
    ],
)
def test_a_wrong_question_for_traffic_has_its_id(lab: Laboratory, words: dict[str, str], number: int):
    assert traffic(lab, **words)["errors"][0]["errorId"] == number


def test_standards_and_service_are_told_by_program_and_marketplace(lab: Laboratory):
    told = lab.get(f"{ANALYTICS}/seller_standards_profile/PROGRAM_US/CURRENT")
    assert (told["standardsLevel"], told["cycle"]["cycleType"]) == ("ABOVE_STANDARD", "CURRENT")
    assert lab.refusal("GET", f"{ANALYTICS}/seller_standards_profile/PROGRAM_XX/CURRENT")["errorId"] == 53105
    path = f"{ANALYTICS}/customer_service_metric/ITEM_NOT_RECEIVED/CURRENT"
    assert lab.get(f"{path}?evaluation_marketplace_id=EBAY_US")["marketplaceId"] == "EBAY_US"
    assert lab.refusal("GET", path)["errorId"] == 54401
