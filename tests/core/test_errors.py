import ast
import pickle
import sys
from pathlib import Path

import pytest

from core import errors


def leaves(kind):
    below = kind.__subclasses__()
    return [leaf for child in below for leaf in leaves(child)] if below else [kind]


def test_the_text_says_who_what_why_and_what_the_answer_was():
    error = errors.Rejected(
        "acme", "place order", status=422, body=b'{"code": 7,\n "token": "canary"}', message="sold out"
    )
    assert str(error) == 'acme, place order: sold out (HTTP 422): {"code": 7, "token": "[redacted]"}'


@pytest.mark.parametrize("kind", leaves(errors.PartnerError))
def test_no_error_shows_a_secret_and_each_survives_pickling(kind):
    error = kind(
        "acme", "probe", body='{"api_key": "canary"}', message="Authorization: Bearer canary1",
        request_id="Bearer canary2", code="v^1.1#canary3" + 2000 * "x",
    )  # fmt: skip
    shown = f"{error} {error!r} {error.body} {error.message} {vars(error)}"
    assert "canary" not in shown
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - as a process pool does with its own
    assert (type(copy), vars(copy)) == (kind, vars(error))


def test_a_rate_limit_says_how_long():
    assert errors.RateLimited("acme", "probe", retry_after=7).retry_after == 7


def test_the_tree_tells_what_to_do_next():
    retryable = {errors.RateLimited, errors.PartnerDown, errors.TimedOut}
    assert set(errors.Retryable.__subclasses__()) == retryable
    assert not issubclass(errors.OutcomeUnknown, errors.Retryable | errors.Terminal)


def test_errors_and_redaction_are_pure():
    for name in ("errors", "redaction"):
        tree = ast.parse(Path(f"core/{name}.py").read_text())
        modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert {module.split(".")[0] for module in modules} - set(sys.stdlib_module_names) <= {"core"}
