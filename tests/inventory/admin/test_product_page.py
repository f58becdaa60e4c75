"""One product: whose each field is, what an edit does, and what other apps put on the page."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.console import Button, Panel, slot
from core.models import Event
from inventory.models import ExternalProduct, Product, StaffField
from tests import console_rows as rows


@pytest.fixture
def product(db):
    shelves = rows.categories(2)
    pictures = ["https://a.example/1.jpg", "https://a.example/2.jpg"]
    text = "As it came,\nin two lines.\n"
    return rows.products(1, shelves=shelves, description=text, brand="Casa", images=pictures)[0]


def url_of(product):
    return reverse("admin:inventory_product_change", args=[product.pk])


def form_of(page, product, **changes):
    """As a browser sends it: line breaks have two characters there."""
    form = page.get(url_of(product)).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    data = {
        name: value.replace("\n", "\r\n") if isinstance(value, str) else value
        for name, value in values.items()
        if value not in (None, False)
    }
    return {**data, **changes}


def save(page, product, **changes):
    answer = page.post(url_of(product), form_of(page, product, **changes))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return Product.objects.get(pk=product.pk)


def test_saving_without_a_change_makes_nothing_staffs(page, product):
    saved = save(page, product)
    assert saved.staff_fields == 0
    assert not Event.objects.filter(kind="product.edited").exists()


@pytest.mark.parametrize(
    ("field", "value", "column", "expected", "bit"),
    [
        ("title", "Better title", "title", "Better title", StaffField.TITLE),
        ("description", "Ours,\r\nin lines", "description", "Ours,\nin lines", StaffField.DESCRIPTION),
        ("sku", "OURS-1", "sku", "OURS-1", StaffField.SKU),
        ("price", "12.5", "price", Decimal("12.5"), StaffField.PRICE),
        ("stock", "40", "stock", Decimal(40), StaffField.STOCK),
        ("brand", "Ours", "brand", "Ours", StaffField.BRAND),
        (
            "pictures",
            "https://a.example/1.jpg\r\n\r\nhttps://a.example/3.jpg",
            "images",
            ["https://a.example/1.jpg", "https://a.example/3.jpg"],
            StaffField.IMAGES,
        ),
        ("is_active", "", "is_active", False, StaffField.ACTIVE),
        ("category", "", "category", None, StaffField.CATEGORY),
    ],
)
def test_what_staff_change_becomes_theirs_and_is_written_down(page, product, field, value, column, expected, bit):
    saved = save(page, product, **{field: value})
    assert getattr(saved, column) == expected
    assert saved.staff_fields == int(bit)
    event = Event.objects.get(kind="product.edited")
    assert (event.actor, event.subject_id, column in event.data) == ("boss", str(product.pk), True)


def test_a_second_edit_keeps_what_was_staffs_before(page, product):
    save(page, product, title="One")
    saved = save(page, product, price="9")
    assert saved.staff_fields == StaffField.TITLE | StaffField.PRICE


def test_a_stock_typed_by_staff_counts_as_known(page, product):
    Product.objects.filter(pk=product.pk).update(stock_known=False)
    saved = save(page, product, stock="3")
    assert (saved.stock, saved.stock_known) == (3, True)


def test_a_sync_that_wrote_while_the_form_was_open_is_not_undone(page, product):
    data = form_of(page, product, title="Ours")
    Product.objects.filter(pk=product.pk).update(brand="Written meanwhile", staff_fields=StaffField.SKU)
    Product.objects.filter(pk=product.pk).update(brand="Casa")  # the form's own value: no change by staff
    Product.objects.filter(pk=product.pk).update(unit="kg")
    page.post(url_of(product), data)
    saved = Product.objects.get(pk=product.pk)
    assert (saved.title, saved.unit) == ("Ours", "kg")
    assert saved.staff_fields == StaffField.TITLE | StaffField.SKU


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price", "-1"),
        ("stock", "-1"),
        ("price", "NaN"),
        ("pictures", "javascript:alert(1)"),
        ("pictures", "nonsense"),
        ("title", ""),
    ],
)
def test_nonsense_is_refused(page, product, field, value):
    answer = page.post(url_of(product), form_of(page, product, **{field: value}))
    assert answer.status_code == 200
    assert Product.objects.get(pk=product.pk).staff_fields == 0


def test_the_fields_tab_shows_both_values_and_whose_it_is(page, product):
    save(page, product, title="Our own title")
    html = page.get(url_of(product)).content.decode()
    assert "Our own title" in html
    assert "Tomato paste 0" in html
    assert reverse("admin:inventory_product_give_back", args=[product.pk, "title"]) in html
    assert reverse("admin:inventory_product_give_back", args=[product.pk, "price"]) not in html


def test_a_field_is_given_back_after_showing_what_it_becomes(page, product):
    save(page, product, title="Our own title")
    url = reverse("admin:inventory_product_give_back", args=[product.pk, "title"])
    assert page.get(url).context["confirmation"].rows == [["Our own title", "Tomato paste 0"]]
    page.post(url, {"confirmed": "yes"})
    saved = Product.objects.get(pk=product.pk)
    assert (saved.title, saved.staff_fields) == ("Tomato paste 0", 0)
    assert Event.objects.filter(kind="product.given_back", actor="boss").count() == 1


@pytest.mark.parametrize("field", ["price", "nonsense", "active"])
def test_what_is_not_staffs_cannot_be_given_back(page, product, field):
    url = reverse("admin:inventory_product_give_back", args=[product.pk, field])
    answer = page.post(url, {"confirmed": "yes"}, follow=True)
    assert "This field is not set by staff." in answer.content.decode()


def test_every_field_can_be_given_back(page, product):
    Product.objects.filter(pk=product.pk).update(staff_fields=sum(StaffField), is_active=False)
    for bit in StaffField:
        page.post(
            reverse("admin:inventory_product_give_back", args=[product.pk, bit.name.lower()]), {"confirmed": "yes"}
        )
    saved = Product.objects.get(pk=product.pk)
    assert (saved.staff_fields, saved.is_active) == (0, True)


def test_the_item_is_shown_as_received_and_escaped(page, product):
    ExternalProduct.objects.filter(product=product).update(source_data=b'{"name": "<script>alert(1)</script>"}')
    html = page.get(url_of(product)).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize("data", [b"", b"not json", b"\xff\xfe", b"[]", b"null"])
def test_an_item_that_cannot_be_read_does_not_break_the_page(page, product, data):
    ExternalProduct.objects.filter(product=product).update(source_data=data)
    assert page.get(url_of(product)).status_code == 200


def test_a_product_without_a_partner_row_has_a_page(page, product):
    ExternalProduct.objects.all().delete()
    assert "ours alone" in page.get(url_of(product)).content.decode()


def test_the_history_tab_tells_old_and_new(page, product):
    save(page, product, price="7")
    assert "Price 100.00 XOF → 7.00 XOF" in page.get(url_of(product)).content.decode()


def test_staff_who_may_only_look_change_nothing(client, product):
    client.force_login(rows.staff("viewer", "inventory.view_product"))
    Product.objects.filter(pk=product.pk).update(staff_fields=1)
    answer = client.get(url_of(product))
    assert answer.status_code == 200
    assert "give-back" not in answer.content.decode()
    assert client.post(url_of(product), {"title": "x"}).status_code == 403
    url = reverse("admin:inventory_product_give_back", args=[product.pk, "title"])
    assert client.post(url, {"confirmed": "yes"}).status_code == 403


def test_other_apps_add_panels_and_buttons(page, client, product):
    slot("product.panels").add(Panel("example", "Example", lambda request, row: f"<b>example of {row.pk}</b>"))
    slot("product.actions").add(
        Button("publish", "Publish…", "publish", lambda row: f"/publish/{row.pk}", "inventory.change_product")
    )
    try:
        html = page.get(url_of(product)).content.decode()
        client.force_login(rows.staff("viewer", "inventory.view_product"))
        seen_by_viewer = client.get(url_of(product)).content.decode()
    finally:
        slot("product.panels").remove("example")
        slot("product.actions").remove("publish")
    assert "Publish…" in html
    assert f"/publish/{product.pk}" in html
    assert f"example of {product.pk}" in html
    assert "Publish…" not in seen_by_viewer


def test_products_are_neither_added_nor_deleted_by_hand(page, product):
    assert page.get(reverse("admin:inventory_product_add")).status_code == 403
    assert page.post(reverse("admin:inventory_product_delete", args=[product.pk]), {"post": "yes"}).status_code == 403
