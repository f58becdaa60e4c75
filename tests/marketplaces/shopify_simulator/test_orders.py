"""Orders as they are polled and read: cursors, the index that lags, money, missing goods and people."""

from datetime import datetime, timedelta

import requests

POLL = """query ($query: String, $after: String, $first: Int!) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { name updatedAt test displayFinancialStatus } pageInfo { hasNextPage endCursor } } }"""
DETAIL = """query ($id: ID!) { order(id: $id) {
  name note tags test displayFinancialStatus displayFulfillmentStatus currencyCode presentmentCurrencyCode
  cancelledAt cancelReason customerLocale email
  currentTotalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
  customer { firstName defaultEmailAddress { emailAddress } }
  shippingAddress { name address1 city countryCodeV2 zip phone }
  lineItems(first: 10) { nodes { sku title variantTitle quantity currentQuantity
    originalUnitPriceSet { shopMoney { amount } } customAttributes { key value }
    product { title } variant { sku inventoryItem { tracked } } } } } }"""


def _poll(lab, query: str | None = None, after: str | None = None, first: int = 50):
    return lab.data(POLL, {"query": query, "after": after, "first": first})["orders"]


def _names(page) -> list[str]:
    return [row["name"] for row in page["nodes"]]


def test_orders_come_by_their_last_change_page_by_page(lab):
    for _ in range(3):
        lab.order()
    lab.steer("note?order=%231001&note=hello")
    first = _poll(lab, first=2)
    assert _names(first) == ["#1002", "#1003"]
    assert first["pageInfo"]["hasNextPage"] is True
    second = _poll(lab, after=first["pageInfo"]["endCursor"], first=2)
    assert (_names(second), second["pageInfo"]["hasNextPage"]) == (["#1001"], False)


def test_an_order_that_changes_between_two_pages_comes_again_at_the_end(lab):
    for _ in range(3):
        lab.order()
    first = _poll(lab, first=2)
    lab.steer("note?order=1001&note=later")
    rest = _poll(lab, after=first["pageInfo"]["endCursor"])
    assert (_names(first), _names(rest)) == (["#1001", "#1002"], ["#1003", "#1001"])


def test_the_search_takes_a_quoted_time_and_leaves_out_an_unquoted_one(lab):
    lab.order()
    lab.steer("clock?seconds=3600")
    lab.order()
    since = (datetime.fromisoformat(lab.steer("")["now"]) - timedelta(seconds=60)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert _names(_poll(lab, f"updated_at:>='{since}'")) == ["#1002"]
    answer = lab.ask(POLL, {"query": f"updated_at:>={since}", "first": 5})
    assert _names(answer["data"]["orders"]) == ["#1001", "#1002"]
    assert answer["extensions"]["search"][0]["warnings"][0]["field"] == "updated_at"


def test_the_search_knows_of_an_order_only_after_its_lag(lab):
    lab.steer("rules?search_lag=30")
    order = lab.order()
    assert _names(_poll(lab)) == []
    assert lab.data(DETAIL, {"id": order})["order"]["name"] == "#1001"
    lab.steer("clock?seconds=31")
    assert _names(_poll(lab)) == ["#1001"]


def test_an_order_is_read_with_all_that_the_buyer_gave(lab):
    lines = [
        {"sku": "SN-200", "quantity": 2, "properties": {"Engraving": "A & B"}},
        {"title": "Gift wrap", "price": "3.00"},
    ]
    made = lab.steer(
        "order",
        {
            "lines": lines,
            "currency": "USD",
            "rate": "1.10",
            "note": "ring twice",
            "tags": ["vip", "news"],
            "test": True,
            "locale": "fr-FR",
        },
    )
    order = lab.data(DETAIL, {"id": made["gid"]})["order"]
    assert order["currentTotalPriceSet"] == {
        "shopMoney": {"amount": "17.8", "currencyCode": "EUR"},
        "presentmentMoney": {"amount": "19.58", "currencyCode": "USD"},
    }
    assert (order["test"], order["note"], order["tags"]) == (True, "ring twice", ["news", "vip"])
    assert order["shippingAddress"]["address1"] == "12 Test Street"
    assert order["customer"]["defaultEmailAddress"] == {"emailAddress": "buyer@example.com"}
    soap, wrap = order["lineItems"]["nodes"]
    assert (soap["variantTitle"], soap["quantity"], soap["customAttributes"]) == (
        "200 g",
        2,
        [{"key": "Engraving", "value": "A & B"}],
    )
    assert (wrap["sku"], wrap["product"], wrap["variant"]) == (None, None, None)


def test_a_deleted_variant_leaves_the_line_without_one(lab):
    order = lab.order("SN-500")
    lab.steer("variant?sku=SN-500&gone=1")
    line = lab.data(DETAIL, {"id": order})["order"]["lineItems"]["nodes"][0]
    assert (line["sku"], line["product"], line["variant"]) == ("SN-500", {"title": "Savon noir"}, None)


def test_without_access_to_protected_data_people_are_null(lab):
    order = lab.order()
    lab.steer("rules?customer_data=0")
    read = lab.data(DETAIL, {"id": order})["order"]
    assert (read["shippingAddress"], read["email"]) == (None, None)
    assert read["customer"] == {"firstName": None, "defaultEmailAddress": None}


def test_without_the_scope_for_customers_the_rest_of_the_order_is_still_told(lab):
    order = lab.order()
    lab.steer("scopes?set=read_orders,read_products,read_inventory")
    answer = lab.ask(DETAIL, {"id": order})
    assert answer["data"]["order"]["customer"] is None
    assert answer["data"]["order"]["name"] == "#1001"
    assert answer["errors"][0]["path"] == ["order", "customer"]


def test_orders_older_than_sixty_days_need_a_scope_of_their_own(lab):
    order = lab.order()
    lab.steer(f"clock?seconds={61 * 86_400}")
    lab.log_in()
    assert (_names(_poll(lab)), lab.data(DETAIL, {"id": order})["order"]) == ([], None)
    scopes = [*lab.simulator.tokens.scopes, "read_all_orders"]
    lab.steer(f"scopes?set={','.join(scopes)}")
    assert _names(_poll(lab)) == ["#1001"]


def test_a_guest_without_an_address_is_an_order_all_the_same(lab):
    order = lab.data(DETAIL, {"id": lab.order("LMP-1", guest=True, address=None, email=None)})["order"]
    assert (order["customer"], order["shippingAddress"], order["email"]) == (None, None, None)


def test_money_that_is_only_pending_is_paid_later(lab):
    order = lab.order(financial="PENDING")
    assert lab.data(DETAIL, {"id": order})["order"]["displayFinancialStatus"] == "PENDING"
    lab.steer("pay?order=1001")
    assert lab.data(DETAIL, {"id": order})["order"]["displayFinancialStatus"] == "PAID"
    assert lab.steer("books")["received"] == "14.80"


def test_an_edit_takes_off_what_is_no_longer_wanted(lab):
    order = lab.order("SN-200")
    lab.steer("edit?order=1001&sku=SN-200&quantity=1")
    line = lab.data(DETAIL, {"id": order})["order"]["lineItems"]["nodes"][0]
    assert (line["quantity"], line["currentQuantity"]) == (2, 1)
    row = lab.parts(order)["fulfillmentOrders"]["nodes"][0]["lineItems"]["nodes"][0]
    assert (row["totalQuantity"], row["remainingQuantity"]) == (1, 1)


def test_goods_at_two_locations_are_two_fulfilment_orders(lab):
    other = lab.steer("location?name=Annex")["location"]
    lines = [{"sku": "SN-200"}, {"sku": "LMP-1", "location": other}]
    order = lab.steer("order", {"lines": lines})["gid"]
    parts = lab.parts(order)["fulfillmentOrders"]["nodes"]
    assert [[row["sku"] for row in part["lineItems"]["nodes"]] for part in parts] == [["SN-200"], ["LMP-1"]]


def test_an_order_of_what_is_not_sold_here_is_refused_by_the_steering(lab):
    answer = requests.post(f"{lab.origin}/__simulator/order", json={"lines": [{"sku": "NONE"}]}, timeout=10)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("NoSuchGoodsError: there is no such variant")
