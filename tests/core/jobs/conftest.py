import pytest

from core.jobs import hints, registry


@pytest.fixture(autouse=True)
def no_broker(settings, monkeypatch):
    """The queue by itself: a test that wants a broker sets one."""
    settings.CELERY_BROKER_URL = ""
    monkeypatch.setattr(hints, "_silent_until", 0.0)


@pytest.fixture
def handler(monkeypatch):
    """Registers a function under a kind for the length of one test: `handler("test.kind", function, lease=60)`."""
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))

    def register(kind, function=lambda job: None, **options):
        registry._handlers.pop(kind, None)
        return registry.handles(kind, **options)(function)

    return register
