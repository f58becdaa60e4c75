"""CJ stops pushing without a word: noticed by the daily look, through its real adapter and its look-alike."""

import json

import pytest

from core.models import Alert, InboundEvent
from core.simulation import SimulationServer
from suppliers.actions.webhooks import address_of, audit, set_up
from suppliers.adapters.cj.simulator import CJSimulator
from suppliers.adapters.cj.simulator.pushes import sign
from suppliers.models import SupplierAccount
from suppliers.registry import open_account
from tests.suppliers.webhooks.conftest import Door

pytestmark = pytest.mark.django_db
TOPICS = ("product", "stock", "order", "logistics", "makeup", "privateOrder")


@pytest.fixture
def cj(settings):
    simulator = CJSimulator()
    simulator.set_rule("limit_rate", value=False)
    settings.CELERY_BROKER_URL = ""
    settings.PUBLIC_URL = "https://hub.example"
    settings.SUPPLIER_ENVIRONMENT = {}
    with SimulationServer({"cj": simulator}) as server:
        settings.CJ_API_URL = simulator.environment(server.origin("cj"))["CJ_API_URL"]
        simulator.key = simulator.environment(server.origin("cj"))["CJ_API_KEY"]
        yield simulator


@pytest.fixture
def account(cj):
    account = SupplierAccount.objects.create(
        supplier="cj-dropshipping", name="CJ main", api_key=cj.key, calls_per_second=1000
    )
    with open_account(account) as adapter:
        adapter.connect()
    set_up(account, "ann")
    account.refresh_from_db()
    return account


@pytest.mark.parametrize(
    ("closed", "found"),
    [(TOPICS, "set_again"), (("stock",), "kept")],
    ids=["all topics", "one topic, which does not show"],
)
def test_topics_that_cj_closed_are_set_again_by_the_daily_look(cj, account, closed, found):
    """pitfall 10: below 80 % CJ closes a topic and tells nobody."""
    hooks = cj.world.first_account.hooks
    for topic in closed:
        del hooks[topic]

    assert audit(account) == found

    hooks = cj.world.first_account.hooks
    assert {topic: hook.url for topic, hook in hooks.items()} == dict.fromkeys(TOPICS, address_of(account))


def test_a_push_that_is_repeated_is_stored_once_and_answered_200_without_being_worked_on(cj, account):
    """pitfall 10: who works while CJ waits is slower than its three seconds, and is closed for it."""
    raw = json.dumps({"messageId": "m-1", "type": "STOCK", "messageType": "UPDATE", "params": {"1": []}}).encode()
    signed = {"sign": sign(cj.world.first_account.open_id, raw)}

    answers = [Door().post(raw, account, **signed).status_code for _ in range(3)]

    event = InboundEvent.objects.get()
    assert answers == [200, 200, 200]
    assert (event.dedupe_key, event.repeats, event.state) == ("m-1", 2, "received")
    assert Alert.objects.count() == 0
