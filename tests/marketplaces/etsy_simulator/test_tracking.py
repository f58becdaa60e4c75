"""Telling of a parcel: each success writes to the buyer; who may not, and what is refused."""

import pytest


def path(receipt):
    return f"/shops/52300001/receipts/{receipt}/tracking"


def mails(lab):
    return [(mail.to, mail.code) for mail in lab.simulator.shop.books.mails]


def test_each_success_writes_to_the_buyer_and_adds_a_shipment(lab):
    receipt = lab.order()
    one = lab.track(receipt, tracking_code="LP1", carrier_name="la-poste-colissimo", note_to_buyer="On its way")
    assert (one["status"], one["is_shipped"]) == ("completed", True)
    again = lab.track(receipt, tracking_code="LP1", carrier_name="la-poste-colissimo")
    assert [row["tracking_code"] for row in again["shipments"]] == ["LP1", "LP1"]
    assert mails(lab) == [("buyer", "LP1"), ("buyer", "LP1")]


def test_the_seller_is_written_to_where_that_was_asked_for(lab):
    lab.track(lab.order(), send_bcc=True)
    assert [to for to, _ in mails(lab)] == ["buyer", "seller"]


def test_without_code_and_carrier_it_is_marked_as_shipped_and_no_more(lab):
    one = lab.ok("POST", path(lab.order()), json={})
    assert (one["is_shipped"], one["shipments"]) == (True, [])
    assert mails(lab) == [("buyer", "")]


def test_where_the_partner_programme_applies_it_is_a_403(lab):
    lab.steer("rules?tracking_allowed=0")
    receipt = lab.order()
    body = lab.call("POST", path(receipt), json={"tracking_code": "LP1", "carrier_name": "other"})
    assert (lab.last.status_code, body) == (403, {"error": "Unauthorized"})
    assert mails(lab) == []
    lab.ok("GET", f"/shops/52300001/receipts/{receipt}")


def test_an_unknown_carrier_is_refused_and_other_carries_the_code(lab):
    receipt = lab.order()
    given = {"tracking_code": "X1", "carrier_name": "Pigeon Express"}
    text = lab.refused(400, "POST", path(receipt), json=given)
    assert text == "carrier_name 'Pigeon Express' is not supported; use 'other'"
    lab.track(receipt, tracking_code="X1", carrier_name="other")


@pytest.mark.parametrize(
    "carrier", ["deutsche-post", "correos-spain", "chronopost", "la-poste", "Royal Mail", "yunexpress"]
)
def test_a_carriers_name_is_spelled_as_in_the_guide(lab, carrier):
    given = {"tracking_code": "X1", "carrier_name": carrier}
    assert "is not supported" in lab.refused(400, "POST", path(lab.order()), json=given)


@pytest.mark.parametrize("carrier", ["deutsch-post", "spain-correos-es", "chronopost-france", "royal-mail", "USPS"])
def test_names_of_the_guide_carry_their_code(lab, carrier):
    one = lab.track(lab.order(), tracking_code="X1", carrier_name=carrier)
    assert [(row["carrier_name"], row["tracking_code"]) for row in one["shipments"]] == [(carrier, "X1")]


def test_an_unknown_carrier_may_be_taken_with_200_and_lost(lab):
    lab.steer("rules?unknown_carrier=dropped")
    one = lab.track(lab.order(), tracking_code="X1", carrier_name="Pigeon Express")
    assert (one["is_shipped"], one["shipments"]) == (True, [])


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"tracking_code": 9_400_111_899_223_100_000_000}, "Expected string value for 'tracking_code'"),
        ({"tracking_code": "LP1"}, "tracking_code and carrier_name must be provided together"),
        ({"send_bcc": "true"}, "Expected bool value for 'send_bcc'"),
    ],
)
def test_a_body_that_cannot_stand(lab, body, text):
    assert lab.refused(400, "POST", path(lab.order()), json=body) == text


def test_what_is_not_paid_or_canceled_cannot_be_sent(lab):
    given = {"tracking_code": "LP1", "carrier_name": "other"}
    assert lab.refused(400, "POST", path(lab.order(paid=False)), json=given) == "The receipt is not paid"
    gone = lab.order()
    lab.steer(f"cancel?receipt={gone}")
    lab.refused(409, "POST", path(gone), json=given)
    lab.refused(404, "POST", path(7), json=given)


def test_within_the_united_states_and_to_india_there_must_be_a_code(lab):
    india = lab.order(address={"country_iso": "IN"})
    assert lab.refused(400, "POST", path(india), json={}) == "A tracking number is required"
    lab.simulator.shop.country = "US"
    assert lab.refused(400, "POST", path(lab.order(address={"country_iso": "US"})), json={}) == (
        "A tracking number is required"
    )
    lab.ok("POST", path(lab.order(address={"country_iso": "FR"})), json={})
