"""Webhooks as rows: stored once, processed by a job, kept for a replay.

A door (see `core.webhooks`) checks the signature and calls `store`; the sender is answered as soon as that is committed.
The job `core.process_event` gives the row to the function that an app registered for it:

    @handles_event("cj-dropshipping", "STOCK")
    def take(event: InboundEvent) -> EventOutcome: ...

Such a function may run twice and out of order. It takes the event as a hint and asks the partner for the truth. What it
raises decides: `Unreadable` and what is final end the event as dead at once, the rest is tried again and then dead.
Events of one `aggregate_key` are processed one at a time; one that is dead holds up none that follow.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from core.errors import HubError
from core.history import record
from core.jobs import JobCancelled, JobContext, LeaseLost, Reschedule, enqueue, handles
from core.jobs.outcomes import fate_of
from core.models import InboundEvent, Job

PROCESS_EVENT = "core.process_event"
MAX_ATTEMPTS = 8
PRIORITY = 50  # before a catalogue's work: what a partner has just said is about to be wanted
# Never a signature, a token or an address of a person; the sender's own mark is worth keeping.
KEPT_HEADERS = frozenset({"content-type", "user-agent", "x-request-id"})
HEADER_CHARACTERS = 200
JOB_KEY_CHARACTERS = 120

State = InboundEvent.State
FINISHED = (State.DONE, State.IGNORED, State.DEAD)
NO_HANDLER = "no_handler"  # kept: it can be replayed once the hub knows such events
UNREADABLE = "unreadable"
REFUSED = "refused"
GAVE_UP = "gave_up"
JOB_LOST = "job_lost"
BODY_GONE = "body_gone"


class Unreadable(HubError):  # noqa: N818 - says what is wrong
    """The body is not what the partner's contract promises: no later attempt can read it."""


class NothingToReplay(HubError):  # noqa: N818 - says what is wrong
    """The event waits to be processed anyway, or its body was purged."""


@dataclass(frozen=True, slots=True)
class EventOutcome:
    """What became of an event. `reason` is a code whose words are the app's; `result` is JSON with ids, never persons."""

    state: str
    reason: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def done(cls, result: Mapping[str, Any] | None = None) -> "EventOutcome":
        return cls(State.DONE, result=result or {})

    @classmethod
    def ignored(cls, reason: str, result: Mapping[str, Any] | None = None) -> "EventOutcome":
        """Rightly without effect. The event is kept and may be replayed."""
        return cls(State.IGNORED, reason, result or {})


EventHandler = Callable[[InboundEvent], EventOutcome]
_handlers: dict[tuple[str, str], EventHandler] = {}


def handles_event(partner: str, topic: str) -> Callable[[EventHandler], EventHandler]:
    """Registers the function for this topic of this partner; topic "" for all topics that have none of their own."""

    def register(run: EventHandler) -> EventHandler:
        known = _handlers.get((partner, topic))
        if known is not None and known.__qualname__ != run.__qualname__:
            raise ValueError(f"Two functions handle {partner} {topic!r}: {known.__qualname__} and {run.__qualname__}.")
        _handlers[partner, topic] = run
        return run

    return register


# --- storing -----------------------------------------------------------------------------------------------------------


def store(
    partner: str,
    account_id: str,
    dedupe_key: str,
    topic: str,
    raw: bytes,
    *,
    headers: Mapping[str, str],
    aggregate_key: str = "",
    partner_time: datetime | None = None,
) -> tuple[InboundEvent, bool]:
    """Keeps an event whose signature was checked, and files its job, in one transaction. (row, whether it is new).

    A repeat (same partner, account and `dedupe_key`) is counted on the row that is there. Nothing in the texts can make
    this fail: what a database would not take is cut out, and a key that had such parts becomes its hash.
    """
    now = timezone.now()
    event = InboundEvent(
        partner=partner,
        account_id=account_id,
        dedupe_key=_exact(dedupe_key, _length("dedupe_key")),
        topic=_plain(topic, _length("topic")),
        aggregate_key=_exact(aggregate_key, _length("aggregate_key")),
        raw=raw,
        headers={
            name.lower(): _plain(value, HEADER_CHARACTERS)
            for name, value in headers.items()
            if name.lower() in KEPT_HEADERS
        },
        partner_time=partner_time,
        received_at=now,
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                event.save(force_insert=True)
        except IntegrityError:
            return _count_repeat(event), False
        _file(event)
    return event, True


def _count_repeat(repeat: InboundEvent) -> InboundEvent:
    same = {"partner": repeat.partner, "account_id": repeat.account_id, "dedupe_key": repeat.dedupe_key}
    InboundEvent.objects.filter(**same).update(repeats=F("repeats") + 1)
    return InboundEvent.objects.defer("raw").get(**same)


def _file(event: InboundEvent, by: str = "") -> Job:
    return enqueue(
        PROCESS_EVENT,
        {"event": event.pk},
        aggregate_key=_job_aggregate(event),
        priority=PRIORITY,
        requested_by=by,
    )


def _job_aggregate(event: InboundEvent) -> str:
    """Two jobs of one key never run at once: the queue itself keeps the order of what concerns one object."""
    if not event.aggregate_key:
        return ""
    return _exact(f"event:{event.partner}:{event.account_id}:{event.aggregate_key}", JOB_KEY_CHARACTERS)


def _length(name: str) -> int:
    return InboundEvent._meta.get_field(name).max_length  # type: ignore[union-attr,return-value]  # a CharField


def _plain(text: str, length: int) -> str:
    """Without what PostgreSQL refuses and a page must not show: NUL, lone surrogates, control characters."""
    return "".join(letter for letter in text if unicodedata.category(letter) not in {"Cc", "Cs", "Cf"})[:length]


def _exact(text: str, length: int) -> str:
    """The text itself where it can be stored unchanged, else its hash: two different texts never become one."""
    if _plain(text, length) == text:
        return text
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


# --- processing ----------------------------------------------------------------------------------------------------------


@handles(PROCESS_EVENT, max_attempts=MAX_ATTEMPTS)
def process_event(job: JobContext) -> dict[str, Any]:
    """Gives the event of the payload to its handler and writes what became of it. A finished event is left alone."""
    event = InboundEvent.objects.filter(pk=job.payload["event"]).first()
    if event is None:
        return {"event": job.payload["event"], "state": "deleted"}
    if event.state != State.RECEIVED:
        return {"event": event.pk, "state": event.state}
    InboundEvent.objects.filter(pk=event.pk, state=State.RECEIVED).update(attempts=F("attempts") + 1)
    try:
        outcome = _handler_of(event)(event)
    except (Reschedule, LeaseLost, JobCancelled):
        raise
    except Exception as error:  # whatever a handler raises decides the event's fate
        if not _is_over(event, error, job.attempt):
            raise
    else:
        _settle(event, outcome.state, reason=outcome.reason, result=dict(outcome.result), error="")
    return {"event": event.pk, "state": event.state, "reason": event.reason}


def _handler_of(event: InboundEvent) -> EventHandler:
    found = _handlers.get((event.partner, event.topic)) or _handlers.get((event.partner, ""))
    return found or (lambda _event: EventOutcome.ignored(NO_HANDLER))


def _is_over(event: InboundEvent, error: Exception, attempt: int) -> bool:
    """Ends the event as dead when another attempt is useless or was the last; else keeps what was said, for staff."""
    fate = fate_of(error, attempt)
    if isinstance(error, Unreadable):
        _settle(event, State.DEAD, reason=UNREADABLE, error=fate.error)
    elif fate.retry_in is None:
        _settle(event, State.DEAD, reason=REFUSED, error=fate.error)
    elif attempt >= MAX_ATTEMPTS:
        _settle(event, State.DEAD, reason=GAVE_UP, error=fate.error)
    else:
        InboundEvent.objects.filter(pk=event.pk, state=State.RECEIVED).update(error=fate.error)
        return False
    return True


def _settle(event: InboundEvent, state: str, **values: Any) -> None:
    """Ends an event that is not ended yet; one that somebody else has ended stays as it is."""
    values |= {"state": state, "processed_at": timezone.now()}
    InboundEvent.objects.filter(pk=event.pk, state=State.RECEIVED).update(**values)
    for name, value in values.items():
        setattr(event, name, value)


def bury_lost() -> int:
    """Ends the events whose job came to an end without them: it killed its workers, or somebody gave it up. Their number."""
    waiting = InboundEvent.objects.filter(state=State.RECEIVED).values_list("pk", flat=True)[:1000]
    ended = {
        job.payload["event"]: job
        for job in Job.objects.filter(
            kind=PROCESS_EVENT, payload__event__in=list(waiting), state__in=(Job.State.DEAD, Job.State.CANCELLED)
        )
    }
    alive = Job.objects.filter(
        kind=PROCESS_EVENT, payload__event__in=list(ended), state__in=(Job.State.PENDING, Job.State.LEASED)
    ).values_list("payload__event", flat=True)
    lost = set(ended) - set(alive)
    for event in InboundEvent.objects.defer("raw").filter(pk__in=lost):
        _settle(event, State.DEAD, reason=JOB_LOST, error=ended[event.pk].error)
    return len(lost)


# --- again ---------------------------------------------------------------------------------------------------------------


def replay(event: InboundEvent, by: str) -> Job:
    """Has a finished event processed once more, by a new job. Raises NothingToReplay."""
    with transaction.atomic():
        again = InboundEvent.objects.filter(pk=event.pk, state__in=FINISHED).exclude(raw=b"")
        if not again.update(state=State.RECEIVED, reason="", error="", attempts=0, processed_at=None):
            raise NothingToReplay(f"Webhook {event.dedupe_key} is being processed already, or its body was purged.")
        record(event, "inbound_event.replayed", by=by, data={"from": event.state})
        event.refresh_from_db()
        return _file(event, by)


def replay_all(events: QuerySet[InboundEvent], by: str) -> int:
    """Replays those of a queryset that can be; their number."""
    replayed = 0
    for event in events.filter(state__in=FINISHED).exclude(raw=b"").defer("raw").order_by("pk").iterator(500):
        try:
            replay(event, by)
        except NothingToReplay:  # somebody else was quicker
            continue
        replayed += 1
    return replayed


def dead_since(moment: datetime) -> QuerySet[InboundEvent]:
    """The dead events that came in at this moment or later."""
    return InboundEvent.objects.filter(state=State.DEAD, received_at__gte=moment)
