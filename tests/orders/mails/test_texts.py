"""What customers read, on real orders and on orders that mean harm."""

import pytest

from core.models import Event
from orders.actions.mailing import preview
from orders.mails.notifications import tell
from orders.mails.sending import compose, sender
from orders.mails.texts import language_of, money_words, plain, render
from orders.models import Customer, Notification, OrderLine, Shipment
from orders.models.mails import MailEvent
from tests.marketplaces.market import eur

pytestmark = pytest.mark.django_db

SUBJECTS = {
    "confirmed": "Order #1001 is confirmed",
    "shipped": "Your order #1001 is on its way",
    "in_transit": "Your parcel of order #1001 is travelling",
    "delayed": "Your parcel of order #1001 takes longer than usual",
    "delivered": "Your parcel of order #1001 has arrived",
}


@pytest.mark.parametrize("event", MailEvent.values)
def test_each_event_has_its_subject_text_and_html_and_a_preview_writes_nothing(order, parcel, event):
    mail = preview(order, event)
    assert mail.subject == SUBJECTS[event]
    for body in (mail.text, mail.html):
        assert "#1001" in body
        assert "Test Buyer" in body
        assert "Savon noir" in body
        assert "{" not in body.replace("{%", "")
    assert not Notification.objects.exists()
    assert not Event.objects.filter(subject_type="orders.notification").exists()


def test_a_message_about_a_parcel_names_its_goods_its_number_and_what_is_still_to_come(order, parcel):
    mail = render(order, "shipped", "en", parcel)
    assert "YT1234 (YunExpress)" in mail.text
    assert "https://track.example/YT1234" in mail.text
    assert 'href="https://track.example/YT1234"' in mail.html
    assert "Lampe LED" not in mail.text
    assert "Other articles of your order travel in parcels of their own." in mail.text


def test_an_order_that_fits_into_one_parcel_speaks_of_no_other(order, parcel):
    parcel.lines.create(order_line=order.lines.last(), quantity=1)
    assert "parcels of their own" not in render(order, "shipped", "en", parcel).text


def test_an_unknown_event_is_refused(order):
    with pytest.raises(ValueError, match="'advert' is not a valid MailEvent"):
        render(order, "advert", "en")


def test_what_a_shop_or_a_supplier_calls_its_goods_is_text_and_never_html(order, parcel):
    evil = '<script>alert("x")</script>'
    OrderLine.objects.update(title=evil, variant_title="<b>big</b>")
    Customer.objects.update(name="<i>Test</i>")
    Shipment.objects.update(carrier="<u>Carrier</u>", number='"><img src=x>', url="javascript:alert(1)")
    parcel.refresh_from_db()
    order.customer.refresh_from_db()
    mail = render(order, "shipped", "en", parcel)
    for tag in ("<script", "<b>", "<i>", "<u>", "<img", "javascript:"):
        assert tag not in mail.html
    assert "&lt;script&gt;" in mail.html
    assert evil in mail.text
    assert "&" not in mail.text
    assert "javascript:" not in mail.text


@pytest.mark.parametrize(
    "name", ["Shop\r\nBcc: all@example.com", "Shop\nSubject: other", "Shop\x00\u202eevil", 'Shop" <x@evil.example>']
)
def test_no_name_gets_a_header_of_its_own(order, name):
    order.account.mail_name = name
    order.number = f"#1\r\nBcc: {name}"
    message = tell(order, "confirmed")
    message.order = order
    head = compose(message, "en").message()
    assert head["Bcc"] is None
    assert head.get_all("Subject") == [head["Subject"]]
    assert "\n" not in str(head["Subject"]).replace("\n ", "")
    assert sender(message).endswith("<entrepot@localhost>")


@pytest.mark.parametrize(
    ("customers", "shops", "language"),
    [
        ("fr", "en", "fr"),
        ("fr-CA", "en", "fr"),
        ("FR_fr", "en", "fr"),
        ("de", "fr", "fr"),
        ("", "en", "en"),
        ("", "", "en"),
    ],
)
def test_the_language_is_the_customers_else_the_shops_else_the_hubs(order, customers, shops, language, settings):
    settings.LANGUAGE_CODE = "en"
    order.customer.language, order.account.mail_language = customers, shops
    assert language_of(order) == language


def test_amounts_are_written_as_the_language_writes_them(order):
    assert money_words(eur("1234.5")) == "1,234.50 EUR"
    french = render(order, "confirmed", "fr").text
    assert "1\u202f234,50 EUR" in french or "1\xa0234,50 EUR" in french


def test_a_page_in_another_language_says_so(order):
    assert '<html lang="fr">' in render(order, "confirmed", "fr").html


@pytest.mark.parametrize(
    ("given", "shown"),
    [("a\r\nb", "a b"), ("a\x00b", "a b"), ("\u202eevil", "evil"), ("  a   b ", "a b"), ("é 中", "é 中")],
)
def test_what_cannot_be_seen_is_cut_out(given, shown):
    assert plain(given) == shown


def test_an_order_of_a_program_is_told_in_the_hubs_name(order, settings):
    settings.EMAIL_FROM = "Entrepot Test <hub@mail.example>"
    order.account = None
    order.save()
    message = tell(order, "confirmed")
    assert sender(message) == "Entrepot Test <hub@mail.example>"
