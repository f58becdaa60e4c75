"""Rows for tests of the console: made quickly, with the states that operators meet."""

import json
from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.models import Permission, User
from django.utils import timezone

from core.models import ApiCall, Event, Job, SyncChange, SyncIssue, SyncRun
from inventory.models import Category, ExternalCategory, ExternalProduct, Product


def staff(name="ana", *permissions):
    """A member of staff with these permissions ("core.view_job"), and no other."""
    user = User.objects.create_user(name, password="a-long-test-password", is_staff=True)
    for permission in permissions:
        app, codename = permission.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user


def run(state=SyncRun.State.DONE, kind="products", *, minutes_ago=60, **values):
    started = timezone.now() - timedelta(minutes=minutes_ago)
    under_way = state in {SyncRun.State.QUEUED, SyncRun.State.RUNNING}
    fields = {
        "partner": "b2b",
        "kind": kind,
        "state": state,
        "trigger": "schedule",
        "started_at": None if state == SyncRun.State.QUEUED else started,
        "finished_at": None if under_way else started + timedelta(minutes=2),
        "is_complete": state == SyncRun.State.DONE,
        **values,
    }
    return SyncRun.objects.create(**fields)


def changes(of, number, *, field="price", first=1):
    rows = [
        SyncChange(
            run=of,
            object_id=first + n,
            external_id=str(1000 + first + n),
            label=f"Item {first + n}",
            field=field,
            old="100.00" if field == "price" else "5",
            new=f"{n + 1}.00" if field == "price" else "0",
            weight=float(number - n),
        )
        for n in range(number)
    ]
    SyncChange.objects.bulk_create(rows)
    return list(SyncChange.objects.filter(run=of, field=field))


def issues(of, number, *, code="price_missing", severity="error", first=1):
    SyncIssue.objects.bulk_create(
        SyncIssue(run=of, severity=severity, external_id=str(first + n), field="price", code=code, raw='{"id": 1}')
        for n in range(number)
    )


def jobs(number, *, state=Job.State.DEAD, kind="inventory.sync", error_class="PartnerDown"):
    moment = timezone.now()
    finished = state in {Job.State.DEAD, Job.State.DONE, Job.State.CANCELLED}
    Job.objects.bulk_create(
        Job(
            kind=kind,
            state=state,
            run_at=moment,
            started_at=moment,
            finished_at=moment if finished else None,
            attempts=3,
            error_class=error_class if state == Job.State.DEAD else "",
            error="b2b, products: no answer" if state == Job.State.DEAD else "",
        )
        for _ in range(number)
    )


def calls(number):
    ApiCall.objects.bulk_create(
        ApiCall(
            partner="b2b",
            operation="products",
            method="GET",
            path="/api/products/",
            status=503 if n % 3 else 200,
            duration_ms=n,
        )
        for n in range(number)
    )


def events(number):
    Event.objects.bulk_create(
        Event(
            subject_type="inventory.product",
            subject_id=str(n),
            kind="product.edited",
            data={"price": ["1", "2"]},
            actor="ana",
        )
        for n in range(number)
    )


def categories(number, *, branch=5, slug="category"):
    """A tree: every `branch` categories hang below one before them; positions as the sync writes them."""
    rows = [Category(name=f"Category {n:05}", slug=f"{slug}-{n}") for n in range(number)]
    Category.objects.bulk_create(rows)
    for n, row in enumerate(rows):
        parent = rows[(n - 1) // branch] if n else None
        row.parent, row.depth = parent, parent.depth + 1 if parent else 0
    _place(rows)
    Category.objects.bulk_update(rows, ["parent", "depth", "tree_position"], batch_size=500)
    moment = timezone.now()
    ExternalCategory.objects.bulk_create(
        ExternalCategory(external_id=f"{slug}-{n}", category=row, synced_at=moment, source_data=b"{}")
        for n, row in enumerate(rows)
    )
    return rows


def _place(rows):
    children = {}
    for row in rows:
        children.setdefault(row.parent, []).append(row)
    waiting, position = list(reversed(children.get(None, []))), 0
    while waiting:
        row = waiting.pop()
        row.tree_position, position = position, position + 1
        waiting.extend(reversed(children.get(row, [])))


def products(number, *, shelves=(), **values):
    """Products with their external rows; each has the item as the service would have sent it."""
    rows = [
        Product(
            **{
                "title": f"Tomato paste {n}",
                "sku": f"SKU-{n:06}",
                "price": Decimal(100 + n % 900),
                "currency": "XOF",
                "stock": Decimal(n % 50 + 1),
                "category": shelves[n % len(shelves)] if shelves else None,
                "images": [f"https://pictures.invalid/{n}.jpg"] if n % 3 else [],
                **values,
            }
        )
        for n in range(number)
    ]
    Product.objects.bulk_create(rows, batch_size=2000)
    moment = timezone.now()
    first = ExternalProduct.objects.count()
    ExternalProduct.objects.bulk_create(
        [
            ExternalProduct(
                external_id=str(first + n + 1),
                external_sku=row.sku,
                product=row,
                synced_at=moment,
                source_data=json.dumps(item(first + n + 1, row)).encode(),
            )
            for n, row in enumerate(rows)
        ],
        batch_size=2000,
    )
    return rows


def item(number, row):
    """The product as the B2B service sends it."""
    return {
        "id": number,
        "name": row.title,
        "sku": row.sku,
        "price": str(row.price),
        "stock": str(row.stock),
        "currency": row.currency,
        "is_active": True,
    }
