"""The image: what goes into it, who it runs as, and that its steps can be carried out one by one."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

from tests.deploy.reading import HOME, ROOT, in_the_image, stages


def test_every_base_has_a_version_and_is_slim():
    assert [stage.base for stage in stages()] == ["python:3.13-slim", "python:3.13-slim"]


def test_it_runs_as_a_user_who_owns_nothing_but_the_data():
    last = stages()[-1]
    assert last.of("USER") == ["entrepot"]
    [made] = [step for step in last.of("RUN") if step.startswith("useradd")]
    assert "--shell /usr/sbin/nologin" in made
    assert last.of("COPY") == [f"--from=build {HOME} {HOME}"]  # root's: nothing may change the program
    [data] = [step for step in last.of("RUN") if step.startswith("install")]
    assert data.split()[-3:] == ["/var/lib/entrepot", "/var/lib/entrepot/media", "/var/lib/entrepot/backups"]


def test_exact_pins_are_installed_and_nothing_else():
    installs = [step for stage in stages() for step in stage.of("RUN") if "pip install" in step]
    assert len(installs) == 1
    assert installs[0].endswith("--requirement requirements/runtime.txt")


def test_it_says_itself_whether_it_is_healthy():
    [words] = stages()[-1].of("HEALTHCHECK")
    assert json.loads(words.partition("CMD ")[2]) == ["python", "deploy/probe.py"]


def test_nothing_of_a_secret_or_a_database_can_get_in():
    let_in = in_the_image()
    for path in (".env", "var", ".git", ".venv", "tests", "ci-output", "requirements/dev.txt"):
        assert not any(path == entry or path.startswith(f"{entry}/") for entry in let_in), path


def test_all_that_the_program_is_made_of_gets_in():
    ours = {app.partition(".")[0] for app in settings.INSTALLED_APPS if (ROOT / app.partition(".")[0]).is_dir()}
    needed = ours | {"templates", "static", "locale", "manage.py", "gunicorn.conf.py", "requirements/runtime.txt"}
    assert needed - set(in_the_image()) == set()
    assert [entry for entry in in_the_image() if not (ROOT / entry).exists()] == []


def test_no_key_is_written_into_it():
    text = (ROOT / "Dockerfile").read_text()
    keys = re.findall(r"(\w*(?:KEY|PASSWORD|TOKEN|SECRET)\w*)=(\S+)", text)
    assert [name for name, value in keys if not value.startswith("for-this-step-alone")] == []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_steps_of_the_build_stage_succeed_one_by_one_in_a_clean_folder(tmp_path):
    """With what `.dockerignore` lets through, a new environment and no setting of this machine."""
    home = tmp_path / "srv"
    home.mkdir()
    kept = ("PATH", "HOME", "LANG", "TMPDIR")
    package_client = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    environment = {name: os.environ[name] for name in kept if name in os.environ} | package_client
    done = []
    for instruction, words in stages()[0].steps:
        if instruction == "COPY":
            copy(words.split(), home)
        elif instruction == "RUN":
            shell = words.replace("python -m venv", f"{shlex.quote(sys.executable)} -m venv")
            step = subprocess.run(
                ["sh", "-c", shell], cwd=home, env=environment, capture_output=True, text=True, timeout=600, check=False
            )
            assert step.returncode == 0, f"{words}\n{step.stdout[-1000:]}{step.stderr[-2000:]}"
        done.append(instruction)
    assert done == ["WORKDIR", "COPY", "RUN", "RUN", "COPY", "RUN", "RUN"]
    assert (home / "var" / "static" / "unfold" / "css" / "styles.css").is_file()
    assert not (home / "tests").exists()
    imported = subprocess.run(
        [home / ".venv/bin/python", "-c", "import gunicorn, celery, psycopg; import config.celery; print('imported')"],
        cwd=home,
        env=environment | {"SECRET_KEY": "x" * 10 + "abcdefghijklmnopqrstuvwxyz", "ENV_FILE": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )
    assert imported.stdout == "imported\n", imported.stderr


def copy(words, home):
    source, target = words
    for entry in in_the_image() if source == "." else [source]:
        place = home / (entry if source == "." else target)
        place.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / entry).is_dir():
            shutil.copytree(ROOT / entry, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / entry, place)
