"""The workflow runs `.ci/run` and nothing of its own, on the systems that are promised."""

import re

from tests.deploy.reading import ROOT, workflow


def test_it_runs_the_script_that_runs_anywhere():
    [job] = workflow()["jobs"].values()
    runs = [step["run"] for step in job["steps"] if "run" in step]
    assert "bash .ci/run" in runs
    assert (ROOT / ".ci" / "run").is_file()
    assert all(run == "bash .ci/run" or run.startswith("apt-get update") for run in runs)


def test_it_runs_for_every_push_and_proposal_on_the_oldest_system_and_the_images():
    read = workflow()
    assert set(read[True]) == {"push", "pull_request"}
    [job] = read["jobs"].values()
    assert job["strategy"]["matrix"]["system"] == ["debian:12", "debian:13"]
    assert job["container"]["image"] == "${{ matrix.system }}"


def test_it_may_only_read_and_keeps_no_credentials():
    read = workflow()
    assert read["permissions"] == {"contents": "read"}
    [job] = read["jobs"].values()
    [checkout] = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
    assert checkout["with"] == {"persist-credentials": False}


def test_every_action_names_its_major_version():
    [job] = workflow()["jobs"].values()
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert [action for action in used if not re.fullmatch(r"actions/[a-z-]+@v\d+", action)] == []


def test_what_a_run_leaves_is_kept_whatever_came_of_it():
    [job] = workflow()["jobs"].values()
    kept = job["steps"][-1]
    assert (kept["if"], kept["with"]["path"]) == ("always()", "ci-output/")
