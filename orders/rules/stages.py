"""Where an order stands, worked out from its facts. Pure: every combination gives exactly one stage and one reason.

What needs a hand comes first, and money before all: a purchase whose outcome is not known is shown even on an order
that staff have put aside. A part that waits holds up no other part; the stage only says what to look at first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

NEEDS_ATTENTION = "needs_attention"
AWAITING_MAPPING = "awaiting_mapping"
ON_HOLD = "on_hold"
UNDER_WAY = "under_way"
TO_APPROVE = "to_approve"
TO_PAY = "to_pay"
PLACED = "placed"
PARTLY_SHIPPED = "partly_shipped"
SHIPPED = "shipped"
DELIVERED = "delivered"
CANCELLED = "cancelled"

PAID_FOR = frozenset({"paid", "partly_refunded"})
REFUNDED = "refunded"

# States of supplier orders, by what they mean for the units in them.
DEAD = frozenset({"rejected", "cancelled"})  # their units are to be bought anew
NOT_SENT = frozenset({"draft", "held", "ready"})
GOODS_LEFT = frozenset({"partly_shipped", "shipped", "delivered"})
AT_THE_SUPPLIER = frozenset(
    {
        "sending",
        "unknown",
        "needs_operator",
        "placed",
        "pay_ready",
        "pay_sending",
        "pay_unknown",
        "pay_rejected",
        "paid",
    }
    | {"partly_shipped", "shipped"}
)

# Problems that staff may accept as they are (`Order.settled`), after which they are no reason any more.
CAN_BE_SETTLED = frozenset(
    {
        "cancelled_after_purchase",
        "refunded_after_purchase",
        "lines_gone_wrong",
        "write_back_refused",
        "refund_of_no_line",
    }
)

# A line's verdict of the routing, the one that most needs a hand first.
VERDICTS = ("no_exchange_rate", "not_sent_there", "no_stock", "stale_offers", "no_offer")

# A part's state that needs a person, and the reason of the order for it.
_DANGERS = {
    "unknown": "purchase_unknown",
    "needs_operator": "purchase_needs_operator",
    "pay_unknown": "payment_unknown",
    "pay_rejected": "payment_rejected",
}

# What the marketplace says that forbids buying: the buyer has asked to cancel, or the goods are not sent by us.
STOPPING = ("cancel_asked", "not_ours_to_ship")
# What it leaves unsaid, so that a person has to look before anything is bought: which lines were refunded.
UNSAID = ("refund_of_no_line",)

REASONS: Mapping[str, tuple[str, ...]] = {
    NEEDS_ATTENTION: (
        *_DANGERS.values(),
        *CAN_BE_SETTLED,
        *("no_address", "address_incomplete", "no_personal_data", "below_floor", "purchase_held", "purchase_rejected"),
        "supplier_cancelled",
        *VERDICTS,
    ),
    AWAITING_MAPPING: ("unmapped_lines",),
    ON_HOLD: ("held_by_staff", "unpaid", "test_order", "buying_off_for_shop", *STOPPING),
    UNDER_WAY: ("being_read", "being_routed", "being_sent", "being_paid"),
    TO_APPROVE: ("",),
    TO_PAY: ("",),
    PLACED: ("",),
    PARTLY_SHIPPED: ("",),
    SHIPPED: ("", "sent_elsewhere"),
    DELIVERED: ("", "nothing_to_send"),
    CANCELLED: ("cancelled_at_shop", "cancelled_by_staff", "refunded", "nothing_owed"),
}

Standing = tuple[str, str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line that is to be sent. `elsewhere` units left without us, `live` stand in supplier orders that live,
    `sent_for` of these in ones that are at the supplier or further, `lost` were in the last part that died: `dead_as`
    is then "purchase_rejected" or "supplier_cancelled", and nobody buys them anew without a person."""

    owed: int
    is_mapped: bool
    elsewhere: int = 0
    live: int = 0
    sent_for: int = 0
    verdict: str = ""
    dead_as: str = ""

    @property
    def wanted(self) -> int:
        return max(self.owed - self.elsewhere, 0)

    @property
    def open(self) -> int:
        """Units that nobody has bought or drafted yet."""
        return max(self.wanted - self.live, 0)

    @property
    def is_too_much(self) -> bool:
        return self.sent_for > self.owed


@dataclass(frozen=True, slots=True)
class PartFacts:
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """`address_problems` are codes; `lines` those that are to be sent, of `all_lines` in all. `cancelled_by` is "shop",
    "staff" or ""."""

    payment: str
    lines: tuple[LineFacts, ...] = ()
    parts: tuple[PartFacts, ...] = ()
    all_lines: int = 0
    is_read: bool = True
    is_test: bool = False
    is_held: bool = False
    cancelled_by: str = ""
    shop_buys: bool = True
    has_address: bool = True
    address_problems: tuple[str, ...] = ()
    lacks_personal_data: bool = False
    stopped_by: str = ""
    write_backs_refused: int = 0
    settled: frozenset[str] = frozenset()

    @property
    def living(self) -> tuple[PartFacts, ...]:
        return tuple(part for part in self.parts if part.state not in DEAD)

    @property
    def at_the_supplier(self) -> tuple[PartFacts, ...]:
        return tuple(part for part in self.parts if part.state in AT_THE_SUPPLIER)

    @property
    def is_to_be_bought(self) -> bool:
        """Whether some units are not on their way to the supplier yet."""
        return any(line.open for line in self.lines) or any(part.state in NOT_SENT for part in self.parts)

    @property
    def may_be_bought(self) -> bool:
        """What the shop, the payment and staff allow; lines and address are looked at one by one."""
        return (
            self.payment in PAID_FOR
            and not self.is_test
            and not self.cancelled_by
            and not self.is_held
            and self.shop_buys
            and not self.stopped_by
            and self.is_read
        )


def stage_of(facts: OrderFacts) -> Standing:
    """The stage, its reason (a code of `REASONS`) and the values that its words need."""
    for look in _LOOKS:
        found = look(facts)
        if found is not None:
            return found
    return _progress(facts)


def address_reason(facts: OrderFacts) -> str:
    """Why nothing can be sent to the address, "" where it can."""
    if facts.lacks_personal_data and not facts.has_address:
        return "no_personal_data"
    if not facts.has_address:
        return "no_address"
    return "address_incomplete" if facts.address_problems else ""


def _being_read(facts: OrderFacts) -> Standing | None:
    return None if facts.is_read else (UNDER_WAY, "being_read", {})


def _dangers(facts: OrderFacts) -> Standing | None:
    states = [part.state for part in facts.parts]
    for state, reason in _DANGERS.items():
        if state in states:
            return NEEDS_ATTENTION, reason, {"parts": states.count(state)}
    return None


def _ended(facts: OrderFacts) -> Standing | None:
    """Cancelled, refunded or nothing left to deliver; needs a hand while something was bought for it."""
    refunded = facts.payment == REFUNDED
    if not facts.cancelled_by and not refunded:
        return _nothing_owed(facts)
    code = "cancelled_after_purchase" if facts.cancelled_by else "refunded_after_purchase"
    if facts.at_the_supplier and code not in facts.settled:
        return NEEDS_ATTENTION, code, {"parts": len(facts.at_the_supplier)}
    if facts.cancelled_by:
        return CANCELLED, "cancelled_by_staff" if facts.cancelled_by == "staff" else "cancelled_at_shop", {}
    return CANCELLED, "refunded", {}


def _nothing_owed(facts: OrderFacts) -> Standing | None:
    if facts.lines and not any(line.owed for line in facts.lines) and not facts.living:
        return CANCELLED, "nothing_owed", {}
    return None


def _held(facts: OrderFacts) -> Standing | None:
    return (ON_HOLD, "held_by_staff", {}) if facts.is_held else None


def _gone_wrong(facts: OrderFacts) -> Standing | None:
    too_much = sum(1 for line in facts.lines if line.is_too_much)
    if (too_much or not facts.all_lines) and "lines_gone_wrong" not in facts.settled:
        return NEEDS_ATTENTION, "lines_gone_wrong", {"lines": too_much}
    if facts.write_backs_refused and "write_back_refused" not in facts.settled:
        return NEEDS_ATTENTION, "write_back_refused", {"parcels": facts.write_backs_refused}
    return None


def _not_for_buying(facts: OrderFacts) -> Standing | None:
    if not facts.is_to_be_bought:
        return None
    if facts.is_test:
        return ON_HOLD, "test_order", {}
    if facts.payment not in PAID_FOR:
        return ON_HOLD, "unpaid", {}
    if facts.stopped_by:
        return (NEEDS_ATTENTION if facts.stopped_by in UNSAID else ON_HOLD), facts.stopped_by, {}
    return None if facts.shop_buys else (ON_HOLD, "buying_off_for_shop", {})


def _address(facts: OrderFacts) -> Standing | None:
    reason = address_reason(facts) if facts.is_to_be_bought else ""
    if not reason:
        return None
    return NEEDS_ATTENTION, reason, {"problems": list(facts.address_problems)} if facts.has_address else {}


def _held_parts(facts: OrderFacts) -> Standing | None:
    held = [part for part in facts.parts if part.state == "held"]
    if not held:
        return None
    if any(part.reason == "below_floor" for part in held):
        return NEEDS_ATTENTION, "below_floor", {}
    return NEEDS_ATTENTION, "purchase_held", {"code": held[0].reason, "parts": len(held)}


def _open_lines(facts: OrderFacts) -> Standing | None:
    """Lines that no part holds and that routing cannot help by itself."""
    waiting = [line for line in facts.lines if line.open]
    for code in ("purchase_rejected", "supplier_cancelled"):
        number = sum(1 for line in waiting if line.dead_as == code)
        if number:
            return NEEDS_ATTENTION, code, {"lines": number}
    for code in VERDICTS:
        number = sum(1 for line in waiting if line.is_mapped and line.verdict == code)
        if number:
            return NEEDS_ATTENTION, code, {"lines": number}
    unmapped = sum(1 for line in waiting if not line.is_mapped)
    return (AWAITING_MAPPING, "unmapped_lines", {"lines": unmapped}) if unmapped else None


def _progress(facts: OrderFacts) -> Standing:
    states = {part.state for part in facts.living}
    if any(line.open for line in facts.lines):
        return UNDER_WAY, "being_routed", {}
    for wanted, stage, reason in _STEPS:
        if states & wanted:
            return stage, reason, {}
    if states:
        return _on_its_way(states)
    return (SHIPPED, "sent_elsewhere", {}) if facts.lines else (DELIVERED, "nothing_to_send", {})


def _on_its_way(states: set[str]) -> Standing:
    if states <= {"delivered"}:
        return DELIVERED, "", {}
    if states <= {"shipped", "delivered"}:
        return SHIPPED, "", {}
    return (PARTLY_SHIPPED if states & GOODS_LEFT else PLACED), "", {}


_LOOKS: tuple[Callable[[OrderFacts], Standing | None], ...] = (
    _dangers, _being_read, _ended, _held, _gone_wrong, _not_for_buying, _address, _held_parts, _open_lines,
)  # fmt: skip

_STEPS: tuple[tuple[frozenset[str], str, str], ...] = (
    (frozenset({"draft"}), TO_APPROVE, ""),
    (frozenset({"placed"}), TO_PAY, ""),
    (frozenset({"ready", "sending"}), UNDER_WAY, "being_sent"),
    (frozenset({"pay_ready", "pay_sending"}), UNDER_WAY, "being_paid"),
)
