"""Publishing step by step: five pages, each kept, nothing out before the last."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.jobs import run_due
from core.models import Job
from inventory.models import Category
from marketplaces.interface import AttributeNeed, CategoryNeeds
from marketplaces.models import (
    CategoryMapping,
    Listing,
    MarketplaceAccount,
    PublishPlan,
    PublishTemplate,
    RemoteCategoryNeeds,
)
from tests import console_rows as rows
from tests.marketplaces.selling.conftest import make_ware

pytestmark = pytest.mark.django_db
PRODUCTS = reverse("admin:inventory_product_changelist")
NEEDS = CategoryNeeds(
    "77",
    (
        AttributeNeed("Brand", "Brand", is_required=True),
        AttributeNeed("Type", "Type", is_required=True, values=("Mat", "Toy"), only_listed=True),
    ),
)


@pytest.fixture
def wares(big_account):
    shelf = Category.objects.create(name="Mats", slug="mats")
    CategoryMapping.objects.create(marketplace="ebay", site="EBAY_DE", category=shelf, theirs="77")
    RemoteCategoryNeeds.objects.create(
        marketplace="ebay", site="EBAY_DE", category_id="77", needs=NEEDS.written(), read_at=timezone.now()
    )
    return [make_ware(f"Mat {number}", category=shelf, brand="Kaba") for number in range(2)]


@pytest.fixture
def plan(page, wares):
    page.post(PRODUCTS, {"action": "plan_publishing", "_selected_action": [str(ware.pk) for ware in wares]})
    return PublishPlan.objects.get()


def url(plan, number):
    return reverse("admin:marketplaces_plan", args=[plan.pk, number])


def shops_chosen(page, plan, account, **values):
    page.post(url(plan, 1), {"product": [str(pk) for pk in plan.product_ids]})
    page.post(url(plan, 2), {"shop": [str(account.pk)], **values})
    return list(Listing.objects.order_by("pk"))


def test_the_list_of_products_opens_a_plan(page, plan, wares):
    assert (plan.created_by, plan.product_ids) == ("boss", [ware.pk for ware in wares])
    assert "Mat 0" in page.get(url(plan, 1)).content.decode()


def test_products_are_dropped_and_added_by_sku(page, plan, wares):
    more = make_ware("More")
    answer = page.post(url(plan, 1), {"product": [str(wares[1].pk)], "skus": "SKU-More, SKU-Nothing"})
    plan.refresh_from_db()
    assert (plan.product_ids, plan.page) == ([wares[1].pk, more.pk], 2)
    assert answer["Location"] == url(plan, 2)


def test_a_plan_without_a_product_or_shop_goes_no_further(page, plan):
    assert page.post(url(plan, 1), {})["Location"] == url(plan, 1)
    assert page.post(url(plan, 2), {})["Location"] == url(plan, 2)
    assert page.get(url(plan, 5))["Location"] == url(plan, 2)


def test_shops_templates_and_choices_stand_on_drafts(page, plan, big_account, big):
    choices = [{"name": "returns", "is_required": True, "choices": [["r1", "30"], ["r2", "60"]]}]
    MarketplaceAccount.objects.filter(pk=big_account.pk).update(selling_choices=choices)
    template = PublishTemplate.objects.create(account=big_account, name="T")
    given = {f"template-{big_account.pk}": str(template.pk), f"setting-{big_account.pk}-returns": "r2"}
    listings = shops_chosen(page, plan, big_account, **given)
    assert [(each.state, each.template, each.settings) for each in listings] == [
        ("draft", template, {"returns": "r2"})
    ] * 2
    assert big.calls == []


def test_attributes_are_filled_down_and_saved_with_the_listings(page, plan, big_account):
    first, second = shops_chosen(page, plan, big_account)
    html = page.get(url(plan, 3)).content.decode()
    assert f'name="v-{first.pk}-1"' in html
    assert "Kaba" in html  # the brand is the product's own
    cells = {f"v-{first.pk}-1": "Toy", f"v-{second.pk}-1": "", f"v-{first.pk}-0": "", f"v-{second.pk}-0": ""}
    answer = page.post(url(plan, 3), {**cells, f"f-{first.pk}-1": "mat", "fill": "1"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.attributes, second.attributes) == ({"Type": ["Toy"]}, {"Type": ["Mat"]})
    assert answer["Location"] == url(plan, 3)


def test_a_value_that_the_marketplace_does_not_take_is_said_and_not_saved(page, plan, big_account):
    first, _second = shops_chosen(page, plan, big_account)
    html = page.post(url(plan, 3), {f"v-{first.pk}-1": "Boat", "stay": "1"}, follow=True).content.decode()
    first.refresh_from_db()
    assert first.attributes == {}
    assert "Not taken by the marketplace: Type: Boat" in html


def test_text_is_the_listings_own_and_a_shorter_title_only_where_ticked(page, plan, wares, big_account):
    type(wares[0]).objects.filter(pk=wares[0].pk).update(title="word " * 30)
    first, second = shops_chosen(page, plan, big_account)
    html = page.get(url(plan, 4)).content.decode()
    assert "Take the shorter one" in html
    page.post(
        url(plan, 4),
        {
            f"title-{first.pk}": "",
            f"shorter-{first.pk}": "yes",
            f"description-{first.pk}": "",
            f"title-{second.pk}": "Matte",
            f"description-{second.pk}": "Sauber.",
        },
    )
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.own_title == " ".join(["word"] * 16)  # 79 letters of at most 80
    assert (second.own_title, second.own_description) == ("Matte", "Sauber.")


def test_the_ready_ones_go_out_once_the_fee_is_agreed_to_and_the_rest_stays(page, plan, big_account, big):
    first, second = shops_chosen(page, plan, big_account)
    page.post(url(plan, 3), {f"v-{first.pk}-1": "Toy"})
    html = page.get(url(plan, 5)).content.decode()
    assert 'data-number="ready">1<' in html
    assert "I agree to the marketplaces&#x27; fees of 0.20 EUR" in html.replace("'", "&#x27;")
    assert "14.80 EUR" in html  # what is left at the worst supplier
    assert "“Type” is required in this category." in html
    answer = page.post(url(plan, 5), {}, follow=True)
    assert "confirm the fee" in answer.content.decode()
    assert not Job.objects.filter(kind="marketplaces.publish_listings").exists()
    answer = page.post(url(plan, 5), {"confirm_fee": "yes"})
    job = Job.objects.get(kind="marketplaces.publish_listings")
    assert answer["Location"] == reverse("admin:marketplaces_job", args=[job.pk])
    run_due(20)
    assert [listing.state for listing in Listing.objects.order_by("pk")] == ["active", "draft"]
    html = page.get(url(plan, 5)).content.decode()
    assert 'data-number="ready">0<' in html
    assert str(second) in html


def test_a_plan_of_the_list_leads_to_its_page(page, plan):
    page.post(url(plan, 1), {"product": [str(pk) for pk in plan.product_ids]})
    answer = page.get(reverse("admin:marketplaces_publishplan_change", args=[plan.pk]))
    assert answer["Location"] == url(plan, 2)
    assert "boss" in page.get(reverse("admin:marketplaces_publishplan_changelist")).content.decode()


def test_who_may_not_publish_sees_no_plan(client, plan):
    client.force_login(rows.staff("ben", "marketplaces.view_publishplan", "inventory.view_product"))
    assert client.get(url(plan, 1)).status_code == 403
    assert client.post(url(plan, 5), {"confirm_fee": "yes"}).status_code == 403


# --- the dialog of one product, and attributes of listings ---------------------------------------------------------------


def test_one_product_is_published_from_its_own_page(page, wares, big_account, big):
    CategoryMapping.objects.update(attributes={"Type": ["Mat"]})
    address = reverse("admin:marketplaces_publish_product", args=[wares[0].pk])
    assert address in page.get(reverse("admin:inventory_product_change", args=[wares[0].pk])).content.decode()
    html = page.get(address).content.decode()
    assert "Fees at once" in html
    assert "0.20 EUR" in html
    page.post(address, {"confirmed": "yes", "shops": [str(big_account.pk)], "confirm_fee": "on"})
    run_due(20)
    assert Listing.objects.get().fee_accepted_by == "boss"


def test_without_the_consent_the_batch_says_so_by_cause(page, wares, big_account):
    CategoryMapping.objects.update(attributes={"Type": ["Mat"]})
    chosen = {"action": "publish_in_shops", "_selected_action": [str(ware.pk) for ware in wares]}
    answer = page.post(PRODUCTS, {**chosen, "confirmed": "yes", "shops": [str(big_account.pk)]})
    run_due(20)
    html = page.get(answer["Location"]).content.decode()
    assert "By cause" in html
    assert "Publishing costs 0.20 EUR there: confirm the fee." in html
    assert "100 %" in html
    assert "Mat 1" in page.get(f"{answer['Location']}?issue=fee_not_confirmed").content.decode()
    assert "Mat 1" not in page.get(f"{answer['Location']}?issue=no_price").content.decode().split("<main")[-1]


def test_a_batch_can_be_stopped_and_taken_along_as_a_file(page, wares, big_account):
    chosen = {"action": "publish_in_shops", "_selected_action": [str(ware.pk) for ware in wares]}
    waiting = page.post(PRODUCTS, {**chosen, "confirmed": "yes", "shops": [str(big_account.pk)]})["Location"]
    assert "Cancel the rest" in page.get(waiting).content.decode()
    page.post(f"{waiting}cancel/")
    assert Job.objects.get().state == "cancelled"
    done = page.post(PRODUCTS, {**chosen, "confirmed": "yes", "shops": [str(big_account.pk)]})["Location"]
    run_due(20)
    lines = b"".join(page.get(f"{done}csv/").streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "product,title,shop,state,codes,why"
    assert lines[1].startswith(f"{wares[0].pk},Mat 0,Big Shop,unfit,missing_attribute")


def test_the_list_of_categories_shows_where_each_leads(page, wares):
    html = page.get(reverse("admin:inventory_category_changelist")).content.decode()
    assert "Big Market · EBAY_DE" in html


def test_attributes_of_ticked_listings_are_set_in_one_grid(page, wares, big_account):
    listings = [
        Listing.objects.create(account=big_account, product=ware, handle=f"h{ware.pk}", state="active")
        for ware in wares
    ]
    keys = [str(listing.pk) for listing in listings]
    list_url = reverse("admin:marketplaces_listing_changelist")
    answer = page.post(list_url, {"action": "attributes_selected", "_selected_action": keys})
    grid = answer["Location"]
    assert "Fill down" in page.get(grid).content.decode()
    page.post(grid, {f"v-{keys[0]}-1": "Toy", f"v-{keys[1]}-1": "Mat"})
    said = sorted(Listing.objects.values_list("attributes__Type", flat=True))
    assert said == [["Mat"], ["Toy"]]


def test_listings_are_shown_by_cause_with_their_number(page, wares, big_account):
    for ware in wares:
        Listing.objects.create(
            account=big_account, product=ware, handle=f"h{ware.pk}", state="error", reason="refused",
            reason_values={"words": "The title is bad."},
        )  # fmt: skip
    html = page.get(reverse("admin:marketplaces_listing_issues")).content.decode()
    assert "The marketplace refused: The title is bad." in html
    link = reverse("admin:marketplaces_listing_changelist", query={"issue": "refused", "need": "error"})
    assert link.replace("&", "&amp;") in html
    assert len(page.get(link).context["cl"].result_list) == 2
