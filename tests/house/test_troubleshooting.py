"""Every error that the program has words for has a title, a cause and a remedy, and its place in the document; every code
that the program can name has words."""

import re

import pytest

import inventory.reasons
import marketplaces.reasons
import orders.reasons
import suppliers.reasons
from core import errors
from core.budget import BudgetSpent
from core.troubles import anchor_of, areas
from tests.house.project import ROOT
from tools.troubleshooting import filled, parts

PAGE = (ROOT / "docs" / "troubleshooting.md").read_text()
ALL = [(area.name, code, words) for area in areas() for code, words in area.errors.items()]
ASKED_FOR = [
    "API connection error",
    "Authentication failed",
    "Product not found",
    "Order creation failed",
    "Webhook verification failed",
    "Rate limit exceeded",
    "Token expired",
    "Webhook not received",
    "Product not imported",
]
LEAVES = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.PartnerError)]


@pytest.mark.parametrize(("area", "code", "words"), ALL, ids=[f"{area}.{code}" for area, code, _ in ALL])
def test_an_error_has_a_title_a_cause_a_remedy_and_an_anchor(area, code, words):
    assert all(str(text).strip() for text in (words.title, words.cause, words.remedy))
    assert not str(words.title).endswith(".")
    assert PAGE.count(f'<a id="{anchor_of(area, code)}"></a>**{words.title}**') == 1


def test_the_document_is_made_of_the_programs_words_and_names_every_area():
    assert filled(PAGE) == PAGE, "write it anew: python -m tools.troubleshooting"
    assert parts(PAGE) == [area.name for area in areas()]


def test_no_anchor_stands_for_an_error_that_there_is_none_of():
    anchors = re.findall(r'<a id="([^"]+)">', PAGE)
    assert sorted(anchors) == sorted(anchor_of(area, code) for area, code, _ in ALL)


@pytest.mark.parametrize("title", ASKED_FOR)
def test_what_people_ask_for_first_leads_to_its_anchors(title):
    [row] = re.findall(rf"^\| {re.escape(title)} \| (.+) \|$", PAGE, re.MULTILINE)
    led_to = re.findall(r"\(#([a-z-]+)\)", row)
    titles = {anchor_of(area, code): str(words.title) for area, code, words in ALL}
    assert led_to
    assert {titles[anchor].partition(":")[0] for anchor in led_to} <= {title, "Not found there"}


@pytest.mark.parametrize("kind", [*LEAVES, BudgetSpent], ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("reasons", [suppliers.reasons, marketplaces.reasons], ids=["suppliers", "shops"])
def test_every_leaf_of_the_error_tree_has_words_where_goods_are_bought_and_sold(reasons, kind):
    assert reasons.error_code(kind("acme", "products.read")) in reasons.ERRORS


def test_every_code_that_the_catalogues_reading_names_has_words():
    named = set()
    for path in [*(ROOT / "inventory").rglob("*.py")]:
        source = path.read_text()
        named |= (
            set(re.findall(r'(?:error_code=|code\s*=\s*|code: str = )"([a-z_]+)"', source))
            if "sync" in str(path)
            else set()
        )
    known = (
        set(inventory.reasons.ERRORS) | set(inventory.reasons.ISSUES) | set(inventory.reasons.HOLDS) | {"unexpected"}
    )
    assert named - known == set()


def test_a_purchase_that_went_wrong_has_a_sentence_and_a_remedy():
    assert set(orders.reasons.ERRORS) - set(orders.reasons.PURCHASES) == set()
