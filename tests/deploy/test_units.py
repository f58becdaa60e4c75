"""The systemd units: their commands exist, systemd understands them, and they may do little beside their work."""

import re
import shutil
import subprocess

import pytest

from tests.deploy.reading import HOME, ROOT, SERVICES, UNITS, start_words, unit

LASTING = [path for path in SERVICES if path.stem != "entrepot-backup"]
# systemd's own measure: 10 for no protection at all, 0 for nothing that works.
MOST_EXPOSURE = 2.5


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The units, as they would be for a project in this folder."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is missing: install the package systemd")
    folder = tmp_path_factory.mktemp("units")
    for path in UNITS.iterdir():
        (folder / path.name).write_text(path.read_text().replace(HOME, str(ROOT)))
    return folder


def test_there_is_one_for_each_way_to_run():
    assert {path.stem for path in SERVICES} == {
        "entrepot-hub",
        "entrepot-web",
        "entrepot-worker",
        "entrepot-beat",
        "entrepot-backup",
    }


def test_systemd_finds_no_fault_in_them(installed):
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(installed.iterdir())], capture_output=True, text=True, check=False
    )
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "entrepot" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("name", [path.name for path in SERVICES])
def test_they_are_locked_in(installed, name):
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSURE * 10:.0f}", installed / name],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )
    said = re.search(r"Overall exposure level for .*: ([\d.]+)", done.stdout)
    assert said, done.stdout[-500:] + done.stderr[-500:]
    assert float(said[1]) <= MOST_EXPOSURE


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_they_run_as_a_user_of_their_own_from_the_projects_folder(path):
    service = unit(path)["Service"]
    assert (service["User"], service["WorkingDirectory"], service["ReadWritePaths"]) == (
        "entrepot",
        HOME,
        f"{HOME}/var",
    )


@pytest.mark.parametrize("path", LASTING, ids=lambda path: path.stem)
def test_what_lasts_comes_back_and_is_given_the_time_to_end(path):
    service = unit(path)["Service"]
    assert service["Restart"] == "always"
    assert int(service["TimeoutStopSec"]) > 30  # WORKER_SHUTDOWN_SECONDS, Celery's and gunicorn's grace


def test_one_machine_and_several_processes_exclude_each_other():
    assert unit(UNITS / "entrepot-hub.service")["Unit"]["Conflicts"] == "entrepot.target"
    assert unit(UNITS / "entrepot.target")["Unit"]["Conflicts"] == "entrepot-hub.service"


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_their_commands_are_there(path):
    program, *words = start_words(path.stem)
    assert (ROOT / ".venv" / "bin" / program).exists() or program == "python"
    if words[0] == "manage.py":
        from django.core.management import get_commands  # noqa: PLC0415

        assert words[1] in get_commands()
