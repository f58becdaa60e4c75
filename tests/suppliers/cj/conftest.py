import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from core.calllog import CallLog
from suppliers.adapters.cj.adapter import CJAdapter
from suppliers.models import SupplierAccount
from tests.core.http import scripted_server as will
from tests.core.http.scripted_server import ScriptedServer
from tests.suppliers.unhurried import cj_unhurried

KEY = f"CJ1000001@api@{'0123456789abcdef' * 2}"
OPEN_ID = "20011"


class CJWire:
    """CJ at the other end of a real connection: says what the test tells it to, call by call, and remembers the calls."""

    def __init__(self, server):
        self.server = server

    def says(self, *answers):
        """Each answer is the envelope's data, or what `good`, `refusal` or `will.…` made."""
        self.server.will(*(answer if callable(answer) else good(answer) for answer in answers))

    @property
    def calls(self):
        """Method and path of each call."""
        return [f"{got.method} {self._path(got)}" for got in self.server.received]

    def query(self, number=-1):
        return {name: found[-1] for name, found in self.queries(number).items()}

    def queries(self, number=-1):
        return parse_qs(urlsplit(self.server.received[number].target).query)

    def sent(self, number=-1):
        return json.loads(self.server.received[number].body)

    def header(self, name, number=-1):
        return self.server.received[number].headers.get(name)

    @staticmethod
    def _path(got):
        return urlsplit(got.target).path.removeprefix("/api2.0/v1/")


def good(data, **more):
    return will.answer(200, envelope(data, **more))


def envelope(data, **more):
    return {"code": 200, "result": True, "message": "Success", "data": data, "requestId": "r-1", "success": True} | more


def refusal(code, message="no", status=200, **more):
    body = {"code": code, "result": False, "message": message, "data": None, "requestId": "r-9", "success": False}
    return will.answer(status, body | more)


@pytest.fixture
def wire(settings):
    with cj_unhurried(), ScriptedServer() as server:
        settings.CJ_API_URL = f"{server.url}/api2.0/v1"
        yield CJWire(server)


@pytest.fixture
def make_account(db):
    def make(**fields):
        given = {
            "supplier": "cj-dropshipping",
            "name": "CJ main",
            "state": SupplierAccount.State.OK,
            "api_key": KEY,
            "access_token": "access-1",
            "access_expires_at": timezone.now() + timedelta(days=15),
            "refresh_token": "refresh-1",
            "refresh_expires_at": timezone.now() + timedelta(days=180),
            "token_issued_at": timezone.now(),
            "token_version": 1,
            "webhook_key": OPEN_ID,
            "calls_per_second": 1000.0,
        }
        row = SupplierAccount(**given | fields)
        row.save()
        return SupplierAccount.objects.get(pk=row.pk)

    return make


@pytest.fixture
def account(make_account):
    return make_account()


@pytest.fixture
def open_cj(wire):
    opened = []

    def open_one(account):
        adapter = CJAdapter(account, log=CallLog(mode="none"))
        opened.append(adapter)
        return adapter

    yield open_one
    for adapter in opened:
        adapter.close()


@pytest.fixture
def cj(open_cj, account):
    return open_cj(account)
