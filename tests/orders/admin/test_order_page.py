"""One order's page: its story, why each line comes from where it comes, money with its sources, and its buttons."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.history import record
from core.jobs import execute
from core.models import Event, Job
from orders.models import Order
from tests import buying_rows as buying
from tests import console_rows as rows
from tests import selling_rows as selling


def url(order, name="change"):
    return reverse(f"admin:orders_order_{name}", args=[order.pk])


def html_of(page, order):
    return page.get(url(order)).content.decode()


def test_the_story_tells_of_the_order_and_all_its_parts_with_who_and_why(page):
    parcel = selling.parcels(1)[0]
    order, purchase = parcel.order, parcel.supplier_order
    record(order, "order.held", by="ana", data={"why": "customer asked to wait", "until": None})
    record(purchase, "supplier_order.placed", by="ledger", data={"from": "sending", "code": "placed"})
    record(parcel, "shipment.seen", by="follow", data={})
    other = selling.orders(1)[0]
    record(other, "order.held", by="bob", data={"why": "not this one"})
    story = page.get(url(order)).context["story"]
    assert [(entry["about"], entry["who"]) for entry in story] == [
        (parcel.number, "follow"), (purchase.client_no, "ledger"), ("", "ana"),
    ]  # fmt: skip
    assert story[2]["what"] == "Held by staff: customer asked to wait"


def test_the_decision_shows_every_candidate_with_the_reason_in_words(page):
    offer, dearer = buying.offers(2)
    order = selling.orders(1, "to_approve")[0]
    line = order.lines.get()
    candidate = {"supplier": "cj-dropshipping", "account_name": "CJ main", "variant": "V1", "rank": 1, "available": 40,
                 "cost": {"amount": "4.5", "currency": "USD"}, "freight": {"amount": "5.3", "currency": "USD"},
                 "service": "CJPacket", "min_days": 7, "max_days": 12, "landed": {"amount": "9.02", "currency": "EUR"}}  # fmt: skip
    order.decision = {
        "lines": [
            {"line": line.pk, "wanted": 2, "verdict": "", "takes": [],
             "candidates": [{**candidate, "offer": offer.pk, "reason": "chosen"},
                            {**candidate, "offer": dearer.pk, "reason": "no_stock", "landed": None}]}
        ]
    }  # fmt: skip
    order.save()
    shown = page.get(url(order)).context["decisions"]
    assert [(each["cost"], each["freight"], each["days"], each["landed"]) for each in shown[0]["candidates"]] == [
        ("4.50 USD", "5.30 USD", "7–12", "9.02 EUR"), ("4.50 USD", "5.30 USD", "7–12", "–"),
    ]  # fmt: skip
    html = html_of(page, order)
    assert "chosen" in html
    assert "out of stock" in html


def test_the_money_sheet_names_the_source_of_each_amount(page):
    order = selling.orders(1)[0]
    order.money = {"currency": "EUR", "problems": ["no_cost"], "lines": [
        {"code": "paid", "amount": "59.9", "about": ""},
        {"code": "goods", "amount": "-8.1", "about": "T-1", "original": "9", "original_currency": "USD", "rate": "0.9"},
        {"code": "freight", "amount": None, "about": "T-1"},
    ]}  # fmt: skip
    order.save()
    money = page.get(url(order)).context["money"]
    assert [(str(row["words"]), row["source"], row["amount"]) for row in money["rows"]] == [
        ("Paid by the customer", "", "59.90 EUR"), ("Goods", "9.00 USD at 0.9", "-8.10 EUR"), ("Freight", "", "not known"),
    ]  # fmt: skip
    assert money["problems"] == ["The supplier has not said what something costs."]


def test_staff_hold_an_order_with_a_reason_and_release_it(page):
    order = selling.orders(1, "to_pay")[0]
    assert "form" in page.post(url(order, "hold"), {"confirmed": "yes", "reason": ""}).content.decode()
    page.post(url(order, "hold"), {"confirmed": "yes", "reason": "fraud check", "until": ""})
    order.refresh_from_db()
    assert (order.hold_reason, order.held_by, order.state) == ("fraud check", "boss", "on_hold")
    assert "fraud check" in html_of(page, order)
    page.post(url(order, "release"), {"confirmed": "yes"})
    order.refresh_from_db()
    assert order.hold_reason == ""
    assert order.state != "on_hold"


def test_a_note_is_kept_and_the_history_does_not_repeat_it(page):
    order = selling.orders(1)[0]
    page.post(url(order, "note"), {"confirmed": "yes", "note": "call before sending"})
    assert "call before sending" in html_of(page, order)
    event = Event.objects.get(kind="order.note_written")
    assert event.actor == "boss"
    assert "call" not in str(event.data)


def test_routing_again_files_a_job_and_leads_to_the_page_that_watches_it(page):
    order = selling.orders(1, reason="no_stock")[0]
    answer = page.post(url(order, "route"), {"confirmed": "yes"})
    execute(Job.objects.get(kind="orders.bulk").pk)
    assert Job.objects.get(kind="orders.route").payload["order"] == order.pk
    done = {"Done": "1", "Waits": "0", "Failed": "0"}
    assert dict(page.get(answer.url).context["numbers"]) == done | {"Workers are at it": "1"}
    Job.objects.filter(kind="orders.route").update(state="dead")
    assert dict(page.get(answer.url).context["numbers"]) == done | {"Need a look now": "1"}


def test_a_line_is_mapped_by_a_search_among_our_products(page):
    order = selling.orders(1, "awaiting_mapping", reason="unmapped_lines")[0]
    line = order.lines.get()
    line.product = None
    line.save()
    product = rows.products(1, title="Garlic press")[0]
    view = reverse("admin:orders_line_map", args=[line.pk])
    found = page.get(view, {"q": "garlic"}).context["found"]
    assert [item["product"].pk for item in found] == [product.pk]
    page.post(view, {"product": product.pk, "remember": "yes"})
    line.refresh_from_db()
    assert (line.product_id, line.mapped_by_staff) == (product.pk, True)
    assert Event.objects.get(kind="order.line_mapped").actor == "boss"


def test_the_address_is_corrected_by_those_who_may_and_history_keeps_no_word_of_it(client, db):
    order = selling.orders(1, reason="address_incomplete")[0]
    place = {"name": order.address.name, "address1": "99 Other Test Street", "city": "Lyon", "postal_code": "69001", "country": "fr",
             "phone": "+33600000001", "confirmed": "yes"}  # fmt: skip
    client.force_login(rows.staff("viewer", "orders.view_order", "orders.view_address"))
    assert client.post(url(order, "address"), place).status_code == 403
    client.force_login(rows.staff("ana", "orders.view_order", "orders.view_address", "orders.change_address"))
    assert client.post(url(order, "address"), {**place, "country": "France"}).context["confirmation"].form.errors
    assert client.post(url(order, "address"), place).status_code == 302
    order.refresh_from_db()
    assert (order.address.city, order.address.country, order.address.by_staff) == ("Lyon", "FR", True)
    event = Event.objects.get(kind="order.address_corrected")
    assert event.data == {"fields": ["address1", "city", "phone", "postal_code"]}
    assert "Lyon" not in str(event.data)


def test_an_order_that_would_lose_money_is_let_through_only_with_the_permission_and_a_reason(client, db):
    order = selling.orders(1, reason="below_floor")[0]
    held = selling.purchases(1, "held", of=order, reason="below_floor")[0]
    client.force_login(rows.staff("ana", "orders.view_order", "orders.approve_supplierorder"))
    assert client.post(url(order, "accept_loss"), {"confirmed": "yes", "why": "x"}).status_code == 403
    client.force_login(rows.staff("chief", "orders.view_order", "orders.accept_loss_order"))
    client.post(url(order, "accept_loss"), {"confirmed": "yes", "why": ""})
    held.refresh_from_db()
    assert held.state == "held"
    client.post(url(order, "accept_loss"), {"confirmed": "yes", "why": "keeps a good customer"})
    held.refresh_from_db()
    order.refresh_from_db()
    assert (held.state, order.floor_accepted_by) == ("draft", "chief")
    assert Event.objects.get(kind="order.loss_accepted").data["why"] == "keeps a good customer"


@pytest.mark.parametrize(
    "name",
    ["hold", "release", "route", "note", "tags", "assign", "cancel", "approve", "settle", "address", "accept_loss"],
)
def test_nothing_can_be_done_to_an_order_by_those_who_may_only_look(client, db, name):
    order = selling.orders(1)[0]
    client.force_login(rows.staff("viewer", "orders.view_order"))
    assert client.get(url(order, name)).status_code == 403
    assert client.post(url(order, name), {"confirmed": "yes", "reason": "x", "why": "x"}).status_code == 403
    assert Event.objects.exclude(kind__startswith="login").count() == 0


def test_the_message_is_shown_as_the_customer_would_read_it_only_to_those_who_may_see_customers(client, db):
    order = selling.orders(1)[0]
    view = reverse("admin:orders_order_mail", args=[order.pk, "confirmed"])
    client.force_login(rows.staff("viewer", "orders.view_order"))
    assert client.get(view).status_code == 403
    client.force_login(rows.staff("ana", "orders.view_order", "orders.view_customer"))
    answer = client.get(view, {"language": "fr"})
    assert order.number in answer.context["mail"].text
    assert client.get(reverse("admin:orders_order_mail", args=[order.pk, "nonsense"])).status_code == 404


def test_the_chosen_orders_are_exported_with_customers_only_for_those_who_may_see_them(client, db):
    order = selling.orders(1)[0]
    listing = reverse("admin:orders_order_changelist")
    data = {"action": "export_selected", "_selected_action": [order.pk]}

    def text(*permissions):
        client.force_login(rows.staff(f"p{len(permissions)}", *permissions))
        return b"".join(client.post(listing, data).streaming_content).decode()

    assert order.customer.name not in text("orders.view_order")
    assert order.customer.name in text("orders.view_order", "orders.view_customer")


def test_bulk_holding_counts_those_it_concerns_and_changes_the_others_not(page):
    waiting, done = selling.orders(2, "to_pay"), selling.orders(1, "delivered")
    data = {"action": "hold_selected", "_selected_action": [order.pk for order in [*waiting, *done]]}
    listing = reverse("admin:orders_order_changelist", query={"stage": "all"})
    assert dict(page.post(listing, data).context["confirmation"].numbers) == {"Chosen": "3", "Concerned": "2"}
    page.post(listing, {**data, "confirmed": "yes", "reason": "stock take", "until": ""})
    execute(Job.objects.get(kind="orders.bulk").pk)
    assert Order.objects.filter(hold_reason="stock take").count() == 2
    assert not done[0].hold_reason


def test_an_erased_customer_is_shown_as_erased(page):
    order = selling.orders(1)[0]
    for row in (order.customer, order.address):
        row.erased_at = timezone.now()
        row.save()
    html = html_of(page, order)
    assert "erased at the customer" in html
    assert order.address.address1 not in html


def test_the_page_costs_the_same_for_one_parcel_and_for_many(page, django_assert_max_num_queries):
    order = selling.parcels(1)[0].order
    page.get(url(order))
    for n in range(5):
        purchase = selling.purchases(1, "shipped", of=order)[0]
        order.shipments.create(supplier_order=purchase, number=f"MORE{n}", state="confirmed")
    with django_assert_max_num_queries(20):
        page.get(url(order))
