"""Parcels: what can be sent, what is refused in which words, and that a second call sends a second time."""

from tests.marketplaces.shopify_simulator.laboratory import SEND


def test_what_is_sent_leaves_what_remains(lab):
    order = lab.order("SN-200", "LMP-1")
    sent = lab.send(order, 1)
    assert sent["userErrors"] == []
    assert sent["fulfillment"]["trackingInfo"] == [
        {"company": "YunExpress", "number": "YT1", "url": "https://track.example.com/YT1"}
    ]
    after = lab.parts(order)
    part = after["fulfillmentOrders"]["nodes"][0]
    assert (after["displayFulfillmentStatus"], part["status"]) == ("PARTIALLY_FULFILLED", "IN_PROGRESS")
    assert [row["remainingQuantity"] for row in part["lineItems"]["nodes"]] == [1, 1]


def test_a_second_call_sends_a_second_time_while_something_remains(lab):
    order = lab.order("SN-200")
    first, second = lab.send(order, 1), lab.send(order, 1)
    assert first["fulfillment"]["id"] != second["fulfillment"]["id"]
    assert len(lab.simulator.done("fulfillmentCreate")) == 2
    assert len(lab.simulator.shop.books()["orders"][0]["fulfillments"]) == 2


def test_what_was_sent_whole_is_closed_and_cannot_be_sent_again(lab):
    order = lab.order("SN-200")
    lab.send(order)
    part = lab.parts(order)["fulfillmentOrders"]["nodes"][0]
    assert (part["status"], part["supportedActions"]) == ("CLOSED", [])
    number = part["id"].rsplit("/", 1)[-1]
    assert lab.send(order) == {
        "fulfillment": None,
        "userErrors": [
            {
                "field": ["fulfillment"],
                "message": f"Fulfillment order {number} has an unfulfillable status= closed.",
            }
        ],
    }
    assert len(lab.simulator.done("fulfillmentCreate")) == 1


def test_the_refusals_have_the_words_of_shopify(lab):
    order = lab.order("SN-200")
    assert lab.send(order, 3)["userErrors"][0]["message"] == "Invalid fulfillment order line item quantity requested."
    assert lab.send(order, 0)["userErrors"][0]["message"] == "Quantity must be greater than 0"
    unknown = {"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": "gid://shopify/FulfillmentOrder/1"}]}
    refused = lab.data(SEND, {"fulfillment": unknown})["fulfillmentCreate"]
    assert refused["userErrors"][0]["message"] == "Fulfillment order does not exist."
    assert lab.simulator.done() == []
