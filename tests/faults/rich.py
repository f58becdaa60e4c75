"""A database with rows in (nearly) every table, with the values that copies spoil most easily; and its rows, to compare."""

from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connections
from django.utils import timezone

from core.models import (
    Alert,
    Authenticator,
    CallBudget,
    CircuitBreaker,
    IdempotentAnswer,
    InboundEvent,
    OAuthState,
    RateLimitBucket,
    ScheduleTick,
    SyncChunk,
    SyncRun,
)
from inventory.models import Product, Reservation
from marketplaces.models import MarketplaceAccount
from suppliers.models import SupplierAccount
from tests import console_rows as rows
from tests import selling_rows as selling
from tests.security.routes import make_rows

ALL_BYTES = bytes(range(256)) * 4
TEXTS = [
    "Ürün – prix 1 €",
    "🧵 emoji",
    "e\u0301 combining",
    "\u202e RTL",
    "back\\slash 'quote' \"double\"",
    "tab\tline\nend",
    "\\N",
]


def fill():
    """One row of each model that the console shows, a catalogue, orders in all stages, and the hub's own bookkeeping."""
    make_rows()
    shelves = rows.categories(30, slug="shelf")
    for product, title in zip(rows.products(300, shelves=shelves), TEXTS, strict=False):
        Product.objects.filter(pk=product.pk).update(
            title=title, description=title * 50, price=Decimal("99999999.99"), stock=Decimal("-0.001")
        )
    selling.parcels(5)
    selling.mails(3)
    selling.attempts(3)
    held = rows.run("held")
    rows.changes(held, 20)
    rows.issues(held, 5)
    rows.jobs(10)
    rows.calls(50)
    rows.events(50)
    _secrets()
    _bookkeeping()


def _secrets():
    """Encrypted columns in four tables."""
    account = SupplierAccount.objects.first()
    account.api_key = "CJ0000@api@" + "0123456789abcdef" * 2
    account.save()
    shop = MarketplaceAccount.objects.first()
    shop.api_secret = "shpss_" + "d4" * 16
    shop.save()
    person = User.objects.create_user("somebody with a phone", password="a-long-test-password")
    Authenticator.objects.create(user=person, key="JBSWY3DPEHPK3PXP", confirmed=True)


def _bookkeeping():
    now = timezone.now()
    InboundEvent.objects.create(
        partner="shopify", dedupe_key="raw", raw=ALL_BYTES, headers={"X-Topic": "é"}, received_at=now, state="done"
    )
    SyncChunk.objects.create(
        run=SyncRun.objects.first(), first_page=1, page_count=10, counts={"created": 3}, seen=ALL_BYTES
    )
    Alert.objects.create(kind="disk_low", cause="media", data={"free": 1})
    IdempotentAnswer.objects.create(
        actor="client:1", key="k", fingerprint="f", status=201, body={"id": 1}, created_at=now
    )
    OAuthState.objects.create(digest="d", expires_at=now + timedelta(minutes=5))
    RateLimitBucket.objects.create(key="cj:1", updated_at=now)
    CallBudget.objects.create(key="cj:1", as_of=now)
    CircuitBreaker.objects.create(key="cj:1", window_started_at=now)
    ScheduleTick.objects.create(name="Backup", filed_at=now)
    Session.objects.create(session_key="s" * 32, session_data="d", expire_date=now)
    Reservation.objects.create(product=Product.objects.first(), order_ref="ord_1", quantity=2)


def rows_of(alias="default"):
    """Table -> all its rows as the driver gives them, in a fixed order."""
    connection = connections[alias]
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - the database's own name
            found[table] = sorted((tuple(map(_plain, row)) for row in cursor.fetchall()), key=repr)
    return found


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value
