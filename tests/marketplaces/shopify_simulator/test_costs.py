"""Points: what a query costs, what is left, and what happens when nothing is."""

from tests.marketplaces.shopify_simulator.laboratory import SEND

PAGE = "{ products(first: 50) { nodes { id } } }"


def test_the_answer_says_what_it_cost_and_what_is_left(lab):
    cost = lab.ask(PAGE)["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (9, 3)
    assert cost["throttleStatus"] == {
        "maximumAvailable": 2000.0,
        "currentlyAvailable": 1997,
        "restoreRate": 100.0,
    }


def test_an_empty_bucket_is_told_at_http_200_and_fills_with_time(lab):
    lab.steer("rules?bucket=8&restore_rate=1")
    answer = lab.ask(PAGE)
    assert lab.last.status_code == 200
    assert "data" not in answer
    assert answer["errors"][0]["message"] == "Throttled"
    assert answer["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert answer["extensions"]["cost"]["actualQueryCost"] is None
    lab.steer("rules?bucket=9")
    lab.steer("clock?seconds=10")
    assert "errors" not in lab.ask(PAGE)


def test_nothing_is_done_by_a_throttled_mutation(lab):
    order = lab.order()
    lab.steer("faults?add=throttled@fulfillmentCreatex1")
    part = lab.parts(order)["fulfillmentOrders"]["nodes"][0]
    given = {"fulfillment": {"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": part["id"]}]}}
    answer = lab.ask(SEND, given)
    assert answer["errors"][0]["extensions"]["code"] == "THROTTLED"
    status = answer["extensions"]["cost"]["throttleStatus"]
    assert status["currentlyAvailable"] < answer["extensions"]["cost"]["requestedQueryCost"]
    assert lab.simulator.done() == []


def test_a_single_query_may_ask_for_a_thousand_points(lab):
    inner = "variants(first: 250) { nodes { id } }"
    query = f"{{ products(first: 250) {{ nodes {{ variants(first: 250) {{ nodes {{ product {{ {inner} }} }} }} }} }} }}"
    error = lab.refusal(query)
    assert error["extensions"]["code"] == "MAX_COST_EXCEEDED"
