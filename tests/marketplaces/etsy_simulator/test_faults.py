"""What goes wrong on the way: done and not told, told and not done, late, broken, down."""

import pytest
import requests

from tests.marketplaces.etsy_simulator.laboratory import MUG

LISTINGS = "/shops/52300001/listings"


def drafts(lab):
    return lab.get(LISTINGS, state="draft")["count"]


def test_a_draft_is_made_and_answered_with_500(lab):
    lab.steer("faults?add=done_status=500@createDraftListingx1")
    lab.refused(500, "POST", LISTINGS, data=lab.draft_form())
    assert drafts(lab) == 1


def test_the_line_breaks_after_it_was_done(lab):
    lab.steer("faults?add=lost@createDraftListingx1")
    with pytest.raises(requests.ConnectionError):
        lab.draft()
    assert drafts(lab) == 1


def test_the_answer_comes_too_late_for_what_was_done(lab):
    lab.steer("faults?add=late=1.5@createDraftListingx1")
    with pytest.raises(requests.Timeout):
        requests.post(
            f"{lab.origin}/v3/application{LISTINGS}",
            data=lab.draft_form(),
            headers={"x-api-key": lab.simulator.tokens.key, "Authorization": f"Bearer {lab.token}"},
            timeout=0.5,
        )
    assert drafts(lab) == 1


def test_the_line_breaks_before_anything_is_done(lab):
    lab.steer("faults?add=reset@createDraftListingx1")
    with pytest.raises(requests.ConnectionError):
        lab.draft()
    assert drafts(lab) == 0


def test_a_gateway_says_503_in_html_and_nothing_is_done(lab):
    lab.steer("faults?add=status=503@createDraftListingx1")
    path = f"{lab.origin}/v3/application{LISTINGS}"
    headers = {"x-api-key": lab.simulator.tokens.key, "Authorization": f"Bearer {lab.token}"}
    answer = requests.post(path, data=lab.draft_form(), headers=headers, timeout=10)
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert drafts(lab) == 0


def test_200_and_nothing_changed(lab):
    lab.steer("faults?add=ignored@updateListingx1")
    assert lab.patch(MUG, title="Red mug")["title"] == "Red mug"
    assert lab.get(f"/listings/{MUG}")["title"] == "Blue mug"
    assert lab.simulator.done("updateListing") == []
    lab.patch(MUG, title="Red mug")
    assert lab.get(f"/listings/{MUG}")["title"] == "Red mug"


def test_an_inventory_that_was_taken_and_is_not_there(lab):
    lab.steer("faults?add=ignored@updateListingInventoryx1")
    lab.put(MUG, {"products": lab.products(("MUG-1", "", 5.0, 9))})
    assert lab.get(f"/listings/{MUG}")["quantity"] == 5


def test_429_with_a_pause_of_its_own(lab):
    lab.steer("faults?add=retry_after=86400@getListingx1")
    lab.refused(429, "GET", f"/listings/{MUG}")
    assert lab.last.headers["retry-after"] == "86400"


def test_a_refusal_with_a_text_of_ones_own(lab):
    lab.steer("faults?add=refuse=Server busy@getListingx1")
    assert lab.refused(400, "GET", f"/listings/{MUG}") == "Server busy"


@pytest.mark.parametrize("fault", ["broken_json", "html"])
def test_an_answer_that_is_no_json(lab, fault):
    lab.steer(f"faults?add={fault}@getListingx1")
    with pytest.raises(requests.JSONDecodeError):
        lab.get(f"/listings/{MUG}")


def test_an_answer_that_ends_in_the_middle(lab):
    lab.steer("faults?add=cut@getListingx1")
    with pytest.raises((requests.ConnectionError, requests.JSONDecodeError, requests.exceptions.ChunkedEncodingError)):
        lab.get(f"/listings/{MUG}")


def test_faults_are_told_and_taken_back(lab):
    told = lab.steer("faults?add=status=503@getListingx2&add=hook_twice@order.paid")
    assert told["faults"] == ["status=503@getListingx2", "hook_twice@order.paid"]
    assert lab.steer("faults?clear=1")["faults"] == []
    lab.ok("GET", f"/listings/{MUG}")


def test_an_unknown_fault_is_refused(lab):
    answer = requests.post(f"{lab.origin}/__simulator/faults?add=nonsense", timeout=10)
    assert answer.status_code == 400
    assert "unknown fault" in answer.json()["detail"]
