"""Receipts: what a buyer's order brings, by which filters it is found, and what the API does not tell."""

import pytest

from tests.marketplaces.etsy_simulator.laboratory import MUG

RECEIPTS = "/shops/52300001/receipts"
DAY = 86_400


def found(lab, **filters):
    return [one["receipt_id"] for one in lab.get(RECEIPTS, **filters)["results"]]


def minor(amount):
    return amount["amount"]


def test_an_order_takes_stock_and_tells_all_its_money(lab):
    receipt = lab.order("MUG-1", "BAG-S", tax="2.00", discount="1.00")
    one = lab.get(f"{RECEIPTS}/{receipt}")
    assert (one["status"], one["is_paid"], one["is_shipped"]) == ("paid", True, False)
    names = ("total_price", "subtotal", "total_shipping_cost", "total_tax_cost", "discount_amt", "grandtotal")
    assert [minor(one[name]) for name in names] == [3190, 3090, 450, 200, 100, 3740]
    lines = [(line["sku"], line["quantity"], minor(line["price"])) for line in one["transactions"]]
    assert lines == [("MUG-1", 1, 1990), ("BAG-S", 1, 1200)]
    assert one["transactions"][1]["variations"][0]["formatted_value"] == "Small"
    assert lab.get(f"/listings/{MUG}")["quantity"] == 4


def test_the_buyers_words_for_personalisation_stand_among_the_variations(lab):
    made = lab.steer("order", {"lines": [{"sku": "MUG-1", "personalisation": "For Zoe"}]})
    line = lab.get(f"{RECEIPTS}/{made['receipt_id']}")["transactions"][0]
    assert [(one["property_id"], one["formatted_value"]) for one in line["variations"]] == [(54, "For Zoe")]


def test_lines_may_lack_their_sku_or_everything_that_points_at_the_goods(lab):
    first = lab.order("MUG-1", hidden_sku=True)
    line = lab.get(f"{RECEIPTS}/{first}")["transactions"][0]
    assert (line["sku"], line["listing_id"]) == (None, MUG)
    second = lab.steer("order", {"lines": [{"title": "Old thing", "price": "5"}]})["receipt_id"]
    line = lab.get(f"{RECEIPTS}/{second}")["transactions"][0]
    assert (line["sku"], line["listing_id"], line["product_id"]) == (None, None, None)


@pytest.mark.parametrize(
    ("words", "status"), [({"paid": False}, "open"), ({"payment_pending": True}, "payment processing")]
)
def test_an_order_that_waits_for_its_payment(lab, words, status):
    receipt = lab.order(**words)
    one = lab.get(f"{RECEIPTS}/{receipt}")
    assert (one["status"], one["is_paid"]) == (status, False)
    assert found(lab, was_paid="true") == []
    lab.steer(f"pay?receipt={receipt}")
    assert lab.get(f"{RECEIPTS}/{receipt}")["status"] == "paid"
    assert found(lab, was_paid="true") == [receipt]


def test_filters_by_what_happened(lab):
    paid, shipped, gone = lab.order(), lab.order(), lab.order()
    lab.track(shipped)
    lab.steer(f"cancel?receipt={gone}")
    lab.steer(f"deliver?receipt={shipped}")
    assert found(lab, was_shipped="true") == [shipped]
    assert found(lab, was_shipped="false", was_canceled="false") == [paid]
    assert found(lab, was_delivered="true") == [shipped]
    assert found(lab, was_canceled="true") == [gone]


def test_windows_by_creation_and_by_change(lab):
    first = lab.order()
    start = lab.simulator.shop.now()
    lab.steer("clock?seconds=600")
    second = lab.order()
    assert found(lab, min_created=start + 300) == [second]
    assert found(lab, max_created=start + 300) == [first]
    lab.steer("clock?seconds=600")
    lab.track(first)
    assert found(lab, min_last_modified=start + 900) == [first]
    assert found(lab, max_last_modified=start + 900) == [second]


def test_rows_are_newest_first_unless_they_are_sorted(lab):
    first, second = lab.order(), lab.order()
    lab.steer("clock?seconds=60")
    lab.track(first)
    assert found(lab) == [second, first]
    assert found(lab, sort_on="updated") == [first, second]
    assert found(lab, sort_on="updated", sort_order="asc") == [second, first]
    assert found(lab, sort_on="receipt_id", sort_order="up") == [first, second]


def test_a_refund_shows_and_moves_the_update_time(lab):
    receipt = lab.order()
    before = lab.get(f"{RECEIPTS}/{receipt}")["updated_timestamp"]
    lab.steer("clock?seconds=60")
    lab.steer(f"refund?receipt={receipt}&amount=5.00&reason=Damaged")
    one = lab.get(f"{RECEIPTS}/{receipt}")
    assert (one["status"], minor(one["refunds"][0]["amount"])) == ("partially refunded", 500)
    assert one["updated_timestamp"] >= before + 60
    lab.steer(f"refund?receipt={receipt}")
    assert lab.get(f"{RECEIPTS}/{receipt}")["status"] == "fully refunded"


def test_a_refund_may_leave_the_update_time_as_it_was(lab):
    lab.steer("rules?refund_bumps=0")
    receipt = lab.order()
    before = lab.get(f"{RECEIPTS}/{receipt}")["updated_timestamp"]
    lab.steer("clock?seconds=60")
    lab.steer(f"refund?receipt={receipt}&amount=5.00")
    one = lab.get(f"{RECEIPTS}/{receipt}")
    assert (one["updated_timestamp"], len(one["refunds"])) == (before, 1)
    assert found(lab, min_last_modified=before + 1) == []


def test_canceled_orders_may_be_missing_where_changes_are_asked_for(lab):
    receipt = lab.order()
    lab.steer(f"cancel?receipt={receipt}")
    since = lab.simulator.shop.now() - 60
    assert found(lab, min_last_modified=since) == [receipt]
    lab.steer("rules?canceled_in_delta=0")
    assert found(lab, min_last_modified=since) == []
    assert found(lab, was_canceled="true") == [receipt]
    assert lab.get(f"{RECEIPTS}/{receipt}")["status"] == "canceled"


def test_an_address_that_the_app_may_not_see_is_null(lab):
    receipt = lab.order(address={"city": "Lyon"})
    assert lab.get(f"{RECEIPTS}/{receipt}")["city"] == "Lyon"
    lab.steer("rules?addresses=0")
    one = lab.get(f"{RECEIPTS}/{receipt}")
    names = ["first_line", "second_line", "city", "state", "zip", "country_iso", "formatted_address"]
    assert {one[name] for name in names} == {None}
    assert one["name"] == "Test Buyer"


def test_the_buyers_address_for_mail_is_null_for_nearly_everyone(lab):
    receipt = lab.order()
    assert lab.get(f"{RECEIPTS}/{receipt}")["buyer_email"] is None
    lab.steer("rules?emails=1")
    assert lab.get(f"{RECEIPTS}/{receipt}")["buyer_email"] == "buyer@example.com"


def test_a_receipt_can_be_marked_and_carries_no_tracking_by_that(lab):
    receipt = lab.order()
    form = {"was_shipped": "true", "tracking_code": "LP1"}
    one = lab.ok("PUT", f"{RECEIPTS}/{receipt}", data=form)
    assert (one["status"], one["shipments"]) == ("completed", [])
    assert lab.simulator.shop.books.mails == []


def test_lines_are_read_by_shop_by_listing_and_by_receipt(lab):
    first, second = lab.order("MUG-1"), lab.order("BAG-S")
    shop = "/shops/52300001"
    assert lab.get(f"{shop}/transactions")["count"] == 2
    (line,) = lab.get(f"{shop}/listings/{MUG}/transactions")["results"]
    assert line["receipt_id"] == first
    (line,) = lab.get(f"{RECEIPTS}/{second}/transactions")["results"]
    assert lab.get(f"{shop}/transactions/{line['transaction_id']}") == line


def test_payments_may_appear_only_once_it_is_shipped(lab):
    lab.steer("rules?payments_after_shipping=1")
    receipt = lab.order()
    assert lab.get(f"{RECEIPTS}/{receipt}/payments")["count"] == 0
    lab.track(receipt)
    (payment,) = lab.get(f"{RECEIPTS}/{receipt}/payments")["results"]
    assert (minor(payment["amount_gross"]), minor(payment["amount_fees"])) == (2440, 159)
    assert payment["adjusted_gross"] is None


def test_a_refund_adjusts_the_payment(lab):
    receipt = lab.order()
    lab.steer(f"refund?receipt={receipt}&amount=4.40")
    (payment,) = lab.get(f"{RECEIPTS}/{receipt}/payments")["results"]
    assert (minor(payment["adjusted_gross"]), payment["status"]) == (2000, "settled")


def test_the_ledger_needs_both_ends_of_a_short_window(lab):
    lab.order()
    path, now = "/shops/52300001/payment-account/ledger-entries", lab.simulator.shop.now()
    assert "max_created" in lab.refused(400, "GET", path, params={"min_created": now})
    text = lab.refused(400, "GET", path, params={"min_created": now - 32 * DAY, "max_created": now})
    assert text == "The range between min_created and max_created cannot be longer than 31 days"
    rows = lab.get(path, min_created=now - DAY, max_created=now + 60)["results"]
    assert [(row["ledger_type"], row["amount"], row["balance"], row["currency"]) for row in rows] == [
        ("PAYMENT_GROSS", 2440, 2440, "EUR"),
        ("transaction", -159, 2281, "EUR"),
    ]
    ids = ",".join(str(row["entry_id"]) for row in rows)
    assert lab.get(f"{path}/payments", ledger_entry_ids=ids)["count"] == 1


def test_reviews_are_read_by_shop_and_by_listing(lab):
    lab.steer(f"review?receipt={lab.order()}&rating=4&text=Good")
    assert lab.get("/shops/52300001/reviews")["results"][0]["rating"] == 4
    assert lab.get(f"/listings/{MUG}/reviews")["count"] == 1
    assert lab.get(f"/listings/{MUG}/reviews", max_created=lab.simulator.shop.now() - 60)["count"] == 0
