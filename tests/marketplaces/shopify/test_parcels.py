"""Parcels: what may be told, and telling it once."""

from datetime import UTC, datetime

import pytest

from core.errors import NotFound, OutcomeUnknown, Rejected
from marketplaces.interface import OpenLine, ParcelNotice, ParcelProgress, RemoteFulfilment, TrackingInfo
from tests.marketplaces.shopify.conftest import not_done, page, refused

TRACKING = TrackingInfo("YT2632400700000001", "YunExpress", "https://track.example.com/YT2632400700000001")


def part(number=881, lines=((991, 601, 2),), status="OPEN", location=1, actions=("CREATE_FULFILLMENT",), after=""):
    return {
        "id": f"gid://shopify/FulfillmentOrder/{number}",
        "status": status,
        "assignedLocation": {"location": {"id": f"gid://shopify/Location/{location}"} if location else None},
        "supportedActions": [{"action": action} for action in actions],
        "lineItems": page(*(part_line(*line) for line in lines), after=after),
    }


def part_line(own, line, left):
    return {
        "id": f"gid://shopify/FulfillmentOrderLineItem/{own}",
        "remainingQuantity": left,
        "lineItem": {"id": f"gid://shopify/LineItem/{line}"},
    }


def told(number=771, tracking="YT2632400700000001", lines=((601, 2),), status="SUCCESS", after=""):
    return {
        "id": f"gid://shopify/Fulfillment/{number}",
        "status": status,
        "createdAt": "2026-11-21T08:00:00Z",
        "trackingInfo": [{"company": "YunExpress", "number": tracking, "url": None}],
        "fulfillmentLineItems": page(
            *({"quantity": count, "lineItem": {"id": f"gid://shopify/LineItem/{line}"}} for line, count in lines),
            after=after,
        ),
    }


def parcels(*parts, existing=(), status="UNFULFILLED", after="", **more):
    return {
        "order": {
            "id": "gid://shopify/Order/501",
            "cancelledAt": None,
            "displayFulfillmentStatus": status,
            "requiresShipping": True,
            "fulfillmentOrders": page(*parts, after=after),
            "fulfillments": list(existing),
        }
        | more
    }


def made(number=772):
    fulfilment = {"id": f"gid://shopify/Fulfillment/{number}", "status": "SUCCESS"}
    return {"fulfillmentCreate": {"fulfillment": fulfilment, "userErrors": []}}


def notice(*lines, **more):
    return ParcelNotice(TRACKING, lines or (("601", 2),), **more)


# What is there


def test_what_is_open_and_what_was_told(wire, shop):
    wire.says(parcels(part(lines=((991, 601, 1), (992, 602, 0))), existing=[told(lines=((601, 1),))]))
    state = shop.fulfilments("501")
    assert state.open_lines == (OpenLine("601", 1),)
    assert state.existing == (
        RemoteFulfilment(
            "771",
            (TrackingInfo("YT2632400700000001", "YunExpress", ""),),
            (("601", 1),),
            created_at=datetime(2026, 11, 21, 8, tzinfo=UTC),
        ),
    )
    assert state.problem == ""


def test_lines_of_several_locations_add_up(wire, shop):
    wire.says(parcels(part(881, ((991, 601, 1),)), part(882, ((993, 601, 2),), location=2)))
    assert shop.fulfilments("501").open_lines == (OpenLine("601", 3),)


def test_every_list_is_read_to_its_end(wire, shop):
    wire.says(
        parcels(part(881, ((991, 601, 1),), after="a"), existing=[told(lines=((601, 1),), after="b")], after="c"),
        parcels(part(882, ((993, 603, 1),))),
        {"fulfillmentOrder": {"id": "gid://shopify/FulfillmentOrder/881", "lineItems": page(part_line(992, 602, 4))}},
        {
            "fulfillment": {
                "id": "gid://shopify/Fulfillment/771",
                "fulfillmentLineItems": page({"quantity": 3, "lineItem": {"id": "gid://shopify/LineItem/602"}}),
            }
        },
    )
    state = shop.fulfilments("501")
    assert state.open_lines == (OpenLine("601", 1), OpenLine("602", 4), OpenLine("603", 1))
    assert state.existing[0].lines == (("601", 1), ("602", 3))


@pytest.mark.parametrize("status", ["CANCELLED", "ERROR", "FAILURE"])
def test_a_dead_parcel_is_not_the_parcel(wire, shop, status):
    wire.says(parcels(part(), existing=[told(status=status)]))
    assert shop.fulfilments("501").with_number("YT2632400700000001") is None


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (parcels(), "no_scope"),  # pitfall 18: a right is missing, and Shopify shows an empty list
        (parcels(requiresShipping=False), ""),
        (parcels(part(status="ON_HOLD")), "on_hold"),
        (parcels(part(status="SCHEDULED")), "scheduled"),
        (parcels(part(status="CLOSED")), "closed"),
        (parcels(part(status="CANCELLED")), "cancelled"),
        (parcels(part(actions=())), "closed"),
        (parcels(part(status="CLOSED", lines=((991, 601, 0),)), status="FULFILLED"), ""),
        (parcels(part(status="CLOSED"), cancelledAt="2026-11-20T08:00:00Z"), "cancelled"),
        (parcels(part(status="IN_PROGRESS")), ""),
    ],
)
def test_why_nothing_is_open(wire, shop, answer, problem):
    wire.says(answer)
    assert shop.fulfilments("501").problem == problem


def test_parcels_of_an_order_that_does_not_exist(wire, shop):
    wire.says({"order": None})
    with pytest.raises(NotFound):
        shop.fulfilments("1")


# Telling one


def test_a_parcel_names_its_lines_by_the_fulfilment_orders_own_ids(wire, shop):
    """Pitfall 19."""
    wire.says(parcels(part(lines=((991, 601, 2), (992, 602, 5)))), made())
    assert shop.fulfil("501", notice(("601", 1), ("602", 5), tell_buyer=True)) == "772"
    assert wire.variables() == {
        "fulfillment": {
            "lineItemsByFulfillmentOrder": [
                {
                    "fulfillmentOrderId": "gid://shopify/FulfillmentOrder/881",
                    "fulfillmentOrderLineItems": [
                        {"id": "gid://shopify/FulfillmentOrderLineItem/991", "quantity": 1},
                        {"id": "gid://shopify/FulfillmentOrderLineItem/992", "quantity": 5},
                    ],
                }
            ],
            "trackingInfo": {
                "number": "YT2632400700000001",
                "company": "YunExpress",
                "url": "https://track.example.com/YT2632400700000001",
            },
            "notifyCustomer": True,
        }
    }


def test_two_locations_are_two_calls(wire, shop):
    wire.says(parcels(part(881, ((991, 601, 1),)), part(882, ((993, 601, 2),), location=2)), made(772), made(773))
    assert shop.fulfil("501", notice(("601", 3))) == "772"
    assert wire.calls == ["OrderParcels", "FulfillmentCreate", "FulfillmentCreate"]
    named = [
        wire.variables(number)["fulfillment"]["lineItemsByFulfillmentOrder"][0]["fulfillmentOrderId"][-3:]
        for number in (1, 2)
    ]
    assert named == ["881", "882"]


def test_a_parcel_that_is_there_already_is_not_told_again(wire, shop):
    wire.says(parcels(part(lines=((991, 601, 1),)), existing=[told(tracking="yt 2632-4007 00000001")]))
    assert shop.fulfil("501", notice()) == "771"
    assert wire.calls == ["OrderParcels"]


def test_only_what_is_missing_of_a_parcel_is_told(wire, shop):
    wire.says(parcels(part(lines=((992, 602, 3),)), existing=[told(lines=((601, 2),))]), made())
    assert shop.fulfil("501", notice(("601", 2), ("602", 1))) == "771"
    lines = wire.variables()["fulfillment"]["lineItemsByFulfillmentOrder"][0]["fulfillmentOrderLineItems"]
    assert lines == [{"id": "gid://shopify/FulfillmentOrderLineItem/992", "quantity": 1}]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (parcels(), "no_scope"),
        (parcels(part(status="ON_HOLD")), "on_hold"),
        (parcels(part(lines=((991, 601, 1),))), "nothing_left"),
        (parcels(part(lines=((999, 609, 9),))), "nothing_left"),
    ],
)
def test_more_than_is_left_is_refused_before_anything_is_told(wire, shop, answer, code):
    wire.says(answer)
    with pytest.raises(Rejected) as raised:
        shop.fulfil("501", notice())
    assert raised.value.code == code
    assert "601" in raised.value.message
    assert wire.calls == ["OrderParcels"]


@pytest.mark.parametrize(
    "words",
    [
        "Fulfillment order does not exist.",
        "Fulfillment order 881 has an unfulfillable status= closed.",
        "Invalid fulfillment order line item quantity requested.",
        "Quantity must be greater than 0",
    ],
)
def test_what_a_live_shop_refuses_is_said_in_its_words(wire, shop, words):
    wire.says(parcels(part()), not_done("fulfillmentCreate", words, fulfillment=None))
    with pytest.raises(Rejected) as raised:
        shop.fulfil("501", notice())
    assert raised.value.message == words


def test_a_lost_answer_is_not_repeated(wire, shop, naps):
    wire.says(parcels(part()), lambda connection: False)
    with pytest.raises(OutcomeUnknown):
        shop.fulfil("501", notice())
    assert wire.calls == ["OrderParcels", "FulfillmentCreate"]


def test_and_when_it_is_asked_again_it_is_found(wire, shop):
    wire.says(parcels(part(lines=((991, 601, 0),), status="CLOSED"), existing=[told()], status="FULFILLED"))
    assert shop.fulfil("501", notice()) == "771"


def test_without_the_right_to_fulfil_nothing_is_told(wire, shop):
    wire.says(parcels(part()), refused("ACCESS_DENIED", data={"fulfillmentCreate": None}, path=["fulfillmentCreate"]))
    with pytest.raises(Rejected) as raised:
        shop.fulfil("501", notice())
    assert raised.value.code == "ACCESS_DENIED"


# Later


def test_another_number_is_told_with_carrier_and_page(wire, shop):
    """Pitfalls 25 and 26."""
    wire.says(
        {"fulfillmentTrackingInfoUpdate": {"fulfillment": {"id": "gid://shopify/Fulfillment/77"}, "userErrors": []}}
    )
    shop.update_tracking("77", TRACKING, tell_buyer=True)
    assert wire.variables() == {
        "fulfillmentId": "gid://shopify/Fulfillment/77",
        "trackingInfoInput": {
            "number": "YT2632400700000001",
            "company": "YunExpress",
            "url": "https://track.example.com/YT2632400700000001",
        },
        "notifyCustomer": True,
    }


@pytest.mark.parametrize(
    ("progress", "word"),
    [
        (ParcelProgress.IN_TRANSIT, "IN_TRANSIT"),
        (ParcelProgress.OUT_FOR_DELIVERY, "OUT_FOR_DELIVERY"),
        (ParcelProgress.READY_FOR_PICKUP, "READY_FOR_PICKUP"),
        (ParcelProgress.DELIVERED, "DELIVERED"),
        (ParcelProgress.FAILED, "FAILURE"),
    ],
)
def test_each_step_of_the_way(wire, shop, progress, word):
    event = {"id": "gid://shopify/FulfillmentEvent/1", "status": word}
    wire.says({"fulfillmentEventCreate": {"fulfillmentEvent": event, "userErrors": []}})
    shop.tell_progress("77", progress, datetime(2026, 11, 20, 8, tzinfo=UTC), "Left the centre")
    assert wire.variables()["fulfillmentEvent"] == {
        "fulfillmentId": "gid://shopify/Fulfillment/77",
        "status": word,
        "happenedAt": "2026-11-20T08:00:00+00:00",
        "message": "Left the centre",
    }
