"""Every list of the console: it opens empty, with one row and with many, at the same small number of queries."""

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django_celery_beat.models import PeriodicTask

from core.api.keys import issue_key
from core.models import Alert, Event, Job, SyncRun, TableImport
from core.schedules import Every, Schedule, install
from inventory.models import ApiKey, ProductGroup
from orders.models import Customer
from tests import buying_rows as buying
from tests import console_rows as rows
from tests import selling_rows as selling

MOST_QUERIES = 15


def fill_runs(number):
    for n in range(number):
        rows.run(SyncRun.State.DONE if n % 3 else SyncRun.State.HELD, errors=n % 2, staged=n % 3)


def fill_issues(number):
    rows.issues(rows.run(), number)


def fill_alerts(number):
    Alert.objects.bulk_create(
        Alert(kind="dead_letter", cause=f"job{n}", data={"job": "x", "count": 1}) for n in range(number)
    )


def fill_imports(number):
    TableImport.objects.bulk_create(TableImport(kind="orders", expires_at=timezone.now()) for _row in range(number))


def fill_customers(number):
    Customer.objects.bulk_create(Customer(source="api:1", name=f"Customer {n}") for n in range(number))


def fill_clients(number):
    for n in range(number):
        issue_key(f"client {n}", ["read"])


def fill_keys(number):
    for n in range(number):
        ApiKey.objects.create(name=f"key {n}", key=f"secret-{n:04}", is_active=False)


def fill_schedules(number):
    install([Schedule(f"Schedule {n}", "core.sweep", Every(n + 1, "hours")) for n in range(number)])


def fill_users(number):
    for n in range(number):
        rows.staff(f"user{n}")


def fill_products(number):
    rows.products(number, shelves=rows.categories(3))


def fill_groups(number):
    ProductGroup.objects.bulk_create(ProductGroup(title=f"Group {n}", option_names=["Color"]) for n in range(number))
    for group in ProductGroup.objects.all():
        rows.products(1, group=group)


def fill_jobs(number):
    rows.jobs(number)
    rows.jobs(number, state=Job.State.PENDING)


FILLERS = {
    "inventory.product": fill_products,
    "inventory.category": rows.categories,
    "inventory.productgroup": fill_groups,
    "suppliers.supplieraccount": buying.accounts,
    "suppliers.supplierproduct": buying.suggested,
    "suppliers.supplierstock": buying.stock,
    "suppliers.freightquote": buying.quotes,
    "inventory.externalproduct": fill_products,
    "inventory.apikey": fill_keys,
    "core.syncrun": fill_runs,
    "core.syncissue": fill_issues,
    "core.job": fill_jobs,
    "core.inboundevent": buying.webhooks,
    "core.apicall": rows.calls,
    "core.event": rows.events,
    "core.alert": fill_alerts,
    "core.apiclient": fill_clients,
    "django_celery_beat.periodictask": fill_schedules,
    "auth.user": fill_users,
    "core.tableimport": fill_imports,
    "orders.order": selling.orders,
    "orders.customer": fill_customers,
    "orders.supplierorder": selling.purchases,
    "orders.shipment": selling.parcels,
    "orders.notification": selling.mails,
    "orders.purchaseattempt": selling.attempts,
    "orders.buyinglimit": selling.limits,
    "orders.orderrefund": selling.refunds,
    "orders.paymentdispute": selling.disputes,
}

MORE = {
    "inventory.product": rows.products,
    "inventory.externalproduct": rows.products,
    "inventory.category": lambda number: rows.categories(number, slug="more"),
    "core.apiclient": lambda number: [issue_key(f"more {n}", ["read"]) for n in range(number)],
    "core.alert": lambda number: Alert.objects.bulk_create(
        Alert(kind="dead_letter", cause=f"more{n}") for n in range(number)
    ),
    "auth.user": lambda number: [rows.staff(f"more{n}") for n in range(number)],
}


def url_of(label):
    return reverse(f"admin:{label.replace('.', '_')}_changelist")


def admin_of(label):
    return next(page for model, page in admin.site._registry.items() if model._meta.label_lower == label)


def queries_of(page, url):
    cache.clear()
    page.get(url)  # what is read once a process (permissions, content types) is not the list's
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        answer = page.get(url)
    assert answer.status_code == 200
    return answer, seen


@pytest.mark.parametrize("label", sorted(FILLERS))
def test_a_list_takes_as_many_queries_for_many_rows_as_for_one(page, label):
    FILLERS[label](1)
    _answer, one = queries_of(page, url_of(label))
    MORE.get(label, FILLERS[label])(25)
    answer, many = queries_of(page, url_of(label))
    assert answer.context["cl"].result_count >= 20
    assert len(many) <= MOST_QUERIES
    assert len(many) <= len(one) + 1, [query["sql"][:150] for query in many]


@pytest.mark.parametrize("label", sorted(set(FILLERS) - {"auth.user"}))
def test_an_empty_list_says_what_to_do(page, label):
    model_admin = admin_of(label)
    for model in (PeriodicTask, Event):
        model.objects.all().delete()
    html = page.get(url_of(label)).content.decode()
    assert escape(str(model_admin.empty_title)) in html
    assert escape(str(model_admin.empty_text)) in html
    assert str(model_admin.empty_text) != ""


@pytest.mark.parametrize("label", sorted(FILLERS))
def test_a_search_that_finds_nothing_offers_the_way_back(page, label):
    model_admin = admin_of(label)
    answer = page.get(url_of(label) + "?q=zzz-nothing")
    if model_admin.search_fields:
        assert "Nothing matches" in answer.content.decode()
    else:
        assert answer.status_code in {200, 302}


@pytest.mark.parametrize("label", sorted(FILLERS))
def test_every_filter_choice_of_a_list_opens(page, label):
    FILLERS[label](2)
    answer = page.get(url_of(label))
    for spec in answer.context["cl"].filter_specs:
        for choice in spec.choices(answer.context["cl"]):
            if "query_string" in choice:
                assert page.get(url_of(label) + choice["query_string"]).status_code == 200


def test_no_registered_list_is_left_out_here():
    ours = {
        model._meta.label_lower
        for model in admin.site._registry
        if model._meta.app_label in {"core", "inventory", "suppliers", "orders"}
    }
    assert ours <= set(FILLERS)


def test_the_sidebar_shows_only_what_one_may_see(client, db):
    client.force_login(rows.staff("viewer", "core.view_job"))
    html = client.get(url_of("core.job")).content.decode()
    assert url_of("core.job") in html
    assert url_of("inventory.product") not in html
