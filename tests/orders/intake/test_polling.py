"""Shops are asked for the orders that changed: all pages, with overlap, and the checkpoint moves last."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.errors import PartnerDown
from core.inbox import store
from core.jobs import execute
from core.models import Event, InboundEvent, Job
from marketplaces import registry
from marketplaces.interface import MarketplaceAdapter, OrderPage, PaymentStatus, Push, RemoteOrder, ShopInfo, Topic
from orders.actions import polling
from orders.actions.polling import poll_shop
from orders.models import Order
from tests.orders_rows import product, remote_line, remote_order, shop

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)


class Counter:
    """What the shop has, in pages, and what it was asked."""

    def __init__(self) -> None:
        self.pages: list[list[RemoteOrder]] = [[]]
        self.breaks_at: int | None = None
        self.asked: list[tuple[datetime, str]] = []


counter = Counter()


class CounterAdapter(MarketplaceAdapter):
    slug = "shopify"
    title = "Counter"

    def __init__(self, account: object) -> None:
        self._account = account

    def close(self) -> None: ...

    def connect(self) -> ShopInfo:
        return ShopInfo("1")

    def orders_since(self, since: datetime, cursor: str = "") -> OrderPage:
        counter.asked.append((since, cursor))
        number = int(cursor or "0")
        if number == counter.breaks_at:
            raise PartnerDown("shopify", "orders")
        following = str(number + 1) if number + 1 < len(counter.pages) else ""
        return OrderPage(tuple(counter.pages[number]), following)

    def order(self, remote_id: str) -> RemoteOrder:
        return next(one for page in counter.pages for one in page if one.remote_id == remote_id)

    def read_push(self, raw: bytes, topic: str) -> Push:
        return Push("m1", Topic.ORDER, topic, order_ids=(raw.decode(),))


@pytest.fixture(autouse=True)
def _counter(settings) -> Iterator[None]:
    settings.MARKETPLACES = {"shopify": f"{__name__}.CounterAdapter"}
    registry.adapter_class.cache_clear()
    counter.__init__()  # type: ignore[misc]
    yield
    registry.adapter_class.cache_clear()


def told(number: int, minutes_ago: float, **values) -> RemoteOrder:
    at = NOW - timedelta(minutes=minutes_ago)
    return remote_order(remote_id=f"o{number}", number=f"#{number}", created_at=at, **values)


def test_all_pages_are_read_and_the_checkpoint_is_the_newest_change():
    product()
    account = shop()
    counter.pages = [[told(1, 30), told(2, 20)], [told(3, 10)]]

    done = poll_shop(account)

    assert (done.read, done.failed, done.pages) == (3, 0, 2)
    assert Order.objects.count() == 3
    account.refresh_from_db()
    assert account.orders_read_until == NOW - timedelta(minutes=10)
    assert account.first_read_at is not None
    assert abs(counter.asked[0][0] - (timezone.now() - timedelta(days=14))) < timedelta(minutes=1)


def test_the_next_reading_overlaps_the_last():
    product()
    account = shop(orders_read_until=NOW - timedelta(hours=2))

    poll_shop(account)

    assert counter.asked == [(NOW - timedelta(hours=2, minutes=10), "")]
    account.refresh_from_db()
    assert account.orders_read_until == NOW - timedelta(hours=2)


def test_what_the_overlap_shows_again_unchanged_costs_one_query_a_page():
    product()
    account = shop()
    counter.pages = [[told(number, 30) for number in range(1, 21)]]
    poll_shop(account)
    account.refresh_from_db()
    before = list(Order.objects.order_by("pk").values_list("updated_at", flat=True))

    with CaptureQueriesContext(connection) as seen:
        done = poll_shop(account)
    again = Order.objects.order_by("pk").values_list("updated_at", flat=True)

    assert (done.read, done.failed) == (20, 0)
    assert sum('"orders_order"' in query["sql"] for query in seen) == 1
    assert list(again) == before


def test_an_order_that_says_something_else_is_taken_in_though_its_date_is_the_same():
    product()
    account = shop()
    counter.pages = [[told(1, 30, payment=PaymentStatus.PENDING)]]
    poll_shop(account)
    counter.pages = [[told(1, 30)]]

    poll_shop(account)

    assert Order.objects.get().payment == "paid"


def test_an_order_with_a_line_that_nobody_knew_is_taken_in_again_unchanged():
    account = shop()
    counter.pages = [[told(1, 30)]]
    poll_shop(account)
    assert Order.objects.get().state == "awaiting_mapping"
    product()

    poll_shop(account)

    assert Order.objects.get().state != "awaiting_mapping"


def test_a_reading_that_breaks_off_keeps_what_it_read_and_not_the_checkpoint():
    product()
    account = shop()
    counter.pages = [[told(1, 30)], [told(2, 20)]]
    counter.breaks_at = 1

    with pytest.raises(PartnerDown):
        poll_shop(account)

    account.refresh_from_db()
    assert (account.orders_read_until, Order.objects.count()) == (None, 1)
    counter.breaks_at = None
    poll_shop(account)
    assert Order.objects.count() == 2


def test_one_order_that_cannot_be_taken_never_stops_the_others_and_gets_a_job_of_its_own():
    product()
    account = shop()
    counter.pages = [[told(1, 30), told(2, 20, currency="EURO"), told(3, 10)]]

    done = poll_shop(account)

    assert (done.read, done.failed) == (3, 1)
    assert sorted(Order.objects.values_list("remote_id", flat=True)) == ["o1", "o3"]
    event = Event.objects.get(kind="order.not_taken")
    assert event.data["remote_id"] == "o2"
    job = Job.objects.get(kind="orders.read_order")
    assert job.payload == {"account_id": account.pk, "remote_id": "o2"}

    counter.pages = [[told(2, 20)]]
    execute(job.pk)
    assert Order.objects.filter(remote_id="o2").exists()


def test_the_clock_files_one_reading_for_each_shop_that_works():
    shop("One"), shop("Two", state="paused"), shop("Three", is_active=False)

    assert polling.file_polls("schedule") == 1
    assert polling.file_polls("schedule") == 1
    assert Job.objects.filter(kind="orders.poll_shop").count() == 1


def test_a_webhook_makes_the_order_read_again_and_its_own_words_are_used_for_nothing():
    product()
    account = shop()
    counter.pages = [[told(7, 5, lines=(remote_line(quantity=4),))]]
    store("shopify", account.account_id, "m1", "orders/create", b"o7", headers={})

    execute(Job.objects.get(kind="core.process_event").pk)

    assert Order.objects.get().lines.get().owed == 4
    assert InboundEvent.objects.get().state == "done"


def test_by_webhook_and_by_poll_it_is_one_order():
    product()
    account = shop()
    counter.pages = [[told(7, 5)]]
    store("shopify", account.account_id, "m1", "orders/create", b"o7", headers={})
    execute(Job.objects.get(kind="core.process_event").pk)

    poll_shop(account)

    assert Order.objects.count() == 1
