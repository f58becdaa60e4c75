"""What one marketplace can do beyond what all of them can: named operations of its room, called by name.

Policies, sections, campaigns, disputes and the like differ from partner to partner. Each room lists its own in
`MarketplaceAdapter.operations`; values go in and come out as plain JSON in our words, money as {"amount", "currency"}.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operation:
    """`changes`: it writes at the partner, so it is done by a job. `is_repeatable`: sent twice it is done once, be it that
    the partner's call is idempotent, be it that the room looks before it sends; what is not is sent a single time and a
    lost answer ends as OutcomeUnknown. `costs_fee`: the partner charges for it, so the caller must have said so."""

    name: str
    changes: bool = False
    is_repeatable: bool = True
    costs_fee: bool = False
