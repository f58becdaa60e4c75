"""What goes wrong on demand: before anything is done, or after it has been."""

import pytest
import requests

from tests.marketplaces.shopify_simulator.laboratory import SEND

SHOP = "{ shop { name } }"


def _send(lab):
    part = lab.parts(lab.order("SN-200"))["fulfillmentOrders"]["nodes"][0]["id"]
    return {"fulfillment": {"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": part}]}}


def test_a_lost_answer_leaves_what_was_done(lab):
    given = _send(lab)
    lab.steer("faults?add=lost@fulfillmentCreatex1")
    with pytest.raises(requests.ConnectionError):
        lab.ask(SEND, given)
    assert len(lab.simulator.done("fulfillmentCreate")) == 1
    refused = lab.data(SEND, given)["fulfillmentCreate"]
    assert "unfulfillable" in refused["userErrors"][0]["message"]


def test_a_broken_line_before_leaves_nothing(lab):
    given = _send(lab)
    lab.steer("faults?add=reset@fulfillmentCreatex1")
    with pytest.raises(requests.ConnectionError):
        lab.ask(SEND, given)
    assert lab.simulator.done() == []
    assert lab.data(SEND, given)["fulfillmentCreate"]["userErrors"] == []


@pytest.mark.parametrize(
    ("fault", "status", "start"),
    [
        ("status=503@shopx1", 503, "<!DOCTYPE"),
        ("done_status=502@shopx1", 502, "<!DOCTYPE"),
        ("html@shopx1", 200, "<!DOCTYPE"),
        ("empty_body@shopx1", 200, ""),
        ("broken_json@shopx1", 200, '{"data": {"shop"'),
    ],
)
def test_a_body_that_is_no_json_comes_once(lab, fault, status, start):
    lab.steer(f"faults?add={fault.replace('=', '%3D')}")
    with pytest.raises(requests.JSONDecodeError):
        lab.ask(SHOP)
    assert lab.last.status_code == status
    assert lab.last.text.startswith(start)
    assert lab.data(SHOP) == {"shop": {"name": "Test Shop"}}


def test_a_cut_body_is_shorter_than_its_length(lab):
    lab.steer("faults?add=cut@shopx1")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        lab.ask(SHOP)


def test_too_many_requests_can_come_as_429_with_a_pause(lab):
    lab.steer("faults?add=retry_after%3D2@shopx1")
    assert "data" not in lab.ask(SHOP)
    assert (lab.last.status_code, lab.last.headers["Retry-After"]) == (429, "2")


def test_a_user_error_can_be_asked_for(lab):
    given = _send(lab)
    lab.steer("faults?add=refuse%3DThe%20shop%20is%20asleep@fulfillmentCreatex1")
    assert lab.data(SEND, given)["fulfillmentCreate"] == {
        "fulfillment": None,
        "userErrors": [{"field": None, "message": "The shop is asleep"}],
    }
    assert lab.simulator.done() == []


def test_an_error_beside_data_and_an_answer_without_costs(lab):
    lab.steer("faults?add=partial@shopx1&add=no_cost@shopx1")
    answer = lab.ask(SHOP)
    assert answer["data"] == {"shop": {"name": "Test Shop"}}
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "extensions" not in answer


def test_the_token_endpoint_fails_too(bare):
    bare.steer("faults?add=status%3D500@tokenx1")
    with pytest.raises(requests.JSONDecodeError):
        bare.log_in()
    assert bare.last.status_code == 500
    assert bare.log_in()["access_token"].startswith("shpat_")
    assert len(bare.simulator.calls("token")) == 2


def test_what_was_asked_is_remembered_by_its_root_fields(lab):
    lab.data(SHOP)
    lab.data("query Named { products(first: 1) { nodes { id } } }", name="Named")
    asked = lab.simulator.calls("products")
    assert [(row["operation"], row["status"]) for row in asked] == [("Named", 200)]
    assert lab.steer("requests?name=shop")[0]["names"] == ["shop"]


def test_a_reset_empties_the_shop(lab):
    lab.order()
    lab.steer("faults?add=html")
    lab.steer("reset")
    state = lab.steer("")
    assert (state["orders"], state["products"], state["faults"]) == (0, 0, [])
    lab.log_in()
    assert lab.data(SHOP) == {"shop": {"name": "Test Shop"}}
