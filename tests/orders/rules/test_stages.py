"""Each order is in exactly one stage, for exactly one reason, whatever its facts."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orders.models.order import OrderStage, Payment
from orders.models.purchases import PurchaseState
from orders.rules.stages import (
    AT_THE_SUPPLIER,
    CAN_BE_SETTLED,
    REASONS,
    VERDICTS,
    LineFacts,
    OrderFacts,
    PartFacts,
    address_reason,
    stage_of,
)

ANY = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])  # on a loaded machine
LINES = st.builds(
    LineFacts,
    owed=st.integers(0, 4),
    is_mapped=st.booleans(),
    elsewhere=st.integers(0, 4),
    live=st.integers(0, 5),
    sent_for=st.integers(0, 5),
    verdict=st.sampled_from(["", *VERDICTS]),
    dead_as=st.sampled_from(["", "purchase_rejected", "supplier_cancelled"]),
)
PARTS = st.builds(
    PartFacts, state=st.sampled_from(PurchaseState.values), reason=st.sampled_from(["", "below_floor", "price_drift"])
)
FACTS = st.builds(
    OrderFacts,
    payment=st.sampled_from(Payment.values),
    lines=st.lists(LINES, max_size=4).map(tuple),
    parts=st.lists(PARTS, max_size=4).map(tuple),
    all_lines=st.integers(0, 4),
    is_read=st.booleans(),
    is_test=st.booleans(),
    is_held=st.booleans(),
    cancelled_by=st.sampled_from(["", "shop", "staff"]),
    shop_buys=st.booleans(),
    has_address=st.booleans(),
    address_problems=st.lists(st.sampled_from(["city", "phone"]), max_size=2).map(tuple),
    lacks_personal_data=st.booleans(),
    write_backs_refused=st.integers(0, 2),
    settled=st.frozensets(st.sampled_from(sorted(CAN_BE_SETTLED))),
)


@ANY
@given(FACTS)
def test_every_combination_of_facts_gives_one_stage_and_a_reason_of_that_stage(facts):
    stage, reason, values = stage_of(facts)

    assert stage in OrderStage.values
    assert reason in REASONS[stage]
    assert stage_of(facts) == (stage, reason, values)


@ANY
@given(FACTS)
def test_a_purchase_whose_outcome_is_not_known_is_always_shown_first(facts):
    if any(part.state == "unknown" for part in facts.parts):
        assert stage_of(facts)[:2] == ("needs_attention", "purchase_unknown")


@ANY
@given(FACTS)
def test_what_may_not_be_bought_is_never_on_its_way_to_being_bought(facts):
    stage, reason, _ = stage_of(facts)

    if (stage, reason) in {("to_approve", ""), ("under_way", "being_routed")}:
        assert facts.may_be_bought
        assert not address_reason(facts)


@ANY
@given(FACTS)
def test_a_cancelled_order_is_cancelled_or_shows_what_was_bought_for_it(facts):
    if facts.cancelled_by and facts.is_read:
        stage, reason, _ = stage_of(facts)
        assert stage == "cancelled" or (
            stage == "needs_attention" and any(p.state in AT_THE_SUPPLIER for p in facts.parts)
        )
        assert reason


@ANY
@given(FACTS)
def test_delivered_is_said_only_when_nothing_is_left_open(facts):
    if stage_of(facts)[0] == "delivered":
        assert all(part.state == "delivered" for part in facts.living)
        assert not any(line.open for line in facts.lines)


def facts(*parts: str, **values) -> OrderFacts:
    """A paid, mapped, addressed order of two units, both in purchases."""
    line = LineFacts(owed=2, is_mapped=True, live=2, sent_for=0)
    return OrderFacts(**{
        "payment": "paid", "lines": (line,), "all_lines": 1, "parts": tuple(PartFacts(part) for part in parts), **values,
    })  # fmt: skip


def test_the_stages_in_the_order_of_a_good_life():
    steps = ["draft", "ready", "sending", "placed", "pay_ready", "pay_sending", "paid", "partly_shipped", "shipped"]

    assert [stage_of(facts(step))[:2] for step in [*steps, "delivered"]] == [
        ("to_approve", ""), ("under_way", "being_sent"), ("under_way", "being_sent"), ("to_pay", ""),
        ("under_way", "being_paid"), ("under_way", "being_paid"), ("placed", ""), ("partly_shipped", ""),
        ("shipped", ""), ("delivered", ""),
    ]  # fmt: skip


def test_the_part_that_needs_a_hand_speaks_for_all():
    assert stage_of(facts("shipped", "paid"))[0] == "partly_shipped"
    assert stage_of(facts("shipped", "placed"))[0] == "to_pay"
    assert stage_of(facts("shipped", "draft"))[0] == "to_approve"
    assert stage_of(facts("draft", "held"))[:2] == ("needs_attention", "purchase_held")
    assert stage_of(facts("held", "pay_rejected"))[:2] == ("needs_attention", "payment_rejected")


def test_a_problem_that_staff_accepted_is_no_reason_any_more():
    gone = facts("paid", cancelled_by="shop")

    assert stage_of(gone)[:2] == ("needs_attention", "cancelled_after_purchase")
    assert stage_of(facts("paid", cancelled_by="shop", settled=frozenset({"cancelled_after_purchase"})))[:2] == (
        "cancelled", "cancelled_at_shop",
    )  # fmt: skip
    assert stage_of(facts("delivered", payment="refunded"))[:2] == ("cancelled", "refunded")
