"""What a customer may ask for, by hand on the order's page: their data as a file, and being forgotten."""

import time

import pytest
from django.urls import reverse

from core.models import Event
from core.two_factor.session import CONFIRMED_AT
from orders.models import Address, Customer, Order
from tests import console_rows as rows
from tests import selling_rows as selling


@pytest.fixture
def order(db) -> Order:
    """The first of two of one customer, each with an address."""
    first, second = selling.orders(2)
    Order.objects.filter(pk=second.pk).update(customer=first.customer)
    return first


def url(order: Order, name: str) -> str:
    return reverse(f"admin:orders_order_{name}", args=[order.pk])


def test_all_that_is_stored_of_a_customer_is_a_file_that_nobody_keeps(page, order):
    answer = page.get(url(order, "export_customer"))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="customer-data.json"'
    assert "no-store" in answer.headers["Cache-Control"]
    found = answer.json()
    assert [one["email"] for one in found["customers"]] == [order.customer.email]
    assert len(found["orders"]) == 2
    assert found["orders"][0]["id"] == order.public_id
    assert found["orders"][0]["address"]["address1"] == order.address.address1
    event = Event.objects.get(kind="order.data_exported")
    assert (event.actor, event.data) == ("boss", {})


def test_forgetting_says_first_whom_it_concerns_and_changes_nothing_by_that(page, order):
    confirmation = page.get(url(order, "forget_customer")).context["confirmation"]

    assert dict(confirmation.numbers) == {"Orders": 2, "Addresses": 2}
    assert not Customer.objects.exclude(erased_at=None).exists()


def test_a_confirmed_customer_is_forgotten_with_all_their_orders_under_the_persons_name(page, order):
    other = selling.orders(1)[0]

    page.post(url(order, "forget_customer"), {"confirmed": "yes"})

    assert set(Address.objects.filter(erased_at=None)) == {other.address}
    order.customer.refresh_from_db()
    assert (order.customer.name, order.customer.email) == ("", "")
    events = Event.objects.filter(kind="order.erased")
    assert [event.actor for event in events] == ["boss", "boss"]
    again = page.get(url(order, "forget_customer"))
    assert again.context["confirmation"].impossible == "No customer is known for this order."


def test_forgetting_asks_for_the_password_again_when_it_is_old(page, order):
    session = page.session
    session[CONFIRMED_AT] = time.time() - 3600
    session.save()

    answer = page.post(url(order, "forget_customer"), {"confirmed": "yes"})

    assert answer.url.startswith(reverse("admin:confirm_person"))
    order.customer.refresh_from_db()
    assert order.customer.erased_at is None


def test_both_are_on_the_page_for_those_who_may_change_customers_and_for_no_others(page, client, order):
    pages = [url(order, "export_customer"), url(order, "forget_customer")]
    shown = page.get(url(order, "change")).content.decode()
    assert all(f'href="{each}"' in shown for each in pages)

    client.force_login(rows.staff("ana", "orders.view_order", "orders.view_customer", "orders.view_address"))
    shown = client.get(url(order, "change")).content.decode()
    assert not [each for each in pages if each in shown]
    assert [client.get(each).status_code for each in pages] == [403, 403]
    assert client.post(pages[1], {"confirmed": "yes"}).status_code == 403
    assert not Customer.objects.exclude(erased_at=None).exists()


def test_customers_are_found_taken_along_and_forgotten_from_their_list(client, order):
    url = reverse("admin:orders_customer_changelist")
    client.force_login(rows.staff("boss", "orders.view_customer", "orders.view_address", "orders.change_customer"))
    html = client.get(url, {"q": order.customer.email}).content.decode()
    assert order.customer.name in html
    text = b"".join(
        client.post(url, {"action": "export_selected", "_selected_action": [str(order.customer_id)]}).streaming_content
    )
    assert order.customer.email in text.decode()
    told = client.get(reverse("admin:orders_customer_tell", args=[order.customer_id])).json()
    assert len(told["orders"]) == 2
    forget = reverse("admin:orders_customer_forget", args=[order.customer_id])
    assert "Forget for good" in client.get(forget).content.decode()
    client.force_login(rows.staff("ana", "orders.view_customer"))
    assert client.get(forget).status_code == 403
    assert "Forget…" not in client.get(url).content.decode()
