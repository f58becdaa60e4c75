"""Forgetting a person: who it was goes from all tables, numbers and amounts stay, and twice is once."""

import pytest
from django.utils import timezone

from core.jobs import JobOutcome, execute
from core.models import Event, IdempotentAnswer, InboundEvent, Job
from orders import privacy
from orders.intake.taking import take_remote
from orders.models import Address, Customer, Order, PurchaseAttempt, SupplierOrder
from tests.api_door import Api, make_key
from tests.orders_rows import ADDRESS, BUYER, product, remote_order, shop, supplier_account

pytestmark = pytest.mark.django_db
PERSON = (ADDRESS.name, ADDRESS.address1, ADDRESS.city, BUYER.email, ADDRESS.phone)


@pytest.fixture
def account():
    return shop()


@pytest.fixture
def order(account) -> Order:
    product()
    taken = take_remote(account, remote_order(), by="poll")
    assert taken is not None
    purchase = SupplierOrder.objects.create(
        order=taken, account=supplier_account(), client_no="H-1-1-1", currency="USD", message="Test Buyer moved"
    )
    PurchaseAttempt.objects.create(
        supplier_order=purchase, kind="create", started_at=timezone.now(), error="12 Test Street is unknown"
    )
    return taken


def pushed(account, topic: str, raw: bytes, state: str = "done") -> InboundEvent:
    return InboundEvent.objects.create(
        partner="shopify", account_id=account.account_id, dedupe_key=f"{topic}:{len(raw)}", topic=topic, raw=raw,
        state=state, received_at=timezone.now(),
    )  # fmt: skip


def everything() -> str:
    rows = [
        list(model.objects.values())
        for model in (Customer, Address, Order, SupplierOrder, PurchaseAttempt, Event, Job, InboundEvent)
    ]
    return str(rows)


def test_a_person_is_forgotten_and_the_numbers_stay(account, order):
    pushed(account, "orders/create", b'{"id": 1, "email": "buyer@example.com"}')

    assert privacy.erase("shopify", account.account_id, "b1") == 1

    told = everything()
    assert not [secret for secret in PERSON if secret in told]
    order.refresh_from_db()
    assert (order.number, order.total, order.country) == ("#1001", 25, "FR")
    assert (order.state, order.reason) == ("needs_attention", "no_personal_data")


def test_the_second_time_is_harmless(account, order):
    privacy.erase("shopify", account.account_id, "b1")
    events = Event.objects.count()

    assert privacy.erase("shopify", account.account_id, "b1") == 0
    assert privacy.erase("shopify", account.account_id, "nobody") == 0
    assert Event.objects.count() == events


def test_a_later_reading_of_the_order_brings_nobody_back(account, order):
    privacy.erase("shopify", account.account_id, "b1")

    take_remote(account, remote_order(minutes=5), by="poll")

    assert not [secret for secret in PERSON if secret in everything()]


def test_the_answers_kept_for_programs_keys_go_with_the_person_and_those_about_others_stay(account, order):
    other = take_remote(account, remote_order(remote_id="gid://shopify/Order/2", buyer=None), by="poll")
    api = Api(make_key("orders:write"))
    for number, each in enumerate((order, other)):
        held = api.post(f"/api/orders/{each.public_id}/hold", {"reason": "asked"}, **{"Idempotency-Key": f"k{number}"})
        assert held.json()["customer" if each is order else "id"]
    of_purchase = {"id": "sup_ord_1", "order_id": order.public_id, "message": "Test Buyer moved"}
    IdempotentAnswer.objects.create(actor="client:9", key="p", body=of_purchase, created_at=timezone.now())
    IdempotentAnswer.objects.create(actor="client:9", key="l", body=["x"], created_at=timezone.now())
    assert "buyer@example.com" in str(list(IdempotentAnswer.objects.values()))

    privacy.erase("shopify", account.account_id, "b1")

    assert set(IdempotentAnswer.objects.values_list("key", flat=True)) == {"k1", "l"}


def test_a_customer_whom_the_shop_does_not_number_takes_only_bodies_about_the_own_orders_along(account, order):
    Customer.objects.update(remote_id="")
    mine = pushed(account, "orders/create", b'{"id": 1, "email": "buyer@example.com"}')
    other = pushed(account, "orders/create", b'{"id": 99, "email": "other@example.com"}')

    assert privacy.erase_customer(Customer.objects.get(), "ana") == 1

    mine.refresh_from_db()
    other.refresh_from_db()
    assert (bytes(mine.raw), bool(bytes(other.raw))) == (b"", True)


def test_bodies_about_others_stay(account, order):
    other = pushed(account, "orders/create", b'{"id": 99, "email": "other@example.com"}')

    privacy.erase("shopify", account.account_id, "gid://shopify/Customer/b1")

    other.refresh_from_db()
    assert bytes(other.raw)


def test_a_whole_shop_is_forgotten(account, order):
    mine = pushed(account, "orders/create", b"{}")
    product("LAMP")
    other = take_remote(shop("Other shop"), remote_order(), by="poll")

    assert privacy.erase("shopify", account.account_id) == 1

    mine.refresh_from_db()
    assert not bytes(mine.raw)
    assert other is not None
    assert other.address is not None
    other.address.refresh_from_db()
    assert other.address.erased_at is None


def file(account, event: InboundEvent, buyer_id: str = "b1", kind: str = "privacy.erase") -> Job:
    payload = {"partner": "shopify", "account_id": account.account_id, "buyer_id": buyer_id, "event": event.pk}
    return Job.objects.create(kind=kind, payload=payload, run_at=timezone.now())


def test_the_job_waits_until_its_own_webhook_is_done_with(account, order):
    event = pushed(account, "customers/redact", b'{"customer": {"id": "b1"}}', state="received")
    job = file(account, event)

    assert execute(job.pk) == JobOutcome.WAITING
    InboundEvent.objects.update(state="done")
    Job.objects.filter(pk=job.pk).update(run_at=timezone.now())
    assert execute(job.pk) == JobOutcome.DONE

    event.refresh_from_db()
    assert not bytes(event.raw)
    assert not Customer.objects.exclude(name="").exists()


def test_a_webhook_that_names_nobody_forgets_nobody(account, order):
    job = file(account, pushed(account, "customers/redact", b"{}"), buyer_id="")

    execute(job.pk)

    assert Customer.objects.get().name == "Test Buyer"


def test_what_is_stored_of_a_person_can_be_told_and_the_job_keeps_none_of_it(account, order):
    found = privacy.told("shopify", account.account_id, "b1")
    assert found["customers"][0]["email"] == "buyer@example.com"
    assert found["orders"][0]["address"]["city"] == "Testville"

    job = file(account, pushed(account, "customers/data_request", b"{}"), kind="privacy.tell")
    execute(job.pk)

    job.refresh_from_db()
    assert job.result == {"orders": [order.public_id]}
