"""Background work: the broker, who keeps time, what waits, what gave up, and the room left on the disk."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from core.alerts.conditions import disks
from core.alerts.words import WORDS, text_of, title_of
from core.attention import dead_jobs, open_alerts
from core.doctor.examination import State, examiner
from core.health import oldest_due_at
from core.models import Alert, Job
from core.redaction import redact_text
from core.schedules import last_tick
from core.troubles import trouble

BROKER_SECONDS = 3
ALERTS_SHOWN = 10


@examiner("broker")
def examine_broker() -> Iterator[tuple[State, str, str]]:
    if not settings.CELERY_BROKER_URL:
        yield State.OK, "None is set: 'manage.py hub' and 'manage.py worker' do the work by themselves.", ""
        return
    from kombu import Connection  # noqa: PLC0415 - only where there is a broker

    address = urlsplit(settings.CELERY_BROKER_URL)
    where = f"{address.scheme}://{address.hostname or ''}:{address.port or ''}"
    options = {"socket_connect_timeout": BROKER_SECONDS, "socket_timeout": BROKER_SECONDS, "max_retries": 0}
    try:
        with Connection(settings.CELERY_BROKER_URL, transport_options=options) as broker:
            broker.ensure_connection(max_retries=1, timeout=BROKER_SECONDS)
    except Exception as error:  # noqa: BLE001 - each transport has errors of its own
        yield (
            State.BROKEN,
            f"{where} does not answer: {redact_text(str(error))}",
            "Start it, and look at CELERY_BROKER_URL. Until then work is late, not lost.",
        )
    else:
        yield State.OK, f"{where} answers.", ""


@examiner("schedules", needs_database=True)
def examine_schedules() -> Iterator[tuple[State, str, str]]:
    ticked = last_tick()
    remedy = "Start 'manage.py hub', 'manage.py worker' or celery beat."
    if ticked is None:
        yield State.WARNING, "No schedule has been kept yet.", remedy
        return
    age = seconds_since(ticked)
    state = State.OK if age <= settings.READY_TICK_SECONDS else State.BROKEN
    yield state, f"The last one was kept {age} s ago.", "" if state is State.OK else remedy


@examiner("queue", needs_database=True)
def examine_queue() -> Iterator[tuple[State, str, str]]:
    oldest = oldest_due_at(timezone.now())
    if oldest is None:
        yield State.OK, "No job waits.", ""
    else:
        age = seconds_since(oldest)
        state = State.OK if age <= settings.ALERT_QUEUE_SECONDS else State.BROKEN
        remedy = "" if state is State.OK else str(trouble("hub", "queue_stuck").remedy)
        yield state, f"The oldest due job has waited for {age} s.", remedy
    dead = dead_jobs(Job.objects.all()).count()
    if dead:
        words = trouble("hub", "job_dead")
        yield State.WARNING, f"{words.title}: {dead} in all. {words.cause}", str(words.remedy)


@examiner("alerts", needs_database=True)
def examine_alerts() -> Iterator[tuple[State, str, str]]:
    """Each in the words of its mail: what it is, and what to do."""
    alerts = open_alerts(Alert.objects.order_by("kind", "pk"))
    for alert in alerts[:ALERTS_SHOWN]:
        title, text = (title_of(alert), text_of(alert)) if alert.kind in WORDS else (str(alert), "")
        yield State.WARNING, f"{title}.", text
    more = alerts.count() - ALERTS_SHOWN
    if more > 0:
        yield State.WARNING, f"{more} more are open.", "The console has them all under 'Alerts'."
    elif not alerts:
        yield State.OK, "None is open.", ""


@examiner("disk")
def examine_disks() -> Iterator[tuple[State, str, str]]:
    for name, path, free in disks():
        low = free < settings.ALERT_DISK_FREE_MB
        sentence = f"{free} MB free for the {name} at {path}."
        yield State.WARNING if low else State.OK, sentence, "Make room on that disk." if low else ""


def seconds_since(moment: datetime) -> int:
    return round((timezone.now() - moment).total_seconds())
