"""Every error code of CJ's manual, what becomes of it, and what becomes of one that is not in the manual."""

import pytest

from core.errors import AuthFailed, NotFound, OutcomeUnknown, PartnerDown, RateLimited, Rejected, TimedOut, Unsupported
from suppliers.adapters.cj.errors import CODES, AllowanceSpent, error_for, window_seconds
from tests.suppliers.cj.conftest import refusal
from tests.suppliers.cj.orders import order_request

READ = {
    PartnerDown: ["1600000"],
    TimedOut: ["1600301"],
    RateLimited: ["1600200"],
    AllowanceSpent: ["1600201", "16900500"],
    Unsupported: ["1600101"],
    AuthFailed: [
        *("1600001", "1600002", "1600003", "1600004", "1600005", "1600006", "1600007", "1600008"),
        *("1600031", "1601000"),
    ],
    NotFound: ["1602000", "1602001", "1602002", "1602003", "1603100"],
    Rejected: [
        *("1600009", "1600010", "1600011", "1600012", "1600013", "1600030", "1600100", "1600300"),
        *("1602004", "1603000", "1603001", "1603002", "1603003", "1603101", "1603102", "1604000", "1604001"),
        *("1605000", "1605001", "1605002", "1606000", "1606001", "1607000", "1607001", "1607002", "1607003"),
        *("1606010", "1606011", "1606012", "1606013", "1607004", "1607006", "1607007", "1607008", "1607009", "1607010"),
        *("16070002", "16900202", "16900203", "16900204", "16900205", "16900403", "8002"),
        *(str(code) for code in range(1609000, 1609017)),
        *(str(code) for code in range(2001, 2019)),
        *("803", "811", "818", "819", "820", "821"),
    ],
}
MEANT = {code: kind for kind, codes in READ.items() for code in codes}
UNCLEAR = {"1600000", "1600301", "1603000"}


def test_the_table_and_this_list_name_the_same_codes():
    assert set(CODES) == set(MEANT)


@pytest.mark.parametrize("code", sorted(MEANT))
def test_a_code_in_the_answer_to_a_read_means_its_error(code):
    kind, words = error_for(code, once=False)
    assert kind is MEANT[code]
    assert words


@pytest.mark.parametrize("code", sorted(MEANT))
def test_a_code_in_the_answer_to_a_purchase_is_clear_or_the_outcome_is_unknown(code):
    assert error_for(code, once=True)[0] is (OutcomeUnknown if code in UNCLEAR else MEANT[code])


@pytest.mark.parametrize("code", [code for code in sorted(MEANT) if MEANT[code] is Rejected and code != "1600300"])
def test_a_refusal_keeps_cjs_code_and_words_and_is_not_tried_again(wire, cj, code):
    wire.says(refusal(int(code), "said by CJ"))
    with pytest.raises(Rejected) as raised:
        cj.balance()
    assert (raised.value.code, raised.value.request_id, raised.value.status) == (code, "r-9", 200)
    assert "said by CJ" in raised.value.message
    assert len(wire.calls) == 1


def test_an_unknown_code_is_a_refusal_kept_as_it_came(wire, cj):
    wire.says(refusal(1699999, "Something of 2027"))
    with pytest.raises(Rejected) as raised:
        cj.product("1")
    assert (raised.value.code, raised.value.message) == ("1699999", "Something of 2027")


def test_a_code_given_as_text_is_the_same_code(wire, cj):
    wire.says(refusal("1602002", "Product has been removed"))
    with pytest.raises(NotFound) as raised:
        cj.product("1")
    assert raised.value.code == "1602002"


def test_busy_is_tried_three_times_when_reading(wire, cj):
    wire.says(refusal(1600000, "System busy"))
    with pytest.raises(PartnerDown) as raised:
        cj.product("1")
    assert raised.value.code == "1600000"
    assert len(wire.calls) == 3


def test_busy_is_over_at_the_second_try(wire, cj):
    wire.says(refusal(1600000, "System busy"), {"amount": 7, "freezeAmount": 0})
    assert str(cj.balance().available) == "7.00 USD"


@pytest.mark.parametrize("code", sorted(UNCLEAR))
def test_an_unclear_answer_to_an_order_is_never_sent_again(wire, cj, code):
    """Pitfall 14."""
    wire.says(refusal(int(code), "System busy"))
    with pytest.raises(OutcomeUnknown) as raised:
        cj.create_order(order_request())
    assert raised.value.code == code
    assert wire.calls == ["POST shopping/order/createOrderV2"]


def test_a_route_that_does_not_exist_is_a_fault_of_ours(wire, cj):
    wire.says(refusal(1600101, "Interface not found"))
    with pytest.raises(Unsupported):
        cj.balance()
    assert len(wire.calls) == 1


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("Too Many Requests, QPS limit is 1 time/300 second", 300),
        ("Too Many Requests, QPS limit is 1 time/1second", 1),
        ("limit is 5 times / 60 s", 60),
        ("Too many requests", 1),
        ("QPS limit is 1 time/0second", 1),
    ],
)
def test_how_long_to_wait_is_read_from_the_words(words, seconds):
    assert window_seconds(words) == seconds
