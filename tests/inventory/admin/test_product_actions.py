"""What staff do to many products at once: asked first with numbers, theirs afterwards, and in the history."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from core.models import Event, Job
from inventory.models import Product, StaffField, Supply
from tests import console_rows as rows

LIST = reverse("admin:inventory_product_changelist")


@pytest.fixture
def products(db):
    return rows.products(4, shelves=rows.categories(3))


def press(page, action, products, **values):
    return page.post(LIST, {"action": action, "_selected_action": [row.pk for row in products]} | values)


def confirm(page, action, products, **values):
    answer = press(page, action, products, confirmed="yes", **values)
    assert answer.status_code == 302
    return answer


def owners():
    return list(Product.objects.order_by("pk").values_list("staff_fields", flat=True))


def test_a_category_is_set_for_those_chosen_and_becomes_staffs(page, products):
    shelf = products[0].category
    asked = press(page, "category_selected", products[1:3])
    assert dict(asked.context["confirmation"].numbers) == {"Chosen": 2, "Concerned": 2}
    assert owners() == [0, 0, 0, 0]
    confirm(page, "category_selected", products[1:3], category=shelf.pk)
    assert set(Product.objects.filter(pk__in=[row.pk for row in products[:3]]).values_list("category", flat=True)) == {
        shelf.pk
    }
    assert owners() == [0, StaffField.CATEGORY, StaffField.CATEGORY, 0]
    assert Event.objects.filter(kind="product.edited", actor="boss").count() == 2
    assert Job.objects.get(kind="inventory.products_changed").payload == {
        "product_ids": [row.pk for row in products[1:3]]
    }


def test_what_is_so_already_is_neither_written_nor_told(page, products):
    shelf = products[0].category
    confirm(page, "category_selected", products[:1], category=shelf.pk)
    assert owners() == [0, 0, 0, 0]
    assert not Event.objects.filter(kind="product.edited").exists()


def test_products_are_switched_off_and_on_again(page, products):
    confirm(page, "switch_off_selected", products[:2])
    assert list(Product.objects.order_by("pk").values_list("is_active", flat=True)) == [False, False, True, True]
    asked = press(page, "switch_on_selected", products)
    assert dict(asked.context["confirmation"].numbers) == {"Chosen": 4, "Concerned": 2}
    confirm(page, "switch_on_selected", products)
    assert Product.objects.filter(is_active=True).count() == 4
    assert owners() == [StaffField.ACTIVE, StaffField.ACTIVE, 0, 0]


def test_an_act_that_concerns_none_of_those_chosen_has_no_button(page, products):
    asked = press(page, "switch_on_selected", products)
    assert str(asked.context["confirmation"].impossible) == "It concerns none of those chosen."
    assert press(page, "switch_on_selected", products, confirmed="yes").status_code == 200


def test_all_of_staffs_fields_are_given_back(page, products):
    confirm(page, "switch_off_selected", products[:1])
    confirm(page, "give_back_selected", products)
    assert owners() == [0, 0, 0, 0]


def test_the_export_holds_what_was_chosen_and_no_formula(page, products):
    Product.objects.filter(pk=products[0].pk).update(title='=HYPERLINK("http://x")', price=Decimal("12.50"))
    answer = press(page, "export_selected", products[:2])
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, first, second = csv.reader(io.StringIO(text))
    assert header[:4] == ["SKU", "Title", "Price", "Currency"]
    assert first[1:4] == ['\'=HYPERLINK("http://x")', "12.5", products[0].currency]
    assert second[0] == products[1].sku


def test_who_may_only_look_may_export_and_nothing_else(client, products):
    client.force_login(rows.staff("ana", "inventory.view_product"))
    offered = client.get(LIST).context["action_form"].fields["action"].choices
    assert [name for name, _words in offered if name] == ["export_selected", "export_workbook_selected"]
    client.post(LIST, {"action": "switch_off_selected", "_selected_action": [products[0].pk], "confirmed": "yes"})
    assert Product.objects.get(pk=products[0].pk).is_active


@pytest.mark.parametrize(("chosen", "wanted"), [("none", {2, 3}), ("one", {1}), ("several", {0})])
def test_the_list_can_be_narrowed_to_products_without_a_backup(page, products, chosen, wanted):
    for product, sources in ((products[0], "ab"), (products[1], "c")):
        for source in sources:
            Supply.objects.create(product=product, source=f"x:1:{source}", quantity=1)
    Supply.objects.create(product=products[2], source="x:1:d", quantity=1, trusted=False)
    found = page.get(LIST, {"suppliers": chosen}).context["cl"].result_list
    assert {row.pk for row in found} == {products[number].pk for number in wanted}
