"""Webhooks with a wrong signature: no row of theirs, one alert a partner, over after an hour of quiet."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core import webhooks
from core.alerts.conditions import check_health_and_alert
from core.alerts.refused_webhooks import tell_refused
from core.alerts.words import text_of, title_of
from core.models import Alert, InboundEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def knock(monkeypatch):
    monkeypatch.setattr(webhooks, "refusals", webhooks.Refusals())
    monkeypatch.setattr(webhooks, "FORGED_LOG_SECONDS", 0.0)
    headers = {"X-Shopify-Hmac-Sha256": "forged", "X-Shopify-Topic": "orders/create"}
    return lambda: Client().post("/webhooks/shopify", b"{}", content_type="application/json", headers=headers)


def test_the_third_one_opens_an_alert_that_says_what_to_do_and_none_is_stored(knock):
    answers = [knock() for _ in range(2)]
    assert Alert.objects.count() == 0
    answers += [knock() for _ in range(3)]

    alert = Alert.objects.get()
    assert title_of(alert) == "Webhook verification failed: shopify"
    assert text_of(alert).startswith("5 webhook(s) of shopify had a wrong signature, the last one from 127.0.0.1: ")
    assert {answer.status_code for answer in answers} == {401}
    assert answers[0].json()["errors"][0]["detail"] == "Webhook verification failed: the signature is missing or wrong."
    assert InboundEvent.objects.count() == 0


def test_it_stays_open_while_they_come_and_closes_after_an_hour_of_quiet():
    tell_refused("etsy", "203.0.113.7", 3)
    check_health_and_alert()
    alert = Alert.objects.get(kind="webhook_refused")
    assert alert.is_open

    alert.data["at"] = (timezone.now() - timedelta(minutes=61)).isoformat()
    alert.save()
    check_health_and_alert()
    assert not Alert.objects.get(kind="webhook_refused").is_open


def test_a_few_tries_of_a_stranger_are_no_trouble():
    tell_refused("etsy", "203.0.113.7", 2)
    assert Alert.objects.count() == 0
