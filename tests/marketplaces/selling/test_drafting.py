"""What a shop with categories of its own would be sent: whose word counts for category, attributes, choices and text."""

from decimal import Decimal
from unittest.mock import patch

import pytest
from django.utils import timezone

from core.jobs import run_due
from core.models import Event
from inventory.models import Category
from marketplaces.actions.listings.ending import end_now
from marketplaces.actions.publishing.batches import start_batch
from marketplaces.actions.publishing.drafts import check
from marketplaces.actions.publishing.publishing import NotReady, find_listing, listing_for, start_publishing
from marketplaces.actions.publishing.scoring import score_of
from marketplaces.interface import AttributeNeed, CategoryNeeds, DraftProblem
from marketplaces.models import CategoryMapping, PublishTemplate, RemoteCategoryNeeds, SafetyContact
from tests.marketplaces.market import BigMarket, eur
from tests.marketplaces.selling.conftest import make_group, make_ware

pytestmark = pytest.mark.django_db
NEEDS = CategoryNeeds(
    "77",
    (
        AttributeNeed("Brand", "Brand", is_required=True),
        AttributeNeed("Colour", "Colour", is_required=True, values=("Red", "Blue"), only_listed=True),
        AttributeNeed("Size", "Size", is_required=True, varies=True),
        AttributeNeed("Weight", "Weight"),
    ),
)


@pytest.fixture
def shelves(big_account):
    """Pets > Cats > Mats; only Cats is mapped, to a category whose needs were read."""
    pets = Category.objects.create(name="Pets", slug="pets")
    cats = Category.objects.create(name="Cats", slug="cats", parent=pets)
    mats = Category.objects.create(name="Mats", slug="mats", parent=cats)
    CategoryMapping.objects.create(
        marketplace="ebay", site="EBAY_DE", category=cats, theirs="77", attributes={"Colour": ["Red"], "Weight": "1 kg"}
    )
    RemoteCategoryNeeds.objects.create(
        marketplace="ebay", site="EBAY_DE", category_id="77", needs=NEEDS.written(), read_at=timezone.now()
    )
    return pets, cats, mats


def codes(checked):
    return [problem.code for problem in checked.problems]


def ware(shelf, **values):
    return make_ware(category=shelf, **({"brand": "Kaba", "options": None} | values))


def test_the_nearest_mapped_category_counts(big_account, shelves):
    checked = check(big_account, ware(shelves[2]))
    assert (checked.category_id, checked.draft.category_id) == ("77", "77")


def test_without_a_mapping_above_it_the_product_is_not_ready(big_account, shelves):
    assert "no_mapping" in codes(check(big_account, ware(shelves[0])))
    assert "no_own_category" in codes(check(big_account, make_ware("Loose")))


def test_the_mapping_of_another_national_site_does_not_count(big_account, shelves):
    CategoryMapping.objects.update(site="EBAY_FR")
    assert "no_mapping" in codes(check(big_account, ware(shelves[2])))


@pytest.mark.parametrize(("state", "code"), [("retired", "retired_category"), ("suggested", "no_mapping")])
def test_retired_and_suggested_categories_lead_nowhere(big_account, shelves, state, code):
    CategoryMapping.objects.update(state=state)
    assert code in codes(check(big_account, ware(shelves[2])))


def test_attributes_are_the_products_then_the_mappings_then_the_templates_then_the_listings(big_account, shelves):
    product = ware(shelves[2])
    listing = listing_for(big_account, product)
    listing.template = PublishTemplate.objects.create(
        account=big_account, name="T", attributes={"Weight": "2 kg", "Colour": ["Blue"]}
    )
    listing.attributes = {"Size": "L", "Weight": "3 kg"}
    listing.save()
    said = dict(check(big_account, product, listing).attributes)
    assert said == {"Brand": ("Kaba",), "Colour": ("Blue",), "Weight": ("3 kg",), "Size": ("L",)}


def test_required_attributes_without_a_value_are_named(big_account, shelves):
    checked = check(big_account, ware(shelves[2], brand=""))
    assert [need.key for need in checked.missing] == ["Brand", "Size"]
    named = [problem.values["name"] for problem in checked.problems if problem.code == "missing_attribute"]
    assert named == ["Brand", "Size"]


def test_what_the_variants_say_by_their_options_need_not_be_said_again(big_account, shelves):
    group = make_group("S", "M", category=shelves[2], brand="Kaba")
    assert check(big_account, group).missing == ()


def test_a_value_that_the_marketplace_does_not_list_is_a_problem(big_account, shelves):
    product = ware(shelves[2])
    listing = listing_for(big_account, product)
    listing.attributes = {"Colour": ["Mauve"], "Size": "L"}
    listing.save()
    checked = check(big_account, product, listing)
    assert [(problem.code, problem.values) for problem in checked.problems] == [
        ("unfit_attribute", {"name": "Colour", "value": "Mauve"})
    ]


def test_a_category_of_the_listings_own_takes_nothing_from_the_mapping(big_account, shelves):
    product = ware(shelves[2])
    listing = listing_for(big_account, product)
    listing.category_id = "88"
    listing.save()
    checked = check(big_account, product, listing)
    assert (checked.category_id, checked.attributes) == ("88", ())
    assert "needs_not_read" in checked.hints


def test_choices_are_the_shops_then_the_templates_then_the_listings(big_account, shelves):
    big_account.selling_settings = {"returns": "r1", "payment": "p1", "condition": "used"}
    big_account.save()
    product = ware(shelves[2], options={"Size": "L"})
    listing = listing_for(big_account, product)
    listing.template = PublishTemplate.objects.create(account=big_account, name="T", settings={"returns": "r2"})
    listing.settings = {"payment": "p2"}
    draft = check(big_account, product, listing).draft
    assert (draft.settings["returns"], draft.settings["payment"], draft.condition) == ("r2", "p2", "used")


def test_a_required_choice_that_nobody_made_is_a_problem(big_account, shelves):
    big_account.selling_choices = [{"name": "returns", "is_required": True, "choices": [["r1", "30 days"]]}]
    big_account.save()
    assert "missing_setting" in codes(check(big_account, ware(shelves[2])))
    big_account.selling_settings = {"returns": "r1"}
    assert "missing_setting" not in codes(check(big_account, ware(shelves[2])))


def test_the_listings_own_text_stands_in_the_templates_frame(big_account, shelves):
    product = ware(shelves[2])
    listing = listing_for(big_account, product)
    listing.own_title, listing.own_description = "Matte", "Sauber."
    listing.template = PublishTemplate.objects.create(
        account=big_account, name="T", description_frame="<p>Hello</p>{description}<p>Bye</p>"
    )
    draft = check(big_account, product, listing).draft
    assert (draft.title, draft.description_html) == ("Matte", "<p>Hello</p>Sauber.<p>Bye</p>")


def test_the_longest_title_is_the_marketplaces(big_account, account, shelves):
    product = ware(shelves[2], title="x" * 81)
    assert "title_too_long" in codes(check(big_account, product))
    assert "title_too_long" not in codes(check(account, product))


def test_warnings_have_the_marketplaces_numbers_of_both_rows_each_once(big_account, shelves):
    place = {"address1": "1 Quay", "city": "Lyon", "country": "FR"}
    maker = {"company": "Kaba Ltd", "pictograms": "PI1, PI2", "statements": "ST9", "warnings": "Keep dry."}
    SafetyContact.objects.create(brand="KABA", role="manufacturer", **maker, **place)
    SafetyContact.objects.create(role="responsible", company="Anyone SARL", pictograms=" PI2 ,,PI3", **place)
    safety = check(big_account, ware(shelves[2])).draft.safety
    assert (safety.pictograms, safety.statements, safety.text) == (("PI1", "PI2", "PI3"), ("ST9",), "Keep dry.")


def test_who_made_it_and_who_answers_for_it_stand_by_brand(big_account, shelves):
    place = {"address1": "1 Quay", "city": "Lyon", "country": "FR"}
    SafetyContact.objects.create(brand="KABA", role="manufacturer", company="Kaba Ltd", warnings="Keep dry.", **place)
    SafetyContact.objects.create(brand="", role="responsible", company="Anyone SARL", **place)
    safety = check(big_account, ware(shelves[2])).draft.safety
    assert (safety.manufacturer.company, safety.responsible[0].company) == ("Kaba Ltd", "Anyone SARL")
    assert safety.text == "Keep dry."
    assert check(big_account, ware(shelves[2], title="Other", brand="Zed")).draft.safety.manufacturer is None


def test_the_marketplaces_own_rules_are_asked_and_nothing_is_said_twice(big_account, shelves):
    own = (DraftProblem("refused", {"words": "no"}, about="Brand"),)
    with patch.object(BigMarket, "draft_problems", classmethod(lambda cls, draft, needs: own)):
        checked = check(big_account, ware(shelves[2], brand=""))
    said = [(problem.code, problem.values.get("name")) for problem in checked.problems]
    assert said == [("refused", None), ("missing_attribute", "Size")]


def test_a_choice_that_the_marketplaces_rules_miss_is_told_by_its_words(big_account, shelves):
    big_account.selling_choices = [{"name": "payment_policy_id", "is_required": True, "choices": []}]
    own = (
        DraftProblem("missing_setting", {"setting": "return_policy_id"}, about="return_policy_id"),
        DraftProblem("missing_setting", {"setting": "payment_policy_id"}, about="payment_policy_id"),
    )
    with patch.object(BigMarket, "draft_problems", classmethod(lambda cls, draft, needs: own)):
        checked = check(big_account, ware(shelves[2]))
    said = [each.values["setting"] for each in checked.problems if each.code == "missing_setting"]
    assert said == ["Payment policy", "Return policy"]


def test_without_a_price_there_is_no_draft_and_the_rest_is_checked_all_the_same(big_account, shelves):
    checked = check(big_account, ware(shelves[2], price="0"))
    assert checked.draft is None
    assert {"no_price", "missing_attribute"} <= set(codes(checked))


def test_the_score_tells_how_ready_it_is(big_account, shelves):
    product = ware(shelves[2])
    assert check(big_account, product).score == 80  # the size is missing
    listing = listing_for(big_account, product)
    listing.attributes = {"Size": "L"}
    assert check(big_account, product, listing).score == 100
    assert [score_of(0, 30), score_of(1, 0), score_of(9, 0)] == [50, 80, 0]


# --- fees ----------------------------------------------------------------------------------------------------------------


def ready(shelves, **values):
    CategoryMapping.objects.update(attributes={"Colour": ["Red"], "Size": ["L"]})
    return ware(shelves[2], **values)


def test_a_fee_that_nobody_confirmed_publishes_nothing(big_account, big, shelves):
    product = ready(shelves)
    with pytest.raises(NotReady) as caught:
        start_publishing(big_account, product, "ana")
    assert caught.value.code == "fee_not_confirmed"
    job = start_batch([big_account], [product.pk], "ana")
    run_due(20)
    job.refresh_from_db()
    assert (job.result["rows"][0]["state"], job.result["rows"][0]["problems"]) == ("unfit", ["fee_not_confirmed"])
    assert "publish" not in big.calls


def test_a_confirmed_fee_is_written_down_and_told_to_the_marketplace(big_account, big, shelves):
    product = ready(shelves)
    start_batch([big_account], [product.pk], "ana", confirm_fee=True)
    run_due(20)
    listing = find_listing(big_account, product)
    assert (listing.state, listing.fee_accepted_by) == ("active", "ana")
    assert big.drafts[0].accepts_fee is True
    assert Event.objects.get(kind="listing.fee_confirmed").data == {"fee": str(eur("0.20"))}


def test_what_is_on_sale_costs_nothing_anew_and_what_was_ended_does(big_account, big, shelves):
    product = ready(shelves)
    start_batch([big_account], [product.pk], "ana", confirm_fee=True)
    run_due(20)
    listing = find_listing(big_account, product)
    start_publishing(big_account, product, "ben")
    run_due(20)
    listing.refresh_from_db()
    end_now(listing, "ben")
    assert listing.fee_accepted_by == ""
    with (
        patch.object(BigMarket, "publishing_fee", classmethod(lambda cls, draft: cls.fee)),
        pytest.raises(NotReady),
    ):
        start_publishing(big_account, product, "ben")


def test_a_template_given_with_the_batch_becomes_the_listings(big_account, big, shelves):
    template = PublishTemplate.objects.create(account=big_account, name="T", settings={"returns": "r2"})
    product = ready(shelves, price="20.00")
    start_batch([big_account], [product.pk], "ana", confirm_fee=True, template=template)
    run_due(20)
    assert big.drafts[0].settings["returns"] == "r2"
    assert big.drafts[0].variants[0].price.amount == Decimal("22.99")
