"""Files and functions stay small enough to be read in one go."""

import ast

from tests.house.project import texts

MAX_FILE_LINES = 500
MAX_FUNCTION_LINES = 60

PYTHON_FILES = [(path, text) for path, text in texts(".py") if "/migrations/" not in path]


def test_no_file_needs_a_table_of_contents():
    lengths = {path: len(text.splitlines()) for path, text in [*PYTHON_FILES, *texts(".html", ".js", ".css")]}
    assert {path: lines for path, lines in lengths.items() if lines > MAX_FILE_LINES} == {}


def test_no_function_is_longer_than_a_screen():
    assert {place: lines for path, text in PYTHON_FILES for place, lines in too_long(path, text)} == {}


def too_long(path, text):
    """Those that are too long, with how long they are."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                yield f"{path}: {node.name}", lines


def test_no_module_is_a_drawer_for_everything():
    drawers = {"utils.py", "helpers.py", "common.py", "misc.py"}
    assert [path for path, _ in PYTHON_FILES if path.rsplit("/", 1)[-1] in drawers] == []
