"""The papers of the house: licence, changelog, pins, marks, and nobody who imports a simulator."""

import json
import re
import tomllib

import pytest

from tests.house.project import ROOT, texts

MARKERS = [
    line.split(":")[0]
    for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]["markers"]
]


def test_the_licence_is_mit_and_of_the_contributors():
    licence = (ROOT / "LICENSE").read_text()
    assert licence.startswith("MIT License\n")
    assert "Entrepot contributors" in licence


def test_the_changelog_says_what_is_new():
    unreleased = (ROOT / "CHANGELOG.md").read_text().split("## Unreleased\n", 1)[1].split("\n## ")[0]
    assert re.findall(r"^- \*\*.+:\*\* .+", unreleased, re.MULTILINE)


@pytest.mark.parametrize("name", ["runtime.txt", "dev.txt"])
def test_every_pin_is_exact(name):
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    pins = [line for line in lines if line and not line.lstrip().startswith("#")]
    assert len(pins) > 20
    assert [line for line in pins if not re.match(r"[A-Za-z0-9_.\[\]-]+==[^ ;]+( ; .+)?$", line)] == []


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_every_wish_has_a_pin(name):
    wishes = (ROOT / "requirements" / f"{name}.in").read_text().splitlines()
    names = [re.split(r"[\[<>=;! #]", line)[0].lower() for line in wishes if line and line[0] not in "#-"]
    pinned = (ROOT / "requirements" / f"{name}.txt").read_text().lower()
    assert [wish for wish in names if f"\n{wish}==" not in pinned and f"\n{wish}[" not in pinned] == []


def test_every_pin_of_the_front_end_is_exact():
    package = json.loads((ROOT / "docs" / "frontend" / "package.json").read_text())
    pins = {**package["dependencies"], **package["devDependencies"]}
    assert pins
    assert {name: pin for name, pin in pins.items() if not re.fullmatch(r"\d+\.\d+\.\d+", pin)} == {}


@pytest.mark.parametrize("marker", sorted(MARKERS))
def test_every_mark_is_on_a_test(marker):
    marked = [path for path, text in texts(".py") if path.startswith("tests/") and f"pytest.mark.{marker}" in text]
    assert marked


def test_nobody_imports_a_simulator():
    pattern = re.compile(
        r"^\s*(from\s+\S*simulator\b\S*\s+import|import\s+\S*simulator\b|from\s+\S+\s+import\s+.*\bsimulator\b)",
        re.MULTILINE,
    )
    importing = [path for path, text in texts(".py") if pattern.search(text)]
    assert [path for path in importing if not path.startswith("tests/") and "/simulator/" not in path] == []
