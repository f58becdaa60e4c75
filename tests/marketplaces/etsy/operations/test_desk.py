"""The desk of a shop: tabs that read at Etsy, forms that file what the API files too."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from core.jobs import run_due
from core.models import Job
from marketplaces import registry
from marketplaces.admin.desks import desk


@pytest.fixture
def section(page, account, books):
    page.post(act(account, "sections", "add"), {"confirmed": "yes", "title": "Mugs"})
    run_due(10)
    return next(iter(books.sections.values()))


def tab(account, name):
    return reverse("admin:marketplaces_shop_desk_tab", args=[account.pk, name])


def act(account, tab_name, name, **key):
    query = {f"key_{part}": value for part, value in key.items()}
    return reverse("admin:marketplaces_shop_desk_act", args=[account.pk, tab_name, name], query=query)


def test_the_shop_s_page_leads_to_the_desk(page, account):
    url = reverse("admin:marketplaces_shop_desk", args=[account.pk])
    assert url in page.get(reverse("admin:marketplaces_marketplaceaccount_change", args=[account.pk])).text
    assert page.get(url).headers["Location"] == tab(account, "shop")


def test_every_tab_and_act_is_an_operation_of_the_room():
    known = registry.adapter_class("etsy").operations
    for each in desk.tabs_of("etsy"):
        assert not known[each.operation].changes
        for one in each.acts:
            assert known[one.operation].changes
            assert known[one.operation].costs_fee == one.costs_fee


def test_a_form_files_a_job_that_writes_at_etsy(page, account, books):
    answer = page.post(act(account, "sections", "add"), {"confirmed": "yes", "title": "Mugs"})
    job = Job.objects.get(kind="marketplaces.perform")
    assert answer.headers["Location"] == reverse("admin:marketplaces_job", args=[job.pk])
    assert (job.payload["operation"], job.payload["values"]) == ("create_section", {"title": "Mugs"})
    run_due(10)
    assert [each.title for each in books.sections.values()] == ["Mugs"]


def test_a_form_that_is_not_whole_is_shown_again(page, account):
    answer = page.post(act(account, "sections", "add"), {"confirmed": "yes", "title": ""})
    assert answer.status_code == 200
    assert "This field is required." in answer.text
    assert not Job.objects.filter(kind="marketplaces.perform").exists()


def test_the_table_shows_what_stands_there_and_what_was_asked_for(page, account, section):
    shown = page.get(tab(account, "sections")).text
    assert "Mugs" in shown
    assert act(account, "sections", "rename", section_id=section.section_id) in shown
    assert "create_section" in shown


def test_a_change_begins_with_what_stands_there(page, account, section):
    url = act(account, "sections", "rename", section_id=section.section_id)
    assert 'value="Mugs"' in page.get(url).text
    page.post(url, {"confirmed": "yes", "title": "Cups"})
    run_due(10)
    assert section.title == "Cups"


def test_deleting_asks_first(page, account, section, books):
    url = act(account, "sections", "delete", section_id=section.section_id)
    assert "deleted at Etsy" in page.get(url).text
    run_due(10)
    assert len(books.sections) == 1
    page.post(url, {"confirmed": "yes"})
    run_due(10)
    assert books.sections == {}


def test_what_is_gone_meanwhile_leads_back_with_words(page, account):
    answer = page.get(act(account, "sections", "rename", section_id="99"), follow=True)
    assert answer.redirect_chain[0][0] == tab(account, "sections")
    assert "not there any more" in answer.text


def test_a_shop_that_cannot_be_read_says_why(page, account, stage):
    stage.refuse_us()
    stage.end_access()
    shown = page.get(tab(account, "sections"))
    assert shown.status_code == 200
    assert "Authentication failed" in shown.text


def test_looking_is_not_changing(client, account):
    user = User.objects.create_user("eyes", password="a-long-test-password", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_marketplaceaccount"))
    client.force_login(user)
    shown = client.get(tab(account, "sections"))
    assert shown.status_code == 200
    assert act(account, "sections", "add") not in shown.text
    assert client.get(act(account, "sections", "add")).status_code == 403


@pytest.mark.parametrize("path", ["nothing/", "sections/nothing/", "sections/rename/"])
def test_what_the_desk_does_not_have_is_not_found(page, account, path):
    assert page.get(reverse("admin:marketplaces_shop_desk", args=[account.pk]) + path).status_code == 404


COSTS = {
    "first_item": "3.50",
    "further_item": "1.00",
    "currency": "eur",
    "min_delivery_days": 2,
    "max_delivery_days": 4,
}
PROFILE = {"title": "Small parcels", "origin_country": "gb", "origin_postal_code": "EC1A 1BB", "country": "gb"} | COSTS
FORMS = {
    ("shop", "change"): ({"announcement": "Closed"}, "announcement", "Closed"),
    ("shipping-profiles", "change"): ({"title": "Tiny", "origin_country": "GB", "origin_postal_code": "E1 1AA"}, "title", "Tiny"),
    ("shipping-profiles", "add-destination"): ({"country": "be"} | COSTS, "country", "BE"),
    ("shipping-profiles", "add-upgrade"): ({"name": "Express"} | COSTS, "name", "Express"),
    ("destinations", "change"): (COSTS, "first_item", {"amount": "3.50", "currency": "EUR"}),
    ("processing-profiles", "change"): (
        {"state": "made_to_order", "min_time": 4, "max_time": 6, "unit": "days"}, "max_days", 6,
    ),
    ("return-policies", "change"): ({"accepts_returns": "on", "return_days": 90}, "return_days", 90),
}  # fmt: skip
NEW = {
    "shipping-profiles": (PROFILE, "title", "Small parcels"),
    "processing-profiles": ({"state": "made_to_order", "min_time": 2, "max_time": 3, "unit": "weeks"}, "max_days", 15),
    "return-policies": ({"accepts_exchanges": "on", "return_days": 60}, "return_days", 60),
}


@pytest.mark.parametrize("name", [each.name for each in desk.tabs_of("etsy")])
def test_every_tab_opens(page, account, name):
    shown = page.get(tab(account, name))
    assert shown.status_code == 200
    assert "console-why--bad" not in shown.text


@pytest.mark.parametrize("name", NEW)
def test_what_is_new_is_written_at_etsy(page, account, name):
    values, field, expected = NEW[name]
    job = filed(page, act(account, name, "add"), values)
    assert (job.state, job.result[field], job.result["is_new"]) == ("done", expected, True)


@pytest.mark.parametrize(("name", "what"), FORMS)
def test_what_stands_there_is_changed_at_etsy(page, account, name, what):
    values, field, expected = FORMS[name, what]
    url = act(account, name, what, **row_of(account, name).key)
    assert page.get(url).status_code == 200
    job = filed(page, url, values)
    assert (job.state, job.result[field]) == ("done", expected)


def test_a_window_of_the_ledger_is_asked_for(page, account, stage):
    stage.buyer_orders({"BS-200": 1})
    today = timezone.now().date()
    shown = page.get(tab(account, "ledger"), {"since": str(today - timedelta(days=3)), "until": str(today)})
    assert "EUR" in shown.text
    refused = page.get(tab(account, "ledger"), {"since": str(today - timedelta(days=60)), "until": str(today)})
    assert "At most 31 days" in refused.text


def test_the_access_is_renewed_by_a_button(page, account, etsy):
    assert filed(page, act(account, "limits", "renew"), {}).state == "done"
    assert etsy.calls("token")


@pytest.mark.parametrize(
    ("name", "what", "values", "words"),
    [
        ("shipping-profiles", "add", PROFILE | {"region": "eu"}, "exactly one"),
        ("shipping-profiles", "add", PROFILE | {"min_delivery_days": 9}, "less than the least"),
        ("return-policies", "add", {"accepts_returns": "on"}, "Days belong to"),
    ],
)
def test_what_etsy_would_refuse_is_said_in_the_form(page, account, name, what, values, words):
    assert words in page.post(act(account, name, what), values | {"confirmed": "yes"}).text
    assert not Job.objects.filter(kind="marketplaces.perform").exists()


def row_of(account, name):
    found = desk.tab_of("etsy", name)
    return next(row for row in found.read(account, {}) if row.key)


def filed(page, url, values):
    answer = page.post(url, values | {"confirmed": "yes"})
    assert answer.status_code == 302, answer.text
    run_due(10)
    return Job.objects.get(kind="marketplaces.perform")
