"""Each of eBay's error ids that the table knows, as it leaves the room."""

import pytest

from core.errors import AuthFailed, NotFound, OutcomeUnknown, PartnerDown, RateLimited
from marketplaces.adapters.ebay import errors
from marketplaces.adapters.ebay.client import Family
from marketplaces.adapters.ebay.errors import CODES, Problem, Refused, row_for, verdict_of
from tests.core.http import scripted_server as will
from tests.core.http.scripted_server import ScriptedServer
from tests.marketplaces.ebay.orders_of_ebay import ORDER, refused

KINDS = {
    AuthFailed: {"1001", "1002", "210005"},
    RateLimited: {"2001"},
    PartnerDown: {"2003", "20500", "20501", "25001", "25025", "30500", "33000", "34900", "35001", "140000", "195000", "210000", "105000"},
    NotFound: {"2002", "25702", "25710", "25713", "32100", "32110", "34913", "33001", "195001", "195002", "195013", "195022", "195026", "210002"},
    Refused: {"1100"},
}  # fmt: skip


def test_each_code_stands_in_the_table_once():
    listed = [code for codes in KINDS.values() for code in codes]
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(CODES)


@pytest.mark.parametrize(("kind", "code"), [(kind, code) for kind, codes in KINDS.items() for code in sorted(codes)])
def test_each_row(kind, code):
    row = row_for(400, [Problem(code, "no")])
    assert row.kind is kind
    assert row.meaning


@pytest.mark.parametrize("code", sorted(KINDS[PartnerDown] - {"25025"}))
def test_trouble_of_ebay_s_leaves_a_call_that_must_not_be_repeated_unknown(code):
    """Pitfall 8: 25001 and its like are transient."""
    row = row_for(500, [Problem(code, "no")])
    assert verdict_of(row, once=True) is OutcomeUnknown
    assert verdict_of(row, once=False) is PartnerDown


@pytest.mark.parametrize("code", ["215000", "215113", "215120", "215122"])
def test_a_signature_that_is_not_accepted_is_a_refusal(code):
    """Pitfall 10."""
    problems = [Problem(code, "no")]
    assert row_for(403, problems).kind is Refused
    assert errors.wants_signature(problems)
    assert not errors.wants_signature([Problem("215123", "no")])


def test_an_id_that_is_not_in_the_table_is_a_refusal_and_trouble_without_one_is_left_to_the_status():
    assert row_for(400, [Problem("25604", "Input error")]).kind is Refused
    assert row_for(500, []) is None


@pytest.fixture
def server(settings):
    settings.PARTNER_RETRY_BASE_SECONDS = 0.01
    with ScriptedServer() as server:
        settings.EBAY_API_URL = settings.EBAY_APIZ_URL = server.url
        yield server


@pytest.fixture
def client(server, make_account, open_shop, naps):
    return open_shop(make_account()).client


def told(number, status=400, **parameters):
    words = refused(number, status, **parameters)
    return will.answer(words["status"], words["body"], x_ebay_c_request_id="ri-1")


def test_a_refusal_keeps_all_that_ebay_said(server, client):
    """Pitfall 5: the id of the offer that exists is in the parameters."""
    server.will(told(25002, offerId="8200000011"))
    with pytest.raises(Refused) as refusal:
        client.send("POST", Family.INVENTORY, "offer", lambda given: given, operation="createOffer", body={}, repeatable=False)  # fmt: skip
    assert refusal.value.parameter("25002", "offerId") == "8200000011"
    assert (refusal.value.code, refusal.value.request_id, refusal.value.status) == ("25002", "ri-1", 400)


def test_a_page_in_html_from_the_edge_is_judged_by_its_status(server, client):
    server.will(will.answer(404, b"<html>gone</html>", content_type="text/html"))
    with pytest.raises(NotFound):
        client.get(Family.ORDERS, f"order/{ORDER}", lambda given: given, operation="getOrder")


def test_a_token_that_is_refused_again_after_its_renewal_is_given_up(server, client):
    token = {"access_token": "access-2", "expires_in": 7200, "token_type": "User Access Token"}
    server.will(told(1001, 401), will.answer(200, token), told(1001, 401))
    with pytest.raises(AuthFailed):
        client.get(Family.ORDERS, f"order/{ORDER}", lambda given: given, operation="getOrder")
    assert [received.method for received in server.received] == ["GET", "POST", "GET"]


def test_a_day_s_calls_that_are_used_up_stop_this_family_alone(server, client):
    server.will(told(2001, 429), will.answer(200, {"userId": "u-1"}))
    with pytest.raises(RateLimited) as limited:
        client.get(Family.ORDERS, f"order/{ORDER}", lambda given: given, operation="getOrder")
    assert limited.value.retry_after == errors.LIMIT_SECONDS
    with pytest.raises(RateLimited):
        client.get(Family.ORDERS, f"order/{ORDER}", lambda given: given, operation="getOrder")
    assert len(server.received) == 1
    assert client.get(Family.IDENTITY, "user/", lambda given: given.body, operation="getUser") == {"userId": "u-1"}
    assert len(server.received) == 2


def test_a_value_in_a_path_cannot_leave_its_place(server, client):
    from marketplaces.adapters.ebay.values import path_of  # noqa: PLC0415 - for this alone

    server.will(will.answer(200, {}))
    client.get(
        Family.INVENTORY, path_of("inventory_item", "A/B #1?x"), lambda given: given, operation="getInventoryItem"
    )
    assert server.received[0].target == "/sell/inventory/v1/inventory_item/A%2FB%20%231%3Fx"
