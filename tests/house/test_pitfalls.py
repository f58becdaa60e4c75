"""Each known trouble of others with our suppliers has a test that names it ("pitfall 12").

The numbers are those of the list of troubles: symptom, cause, what a good client does. Of 14, 16, 19, 31, 33, 42 and 45 the
adapters' part is tested here: looking before buying again, and stopping before a loss, belong to whoever keeps purchases.
"""

import ast
import re

from tests.house.project import texts

HIGHEST = 45
_NUMBERS = re.compile(r"pitfalls? ((?:\d+(?:, | and )?)+)", re.IGNORECASE)


def test_every_pitfall_has_a_test_that_names_it():
    named = {number for test in _tests().values() for number in _numbers(test)}
    assert named == set(range(1, HIGHEST + 1))


def test_a_test_that_names_a_pitfall_checks_something():
    """An `assert` or a `pytest.raises` in it: a name alone proves nothing."""
    assert sorted(name for name, test in _tests().items() if _numbers(test) and not _checks(test)) == []


def _tests() -> dict[str, tuple[str, ast.FunctionDef]]:
    """`file::name` -> its source and its tree, of all tests of suppliers."""
    found = {}
    for path, text in texts(".py"):
        if path.startswith("tests/suppliers/") and "itfall" in text:
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                    found[f"{path}::{node.name}"] = (ast.get_source_segment(text, node) or "", node)
    return found


def _numbers(test: tuple[str, ast.FunctionDef]) -> set[int]:
    return {int(number) for said in _NUMBERS.findall(test[0]) for number in re.findall(r"\d+", said)}


def _checks(test: tuple[str, ast.FunctionDef]) -> bool:
    return any(
        isinstance(node, ast.Assert) or (isinstance(node, ast.Attribute) and node.attr == "raises")
        for node in ast.walk(test[1])
    )
