"""The purchase queue: tabs that partition it, no way to send an unknown one again, sums before money moves."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from core.jobs import execute
from core.models import Event, Job
from core.two_factor.session import CONFIRMED_AT
from orders import dashboard
from orders.models import BuyingSwitch, SupplierOrder
from orders.models.purchases import PurchaseState
from tests import console_rows as rows
from tests import selling_rows as selling

LIST = reverse("admin:orders_supplierorder_changelist")


def act(purchase, name):
    return reverse(f"admin:orders_supplierorder_{name}", args=[purchase.pk])


def shown(purchase):
    return reverse("admin:orders_supplierorder_change", args=[purchase.pk])


def found(page, **query):
    return [purchase.pk for purchase in page.get(LIST, query).context["cl"].result_list]


@pytest.fixture
def every_state(db):
    return {state: selling.purchases(n, state) for n, state in enumerate(PurchaseState, start=1)}


def test_every_state_belongs_to_exactly_one_tab():
    of_tabs = [state for _words, states in dashboard.PURCHASE_TABS.values() for state in states]
    assert sorted(of_tabs) == sorted(PurchaseState)


def test_every_purchase_is_in_exactly_one_tab_and_the_counts_are_those_of_the_lists(page, every_state):
    counts = {tab["code"]: tab["count"] for tab in page.get(LIST).context["tabs"]}
    assert counts["unknown"] == sum(len(every_state[state]) for state in ("unknown", "needs_operator", "pay_unknown"))
    listed = {code: page.get(LIST, {"tab": code}).context["cl"].result_count for code in counts}
    assert listed == counts
    assert sum(number for code, number in counts.items() if code != "all") == counts["all"] == 153
    assert {row.state for row in page.get(LIST).context["cl"].result_list} == {"draft", "held"}


def test_placement_payment_and_shipment_stand_apart(page):
    paid = timezone.now()
    purchase = selling.purchases(1, "paid", placed_at=paid, paid_at=paid)[0]
    html = page.get(shown(purchase)).content.decode()
    for words in ("Placement", "Payment", "Shipment", "waited for"):
        assert words in html


@pytest.mark.parametrize("state", ["unknown", "needs_operator", "pay_unknown"])
def test_a_purchase_of_unknown_outcome_has_no_button_that_sends_it_again_and_says_why(page, state):
    purchase = selling.purchases(1, state)[0]
    answer = page.get(shown(purchase))
    names = {button["name"] for button in answer.context["purchase_buttons"]}
    assert names <= {"look_up", "exists", "missing"}
    assert "there is no such button" in answer.content.decode()
    assert "no button that sends these again" in page.get(LIST, {"tab": "unknown"}).content.decode()
    page.post(act(purchase, "approve"), {"confirmed": "yes"})
    page.post(act(purchase, "reassign"), {"confirmed": "yes"})
    purchase.refresh_from_db()
    assert purchase.state == state
    assert SupplierOrder.objects.count() == 1


def test_buying_elsewhere_is_offered_only_where_nothing_was_bought(page, every_state):
    offered = {
        state
        for state, made in every_state.items()
        if "reassign" in {button["name"] for button in page.get(shown(made[0])).context["purchase_buttons"]}
    }
    assert offered == {"draft", "held", "rejected"}


def test_approving_shows_the_spend_of_each_supplier_before_it_asks(page):
    chosen = selling.purchases(3)
    selling.purchases(1, "placed")
    data = {"action": "approve_selected", "_selected_action": [row.pk for row in chosen]}
    answer = page.post(LIST, data)
    assert dict(answer.context["confirmation"].numbers) == {
        "Chosen": "3", "Concerned": "3", "Purchases": 3, "Orders": 3, f"Total at {chosen[0].account.name}": "42.90 USD"
    }  # fmt: skip
    assert set(SupplierOrder.objects.filter(pk__in=[row.pk for row in chosen]).values_list("state", flat=True)) == {
        "draft"
    }
    done = page.post(LIST, {**data, "confirmed": "yes"})
    assert done.status_code == 302
    execute(Job.objects.get(kind="orders.bulk").pk)
    assert set(SupplierOrder.objects.filter(pk__in=[row.pk for row in chosen]).values_list("state", "approved_by")) == {
        ("ready", "boss")
    }
    assert Job.objects.filter(kind="orders.place").count() == 3
    watched = page.get(done.url)
    assert dict(watched.context["numbers"]) == {"Done": "3", "Waits": "0", "Failed": "0", "Workers are at it": "3"}


def test_the_page_after_approving_tells_what_was_refused_and_when_all_is_done(page):
    sent, refused, placed = chosen = selling.purchases(3)
    data = {"action": "approve_selected", "_selected_action": [row.pk for row in chosen], "confirmed": "yes"}
    address = page.post(LIST, data).url
    job = Job.objects.get(kind="orders.bulk")
    execute(job.pk)
    SupplierOrder.objects.filter(pk=refused.pk).update(state="rejected")
    SupplierOrder.objects.filter(pk=placed.pk).update(state="placed")
    numbers = {"Done": "3", "Waits": "0", "Failed": "0", "Workers are at it": "1", "Need a look now": "1"}
    assert dict(page.get(address).context["numbers"]) == numbers
    progress = reverse("admin:orders_bulk_progress", args=[job.pk])
    words = "2 of 3, the workers go on with them"
    assert page.get(progress).json() == {"id": job.pk, "state": "leased", "percent": 66, "text": words}
    SupplierOrder.objects.filter(pk=sent.pk).update(state="placed")
    assert page.get(progress).json() == {"id": job.pk, "state": "done", "percent": 100, "text": ""}


def test_paying_asks_for_the_password_again_when_it_is_old(page):
    purchase = selling.purchases(1, "placed", supplier_amount=Decimal("14.30"), approved_cost=Decimal("14.30"))[0]
    session = page.session
    session[CONFIRMED_AT] = (timezone.now() - timedelta(hours=1)).timestamp()
    session.save()
    answer = page.post(act(purchase, "pay"), {"confirmed": "yes"})
    assert answer.url.startswith(reverse("admin:confirm_person"))
    purchase.refresh_from_db()
    assert purchase.state == "placed"


def test_an_unknown_purchase_is_settled_by_a_person_with_a_reason(page):
    long_ago = timezone.now() - timedelta(hours=2)
    there = selling.purchases(1, "needs_operator", sent_at=long_ago, sends=1)[0]
    missing = selling.purchases(1, "needs_operator", sent_at=long_ago, sends=1)[0]
    assert (
        "form"
        in page.post(act(there, "exists"), {"confirmed": "yes", "number": "SD1"}).context["confirmation"].__dict__
    )
    there.refresh_from_db()
    assert there.state == "needs_operator"
    page.post(act(there, "exists"), {"confirmed": "yes", "number": "SD1", "reason": "seen on their site"})
    page.post(act(missing, "missing"), {"confirmed": "yes", "looked": "on", "reason": "not on their site"})
    there.refresh_from_db()
    missing.refresh_from_db()
    assert (there.state, there.supplier_order_ids) == ("placed", ["SD1"])
    assert missing.state == "cancelled"
    told = Event.objects.filter(subject_type="orders.supplierorder", subject_id=str(there.pk), actor="boss")
    assert "seen on their site" in [event.data.get("why") for event in told]


def test_nobody_decides_on_an_unknown_purchase_without_the_permission(client, db):
    purchase = selling.purchases(1, "needs_operator", sent_at=timezone.now() - timedelta(hours=2))[0]
    client.force_login(rows.staff("ana", "orders.view_supplierorder", "orders.approve_supplierorder"))
    for name in ("exists", "missing", "pay", "look_up"):
        assert client.get(act(purchase, name)).status_code == 403, name
        assert (
            client.post(act(purchase, name), {"confirmed": "yes", "reason": "x", "number": "1"}).status_code == 403
        ), name
    assert client.get(shown(purchase)).context["purchase_buttons"] == []


def test_one_finds_a_purchase_by_our_number_theirs_or_the_orders(page):
    selling.purchases(2, "placed")
    purchase = selling.purchases(1, "placed", supplier_order_ids=["SD99"])[0]
    for term in (purchase.client_no, "SD99", purchase.order.number, purchase.public_id):
        assert found(page, q=term) == [purchase.pk], term


def test_the_switch_stops_all_buying_with_a_reason_that_is_kept(page):
    url = reverse("admin:orders_switch")
    assert "Buying is on" in page.get(url).content.decode()
    page.post(url, {"turn": "off", "why": ""})
    assert not BuyingSwitch.objects.filter(is_on=False).exists()
    page.post(url, {"turn": "off", "why": "prices went wild"})
    assert BuyingSwitch.objects.get().is_on is False
    html = page.get(url).content.decode()
    assert "Buying is off" in html
    assert "prices went wild" in html
    page.post(url, {"turn": "on", "why": "calm again"})
    assert BuyingSwitch.objects.get().is_on is True


def test_who_may_see_limits_may_look_at_the_switch_and_not_use_it(client, db):
    client.force_login(rows.staff("ana", "orders.view_buyinglimit"))
    url = reverse("admin:orders_switch")
    html = client.get(url).content.decode()
    assert "Stop all buying" not in html
    assert client.post(url, {"turn": "off", "why": "x"}).status_code == 403
    assert BuyingSwitch.objects.count() == 0


def test_a_changed_limit_is_kept_with_who_changed_it_from_what(page):
    limit = selling.limits(1)[0]
    url = reverse("admin:orders_buyinglimit_change", args=[limit.pk])
    data = {"is_on": "on", "currency": "USD", "per_order": "50.00", "per_day": "250.00", "automatic_per_hour": ""}
    assert page.post(url, data).status_code == 302
    event = Event.objects.get(kind="buying_limit.changed")
    assert event.actor == "boss"
    assert event.data == {"per_order": ["–", "50.00"], "per_day": ["100.00", "250.00"]}
    assert User.objects.get().username == "boss"
