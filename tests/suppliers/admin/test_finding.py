"""From a search at CJ's look-alike to products of ours, their group and stock; and linking what we have already."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from core.jobs import run_due
from core.models import ApiCall, Job
from inventory.models import Category, Product, ProductGroup
from suppliers.models import SupplierProduct
from tests import buying_rows as buying
from tests import console_rows as rows

FIND = reverse("admin:suppliers_find")
RULE = {"country": "FR", "margin_percent": "50", "rounding": ".99", "rate": "1", "include_freight": "on"}


def first_hit(page, account, query="box"):
    return page.get(FIND, {"account": account.pk, "q": query}).context["cards"][0]


@pytest.fixture
def preview(page, account):
    url = first_hit(page, account)["url"]
    return url, page.get(url)


def imported(page, preview, **values):
    url, seen = preview
    variants = [line["id"] for line in seen.context["lines"]]
    answer = page.post(url, RULE | {"variant": variants, "confirmed": "yes"} | values)
    run_due(10)
    return answer


def test_without_an_account_the_page_says_how_to_connect_one(page):
    html = page.get(FIND).content.decode()
    assert "No supplier connected: connect one" in html
    assert reverse("admin:suppliers_supplieraccount_add") in html


def test_a_search_shows_pictures_from_this_host_prices_and_sales(page, account):
    answer = page.get(FIND, {"account": account.pk, "q": "box"})
    html = answer.content.decode()
    card = answer.context["cards"][0]
    assert card["price"].endswith("USD")
    assert card["picture"] in html
    assert 'src="http' not in html
    assert not card["known"]


def test_a_picture_is_fetched_only_for_addresses_that_a_page_has_signed(page):
    address = reverse("admin:suppliers_picture")
    assert page.get(address, {"of": "https://pictures.invalid/1.jpg"}).status_code == 404
    assert page.get(address, {"of": "https://pictures.invalid/1.jpg:forged"}).status_code == 404


def test_a_signed_address_gives_the_picture_itself(page, account, cj, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.PICTURE_ALLOWED_HOSTS = [urlsplit(cj.given["CJ_API_URL"]).netloc]
    answer = page.get(first_hit(page, account)["picture"])
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_what_the_supplier_refuses_is_told_on_the_page(page, account):
    account.api_key = "CJ123456789@api@ffffffffffffffffffffffffffffffff"
    account.save()
    answer = page.get(FIND, {"account": account.pk, "q": "box"})
    assert answer.status_code == 200
    assert "1600005" in answer.context["failure"]
    assert "1600005" in answer.content.decode()


def test_the_preview_has_cost_freight_price_margin_and_stock_of_each_variant(preview):
    _url, answer = preview
    for line in answer.context["lines"]:
        for name in ("cost", "freight", "price", "margin"):
            assert "USD" in line[name], name
        assert line["areas"]
        assert line["ticked"]


def test_another_rule_changes_prices_and_asks_the_supplier_nothing(page, preview):
    url, before = preview
    asked = ApiCall.objects.count()
    variants = [line["id"] for line in before.context["lines"]]
    after = page.post(url, RULE | {"margin_percent": "200", "variant": variants[:1], "_recompute": "1"})
    assert [line["price"] for line in after.context["lines"]] != [line["price"] for line in before.context["lines"]]
    assert [line["ticked"] for line in after.context["lines"]] == [True] + [False] * (len(variants) - 1)
    assert ApiCall.objects.count() == asked > 0


def test_a_rule_that_cannot_be_is_told(page, preview):
    url, _answer = preview
    html = page.post(url, RULE | {"margin_percent": "-100", "_recompute": "1"}).content.decode()
    assert "greater than or equal to -99" in html


def test_the_import_asks_with_numbers_first(page, preview):
    url, seen = preview
    shelf = rows.categories(1)[0]
    variants = [line["id"] for line in seen.context["lines"]]
    answer = page.post(url, RULE | {"variant": variants, "category": shelf.pk, "_import": "1"})
    numbers = dict(answer.context["confirmation"].numbers)
    assert numbers["Variants"] == len(variants)
    assert numbers["Category"] == shelf.name
    assert not Product.objects.exists()
    assert page.post(url, RULE | {"_import": "1"}).context["confirmation"].impossible == "No variant is ticked."


def test_an_import_makes_a_group_whose_variants_stand_in_a_grid(page, account, preview):
    shelf = rows.categories(1)[0]
    answer = imported(page, preview, category=shelf.pk)
    done = page.get(answer["Location"])
    number = len(preview[1].context["lines"])
    assert dict(done.context["numbers"])["Products made"] == str(number)
    group = ProductGroup.objects.get()
    assert set(Product.objects.values_list("category", "group")) == {(Category.objects.get().pk, group.pk)}
    html = page.get(reverse("admin:inventory_productgroup_change", args=[group.pk])).content.decode()
    for product in Product.objects.all():
        assert product.sku in html
    assert first_hit(page, account)["known"]


def test_a_products_page_shows_its_offers_its_stock_as_a_sum_and_its_variations(page, preview):
    imported(page, preview)
    product = Product.objects.first()
    answer = page.get(reverse("admin:inventory_product_change", args=[product.pk]))
    panels = {panel["name"]: panel["html"] for panel in answer.context["product_panels"]}
    assert set(panels) == {"group", "stock_sum", "offers"}
    total = sum(product.supplies.values_list("quantity", flat=True))
    assert total > 0
    assert f"data-total>{total:,}<" in panels["stock_sum"]
    assert "CJ main" in panels["offers"]


def test_the_product_list_shows_suppliers_and_what_can_be_sold(page, preview):
    imported(page, preview)
    html = page.get(reverse("admin:inventory_product_changelist")).content.decode()
    assert "1 · CJ Dropshipping" in html
    for product in Product.objects.all():
        assert f"{sum(product.supplies.values_list('quantity', flat=True)):,}" in html


def test_a_product_of_ours_is_linked_side_by_side(page, account):
    [ours] = rows.products(1)
    start = page.get(reverse("admin:inventory_product_change", args=[ours.pk]))
    [button] = [button for button in start.context["product_buttons"] if "Link" in str(button["title"])]
    card = page.get(button["url"], {"account": account.pk, "q": "box", "for": ours.pk}).context["cards"][0]
    sides = page.get(card["url"])
    assert [row["product"] for row in sides.context["rows"]] == [ours]
    variant = sides.context["rows"][0]["choices"][0][0]

    page.post(card["url"], {f"variant_{ours.pk}": variant, f"ratio_{ours.pk}": "3"})
    assert not SupplierProduct.objects.exists(), "nothing was ticked"
    page.post(card["url"], {f"variant_{ours.pk}": variant, f"ratio_{ours.pk}": "3", "same": ours.pk})
    offer = SupplierProduct.objects.get()
    assert (offer.product, offer.external_variant_id, offer.quantity_ratio) == (ours, variant, 3)
    assert (offer.state, offer.option_fingerprint != "") == ("confirmed", True)


def test_a_products_page_stays_cheap_with_many_offers_and_variations(page, account, django_assert_max_num_queries):
    group = ProductGroup.objects.create(title="Storage box", option_names=["Color"])
    offers = buying.offers(30, of=account)
    Product.objects.update(group=group)
    url = reverse("admin:inventory_product_change", args=[offers[0].product_id])
    page.get(url)
    with django_assert_max_num_queries(15):
        assert page.get(url).status_code == 200
    grid = reverse("admin:inventory_productgroup_change", args=[group.pk])
    with django_assert_max_num_queries(12):
        assert page.get(grid).content.decode().count("SKU-") >= 30


def test_chosen_products_are_read_again_at_their_suppliers(page, account):
    offers = buying.offers(2, of=account)
    chosen = {"action": "refresh_from_suppliers", "_selected_action": [offers[0].product_id]}
    url = reverse("admin:inventory_product_changelist")
    asked = page.post(url, chosen)
    assert dict(asked.context["confirmation"].numbers)["Offers"] == 1
    sent = page.post(url, {**chosen, "confirmed": "yes"})
    job = Job.objects.get(kind="suppliers.refresh_products")
    assert sent.url == reverse("admin:suppliers_job", args=[job.pk])
    assert job.payload["product_ids"] == [offers[0].external_product_id]


def test_who_may_not_change_offers_is_not_offered_that(client, account):
    client.force_login(rows.staff("ana", "inventory.view_product", "inventory.change_product"))
    offers = buying.offers(1, of=account)
    url = reverse("admin:inventory_product_changelist")
    names = [name for name, _words in client.get(url).context["action_form"].fields["action"].choices]
    assert "refresh_from_suppliers" not in names
    client.post(
        url, {"action": "refresh_from_suppliers", "_selected_action": [offers[0].product_id], "confirmed": "yes"}
    )
    assert not Job.objects.filter(kind="suppliers.refresh_products").exists()
