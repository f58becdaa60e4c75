import pytest

from core.calllog import CallLog
from core.http import PartnerClient
from tests.core.http.scripted_server import ScriptedServer


@pytest.fixture
def server():
    with ScriptedServer() as running:
        yield running


@pytest.fixture(params=["requests", "keepalive"])
def transport(request):
    return request.param


@pytest.fixture
def make_client(server, transport, silent_log):
    made = []

    def make(**options):
        settings = {"timeout": 2.0, "transport": transport, "log": silent_log} | options
        client = PartnerClient("acme", settings.pop("base_url", f"{server.url}/api/v1"), **settings)
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def silent_log():
    return CallLog(mode="none")


@pytest.fixture
def client(make_client):
    return make_client(headers={"X-API-Key": "b2c_1_canary"})
