"""Each setting that the environment may give stands in `.env.example` and in `docs/configuration.md`, and no other does."""

import ast
import re

from tests.house.project import ROOT

# Read before `.env` is, or set by the program that starts the process: a line in `.env` would do nothing.
ONLY_IN_THE_PROCESS_ENVIRONMENT = {"ENV_FILE", "HUB_PROCESS_ROLE"}
_TEMPLATE = ROOT / ".env.example"
_REFERENCE = ROOT / "docs" / "configuration.md"


def test_the_template_of_env_names_every_setting_and_no_other():
    assert _in_template() == in_code() - ONLY_IN_THE_PROCESS_ENVIRONMENT


def test_the_configuration_reference_names_every_setting_and_no_other():
    assert _in_reference() == in_code()


def test_the_template_of_env_holds_no_key():
    lines = _TEMPLATE.read_text().splitlines()
    assert [line for line in lines if re.match(r"#?(SECRET_KEY|[A-Z0-9_]*(KEYS?|PASSWORD|TOKEN))=.+", line)] == []


def test_template_and_reference_tell_the_default_of_the_code():
    defaults = {name: default for name, default in _in_code_with_defaults().items() if default is not None}
    told = dict(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \| `?(.*?)`? \|", _REFERENCE.read_text(), re.MULTILINE))
    written = dict(re.findall(r"^#?([A-Z][A-Z0-9_]+)=(.*)$", _TEMPLATE.read_text(), re.MULTILINE))

    assert {name: told[name] for name in defaults} == {name: default or "none" for name, default in defaults.items()}
    in_template = set(defaults) - ONLY_IN_THE_PROCESS_ENVIRONMENT
    assert {name: written[name] for name in in_template} == {name: defaults[name] for name in in_template}


def in_code() -> set[str]:
    return set(_in_code_with_defaults())


def _in_code_with_defaults() -> dict[str, str | None]:
    """Setting -> its default as one would write it in `.env`; None where the code computes it."""
    found: dict[str, str | None] = {}
    for file in sorted((ROOT / "config" / "settings").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and re.fullmatch(r"env\.(?!read_env)\w+", ast.unparse(node.func)):
                default = next((word.value for word in node.keywords if word.arg == "default"), None)
                found[ast.literal_eval(node.args[0])] = _as_written(default)
    return found


def _as_written(default: ast.expr | None) -> str | None:
    try:
        value = ast.literal_eval(default) if default else ""
    except ValueError:
        return None
    if isinstance(value, list):
        return ",".join(value)
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)


def _in_template() -> set[str]:
    return set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", _TEMPLATE.read_text(), re.MULTILINE))


def _in_reference() -> set[str]:
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)`", _REFERENCE.read_text(), re.MULTILINE))
