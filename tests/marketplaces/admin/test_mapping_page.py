"""The page on which categories are mapped: what waits first, suggestions, coverage, and as a file."""

import csv
import io

import pytest
from django.urls import reverse

from core.jobs import run_due
from core.models import Job
from inventory.models import Category, Product
from marketplaces.interface import CategoryNeeds, RemoteCategory
from marketplaces.models import CategoryMapping
from tests import console_rows as rows
from tests.importing import bring, carry_out, problems
from tests.marketplaces.selling.conftest import make_ware

pytestmark = pytest.mark.django_db
HERE = {"marketplace": "ebay", "site": "EBAY_DE"}
BOARD = reverse("admin:marketplaces_mapping_board", query=HERE)
ACT = reverse("admin:marketplaces_mapping_act")
IMPORT = reverse("admin:marketplaces_mapping_import", query=HERE)


@pytest.fixture
def shelves(big_account):
    """Two shelves: three products stand on Cats, one on Lamps, none is mapped."""
    cats = Category.objects.create(name="Cats", slug="cats", tree_position=1)
    lamps = Category.objects.create(name="Lamps", slug="lamps", tree_position=2)
    for number in range(3):
        make_ware(f"Mat {number}", category=cats)
    make_ware("Lamp", category=lamps)
    return cats, lamps


def test_what_waits_is_shown_first_and_the_fullest_first(page, shelves):
    html = page.get(BOARD).content.decode()
    assert 'data-coverage="0"' in html
    assert "0 of 4 active products have a category there" in html
    assert html.index(">Cats<") < html.index(">Lamps<")


def test_mapping_asks_first_and_then_counts(page, shelves, big):
    big.needs["77"] = CategoryNeeds("77")
    chosen = {**HERE, "act": "set", "category": [str(shelves[0].pk)]}
    html = page.post(ACT, chosen).content.decode()
    assert "Map categories" in html
    assert not CategoryMapping.objects.exists()
    page.post(ACT, {**chosen, "confirmed": "yes", "theirs": "77", "theirs_path": "Pets > Mats"})
    run_due(5)
    assert CategoryMapping.objects.get().theirs == "77"
    html = page.get(f"{BOARD}&show=mapped").content.decode()
    assert 'data-coverage="75"' in html
    assert "Pets &gt; Mats" in html


def test_suggestions_come_by_a_job_and_the_sure_ones_are_accepted_together(page, shelves, big):
    big.suggestions["Cats"] = (RemoteCategory("1", "Cats", "Pets > Cats"),)
    big.needs["1"] = CategoryNeeds("1")
    answer = page.post(ACT, {**HERE, "act": "suggest"})
    assert answer["Location"] == reverse("admin:marketplaces_job", args=[Job.objects.get().pk])
    run_due(5)
    assert "Suggesting categories" in page.get(answer["Location"]).content.decode()
    html = page.get(f"{BOARD}&show=suggested").content.decode()
    assert "Accept all over 90 % (1)" in html
    assert "100 %" in html
    assert "Pets &gt; Cats" in page.post(ACT, {**HERE, "act": "accept_sure"}).content.decode()
    page.post(ACT, {**HERE, "act": "accept_sure", "confirmed": "yes"})
    assert CategoryMapping.objects.get().state == "mapped"


def test_clearing_asks_first(page, shelves):
    CategoryMapping.objects.create(marketplace="ebay", site="EBAY_DE", category=shelves[0], theirs="1")
    chosen = {**HERE, "act": "clear", "category": [str(shelves[0].pk)]}
    page.post(ACT, chosen)
    assert CategoryMapping.objects.exists()
    page.post(ACT, {**chosen, "confirmed": "yes"})
    assert not CategoryMapping.objects.exists()


def test_a_file_goes_out_and_comes_back_after_a_preview(page, shelves):
    url = reverse("admin:marketplaces_mapping_export", query={**HERE, "show": "all"})
    text = b"".join(page.get(url).streaming_content).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [(line["path"], line["products"], line["theirs"]) for line in lines] == [
        ("Cats", "3", ""),
        ("Lamps", "1", ""),
    ]
    lines[0]["theirs"] = "77"
    out = io.StringIO()
    writer = csv.DictWriter(out, lines[0])
    writer.writeheader()
    writer.writerows([*lines, {**lines[0], "category": "999999"}])
    assert page.get(IMPORT)["Location"].startswith(reverse("admin:core_tableimport_new", args=["category-mappings"]))
    table = bring(page, "category-mappings", out.getvalue(), **HERE)
    assert problems(table) == {4: ["category: There is no category #999999."]}
    assert not CategoryMapping.objects.exists()
    carry_out(page, table)
    assert [(row.category, row.theirs) for row in CategoryMapping.objects.all()] == [(shelves[0], "77")]


def test_who_may_only_look_sees_no_buttons(client, shelves):
    client.force_login(rows.staff("ben", "marketplaces.view_categorymapping"))
    html = client.get(BOARD).content.decode()
    assert "Map the ticked" not in html
    assert client.post(ACT, {**HERE, "act": "clear"}).status_code == 403
    assert client.get(IMPORT).status_code == 403


def test_the_page_costs_the_same_for_few_and_for_many(page, shelves, django_assert_max_num_queries):
    Category.objects.bulk_create(Category(name=f"c{n}", slug=f"c{n}", tree_position=9 + n) for n in range(300))
    with django_assert_max_num_queries(16):
        page.get(f"{BOARD}&show=all")


def test_coverage_counts_units_sold_beside_products(page, shelves):
    cats, _lamps = shelves
    CategoryMapping.objects.create(**HERE, category=cats, theirs="77")
    assert "Coverage by units sold" not in page.get(BOARD).content.decode()
    Product.objects.filter(category=cats).update(sold_30d=1)
    Product.objects.exclude(category=cats).update(sold_30d=9)
    html = page.get(BOARD).content.decode()
    assert 'data-coverage="75"' in html
    assert 'data-coverage-sold="25"' in html
    assert "3 of 12 units of the last 30 days have a category there" in html
