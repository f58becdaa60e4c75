"""Buying on the first page: every number equals the list it leads to, and the page stays cheap."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import CallBudget
from tests import buying_rows as buying

HOME = reverse("admin:index")
MOST_QUERIES = 18  # buying, selling and orders each bring their own figures


@pytest.fixture
def busy_house(db):
    """Something of everything, each in its own number, so that no figure equals another's by chance."""
    now = timezone.now()
    main = buying.account()
    buying.account("off", is_active=False)
    for n in range(2):
        buying.account(f"reconnect {n}", state="needs_reconnect")
    for n in range(3):
        buying.account(f"failing {n}", last_error_at=now)
    for n in range(4):
        buying.account(f"expiring {n}", refresh_expires_at=now + timedelta(days=9))
    for n in range(5):
        buying.account(f"paused {n}", state="paused")
    for n in range(6):
        buying.account(f"new {n}", state="new")
    buying.offers(7, "changed", of=main)
    buying.offers(8, "gone", of=main, missing_since=buying.days_ago(2))
    buying.offers(9, "suggested", of=main)
    buying.offers(10, of=main, checked_at=buying.days_ago(9))
    buying.offers(21, of=main)
    buying.webhooks(11, "dead")
    buying.webhooks(12, "received", received_at=now - timedelta(minutes=9))
    buying.webhooks(13, "received")
    CallBudget.objects.create(
        key=f"{main.supplier}:{main.pk}:points", total=100, remaining=40, used=60, day=now.date(), as_of=now
    )
    return main


def needs(page):
    return {item["figure"].code: item for item in page.get(HOME).context["needs"]}


def test_the_numbers_are_the_ones_that_were_made(page, busy_house):
    found = {code: item["figure"].number for code, item in needs(page).items()}
    assert {code: number for code, number in found.items() if code.split("_")[0] in {"suppliers", "offers", "webhooks"}} == {
        "suppliers_reconnect": 2, "suppliers_failing": 3, "suppliers_expiring": 4, "suppliers_paused": 5,
        "suppliers_new": 6, "offers_changed": 7, "offers_gone": 8, "offers_suggested": 9, "offers_stale": 10,
        "webhooks_dead": 11, "webhooks_waiting": 12,
    }  # fmt: skip


def test_every_number_equals_the_list_it_leads_to(page, busy_house):
    for code, item in needs(page).items():
        if item["figure"].is_count:
            assert page.get(item["url"]).context["cl"].result_count == item["figure"].number > 0, code


def test_each_account_has_a_line_with_its_allowance_and_its_offers(page, busy_house):
    html = page.get(HOME).content.decode()
    lines = {line["name"]: line for line in page.get(HOME).context["buying"]}
    assert len(lines) == 22
    assert lines["CJ main"]["offers"] == "55"
    assert "60 of 100 points used" in lines["CJ main"]["points"]
    assert "Next refresh" in html


def test_a_hub_without_suppliers_says_nothing_of_them(page):
    answer = page.get(HOME)
    assert answer.context["buying"] == []
    assert "Token ends in" not in answer.content.decode()


def test_the_page_takes_as_many_queries_for_many_accounts_as_for_one(page):
    buying.account()
    page.get(HOME)
    cache.clear()
    with CaptureQueriesContext(connection) as one:
        page.get(HOME)
    buying.accounts(20)
    buying.suggested(30)
    cache.clear()
    with CaptureQueriesContext(connection) as many:
        page.get(HOME)
    assert len(many) == len(one) <= MOST_QUERIES, [query["sql"][:120] for query in many]
