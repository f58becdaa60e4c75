"""The table of operations in docs/etsy.md is true: its addresses are there and take the method, its tests exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve

HERE = Path(__file__).parent
ROW = re.compile(r"^\| (\d+) \| ([A-Z]+) \| `([^`]+)` \| ([^|]+) \| (.+) \|$", re.MULTILINE)
ROWS = ROW.findall((settings.BASE_DIR / "docs" / "etsy.md").read_text("utf-8"))
TESTS = set(
    re.findall(r"^def (test_\w+)", "".join(path.read_text("utf-8") for path in HERE.glob("test_*.py")), re.MULTILINE)
)


def test_there_are_68():
    assert [int(row[0]) for row in ROWS] == list(range(1, 69))


@pytest.mark.parametrize(("method", "address"), sorted({(row[1], row[2]) for row in ROWS}))
def test_an_address_takes_its_method(method, address):
    view = resolve(address.replace("{id}", "7")).func
    known = getattr(getattr(view, "cls", None), "access", None)
    assert known is None or method in known


def test_tests_that_are_named_exist():
    named = {name for row in ROWS for name in re.findall(r"`(test_\w+)`", row[4])}
    assert named - TESTS == set()
