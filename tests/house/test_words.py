"""The project speaks only of itself: no registry's host, no path of somebody's machine, no real-looking key."""

import re

import pytest

from tests.house.project import texts

# Written in pieces, so that this file does not hold what it looks for.
REGISTRY_HOSTS = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.", "deb." + "debian.org", "proxy." + "golang"]
MACHINE_PATHS = ["/" + "work/", "/" + "root/", "/" + "home/", "/" + "opt/py"]
UNFINISHED = ["TO" + "DO", "FIX" + "ME", "X" * 3 + ":"]
KEY_SHAPES = [r"\bb2c_\d+_[A-Za-z0-9]{24,}", r"\bCJ\d+@api@[0-9a-f]{16,}", r"-----BEGIN [A-Z ]*PRIVATE KEY"]

MADE_UP = ("example", "test", "demo", "canary", "c0ffee", "deadbeef", "0123456789abcdef")


@pytest.mark.parametrize("word", [*REGISTRY_HOSTS, *MACHINE_PATHS, *UNFINISHED])
def test_no_file_holds_a_word_that_is_not_of_this_project(word):
    assert [path for path, text in texts() if word in text] == []


@pytest.mark.parametrize(
    ("key", "is_made_up"),
    [
        ("CJ4242@api@" + "c0ffee11" * 4, True),
        ("CJ4242@api@" + "0" * 32, True),
        ("b2c_1_" + "example" * 4, True),
        ("CJ4242@api@" + "9f1c62d07be4a358", False),
        ("b2c_1_" + "hT5rWq9ZkP2mXc7VbN4sYd8F", False),
    ],
)
def test_what_looks_real_is_told_from_what_is_made_up(key, is_made_up):
    assert _is_made_up(key) is is_made_up


@pytest.mark.parametrize("shape", KEY_SHAPES)
def test_no_file_holds_what_looks_like_a_real_key(shape):
    found = [(path, match[0]) for path, text in texts() for match in re.finditer(shape, text)]
    assert [(path, key) for path, key in found if not _is_made_up(key)] == []


def _is_made_up(key: str) -> bool:
    """Keys of tests and documents say so, in words of the digits 0 to f where the form allows no others, or repeat one
    character."""
    return any(word in key.lower() for word in MADE_UP) or len(set(key[-12:])) < 4


def test_there_is_no_lock_file_of_a_package_manager():
    names = ("uv." + "lock", "package-lock" + ".json")
    assert [path for path, _ in texts() if path.endswith(names)] == []
