import subprocess
import sys

import pytest
from importlinter.cli import lint_imports

from tests.house.project import ROOT

PURE = ["inventory.source.mapper", "inventory.source.interface", "core.errors"]


def test_every_import_contract_is_kept(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    exit_code = lint_imports(no_cache=True)
    assert exit_code == 0, capsys.readouterr().out


@pytest.mark.parametrize("module", PURE)
def test_a_pure_module_loads_without_django_or_transport(module):
    code = (
        f"import {module}, sys; "
        "print([name for name in ('django', 'rest_framework', 'celery', 'requests') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.stdout.strip(), run.stderr) == ("[]", "")
