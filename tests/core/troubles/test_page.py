"""The console's page of all errors: an anchor for each, and the way to where it is mended."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from core.admin.alerts import TROUBLES
from core.alerts.words import WORDS
from core.api.partner_errors import PartnerFailure
from core.errors import AuthFailed
from core.notify import raise_alert
from core.troubles import anchor_of, areas, page_of, trouble

pytestmark = pytest.mark.django_db


def test_each_error_stands_at_its_anchor_with_cause_and_remedy(admin_client):
    text = admin_client.get(reverse("admin:troubleshooting")).content.decode()

    rows = [(area.name, code) for area in areas() for code in area.errors]
    assert text.count('<tr id="') == len(rows)
    assert [row for row in rows if f'<tr id="{anchor_of(*row)}">' not in text] == []
    assert "Press “Authorise again” on the account&#x27;s page and log in at the supplier." in text
    assert f'href="{reverse("admin:suppliers_supplieraccount_changelist")}"' in text


def test_a_guest_does_not_see_it_and_any_member_of_staff_does(client):
    assert client.get(reverse("admin:troubleshooting")).status_code == 302
    client.force_login(User.objects.create_user("new", is_staff=True))
    assert client.get(reverse("admin:troubleshooting")).status_code == 200


def test_an_open_alert_leads_to_its_trouble(admin_client):
    raise_alert("shop_silent", "shop:1", account="Shop", since="2026-11-22", gap=5)

    text = admin_client.get(reverse("admin:core_alert_changelist")).content.decode()

    assert '<a class="console-link" href="/admin/troubleshooting/#hub-webhook-silent">Troubleshooting</a>' in text


def test_every_trouble_that_an_alert_leads_to_has_words():
    assert {trouble("hub", code).title for code in TROUBLES.values()}
    assert set(TROUBLES) <= set(WORDS)


def test_an_error_without_words_leads_to_its_area():
    assert page_of("suppliers", "auth_failed").endswith("/troubleshooting/#suppliers-auth-failed")
    assert page_of("suppliers", "never_heard_of").endswith("/troubleshooting/#suppliers")


def test_a_program_is_told_the_cause_the_remedy_and_the_page():
    words = trouble("shops", "auth_failed")

    failure = PartnerFailure(AuthFailed("etsy", "shop.read"), words, area="shops", code="auth_failed")

    assert failure.status_code == 502
    assert failure.detail == f"Authentication failed. {words.remedy}"
    assert failure.context == {
        "partner": "etsy",
        "operation": "shop.read",
        "cause": words.cause,
        "remedy": words.remedy,
        "help": "/admin/troubleshooting/#shops-auth-failed",
    }
