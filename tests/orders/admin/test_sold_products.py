"""What was sold of each product, in its list: the figure opens the orders behind it."""

import pytest
from django.urls import reverse

from orders.standing.sold import count_sold
from tests.catalogue_rows import make_product
from tests.orders import factories

pytestmark = pytest.mark.django_db
PRODUCTS = reverse("admin:inventory_product_changelist")
ORDERS = reverse("admin:orders_order_changelist")


def sell(product, quantity=1, **values):
    order = factories.order(**values)
    factories.line(order, quantity, product=product)
    return order


def test_the_figure_in_the_list_of_products_opens_the_orders_it_was_counted_from(page):
    lamp, mug = make_product(title="Lamp"), make_product(title="Mug")
    wanted = {sell(lamp, 2).pk, sell(lamp).pk}
    sell(mug)
    sell(lamp, state="cancelled")
    count_sold()

    html = page.get(PRODUCTS).content.decode()
    address = f"{ORDERS}?stage=all&amp;sold=30&amp;product={lamp.pk}"
    assert f'href="{address}">3</a>' in html
    shown = page.get(address.replace("&amp;", "&")).context["cl"].result_list
    assert {order.pk for order in shown} == wanted


def test_products_are_filtered_by_whether_they_were_sold(page):
    lamp, mug = make_product(title="Lamp"), make_product(title="Mug")
    sell(lamp)
    count_sold()

    for chosen, product in (("yes", lamp), ("no", mug)):
        assert [row.pk for row in page.get(PRODUCTS, {"sold": chosen}).context["cl"].result_list] == [product.pk]


@pytest.mark.parametrize("key", ["0", "x", "²", "9" * 18, "9" * 40, "-1", ""])
def test_orders_of_a_product_that_is_none_are_all_orders(page, key):
    order = sell(make_product())
    answer = page.get(ORDERS, {"stage": "all", "product": key})
    assert [row.pk for row in answer.context["cl"].result_list] == [order.pk]
