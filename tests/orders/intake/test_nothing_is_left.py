"""After a person is forgotten none of their words stands in any column of any table, whoever asked for it."""

import json

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from core.history import record
from core.jobs import JobOutcome, execute
from core.models import ApiCall, IdempotentAnswer, ImportRow, InboundEvent, Job, TableImport
from marketplaces.handlers import take_erasure
from marketplaces.interface import RemoteAddress, RemoteBuyer
from marketplaces.interface.pushes import Push, Topic
from orders import privacy
from orders.intake.taking import take_remote
from orders.models import (
    BulkRow,
    Customer,
    Notification,
    Order,
    OrderRefund,
    PaymentDispute,
    PurchaseAttempt,
    Shipment,
    SupplierOrder,
)
from tests.orders_rows import product, remote_order, shop, supplier_account

pytestmark = pytest.mark.django_db
NAME, EMAIL, PHONE, STREET, COMPANY = (
    "Zélie Quorvanx", "zelie.quorvanx@person.example", "+33 6 55 44 33 22", "77 Brindlewick Lane", "Mottlefax Ltd",
)  # fmt: skip
CANARIES = (NAME, "Quorvanx", EMAIL, PHONE, STREET, "Brindlewick", COMPANY)
SAID = f"{NAME} <{EMAIL}> {PHONE}, {COMPANY}, {STREET}"


def found_anywhere() -> dict[str, list[str]]:
    """Table and column of each canary that is still there, as the database itself holds it."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - our tables
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    text = (
                        bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)
                    )
                    for canary in CANARIES:
                        if canary in text or json.dumps(canary)[1:-1] in text:
                            found.setdefault(canary, []).append(f"{model._meta.db_table}.{name}")
    return found


@pytest.fixture
def account(request):
    return shop(marketplace=getattr(request, "param", "shopify"))


@pytest.fixture
def order(account) -> Order:
    """An order of the person, whose words stand in everything that may ever have spoken of it."""
    product()
    address = RemoteAddress(
        name=NAME, company=COMPANY, address1=STREET, city="Testville", postal_code="75001", country="FR", phone=PHONE
    )
    buyer = RemoteBuyer(remote_id="b77", name=NAME, email=EMAIL, phone=PHONE)
    taken = take_remote(account, remote_order(buyer=buyer, address=address), by="poll")
    assert taken is not None
    speak_of(taken)
    return taken


def speak_of(order: Order) -> None:
    assert order.account is not None
    now = timezone.now()
    Order.objects.filter(pk=order.pk).update(
        note=SAID, hold_reason=f"{NAME} called", cancel_reason="Quorvanx moved", reason_values={"words": [SAID]}
    )
    order.lines.update(properties=[["Engraving", NAME]])
    purchase = SupplierOrder.objects.create(
        order=order, account=supplier_account(), client_no="H-9-1-1", currency="USD", message=SAID
    )
    PurchaseAttempt.objects.create(
        supplier_order=purchase, kind="create", started_at=now, error=SAID, request={"to": SAID}
    )
    parcel = Shipment.objects.create(order=order, supplier_order=purchase, number="LX1", message=SAID)
    mail = Notification.objects.create(
        order=order, shipment=parcel, event="shipped", dedupe_key="k", error=f"550 <{EMAIL}> unknown"
    )
    refund = OrderRefund.objects.create(
        order=order, amount=1, currency="EUR", reason="other", note=f"for {NAME}", message=SAID, state="done"
    )
    PaymentDispute.objects.create(account=order.account, remote_id="D1", order=order, details={"evidence": [SAID]})
    for subject in (order, purchase, parcel, mail, refund):
        record(subject, "order.noted", by="ana", data={"why": SAID, "was": [NAME, "–"]})
    speak_of_in_logs(order)


def speak_of_in_logs(order: Order) -> None:
    assert order.account is not None
    now = timezone.now()
    body = json.dumps({"id": 1, "email": EMAIL, "note": SAID})
    InboundEvent.objects.create(
        partner=order.account.marketplace, account_id=order.account.account_id, dedupe_key="e1", topic="orders/create",
        raw=body.encode(), state="dead", error=f"cannot read {SAID}", received_at=now,
    )  # fmt: skip
    ApiCall.objects.create(
        partner="cj-dropshipping", operation="create_order", method="POST", path="/o", status=400, excerpt=body
    )
    job = Job.objects.create(kind="orders.bulk", run_at=now, state="dead", error=f"SMTP refused {EMAIL}")
    BulkRow.objects.create(job=job, target=order.pk, state="failed", text=f"{NAME} has moved")
    answer = {"id": order.public_id, "customer": {"name": NAME, "email": EMAIL}}
    IdempotentAnswer.objects.create(actor="client:1", key="k", body=answer, created_at=now)
    table = TableImport.objects.create(kind="orders", expires_at=now)
    values = {"customer": {"name": NAME, "email": EMAIL}, "shipping_address": {"address1": STREET, "company": COMPANY}}
    ImportRow.objects.create(table=table, number=2, outcome="created", name="T-1", values={**values, "phone": PHONE})


def test_the_canaries_do_stand_everywhere_before(order):
    assert set(found_anywhere()) == set(CANARIES)
    assert len(set(found_anywhere()[NAME])) > 12


def test_staff_forget_a_customer_and_nothing_is_left(order):
    assert privacy.erase_customer(Customer.objects.get(), "ana") == 1
    assert found_anywhere() == {}
    order.refresh_from_db()
    assert (order.number, order.total, order.hold_reason) == ("#1001", 25, "… called")


@pytest.mark.parametrize(
    ("account", "topic"),
    [("shopify", "customers/redact"), ("ebay", "MARKETPLACE_ACCOUNT_DELETION")],
    indirect=["account"],
)
def test_a_marketplace_says_so_and_nothing_is_left(account, order, topic):
    event = InboundEvent.objects.create(
        partner=account.marketplace, account_id=account.account_id, dedupe_key="r1", topic=topic, state="done",
        raw=json.dumps({"customer": {"id": "b77", "email": EMAIL}, "username": "b77", "note": SAID}).encode(),
        received_at=timezone.now(),
    )  # fmt: skip
    take_erasure(account, Push("r1", Topic.ERASE_PERSON, topic, buyer_id="b77"), event)

    for job in Job.objects.filter(kind="privacy.erase"):
        assert execute(job.pk) == JobOutcome.DONE

    assert found_anywhere() == {}


def test_what_belongs_to_others_stays(account, order):
    Job.objects.create(kind="orders.bulk", run_at=timezone.now(), state="dead", error="SMTP refused other@example.com")
    privacy.erase_customer(Customer.objects.get(), "ana")
    assert Job.objects.filter(error="SMTP refused other@example.com").exists()
