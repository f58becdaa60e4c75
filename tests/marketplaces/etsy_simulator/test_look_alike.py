"""The look-alike itself: how it is found, started, steered, and moved by hand."""

import argparse
import json

import pytest
import requests

from core.simulation import simulator_classes
from marketplaces.adapters.etsy.simulator import EtsySimulator
from marketplaces.adapters.etsy.simulator.books.placing import NoSuchGoodsError
from tests.marketplaces.etsy_simulator.laboratory import BAG, MUG


def test_it_is_found_by_its_slug():
    assert simulator_classes()["etsy"] is EtsySimulator


def test_it_tells_the_settings_that_lead_to_it():
    assert EtsySimulator().environment("http://127.0.0.1:8/etsy") == {
        "ETSY_API_URL": "http://127.0.0.1:8/etsy/v3/application",
        "ETSY_TOKEN_URL": "http://127.0.0.1:8/etsy/v3/public/oauth/token",
        "ETSY_AUTHORIZE_URL": "http://127.0.0.1:8/etsy/oauth/connect",
        "ETSY_KEYSTRING": "simulated0keystring0ofa0",
        "ETSY_SHARED_SECRET": "simulated1",
        "ETSY_WEBHOOK_SECRET": "whsec_c2ltdWxhdGVkLXNpZ25pbmcta2V5LW9mLTMyLWJ5dGU=",
    }


def test_it_is_made_from_options():
    parser = argparse.ArgumentParser()
    EtsySimulator.add_arguments(parser)
    options = vars(
        parser.parse_args(["--etsy-currency", "USD", "--etsy-fault", "status=503@getListingx1", "--etsy-ask"])
    )
    made = EtsySimulator.from_options(options)
    assert made.shop.currency == "USD"
    assert [str(fault) for fault in made.plan.in_force()] == ["status=503@getListingx1"]
    assert made.shop.rules.authorise_at_once is False


def test_the_consent_page_waits_for_a_click(bare):
    bare.steer("rules?authorise_at_once=0")
    assert bare.consent() == {}
    assert 'id="allow"' in bare.last.text
    assert "code" in bare.consent(allow="1")


def test_reset_leaves_a_shop_that_is_set_up_and_empty(lab):
    lab.order()
    lab.steer("faults?add=status=503@getListing")
    state = lab.steer("reset")
    assert (state["listings"], state["receipts"], state["faults"], state["requests"]) == (0, 0, [], 0)
    assert set(lab.simulator.ids) == {"shipping_profile_id", "readiness_state_id", "return_policy_id"}


def test_a_seller_changes_a_listing_by_hand(lab):
    told = lab.steer(f"listing?listing={MUG}&quantity=1&price=21.00&title=Cup&state=active")
    assert told == {"listing_id": MUG, "state": "active", "quantity": 1}
    one = lab.get(f"/listings/{MUG}")
    assert (one["title"], one["price"]["amount"]) == ("Cup", 2100)
    lab.steer("listing?sku=BAG-L&quantity=0")
    assert lab.get(f"/listings/{BAG}")["quantity"] == 3
    lab.steer(f"listing?listing={BAG}&gone=1")
    lab.refused(404, "GET", f"/listings/{BAG}")


def test_a_parcel_is_told_of_by_hand(lab):
    receipt = lab.order()
    lab.steer(f"ship?receipt={receipt}&code=LP9&carrier=la-poste-colissimo")
    one = lab.get(f"/shops/52300001/receipts/{receipt}")
    assert [row["tracking_code"] for row in one["shipments"]] == ["LP9"]


def test_a_buyer_moves_house(lab):
    receipt = lab.order()
    lab.steer(f"address?receipt={receipt}&city=Lyon&zip=69001")
    one = lab.get(f"/shops/52300001/receipts/{receipt}")
    assert (one["city"], one["zip"], one["country_iso"]) == ("Lyon", "69001", "FR")


def test_nobody_can_order_what_is_not_there(lab):
    with pytest.raises(NoSuchGoodsError):
        lab.simulator.place_order(lines=[{"sku": "NOTHING"}])
    answer = requests.post(
        f"{lab.origin}/__simulator/order", data=json.dumps({"lines": [{"sku": "NOTHING"}]}), timeout=10
    )
    assert answer.status_code == 400
    lab.steer(f"listing?listing={MUG}&state=inactive")
    with pytest.raises(NoSuchGoodsError):
        lab.simulator.place_order(lines=[{"listing_id": MUG}])


def test_the_books_say_what_really_happened(lab):
    receipt = lab.order("MUG-1", "BAG-S")
    lab.track(receipt)
    books = lab.steer("books")
    (one,) = books["receipts"]
    assert (one["status"], one["total"], one["shipments"]) == (
        "completed",
        "36.40",
        [{"carrier": "la-poste-colissimo", "code": "LP001"}],
    )
    assert books["mails"] == [{"receipt_id": receipt, "to": "buyer", "code": "LP001", "note": ""}]
    assert [row["name"] for row in books["log"]] == ["createReceiptShipment"]


def test_an_unknown_command_names_the_known_ones(lab):
    answer = requests.get(f"{lab.origin}/__simulator/nothing", timeout=10)
    assert answer.status_code == 404
    assert "deliver" in answer.json()["detail"]


def test_an_unknown_rule_is_refused(lab):
    assert requests.get(f"{lab.origin}/__simulator/rules?nothing=1", timeout=10).status_code == 400
    with pytest.raises(ValueError, match="there is no rule 'nothing'"):
        EtsySimulator(nothing=1)
