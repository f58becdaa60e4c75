"""Cancelling, refunding, and what is written on orders."""

CANCEL = """mutation ($id: ID!, $restock: Boolean!, $method: OrderCancelRefundMethodInput, $refund: Boolean) {
  orderCancel(orderId: $id, reason: INVENTORY, restock: $restock, refundMethod: $method, refund: $refund) {
    job { id done } orderCancelUserErrors { field message code } } }"""
JOB = "query ($id: ID!) { job(id: $id) { done } }"
STATE = """query ($id: ID!) { order(id: $id) { cancelledAt cancelReason displayFinancialStatus
  totalRefundedSet { shopMoney { amount } } lineItems(first: 5) { nodes { id currentQuantity refundableQuantity } }
  transactions(first: 5) { id kind gateway }
  suggestedRefund(suggestFullRefund: true) { amountSet { shopMoney { amount } }
    suggestedTransactions { kind gateway parentTransaction { id } } } } }"""
REFUND = """mutation ($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) {
  refund { id totalRefundedSet { shopMoney { amount } } } order { displayFinancialStatus }
  userErrors { field message } } }"""


def _cancel(lab, order: str, **more):
    given = {"id": order, "restock": True, "method": {"originalPaymentMethodsRefund": True}} | more
    return lab.data(CANCEL, given)["orderCancel"]


def _state(lab, order: str):
    return lab.data(STATE, {"id": order})["order"]


def _refund(lab, order: str, key: str = "key-1", amount: str = "4.90", quantity: int = 1):
    state = _state(lab, order)
    line, payment = state["lineItems"]["nodes"][0]["id"], state["transactions"][0]["id"]
    back = {
        "orderId": order,
        "refundLineItems": [{"lineItemId": line, "quantity": quantity, "restockType": "NO_RESTOCK"}],
        "transactions": [
            {"orderId": order, "parentId": payment, "amount": amount, "gateway": "shopify_payments", "kind": "REFUND"}
        ],
    }
    return lab.data(REFUND, {"input": back, "key": key})["refundCreate"]


def test_a_cancelled_order_is_refunded_and_its_stock_given_back(lab):
    order = lab.order("SN-200")
    assert lab.steer("books")["variants"]["SN-200"] == 10
    answer = _cancel(lab, order)
    assert (answer["orderCancelUserErrors"], answer["job"]["done"]) == ([], False)
    assert lab.data(JOB, {"id": answer["job"]["id"]}) == {"job": {"done": True}}
    state = _state(lab, order)
    assert (state["cancelReason"], state["displayFinancialStatus"]) == ("INVENTORY", "REFUNDED")
    assert state["totalRefundedSet"]["shopMoney"]["amount"] == "14.8"
    assert lab.steer("books")["variants"]["SN-200"] == 12
    assert lab.parts(order)["fulfillmentOrders"]["nodes"][0]["status"] == "CANCELLED"


def test_a_job_that_takes_its_time_cancels_only_when_it_is_done(lab):
    lab.steer("rules?job_polls=2")
    order = lab.order()
    job = _cancel(lab, order)["job"]["id"]
    done = [lab.data(JOB, {"id": job})["job"]["done"] for _ in range(2)]
    assert (done, _state(lab, order)["cancelledAt"]) == ([False, False], None)
    assert lab.data(JOB, {"id": job})["job"]["done"] is True
    assert _state(lab, order)["cancelledAt"] is not None


def test_the_refusals_of_a_cancellation_have_the_words_of_shopify(lab):
    order = lab.order("SN-200")
    both = _cancel(lab, order, refund=True)["orderCancelUserErrors"][0]
    assert both["message"] == "Only one of the arguments `refund` or `refund_method` is allowed."
    lab.send(order, 1)
    sent = _cancel(lab, order)["orderCancelUserErrors"][0]
    assert sent["message"] == "Cannot cancel an order that has outstanding fulfillments"
    other = lab.order("LMP-1")
    _cancel(lab, other)
    assert _cancel(lab, other)["orderCancelUserErrors"][0]["message"].endswith("already been canceled")
    unknown = _cancel(lab, "gid://shopify/Order/1")["orderCancelUserErrors"]
    assert unknown == [{"field": ["orderId"], "message": "Order does not exist", "code": "NOT_FOUND"}]
    assert len(lab.simulator.done("orderCancel")) == 1


def test_an_unpaid_order_that_is_cancelled_is_void(lab):
    order = lab.order(financial="PENDING")
    _cancel(lab, order, method=None)
    assert _state(lab, order)["displayFinancialStatus"] == "VOIDED"


def test_a_refund_without_a_key_is_refused(lab):
    order = lab.order()
    plain = REFUND.replace("@idempotent(key: $key)", "").replace(", $key: String!", "")
    error = lab.refusal(plain, {"input": {"orderId": order}})
    assert error["message"] == "The @idempotent directive is required for this mutation but was not provided."
    assert error["extensions"] == {"code": "BAD_REQUEST"}


def test_the_same_key_gives_the_same_refund_and_another_key_another(lab):
    order = lab.order("SN-200")
    first = _refund(lab, order)
    assert first["order"]["displayFinancialStatus"] == "PARTIALLY_REFUNDED"
    assert _refund(lab, order)["refund"] == first["refund"]
    assert lab.steer("books")["refunded"] == "4.90"
    assert _refund(lab, order, "key-2")["refund"]["id"] != first["refund"]["id"]
    assert lab.steer("books")["refunded"] == "9.80"
    assert len(lab.simulator.done("refundCreate")) == 2


def test_the_same_key_with_other_parameters_is_refused(lab):
    order = lab.order("SN-200")
    _refund(lab, order)
    refused = _refund(lab, order, amount="1.00")
    assert refused["userErrors"][0]["message"] == (
        "The same idempotency key cannot be used with different operation parameters."
    )
    assert lab.steer("books")["refunded"] == "4.90"


def test_no_more_than_was_bought_or_paid_is_refunded(lab):
    order = lab.order("SN-200")
    assert "more items than were purchased" in _refund(lab, order, quantity=3)["userErrors"][0]["message"]
    assert "more than the amount" in _refund(lab, order, "key-2", amount="99.00")["userErrors"][0]["message"]
    assert lab.simulator.done() == []


def test_what_would_be_refunded_names_the_payment(lab):
    state = _state(lab, lab.order("SN-200"))
    assert state["suggestedRefund"] == {
        "amountSet": {"shopMoney": {"amount": "14.8"}},
        "suggestedTransactions": [
            {
                "kind": "SUGGESTED_REFUND",
                "gateway": "shopify_payments",
                "parentTransaction": {"id": state["transactions"][0]["id"]},
            }
        ],
    }


def test_tags_are_added_and_removed_and_a_note_replaces_the_last(lab):
    order = lab.order(tags=["vip"])
    add = 'mutation ($id: ID!) { tagsAdd(id: $id, tags: ["b", "vip"]) { node { id } userErrors { message } } }'
    assert lab.data(add, {"id": order})["tagsAdd"] == {"node": {"id": order}, "userErrors": []}
    lab.data(add.replace("tagsAdd", "tagsRemove").replace('"b", ', ""), {"id": order})
    update = """mutation ($input: OrderInput!) { orderUpdate(input: $input) {
      order { note tags customAttributes { key value } } userErrors { message } } }"""
    given = {"id": order, "note": "CJ-1", "customAttributes": [{"key": "hub", "value": "1"}]}
    assert lab.data(update, {"input": given})["orderUpdate"]["order"] == {
        "note": "CJ-1",
        "tags": ["b"],
        "customAttributes": [{"key": "hub", "value": "1"}],
    }


def test_the_app_s_own_metafields_are_found_under_its_short_name(lab):
    order = lab.order()
    field = {"ownerId": order, "namespace": "$app:hub", "key": "po", "type": "single_line_text_field", "value": "CJ-1"}
    write = """mutation ($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) {
      metafields { namespace key value } userErrors { message code elementIndex } } }"""
    for value in ("CJ-1", "CJ-2"):
        written = lab.data(write, {"m": [field | {"value": value}]})["metafieldsSet"]
        assert written["metafields"] == [{"namespace": "app--1--hub", "key": "po", "value": value}]
    read = 'query ($id: ID!) { order(id: $id) { metafield(namespace: "$app:hub", key: "po") { value } } }'
    assert lab.data(read, {"id": order})["order"]["metafield"] == {"value": "CJ-2"}
