from decimal import Decimal

import pytest

from orders.models import Shipment
from suppliers.models import SupplierAccount
from tests.orders import factories
from tests.orders.following.stage import GOODS_AT_CJ
from tests.orders.mails.post import Post


@pytest.fixture
def post(settings):
    with Post() as post:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = settings.SMTP_SERVER = "127.0.0.1"
        settings.EMAIL_PORT = post.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_FROM = "Hub <hub@mail.example>"
        settings.INSTALLATION_MARK = "HUB1"
        settings.MAIL_EVENTS = ["confirmed", "shipped", "in_transit", "delayed", "delivered"]
        yield post


@pytest.fixture
def shop(db):
    return factories.shop(
        mail_sender="hub", mail_name="Maison Test", mail_reply_to="help@shop.example", mail_language="en"
    )


@pytest.fixture
def order(shop):
    """Of two lines."""
    order = factories.order(account=shop, number="#1001", currency="EUR", total=Decimal("1234.50"))
    factories.line(order, 2, title="Savon noir", variant_title="200 g", remote_line_id="1")
    factories.line(order, 1, title="Lampe LED", remote_line_id="2", position=1)
    return order


@pytest.fixture
def parcel(order):
    """With the first line in it."""
    account = SupplierAccount.objects.create(supplier="cj-dropshipping", name="CJ main", state="ok")
    line = order.lines.first()
    row = factories.supplier_order(order, account, GOODS_AT_CJ, 2, order_line=line, state="shipped")
    parcel = Shipment.objects.create(
        order=order, supplier_order=row, number="YT1234", carrier="YunExpress", url="https://track.example/YT1234"
    )
    parcel.lines.create(order_line=line, quantity=2)
    return parcel
