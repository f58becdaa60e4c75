"""What goes wrong on demand, what is counted, and how the look-alike is steered while it runs."""

import pytest
import requests
from django.conf import settings
from django.utils.module_loading import import_string

from marketplaces.adapters.ebay.simulator import EbaySimulator
from tests.marketplaces.ebay_simulator.laboratory import INVENTORY, Laboratory

ITEM = f"{INVENTORY}/inventory_item/SN-200"
WRITE = "createOrReplaceInventoryItem"


def test_it_is_known_by_its_slug():
    assert import_string(settings.SIMULATORS["ebay"]) is EbaySimulator


def test_a_limit_is_429_2001_with_retry_after(lab: Laboratory):
    lab.steer(f"faults?add=limit=7@{WRITE}x1")
    assert lab.refusal("PUT", ITEM, lab.item(), expect=429)["errorId"] == 2001
    assert lab.last.headers["Retry-After"] == "7"
    assert lab.write_item() == 201


def test_a_page_of_the_edge_is_html(lab: Laboratory):
    lab.steer("faults?add=status=503@getInventoryItemsx1")
    answer = lab.call("GET", f"{INVENTORY}/inventory_item")
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "text/html; charset=utf-8")
    lab.get(f"{INVENTORY}/inventory_item")


@pytest.mark.parametrize(("number", "status"), [(25001, 500), (25002, 400), (25025, 500)])
def test_an_error_of_any_number_can_be_asked_for(lab: Laboratory, number: int, status: int):
    lab.steer(f"faults?add=code={number}@{WRITE}x1")
    assert lab.refusal("PUT", ITEM, lab.item(), expect=status)["errorId"] == number
    assert lab.simulator.items == {}


def test_a_broken_line_before_leaves_nothing_done(lab: Laboratory):
    lab.steer(f"faults?add=reset@{WRITE}x1")
    with pytest.raises(requests.ConnectionError):
        lab.call("PUT", ITEM, lab.item())
    assert lab.simulator.items == {}


def test_a_lost_answer_is_of_something_done(lab: Laboratory):
    lab.write_item()
    lab.steer("faults?add=lost@createOfferx1")
    with pytest.raises(requests.ConnectionError):
        lab.call("POST", f"{INVENTORY}/offer", lab.offer())
    error = lab.refusal("POST", f"{INVENTORY}/offer", lab.offer())
    assert error["parameters"] == [{"name": "offerId", "value": next(iter(lab.simulator.offers))}]


def test_a_failure_may_hide_that_it_is_done(lab: Laboratory):
    lab.steer(f"faults?add=done_status=502@{WRITE}x1")
    assert lab.call("PUT", ITEM, lab.item()).status_code == 502
    assert list(lab.simulator.items) == ["SN-200"]


@pytest.mark.parametrize("name", ["html", "broken_json", "empty_body"])
def test_an_answer_may_be_no_json(lab: Laboratory, name: str):
    lab.steer(f"faults?add={name}@getInventoryItemsx1")
    with pytest.raises(requests.JSONDecodeError):
        lab.call("GET", f"{INVENTORY}/inventory_item").json()


def test_a_fault_of_the_token_endpoint(lab: Laboratory):
    lab.steer("faults?add=status=500@tokenx1")
    form = {"grant_type": "refresh_token", "refresh_token": lab.refresh}
    address = f"{lab.origin}/api/identity/v1/oauth2/token"
    answers = [requests.post(address, form, headers={"Authorization": lab.basic}, timeout=10) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [500, 200]


def test_a_success_may_carry_warnings(lab: Laboratory):
    lab.write_item()
    lab.steer(f"faults?add=warn@{WRITE}x1")
    assert lab.ask("PUT", ITEM, lab.item(), expect=200)["warnings"][0]["errorId"] == 25401


def test_an_unknown_fault_or_command_is_told(lab: Laboratory):
    assert requests.post(f"{lab.origin}/__simulator/faults?add=rain", timeout=10).status_code == 400
    told = requests.post(f"{lab.origin}/__simulator/dance", timeout=10)
    assert told.status_code == 404
    assert "order" in told.json()["detail"]


def test_calls_are_counted_by_operation(lab: Laboratory):
    lab.listed()
    assert lab.steer("counts") == {"token": 1, WRITE: 1, "createOffer": 1, "publishOffer": 1}
    assert lab.steer("requests?name=createOffer")[0]["status"] == 201


def test_a_call_of_nothing_there_is_404_2002(lab: Laboratory):
    assert lab.refusal("GET", f"{INVENTORY}/dance", expect=404)["errorId"] == 2002


def test_reset_begins_anew_with_the_rules_kept(lab: Laboratory):
    lab.listed()
    lab.steer("rules?eu_seller=1")
    lab.steer("reset")
    told = lab.steer("")
    assert (told["items"], told["listings"], told["rules"]["eu_seller"]) == (0, 0, True)
    assert lab.refusal("GET", ITEM, expect=401)["errorId"] == 1001
    lab.log_in()
    lab.listed()


def test_an_account_may_begin_bare():
    seller = EbaySimulator(ready=False).seller
    assert (seller.locations, seller.policies) == ({}, {"fulfillment": {}, "payment": {}, "return": {}})


def test_a_rule_that_is_none_is_refused():
    with pytest.raises(ValueError, match="there is no rule 'weather'"):
        EbaySimulator(weather="fine")


def test_a_listing_on_hold_is_told(lab: Laboratory):
    offer, listing = lab.listed()
    lab.steer("end", {"listing": listing, "hold": "1"})
    assert lab.get(f"{INVENTORY}/offer/{offer}")["listing"]["listingOnHold"] is True
