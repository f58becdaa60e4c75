"""Freight quotes are kept with their date, the last answer of the supplier counting."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.money import CurrencyMismatch, Money
from suppliers.actions import mapping
from suppliers.actions.quoting import cheapest_kept, landed_cost, quote
from suppliers.actions.searching import search, show
from suppliers.interface import FreightRequest, Parcel, SearchQuery
from suppliers.models import FreightQuote
from tests.catalogue_rows import make_product
from tests.suppliers.catalogue.shelf import by_post, cat_bed, usd

pytestmark = pytest.mark.django_db
TO_FRANCE = FreightRequest("FR", (Parcel("v1", 1, "p1"),))


@pytest.fixture
def offer(account, shelf):
    cat_bed()
    shelf.freight["FR"] = [by_post("3.00"), replace(by_post("8.00"), service_code="DHL", name="DHL")]
    return mapping.link(make_product(), account, "p1", "v1", by="ann")


def test_each_way_to_send_is_kept_as_quoted(account, offer):
    assert [each.service_code for each in quote(account, TO_FRANCE, "ann")] == ["POST", "DHL"]

    kept = FreightQuote.objects.get(service_code="POST")
    assert (kept.offer, kept.external_variant_id, kept.quantity, kept.country) == (offer, "v1", 1, "FR")
    assert (kept.price, kept.currency, kept.min_days, kept.max_days) == (Decimal("3.0000"), "USD", 7, 12)
    assert kept.is_tracked is True


def test_quoting_again_writes_over_the_last_quote(account, shelf, offer):
    quote(account, TO_FRANCE, "ann")
    shelf.freight["FR"] = [by_post("4.50"), by_post("9.99")]

    quote(account, TO_FRANCE, "ann")

    assert FreightQuote.objects.get(service_code="POST").price == Decimal("4.5000")
    assert FreightQuote.objects.count() == 2


def test_a_variant_that_is_not_linked_is_quoted_and_kept_without_an_offer(account, offer):
    quote(account, replace(TO_FRANCE, items=(Parcel("v2", 3, "p1"),)), "ann")

    assert set(FreightQuote.objects.values_list("offer", "external_variant_id", "quantity")) == {(None, "v2", 3)}


def test_a_quote_for_several_variants_together_is_kept_for_none(account, offer):
    assert len(quote(account, replace(TO_FRANCE, items=(Parcel("v1", 1), Parcel("v2", 1))), "ann")) == 2
    assert FreightQuote.objects.count() == 0


def test_the_cheapest_of_the_newest_answer_is_what_freight_costs(account, shelf, offer):
    quote(account, TO_FRANCE, "ann")
    FreightQuote.objects.update(quoted_at=timezone.now() - timedelta(days=9))
    shelf.freight["FR"] = [replace(by_post("8.50"), service_code="DHL", name="DHL")]
    quote(account, TO_FRANCE, "ann")

    best = cheapest_kept([offer.pk], "FR")[offer.pk]

    assert (best.service_code, best.price) == ("DHL", Decimal("8.5000"))  # the post is not offered any more
    assert cheapest_kept([offer.pk], "DE") == {}


def test_a_landed_cost_is_cost_and_freight_in_one_currency():
    assert landed_cost(usd("5.00"), usd("3.00")) == usd("8.00")
    assert landed_cost(usd("5.00"), None) == usd("5.00")
    with pytest.raises(CurrencyMismatch):
        landed_cost(usd("5.00"), Money(Decimal(3), "EUR"))


def test_searching_and_showing_ask_for_the_accounts_country_and_currency(account, shelf, offer):
    shelf.calls.clear()

    assert [each.product_id for each in search(account, SearchQuery("bed")).items] == ["p1"]
    assert show(account, "p1").title == "Cat bed"
    assert show(account, "p1", "DE", "EUR").title == "Cat bed"
    assert shelf.calls == [("search", "bed"), ("product", "p1", "FR", "USD"), ("product", "p1", "DE", "EUR")]
