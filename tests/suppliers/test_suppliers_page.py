"""docs/suppliers.md says of each supplier what its adapter says of itself."""

import re

import pytest

from suppliers.interface import Capability
from suppliers.registry import adapter_class, slugs, title
from tests.house.project import ROOT

PAGE = (ROOT / "docs" / "suppliers.md").read_text()


def table_of_capabilities():
    """Capability -> what stands in the column of each supplier, by title."""
    [heads] = re.findall(r"^\| capability \| \| (.+) \|$", PAGE, re.MULTILINE)
    rows = re.findall(r"^\| `([a-z_]+)` \| [^|]+ \| (.+) \|$", PAGE, re.MULTILINE)
    return heads.split(" | "), {name: cells.split(" | ") for name, cells in rows}


def test_every_supplier_has_a_column():
    heads, _ = table_of_capabilities()
    assert heads == [title(slug) for slug in slugs()]


@pytest.mark.parametrize("capability", Capability)
def test_the_table_says_of_each_capability_what_the_adapter_says(capability):
    heads, rows = table_of_capabilities()
    said = {head: re.match(r"yes|no", cell)[0] == "yes" for head, cell in zip(heads, rows[capability], strict=True)}
    assert said == {title(slug): capability in adapter_class(slug).capabilities for slug in slugs()}


def test_the_table_names_no_capability_that_there_is_none_of():
    assert set(table_of_capabilities()[1]) == set(Capability)


@pytest.mark.parametrize("slug", slugs())
def test_the_day_after_which_an_unused_api_is_suspended_is_the_adapters(slug):
    days = adapter_class(slug).idle_days
    assert (f"suspended after {days} days" in PAGE) is bool(days)
