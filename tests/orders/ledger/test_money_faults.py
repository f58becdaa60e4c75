"""What goes wrong between us and a supplier with money in it, each fault by its number: M1 to M11."""

import pytest

from core.models import Alert, CircuitBreaker, Job, RateLimitBucket
from orders.actions.approving import approve
from orders.actions.switching import switch_buying
from orders.ledger import watching
from orders.ledger.requests import order_request
from orders.models import BuyingLimit, PurchaseAttempt
from suppliers.adapters.cj.mapper.order_body import order_body
from suppliers.adapters.cj.simulator.ordering import create_v2
from suppliers.adapters.cj.simulator.routes import Asked
from tests.orders import factories
from tests.orders.at_cj import CREATE, DETAIL, PAY, PAY_ONE

pytestmark = pytest.mark.django_db


def test_an_approved_purchase_is_placed_once_and_not_paid(desk, cj):
    row = desk.approved(quantity=2)
    desk.work()

    seen = desk.seen(row)
    assert (seen.state, seen.sends, seen.reason) == ("placed", 1, "")
    theirs = cj.order_of(row.client_no)
    assert seen.supplier_order_ids == [theirs.order_id]
    assert seen.supplier_amount == theirs.amount
    assert (theirs.status, theirs.lines[0].quantity, cj.payments()) == ("CREATED", 2, [])
    attempt = PurchaseAttempt.objects.get()
    assert (attempt.kind, attempt.outcome, attempt.by) == ("create", "done", "ann")
    assert "Test Buyer" not in str(attempt.request)
    assert Job.objects.filter(kind="orders.follow").count() == 1
    assert desk.order_stage(row) == ("to_pay", "")


def test_m1_an_order_taken_without_an_answer_is_found_and_placed(desk, cj):
    cj.happens(f"lost@{CREATE}x1")
    row = desk.approved()
    desk.work()
    assert (desk.state(row), desk.seen(row).reason) == ("unknown", "no_answer")
    assert desk.order_stage(row) == ("needs_attention", "purchase_unknown")

    desk.time_passes(row, 6)
    desk.work()

    assert (desk.state(row), cj.times(row.client_no), desk.seen(row).sends) == ("placed", 1, 1)
    assert PurchaseAttempt.objects.get().outcome == "done"


@pytest.mark.parametrize("fault", ["done_status=502", "html", "empty_body", "broken_json", "cut", "no_data"])
def test_m1_an_answer_that_nobody_can_read_is_an_unknown_outcome(desk, cj, fault):
    cj.happens(f"{fault}@{CREATE}x1")
    row = desk.approved()
    desk.work()
    assert desk.state(row) == "unknown"

    desk.time_passes(row, 6)
    desk.work()

    assert (desk.state(row), cj.times(row.client_no)) == ("placed", 1)


def test_m2_an_order_that_is_taken_after_our_timeout_is_not_sent_again_before_the_settling_time(desk, cj):
    cj.happens(f"reset@{CREATE}x1")  # nobody has it yet
    row = desk.approved()
    desk.work()
    for seconds in (6, 10, 30):
        desk.time_passes(row, seconds)
        desk.work()
    assert (desk.state(row), desk.seen(row).sends, cj.asked(CREATE)) == ("unknown", 1, 1)

    _taken_late(desk, cj, row)
    desk.settle(row)

    assert (desk.state(row), desk.seen(row).sends, cj.times(row.client_no)) == ("placed", 1, 1)


def _taken_late(desk, cj, row):
    """The request that was thought lost is carried out at CJ now."""

    sent = next(call for call in cj.simulator.calls(CREATE))
    body = sent.get("body") or _body(desk, row)
    create_v2(cj.world, Asked("", {}, body, cj.books))


def _body(desk, row):

    return order_body(order_request(desk.seen(row)))


def test_m3_an_order_that_never_arrived_is_sent_again_once_after_two_looks(desk, cj):
    cj.happens(f"reset@{CREATE}x1")
    row = desk.approved()
    desk.work()

    desk.settle(row)

    assert (desk.state(row), desk.seen(row).sends, cj.times(row.client_no)) == ("placed", 2, 1)
    outcomes = list(PurchaseAttempt.objects.order_by("pk").values_list("outcome", "error_code"))
    assert outcomes == [("not_sent", "not_found"), ("done", "")]


def test_m3_what_is_lost_a_second_time_waits_for_a_person(desk, cj):
    cj.happens(f"reset@{CREATE}x2")
    row = desk.approved()
    desk.work()
    desk.settle(row)
    desk.settle(row)

    seen = desk.seen(row)
    assert (seen.state, seen.reason, seen.sends, cj.asked(CREATE)) == ("needs_operator", "not_found_twice", 2, 2)
    assert Alert.objects.get(kind="purchase_needs_operator", closed_at=None).cause == row.client_no
    assert desk.order_stage(row) == ("needs_attention", "purchase_needs_operator")


def test_m4_while_nobody_can_be_asked_it_stays_unknown_and_settles_itself_later(desk, cj, settings):
    cj.happens(f"lost@{CREATE}x1")
    cj.happens(f"status=502@{DETAIL}")
    row = desk.approved()
    desk.work()
    for _ in range(4):
        desk.settle(row)
    assert (desk.state(row), desk.seen(row).not_found, cj.asked(CREATE)) == ("unknown", 0, 1)
    watching.watch()
    assert Alert.objects.get(kind="purchase_unknown", closed_at=None).cause == row.client_no

    cj.simulator.clear_faults()
    _forget_the_breaker()
    desk.time_passes(row, 40)
    desk.work()

    assert (desk.state(row), cj.times(row.client_no)) == ("placed", 1)
    assert not Alert.objects.filter(closed_at=None).exists()


def _forget_the_breaker():

    CircuitBreaker.objects.all().delete()


def test_m6_two_operators_who_approve_the_same_purchase_send_it_once(desk, cj):
    row = desk.draft()
    ann, ben = desk.seen(row), desk.seen(row)

    assert [approve([ann], "ann"), approve([ben], "ben")] == [[ann], []]
    desk.work()

    assert (cj.times(row.client_no), cj.asked(CREATE), desk.seen(row).approved_by) == (1, 1, "ann")


def test_m7_a_process_that_was_frozen_after_its_intent_sends_nothing(desk, cj, settings, monkeypatch):
    settings.PURCHASE_SEND_GUARD_SECONDS = -1.0  # the window was over before the request could be written
    row = desk.approved()
    desk.work()
    seen = desk.seen(row)
    assert (seen.state, seen.sends, cj.asked(CREATE)) == ("ready", 1, 0)
    assert PurchaseAttempt.objects.get().outcome == "not_sent"
    assert "held up for too long" in seen.message

    settings.PURCHASE_SEND_GUARD_SECONDS = 10.0
    desk.time_passes(row, 31)
    desk.work()

    assert (desk.state(row), cj.times(row.client_no), desk.seen(row).sends) == ("placed", 1, 2)


def test_m8_a_price_that_rose_since_the_approval_holds_the_purchase(desk, cj):
    row = desk.approved()
    variant = cj.world.catalogue.by_vid[desk.goods.variant_id][1]
    variant.price = (variant.price * 14 / 10).quantize(variant.price)
    desk.work()

    seen = desk.seen(row)
    assert (seen.state, seen.reason, cj.asked(CREATE)) == ("held", "price_drift", 0)
    assert seen.goods_cost == variant.price
    assert seen.reason_values["approved"] == f"{seen.approved_cost:.2f}"
    assert desk.order_stage(row) == ("needs_attention", "purchase_held")


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"per_order": 1}, "per_order_limit"),
        ({"per_day": 1}, "per_day_limit"),
        ({"is_on": False}, "account_off"),
        ({"currency": "EUR"}, "other_currency"),
    ],
)
def test_m8_what_a_limit_does_not_allow_is_held_and_not_sent(desk, cj, limits, reason):
    desk.account.buying_limit.__class__.objects.update(**limits)
    row = desk.approved()
    desk.work()

    assert (desk.state(row), desk.seen(row).reason, cj.asked(CREATE)) == ("held", reason, 0)


def test_m8_a_days_limit_counts_all_that_was_sent_today(desk, cj):
    first = desk.placed()
    cost = desk.seen(first).supplier_amount
    desk.account.buying_limit.__class__.objects.update(per_day=cost * 2 - 1)
    second = desk.approved()
    desk.work()

    seen = desk.seen(second)
    assert (seen.state, seen.reason) == ("held", "per_day_limit")
    assert seen.reason_values["spent"] == f"{cost:.2f}"


def test_m8_approvals_by_rule_are_counted_by_the_hour(desk, cj):
    desk.account.buying_limit.__class__.objects.update(automatic_per_hour=1)
    for _ in range(2):
        row = desk.draft()
        approve([row], "rule")
        row.is_automatic = True
        row.save(update_fields=["is_automatic"])
        desk.work()

    assert (desk.state(row), desk.seen(row).reason, len(cj.orders())) == ("held", "hourly_limit", 1)


def test_m8_a_purchase_that_would_lose_money_is_held_unless_staff_accepted_that(desk, cj):
    row = desk.approved(order=factories.order(total=1))
    desk.work()
    assert (desk.state(row), desk.seen(row).reason, cj.asked(CREATE)) == ("held", "below_floor", 0)

    row.order.floor_accepted_by = "ann"
    row.order.save(update_fields=["floor_accepted_by"])
    approve([desk.seen(row)], "ann")
    desk.work()

    assert desk.state(row) == "placed"


def test_m8_with_the_switch_off_nothing_is_sent_and_with_it_on_what_was_approved_goes_on(desk, cj):
    switch_buying(False, "ann", "prices look wrong")
    row = desk.approved()
    desk.work()
    assert (desk.state(row), desk.seen(row).reason, cj.asked(CREATE)) == ("held", "buying_off", 0)

    switch_buying(True, "ann", "they were right")
    desk.work()

    assert (desk.state(row), cj.times(row.client_no)) == ("placed", 1)


def test_m9_an_order_number_that_exists_is_looked_up_and_never_a_refusal(desk, cj):
    row = desk.approved()

    create_v2(cj.world, Asked("", {}, _body(desk, row), cj.books))
    desk.work()

    assert (desk.state(row), cj.times(row.client_no), desk.seen(row).sends) == ("placed", 1, 1)


def test_m9_an_order_of_our_number_with_other_goods_needs_a_person(desk, cj):
    row = desk.approved()

    body = _body(desk, row)
    body["products"][0]["quantity"] = 7
    create_v2(cj.world, Asked("", {}, body, cj.books))
    desk.work()

    seen = desk.seen(row)
    assert (seen.state, seen.reason, seen.reason_values["what"]) == ("needs_operator", "differs", "lines")


def test_m11_a_payment_without_an_answer_is_read_and_never_made_twice(desk, cj):
    row = desk.paying()
    cj.happens(f"lost@{PAY}x1")
    desk.work()
    assert (desk.state(row), desk.seen(row).reason) == ("pay_unknown", "no_answer")

    desk.time_passes(row, 6)
    desk.work()

    assert (desk.state(row), cj.asked(PAY), cj.paid(row.client_no)) == ("paid", 1, 1)
    assert PurchaseAttempt.objects.get(kind="pay").outcome == "done"


def paid_by_rule(desk):
    BuyingLimit.objects.filter(account=desk.account).update(pays_by_itself=True)


def test_m11_a_payment_by_rule_of_which_nothing_was_heard_is_made_anew_once(desk, cj):
    paid_by_rule(desk)
    for way in (PAY, PAY_ONE):  # an order that is in a payment of CJ's already is paid by itself
        cj.happens(f"status=502@{way}x1")
    row = desk.approved()
    desk.work()
    assert (desk.state(row), cj.asked(PAY)) == ("pay_unknown", 1)
    desk.settle(row)
    assert (desk.state(row), cj.asked(PAY_ONE)) == ("pay_unknown", 1)
    desk.settle(row)
    assert (desk.state(row), desk.seen(row).reason) == ("placed", "payment_not_made")
    assert (cj.asked(PAY) + cj.asked(PAY_ONE), cj.payments()) == (2, [])
    payments = PurchaseAttempt.objects.filter(kind="pay")
    assert list(payments.values_list("outcome", "error_code")) == [("not_sent", "not_paid")] * 2


def test_m11_a_payment_that_certainly_did_not_go_out_does_not_count_as_one_of_those(desk, cj, settings):
    paid_by_rule(desk)
    cj.happens(f"retry_after=7@{PAY}x1")
    row = desk.approved()
    desk.work()
    assert (desk.state(row), PurchaseAttempt.objects.get(kind="pay").outcome) == ("pay_ready", "not_sent")

    RateLimitBucket.objects.all().delete()  # the time that CJ asked for has passed
    settings.REDIS_PREFIX = "entrepot:afterwards:"
    cj.happens(f"status=502@{PAY_ONE}x1")
    desk.time_passes(row, 31)
    desk.work()
    assert desk.state(row) == "pay_unknown"
    desk.settle(row)

    assert (desk.state(row), cj.paid(row.client_no)) == ("paid", 1)


def test_an_order_that_cj_refuses_is_rejected_with_its_words(desk, cj):
    cj.happens(f"code=1602003@{CREATE}x1")
    row = desk.approved()
    desk.work()

    seen = desk.seen(row)
    assert (seen.state, seen.reason, seen.reason_values) == ("rejected", "refused", {"code": "1602003"})
    assert "taken off sale" in seen.message
    assert desk.order_stage(row) == ("needs_attention", "purchase_rejected")


@pytest.mark.parametrize("fault", ["retry_after=7", "code=1600200"])
def test_too_many_calls_were_not_carried_out_and_it_is_sent_later(desk, cj, fault, settings):
    cj.happens(f"{fault}@{CREATE}x1")
    row = desk.approved()
    desk.work()
    assert (desk.state(row), Job.objects.get(kind="orders.place").state) == ("ready", "pending")

    RateLimitBucket.objects.all().delete()  # the time that CJ asked for has passed
    settings.REDIS_PREFIX = "entrepot:afterwards:"
    desk.time_passes(row, 31)
    desk.work()

    assert (desk.state(row), cj.times(row.client_no)) == ("placed", 1)


def test_a_refused_key_makes_the_account_wait_and_the_purchase_stays_ready(desk, cj):
    cj.happens(f"code=1600005@{CREATE}")
    row = desk.approved()
    desk.work()

    desk.account.refresh_from_db()
    assert (desk.state(row), desk.account.state) == ("ready", "needs_reconnect")
    assert PurchaseAttempt.objects.get().outcome == "not_sent"


def test_no_connection_leaves_it_ready_and_nothing_sent(desk, cj, settings):
    row = desk.approved()
    settings.CJ_API_URL = "http://127.0.0.1:9/api2.0/v1"
    desk.work()

    assert (desk.state(row), PurchaseAttempt.objects.count()) == ("ready", 0)
    assert Job.objects.get(kind="orders.place").state == "pending"


def test_an_address_corrected_in_the_last_moment_is_not_passed_over(desk, cj, monkeypatch):
    """Between the request and its intent somebody corrects the address."""
    row = desk.approved()

    def corrected(point):
        if point == "place.before_intent" and not cj.orders():
            row.order.address.__class__.objects.filter(address1="12 Test Street").update(address1="14 Test Street")

    monkeypatch.setattr("orders.ledger.purchasing.crash_point", corrected)
    desk.work()

    assert desk.state(row) == "placed"
    assert cj.order_of(row.client_no).store["shippingAddress"] == "14 Test Street"
    assert cj.asked(CREATE) == 1


def test_an_address_corrected_after_it_was_sent_needs_a_person_when_the_order_is_found(desk, cj):
    cj.happens(f"lost@{CREATE}x1")
    row = desk.approved()
    desk.work()
    row.order.address.__class__.objects.update(address1="14 Test Street")
    desk.time_passes(row, 6)
    desk.work()

    seen = desk.seen(row)
    assert (seen.state, seen.reason, seen.reason_values["what"]) == ("needs_operator", "differs", "address")
