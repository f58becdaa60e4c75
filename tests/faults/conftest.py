import os

import pytest
import redis
from django.conf import settings
from django.db import connections

from core.simulation import SimulationServer
from inventory.source.simulator import B2BSimulator
from inventory.source.simulator.catalogue import Catalogue
from tests.faults.hub import Hub
from tests.faults.partner import PRODUCTS, Partner
from tests.faults.processes import Databases

DEFAULT_BROKER = "redis://127.0.0.1:6379/3"


@pytest.fixture(scope="session")
def databases(tmp_path_factory):
    """Databases of the profile under test: PostgreSQL where `DATABASE_URL` names it, else SQLite files."""
    url = os.environ.get("DATABASE_URL", "")
    made = Databases(url if url.startswith("postgres") else "sqlite", tmp_path_factory.mktemp("databases"))
    yield made
    made.drop_all()


@pytest.fixture
def hub(databases, tmp_path, django_db_blocker, monkeypatch):
    """A hub without a broker. The ORM of the test itself works on the hub's database until the test ends."""
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", "")
    with OnDatabase(databases.create(), django_db_blocker) as url:
        hub = Hub(url, tmp_path)
        yield hub
        hub.end()


@pytest.fixture
def sqlite_hub(hub):
    """A hub for what only a database of one file has: an owner, a full disk. Left out on PostgreSQL, see below."""
    return hub


@pytest.fixture
def postgresql_hub(hub):
    """A hub for what only PostgreSQL has: connections to lose, deadlocks to break. Left out on SQLite, see below."""
    return hub


def pytest_collection_modifyitems(config, items):
    """The tests of the other database's own faults are no part of the run."""
    is_postgresql = os.environ.get("DATABASE_URL", "").startswith("postgres")
    others = {"sqlite_hub"} if is_postgresql else {"postgresql_hub", "hosts"}
    left_out = [item for item in items if others & set(getattr(item, "fixturenames", ()))]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture
def celery_hub(databases, tmp_path, django_db_blocker, monkeypatch):
    """A hub with Redis as its broker, emptied before and after."""
    broker = os.environ.get("CELERY_BROKER_URL") or DEFAULT_BROKER
    server = redis.Redis.from_url(broker)
    server.flushdb()
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", "")
    with OnDatabase(databases.create(), django_db_blocker) as url:
        hub = Hub(url, tmp_path, broker)
        yield hub
        hub.end()
    server.flushdb()


@pytest.fixture
def partner():
    simulator = B2BSimulator(Catalogue.generated(PRODUCTS))
    simulator.add_fault("slow=0.02")
    with SimulationServer({"b2b": simulator}) as server:
        yield Partner(simulator, server)


class OnDatabase:
    """Points Django's default connection at another database for a while."""

    def __init__(self, url, blocker):
        self._url, self._blocker = url, blocker

    def __enter__(self):
        self._blocker.unblock()
        self._settings, self._connection = connections.settings["default"], connections["default"]
        name = self._url.removeprefix("sqlite:///") if self._url.startswith("sqlite") else self._url.rsplit("/", 1)[1]
        connections.settings["default"] = {**self._settings, "NAME": name}
        connections["default"] = connections.create_connection("default")
        return self._url

    def __exit__(self, *error):
        connections["default"].close()
        connections.settings["default"] = self._settings
        connections["default"] = self._connection
        self._blocker.restore()
