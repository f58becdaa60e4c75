"""Offers in the console: what waits first, both sides visible, every act asked before and told after."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Job
from inventory.models import Supply
from suppliers.models import FreightQuote, SupplierProduct, SupplierStock
from tests import buying_rows as buying
from tests import console_rows as rows

LIST = reverse("admin:suppliers_supplierproduct_changelist")


def listed(page, query=""):
    return list(page.get(f"{LIST}{query}").context["cl"].result_list)


def act(offer, name):
    return reverse(f"admin:suppliers_offer_{name}", args=[offer.pk])


def press(page, action, offers, **values):
    return page.post(
        LIST + "?need=all", {"action": action, "_selected_action": [offer.pk for offer in offers]} | values
    )


def test_the_list_opens_on_what_waits_for_a_person(page):
    buying.offers(5)
    waiting = [buying.offers(1, state)[0].pk for state in ("suggested", "changed", "gone")]
    buying.offers(1, "disabled")
    assert sorted(row.pk for row in listed(page)) == waiting
    assert len(listed(page, "?need=all")) == 9


def test_the_tabs_count_what_they_open(page):
    buying.offers(5)
    buying.offers(2, "suggested")
    buying.offers(1, "gone")
    for tab in page.get(LIST).context["tabs"]:
        assert len(listed(page, f"?{tab['query']}")) == int(tab["number"]), tab["title"]


def test_a_row_shows_both_sides_cost_freight_days_stock_and_age(page):
    account = buying.account()
    [offer] = buying.offers(1, of=account, quantity_ratio=2)
    SupplierStock.objects.bulk_create(
        SupplierStock(offer=offer, area_id=area, total=total, as_of=timezone.now())
        for area, total in (("1", 30), ("2", 12))
    )
    FreightQuote.objects.create(
        account=account, offer=offer, external_variant_id="V0", country="FR", service_code="S", price=Decimal("5.30"),
        currency="USD", min_days=7, max_days=12, quoted_at=timezone.now(),
    )  # fmt: skip
    html = page.get(f"{LIST}?need=all").content.decode()
    for words in (
        "Tomato paste 0",
        "Color: Grey, Size: 0x30",
        "2 : 1",
        "4.50 USD",
        "5.30 USD",
        "to FR, 7–12 days",
        ">42<",
    ):
        assert words in html
    assert "just now" in html


def test_an_offer_with_changed_options_shows_old_and_new(page):
    [offer] = buying.offers(1, "changed", seen_options=[["Color", "Taupe"], ["Size", "0x30"]])
    assert "Color: Taupe" in page.get(LIST).content.decode()
    rows_shown = page.get(reverse("admin:suppliers_supplierproduct_change", args=[offer.pk])).context["option_rows"]
    assert [(row["name"], row["agreed"], row["now"], row["same"]) for row in rows_shown] == [
        ("Color", "Grey", "Taupe", False),
        ("Size", "0x30", "0x30", True),
    ]


@pytest.mark.parametrize(
    ("query", "number"),
    [("cost=up20", 1), ("cost=up5", 2), ("cost=down5", 1), ("age=stale", 2), ("age=failing", 1), ("supplier=aliexpress", 0),
     ("backup=none", 6), ("supplier=cj-dropshipping", 6)],
)  # fmt: skip
def test_filters_show_exactly_their_rows(page, query, number):
    buying.offers(1, previous_cost=Decimal("3.00"))
    buying.offers(1, previous_cost=Decimal("4.20"), checked_at=buying.days_ago(9))
    buying.offers(1, previous_cost=Decimal("5.00"), failures=3)
    buying.offers(3, checked_at=timezone.now())
    SupplierProduct.objects.filter(pk__in=SupplierProduct.objects.order_by("-pk").values("pk")[:1]).update(
        checked_at=None
    )
    assert len(listed(page, f"?need=all&{query}")) == number


def test_a_second_confirmed_offer_is_a_backup(page):
    offers = buying.offers(2)
    SupplierProduct.objects.filter(pk=offers[1].pk).update(product=offers[0].product)
    assert listed(page, "?need=all&backup=none") == []


@pytest.mark.parametrize("term", ["V1", "CJ000001", "paste 1"])
def test_search_finds_by_their_id_their_sku_and_our_title(page, term):
    offers = buying.offers(4)
    assert listed(page, f"?need=all&q={term}") == [offers[1]]


def test_confirming_many_asks_with_numbers_and_says_what_came_of_it(page):
    waiting = buying.offers(3, "suggested")
    done = buying.offers(1)
    for offer in SupplierProduct.objects.select_related("account"):
        Supply.objects.create(product=offer.product, source=offer.source, quantity=1, trusted=False)
    asked = press(page, "confirm_selected", [*waiting, *done])
    assert dict(asked.context["confirmation"].numbers)["Offers"] == 3
    assert SupplierProduct.objects.filter(state="suggested").count() == 3
    press(page, "confirm_selected", waiting, confirmed="yes")
    assert "Confirm offers: 3 offers." in page.get(LIST).content.decode()
    assert SupplierProduct.objects.filter(state="confirmed").count() == 4
    assert Supply.objects.filter(trusted=True).count() == 3


def test_rejecting_switches_off(page):
    offers = buying.offers(2, "changed")
    press(page, "reject_selected", offers, confirmed="yes")
    assert set(SupplierProduct.objects.values_list("state", flat=True)) == {"disabled"}


def test_the_rank_is_asked_for(page):
    first, second = buying.offers(2)
    SupplierProduct.objects.filter(pk=second.pk).update(product=first.product, rank=2)
    assert "This field is required" in page.post(act(second, "rank"), {"confirmed": "yes"}).content.decode()
    page.post(act(second, "rank"), {"confirmed": "yes", "rank": "1"})
    assert list(SupplierProduct.objects.order_by("rank").values_list("pk", flat=True)) == [second.pk, first.pk]


def test_refreshing_files_a_job_whose_page_tells_how_far_it_is(page):
    offers = buying.offers(2)
    answer = press(page, "refresh_selected", offers, confirmed="yes")
    job = Job.objects.get(kind="suppliers.refresh_products")
    assert answer["Location"] == reverse("admin:suppliers_job", args=[job.pk])
    html = page.get(answer["Location"]).content.decode()
    assert "A worker takes it next." in html
    progress = page.get(reverse("admin:suppliers_job_progress", args=[job.pk])).json()
    assert progress == {"id": job.pk, "state": "pending", "percent": None, "text": "A worker takes it next."}


def test_only_jobs_of_buying_have_such_a_page(page):
    rows.jobs(1)
    assert page.get(reverse("admin:suppliers_job", args=[Job.objects.get().pk])).status_code == 404


def test_quotes_are_asked_for_a_few_offers_at_once(page):
    assert page.get(LIST).status_code == 200
    answer = press(page, "quote_selected", buying.offers(11))
    assert "choose 10 at most" in str(answer.context["confirmation"].impossible)


@pytest.mark.parametrize("name", ["confirm", "reject", "rank", "refresh", "quote"])
def test_a_viewer_sees_and_cannot_press(client, db, name):
    [offer] = buying.offers(1, "suggested")
    client.force_login(rows.staff("viewer", "suppliers.view_supplierproduct"))
    html = client.get(reverse("admin:suppliers_supplierproduct_change", args=[offer.pk])).content.decode()
    assert act(offer, name) not in html
    assert client.post(act(offer, name), {"confirmed": "yes", "rank": "1"}).status_code == 403
    assert "confirm_selected" not in client.get(LIST).content.decode()
    assert client.get(reverse("admin:suppliers_find")).status_code == 403
    offer.refresh_from_db()
    assert offer.state == "suggested"


def test_stock_there_says_where_how_much_and_how_old(page):
    buying.stock(1, total=1175, own=76, maker=1099)
    buying.stock(1, total=0, as_of=buying.days_ago(9))
    address = reverse("admin:suppliers_supplierstock_changelist")
    html = page.get(address).content.decode()
    assert "1,175" in html
    assert "1,099" in html
    for query in ("left=none", "age=stale"):
        assert [row.total for row in page.get(f"{address}?{query}").context["cl"].result_list] == [0]


def test_freight_to_a_country_narrows_the_list_and_is_the_freight_shown(page):
    near, far = buying.offers(2)
    for offer, country, price in ((near, "SN", "3.10"), (near, "FR", "1.20"), (far, "FR", "1.30")):
        FreightQuote.objects.create(
            account=offer.account, offer=offer, external_variant_id=offer.external_variant_id, quantity=1,
            country=country, service_code="x", price=Decimal(price), currency="USD", quoted_at=timezone.now(),
        )  # fmt: skip
    url = reverse("admin:suppliers_supplierproduct_changelist")
    html = page.get(url, {"need": "all", "country": "SN"}).content.decode()
    assert page.get(url, {"need": "all", "country": "SN"}).context["cl"].result_count == 1
    assert "to SN" in html
    assert "3.10" in html
    assert "1.20" not in html
    assert page.get(url, {"need": "all"}).content.decode().count("to FR") == 2


def test_an_offer_leads_to_the_search_for_others_of_the_same_product(page):
    [offer] = buying.offers(1)
    html = page.get(reverse("admin:suppliers_supplierproduct_change", args=[offer.pk])).content.decode()
    find = reverse("admin:suppliers_find", query={"for": str(offer.product_id), "q": offer.product.title})
    assert "Find alternatives" in html
    answer = page.get(find)
    assert answer.context["ours"] == offer.product
    assert answer.context["form"].initial["q"] == offer.product.title
    assert "errorlist" not in answer.content.decode()
