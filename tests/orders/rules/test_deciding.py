"""Who delivers what, for any lines and offers: nothing is promised that is not there, and every offer has its reason."""

from collections import defaultdict
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.money import Money
from orders.rules.routing import Candidate, Freight, Wanted, decide

ANY = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])  # on a loaded machine
RATES = {("USD", "EUR"): Decimal("0.9"), ("EUR", "USD"): 1 / Decimal("0.9")}


def usd(amount: str | int) -> Money:
    return Money(Decimal(amount), "USD")


def candidate(line: int, offer: int, available: int, *, rank: int = 1, **values) -> Candidate:
    defaults = {
        "account_id": offer, "supplier": "s", "variant_id": f"v{offer}", "unit_cost": usd(4),
        "freight": Freight("POST", usd(3), 7, 12),
    }  # fmt: skip
    return Candidate(line_id=line, offer_id=offer, rank=rank, available=available, **{**defaults, **values})


@st.composite
def fields(draw):
    """Up to three lines of up to two products, each product with up to three offers."""
    wanted = [
        Wanted(number, draw(st.integers(1, 2)), draw(st.integers(1, 5)))
        for number in range(1, draw(st.integers(1, 3)) + 1)
    ]
    offers = {
        product: [
            {
                "offer": product * 10 + number,
                "available": draw(st.integers(0, 6)),
                "rank": draw(st.integers(1, 3)),
                "account_id": draw(st.integers(1, 2)),
                "problem": draw(st.sampled_from(["", "", "stale", "changed", "not_sent_there"])),
                "unit_cost": draw(
                    st.sampled_from([usd(4), usd(9), Money(Decimal(4), "EUR"), Money(Decimal(4), "CNY")])
                ),
            }
            for number in range(draw(st.integers(0, 3)))
        ]
        for product in (1, 2)
    }
    candidates = [candidate(line.line_id, **offer) for line in wanted for offer in offers[line.product_id]]
    return wanted, candidates


@ANY
@given(fields())
def test_a_line_gets_all_it_wants_or_nothing_and_a_verdict(field):
    wanted, candidates = field
    decision = decide(wanted, candidates, "EUR", RATES)

    for line in decision.lines:
        units = sum(take.quantity for take in line.takes)
        assert units == (0 if line.verdict else line.wanted.quantity)
        assert all(take.quantity > 0 for take in line.takes)


@ANY
@given(fields())
def test_no_offer_gives_more_than_it_has_and_none_with_a_problem_gives_anything(field):
    wanted, candidates = field
    given_away: dict[int, int] = defaultdict(int)
    has = {each.offer_id: each.available for each in candidates}

    for line in decide(wanted, candidates, "EUR", RATES).lines:
        for take in line.takes:
            given_away[take.candidate.offer_id] += take.quantity
            assert not take.candidate.problem
            assert take.candidate.unit_cost is None or take.candidate.unit_cost.currency != "CNY"
    assert all(units <= has[offer] for offer, units in given_away.items())


@ANY
@given(fields())
def test_every_candidate_is_kept_with_a_reason_and_the_chosen_ones_are_those_taken(field):
    wanted, candidates = field

    for line in decide(wanted, candidates, "EUR", RATES).lines:
        of_line = [each.offer_id for each in candidates if each.line_id == line.wanted.line_id]
        assert sorted(each.candidate.offer_id for each in line.judged) == sorted(of_line)
        assert all(each.reason for each in line.judged)
        chosen = {each.candidate.offer_id for each in line.judged if each.reason in ("chosen", "chosen_in_part")}
        assert chosen == {take.candidate.offer_id for take in line.takes}


@ANY
@given(fields())
def test_a_line_is_split_only_where_no_offer_has_it_all(field):
    wanted, candidates = field

    for line in decide(wanted, candidates, "EUR", RATES).lines:
        if len(line.takes) > 1:
            usable = [
                each for each in line.judged if each.reason in ("chosen", "chosen_in_part", "ranked_lower", "too_few")
            ]
            assert all(each.candidate.available < line.wanted.quantity for each in usable)


@ANY
@given(fields())
def test_a_part_is_one_account_and_one_currency_and_holds_each_take_once(field):
    wanted, candidates = field
    decision = decide(wanted, candidates, "EUR", RATES)

    taken = [take for line in decision.lines for take in line.takes]
    grouped = [take for part in decision.parts for take in part.takes]
    assert sorted(map(id, taken)) == sorted(map(id, grouped))
    for part in decision.parts:
        assert {take.candidate.account_id for take in part.takes} == {part.account_id}
        assert {take.candidate.unit_cost.currency for take in part.takes} == {part.currency}


def test_rank_goes_before_cost_and_of_equal_ranks_the_cheaper_landed_cost_before_fewer_days():
    line = [Wanted(1, 1, 1)]
    dear, cheap = candidate(1, 1, 9, unit_cost=usd(9)), candidate(1, 2, 9, rank=2)
    assert decide(line, [cheap, dear], "EUR", RATES).lines[0].takes[0].candidate == dear

    same_rank = candidate(1, 3, 9, unit_cost=usd(8))
    assert decide(line, [dear, same_rank], "EUR", RATES).lines[0].takes[0].candidate == same_rank

    quick = candidate(1, 4, 9, unit_cost=usd(8), freight=Freight("AIR", usd(3), 2, 5))
    assert decide(line, [same_rank, quick], "EUR", RATES).lines[0].takes[0].candidate == quick


def test_the_landed_cost_is_in_the_orders_currency_for_all_that_is_wanted():
    (judged,) = decide([Wanted(1, 1, 3)], [candidate(1, 1, 9, ratio=2)], "EUR", RATES).lines[0].judged

    assert judged.landed == Money(Decimal("24.30"), "EUR")  # (3 x 2 x 4 $ + 3 $) x 0.9


def test_the_verdict_names_what_is_nearest_to_being_mended():
    def verdict(*problems: str) -> str:
        offers = [candidate(1, number, 9, problem=problem) for number, problem in enumerate(problems, start=1)]
        return decide([Wanted(1, 1, 1)], offers, "EUR", RATES).lines[0].verdict

    assert verdict() == "no_offer"
    assert verdict("changed", "disabled") == "no_offer"
    assert verdict("changed", "stale") == "stale_offers"
    assert verdict("stale", "no_stock") == "no_stock"
    assert verdict("no_stock", "not_sent_there") == "not_sent_there"
