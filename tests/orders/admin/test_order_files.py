"""Orders brought as a file: looked at, confirmed once, routed like others, never here twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import HubError
from core.housekeeping import outdated
from core.imports.running import empty_expired
from core.jobs import run_due
from core.models import Event, ImportRow, Job, TableImport
from orders.actions import bringing_orders
from orders.intake.taking import take_remote
from orders.models import Order, SupplierOrder
from tests import console_rows as rows
from tests.importing import bring, carry_out, confirm, look, outcomes, problems
from tests.orders_rows import offer, product, remote_order, shop, supplier_account

pytestmark = pytest.mark.django_db
HEADER = "number;sku;quantity;price;currency;name;address1;city;postal_code;country;email;channel\n"
FIRST = "T-1;BOX-1;2;12,50;EUR;Ada Example;1 Example Street;Testville;75001;fr;ada@example.com;Telephone\n"
MORE = "T-1;BOX-2;1;5;EUR;;;;;;;Telephone\n"


@pytest.fixture
def goods(db):
    product(), product("BOX-2")


def test_lines_of_one_number_become_one_order_that_waits_for_approval(page, goods):
    table = bring(page, "orders", HEADER + FIRST + MORE)
    assert not Order.objects.exists()
    html = look(page, table)
    assert "Import 1 row" in html
    assert "30.00 EUR" in html

    assert carry_out(page, table) == [(2, "created", "done", "")]

    order = Order.objects.get()
    assert (order.number, order.channel, order.total, order.currency) == ("T-1", "telephone", Decimal(30), "EUR")
    assert [(line.sku, line.quantity, line.unit_price) for line in order.lines.order_by("position")] == [
        ("BOX-1", 2, Decimal("12.5")),
        ("BOX-2", 1, Decimal(5)),
    ]
    assert (order.customer.email, order.address.name, order.country) == ("ada@example.com", "Ada Example", "FR")
    assert Job.objects.filter(kind="orders.route").exists()


def test_nothing_is_bought_before_somebody_approves(page, goods):
    offer(product("BOX-3"), supplier_account())
    table = bring(page, "orders", HEADER + FIRST.replace("BOX-1", "BOX-3"))
    carry_out(page, table)
    assert not SupplierOrder.objects.exclude(state__in=("draft", "held")).exists()


def test_the_same_file_again_changes_nothing(page, goods):
    carry_out(page, bring(page, "orders", HEADER + FIRST + MORE))
    again = bring(page, "orders", HEADER + FIRST + MORE)
    assert outcomes(again) == [(2, "same", "done", "")]
    assert "The file changes nothing." in look(page, again)
    assert Order.objects.count() == 1


def test_an_order_that_a_shop_has_told_of_is_never_taken_a_second_time(page, goods):
    take_remote(shop(), remote_order(number="T-1"), by="poll")
    table = bring(page, "orders", HEADER + FIRST)
    assert problems(table)[2] == [
        "number: An order of this number is here already, from “Test shop”: it would be bought twice."
    ]


def test_two_who_look_at_the_same_order_make_one(page, client, goods):
    first, second = (bring(page, "orders", HEADER + FIRST) for _time in range(2))
    assert carry_out(page, first) == [(2, "created", "done", "")]
    assert carry_out(page, second) == [(2, "created", "failed", "It changed since the preview.")]
    assert Order.objects.count() == 1


def test_each_cell_that_cannot_be_taken_says_why(page, goods):
    bad = "T-2;BOX-1;0;1,234;EURO;;1 Example Street;Testville;;France;no-mail;\n"
    table = bring(page, "orders", HEADER + bad + FIRST)
    assert problems(table)[2] == [
        "name: It is missing.",
        "country: 2 letters are wanted.",
        "email: This is no e-mail address.",
        "currency: 3 letters are wanted.",
        "price: “1,234” can be read in two ways: write it without a comma.",
        "quantity: A whole number from 1 to 100000 is wanted.",
    ]
    assert carry_out(page, table) == [(2, "refused", "done", ""), (3, "created", "done", "")]


def test_lines_that_add_up_to_more_than_an_order_holds_are_refused_in_the_preview(page, goods):
    most = FIRST.replace("12,50", "999999999")
    ten = most.replace(";2;", ";10;")
    eleven = most.replace(";2;", ";9;").replace("T-1", "T-2") + most.replace("T-1", "T-2")
    table = bring(page, "orders", HEADER + ten + eleven)
    assert problems(table) == {3: ["price: The lines add up to more than an order can hold."]}
    assert carry_out(page, table) == [(2, "created", "done", ""), (3, "refused", "done", "")]
    assert Order.objects.get().total == Decimal(9999999990)


def test_an_unknown_sku_is_said_and_the_order_waits_for_its_mapping(page):
    table = bring(page, "orders", HEADER + FIRST)
    assert problems(table)[2] == ["sku: “BOX-1” is not known: the order waits until somebody maps it."]
    carry_out(page, table)
    assert Order.objects.get().lines.get().product is None
    assert not SupplierOrder.objects.exists()


def test_a_preview_is_confirmed_once_by_whoever_brought_it_and_not_for_ever(page, client, goods):
    table = bring(page, "orders", HEADER + FIRST)
    other = rows.staff("ben", "orders.add_order")
    page_of_ben = type(client)()
    page_of_ben.force_login(other)
    assert page_of_ben.get(reverse("admin:core_tableimport_look", args=[table.pk])).status_code == 404
    TableImport.objects.update(expires_at=timezone.now())
    assert "The preview is too old" in confirm(page, table)
    TableImport.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    confirm(page, table)
    assert "This import was confirmed already." in confirm(page, table)
    assert Job.objects.filter(kind="core.import").count() == 1


def test_people_in_a_file_are_gone_when_their_order_is_here_or_the_preview_has_expired(page, goods):
    carry_out(page, bring(page, "orders", HEADER + FIRST))
    assert ImportRow.objects.get().values == {}
    bring(page, "orders", HEADER + FIRST.replace("T-1", "T-2"))
    assert "ada@example.com" in str(list(ImportRow.objects.values()))
    TableImport.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    assert empty_expired(timezone.now()) == 1
    assert "ada@example.com" not in str(list(ImportRow.objects.values()))
    assert TableImport.objects.filter(confirmed_at=None).count() == outdated(timezone.now())["previews"].count() == 1


def test_who_may_not_make_orders_may_not_bring_them(client):
    client.force_login(rows.staff("ana", "orders.view_order", "core.view_tableimport"))
    assert client.get(reverse("admin:core_tableimport_new", args=["orders"])).status_code == 403
    assert "Import orders" not in client.get(reverse("admin:core_tableimport_changelist")).content.decode()


def test_what_failed_is_tried_again_and_the_history_says_who_confirmed(page, goods, monkeypatch):
    def down(*_args, **_values):
        raise HubError("not now")

    monkeypatch.setattr(bringing_orders, "take_request", down)
    table = bring(page, "orders", HEADER + FIRST)
    assert carry_out(page, table) == [(2, "created", "failed", "not now")]
    monkeypatch.undo()
    assert "Retry failed (1)" in look(page, table)
    page.post(reverse("admin:core_tableimport_again", args=[table.pk]))
    run_due(5)
    assert outcomes(table) == [(2, "created", "done", "")]
    told = Event.objects.get(kind="table_import.confirmed")
    assert (told.actor, told.data["created"], told.data["refused"]) == ("boss", 1, 0)
