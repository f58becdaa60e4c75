"""Bulk actions: what was previewed is done, each row once with its result, and those that failed again by one button."""

import json
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from config.roles import ROLES
from core.jobs import execute
from core.jobs import rows as job_rows
from core.models import Event, Job
from core.two_factor.session import CONFIRMED_AT
from orders.actions import bulk
from orders.actions.bulk_acts import PAY
from orders.models import BulkRow, Notification, Order, SupplierOrder
from tests import console_rows as rows
from tests import selling_rows as selling

ORDERS = reverse("admin:orders_order_changelist", query={"stage": "all"})
PURCHASES = reverse("admin:orders_supplierorder_changelist", query={"tab": "all"})
PARCELS = reverse("admin:orders_shipment_changelist")
MAILS = reverse("admin:orders_notification_changelist")


def ask(page, listing, action, chosen, **values):
    """The page between the button and its effect."""
    data = {"action": action, "_selected_action": [row.pk for row in chosen], **values}
    return page.post(listing, data).context["confirmation"]


def confirm(page, listing, asked, **values):
    """The second click, with what the first page brings along; gives the job."""
    answer = page.post(listing, {**dict(asked.fields), "confirmed": "yes", **values})
    assert answer.status_code == 302, answer.context["confirmation"].form.errors
    return Job.objects.get(pk=int(answer.url.rstrip("/").rpartition("/")[2]))


def work(job):
    execute(job.pk)
    job.refresh_from_db()
    return job


def shown(page, job):
    return page.get(reverse("admin:orders_bulk", args=[job.pk])).context


def results(job):
    return dict(BulkRow.objects.filter(job=job).values_list("target", "state"))


def test_each_row_has_its_result_with_the_reason_in_words_and_the_numbers_add_up(page):
    held, free = selling.orders(1, "on_hold", hold_reason="asked")[0], selling.orders(2, "to_pay")
    asked = ask(page, ORDERS, "hold_selected", [held, *free])
    assert dict(asked.numbers) == {"Chosen": "3", "Concerned": "2"}
    job = confirm(page, ORDERS, asked, reason="stock take", until="")
    Order.objects.filter(pk=free[0].pk).update(hold_reason="somebody was quicker")
    job = work(job)
    assert results(job) == {free[0].pk: "failed", free[1].pk: "done"}
    context = shown(page, job)
    assert dict(context["numbers"]) == {"Done": "1", "Waits": "0", "Failed": "1"}
    assert context["lines"][0]["name"] == str(free[0])
    assert context["lines"][0]["why"] == "It does not concern it any more: it was done, or it is over."
    assert (job.result, job.requested_by) == ({"done": 1, "failed": 1}, "boss")
    assert Event.objects.get(kind="order.held").actor == "boss"


def test_all_of_a_filter_are_chosen_and_not_only_the_page(page):
    selling.orders(60, "to_pay")
    ticked = Order.objects.first()
    asked = ask(page, ORDERS, "hold_selected", [ticked], select_across="1")
    assert dict(asked.numbers) == {"Chosen": "60", "Concerned": "60"}
    assert len(asked.rows) == 8
    work(confirm(page, ORDERS, asked, reason="stock take", until=""))
    assert Order.objects.filter(hold_reason="stock take").count() == 60


@pytest.mark.parametrize(
    ("listing", "action", "make"),
    [
        (ORDERS, "route_selected", lambda: selling.orders(55)),
        (PURCHASES, "approve_selected", lambda: selling.purchases(55)),
        (PARCELS, "push_selected", lambda: selling.parcels(55)),
        (MAILS, "send_selected", lambda: selling.mails(55, "failed")),
    ],
)
def test_every_list_offers_all_of_its_filter(page, listing, action, make):
    made = make()
    html = page.get(listing).content.decode()
    assert "Select all 55" in html
    assert dict(ask(page, listing, action, made[:1], select_across="1").numbers)["Concerned"] == "55"


def test_more_than_the_most_are_refused_with_a_word_and_nothing_is_filed(page, monkeypatch):
    monkeypatch.setattr("orders.admin.bulk.MOST", 3)
    made = selling.orders(4)
    asked = ask(page, ORDERS, "hold_selected", made[:1], select_across="1")
    assert asked.impossible == "More than 3 were chosen: narrow the filter, and do it in parts."
    page.post(ORDERS, {**dict(asked.fields), "confirmed": "yes", "reason": "x"})
    assert not Job.objects.filter(kind="orders.bulk").exists()


def test_what_came_into_the_filter_after_the_preview_is_left_alone(page):
    first = selling.orders(2, "to_pay")
    asked = ask(page, ORDERS, "hold_selected", first[:1], select_across="1")
    later = selling.orders(1, "to_pay")[0]
    work(confirm(page, ORDERS, asked, reason="stock take", until=""))
    later.refresh_from_db()
    assert later.hold_reason == ""


def test_the_second_click_twice_is_one_job(page):
    asked = ask(page, ORDERS, "hold_selected", selling.orders(2))
    first = confirm(page, ORDERS, asked, reason="stock take", until="")
    assert confirm(page, ORDERS, asked, reason="stock take", until="") == first
    assert BulkRow.objects.count() == 2


def test_a_purchase_that_changed_since_the_preview_is_not_approved_by_the_action_nor_by_a_retry(page):
    same, dearer = selling.purchases(2)
    asked = ask(page, PURCHASES, "approve_selected", [same, dearer])
    SupplierOrder.objects.filter(pk=dearer.pk).update(goods_cost=Decimal("90.00"))
    job = work(confirm(page, PURCHASES, asked))
    assert results(job) == {same.pk: "done", dearer.pk: "failed"}
    context = shown(page, job)
    assert context["again"] == 1
    assert context["lines"][0]["why"] == "It changed since you chose it: look at it, then choose it again."
    answer = page.post(reverse("admin:orders_bulk_again", args=[job.pk]))
    again = work(Job.objects.get(pk=int(answer.url.rstrip("/").rpartition("/")[2])))
    assert results(again) == {dearer.pk: "failed"}
    dearer.refresh_from_db()
    assert (dearer.state, dearer.approved_cost) == ("draft", None)


def test_those_that_failed_are_tried_again_by_one_button_and_two_clicks_are_one_job(page, settings):
    settings.SMTP_SERVER = ""
    mails = selling.mails(2, "failed", error="refused")
    asked = ask(page, MAILS, "send_selected", mails)
    job = work(confirm(page, MAILS, asked, why="mailbox was full"))
    assert shown(page, job)["lines"][0]["why"] == "There is no mail server: set SMTP_SERVER."
    settings.SMTP_SERVER, settings.MAILS_TO_CUSTOMERS = "smtp.example.com", True
    assert "Retry failed (2)" in page.get(reverse("admin:orders_bulk", args=[job.pk])).content.decode()
    url = reverse("admin:orders_bulk_again", args=[job.pk])
    addresses = {page.post(url).url, page.post(url).url}
    assert len(addresses) == 1
    again = work(Job.objects.filter(kind="orders.bulk").latest("pk"))
    assert set(results(again).values()) == {"done"}
    assert set(Notification.objects.values_list("state", flat=True)) == {"pending"}
    assert "Retry failed" not in page.get(addresses.pop()).content.decode()


def test_who_lost_the_permission_meanwhile_gets_nothing_done(client, db):
    user = rows.staff("ana", "orders.view_order", "orders.hold_order")
    client.force_login(user)
    order = selling.orders(1)[0]
    job = confirm(client, ORDERS, ask(client, ORDERS, "hold_selected", [order]), reason="stock take", until="")
    user.user_permissions.remove(user.user_permissions.get(codename="hold_order"))
    work(job)
    order.refresh_from_db()
    assert order.hold_reason == ""
    assert shown(client, job)["lines"][0]["why"] == "Who asked for it is not among those who may do this."


def test_a_person_without_the_permission_can_neither_ask_nor_see_nor_retry(client, page, db):
    order = selling.orders(1)[0]
    job = confirm(page, ORDERS, ask(page, ORDERS, "hold_selected", [order]), reason="stock take", until="")
    client.force_login(rows.staff("viewer", "orders.view_order"))
    data = {"action": "hold_selected", "_selected_action": [order.pk], "confirmed": "yes", "reason": "x"}
    client.post(ORDERS, data)
    assert Job.objects.filter(kind="orders.bulk").count() == 1
    assert client.get(reverse("admin:orders_bulk", args=[job.pk])).status_code == 200
    assert client.post(reverse("admin:orders_bulk_again", args=[job.pk])).status_code == 403
    client.force_login(rows.staff("clerk", "orders.view_notification"))
    for name in ("orders_bulk", "orders_bulk_progress"):
        assert client.get(reverse(f"admin:{name}", args=[job.pk])).status_code == 403


def test_a_worker_that_is_killed_in_the_middle_repeats_nothing(page, monkeypatch):
    settled = selling.mails(3, "sent")
    monkeypatch.setattr("orders.mails.notifications.why_impossible", lambda _order: "")
    monkeypatch.setattr("orders.actions.mailing.why_impossible", lambda _order: "")
    job = confirm(page, MAILS, ask(page, MAILS, "send_selected", settled), why="lost")
    does, done = job_rows._one, []

    def dies(*given):
        if len(done) == 2:
            raise SystemExit
        done.append(given)
        does(*given)

    monkeypatch.setattr(job_rows, "_one", dies)
    with pytest.raises(SystemExit):
        execute(job.pk)
    monkeypatch.setattr(job_rows, "_one", does)
    work(job)
    assert set(results(job).values()) == {"done"}
    assert Notification.objects.filter(state="pending").count() == 3
    assert Notification.objects.count() == 6


def test_a_row_that_breaks_holds_up_no_other_and_its_words_stay_in_the_log(page, monkeypatch):
    bad, good = selling.orders(2)
    job = confirm(page, ORDERS, ask(page, ORDERS, "hold_selected", [bad, good]), reason="stock take", until="")
    holds = bulk.BulkAct.mark

    def breaks(act, row):
        if row.pk == bad.pk:
            raise ZeroDivisionError("Test Buyer, 12 Test Street")
        return holds(act, row)

    monkeypatch.setattr(bulk.BulkAct, "mark", breaks)
    work(job)
    assert results(job) == {bad.pk: "failed", good.pk: "done"}
    row = BulkRow.objects.get(target=bad.pk)
    assert (row.code, row.text) == ("broke", "ZeroDivisionError")


def test_a_note_does_not_outlive_its_work_in_the_job(page):
    order = selling.orders(1)[0]
    asked = ask(page, ORDERS, "note_selected", [order])
    job = work(confirm(page, ORDERS, asked, note="rings at noon"))
    order.refresh_from_db()
    assert order.note == "rings at noon"
    assert "noon" not in json.dumps(job.payload)


def test_tracking_of_the_chosen_orders_is_told_to_the_shop_again_parcel_by_parcel(page):
    parcels = selling.parcels(2)
    orders = [parcel.order for parcel in parcels] + selling.orders(1, "placed")
    asked = ask(page, ORDERS, "resend_tracking_selected", orders)
    assert dict(asked.numbers)["Parcels"] == 2
    job = work(confirm(page, ORDERS, asked))
    assert set(results(job)) == {parcel.pk for parcel in parcels}
    assert Job.objects.filter(kind="orders.write_back").count() == 2


def test_asking_where_many_parcels_are_files_a_question_for_each_and_calls_nobody_itself(page):
    parcels = selling.parcels(25)
    job = work(confirm(page, PARCELS, ask(page, PARCELS, "refresh_selected", parcels)))
    assert set(results(job).values()) == {"done"}
    asked = Job.objects.filter(kind="orders.track", requested_by="boss").values_list("payload", flat=True)
    assert sorted(one["shipments"][0] for one in asked) == sorted(parcel.pk for parcel in parcels)


def test_paying_many_again_asks_for_the_password_when_it_is_old(page):
    purchase = selling.purchases(1, "placed", approved_cost=Decimal("14.30"))[0]
    job = bulk.file(PAY, [(purchase.pk, "")], {}, User.objects.get(username="boss"))
    work(job)
    assert results(job) == {purchase.pk: "failed"}
    session = page.session
    session[CONFIRMED_AT] = 0
    session.save()
    answer = page.post(reverse("admin:orders_bulk_again", args=[job.pk]))
    assert answer.url.startswith(reverse("admin:confirm_person"))
    assert Job.objects.filter(kind="orders.bulk").count() == 1


def test_the_finance_role_has_an_unknown_purchase_looked_up_and_a_viewer_has_not(client, db):
    purchase = selling.purchases(1, "pay_unknown")[0]
    finance = next(role for role in ROLES if role.name == "Finance")
    view = reverse("admin:orders_supplierorder_look_up", args=[purchase.pk])
    client.force_login(rows.staff("viewer", "orders.view_supplierorder"))
    assert client.post(view, {"confirmed": "yes"}).status_code == 403
    client.force_login(rows.staff("fin", *finance.permissions))
    client.post(view, {"confirmed": "yes"})
    work(Job.objects.get(kind="orders.bulk"))
    assert Job.objects.get(kind="orders.pay").payload == {"supplier_order": purchase.pk, "once": True}


def test_the_result_page_costs_the_same_for_three_rows_and_for_ninety(page, django_assert_max_num_queries):
    job = work(confirm(page, ORDERS, ask(page, ORDERS, "route_selected", selling.orders(90))))
    with django_assert_max_num_queries(12):
        shown(page, job)


@pytest.mark.slow
def test_five_thousand_of_a_filter_come_back_with_the_second_click_and_one_more_is_refused(page):
    selling.many(5_000)
    ticked = [Order.objects.first()]
    asked = ask(page, ORDERS, "route_selected", ticked, select_across="1")
    concerned = Order.objects.exclude(state__in=("delivered", "cancelled")).count()
    assert dict(asked.numbers) == {"Chosen": "5,000", "Concerned": f"{concerned:,}"}
    job = confirm(page, ORDERS, asked)
    assert BulkRow.objects.filter(job=job).count() == concerned
    selling.orders(1)
    asked = ask(page, ORDERS, "route_selected", ticked, select_across="1")
    assert asked.impossible == "More than 5,000 were chosen: narrow the filter, and do it in parts."


def test_the_rows_of_an_action_go_with_their_job(page):
    job = work(confirm(page, ORDERS, ask(page, ORDERS, "route_selected", selling.orders(2))))
    Job.objects.filter(pk=job.pk).delete()
    assert BulkRow.objects.count() == 0


def test_the_page_of_a_job_without_rows_opens_and_has_nothing_to_retry(page):
    job = bulk.file(PAY, [], {}, User.objects.get(username="boss"))
    assert shown(page, work(job))["again"] == 0
    answer = page.post(reverse("admin:orders_bulk_again", args=[job.pk]), follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["There is nothing to try again."]
