"""Which of a marketplace's categories stands for ours: suggested, accepted, inherited, retired; what they ask for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.jobs import run_due
from core.models import Event, Job
from inventory.models import Category
from marketplaces.actions.categories import mapping, needs
from marketplaces.actions.categories.kept import CategoryBook, coverage, paths
from marketplaces.actions.categories.suggesting import likeness, start_suggesting, waiting
from marketplaces.actions.errors import NotPossible
from marketplaces.interface import CategoryNeeds, RemoteCategory
from marketplaces.models import CategoryMapping, RemoteCategoryNeeds
from tests.marketplaces.selling.conftest import make_ware

pytestmark = pytest.mark.django_db
HERE = ("ebay", "EBAY_DE")


@pytest.fixture
def tree(big_account):
    pets = Category.objects.create(name="Pets", slug="pets")
    cats = Category.objects.create(name="Cats", slug="cats", parent=pets)
    toys = Category.objects.create(name="Cat toys", slug="toys", parent=cats)
    return pets, cats, toys


def states():
    return dict(CategoryMapping.objects.values_list("category__name", "state"))


def test_coverage_counts_products_not_categories(tree):
    pets, cats, toys = tree
    for name in ("a", "b", "c"):
        make_ware(name, category=toys)
    make_ware("d", category=pets)
    mapping.set_mapping(*HERE, cats, "11", "ana")
    found = coverage(CategoryBook(*HERE))
    assert (found.covered, found.products, found.percent) == (3, 4, 75)
    assert CategoryBook(*HERE).place(toys.pk).is_inherited(toys.pk)


def test_a_ring_in_the_tree_ends_the_search(tree):
    pets, _cats, toys = tree
    Category.objects.filter(pk=pets.pk).update(parent=toys)
    assert CategoryBook(*HERE).place(toys.pk) is None
    assert paths()[toys.pk].count(" > ") == 29


def test_the_needs_of_a_chosen_category_are_read_by_a_job_and_kept(tree, big):
    big.needs["11"] = CategoryNeeds("11", version="134")
    mapping.set_mapping(*HERE, tree[1], "11", "ana")
    assert big.calls == []
    run_due(5)
    kept = RemoteCategoryNeeds.objects.get()
    assert CategoryNeeds.read(kept.needs).version == "134"
    assert Event.objects.get(kind="category_mapping.changed").data == {"theirs": "11", "path": ""}


def test_a_category_that_is_gone_there_retires_what_leads_to_it(tree, big):
    mapping.set_mapping(*HERE, tree[1], "11", "ana")
    run_due(5)
    assert states() == {"Cats": "retired"}
    assert RemoteCategoryNeeds.objects.get().needs is None
    assert CategoryBook(*HERE).place(tree[2].pk) is None


def test_needs_are_read_again_when_they_are_old_and_not_before(tree, big, settings):
    big.needs["11"] = CategoryNeeds("11")
    mapping.set_mapping(*HERE, tree[1], "11", "ana")
    run_due(5)
    assert needs.file_old_needs() == 0
    long_ago = timezone.now() - timedelta(days=settings.CATEGORY_NEEDS_DAYS + 1)
    RemoteCategoryNeeds.objects.update(read_at=long_ago)
    assert needs.file_old_needs() == 1
    run_due(5)
    assert RemoteCategoryNeeds.objects.get().read_at > long_ago


def test_suggestions_are_the_likest_leaves_and_are_used_by_nothing(tree, big):
    make_ware(category=tree[2])
    big.suggestions["Pets > Cats > Cat toys"] = (
        RemoteCategory("1", "Dog toys", "Pet Supplies > Dogs > Dog Toys"),
        RemoteCategory("2", "Toys", "Pet Supplies > Cats > Cat Toys"),
        RemoteCategory("3", "Cats", "Pet Supplies > Cats", is_leaf=False),
    )
    start_suggesting(*HERE, "ana")
    run_due(5)
    row = CategoryMapping.objects.get()
    assert (row.category, row.theirs, row.state) == (tree[2], "2", "suggested")
    assert row.score == likeness("Pets > Cats > Cat toys", "Pet Supplies > Cats > Cat Toys")
    assert CategoryBook(*HERE).place(tree[2].pk) is None


def test_staffs_own_mapping_is_never_suggested_over(tree, big):
    make_ware(category=tree[2])
    big.suggestions["Pets > Cats > Cat toys"] = (RemoteCategory("2", "Toys"),)
    job = start_suggesting(*HERE, "ana", [tree[2].pk])
    mapping.set_mapping(*HERE, tree[2], "9", "ana")
    big.needs["9"] = CategoryNeeds("9")
    run_due(5)
    job.refresh_from_db()
    assert (CategoryMapping.objects.get().theirs, job.result["suggested"]) == ("9", 0)


def test_those_that_are_sure_are_accepted_in_one_go(tree, big):
    for category, theirs, score in ((tree[1], "1", 95), (tree[2], "2", 60)):
        CategoryMapping.objects.create(
            marketplace="ebay", site="EBAY_DE", category=category, theirs=theirs, state="suggested", score=score
        )
    assert mapping.accept_sure(*HERE, "ana") == 1
    assert states() == {"Cats": "mapped", "Cat toys": "suggested"}
    assert Job.objects.filter(kind="marketplaces.read_needs").count() == 1


def test_without_a_connected_shop_nobody_is_asked(tree, big_account):
    type(big_account).objects.update(state="paused")
    with pytest.raises(NotPossible, match="No connected shop"):
        start_suggesting(*HERE, "ana")


def test_the_fullest_categories_wait_first(tree):
    make_ware("a", category=tree[1])
    make_ware("b", category=tree[2])
    make_ware("c", category=tree[2])
    assert waiting(CategoryBook(*HERE)) == [tree[2].pk, tree[1].pk]


@pytest.mark.parametrize(
    ("ours", "theirs", "score"),
    [
        ("Pets > Cat toys", "Pets > Cat Toys", 100),
        ("Cat toys", "Supplies > Cat Toy", 100),
        ("Pets > Lamps", "Garden > Hoses", 0),
    ],
)
def test_likeness_is_that_of_the_names_and_of_the_way_there(ours, theirs, score):
    assert likeness(ours, theirs) == score
