"""Parcels, refunds and disputes at a look-alike that keeps eBay's rules."""

import base64
from decimal import Decimal

import pytest

from core.errors import NotFound, OutcomeUnknown, Rejected
from core.money import Money
from marketplaces.adapters.ebay.carriers import carrier_code, tracking_number
from marketplaces.interface import CancelReason, ParcelNotice, RefundNotice
from marketplaces.models import MarketplaceAccount
from tests.marketplaces.contract.stage import SKU


@pytest.fixture
def order_id(stage):
    return stage.buyer_orders({SKU: 2})


def line_of(shop, order_id):
    return shop.order(order_id).lines[0].line_id


def euros(amount):
    return Money(Decimal(amount), "EUR")


def notice(amount="4.90", *lines):
    return RefundNotice("ref_1", euros(amount), CancelReason.CUSTOMER, lines)


# Parcels


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("yun express", "YunExpress"),
        ("YunTu", "YunExpress"),
        ("China Post Registered", "ChinaPost"),
        ("DHL Express", "DHL"),
        ("La Poste Colissimo", "Colissimo"),
        ("USPS", "USPS"),
        ("Some-Other Carrier", "SomeOtherCarrier"),
        ("", ""),
    ],
)
def test_a_carrier_in_a_supplier_s_words_becomes_ebay_s_code(words, code):
    assert carrier_code(words) == code


def test_a_tracking_number_is_letters_and_digits_only(shop, simulator, order_id):
    """32300 for spaces and hyphens."""
    assert tracking_number(" LX 123-456 789 CN ") == "LX123456789CN"
    parcel = ParcelNotice(shop.carrier_words("China Post", "LX 123-456 789 CN"), ((line_of(shop, order_id), 1),))
    shop.fulfil(order_id, parcel)
    assert [one.tracking for one in simulator.fulfilments[order_id]] == ["LX123456789CN"]


def test_a_parcel_that_is_told_twice_is_there_once(shop, simulator, order_id):
    parcel = ParcelNotice(shop.carrier_words("YunExpress", "YT1"), ((line_of(shop, order_id), 1),))
    assert shop.fulfil(order_id, parcel) == shop.fulfil(order_id, parcel)
    assert simulator.counts()["createShippingFulfillment"] == 1


def test_a_line_that_is_named_twice_is_told_once_with_both_counts(shop, simulator, order_id):
    """32210 for a duplicate line."""
    line = line_of(shop, order_id)
    shop.fulfil(order_id, ParcelNotice(shop.carrier_words("YunExpress", "YT1"), ((line, 1), (line, 1))))
    assert simulator.fulfilments[order_id][0].quantities == {line: 2}


# Refunds


def test_a_refund_of_the_order_and_one_of_a_line(shop, simulator, order_id):
    line = line_of(shop, order_id)
    first = shop.refund(order_id, notice("1.00"))
    second = shop.refund(order_id, notice("4.90", (line, euros("4.90"))))
    assert (first.state, second.state) == ("done", "done")
    assert [(each.amount, each.state) for each in shop.refunds(order_id)] == [
        (euros("1.00"), "done"),
        (euros("4.90"), "done"),
    ]


def test_a_seller_of_the_eu_signs_with_a_key_that_is_made_once(stage, shop, simulator, order_id):
    stage.simulator.set_rule("eu_seller", value=True)
    shop.refund(order_id, notice("1.00"))
    shop.refund(order_id, notice("1.00"))
    assert simulator.counts()["createSigningKey"] == 1
    assert len(simulator.refunds[order_id]) == 2


def test_the_private_half_of_the_key_is_kept_encrypted(stage, shop, order_id):
    stage.simulator.set_rule("eu_seller", value=True)
    shop.refund(order_id, notice("1.00"))
    private = shop.client.vault.get("signing_key")["private"]
    assert private
    [raw] = MarketplaceAccount.objects.extra(select={"raw": "partner_secrets"}).values_list("raw", flat=True)
    assert private not in raw


def test_a_seller_elsewhere_signs_as_soon_as_ebay_asks_for_it(stage, shop, simulator, order_id):
    """Refused unsigned, before anything was done."""
    stage.simulator.set_rule("eu_seller", value=True)
    shop._account.site = "EBAY_US"
    shop.refund(order_id, notice("1.00"))
    assert (simulator.counts()["createSigningKey"], len(simulator.refunds[order_id])) == (1, 1)


def test_a_refund_whose_answer_was_lost_is_found_and_not_sent_again(shop, simulator, order_id):
    simulator.add_fault("lost@issueRefundx1")
    with pytest.raises(OutcomeUnknown):
        shop.refund(order_id, notice("1.00"))
    assert [each.amount for each in shop.refunds(order_id)] == [euros("1.00")]
    assert simulator.counts()["issueRefund"] == 1


def test_more_than_was_paid_is_refused(shop, order_id):
    with pytest.raises(Rejected) as refusal:
        shop.refund(order_id, notice("999.00"))
    assert refusal.value.code == "34915"


# Disputes


@pytest.fixture
def dispute_id(simulator, order_id):
    return simulator.open_dispute(order_id).number


def test_disputes_that_are_open_are_listed_in_our_words(shop, order_id, dispute_id):
    [found] = shop.perform("list_disputes", {"states": ["action_needed", "open"]})["disputes"]
    assert (found["dispute_id"], found["order_id"], found["state"]) == (dispute_id, order_id, "action_needed")
    assert found["answer_by"] > found["opened_at"]


def test_a_dispute_is_accepted_once_however_often_that_is_asked(shop, simulator, dispute_id):
    for _ in range(2):
        assert shop.perform("accept_dispute", {"dispute_id": dispute_id})["answer"] == "accepted"
    assert simulator.counts()["acceptPaymentDispute"] == 1


@pytest.fixture
def proof(shop, dispute_id):
    """A picture that was added as evidence: without one nothing is contested."""
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 64).decode()
    number = shop.perform("upload_dispute_file", {"dispute_id": dispute_id, "content": picture})["file_id"]
    given = {"dispute_id": dispute_id, "kind": "proof_of_delivery_as_file", "files": [number]}
    return given, shop.perform("add_dispute_evidence", given)


@pytest.mark.usefixtures("proof")
def test_an_answer_to_a_state_that_has_changed_is_given_again_to_the_new_one(shop, simulator, dispute_id):
    """33011: the revision is stale."""
    simulator.add_fault("code=33011@contestPaymentDisputex1")
    assert shop.perform("contest_dispute", {"dispute_id": dispute_id, "note": "sent"})["answer"] == "contested"


def test_the_other_answer_is_refused_before_a_call(shop, simulator, dispute_id):
    shop.perform("accept_dispute", {"dispute_id": dispute_id})
    with pytest.raises(Rejected) as refusal:
        shop.perform("contest_dispute", {"dispute_id": dispute_id, "note": ""})
    assert refusal.value.code == "dispute_answered"
    assert simulator.counts()["contestPaymentDispute"] == 0


def test_a_picture_is_uploaded_and_added_as_evidence_once(shop, simulator, proof):
    given, added = proof
    assert shop.perform("add_dispute_evidence", given) == added
    assert simulator.counts()["addEvidence"] == 1


def test_what_is_no_picture_is_refused_before_a_call(shop, simulator, dispute_id):
    with pytest.raises(Rejected):
        shop.perform("upload_dispute_file", {"dispute_id": dispute_id, "content": base64.b64encode(b"%PDF").decode()})
    assert simulator.counts()["uploadEvidenceFile"] == 0


def test_a_dispute_that_is_not_there_is_not_found(shop):
    with pytest.raises(NotFound):
        shop.perform("read_dispute", {"dispute_id": "1"})
