"""Judged by others: what the look-alike answers, by Etsy's published document."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as project

from marketplaces.adapters.etsy.simulator.calls import OPERATIONS
from tests.marketplaces.etsy_simulator.laboratory import MUG, USER

SHARED = Path(os.environ.get("ENTREPOT_SHARED", project.BASE_DIR.parent / "shared"))
SPEC = SHARED / "specs" / "etsy" / "etsy_oas3.json"
TABLE = SHARED / "specs" / "etsy" / "operations.tsv"
JUDGE = SHARED / "tools" / "openapi_judge.py"
DAY = 86_400

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(
        not (SPEC.is_file() and JUDGE.is_file()), reason="Etsy's document is not here (ENTREPOT_SHARED)"
    ),
]


def verdicts(record, tmp_path):
    file = tmp_path / "exchanges.json"
    file.write_text(json.dumps(record), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(JUDGE), "check", "--spec", str(SPEC), str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) == len(record), done.stderr
    return rows


def wrong(lab, tmp_path):
    """What the judge finds wrong in all that was asked and answered so far."""
    rows = verdicts(lab.record, tmp_path)
    assert {row["operation"] for row in rows} == set(lab.simulator.counts())
    return [(row["operation"], one) for row in rows for one in row["problems"] if one["severity"] == "error"]


def published(lab):
    """A listing with all that can hang on it."""
    listing = lab.draft(tags="vase,green", materials="clay")
    path = f"{lab.shop}/listings/{listing}"
    image = lab.upload(listing, rank="1", alt_text="Front")["listing_image_id"]
    products = lab.products(("V-S", "Small", 24.99, 4), ("V-L", "Large", 29.99, 0))
    on = {"price_on_property": [513], "quantity_on_property": [513], "sku_on_property": [513]}
    made = lab.put(listing, {"products": products, **on, "readiness_state_on_property": []})
    value = made["products"][0]["property_values"][0]["value_ids"][0]
    lab.patch(listing, state="active")
    lab.ok("PUT", f"{path}/properties/46803063641", data={"value_ids": "401", "values": "Birthday"})
    lab.ok("POST", f"{path}/translations/fr", data={"title": "Vase", "description": "Un vase."})
    pictures = [{"property_id": 513, "value_id": value, "image_id": image}]
    lab.ok("POST", f"{path}/variation-images", json={"variation_images": pictures})
    return listing


def sold(lab):
    """A receipt with a parcel, a refund and a review."""
    receipt = lab.order("V-S", "MUG-1", message="Thank you", discount="1.00")
    lab.track(receipt)
    lab.steer(f"refund?receipt={receipt}&amount=2.00")
    lab.steer(f"review?receipt={receipt}&rating=4&text=Good")
    return receipt


def test_what_is_told_of_listings_is_valid_for_the_document(lab, tmp_path):
    listing = published(lab)
    for path in (
        f"/listings/{listing}?includes=Images,Shop,Translations",
        f"{lab.shop}/listings?state=active&includes=Images",
        f"{lab.shop}/listings/active",
        f"/listings/batch?listing_ids={listing},{MUG}&includes=Images",
        f"/listings/batch/inventory?listing_ids={listing},{MUG}",
        f"/listings/batch/shipping?listing_ids={listing},{MUG}",
        f"/listings/{listing}/images",
        f"/listings/{listing}/inventory",
        f"{lab.shop}/listings/{listing}/properties",
        f"{lab.shop}/listings/{listing}/translations/fr",
        f"{lab.shop}/listings/{listing}/variation-images",
    ):
        lab.ok("GET", path)
    assert wrong(lab, tmp_path) == []


def test_what_is_told_of_orders_and_money_is_valid_for_the_document(lab, tmp_path):
    listing, receipt = published(lab), sold(lab)
    shop, now = lab.shop, lab.simulator.shop.now()
    payment = lab.get(f"{shop}/receipts/{receipt}/payments")["results"][0]["payment_id"]
    window = {"min_created": now - DAY, "max_created": now + DAY}
    entry = lab.ok("GET", f"{shop}/payment-account/ledger-entries", params=window)["results"][0]["entry_id"]
    for path in (
        f"{shop}/receipts?was_paid=true&sort_on=updated&sort_order=asc",
        f"{shop}/receipts/{receipt}",
        f"{shop}/receipts/{receipt}/transactions",
        f"{shop}/receipts/{receipt}/listings",
        f"{shop}/transactions",
        f"{shop}/payments?payment_ids={payment}",
        f"{shop}/payment-account/ledger-entries/{entry}",
        f"{shop}/reviews",
        f"/listings/{listing}/reviews",
    ):
        lab.ok("GET", path)
    assert wrong(lab, tmp_path) == []


def test_what_is_told_of_the_shop_and_its_settings_is_valid_for_the_document(lab, tmp_path):
    shop, ids = lab.shop, lab.simulator.ids
    profile = f"{shop}/shipping-profiles/{ids['shipping_profile_id']}"
    upgrade = {"type": "0", "upgrade_name": "Fast", "price": "3", "secondary_price": "1"}
    lab.ok("POST", f"{profile}/upgrades", data=upgrade | {"min_delivery_days": "1", "max_delivery_days": "2"})
    section = lab.ok("POST", f"{shop}/sections", data={"title": "Vases"})["shop_section_id"]
    lab.steer("partner?name=Potter&location=FR")
    for path in (
        "/openapi-ping",
        "/users/me",
        f"/users/{USER}",
        f"/users/{USER}/shops",
        shop,
        f"{shop}/sections",
        f"{shop}/sections/{section}",
        f"{shop}/policies/return",
        f"{shop}/policies/return/{ids['return_policy_id']}",
        f"{shop}/readiness-state-definitions",
        f"{shop}/readiness-state-definitions/{ids['readiness_state_id']}",
        f"{shop}/production-partners",
        f"{shop}/shipping-profiles",
        profile,
        f"{profile}/destinations",
        f"{profile}/upgrades",
        "/shipping-carriers?origin_country_iso=GB",
        "/seller-taxonomy/nodes",
        "/seller-taxonomy/nodes/482/properties",
    ):
        lab.ok("GET", path)
    assert wrong(lab, tmp_path) == []


def test_the_judge_would_find_an_answer_that_is_wrong(lab, tmp_path):
    lab.ok("GET", f"/listings/{MUG}")
    lab.record[0]["response"]["body"]["state"] = "published"
    assert [row["ok"] for row in verdicts(lab.record, tmp_path)] == [False]


def table():
    names, *rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()]
    return {row[3]: dict(zip(names, row, strict=True)) for row in rows}


def test_every_operation_has_the_route_the_scopes_the_content_type_and_the_status_of_the_document():
    known = table()
    found = []
    for one in OPERATIONS.rows:
        row = known[one.name]
        scopes, media = (row[name] if row[name] != "-" else "" for name in ("oauth_scopes", "request_content_type"))
        ours = (one.method, f"/v3/application{one.path}", " ".join(one.scopes), one.media, str(one.success))
        theirs = (row["method"], row["path"], scopes, media, row["success"])
        if ours != theirs:
            found.append((one.name, ours, theirs))
    assert found == []


def test_every_required_field_of_a_body_is_required_here_too():
    found = []
    for one in OPERATIONS.rows:
        named = set(re.findall(r"\w+", table()[one.name]["body_required"]))
        required = {name for name, field in one.fields.items() if field.required}
        if one.media != "application/json" and named != required:
            found.append((one.name, named ^ required))
    assert found == []
