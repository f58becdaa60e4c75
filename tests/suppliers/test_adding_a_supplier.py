"""docs/adding-a-supplier.md, followed to the letter: its supplier is put into a copy of the project and tried there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.project import ROOT, project_files

GUIDE = (ROOT / "docs" / "adding-a-supplier.md").read_text("utf-8")
ROOM = "suppliers/adapters/example_wholesale"
STAGE = "tests/suppliers/contract/stages/example_wholesale.py"
DOORS = "tests/suppliers/example_wholesale/test_doors.py"

FILES = dict(re.findall(r"^\*\*`([^`]+)`\*\*\n\n```\w+\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL))
# (file, name of the dict, the line that goes into it)
LINES = re.findall(r"^\*\*`([^`]+)`\*\*, in `(\w+)`:\n\n```python\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def test_the_guide_gives_a_whole_room_its_stage_and_a_test_of_its_doors():
    names = ["__init__.py", "errors.py", "mapper.py", "client.py", "adapter.py", "NOTES.md", "simulator.py"]
    assert list(FILES) == [*(f"{ROOM}/{name}" for name in names), STAGE, DOORS]


def test_the_hub_itself_is_told_by_one_line_of_settings():
    assert [(path, name, text.count("\n")) for path, name, text in LINES] == [
        ("config/settings/partners.py", "SUPPLIERS", 1),
        ("config/settings/partners.py", "SIMULATORS", 1),
        ("tests/suppliers/contract/stages/__init__.py", "MODULES", 1),
    ]


def test_every_file_of_the_project_that_the_guide_names_is_there():
    named = set(re.findall(r"`((?:suppliers|tests|config|core)/[\w/]+\.py)`", GUIDE)) - set(FILES)
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The project with the guide's files and lines in it."""
    folder = tmp_path_factory.mktemp("newcomer")
    for path in project_files():
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    for name, text in FILES.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    (folder / DOORS).with_name("__init__.py").touch()
    for name, table, line in LINES:
        text = (folder / name).read_text("utf-8")
        assert text.count(f"\n{table} = {{\n") == 1
        (folder / name).write_text(text.replace(f"\n{table} = {{\n", f"\n{table} = {{\n{line}"), "utf-8")
    return folder


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """In the copy, with the environment of a fresh shell: SQLite, no broker, nothing of the run that we are part of."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    environment = {**kept, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def passed(run: subprocess.CompletedProcess[str]) -> int:
    """How many tests did; none where one did not."""
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    return int(re.findall(r"(\d+) passed", run.stdout)[-1])


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.timeout(280)
def test_the_new_supplier_passes_the_suite_that_every_supplier_passes(copy):
    suite = run(copy, "pytest", "-q", "-p", "no:cacheprovider", "tests/suppliers/contract", "-k", "example-wholesale")
    assert passed(suite) >= 21


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.timeout(280)
def test_its_addresses_answer_and_the_console_offers_it(copy):
    assert passed(run(copy, "pytest", "-q", "-p", "no:cacheprovider", "tests/suppliers/example_wholesale")) == 3


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.timeout(280)
def test_the_house_has_nothing_against_it(copy):
    house = ["test_imports", "test_docs", "test_shape", "test_words", "test_papers", "test_settings_are_told"]
    files = [f"tests/house/{name}.py" for name in house]
    stages = "tests/suppliers/contract/test_stages.py"
    document = "tests/core/api/test_schema_document.py"
    assert passed(run(copy, "pytest", "-q", "-p", "no:cacheprovider", *files, stages, document)) > 100


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.timeout(280)
def test_it_is_typed_and_formatted_as_ours(copy):
    ours = [ROOM, STAGE, DOORS]
    for words in (["ruff", "check", *ours], ["ruff", "format", "--check", *ours], ["mypy", *ours]):
        checked = run(copy, *words)
        assert (checked.returncode, checked.stdout[-4000:] if checked.returncode else "") == (0, "")
