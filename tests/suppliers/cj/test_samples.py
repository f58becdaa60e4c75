"""Every sample body of the contract, sent over the wire and read to exact values."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as project

from core.money import Money
from tests.core.http import scripted_server as will

SHARED = Path(os.environ.get("ENTREPOT_SHARED", project.BASE_DIR.parent / "shared"))
SAMPLES = SHARED / "contracts" / "samples" / "cj"

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.django_db,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the contracts' samples are not here (ENTREPOT_SHARED)"),
]

MAT, GREY, BEIGE = "1780000000000000001", "1780000000000000101", "1780000000000000102"
ORDER = "2612310000000000001"


def body(name):
    return (SAMPLES / f"{name}.json").read_bytes()


@pytest.fixture
def sample(wire):
    """Lets CJ answer with a sample, or several in a row."""

    def answer(*names, status=200):
        wire.server.will(*(will.answer(status, body(name)) for name in names))

    return answer


def dollars(text):
    return Money(Decimal(text), "USD")


def test_settings(cj, sample):
    sample("setting_get_ok")
    info = cj.connect()
    assert (info.remote_id, info.name, info.email) == ("123456789", "Hub Test", "ops@example.test")
    assert (info.calls_per_second, info.level, info.is_sandbox) == (1.0, "GENERAL", False)
    assert [(quota.name, quota.limit, quota.period) for quota in info.quotas] == [
        ("/api2.0/v1/product/list", 1000, "day")
    ]
    assert info.webhook_urls == ("https://hub.example.test/webhooks/cj/9b1f/",)
