"""After the sending: tracking, events, cancelling, holds."""

TRACK = """mutation ($id: ID!, $info: FulfillmentTrackingInput!) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $info) {
    fulfillment { trackingInfo(first: 5) { company number url } } userErrors { field message } } }"""
EVENT = """mutation ($event: FulfillmentEventInput!) { fulfillmentEventCreate(fulfillmentEvent: $event) {
  fulfillmentEvent { status happenedAt } userErrors { message } } }"""
SHOWN = "query ($id: ID!) { fulfillment(id: $id) { status displayStatus deliveredAt } }"
CANCEL = """mutation ($id: ID!) { fulfillmentCancel(id: $id) {
  fulfillment { status displayStatus } userErrors { message } } }"""
HOLD = """mutation ($id: ID!, $hold: FulfillmentOrderHoldInput!) {
  fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) { fulfillmentOrder { status }
    fulfillmentHold { id reason } userErrors { message } } }"""
RELEASE = """mutation ($id: ID!) { fulfillmentOrderReleaseHold(id: $id) {
  fulfillmentOrder { status } userErrors { message } } }"""


def _parcel(lab) -> str:
    return lab.send(lab.order("SN-200"))["fulfillment"]["id"]


def _track(lab, parcel: str, **info):
    return lab.data(TRACK, {"id": parcel, "info": info})["fulfillmentTrackingInfoUpdate"]


def test_several_numbers_stand_beside_their_addresses(lab):
    answer = _track(
        lab, _parcel(lab), company="Other", numbers=["A1", "A2"], urls=["https://t.example/A1", "https://t.example/A2"]
    )
    assert answer["fulfillment"]["trackingInfo"] == [
        {"company": "Other", "number": "A1", "url": "https://t.example/A1"},
        {"company": "Other", "number": "A2", "url": "https://t.example/A2"},
    ]


def test_one_number_and_several_are_never_mixed(lab):
    answer = _track(lab, _parcel(lab), number="A1", numbers=["A2"])
    assert answer["fulfillment"] is None
    assert answer["userErrors"][0]["field"] == ["trackingInfoInput"]


def test_a_known_carrier_gets_an_address_and_an_unknown_one_keeps_none(lab):
    parcel = _parcel(lab)
    known = _track(lab, parcel, company="Colissimo", number="6A1")["fulfillment"]["trackingInfo"]
    assert known[0]["url"] == "https://www.laposte.fr/outils/suivre-vos-envois?code=6A1"
    unknown = _track(lab, parcel, company="Pigeon", number="6A1")["fulfillment"]["trackingInfo"]
    assert unknown == [{"company": "Pigeon", "number": "6A1", "url": None}]


def test_events_move_what_is_shown(lab):
    parcel = _parcel(lab)
    assert lab.data(SHOWN, {"id": parcel})["fulfillment"]["displayStatus"] == "FULFILLED"
    for status in ("IN_TRANSIT", "DELIVERED"):
        event = {"fulfillmentId": parcel, "status": status, "happenedAt": "2026-11-20T08:00:00Z"}
        made = lab.data(EVENT, {"event": event})["fulfillmentEventCreate"]["fulfillmentEvent"]
        assert made == {"status": status, "happenedAt": "2026-11-20T08:00:00Z"}
    assert lab.data(SHOWN, {"id": parcel})["fulfillment"] == {
        "status": "SUCCESS",
        "displayStatus": "DELIVERED",
        "deliveredAt": "2026-11-20T08:00:00Z",
    }


def test_a_cancelled_parcel_leaves_its_goods_to_be_sent_again(lab):
    order = lab.order("SN-200")
    parcel = lab.send(order)["fulfillment"]["id"]
    cancelled = lab.data(CANCEL, {"id": parcel})["fulfillmentCancel"]
    assert cancelled["fulfillment"] == {"status": "CANCELLED", "displayStatus": "CANCELED"}
    part = lab.parts(order)["fulfillmentOrders"]["nodes"][0]
    assert (part["status"], part["lineItems"]["nodes"][0]["remainingQuantity"]) == ("OPEN", 2)
    assert lab.send(order)["userErrors"] == []


def test_a_hold_stops_the_sending_until_it_is_released(lab):
    order = lab.order("SN-200")
    part = lab.parts(order)["fulfillmentOrders"]["nodes"][0]["id"]
    held = lab.data(HOLD, {"id": part, "hold": {"reason": "INVENTORY_OUT_OF_STOCK"}})["fulfillmentOrderHold"]
    assert held["fulfillmentOrder"]["status"] == "ON_HOLD"
    assert lab.parts(order)["displayFulfillmentStatus"] == "ON_HOLD"
    assert lab.send(order)["userErrors"][0]["message"].endswith("has an unfulfillable status= on_hold.")
    assert lab.data(RELEASE, {"id": part})["fulfillmentOrderReleaseHold"]["fulfillmentOrder"]["status"] == "OPEN"
    assert lab.send(order)["userErrors"] == []


def test_somebody_in_the_shop_can_send_it_too(lab):
    order = lab.order("SN-200")
    lab.steer("fulfil?order=1001&number=OWN-1")
    assert lab.parts(order)["fulfillments"][0]["trackingInfo"][0]["number"] == "OWN-1"
    assert lab.simulator.done("fulfillmentCreate") == []  # the log tells of the API alone
