"""A shop is told of a parcel once, whatever becomes of the answer."""

import pytest
from django.core.exceptions import PermissionDenied

from core.jobs import JobOutcome, execute, run_due
from core.models import Event, Job
from marketplaces.models import MarketplaceAccount
from orders.actions.tracking import file_read_back, write_again
from orders.following.writing_back import file_write_back
from orders.models import Shipment
from tests.orders import factories
from tests.orders.following.stage import follow, parcel_of, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(stage):
    """A purchase that was sent; the shop has not been told yet."""
    row = stage.bought(stage.order("SN-200", quantity=2))
    stage.cj_moves(row, "SHIPPED", "TN1")
    return follow(row)


def again(parcel):
    """The next try of the job, whenever it would have come by itself."""
    Job.objects.filter(kind="orders.write_back", state="pending").update(run_at="2026-01-01T00:00:00Z")
    outcome = execute(file_write_back(parcel, "test").pk)
    parcel.refresh_from_db()
    return outcome


def test_a_lost_answer_is_looked_for_and_never_told_again(stage, row):
    parcel = parcel_of(row)
    stage.shopify.add_fault("lost@fulfillmentCreatex1")
    assert again(parcel) == JobOutcome.WAITING
    assert parcel.state == "unknown"
    again(parcel)
    assert (parcel.state, stage.told(), len(stage.parcels_at_shop(row.order))) == ("confirmed", 1, 1)


def test_a_request_that_was_lost_on_the_way_is_sent_again_after_a_look(stage, row, settings):
    parcel = parcel_of(row)
    settings.WRITE_BACK_SETTLE_SECONDS = 3600.0
    stage.shopify.add_fault("reset@fulfillmentCreatex1")
    again(parcel)
    assert parcel.state == "unknown"
    assert again(parcel) == JobOutcome.WAITING  # too early to believe that it is not there
    assert stage.told() == 1
    settings.WRITE_BACK_SETTLE_SECONDS = 0.0
    again(parcel)
    assert (parcel.state, stage.told(), len(stage.parcels_at_shop(row.order))) == ("written", 2, 1)


@pytest.mark.parametrize("fault", ["done_status=502", "html", "empty_body", "cut"])
def test_an_answer_that_cannot_be_read_is_no_reason_to_tell_twice(stage, row, fault):
    parcel = parcel_of(row)
    stage.shopify.add_fault(f"{fault}@fulfillmentCreatex1")
    again(parcel)
    again(parcel)
    assert (parcel.state, len(stage.parcels_at_shop(row.order))) == ("confirmed", 1)


def test_a_worker_that_died_before_or_after_sending_leaves_a_parcel_that_is_looked_for(stage, row):
    parcel = parcel_of(row)
    Shipment.objects.filter(pk=parcel.pk).update(state="sending", sent_at="2026-01-01T00:00:00Z")
    again(parcel)
    assert (parcel.state, stage.told()) == ("written", 1)
    Shipment.objects.filter(pk=parcel.pk).update(state="sending", remote_fulfilment_id="")
    again(parcel)
    assert (parcel.state, stage.told(), len(stage.parcels_at_shop(row.order))) == ("confirmed", 1, 1)


def test_a_refusal_waits_with_the_shops_words_until_staff_tell_it_again(stage, row, django_user_model):
    parcel = parcel_of(row)
    stage.shopify.add_fault("refuse=Tracking number is too odd@fulfillmentCreatex1")
    again(parcel)
    row.order.refresh_from_db()
    assert (parcel.state, parcel.reason) == ("refused", "refused")
    assert "Tracking number is too odd" in parcel.message
    assert (row.order.state, row.order.reason) == ("needs_attention", "write_back_refused")

    boss = django_user_model.objects.create_superuser("boss")
    execute(write_again(parcel, boss, "number mended").pk)
    parcel.refresh_from_db()
    row.order.refresh_from_db()
    assert (parcel.state, parcel.message, row.order.state) == ("written", "", "shipped")


def test_only_those_who_may_change_parcels_tell_them_again(row, django_user_model):
    with pytest.raises(PermissionDenied):
        write_again(parcel_of(row), django_user_model.objects.create_user("viewer"))


def test_a_parcel_that_somebody_told_the_shop_by_hand_is_not_told_twice(stage, row):
    with_hand = f"fulfil?order={row.order.remote_id}&number=TN1"
    stage.steer(with_hand)
    parcel = parcel_of(row)
    again(parcel)
    assert (parcel.state, stage.told()) == ("confirmed", 0)


def test_where_nothing_is_left_to_tell_the_parcel_waits_for_a_person(stage, row):
    stage.steer(f"fulfil?order={row.order.remote_id}&number=ANOTHER")
    parcel = parcel_of(row)
    again(parcel)
    assert (parcel.state, stage.told()) == ("refused", 0)
    assert parcel.reason in ("closed", "nothing_left")


def test_a_limit_of_the_shop_is_waited_for_without_losing_an_attempt(stage, row):
    parcel = parcel_of(row)
    stage.shopify.add_fault("retry_after=90@fulfillmentCreatex9")
    assert again(parcel) == JobOutcome.WAITING
    assert (parcel.state, Job.objects.get(dedupe_key=f"write_back:{parcel.pk}").attempts) == ("pending", 0)
    stage.shopify.clear_faults()


def test_two_parcels_of_one_order_are_both_told_with_their_own_lines(stage):
    order = stage.order("SN-200", "LMP-1")
    first, second = order.lines.order_by("position")
    rows = [stage.bought(order, first), stage.bought(order, second)]
    for number, row in enumerate(rows):
        stage.cj_moves(row, "SHIPPED", f"TN{number}")
        follow(row)
    work()
    told = {parcel["tracking"][0]["number"]: parcel["lines"] for parcel in stage.parcels_at_shop(order)}
    assert told == {"TN0": [{"sku": "SN-200", "quantity": 1}], "TN1": [{"sku": "LMP-1", "quantity": 1}]}
    assert sorted(order.shipments.values_list("state", flat=True)) == ["written", "written"]


@pytest.mark.parametrize(
    ("sender", "quiet", "events", "is_mailed"),
    [
        ("shop", False, {}, True),
        ("shop", True, {}, False),
        ("shop", False, {"shipped": False}, False),
        ("hub", False, {}, False),
        ("nobody", False, {}, False),
    ],
)
def test_the_shop_mails_the_customer_only_where_it_is_the_one_that_tells(stage, sender, quiet, events, is_mailed):
    MarketplaceAccount.objects.update(mail_sender=sender, mail_events=events)
    stage.shop.refresh_from_db()
    row = stage.bought(stage.order("SN-200", is_quiet=quiet))
    stage.cj_moves(row, "SHIPPED", "TN1")
    follow(row)
    work()
    assert [parcel["notified"] for parcel in stage.parcels_at_shop(row.order)] == [is_mailed]


def test_a_parcel_of_a_programs_order_is_told_to_nobody(stage):
    order = factories.order()
    factories.line(order)
    row = stage.bought(order)
    stage.cj_moves(row, "SHIPPED", "TN1")
    follow(row)
    parcel = parcel_of(row)
    assert (parcel.state, file_write_back(parcel, "test")) == ("none", None)
    assert not Job.objects.filter(kind="orders.write_back").exists()


def test_another_number_is_told_as_a_change_and_not_as_a_parcel(stage, row):
    work()
    stage.cj_moves(row, "SHIPPED", "TN2")
    follow(row)
    work()
    parcel = parcel_of(row)
    (there,) = stage.parcels_at_shop(row.order)
    assert (parcel.number, parcel.number_sent, stage.told()) == ("TN2", "TN2", 1)
    assert [each["number"] for each in there["tracking"]] == ["TN2"]


def test_the_way_of_a_parcel_is_told_step_by_step_and_each_step_once(stage, row):
    work()
    parcel = parcel_of(row)
    for status in ("in_transit", "in_transit", "out_for_delivery", "delivered"):
        Shipment.objects.filter(pk=parcel.pk).update(status=status)
        again(parcel)
        again(parcel)
    told = [call["variables"]["fulfillmentEvent"]["status"] for call in stage.shopify.calls("fulfillmentEventCreate")]
    assert told == ["IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED"]


def test_a_written_parcel_that_the_shop_no_longer_has_is_told_again(stage, row):
    work()
    parcel = parcel_of(row)
    placed = next(iter(stage.shopify.shop.orders.values()))
    (there,) = placed.parcels
    for _, open_row, quantity in there.rows:
        open_row.remaining += quantity
    placed.parcels.clear()
    again(parcel)
    assert (parcel.state, stage.told()) == ("written", 2)
    assert Event.objects.filter(kind="shipment.pending", data__why="not there any more").count() == 1


def test_a_job_that_was_lost_is_filed_again(stage, row):
    Job.objects.all().delete()
    Shipment.objects.update(updated_at="2026-01-01T00:00:00Z")
    assert file_read_back("schedule") == 1
    run_due(10)
    assert (parcel_of(row).state, stage.told()) == ("written", 1)


def test_a_worker_that_was_frozen_before_it_could_send_sends_nothing_when_it_wakes(stage, row, settings):
    parcel = parcel_of(row)
    settings.PURCHASE_SEND_GUARD_SECONDS = 0.0
    again(parcel)
    assert parcel.state in ("pending", "unknown")
    assert (stage.told(), stage.parcels_at_shop(row.order)) == (0, [])
    settings.PURCHASE_SEND_GUARD_SECONDS = 10.0
    again(parcel)
    assert (parcel.state, stage.told()) == ("written", 1)


def test_news_that_comes_while_the_shop_is_being_told_is_told_afterwards(row):
    parcel = parcel_of(row)
    job = file_write_back(parcel, "first")
    Job.objects.filter(pk=job.pk).update(state="leased", lease_token="t", lease_until="2030-01-01T00:00:00Z")
    second = file_write_back(parcel, "second")
    assert (second.pk != job.pk, second.aggregate_key) == (True, job.aggregate_key)


def test_a_parcel_that_was_taken_back_at_the_shop_is_told_again_only_when_staff_say_so(stage, row, django_user_model):
    work()
    parcel = parcel_of(row)
    placed = next(iter(stage.shopify.shop.orders.values()))
    (there,) = placed.parcels
    there.status = "CANCELLED"
    for _, open_row, quantity in there.rows:
        open_row.remaining += quantity
    again(parcel)
    assert (parcel.state, parcel.reason, stage.told()) == ("refused", "cancelled_there", 1)
    again(parcel)
    assert (parcel.state, stage.told()) == ("refused", 1)
    execute(write_again(parcel, django_user_model.objects.create_superuser("boss"), "sent all the same").pk)
    parcel.refresh_from_db()
    assert (parcel.state, stage.told()) == ("written", 2)


def test_an_order_that_the_shop_no_longer_shows_leaves_the_parcel_to_a_person(stage, row):
    stage.shopify.shop.orders.clear()
    parcel = parcel_of(row)
    again(parcel)
    assert (parcel.state, parcel.reason, stage.told()) == ("refused", "order_not_readable", 0)
