"""The same order by several ways and in any order of arrival is one row, and shows the shop's newest version."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Event, Job
from inventory.models import Reservation
from marketplaces.interface import PaymentStatus, RemoteFulfilment, TrackingInfo
from orders.intake.taking import take_remote
from orders.models import Address, Customer, Order
from orders.standing.addresses import phone_for
from tests.orders_rows import ADDRESS, BUYER, eur, listed, product, remote_line, remote_order, shop

pytestmark = pytest.mark.django_db


def test_a_paid_order_of_a_mapped_product_is_on_its_way_to_a_supplier():
    box, account = product(), shop()

    order = take_remote(account, remote_order(remote_line(quantity=2)), by="poll")

    assert (order.state, order.reason) == ("under_way", "being_routed")
    assert (order.number, order.total, order.currency, order.country) == ("#1001", 25, "EUR", "FR")
    assert [(line.product_id, line.owed, line.unit_price) for line in order.lines.all()] == [(box.pk, 2, 20)]
    assert Reservation.objects.get().quantity == 2
    assert sorted(Job.objects.filter(kind__startswith="orders.").values_list("kind", flat=True)) == [
        "orders.confirm",
        "orders.route",
    ]


def test_the_same_order_twice_is_one_and_changes_nothing():
    product()
    account, remote = shop(), remote_order()
    first = take_remote(account, remote, by="poll")
    events = Event.objects.count()

    second = take_remote(account, remote, by="webhook 1")

    assert first.pk == second.pk
    assert (Order.objects.count(), Customer.objects.count(), Address.objects.count()) == (1, 1, 1)
    assert Event.objects.count() == events


def test_an_older_version_changes_nothing():
    product()
    account = shop()
    take_remote(account, remote_order(remote_line(quantity=3), minutes=10), by="poll")

    order = take_remote(account, remote_order(remote_line(quantity=1), minutes=5, total=eur("9")), by="webhook 1")

    assert (order.total, order.lines.get().owed) == (25, 3)


def test_a_cancellation_wins_over_a_late_create():
    product()
    account, now = shop(), timezone.now()
    take_remote(account, remote_order(minutes=10, cancelled_at=now, cancel_reason="customer"), by="webhook 2")

    order = take_remote(account, remote_order(minutes=0), by="webhook 1")

    assert (order.state, order.reason) == ("cancelled", "cancelled_at_shop")
    assert not Job.objects.filter(kind="orders.route").exists()
    assert Job.objects.filter(kind="orders.cancel_seen").count() == 1
    assert not Reservation.objects.exists()


@pytest.mark.parametrize(
    ("values", "stage"),
    [
        ({"is_test": True}, ("on_hold", "test_order")),
        ({"payment": PaymentStatus.PENDING}, ("on_hold", "unpaid")),
        ({"payment": PaymentStatus.AUTHORIZED}, ("on_hold", "unpaid")),
        ({"payment": PaymentStatus.PARTLY_PAID}, ("on_hold", "unpaid")),
        ({"payment": PaymentStatus.VOIDED}, ("on_hold", "unpaid")),
        ({"payment": PaymentStatus.UNKNOWN}, ("on_hold", "unpaid")),
        ({"payment": PaymentStatus.REFUNDED, "refunded": eur("25")}, ("cancelled", "refunded")),
        ({"address": None}, ("needs_attention", "no_address")),
        ({"address": None, "problems": ("no_personal_data",)}, ("needs_attention", "no_personal_data")),
    ],
)
def test_what_is_never_bought_waits_with_a_reason(values, stage):
    product()

    order = take_remote(shop(), remote_order(**values), by="poll")

    assert (order.state, order.reason) == stage
    if "address" not in values:
        assert not Job.objects.filter(kind="orders.route").exists()


def test_an_address_without_city_and_telephone_says_so():
    product()
    address = ADDRESS.__class__(name="Test Buyer", address1="12 Test Street", country="FR", postal_code="75001")

    order = take_remote(shop(), remote_order(address=address), by="poll")

    assert (order.state, order.reason, order.reason_values) == (
        "needs_attention", "address_incomplete", {"problems": ["city", "phone"]},
    )  # fmt: skip


def test_where_no_telephone_is_told_our_own_goes_with_the_parcel(settings):
    settings.BUYING_PHONE = "+33100000000"
    product()
    address = ADDRESS.__class__(
        name="Test Buyer", address1="12 Test Street", city="Paris", country="FR", postal_code="75001"
    )
    order = take_remote(shop(), remote_order(address=address), by="poll")
    assert order.reason != "address_incomplete"
    assert phone_for(order.address, order.customer) == "+33100000000"


def test_a_deleted_variant_waits_for_staff():
    product(sku="OTHER")

    order = take_remote(shop(), remote_order(remote_line(sku="", variant_id="", title="Storage box")), by="poll")

    assert (order.state, order.reason, order.reason_values) == ("awaiting_mapping", "unmapped_lines", {"lines": 1})


def test_a_line_is_mapped_by_the_variant_before_the_sku_and_never_by_title():
    account, listed_box, by_sku = shop(), product(sku="A"), product(sku="BOX-1")
    listed(listed_box, account, "v1")

    lines = (
        remote_line("l1", variant_id="v1"),
        remote_line("l2", variant_id="unknown"),
        remote_line("l3", sku="", variant_id="", title=listed_box.title),
    )
    order = take_remote(account, remote_order(*lines), by="poll")

    assert [line.product_id for line in order.lines.order_by("position")] == [listed_box.pk, by_sku.pk, None]


def test_a_sku_that_two_products_have_maps_nothing():
    product(), product()

    assert take_remote(shop(), remote_order(), by="poll").reason == "unmapped_lines"


def test_an_order_older_than_two_days_at_first_sight_is_quiet():
    product()
    old = timezone.now() - timedelta(hours=49)

    order = take_remote(shop(), remote_order(created_at=old), by="poll")

    assert order.is_quiet
    assert not Job.objects.filter(kind="orders.confirm").exists()
    assert Job.objects.filter(kind="orders.route").count() == 1


def test_units_that_somebody_else_sent_are_not_bought_again():
    product()
    parcel = RemoteFulfilment("f1", (TrackingInfo("LP1", "Post"),), lines=(("l1", 1),))

    order = take_remote(shop(), remote_order(remote_line(quantity=1), fulfilments=(parcel,)), by="poll")

    assert (order.state, order.reason) == ("shipped", "sent_elsewhere")
    assert not Job.objects.filter(kind="orders.route").exists()


def test_a_line_that_the_shop_took_out_is_owed_no_longer():
    product(), product(sku="B")
    account = shop()
    take_remote(account, remote_order(remote_line("l1"), remote_line("l2", sku="B")), by="poll")

    order = take_remote(account, remote_order(remote_line("l1"), minutes=1), by="poll")

    assert sorted(order.lines.values_list("remote_line_id", "owed")) == [("l1", 1), ("l2", 0)]


def test_no_person_stands_in_history_or_jobs():
    product()
    take_remote(shop(), remote_order(), by="poll")

    told = str(list(Event.objects.values("data"))) + str(list(Job.objects.values("payload")))
    for secret in (ADDRESS.name, ADDRESS.address1, ADDRESS.city, BUYER.email):
        assert secret not in told
