"""Tags of orders and who looks after them: set from the page and in bulk, found again by filter and search."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.urls import reverse

from core.jobs import execute
from core.models import Event, Job
from orders.models import Order, OrderTag
from tests import console_rows as rows
from tests import selling_rows as selling
from tests.config.test_console_speed import MOST_QUERIES

LIST = reverse("admin:orders_order_changelist")


def url(order, name):
    return reverse(f"admin:orders_order_{name}", args=[order.pk])


def tags(order):
    return sorted(order.tags.values_list("name", flat=True))


def found(page, **query):
    return sorted(order.pk for order in page.get(LIST, {"stage": "all", **query}).context["cl"].result_list)


def bulk(page, action, chosen, **values):
    data = {"action": action, "_selected_action": [order.pk for order in chosen], "confirmed": "yes", **values}
    page.post(f"{LIST}?stage=all", data)
    job = Job.objects.filter(kind="orders.bulk").latest("pk")
    execute(job.pk)


def test_tags_are_written_on_the_page_each_once_in_small_letters_and_stand_in_the_history(page):
    order = selling.orders(1)[0]
    page.post(url(order, "tags"), {"confirmed": "yes", "tags": "Fragile,  call   first, FRAGILE,"})
    assert tags(order) == ["call first", "fragile"]
    form = page.get(url(order, "tags")).context["confirmation"].form
    assert form.initial == {"tags": "call first, fragile"}
    page.post(url(order, "tags"), {"confirmed": "yes", "tags": ""})
    assert tags(order) == []
    told = Event.objects.filter(kind="order.tagged").order_by("pk").values_list("data", "actor")
    assert list(told) == [
        ({"tags": ["", "call first, fragile"]}, "boss"), ({"tags": ["call first, fragile", ""]}, "boss"),
    ]  # fmt: skip
    assert "Tags: call first, fragile → –" in page.get(url(order, "change")).content.decode()


def test_the_same_tags_again_write_no_history(page):
    order = selling.orders(1)[0]
    for _ in range(2):
        page.post(url(order, "tags"), {"confirmed": "yes", "tags": "fragile"})
    assert Event.objects.filter(kind="order.tagged").count() == 1


def test_a_tag_that_is_too_long_is_refused_at_its_field(page):
    order = selling.orders(1)[0]
    answer = page.post(url(order, "tags"), {"confirmed": "yes", "tags": "x" * 41})
    assert answer.context["confirmation"].form.errors == {"tags": ["A tag has 40 letters at most, and no comma."]}
    assert OrderTag.objects.count() == 0


def test_many_orders_are_tagged_and_untagged_and_keep_their_other_tags(page):
    first, second = selling.orders(2)
    bulk(page, "tag_selected", [first], tags="vip")
    bulk(page, "tag_selected", [first, second], tags="fragile, late")
    assert (tags(first), tags(second)) == (["fragile", "late", "vip"], ["fragile", "late"])
    bulk(page, "untag_selected", [first, second], tags="late, vip")
    assert (tags(first), tags(second)) == (["fragile"], ["fragile"])


def test_orders_are_found_by_their_tag_with_the_filter_and_with_the_search(page):
    tagged, _plain = selling.orders(2)
    tagged.tags.add(OrderTag.objects.create(name="call first"))
    assert found(page, tag="call first") == [tagged.pk]
    assert found(page, q="Call First") == [tagged.pk]
    assert found(page, q="call") == []


def test_an_order_is_assigned_and_given_back_with_history_and_mail_to_nobody(page):
    ana = rows.staff("ana")
    order = selling.orders(1)[0]
    page.post(url(order, "assign"), {"confirmed": "yes", "to": ana.pk})
    order.refresh_from_db()
    assert order.assigned_to == ana
    page.post(url(order, "assign"), {"confirmed": "yes", "to": ""})
    order.refresh_from_db()
    assert order.assigned_to is None
    told = Event.objects.filter(kind__in=("order.assigned", "order.unassigned")).order_by("pk")
    assert list(told.values_list("kind", "data")) == [("order.assigned", {"to": "ana"}), ("order.unassigned", {})]


def test_many_orders_are_assigned_and_found_by_whose_they_are(page):
    ana, boss = rows.staff("ana"), User.objects.get(username="boss")
    hers, mine, free = selling.orders(3)
    bulk(page, "assign_selected", [hers], to=ana.pk)
    bulk(page, "assign_selected", [mine], to=boss.pk)
    assert found(page, assigned=str(ana.pk)) == [hers.pk]
    assert found(page, assigned="me") == [mine.pk]
    assert found(page, assigned="nobody") == [free.pk]
    assert "Looks after this order." in page.get(LIST, {"stage": "all"}).content.decode()


def test_nobody_is_offered_who_cannot_log_in_to_the_console(page):
    outside = User.objects.create_user("outside")
    order = selling.orders(1)[0]
    answer = page.post(url(order, "assign"), {"confirmed": "yes", "to": outside.pk})
    assert "to" in answer.context["confirmation"].form.errors
    assert Order.objects.get().assigned_to is None


def test_a_person_who_leaves_takes_no_order_along(page):
    ana = rows.staff("ana")
    order = selling.orders(1, assigned_to=ana)[0]
    ana.delete()
    order.refresh_from_db()
    assert order.assigned_to is None


@pytest.mark.parametrize("action", ["assign_selected", "tag_selected", "untag_selected"])
def test_a_viewer_may_change_neither(client, db, action):
    order = selling.orders(1)[0]
    client.force_login(rows.staff("viewer", "orders.view_order"))
    data = {"action": action, "_selected_action": [order.pk], "confirmed": "yes", "tags": "x", "to": ""}
    client.post(f"{LIST}?stage=all", data)
    assert not Job.objects.filter(kind="orders.bulk").exists()
    assert action not in client.get(LIST).content.decode()


def test_the_list_costs_the_same_with_many_tags(page, django_assert_max_num_queries):
    made = selling.orders(10)
    words = [OrderTag.objects.create(name=f"tag {n}") for n in range(5)]
    for order in made:
        order.tags.set(words)
        order.assigned_to = User.objects.get(username="boss")
        order.save()
    for query in ({}, {"stage": "all", "q": "tag 4"}):
        cache.clear()
        with django_assert_max_num_queries(MOST_QUERIES):
            assert "tag 4" in page.get(LIST, query).content.decode()
