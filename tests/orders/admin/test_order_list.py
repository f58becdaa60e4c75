"""The list of orders: tabs that partition them, filters, search, and no customer's data for those who may not see it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.models import Order, OrderStage
from orders.rules.stages import REASONS
from tests import console_rows as rows
from tests import selling_rows as selling

LIST = reverse("admin:orders_order_changelist")


def found(page, **query):
    return [order.pk for order in page.get(LIST, query).context["cl"].result_list]


def tabs(page, **query):
    return {tab["code"]: tab["count"] for tab in page.get(LIST, query).context["tabs"]}


@pytest.fixture
def every_stage(db):
    """A different number of orders in each stage, so that no count equals another by chance."""
    return {stage: selling.orders(n, stage) for n, stage in enumerate(OrderStage, start=1)}


def test_every_order_is_in_exactly_one_tab_and_the_counts_are_those_of_the_lists(page, every_stage):
    counts = tabs(page)
    assert counts == {**{str(stage): len(made) for stage, made in every_stage.items()}, "all": 66}
    seen = []
    for stage in OrderStage:
        listed = found(page, stage=stage)
        assert len(listed) == counts[stage]
        seen += listed
    assert sorted(seen) == sorted(Order.objects.values_list("pk", flat=True))
    assert page.get(LIST, {"stage": "all"}).context["cl"].result_count == sum(counts.values()) - counts["all"]


def test_the_list_opens_on_what_needs_a_hand(page, every_stage):
    answer = page.get(LIST)
    assert {order.state for order in answer.context["cl"].result_list} == {"needs_attention"}
    assert [tab["code"] for tab in answer.context["tabs"] if tab["active"]] == ["needs_attention"]


def test_the_reason_stands_on_the_row_in_words_with_the_button_that_mends_it(page):
    unmapped = selling.orders(1, "awaiting_mapping", reason="unmapped_lines")[0]
    line = unmapped.lines.get()
    line.product = None
    line.save()
    html = page.get(LIST, {"stage": "awaiting_mapping"}).content.decode()
    assert "Nobody has said yet which product of ours a line is." in html
    assert reverse("admin:orders_line_map", args=[line.pk]) in html


@pytest.mark.parametrize("stage", [stage for stage in REASONS if stage != "under_way"])
def test_every_reason_of_a_stage_has_words_and_its_row_opens(page, stage):
    made = [selling.orders(1, stage, reason=reason)[0] for reason in REASONS[stage]]
    answer = page.get(LIST, {"stage": stage})
    assert answer.context["cl"].result_count == len(made)
    html = answer.content.decode()
    assert not [reason for reason in REASONS[stage] if reason and f">{reason.replace('_', ' ').capitalize()}<" in html]
    assert all(page.get(reverse("admin:orders_order_change", args=[order.pk])).status_code == 200 for order in made)


def test_one_finds_an_order_by_any_number_sku_tracking_number_buyer_and_mail(page):
    selling.orders(3, "placed")
    parcel = selling.parcels(1)[0]
    purchase, order = parcel.supplier_order, parcel.order
    purchase.supplier_order_ids = ["SD2611210001"]
    purchase.save()
    line, customer = order.lines.get(), order.customer
    for term in (
        order.number, order.number.lstrip("#"), order.remote_id, order.public_id, line.sku, parcel.number,
        purchase.client_no, purchase.public_id, "SD2611210001", customer.email.upper(), customer.name,
    ):  # fmt: skip
        assert order.pk in found(page, q=term), term
    assert found(page, q="SD26") == []
    assert len(found(page, q=parcel.number)) == 1


def test_a_search_looks_in_every_tab_unless_one_is_chosen(page):
    order = selling.orders(1, "delivered")[0]
    assert found(page, q=order.number) == [order.pk]
    assert found(page, q=order.number, stage="placed") == []


def test_who_may_not_see_customers_sees_neither_name_nor_mail_and_finds_nobody_by_them(client, db):
    order = selling.orders(1, note="call back")[0]
    client.force_login(rows.staff("viewer", "orders.view_order"))
    listed = client.get(LIST).content.decode()
    shown = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    for html in (listed, shown):
        assert order.number in html
        for secret in (order.customer.name, order.customer.email, order.address.address1, order.address.postal_code):
            assert secret not in html
    assert "••••••" in listed
    assert found(client, q=order.customer.email) == []
    assert found(client, q=order.customer.name) == []


def test_the_permission_for_customers_shows_the_customer_and_not_the_address(client, db):
    order = selling.orders(1)[0]
    client.force_login(rows.staff("ana", "orders.view_order", "orders.view_customer"))
    html = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert order.customer.email in html
    assert order.address.address1 not in html
    assert order.pk in found(client, q=order.customer.email)


def test_dispatch_is_late_today_or_tomorrow_for_what_is_still_to_be_sent(page):
    now = timezone.now()
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    late = selling.orders(1, "placed", ship_by=now - timedelta(hours=2))[0]
    today = selling.orders(1, "to_pay", ship_by=start + timedelta(hours=23, minutes=59, seconds=30))[0]
    tomorrow = selling.orders(1, "placed", ship_by=start + timedelta(hours=36))[0]
    selling.orders(1, "delivered", ship_by=now - timedelta(days=3))
    selling.orders(1, "placed", ship_by=None)
    listed = {code: found(page, stage="all", dispatch=code) for code in ("late", "today", "tomorrow", "later")}
    assert listed == {"late": [late.pk], "today": [today.pk], "tomorrow": [tomorrow.pk], "later": []}


def test_the_filters_narrow_by_reason_supplier_country_profit_and_note(page):
    plain = selling.orders(1)[0]
    lossy = selling.orders(1, reason="below_floor", profit=Decimal("-1.00"), country="DE", note="asked twice")[0]
    purchase = selling.purchases(1, of=lossy)[0]
    for query in (
        {"reason": "below_floor"}, {"profit": "loss"}, {"country": "DE"}, {"note": "yes"},
        {"supplier": str(purchase.account_id)},
    ):  # fmt: skip
        assert found(page, stage="all", **query) == [lossy.pk], query
    assert found(page, stage="all", country="FR") == [plain.pk]


def test_money_stands_with_its_currency_and_a_loss_is_marked(page):
    selling.orders(1, profit=Decimal("-3.50"), total=Decimal("1234.50"))
    html = page.get(LIST).content.decode()
    assert "1,234.50 EUR" in html
    assert "-3.50 EUR" in html
    assert "trending_down" in html
