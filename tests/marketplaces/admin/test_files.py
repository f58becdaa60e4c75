"""Price rules and category mappings as files: out, mended, looked at, in."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from core.models import Event
from inventory.models import Category
from marketplaces.models import CategoryMapping, PriceRule
from tests.importing import bring, carry_out, outcomes, problems

pytestmark = pytest.mark.django_db
RULES = reverse("admin:marketplaces_pricerule_changelist")


@pytest.fixture
def rule(db):
    return PriceRule.objects.create(name="Germany", percent=15, fixed="1.50", rates={"USD": "0.92"})


def export(page, rule, action):
    answer = page.post(RULES, {"action": action, "_selected_action": [str(rule.pk)]})
    return b"".join(answer.streaming_content)


def test_rules_go_out_in_both_forms_and_come_back_unchanged(page, rule):
    text = export(page, rule, "export_selected")
    assert text.decode("utf-8-sig").splitlines()[1] == "Germany,15.00,1.50,none,0.00,0.00,0.00,USD=0.92"
    raw = export(page, rule, "export_workbook_selected")
    assert openpyxl.load_workbook(io.BytesIO(raw)).active["B2"].value == 15
    for file in (text, raw):
        assert outcomes(bring(page, "price-rules", file)) == [(2, "same", "done", "")]
    assert list(Event.objects.filter(kind="table.exported").values_list("actor", "data")) == [
        ("boss", {"file": "price-rules.csv", "rows": 1}),
        ("boss", {"file": "price-rules.xlsx", "rows": 1}),
    ]


def test_a_file_changes_rules_and_makes_new_ones(page, rule):
    table = bring(page, "price-rules", 'name;percent;rates\nGermany;12,5;\nFrance;10;"USD=0,92; GBP=1.17"\n')
    assert table.rows.get(number=2).changes == {"percent": ["15.00", "12.50"]}
    assert [row[1:3] for row in carry_out(page, table)] == [("changed", "done"), ("created", "done")]
    rule.refresh_from_db()
    assert (rule.percent, rule.fixed, rule.rates) == (12.5, 1.5, {"USD": "0.92"})
    assert PriceRule.objects.get(name="France").rates == {"USD": "0.92", "GBP": "1.17"}


def test_a_rule_that_somebody_changed_since_the_preview_is_left_alone(page, rule):
    table = bring(page, "price-rules", "name,percent\nGermany,20\n")
    PriceRule.objects.update(percent=16)
    assert carry_out(page, table) == [(2, "changed", "failed", "It changed since the preview.")]
    assert PriceRule.objects.get().percent == 16


def test_what_makes_no_sense_is_refused_cell_by_cell(page, rule):
    table = bring(page, "price-rules", "name,fee_percent,least_margin_percent,rounding\nA,60,50,up\nA,1,1,\nA,1,1,\n")
    assert problems(table) == {
        2: [
            "rounding: One of these is wanted: none, 99, 95, whole.",
            "least_margin_percent: Fees and least margin together leave nothing of the price.",
        ],
        4: ["Line 3 of this file is about the same."],
    }


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"percent\n1\n", "The first line does not name these columns: name."),
        (b"name\n", "The file has a first line and no rows."),
        (b"PK\x03\x04", "This XLSX cannot be read"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_in_words(page, file, words):
    assert words in bring(page, "price-rules", file).content.decode()
    assert not PriceRule.objects.exists()


def test_a_template_to_begin_with_names_every_column(page):
    url = reverse("admin:core_tableimport_template", args=["price-rules"])
    raw = b"".join(page.get(url).streaming_content)
    assert next(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))[:2] == ["name", "percent"]
    assert outcomes(bring(page, "price-rules", raw)) == [(2, "created", "waiting", "")]


def test_a_mapping_names_its_place_in_the_file_or_by_the_page(page, big_account):
    cats = Category.objects.create(name="Cats", slug="cats", tree_position=1)
    text = f"marketplace,site,category,theirs\n,,{cats.pk},77\n"
    here = bring(page, "category-mappings", text, marketplace="ebay", site="EBAY_DE")
    assert outcomes(here) == [(2, "created", "waiting", "")]
    nowhere = bring(page, "category-mappings", text)
    assert problems(nowhere) == {2: ["marketplace: There is no shop at “”."]}
    carry_out(page, here)
    assert CategoryMapping.objects.get().theirs == "77"
