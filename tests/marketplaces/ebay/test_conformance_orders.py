"""Every call of the connection, of orders, parcels, refunds, disputes and notifications, judged by the official documents."""

import base64
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from core.errors import OutcomeUnknown, PartnerDown, RateLimited
from core.money import Money
from marketplaces.interface import CancelReason, ParcelNotice, RefundNotice, TrackingInfo
from tests.marketplaces.ebay.conftest import JUDGE, SPECS
from tests.marketplaces.ebay.orders_of_ebay import LINE, ORDER, dispute, order, parcel, refused

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(
        not (SPECS.is_dir() and JUDGE.is_file()), reason="the official documents are not here (ENTREPOT_SHARED)"
    ),
]

URL = "https://hub.example.com/webhooks/ebay"
PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n0000").decode()
TOPIC = {
    "topicId": "ORDER_CONFIRMATION",
    "scope": "USER",
    "supportedPayloads": [{"format": ["JSON"], "schemaVersion": "1.0", "deliveryProtocol": "HTTPS"}],
}
DELETION = TOPIC | {"topicId": "MARKETPLACE_ACCOUNT_DELETION", "scope": "APPLICATION"}
NEW = {"Location": "https://api.ebay.com/commerce/notification/v1/destination/d-1"}


def notice(*lines):
    return RefundNotice("ref_1", Money(Decimal("4.90"), "USD"), CancelReason.CUSTOMER, lines, "sorry")


def tell_a_parcel(shop):
    return shop.fulfil(ORDER, ParcelNotice(TrackingInfo("YT 2632-4007", "YunExpress"), ((LINE, 1),)))


def keep_a_signing_key(shop):
    private = Ed25519PrivateKey.generate().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    shop.client.vault.put("signing_key", {"jwe": "jwe-1", "private": base64.b64encode(private).decode(), "ends": ""})


def refund_signed(shop):
    keep_a_signing_key(shop)
    shop._account.site = "EBAY_DE"
    shop.refund(ORDER, notice((LINE, Money(Decimal("4.90"), "USD"))))


FLOWS = {
    "connect": lambda shop: shop.connect(),
    "code": lambda shop: shop.accept_callback({"code": "v^1.1#i^1#code==", "state": "s"}, URL),
    "revoke": lambda shop: shop.client.access.new_app_token(),
    "orders": lambda shop: shop.orders_since(datetime(2026, 11, 20, tzinfo=UTC)),
    "order": lambda shop: shop.order(ORDER),
    "parcels": lambda shop: shop.fulfilments(ORDER),
    "fulfil": tell_a_parcel,
    "refunds": lambda shop: shop.refunds(ORDER),
    "refund of the order": lambda shop: shop.refund(ORDER, notice()),
    "refund of a line, signed": refund_signed,
    "disputes": lambda shop: shop.perform("list_disputes", {"states": ["action_needed", "open"]}),
    "dispute": lambda shop: shop.perform("read_dispute", {"dispute_id": "5000000001"}),
    "accept": lambda shop: shop.perform("accept_dispute", {"dispute_id": "5000000001"}),
    "contest": lambda shop: shop.perform("contest_dispute", {"dispute_id": "5000000001", "note": "delivered"}),
    "evidence": lambda shop: shop.perform(
        "add_dispute_evidence", {"dispute_id": "5000000001", "kind": "proof_of_delivery_as_file", "files": ["f-1"]}
    ),
    "file": lambda shop: shop.perform("upload_dispute_file", {"dispute_id": "5000000001", "content": PICTURE}),
    "notifications": lambda shop: shop.perform("notification_setup", {}),
    "webhooks": lambda shop: shop.set_webhooks(URL),
    "access": lambda shop: shop.perform("renew_access", {}),
    "limits": lambda shop: shop.limits(),
}


@pytest.fixture
def selling(judge, judged, settings):
    """One order, one dispute, and nothing set up for notifications."""
    settings.ALERT_EMAILS = ["staff@example.com"]
    judge.answers("getUser", {"userId": "UserId1", "username": "seller-1"})
    judge.answers("getOrders", {"orders": [order()], "total": 1})
    judge.answers("getOrder", order())
    judge.answers("getShippingFulfillments", {"fulfillments": [parcel()], "total": 1})
    judge.answers("createShippingFulfillment", {}, status=201, headers={"Location": "/x/shipping_fulfillment/YT2632"})
    judge.answers("issueRefund", {"refundId": "r-1", "refundStatus": "PENDING"})
    judge.answers("getPaymentDisputeSummaries", {"paymentDisputeSummaries": [dispute()], "total": 1})
    judge.answers("getPaymentDispute", dispute())
    judge.answers("getTopics", {"topics": [TOPIC, DELETION], "total": 2})
    judge.answers("getDestinations", {"destinations": [], "total": 0})
    judge.answers("getSubscriptions", {"subscriptions": [], "total": 0})
    judge.answers("getConfig", {"errors": [{"errorId": 195026}]}, status=404)
    for name in ("createDestination", "createSubscription"):
        judge.answers(name, {}, status=201, headers=NEW)
    return judged


@pytest.mark.parametrize("flow", FLOWS)
def test_every_call_of_a_flow_is_good(judge, selling, flow):
    FLOWS[flow](selling)
    assert judge.bad() == []
    assert judge.asked()


def test_setting_up_notifications_goes_in_ebay_s_order(judge, selling):
    setup = selling.set_webhooks(URL)
    writes = [name for name in judge.asked() if name in {"updateConfig", "createDestination", "createSubscription"}]
    assert writes == ["updateConfig", "createDestination", "createSubscription", "createSubscription"]
    assert set(setup.made) == {"ORDER_CONFIRMATION", "MARKETPLACE_ACCOUNT_DELETION"}
    assert judge.bad() == []


def test_the_next_page_is_asked_for_as_ebay_wrote_it(judge, judged):
    following = f"{judge.url}/sell/fulfillment/v1/order?filter=lastmodifieddate:%5B2026-11-20T00:00:00.000Z..%5D&limit=40&offset=40"
    judge.answers("getOrders", {"orders": [order()], "next": following, "total": 41}, times=1)
    judge.answers("getOrders", {"orders": [order("12-00001-00002")], "total": 41})
    first = judged.orders_since(datetime(2026, 11, 20, tzinfo=UTC))
    second = judged.orders_since(datetime(2026, 11, 20, tzinfo=UTC), first.cursor)
    assert ([one.remote_id for one in first.items], first.cursor[:6]) == ([ORDER], "order?")
    assert ([one.remote_id for one in second.items], second.cursor) == (["12-00001-00002"], "")
    assert judge.bad() == []


# Faults


def test_a_limit_that_is_reached_stops_the_call_for_as_long_as_ebay_says(judge, judged):
    judge.rule("getOrder", **refused(2001, 429), headers={"Retry-After": "600"})
    with pytest.raises(RateLimited) as limited:
        judged.order(ORDER)
    assert (limited.value.retry_after, limited.value.code) == (600.0, "2001")
    assert judge.asked() == ["getOrder"]


def test_trouble_of_ebay_s_is_waited_out_where_a_call_may_be_repeated(judge, selling):
    judge.reset()
    judge.rule("getOrder", **refused(30500, 500), times=2)
    judge.answers("getOrder", order())
    assert selling.order(ORDER).remote_id == ORDER
    assert judge.asked() == ["getOrder"] * 3


def test_trouble_that_does_not_end_is_the_partner_s(judge, judged):
    judge.rule("getOrder", **refused(30500, 500))
    with pytest.raises(PartnerDown):
        judged.order(ORDER)
    assert judge.asked() == ["getOrder"] * 3


@pytest.mark.parametrize("fault", [{"drop": True, "status": 200}, refused(34900, 500)], ids=["dropped", "500"])
def test_a_refund_without_a_clear_answer_is_never_sent_again(judge, judged, fault):
    judge.rule("issueRefund", **fault)
    with pytest.raises(OutcomeUnknown):
        judged.refund(ORDER, notice())
    assert judge.asked() == ["issueRefund"]


def test_a_parcel_whose_answer_was_dropped_is_looked_for_before_it_is_told_again(judge, selling):
    judge.reset()
    judge.answers("getOrder", order())
    judge.answers("getShippingFulfillments", {"fulfillments": [], "total": 0}, times=1)
    judge.rule("createShippingFulfillment", drop=True, status=201)
    judge.answers("getShippingFulfillments", {"fulfillments": [parcel("YT26324007")], "total": 1})
    with pytest.raises(OutcomeUnknown):
        tell_a_parcel(selling)
    assert tell_a_parcel(selling) == "YT26324007"
    assert judge.asked().count("createShippingFulfillment") == 1


def test_a_token_that_has_ended_is_renewed_once_and_the_call_repeated(judge, judged):
    judge.rule("getOrder", **refused(1001, 401), times=1)
    judge.answers("getOrder", order())
    assert judged.order(ORDER).remote_id == ORDER
    assert judge.asked()[0::2] == ["getOrder", "getOrder"]
    assert judge.bad() == []
