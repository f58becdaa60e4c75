"""An account whose app is a look-alike's, and a server on loopback that answers as each test says."""

from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import parse_qsl
from uuid import uuid4

import pytest
from django.utils import timezone

from core.calllog import CallLog
from core.crypto import Secret
from suppliers.adapters.aliexpress.adapter import AliExpressAdapter
from suppliers.models import SupplierAccount
from tests.core.http import scripted_server as will
from tests.core.http.scripted_server import ScriptedServer

APP_SECRET = "app-secret-canary-0001"


@pytest.fixture
def server(settings):
    with ScriptedServer() as running:
        settings.ALIEXPRESS_API_URL = running.url
        settings.ALIEXPRESS_AUTH_URL = f"{running.url}/oauth"
        settings.ALIEXPRESS_API_RATE = 500.0
        yield running


@pytest.fixture
def account(db):
    """An app key of its own for each test: what Redis keeps of a limit outlives the test's transaction."""
    now = timezone.now()
    return SupplierAccount.objects.create(
        name="Ali",
        supplier="aliexpress",
        api_key=Secret(str(uuid4().int)[:12]),
        api_secret=Secret(APP_SECRET),
        access_token=Secret("access-canary-1"),
        access_expires_at=now + timedelta(days=1),
        refresh_token=Secret("refresh-canary-1"),
        refresh_expires_at=now + timedelta(days=30),
        token_issued_at=now,
        token_version=1,
        state="ok",
        ship_to="FR",
        currency="EUR",
    )


@pytest.fixture
def adapter(server, account):
    with AliExpressAdapter(account, log=CallLog(mode="none")) as opened:
        yield opened


@pytest.fixture
def answers(server):
    """Says what the platform answers, call by call, and gives what it received."""

    def say(*bodies):
        server.will(*(body if callable(body) else will.answer(200, body) for body in bodies))
        return server.received

    return say


def form_of(received):
    """The fields of a call as they were before they were encoded."""
    return dict(parse_qsl(received.body.decode(), keep_blank_values=True, strict_parsing=True))


def sent_by(server):
    return [SimpleNamespace(path=each.target, form=form_of(each)) for each in server.received]
