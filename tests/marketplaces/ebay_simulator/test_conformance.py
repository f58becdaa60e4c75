"""Judged by others: what the look-alike answers, and what the laboratory asks, by eBay's published documents."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings as project

from tests.marketplaces.ebay_simulator.laboratory import INVENTORY, ORDERS, Laboratory

SHARED = Path(os.environ.get("ENTREPOT_SHARED", project.BASE_DIR.parent / "shared"))
SPECS = SHARED / "specs" / "ebay"
JUDGE = SHARED / "tools" / "openapi_judge.py"
HOSTS = {"api": "api.ebay.com", "apiz": "apiz.ebay.com", "apim": "apim.ebay.com"}

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(
        not (SPECS.is_dir() and JUDGE.is_file()), reason="eBay's documents are not here (ENTREPOT_SHARED)"
    ),
]


class Recorder:
    """Keeps each exchange of a laboratory as the judge reads it."""

    def __init__(self, lab: Laboratory, monkeypatch: pytest.MonkeyPatch) -> None:
        self.exchanges: list[dict[str, Any]] = []
        send = requests.request

        def record(method: str, url: str, **how: Any) -> requests.Response:
            answer = send(method, url, **how)
            host, _, rest = str(answer.request.url).removeprefix(f"{lab.origin}/").partition("/")
            text = answer.request.body
            self.exchanges.append(
                {
                    "method": method,
                    "url": f"https://{HOSTS[host]}/{rest}",
                    "headers": dict(answer.request.headers),
                    "body": json.loads(text) if text else None,
                    "response": {
                        "status": answer.status_code,
                        "headers": dict(answer.headers),
                        "body": answer.json() if answer.content else None,
                    },
                }
            )
            return answer

        monkeypatch.setattr(requests, "request", record)

    def judged(self, folder: Path) -> list[str]:
        """What is wrong with them."""
        file = folder / "exchanges.json"
        file.write_text(json.dumps(self.exchanges), encoding="utf-8")
        command = [sys.executable, str(JUDGE), "check", "--check-host", "--spec", str(SPECS), str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        verdicts = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        assert len(verdicts) == len(self.exchanges), done.stderr
        return [f"{one['operation']}: {row['path']} {row['message']}" for one in verdicts for row in one["problems"]
                if row["severity"] == "error"]  # fmt: skip


@pytest.fixture
def recorder(lab: Laboratory, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    return Recorder(lab, monkeypatch)


def test_goods_and_offers_are_as_documented(lab: Laboratory, recorder: Recorder, tmp_path: Path):
    offer, _ = lab.listed()
    lab.write_item()
    lab.get(f"{INVENTORY}/inventory_item/SN-200")
    lab.get(f"{INVENTORY}/inventory_item?limit=25&offset=0")
    lab.get(f"{INVENTORY}/offer?sku=SN-200")
    lab.get(f"{INVENTORY}/offer/{offer}")
    lab.publish(offer)
    body = {"requests": [{"sku": "SN-200", "shipToLocationAvailability": {"quantity": 4}, "offers": [{"offerId": offer, "availableQuantity": 4}]}]}  # fmt: skip
    lab.ask("POST", f"{INVENTORY}/bulk_update_price_quantity", body)
    lab.ask("POST", f"{INVENTORY}/bulk_get_inventory_item", {"requests": [{"sku": "SN-200"}]})
    lab.ask("POST", f"{INVENTORY}/offer/get_listing_fees", {"offers": [{"offerId": offer}]})
    lab.ask("POST", f"{INVENTORY}/offer/{offer}/withdraw", {})
    lab.ask("POST", f"{INVENTORY}/bulk_publish_offer", {"requests": [{"offerId": offer}]})
    lab.write_item("SN-500", aspects={"Brand": ["Hub"], "Type": ["Bar Soap"], "Volume": ["500 g"]})
    lab.ask("POST", f"{INVENTORY}/bulk_create_offer", {"requests": [lab.offer("SN-500")]})
    group = {"variantSKUs": ["SN-500"], "title": "Soap", "variesBy": {"specifications": [{"name": "Volume", "values": ["500 g"]}]}}  # fmt: skip
    lab.ask("PUT", f"{INVENTORY}/inventory_item_group/soap", group, expect=201)
    lab.get(f"{INVENTORY}/inventory_item_group/soap")
    lab.get(f"{INVENTORY}/inventory_item/SN-500")
    lab.get(f"{INVENTORY}/location?limit=100&offset=0")
    lab.get(f"{INVENTORY}/location/warehouse-1")
    listing = lab.steer("foreign", {"rows": [{"sku": "OLD-1", "title": "Old soap", "price": "3.00"}]})["listingId"]
    lab.ask("POST", f"{INVENTORY}/bulk_migrate_listing", {"requests": [{"listingId": listing}]})
    assert recorder.judged(tmp_path) == []


def test_account_and_identity_are_as_documented(lab: Laboratory, recorder: Recorder, tmp_path: Path):
    account = "/sell/account/v1"
    for kind in ("fulfillment", "payment", "return"):
        found = lab.get(f"{account}/{kind}_policy?marketplace_id=EBAY_US")
        policy = next(iter(lab.simulator.seller.policies[kind].values()))
        lab.get(f"{account}/{kind}_policy/{policy[f'{kind}PolicyId']}")
        lab.get(f"{account}/{kind}_policy/get_by_policy_name?marketplace_id=EBAY_US&name={policy['name']}")
        made = {name: value for name, value in policy.items() if name not in (f"{kind}PolicyId", "paymentMethods")}
        path = f"{account}/{kind}_policy" + ("/" if kind == "fulfillment" else "")
        lab.ask("POST", path, made | {"name": "Another"}, expect=201)
        assert found["total"] == 1
    lab.get(f"{account}/privilege")
    lab.get(f"{account}/program/get_opted_in_programs")
    lab.get(f"{account}/advertising_eligibility", headers={"X-EBAY-C-MARKETPLACE-ID": "EBAY_US"})
    lab.get(f"{account}/subscription")
    lab.get("/commerce/identity/v1/user/", host="apiz")
    lab.get("/developer/analytics/v1_beta/rate_limit/", token=lab.app_token())
    assert recorder.judged(tmp_path) == []


def test_taxonomy_metadata_and_media_are_as_documented(lab: Laboratory, recorder: Recorder, tmp_path: Path):
    taxonomy, metadata, app = "/commerce/taxonomy/v1", "/sell/metadata/v1", lab.app_token()
    lab.get(f"{taxonomy}/get_default_category_tree_id?marketplace_id=EBAY_DE", token=app)
    tree = f"{taxonomy}/category_tree/77"
    lab.get(tree, token=app)
    lab.get(f"{tree}/get_category_subtree?category_id=11450", token=app)
    lab.get(f"{tree}/get_category_suggestions?q=seife", token=app)
    lab.get(f"{tree}/get_item_aspects_for_category?category_id=15687", token=app)
    lab.get(f"{taxonomy}/category_tree/0/get_expired_categories", token=app)
    for name in ("item_condition", "regulatory", "listing_structure", "return"):
        lab.get(f"{metadata}/marketplace/EBAY_DE/get_{name}_policies", token=app)
    lab.get(f"{metadata}/marketplace/EBAY_DE/get_product_safety_labels", token=app)
    lab.get(f"{metadata}/marketplace/EBAY_DE/get_hazardous_materials_labels", token=app)
    for name in ("services", "carriers"):
        lab.get(f"{metadata}/shipping/marketplace/EBAY_DE/get_shipping_{name}", token=app)
    lab.get(f"{metadata}/shipping/marketplace/EBAY_DE/get_handling_times", token=app)
    media = "/commerce/media/v1_beta"
    lab.ask("POST", f"{media}/image/create_image_from_url", {"imageUrl": "https://cdn.example.com/1.jpg"}, expect=201, host="apim")  # fmt: skip
    lab.get(f"{media}/image/{lab.last.headers['Location'].rpartition('/')[2]}", host="apim")
    assert recorder.judged(tmp_path) == []


def test_orders_parcels_refunds_and_disputes_are_as_documented(lab: Laboratory, recorder: Recorder, tmp_path: Path):
    lab.listed()
    number = lab.order({"sku": "SN-200", "quantity": 2, "tax": "0.80"}, hub_reference="ABCdef1")
    order = lab.simulator.orders[number]
    line = order.lines[0].number
    lab.steer("cancel", {"order": number})
    lab.get(f"{ORDERS}?limit=200&offset=0")
    lab.get(f"{ORDERS}/{number}")
    sent = {"lineItems": [{"lineItemId": line, "quantity": 1}], "shippingCarrierCode": "USPS", "trackingNumber": "YT1"}
    lab.ask("POST", f"{ORDERS}/{number}/shipping_fulfillment", sent, expect=201)
    lab.get(f"{ORDERS}/{number}/shipping_fulfillment")
    back = {"reasonForRefund": "BUYER_RETURN", "refundItems": [{"lineItemId": line, "refundAmount": {"value": "1.00", "currency": "USD"}}]}  # fmt: skip
    lab.ask("POST", f"{ORDERS}/{number}/issue_refund", back)
    lab.get(f"{ORDERS}/{number}?fieldGroups=TAX_BREAKDOWN")
    dispute = lab.steer("dispute", {"order": number})["paymentDisputeId"]
    base = "/sell/fulfillment/v1/payment_dispute"
    lab.get(f"{base}_summary?limit=200&offset=0&payment_dispute_status=ACTION_NEEDED", host="apiz")
    lab.get(f"{base}/{dispute}", host="apiz")
    lab.get(f"{base}/{dispute}/activity", host="apiz")
    assert recorder.judged(tmp_path) == []


def test_marketing_analytics_and_notification_are_as_documented(lab: Laboratory, recorder: Recorder, tmp_path: Path):
    _, listing = lab.listed()
    marketing, analytics, app = "/sell/marketing/v1", "/sell/analytics/v1", lab.app_token()
    campaign = {
        "campaignName": "Autumn",
        "marketplaceId": "EBAY_US",
        "startDate": "2026-01-01T00:00:00Z",
        "fundingStrategy": {"fundingModel": "COST_PER_SALE", "bidPercentage": "5.0"},
    }
    lab.ask("POST", f"{marketing}/ad_campaign", campaign, expect=201)
    number = lab.last.headers["Location"].rpartition("/")[2]
    lab.get(f"{marketing}/ad_campaign?limit=10&offset=0")
    path = f"{marketing}/ad_campaign/{number}"
    lab.get(path)
    lab.ask("POST", f"{path}/bulk_create_ads_by_listing_id", {"requests": [{"listingId": listing}]})
    lab.ask("POST", f"{path}/bulk_update_ads_bid_by_listing_id", {"requests": [{"listingId": listing, "bidPercentage": "6.0"}]})  # fmt: skip
    lab.get(f"{marketing}/promotion?marketplace_id=EBAY_US")
    window = "marketplace_ids:{{EBAY_US}},date_range:[{0}..{0}]".format(f"{datetime.now(UTC):%Y%m%d}")
    lab.get(f"{analytics}/traffic_report", params={"dimension": "DAY", "metric": "LISTING_VIEWS_TOTAL", "filter": window})  # fmt: skip
    lab.get(f"{analytics}/seller_standards_profile")
    lab.get(f"{analytics}/customer_service_metric/ITEM_NOT_RECEIVED/CURRENT?evaluation_marketplace_id=EBAY_US")
    notification = "/commerce/notification/v1"
    lab.get(f"{notification}/topic?limit=10", token=app)
    lab.get(f"{notification}/public_key/{lab.simulator.key.kid}", token=app)
    # The document calls the cells of a report objects; its own examples have plain numbers and texts in them.
    cells = [row for row in recorder.judged(tmp_path) if "Values[0].value expected object" not in row]
    assert cells == []


def test_an_answer_that_is_wrong_would_be_found(lab: Laboratory, recorder: Recorder, tmp_path: Path):
    lab.listed()
    lab.get(f"{INVENTORY}/offer?sku=SN-200")
    del recorder.exchanges[-1]["response"]["body"]["offers"][0]["format"]
    recorder.exchanges[-1]["response"]["body"]["total"] = "1"
    assert len(recorder.judged(tmp_path)) == 2
