"""Pages and allowances."""

from tests.marketplaces.etsy_simulator.laboratory import MUG

LISTINGS = "/shops/52300001/listings"
RECEIPTS = "/shops/52300001/receipts"


def test_a_page_has_25_rows_and_100_at_most(lab):
    lab.simulator.load_listings({"title": f"Cup {number}"} for number in range(130))
    assert len(lab.get(LISTINGS)["results"]) == 25
    assert len(lab.get(LISTINGS, limit=100)["results"]) == 100
    assert lab.get(LISTINGS, limit=100)["count"] == 132
    assert len(lab.get(LISTINGS, limit=100, offset=100)["results"]) == 32
    lab.refused(400, "GET", f"{LISTINGS}?limit=101")


def test_an_offset_beyond_12000_is_a_400(lab):
    assert lab.get(RECEIPTS, offset=12_000) == {"count": 0, "results": []}
    assert lab.refused(400, "GET", f"{RECEIPTS}?offset=12001") == "offset cannot be greater than 12000"


def test_a_page_may_repeat_a_row_of_the_page_before(lab):
    first, second, third = lab.order(), lab.order(), lab.order()
    lab.steer("faults?add=repeat@getShopReceipts")
    pages = [[row["receipt_id"] for row in lab.get(RECEIPTS, limit=2, offset=n)["results"]] for n in (0, 2)]
    assert pages == [[third, second], [second, first]]


def test_every_success_tells_what_is_left(lab):
    lab.get(LISTINGS)
    headers = lab.last.headers
    assert (headers["x-limit-per-second"], headers["x-limit-per-day"]) == ("150", "100000")
    assert headers["x-remaining-today"] == "99999"
    assert headers["x-remaining-this-second"] == "149"
    assert len(headers["x-etsy-request-uuid"]) == 36


def test_one_header_may_be_spelled_as_the_page_prints_it(lab):
    lab.steer("rules?misspelled_header=1")
    lab.get(LISTINGS)
    assert "x-remaining-this-secon" in lab.last.headers
    assert "x-remaining-this-second" not in lab.last.headers


def test_one_call_too_many_in_a_second_is_a_429(lab):
    lab.steer("rules?per_second=1")
    when = lab.simulator.shop.clock.now()
    lab.simulator.shop.clock.now = lambda: when  # time stands still
    lab.ok("GET", f"/listings/{MUG}")
    lab.refused(429, "GET", f"/listings/{MUG}")
    assert lab.last.headers["retry-after"] == "1"


def test_the_day_is_a_sliding_one_and_tells_how_long_to_wait(lab):
    lab.steer("rules?per_day=2")
    lab.ok("GET", f"/listings/{MUG}")
    lab.steer("clock?seconds=3600")
    lab.ok("GET", f"/listings/{MUG}")
    lab.steer("clock?seconds=3600")
    lab.refused(429, "GET", f"/listings/{MUG}")
    assert 86_400 - 7_260 <= int(lab.last.headers["retry-after"]) <= 86_400 - 7_199
    lab.steer(f"clock?seconds={86_400 - 7_200 + 2}")
    lab.ok("GET", f"/listings/{MUG}")


def test_calls_are_counted_by_operation(lab):
    lab.get(LISTINGS)
    lab.get(f"/listings/{MUG}")
    lab.get(f"/listings/{MUG}")
    assert lab.steer("counts") == {"getListingsByShop": 1, "getListing": 2}
