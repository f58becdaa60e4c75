"""An order is routed: the offers, the decision with every candidate's reason, and the purchases drafted of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.errors import PartnerDown
from inventory.models import Supply
from orders.actions import choosing, holding, mapping
from orders.actions.routing import route
from orders.intake.taking import take_remote
from orders.models import Order, SupplierOrder
from orders.planning.drafting import NotDrafted, draft_next_generation
from suppliers.models import FreightQuote
from tests.orders.planning.desk import by_post
from tests.orders_rows import offer, product, remote_line, remote_order, shop, supplier_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(desk):
    return supplier_account("First", supplier="cj-dropshipping")


@pytest.fixture
def second(desk):
    return supplier_account("Second", supplier="aliexpress")


def taken(*lines, **values) -> Order:
    order = take_remote(values.pop("account", None) or shop(), remote_order(*lines, **values), by="poll")
    assert order is not None
    return order


def parts(order: Order) -> list[tuple[str, str, list[tuple[str, int, int]]]]:
    """Supplier, state and lines of each purchase: our line, ours, theirs."""
    return [
        (
            one.account.name,
            one.state,
            [(line.order_line.sku, line.quantity, line.supplier_quantity) for line in one.lines.order_by("pk")],
        )
        for one in order.supplier_orders.order_by("part", "generation")
    ]


def reasons(order: Order) -> list[list[tuple[str, str]]]:
    """Supplier's name and reason of every candidate, line by line."""
    order.refresh_from_db()
    return [[(each["account_name"], each["reason"]) for each in line["candidates"]] for line in order.decision["lines"]]


def test_an_order_is_drafted_at_the_first_ranked_offer_with_its_cost(first, second):
    box = product()
    offer(box, first, cost=Decimal("4.50"))
    offer(box, second, cost=Decimal("1.00"))
    order = taken(remote_line(quantity=2))

    done = route(order.pk, "routing")

    (purchase,) = done.drafted
    assert (done.order.state, done.order.reason) == ("to_approve", "")
    assert (purchase.client_no, purchase.state) == (f"HUB1-{order.pk}-1-1", "draft")
    assert (purchase.goods_cost, purchase.freight_cost, purchase.currency) == (Decimal("9.00"), Decimal("3.00"), "USD")
    assert (purchase.service_code, purchase.origin, purchase.country, purchase.max_days) == ("POST", "CN", "FR", 12)
    assert parts(order) == [("First", "draft", [("BOX-1", 2, 2)])]
    assert reasons(order) == [[("First", "chosen"), ("Second", "ranked_lower")]]


def test_the_profit_is_known_as_soon_as_the_purchase_is_drafted(first):
    offer(product(), first, cost=Decimal("4.50"))
    order = taken(
        remote_line(quantity=2),
    )

    route(order.pk, "routing")

    order.refresh_from_db()
    # 25.00 paid - 3 % fee (0.75) - 9.00 $ goods (8.10 EUR) - 3.00 $ freight (2.70 EUR)
    assert (order.cost, order.profit) == (Decimal("10.80"), Decimal("13.45"))
    assert [(line["code"], line["amount"]) for line in order.money["lines"]] == [
        ("paid", "25"), ("tax", "0"), ("refunded", "0"), ("fee", "-0.75"), ("goods", "-8.1"), ("freight", "-2.7"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"state": "suggested"}, "unconfirmed"),
        ({"state": "changed"}, "changed"),
        ({"state": "gone"}, "gone"),
        ({"state": "disabled"}, "disabled"),
        ({"cost": None}, "no_cost"),
        ({"quantity": 0}, "no_stock"),
    ],
)
def test_an_offer_that_cannot_be_bought_leaves_the_place_to_the_next(first, second, change, reason):
    box = product()
    offer(box, first, **change)
    offer(box, second)
    order = taken()

    route(order.pk, "routing")

    assert reasons(order) == [[("First", reason), ("Second", "chosen")]]
    assert parts(order) == [("Second", "draft", [("BOX-1", 1, 1)])]


def test_stale_figures_are_not_bought_on(first):
    offer(product(), first)
    Supply.objects.update(as_of=timezone.now() - timedelta(hours=49))
    order = taken()

    done = route(order.pk, "routing")

    assert (done.order.state, done.order.reason) == ("needs_attention", "stale_offers")
    assert reasons(order) == [[("First", "stale")]]


def test_an_account_that_staff_paused_is_not_bought_at(first):
    offer(product(), first)
    type(first).objects.update(state="paused")
    order = taken()

    assert route(order.pk, "routing").order.reason == "no_offer"
    assert reasons(order) == [[("First", "account_off")]]


def test_what_is_not_sent_to_the_country_says_so(first):
    offer(product(), first, freight=None)
    address = remote_order().address
    order = taken(address=type(address)(**{**{n: getattr(address, n) for n in address.__slots__}, "country": "BR"}))

    done = route(order.pk, "routing")

    assert (done.order.reason, done.drafted) == ("not_sent_there", ())
    assert reasons(order) == [[("First", "not_sent_there")]]


def test_freight_that_is_not_kept_is_asked_for_once_and_kept_without_the_postal_code(first, desk):
    offer(product(), first, freight=None)
    order = taken(remote_line(quantity=2))

    route(order.pk, "routing")

    to_country, to_address = (request for _, request in desk.asked)
    assert (to_country.country, to_country.postal_code, to_country.items[0].quantity) == ("FR", "", 2)
    assert (to_address.postal_code, to_address.city) == ("75001", "Testville")
    assert list(FreightQuote.objects.values_list("quantity", "country", "postal_code")) == [(2, "FR", "")]


def test_a_supplier_that_does_not_answer_is_asked_again_later_and_left_out_in_the_end(first, second, desk):
    box = product()
    offer(box, first, freight=None)
    order = taken()
    desk.error = PartnerDown("cj-dropshipping", "quote")

    with pytest.raises(PartnerDown):
        route(order.pk, "routing")
    assert not SupplierOrder.objects.exists()

    assert route(order.pk, "routing", is_patient=False).order.reason == "not_sent_there"


def test_lines_are_grouped_by_supplier_and_each_part_pays_freight_once(first, second):
    box, lamp, cup = product("BOX-1"), product("LAMP"), product("CUP")
    offer(box, first), offer(lamp, second), offer(cup, first)
    order = taken(remote_line("l1"), remote_line("l2", sku="LAMP"), remote_line("l3", sku="CUP"))

    route(order.pk, "routing")

    assert parts(order) == [
        ("First", "draft", [("BOX-1", 1, 1), ("CUP", 1, 1)]),
        ("Second", "draft", [("LAMP", 1, 1)]),
    ]
    assert [one.freight_cost for one in order.supplier_orders.order_by("part")] == [3, 3]


def test_a_line_is_split_only_where_no_supplier_can_deliver_it_all(first, second):
    box = product()
    offer(box, first, quantity=2), offer(box, second, quantity=2)
    order = taken(remote_line(quantity=3))

    route(order.pk, "routing")

    assert parts(order) == [("First", "draft", [("BOX-1", 2, 2)]), ("Second", "draft", [("BOX-1", 1, 1)])]
    assert reasons(order) == [[("First", "chosen_in_part"), ("Second", "chosen_in_part")]]


def test_a_lower_ranked_supplier_that_has_it_all_is_better_than_two_parcels(first, second):
    box = product()
    offer(box, first, quantity=2), offer(box, second, quantity=3)
    order = taken(remote_line(quantity=3))

    route(order.pk, "routing")

    assert parts(order) == [("Second", "draft", [("BOX-1", 3, 3)])]
    assert reasons(order) == [[("First", "too_few"), ("Second", "chosen")]]


def test_a_line_that_waits_does_not_hold_the_others(first):
    offer(product("BOX-1"), first)
    product("LAMP")  # nobody offers it
    order = taken(remote_line("l1"), remote_line("l2", sku="LAMP"), remote_line("l3", sku="NOBODY-KNOWS"))

    done = route(order.pk, "routing")

    assert parts(order) == [("First", "draft", [("BOX-1", 1, 1)])]
    assert (done.order.state, done.order.reason, done.order.reason_values) == (
        "needs_attention", "no_offer", {"lines": 1},
    )  # fmt: skip


def test_a_part_that_is_refused_as_a_whole_goes_to_the_next_supplier(first, second, desk):
    box = product()
    refused, _ = offer(box, first), offer(box, second)
    desk.not_sent.add(refused.external_variant_id)
    order = taken()

    route(order.pk, "routing")

    assert parts(order) == [("Second", "draft", [("BOX-1", 1, 1)])]
    assert reasons(order) == [[("First", "not_sent_there"), ("Second", "chosen")]]


def test_without_an_exchange_rate_nothing_is_drafted(first, settings):
    settings.EXCHANGE_RATES = []
    offer(product(), first)
    order = taken()

    assert route(order.pk, "routing").order.reason == "no_exchange_rate"
    assert not SupplierOrder.objects.exists()


def test_theirs_for_one_of_ours_are_counted(first, desk):
    offer(product(), first, quantity_ratio=2, freight=None)
    order = taken(remote_line(quantity=3))

    (purchase,) = route(order.pk, "routing").drafted

    assert parts(order) == [("First", "draft", [("BOX-1", 3, 6)])]
    assert purchase.goods_cost == Decimal("27.00")
    assert desk.asked[0][1].items[0].quantity == 6


def test_routing_twice_drafts_once(first):
    offer(product(), first)
    order = taken()
    route(order.pk, "routing")

    done = route(order.pk, "routing")

    assert (done.why_not, done.drafted) == ("nothing_to_buy", ())
    assert SupplierOrder.objects.count() == 1


def test_a_draft_for_more_than_the_shop_still_wants_is_drafted_anew(first):
    offer(product(), first)
    account = shop()
    order = taken(remote_line(quantity=3), account=account)
    route(order.pk, "routing")

    take_remote(account, remote_order(remote_line(quantity=3, owed=1), minutes=5), by="poll")
    route(order.pk, "routing")

    assert parts(order) == [("First", "cancelled", [("BOX-1", 3, 3)]), ("First", "draft", [("BOX-1", 1, 1)])]


def test_an_edit_below_what_is_bought_is_shown_and_never_changed(first):
    offer(product(), first)
    account = shop()
    order = taken(remote_line(quantity=3), account=account)
    route(order.pk, "routing")
    SupplierOrder.objects.update(state="paid")

    taken_again = take_remote(account, remote_order(remote_line(quantity=3, owed=1), minutes=5), by="poll")

    assert (taken_again.state, taken_again.reason) == ("needs_attention", "lines_gone_wrong")
    assert parts(order) == [("First", "paid", [("BOX-1", 3, 3)])]

    assert holding.accept(taken_again, by="staff", why="the buyer keeps them").state == "placed"


def test_a_refused_purchase_waits_for_a_person_and_is_routed_when_they_say_so(first):
    offer(product(), first)
    order = taken()
    route(order.pk, "routing")
    SupplierOrder.objects.update(state="rejected")

    assert route(order.pk, "routing").order.reason == "purchase_rejected"

    done = route(order.pk, "staff", anew=True)
    assert [one.client_no for one in done.drafted] == [f"HUB1-{order.pk}-2-1"]


def test_the_next_generation_takes_the_same_lines_once(first):
    offer(product(), first)
    order = taken(remote_line(quantity=2))
    (purchase,) = route(order.pk, "routing").drafted

    with pytest.raises(NotDrafted, match="lives"):
        draft_next_generation(purchase, "staff")
    SupplierOrder.objects.update(state="cancelled")
    made = draft_next_generation(purchase, "staff")

    assert (made.client_no, made.state, made.goods_cost) == (f"HUB1-{order.pk}-1-2", "draft", Decimal("9.00"))
    assert parts(order)[1] == ("First", "draft", [("BOX-1", 2, 2)])
    with pytest.raises(NotDrafted):
        draft_next_generation(purchase, "staff")


def test_staff_choose_another_supplier(first, second):
    box = product()
    offer(box, first)
    other = offer(box, second)
    order = taken()
    route(order.pk, "routing")

    choosing.choose(order.lines.get(), other, by="staff")

    assert parts(order) == [("First", "cancelled", [("BOX-1", 1, 1)]), ("Second", "draft", [("BOX-1", 1, 1)])]


def test_a_held_order_is_not_drafted_until_it_is_released(first):
    offer(product(), first)
    order = taken()

    held = holding.hold(order, "customer asked to wait", by="staff")

    assert (held.state, held.reason) == ("on_hold", "held_by_staff")
    assert route(order.pk, "routing").why_not == "not_to_be_bought"
    assert holding.release(order, by="staff").reason == "being_routed"
    assert len(route(order.pk, "routing").drafted) == 1


def test_what_staff_map_stays_and_is_remembered_for_the_next_order(first):
    box = product("OURS")
    offer(box, first)
    account = shop()
    line = remote_line(sku="THEIRS", variant_id="v9")
    order = taken(line, account=account)

    mapping.map_line(order.lines.get(), box, by="staff", remember=True)

    again = take_remote(account, remote_order(line, minutes=5), by="poll")
    assert [(each.product_id, each.mapped_by_staff) for each in again.lines.all()] == [(box.pk, True)]
    later = take_remote(account, remote_order(line, remote_id="gid://shopify/Order/2"), by="poll")
    assert later.lines.get().product_id == box.pk


def test_the_cheapest_way_is_taken_and_of_equals_the_quicker(first, desk):
    offer(product(), first)
    desk.freight["FR"] = [by_post("3.00", "SLOW", 20), by_post("2.50", "B", 15), by_post("2.50", "A", 9)]
    order = taken()

    (purchase,) = route(order.pk, "routing").drafted

    assert (purchase.service_code, purchase.freight_cost) == ("A", Decimal("2.50"))


def test_the_refused_half_of_a_split_line_waits_for_a_person_too(first, second):
    box = product()
    offer(box, first, quantity=2), offer(box, second, quantity=2)
    order = taken(remote_line(quantity=3))
    refused, other = route(order.pk, "routing").drafted
    SupplierOrder.objects.filter(pk=refused.pk).update(state="rejected")
    SupplierOrder.objects.filter(pk=other.pk).update(state="paid")

    done = route(order.pk, "routing")

    assert (done.order.reason, done.drafted) == ("purchase_rejected", ())
    assert len(route(order.pk, "staff", anew=True).drafted) == 1
