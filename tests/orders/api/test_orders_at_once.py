"""One Idempotency-Key from many sides at once is one order, and every caller gets it."""

import pytest

from core.models import IdempotentAnswer, Job
from orders.models import Address, Customer, Order
from tests.api_door import Api, make_key
from tests.orders.api.test_orders_api import NEW
from tests.orders.intake.test_at_once import at_once
from tests.orders_rows import product

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_twenty_posts_with_one_key_at_once_make_one_order(shared_database):
    product()
    key, answers = make_key("orders:write"), []

    raised = at_once(20, lambda: answers.append(Api(key).post("/api/orders", NEW, **{"Idempotency-Key": "web-1"})))

    assert raised == []
    assert [answer.status_code for answer in answers] == [201] * 20
    order = Order.objects.get()
    assert {answer.json()["id"] for answer in answers} == {order.public_id}
    assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == 19
    assert (Customer.objects.count(), Address.objects.count(), IdempotentAnswer.objects.count()) == (1, 1, 1)
    assert Job.objects.filter(kind="orders.route").count() == 1
