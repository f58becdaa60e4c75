"""Payment disputes: read, conceded or contested; a change of one makes answers to its former state stale."""

from marketplaces.adapters.ebay.simulator import clock
from marketplaces.adapters.ebay.simulator.acts.families import DISPUTE
from marketplaces.adapters.ebay.simulator.books.orders import Dispute
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused
from marketplaces.adapters.ebay.simulator.paging import by_records, whole
from marketplaces.adapters.ebay.simulator.views.money import amount

PATH = "/payment_dispute/{payment_dispute_id}"
MOST = 200
CHOICES = ["SELLER_CONTEST", "SELLER_ACCEPT"]


@DISPUTE.get("/payment_dispute_summary", "getPaymentDisputeSummaries")
def summaries(call: Call) -> Answer:
    limit, offset = whole(call, "limit", MOST), whole(call, "offset", 0)
    if limit is None or offset is None or not 1 <= limit <= MOST:
        raise Refused(33001, "Invalid pagination values.")
    states = set(call.query.get("payment_dispute_status", []))
    rows = [
        _summary(one)
        for one in call.seller.disputes.values()
        if (not states or one.status in states)
        and call.one("order_id") in ("", one.order)
        and call.one("buyer_username") in ("", one.buyer)
        and call.one("open_date_from", "0") <= clock.written(one.opened) <= call.one("open_date_to", "9")
    ]
    return Answer(200, by_records(call, "paymentDisputeSummaries", rows, limit=limit, offset=offset))


def dispute_of(seller: Seller, number: str) -> Dispute:
    """Raises Refused with 33001."""
    if number not in seller.disputes:
        raise Refused(33001, "Invalid Payment Dispute Id", 404)
    return seller.disputes[number]


def _summary(dispute: Dispute) -> Body:
    body = {
        "paymentDisputeId": dispute.number,
        "paymentDisputeStatus": dispute.status,
        "orderId": dispute.order,
        "reason": dispute.reason,
        "amount": amount(dispute.amount, dispute.currency),
        "buyerUsername": dispute.buyer,
        "openDate": clock.written(dispute.opened),
    }
    if dispute.status == "ACTION_NEEDED":
        body["respondByDate"] = clock.written(dispute.respond_by)
    return body | ({"closedDate": clock.written(dispute.closed)} if dispute.closed else {})


@DISPUTE.get(PATH, "getPaymentDispute")
def get(call: Call) -> Answer:
    dispute = dispute_of(call.seller, call.path["payment_dispute_id"])
    order = call.seller.orders[dispute.order]
    body = _summary(dispute) | {
        "revision": dispute.revision,
        "availableChoices": CHOICES if dispute.status == "ACTION_NEEDED" else [],
        "lineItems": [{"itemId": line.listing, "lineItemId": line.number} for line in order.lines],
        "evidence": dispute.evidence,
        "evidenceRequests": [],
        "note": dispute.note,
    }
    if dispute.response:
        body["sellerResponse"] = dispute.response
    if dispute.outcome:
        body["resolution"] = {"reasonForClosure": dispute.outcome}
    return Answer(200, body)


@DISPUTE.get(f"{PATH}/activity", "getActivities")
def activity(call: Call) -> Answer:
    return Answer(200, {"activity": dispute_of(call.seller, call.path["payment_dispute_id"]).activity})


@DISPUTE.post(f"{PATH}/contest", "contestPaymentDispute")
def contest(call: Call) -> Answer:
    dispute = _answered(call)
    if not dispute.evidence and not call.seller.orders[dispute.order].parcels:
        raise Refused(33102, "No evidence available for contest", 409)
    dispute.note = call.body.get("note") or ""
    _respond(call.seller, dispute, "SELLER_CONTEST", "OPEN")
    return Answer(204)


@DISPUTE.post(f"{PATH}/accept", "acceptPaymentDispute")
def accept(call: Call) -> Answer:
    dispute = _answered(call)
    _respond(call.seller, dispute, "SELLER_ACCEPT", "CLOSED")
    dispute.outcome, dispute.closed = "SELLER_ACCEPT", call.seller.clock.now()
    return Answer(204)


def _answered(call: Call) -> Dispute:
    """The dispute, where it waits for an answer and the answer is to what it is now. Raises Refused."""
    dispute = dispute_of(call.seller, call.path["payment_dispute_id"])
    if "revision" not in call.body:
        raise Refused(33100, "Invalid input request")
    if call.body["revision"] != dispute.revision:
        raise Refused(
            33011,
            "There was a change in payment dispute attributes. Please use get payment dispute api to get latest details.",
            409,
        )
    if dispute.status != "ACTION_NEEDED":
        raise Refused(33101, "Invalid payment dispute state", 409)
    return dispute


def _respond(seller: Seller, dispute: Dispute, response: str, status: str) -> None:
    dispute.response, dispute.status = response, status
    note(seller, dispute, response)


def note(seller: Seller, dispute: Dispute, activity_type: str, actor: str = "SELLER") -> None:
    """What happened, and a new revision by it."""
    dispute.revision += 1
    when = clock.written(seller.clock.now())
    dispute.activity.append({"activityDate": when, "activityType": activity_type, "actor": actor})
