"""A shop's readiness and choices, templates, safety contacts, stock alerts and thresholds in the console."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.jobs import run_due
from core.models import Alert, Job
from marketplaces.actions.listings import low_stock
from marketplaces.actions.shops import watching
from marketplaces.interface import ReadinessCheck, SellingSetting, SettingChoice
from marketplaces.models import Listing, MarketplaceAccount, PublishTemplate, SafetyContact, StockAlert, StockThreshold
from tests import console_rows as rows
from tests.marketplaces.selling.conftest import make_ware, published, set_stock

pytestmark = pytest.mark.django_db
ALERTS = reverse("admin:marketplaces_stockalert_changelist")


def shop_page(account):
    return reverse("admin:marketplaces_marketplaceaccount_change", args=[account.pk])


def test_what_a_seller_still_needs_is_checked_by_a_button(page, big_account, big):
    assert "Not checked yet." in page.get(shop_page(big_account)).content.decode()
    big.checks = (ReadinessCheck("not-a-known-code", False), ReadinessCheck("another", True, is_required=False))
    answer = page.post(reverse("admin:marketplaces_shop_check", args=[big_account.pk]))
    assert answer["Location"] == reverse("admin:marketplaces_job", args=[Job.objects.get().pk])
    run_due(5)
    html = page.get(shop_page(big_account)).content.decode()
    assert 'data-point="not-a-known-code"' in html
    assert "(good to have)" in html
    assert "1 point(s) are missing before the first listing" in page.get(reverse("admin:index")).content.decode()


def test_choices_are_those_that_the_marketplace_offered(page, big_account, big):
    big.settings = (SellingSetting("returns", (SettingChoice("r1", "30 days"), SettingChoice("r2", "60 days"))),)
    page.post(reverse("admin:marketplaces_shop_check", args=[big_account.pk]))
    run_due(5)
    assert "60 days" in page.get(shop_page(big_account)).content.decode()
    choices = reverse("admin:marketplaces_shop_choices", args=[big_account.pk])
    page.post(choices, {"returns": "r2"})
    big_account.refresh_from_db()
    assert big_account.selling_settings == {"returns": "r2"}
    page.post(choices, {"returns": "made-up"})
    big_account.refresh_from_db()
    assert big_account.selling_settings == {"returns": "r2"}


@pytest.mark.parametrize("act", ["check", "choices"])
def test_who_may_only_look_changes_no_choice(client, big_account, act):
    client.force_login(rows.staff("ben", "marketplaces.view_marketplaceaccount"))
    assert client.get(shop_page(big_account)).status_code == 200
    assert client.post(reverse(f"admin:marketplaces_shop_{act}", args=[big_account.pk])).status_code == 403


@pytest.mark.parametrize(("days", "warned"), [(40, None), (29, 30), (13, 14), (2, 3)])
def test_access_that_only_a_person_can_renew_is_told_at_30_14_and_3_days(page, account, days, warned):
    ends = timezone.now() + timedelta(days=days, hours=1)
    MarketplaceAccount.objects.filter(pk=account.pk).update(refresh_expires_at=ends, last_ok_at=timezone.now())
    causes = watching.ending_tokens(list(MarketplaceAccount.objects.all()))
    assert [each["days"] for each in causes.values()] == ([] if warned is None else [warned])
    MarketplaceAccount.objects.get(pk=account.pk)
    account.refresh_from_db()
    account.access_token = "only-a-test-token"
    account.save(update_fields=["access_token"])
    assert f"{days} days" in page.get(reverse("admin:index")).content.decode()


def test_a_template_is_written_line_by_line_and_must_frame_the_description(page, big_account):
    add = reverse("admin:marketplaces_publishtemplate_add")
    values = {
        "account": str(big_account.pk), "name": "Toys", "settings": "returns = r1",
        "attributes": "Brand = Kaba\nColour = Red; Blue", "description_frame": "<p>Hello</p>",
    }  # fmt: skip
    assert "must have {description}" in page.post(add, values).content.decode()
    assert "write lines such as" in page.post(add, {**values, "attributes": "Brand"}).content.decode()
    page.post(add, {**values, "description_frame": "<p>Hello</p>{description}"})
    template = PublishTemplate.objects.get()
    assert (template.settings, template.attributes) == (
        {"returns": "r1"},
        {"Brand": ["Kaba"], "Colour": ["Red", "Blue"]},
    )
    html = page.get(reverse("admin:marketplaces_publishtemplate_change", args=[template.pk])).content.decode()
    assert "Colour = Red; Blue" in html


def test_a_safety_contact_can_be_reached(page, db):
    add = reverse("admin:marketplaces_safetycontact_add")
    values = {
        "brand": "Kaba", "role": "manufacturer", "company": "Kaba Ltd", "address1": "1 Quay", "city": "Lyon",
        "country": "f1",
    }  # fmt: skip
    html = page.post(add, values).content.decode()
    assert "A country is two letters" in html
    assert "An e-mail address or a contact page is needed." in html
    labels = {"pictograms": "PI1, PI2", "statements": "ST9"}
    page.post(add, {**values, **labels, "country": "fr", "email": "safety@kaba.example"})
    kept = SafetyContact.objects.get()
    assert (kept.country, kept.brand, kept.pictograms, kept.statements) == ("FR", "Kaba", "PI1, PI2", "ST9")


def contact(brand, role, country):
    SafetyContact.objects.create(brand=brand, role=role, company="Works", address1="1 Quay", city="X", country=country)


def test_the_safety_contacts_page_tells_how_much_of_the_catalogue_they_cover_and_lists_the_rest(page, db):
    """Covered: the maker is named, and the maker or a responsible person is in the EU."""
    for brand in ("Kaba", "KABA ", "Lumo", "Tiko", "Oru", ""):
        make_ware(f"Mat {brand}".strip(), brand=brand)
    make_ware("Mat of old", brand="Oru", is_active=False)
    contact("kaba", "manufacturer", "FR")  # in the EU itself
    contact("Lumo", "manufacturer", "CN")
    contact("Lumo", "responsible", "DE")
    contact("Tiko", "manufacturer", "CN")  # nobody in the EU
    contact("Oru", "responsible", "FR")  # nobody made it
    html = page.get(reverse("admin:marketplaces_safetycontact_changelist")).content.decode()
    assert 'data-safety-coverage="50"' in html
    assert "3 of 6 active products" in html
    products = reverse("admin:inventory_product_changelist")
    assert f"{products}?safety=missing&amp;is_active__exact=1" in html

    def listed(code):
        answer = page.get(products, {"safety": code, "is_active__exact": "1"})
        return {product.title for product in answer.context["cl"].result_list}

    assert listed("missing") == {"Mat Tiko", "Mat Oru", "Mat"}
    assert listed("named") == {"Mat Kaba", "Mat KABA", "Mat Lumo"}
    contact("", "manufacturer", "IT")  # for all brands without a maker of their own
    assert listed("missing") == {"Mat Tiko"}
    assert (
        'data-safety-coverage="83"' in page.get(reverse("admin:marketplaces_safetycontact_changelist")).content.decode()
    )


def test_what_ran_low_is_listed_snoozed_and_ended(page, account, market):
    listing = published(account, make_ware(stock=10))
    set_stock(listing.product, 2)
    low_stock.watch_stock()
    html = page.get(ALERTS).content.decode()
    assert "no backup supplier" in html
    assert 'data-figure="stock_low"' in page.get(reverse("admin:index")).content.decode()
    row = StockAlert.objects.get()
    chosen = {"action": "snooze_selected", "_selected_action": [str(row.pk)]}
    assert "Nobody is told of these meanwhile" in page.post(ALERTS, chosen).content.decode()
    page.post(ALERTS, {**chosen, "confirmed": "yes", "days": "5"})
    row.refresh_from_db()
    assert row.snoozed_until > timezone.now() + timedelta(days=4)
    low_stock.watch_stock()
    assert not Alert.objects.get(kind="low_stock").is_open
    assert len(page.get(ALERTS, {"kind": "open"}).context["cl"].result_list) == 0
    page.post(ALERTS, {"action": "end_selected", "_selected_action": [str(row.pk)], "confirmed": "yes"})
    run_due(20)
    assert Listing.objects.get().state == "ended"


def test_one_threshold_for_one_thing(page, account):
    add = reverse("admin:marketplaces_stockthreshold_add")
    page.post(add, {"account": str(account.pk), "least": "5"})
    assert (
        "There is such a threshold already."
        in page.post(add, {"account": str(account.pk), "least": "6"}).content.decode()
    )
    assert StockThreshold.objects.get().least == 5
