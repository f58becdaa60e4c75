"""How often an account's webhooks usually come, and whether it has fallen silent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from core.models import InboundEvent, PartnerAccount

# The usual gap is measured over so many of the last events, within so many days.
GAP_EVENTS, GAP_EVENTS_NEEDED = 200, 10
GAP_DAYS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Silence:
    """`gap` is the mean time between the account's last webhooks, None while there are too few; `last` the newest.

    Less than `shortest` is no silence, however short the gap: webhooks come in bursts.
    """

    gap: timedelta | None
    last: datetime | None
    shortest: timedelta

    @property
    def told_gap(self) -> timedelta | None:
        """The gap as people are told it: bursts make it shorter than a minute, which nobody waits for."""
        return None if self.gap is None else max(self.gap, timedelta(minutes=1))

    @property
    def silent_from(self) -> datetime | None:
        """When it counts as silent if nothing comes; None where nobody can say what is usual."""
        if self.gap is None or self.last is None:
            return None
        factor: float = settings.ALERT_WEBHOOK_SILENCE_FACTOR
        return self.last + max(self.gap * factor, self.shortest)

    def is_silent(self, now: datetime) -> bool:
        return self.silent_from is not None and now > self.silent_from


def silence_of(account: PartnerAccount, shortest: timedelta) -> Silence:
    """One query."""
    events = InboundEvent.objects.filter(partner=account.partner, account_id=account.account_id)
    moments = list(events.order_by("-received_at").values_list("received_at", flat=True)[:GAP_EVENTS])
    if not moments:
        return Silence(None, None, shortest)
    recent = [moment for moment in moments if moment > moments[0] - GAP_DAYS]
    if len(recent) < GAP_EVENTS_NEEDED:
        return Silence(None, moments[0], shortest)
    return Silence((recent[0] - recent[-1]) / (len(recent) - 1), moments[0], shortest)
