"""Orders: the filter's language, what the list hides, stock that is sold, parcels."""

from datetime import timedelta
from typing import Any

import pytest

from marketplaces.adapters.ebay.simulator.books.placing import NoSuchGoodsError
from marketplaces.adapters.ebay.simulator.clock import written
from tests.marketplaces.ebay_simulator.laboratory import ORDERS, Laboratory


def found(lab: Laboratory, **query: str) -> list[str]:
    told = lab.get(ORDERS, params=query)
    return [row["orderId"] for row in told["orders"]]


def sent(lab: Laboratory, order: str, quantity: int = 1, **more: Any) -> dict[str, Any]:
    line = lab.simulator.orders[order].lines[0].number
    return {"lineItems": [{"lineItemId": line, "quantity": quantity}]} | more


def test_an_order_says_what_was_bought_paid_and_where_to_send_it(lab: Laboratory):
    _, listing = lab.listed()
    number = lab.order({"sku": "SN-200", "quantity": 2, "shipping": "3.00"}, country="DE")
    told = lab.get(f"{ORDERS}/{number}")
    line = told["lineItems"][0]
    assert (told["orderPaymentStatus"], told["orderFulfillmentStatus"]) == ("PAID", "NOT_STARTED")
    assert told["cancelStatus"] == {"cancelState": "NONE_REQUESTED", "cancelRequests": []}
    assert (line["sku"], line["legacyItemId"], line["quantity"]) == ("SN-200", listing, 2)
    assert line["lineItemCost"] == {"value": "9.80", "currency": "USD"}
    assert told["pricingSummary"]["total"] == {"value": "12.80", "currency": "USD"}
    ship_to = told["fulfillmentStartInstructions"][0]["shippingStep"]["shipTo"]
    assert (ship_to["fullName"], ship_to["contactAddress"]["countryCode"]) == ("Test Buyer", "DE")


def test_an_order_takes_the_goods_off_the_shelf(lab: Laboratory):
    offer, listing = lab.listed()
    lab.order({"sku": "SN-200", "quantity": 10})
    told = lab.get(f"/sell/inventory/v1/offer/{offer}")
    assert (told["availableQuantity"], told["listing"]["soldQuantity"]) == (0, 10)
    assert told["listing"]["listingStatus"] == "OUT_OF_STOCK"
    assert lab.simulator.items["SN-200"].quantity == 2
    assert lab.simulator.listings[listing].is_open


def test_what_is_not_listed_cannot_be_bought(lab: Laboratory):
    with pytest.raises(NoSuchGoodsError):
        lab.order({"sku": "NONE"})


def test_buyers_contacts_are_told_for_14_days(lab: Laboratory):
    number = lab.order()
    step = lab.get(f"{ORDERS}/{number}")["fulfillmentStartInstructions"][0]["shippingStep"]
    assert step["shipTo"]["email"] == "buyer@members.example.com"
    lab.steer(f"clock?seconds={15 * 86400}")
    lab.log_in()
    step = lab.get(f"{ORDERS}/{number}")["fulfillmentStartInstructions"][0]["shippingStep"]
    assert sorted(step["shipTo"]) == ["contactAddress", "fullName"]


def test_an_international_order_goes_to_a_hub_with_a_reference(lab: Laboratory):
    number = lab.order(country="FR", hub_reference="ABCdef1")
    instructions = lab.get(f"{ORDERS}/{number}")["fulfillmentStartInstructions"][0]
    assert instructions["ebaySupportedFulfillment"] is True
    assert instructions["shippingStep"]["shipToReferenceId"] == "ABCdef1"
    assert instructions["shippingStep"]["shipTo"]["contactAddress"]["postalCode"] == "41025"
    assert instructions["finalDestinationAddress"]["countryCode"] == "FR"


def test_tax_that_ebay_keeps_is_in_the_total_only_with_the_breakdown(lab: Laboratory):
    number = lab.order({"title": "Lamp", "price": "19.90", "tax": "1.65"})
    plain = lab.get(f"{ORDERS}/{number}")["lineItems"][0]
    broken = lab.get(f"{ORDERS}/{number}?fieldGroups=TAX_BREAKDOWN")["lineItems"][0]
    assert (plain["total"]["value"], broken["total"]["value"]) == ("19.90", "21.55")
    assert plain["ebayCollectAndRemitTaxes"][0]["amount"] == {"value": "1.65", "currency": "USD"}


def test_cancel_requests_are_in_the_order_and_never_in_the_list(lab: Laboratory):
    number = lab.order()
    lab.steer("cancel", {"order": number})
    in_list = lab.get(ORDERS)["orders"][0]["cancelStatus"]
    in_order = lab.get(f"{ORDERS}/{number}")["cancelStatus"]
    assert in_list == {"cancelState": "IN_PROGRESS", "cancelRequests": []}
    assert in_order["cancelRequests"][0]["cancelInitiator"] == "BUYER"


def test_a_cancellation_gives_the_money_back(lab: Laboratory):
    number = lab.order()
    lab.steer("cancel", {"order": number})
    lab.steer("cancel", {"order": number, "state": "COMPLETED"})
    told = lab.get(f"{ORDERS}/{number}")
    assert (told["cancelStatus"]["cancelState"], told["orderPaymentStatus"]) == ("CANCELED", "FULLY_REFUNDED")


def test_a_pending_payment_arrives_later(lab: Laboratory):
    number = lab.order(payment="PENDING")
    assert lab.get(f"{ORDERS}/{number}")["orderPaymentStatus"] == "PENDING"
    lab.steer("pay", {"order": number})
    assert lab.get(f"{ORDERS}/{number}")["orderPaymentStatus"] == "PAID"


def test_more_than_200_orders_a_page_are_31100(lab: Laboratory):
    assert lab.refusal("GET", f"{ORDERS}?limit=201")["errorId"] == 31100


def test_orders_are_paged_by_records_with_the_question_kept(lab: Laboratory):
    numbers = [lab.order() for _ in range(3)]
    word = "{NOT_STARTED|IN_PROGRESS}"
    first = lab.get(ORDERS, params={"filter": f"orderfulfillmentstatus:{word}", "limit": "2"})
    assert [row["orderId"] for row in first["orders"]] == numbers[:2]
    assert first["next"].startswith(f"{lab.origin}/api{ORDERS}?filter=orderfulfillmentstatus")
    rest = lab.get(first["next"].removeprefix(f"{lab.origin}/api"))
    assert [row["orderId"] for row in rest["orders"]] == numbers[2:]
    assert "next" not in rest


def test_without_a_filter_the_last_90_days_are_told(lab: Laboratory):
    old = lab.order()
    lab.steer(f"clock?seconds={91 * 86400}")
    lab.log_in()
    recent = lab.order()
    assert found(lab) == [recent]
    start = written(lab.simulator.seller.clock.now() - timedelta(days=92))
    assert found(lab, filter=f"creationdate:[{start}..]") == [old, recent]


def test_of_two_dates_only_creationdate_counts(lab: Laboratory):
    old = lab.order()
    lab.steer("clock?seconds=3600")
    recent = lab.order()
    lab.steer("refund", {"order": old, "amount": "1.00"})
    start = written(lab.simulator.seller.clock.now() - timedelta(minutes=5))
    modified = f"lastmodifieddate:[{start}..]"
    assert found(lab, filter=modified) == [old, recent]
    assert found(lab, filter=f"{modified},creationdate:[{start}..]") == [recent]


def test_order_ids_switch_every_other_parameter_off(lab: Laboratory):
    numbers = [lab.order() for _ in range(3)]
    assert found(lab, orderIds=f"{numbers[0]},{numbers[2]}", limit="1", filter="nonsense") == [numbers[0], numbers[2]]
    assert lab.refusal("GET", f"{ORDERS}?orderIds={','.join(['1'] * 51)}")["errorId"] == 30900


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("orderfulfillmentstatus:NOT_STARTED", 30800),
        ("orderfulfillmentstatus:{FULFILLED}", 30800),
        ("colour:{RED}", 30700),
        ("creationdate:[yesterday..]", 30810),
        ("creationdate:[..2026-01-01T00:00:00.000Z]", 30820),
        ("creationdate:[2026-02-01T00:00:00.000Z..2026-01-01T00:00:00.000Z]", 30840),
        ("creationdate:[2020-01-01T00:00:00.000Z..]", 30830),
        ("creationdate:[2099-01-01T00:00:00.000Z..]", 30850),
    ],
)
def test_a_filter_that_is_written_wrong_is_named_by_its_id(lab: Laboratory, text: str, number: int):
    assert lab.refusal("GET", ORDERS, params={"filter": text})["errorId"] == number


def test_a_parcel_is_201_with_its_tracking_number_in_the_address(lab: Laboratory):
    number = lab.order()
    path = f"{ORDERS}/{number}/shipping_fulfillment"
    body = sent(lab, number, shippingCarrierCode="USPS", trackingNumber="YT123")
    assert lab.ask("POST", path, body, expect=201) == {}
    assert lab.last.headers["Location"] == f"{lab.origin}/api{path}/YT123"
    told = lab.get(path)["fulfillments"][0]
    assert (told["fulfillmentId"], told["shipmentTrackingNumber"]) == ("YT123", "YT123")
    assert lab.get(f"{ORDERS}/{number}")["orderFulfillmentStatus"] == "FULFILLED"


def test_a_parcel_without_tracking_goes_by_999(lab: Laboratory):
    number = lab.order()
    lab.ask("POST", f"{ORDERS}/{number}/shipping_fulfillment", sent(lab, number), expect=201)
    assert lab.last.headers["Location"].endswith("/shipping_fulfillment/999")
    assert "shipmentTrackingNumber" not in lab.get(f"{ORDERS}/{number}/shipping_fulfillment")["fulfillments"][0]


def test_part_of_a_line_leaves_the_order_in_progress(lab: Laboratory):
    number = lab.order({"title": "Lamp", "price": "19.90", "quantity": 2})
    lab.ask("POST", f"{ORDERS}/{number}/shipping_fulfillment", sent(lab, number), expect=201)
    assert lab.get(f"{ORDERS}/{number}")["orderFulfillmentStatus"] == "IN_PROGRESS"


def test_a_repeated_parcel_is_34500_with_tracking_and_a_second_parcel_without(lab: Laboratory):
    number = lab.order()
    path = f"{ORDERS}/{number}/shipping_fulfillment"
    body = sent(lab, number, shippingCarrierCode="USPS", trackingNumber="YT123")
    lab.ask("POST", path, body, expect=201)
    assert lab.refusal("POST", path, body)["errorId"] == 34500
    lab.ask("POST", path, sent(lab, number), expect=201)
    assert len(lab.simulator.fulfilments[number]) == 2


@pytest.mark.parametrize(
    "words",
    [
        {"trackingNumber": "YT123"},
        {"shippingCarrierCode": "USPS"},
        {"shippingCarrierCode": "USPS", "trackingNumber": "YT-123"},
        {"shippingCarrierCode": "USPS", "trackingNumber": "YT 123"},
    ],
)
def test_tracking_and_carrier_come_together_in_letters_and_digits(lab: Laboratory, words: dict[str, Any]):
    number = lab.order()
    error = lab.refusal("POST", f"{ORDERS}/{number}/shipping_fulfillment", sent(lab, number, **words))
    assert error["errorId"] == 32300


def test_unknown_orders_and_lines_have_their_own_ids(lab: Laboratory):
    number = lab.order()
    path = f"{ORDERS}/{number}/shipping_fulfillment"
    assert lab.refusal("GET", f"{ORDERS}/1", expect=404)["errorId"] == 32100
    assert lab.refusal("POST", path, {"lineItems": [{"lineItemId": "1"}]})["errorId"] == 32200
    row = {"lineItemId": lab.simulator.orders[number].lines[0].number}
    assert lab.refusal("POST", path, {"lineItems": [row, row]})["errorId"] == 32210
    assert lab.refusal("POST", path, {"lineItems": [row], "shippedDate": "today"})["errorId"] == 32500


def test_one_parcel_is_read_by_its_number(lab: Laboratory):
    number = lab.order()
    path = f"{ORDERS}/{number}/shipping_fulfillment"
    body = sent(lab, number, shippingCarrierCode="USPS", trackingNumber="YT1", shippedDate="2026-01-01T08:00:00.000Z")
    lab.ask("POST", path, body, expect=201)
    assert lab.get(f"{path}/YT1")["shippedDate"] == "2026-01-01T08:00:00.000Z"
    assert lab.refusal("GET", f"{path}/YT2", expect=404)["errorId"] == 32110


def test_a_parcel_has_lines_and_no_more_of_them_than_were_bought(lab: Laboratory):
    number = lab.order()
    path = f"{ORDERS}/{number}/shipping_fulfillment"
    assert lab.refusal("POST", path, {"lineItems": []})["errorId"] == 32600
    assert lab.refusal("POST", path, sent(lab, number, 2))["errorId"] == 32600


def test_a_rejected_cancellation_leaves_the_order_as_it_was(lab: Laboratory):
    number = lab.order()
    lab.steer("cancel", {"order": number})
    lab.steer("cancel", {"order": number, "state": "REJECTED"})
    assert lab.get(f"{ORDERS}/{number}")["cancelStatus"]["cancelState"] == "NONE_REQUESTED"


def test_a_buyer_in_the_eu_pays_vat_that_ebay_keeps(lab: Laboratory):
    number = lab.order({"title": "Lampe", "price": "19.90", "tax": "3.78"}, marketplace="EBAY_DE", country="FR")
    told = lab.get(f"{ORDERS}/{number}")
    tax = told["lineItems"][0]["ebayCollectAndRemitTaxes"][0]
    assert (tax["taxType"], tax["amount"]) == ("VAT", {"value": "3.78", "currency": "EUR"})
    assert told["buyer"]["taxAddress"] == {"countryCode": "FR", "postalCode": "75001", "city": "Paris"}
    assert told["lineItems"][0]["purchaseMarketplaceId"] == "EBAY_DE"


def test_unknown_groups_of_fields_and_wrong_offsets_have_their_ids(lab: Laboratory):
    assert lab.refusal("GET", f"{ORDERS}/{lab.order()}?fieldGroups=ALL")["errorId"] == 32800
    assert lab.refusal("GET", f"{ORDERS}?offset=x")["errorId"] == 31000
