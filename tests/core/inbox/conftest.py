import pytest

from core import inbox
from core.inbox import store
from core.jobs import execute
from core.models import Job


@pytest.fixture(autouse=True)
def no_broker(settings):
    settings.CELERY_BROKER_URL = ""


@pytest.fixture
def handler(monkeypatch):
    """Registers a function for a topic of the partner "shop" for the length of one test."""
    monkeypatch.setattr(inbox, "_handlers", {})

    def register(run, topic="STOCK", partner="shop"):
        inbox._handlers[partner, topic] = run
        return run

    return register


def keep(key="m-1", topic="STOCK", raw=b'{"n": 1}', **more):
    event, _ = store("shop", "1", key, topic, raw, headers={}, **more)
    return event


def process(event):
    """Runs the event's waiting job once, and gives the event as it is then."""
    job = Job.objects.filter(payload__event=event.pk, state=Job.State.PENDING).latest("pk")
    Job.objects.filter(pk=job.pk).update(run_at=job.created_at)
    execute(job.pk)
    event.refresh_from_db()
    return event
