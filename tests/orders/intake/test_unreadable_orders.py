"""An order that cannot be understood stops no other, and is not forgotten."""

import pytest

from core.models import Event, Job
from orders.actions.polling import READ_JOB, poll_shop
from orders.models import Order
from tests.core.http.scripted_server import ScriptedServer
from tests.marketplaces.shopify.conftest import Wire, make_account, page  # noqa: F401 - a fixture
from tests.marketplaces.shopify.orders import order


@pytest.fixture
def wire(settings):
    with ScriptedServer() as server:
        settings.SHOPIFY_API_URL = server.url
        yield Wire(server)


def test_an_order_that_cannot_be_read_is_asked_for_again_by_a_job_of_its_own(wire, make_account):  # noqa: F811
    account = make_account()
    wire.says({"orders": page(order(1), order(2, name=""), order(3, name="#1043"))})
    poll = poll_shop(account)
    assert (poll.read, poll.failed) == (2, 1)
    assert sorted(Order.objects.values_list("remote_id", flat=True)) == ["1", "3"]
    assert Job.objects.get(kind=READ_JOB).payload == {"account_id": account.pk, "remote_id": "2"}
    assert Event.objects.get(kind="order.not_taken").data == {"remote_id": "2", "error": "name is missing"}
