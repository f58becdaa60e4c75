"""What others read is of the form that they publish: the schemas come with a package, nothing is fetched."""

import subprocess
import sys

import pytest

from tests.deploy.reading import ROOT

READ_BY_OTHERS = {"vendor.compose-spec": "compose.yaml", "vendor.github-workflows": ".github/workflows/ci.yml"}


def judged(schema, path):
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("schema", "path"), READ_BY_OTHERS.items())
def test_the_file_has_the_published_form(schema, path):
    done = judged(schema, ROOT / path)
    assert (done.returncode, done.stdout.strip()) == (0, "ok -- validation done")


def test_a_word_that_no_compose_file_knows_is_found(tmp_path):
    odd = tmp_path / "compose.yaml"
    odd.write_text((ROOT / "compose.yaml").read_text().replace("healthcheck:", "healthchek:", 1))
    assert judged("vendor.compose-spec", odd).returncode == 1
