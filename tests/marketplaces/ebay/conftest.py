"""A seller at eBay's look-alike, and one at the judge of the official documents."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.utils import timezone

from core.calllog import CallLog
from marketplaces.adapters.ebay.adapter import EbayAdapter
from marketplaces.models import MarketplaceAccount
from tests.marketplaces.contract.stages.ebay import EbayStage

SHARED = Path(os.environ.get("ENTREPOT_SHARED", project.BASE_DIR.parent / "shared"))
SPECS, JUDGE = SHARED / "specs" / "ebay", SHARED / "tools" / "openapi_judge.py"
HOSTS = ("EBAY_API_URL", "EBAY_APIZ_URL", "EBAY_MEDIA_URL", "EBAY_AUTH_URL")


@pytest.fixture(autouse=True)
def _nothing_cached() -> None:
    cache.clear()


@pytest.fixture
def naps(monkeypatch):
    """The waits of the client and of the flows, none of them slept."""
    slept: list[float] = []
    monkeypatch.setattr("core.http.client.sleep", slept.append)
    monkeypatch.setattr("marketplaces.adapters.ebay.listing.settling.sleep", slept.append)
    return slept


@pytest.fixture
def make_account(db):
    def make(**fields):
        given = {
            "marketplace": "ebay",
            "name": "Test shop",
            "way_to_connect": MarketplaceAccount.WayToConnect.OAUTH,
            "state": MarketplaceAccount.State.OK,
            "site": "EBAY_US",
            "api_key": "client-1",
            "api_secret": "canary-of-the-tests-0002",
            "redirect_name": "Test-Test-Hub-SBX",
            "access_token": "access-1",
            "access_expires_at": timezone.now() + timedelta(hours=1),
            "refresh_token": "refresh-1",
            "refresh_expires_at": timezone.now() + timedelta(days=500),
            "token_issued_at": timezone.now(),
            "token_version": 1,
            "currency": "USD",
        }
        row = MarketplaceAccount(**given | fields)
        row.save()
        return MarketplaceAccount.objects.get(pk=row.pk)

    return make


@pytest.fixture
def open_shop():
    opened = []

    def open_one(account):
        adapter = EbayAdapter(account, log=CallLog(mode="none"))
        opened.append(adapter)
        return adapter

    yield open_one
    for adapter in opened:
        adapter.close()


# The look-alike


@pytest.fixture
def stage(settings, db, naps) -> Iterator[EbayStage]:
    with EbayStage(settings) as stage:
        yield stage


@pytest.fixture
def simulator(stage):
    return stage.simulator


@pytest.fixture
def shop(stage, open_shop):
    """On eBay's French site, with its choices made."""
    account = stage.account()
    account.selling_settings = stage.chosen()
    account.save(update_fields=["selling_settings"])
    return open_shop(account)


# The judge


class Judge:
    """The judge as a server: it answers what is right, and logs what was asked."""

    def __init__(self, url):
        self.url = url

    def _ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(f"{self.url}/__judge/{path}", data)) as answer:
            return json.load(answer)

    def reset(self):
        self._ask("reset", {})

    def rule(self, operation, **words):
        self._ask("rules", [{"operation": operation, **words}])

    def answers(self, operation, body, status=200, **words):
        self.rule(operation, status=status, body=body, **words)

    def log(self, operation=""):
        return [row for row in self._ask("log") if operation in ("", row["verdict"]["operation"])]

    def asked(self):
        """The operations, one after the other."""
        return [row["verdict"]["operation"] for row in self.log()]

    def bad(self):
        return [(row["method"], row["path"], row["verdict"]) for row in self.log() if not row["verdict"]["ok"]]


@pytest.fixture(scope="session")
def running_judge(tmp_path_factory):
    log = tmp_path_factory.mktemp("judge") / "calls.jsonl"
    process = subprocess.Popen(
        [sys.executable, str(JUDGE), "serve", "--spec", str(SPECS), "--port", "0", "--log", str(log)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield Judge(process.stdout.readline().split()[2])
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def judge(running_judge, settings):
    running_judge.reset()
    for name in HOSTS:
        setattr(settings, name, running_judge.url)
    settings.PARTNER_RETRY_BASE_SECONDS = 0.01
    return running_judge


@pytest.fixture
def judged(judge, naps, make_account, open_shop):
    """A seller on the American site, whose every call is judged."""
    return open_shop(make_account())
