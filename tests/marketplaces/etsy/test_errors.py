"""What Etsy's refusals mean: each row of the tables (pitfall 13 among them)."""

import pytest

from core.errors import AuthFailed, BadPayload, NotFound, OutcomeUnknown, PartnerDown, RateLimited, Rejected
from marketplaces.adapters.etsy.errors import STATUSES, WORDS, row_of
from tests.core.http import scripted_server as will
from tests.marketplaces.etsy.shapes import receipt


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Rejected),
        (403, Rejected),
        (404, NotFound),
        (409, Rejected),
        (413, Rejected),
        (415, Rejected),
        (418, Rejected),
        (422, Rejected),
    ],
)
def test_a_status_is_an_error_that_says_what_to_do(at_wire, wire, status, kind):
    wire.will(will.answer(status, {"error": "because"}))
    with pytest.raises(kind, match="because") as refusal:
        at_wire.order("1")
    assert (refusal.value.status, len(wire.received)) == (status, 1)


def test_the_tables_hold_no_row_that_another_hides():
    assert {row_of(status, "") for status in STATUSES} == set(STATUSES.values())
    assert [row_of(status, f"{start.upper()} more") for status, start, _row in WORDS] == [row for *_, row in WORDS]
    assert row_of(500, "") is None


def test_fields_that_were_refused_are_named(at_wire, wire):
    """13: a list at the top of the answer"""
    rows = [
        {"path": "title", "type": "invalid", "message": "has bad characters"},
        {"path": "tags", "type": "invalid", "message": "too many"},
    ]
    wire.will(will.answer(400, rows))
    with pytest.raises(Rejected, match="title: has bad characters; tags: too many"):
        at_wire.order("1")


def test_a_page_in_html_is_no_words_of_etsy(at_wire, wire):
    wire.will(*[will.answer(502, b"<html>Bad gateway</html>")] * 3)
    with pytest.raises(PartnerDown):
        at_wire.order("1")


def test_the_name_of_the_call_for_etsy_s_support_is_kept(at_wire, wire):
    wire.will(will.answer(400, {"error": "no"}, x_etsy_request_uuid="abc-123"))
    with pytest.raises(Rejected) as refusal:
        at_wire.order("1")
    assert refusal.value.request_id == "abc-123"


def test_too_many_calls_wait_as_long_as_etsy_says(at_wire, wire, naps):
    wire.will(will.answer(429, {"error": "QPS"}, retry_after="2"), will.answer(200, receipt()))
    assert at_wire.order("987654321").remote_id == "987654321"
    assert 2.0 in naps


def test_what_must_go_out_once_is_sent_again_after_it_was_refused_as_one_too_many(at_wire, wire, naps):
    made = {"listing_id": 7, "state": "draft"}
    wire.will(will.answer(429, {"error": "QPS"}, retry_after="1"), will.answer(201, made))
    client = at_wire.client
    assert client.form("POST", "shops/1/listings", "createDraftListing", {"title": "x"}, dict, repeatable=False) == made


def test_what_must_go_out_once_and_got_an_error_of_etsy_s_is_not_known(at_wire, wire):
    wire.will(will.answer(500, {"error": "oops"}))
    with pytest.raises(OutcomeUnknown):
        at_wire.client.form("POST", "shops/1/listings", "createDraftListing", {"title": "x"}, dict, repeatable=False)
    assert len(wire.received) == 1


def test_an_expired_token_is_renewed_and_the_call_sent_again_once(at_wire, wire):
    refused = will.answer(401, {"error": "invalid_token", "error_description": "access token is expired"})
    new = will.answer(200, {"access_token": "912345678.a2", "expires_in": 3600, "refresh_token": "912345678.r2"})
    wire.will(refused, new, refused)
    with pytest.raises(AuthFailed) as refusal:
        at_wire.order("1")
    assert (refusal.value.code, len(wire.received)) == ("token_refused", 3)


def test_an_answer_without_what_was_asked_is_not_understood(at_wire, wire):
    wire.will(*[will.answer(200, receipt(is_paid=None))])
    with pytest.raises(BadPayload, match="is_paid is neither true nor false"):
        at_wire.order("1")


def test_a_limit_without_a_word_is_still_a_limit(at_wire, wire, naps):
    wire.will(will.answer(429, b""))
    with pytest.raises(RateLimited):
        at_wire.order("1")
