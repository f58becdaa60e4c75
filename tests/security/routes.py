"""Every address of the hub, read from the URLconf, with a real row behind each of its parameters."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import get_resolver
from django.urls.resolvers import URLResolver
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from core.api.fields import public_id
from core.models import ApiCall, ApiClient, Event, InboundEvent, Job, SyncIssue, SyncRun, TableImport
from inventory.models import ApiKey, ExternalCategory, ProductGroup
from marketplaces.models import (
    CategoryMapping,
    Listing,
    MarketplaceAccount,
    PriceRule,
    PublishPlan,
    PublishTemplate,
    SafetyContact,
    StockAlert,
    StockThreshold,
)
from orders.models import (
    BuyingLimit,
    Customer,
    Notification,
    Order,
    OrderLine,
    OrderRefund,
    PaymentDispute,
    PurchaseAttempt,
    Shipment,
    SupplierOrder,
)
from suppliers.admin.pictures import picture_url
from suppliers.models import FreightQuote, SupplierAccount, SupplierProduct, SupplierStock
from tests import buying_rows
from tests.catalogue_rows import make_category, make_product
from tests.security.marketplace_rows import IDS, shop_of


def _run() -> SyncRun:
    return SyncRun.objects.create(partner="b2b", kind="products", state="held")


def _schedule() -> PeriodicTask:
    every, _ = IntervalSchedule.objects.get_or_create(every=1, period="hours")
    return PeriodicTask.objects.create(name="a schedule", task="core.tasks.tick", interval=every)


def _external_category() -> Model:
    make_category(external_id="c-row")
    return ExternalCategory.objects.get(external_id="c-row")


def _account() -> SupplierAccount:
    """The one account; paused, so that what is filed for it goes nowhere."""
    return SupplierAccount.objects.first() or buying_rows.account(state="paused")


def _offer() -> SupplierProduct:
    of = _account()
    return SupplierProduct.objects.first() or buying_rows.offers(1, of=of)[0]


def _stock() -> SupplierStock:
    return SupplierStock.objects.create(offer=_offer(), area_id="1", total=40, as_of=timezone.now())


def _quote() -> FreightQuote:
    offer = _offer()
    return FreightQuote.objects.create(
        account=offer.account, offer=offer, external_variant_id="V0", country="FR", service_code="CJPacket",
        price="5.30", currency="USD", quoted_at=timezone.now(),
    )  # fmt: skip


def _any_row(model: type[Model]) -> Model:
    """A row of a model that needs no more than its defaults."""
    return model._default_manager.create()


def _shop() -> MarketplaceAccount:
    """The one shop; paused, so that what is filed for it goes nowhere."""
    values = {"name": "a shop", "shop_address": "rows.myshopify.com", "state": "paused", "currency": "EUR"}
    return MarketplaceAccount.objects.first() or MarketplaceAccount.objects.create(marketplace="shopify", **values)


def _listing() -> Listing:
    return Listing.objects.create(account=_shop(), product=make_product(), handle="a-product", state="active")


def _mapping() -> CategoryMapping:
    return CategoryMapping.objects.create(marketplace="shopify", category=make_category(), theirs="Rice")


def _order() -> Order:
    """The one order, with one line."""
    found = Order.objects.first()
    if found is None:
        found = Order.objects.create(
            number="#1", placed_at=timezone.now(), currency="EUR", account=_shop(), remote_id="1"
        )
        OrderLine.objects.create(order=found, quantity=1, owed=1, title="Test goods")
    return found


def _purchase() -> SupplierOrder:
    values = {"client_no": "ROWS-1-1-1", "account": _account(), "currency": "USD", "country": "FR"}
    return SupplierOrder.objects.first() or SupplierOrder.objects.create(order=_order(), **values)


def _parcel() -> Shipment:
    made = {"order": _order(), "supplier_order": _purchase(), "number": "LX123456789CN"}
    return Shipment.objects.first() or Shipment.objects.create(**made)


def _mail() -> Notification:
    return Notification.objects.create(order=_order(), event="confirmed", dedupe_key="1:confirmed:-", state="failed")


# One row of each model that the console shows. A model without a line here gets one with nothing but its defaults.
ROWS: dict[str, Callable[[], Model]] = {
    "auth.user": lambda: User.objects.create_user("somebody"),
    "auth.group": lambda: Group.objects.create(name="a group"),
    "axes.accessattempt": lambda: AccessAttempt.objects.create(failures_since_start=1),
    "axes.accesslog": AccessLog.objects.create,
    "axes.accessfailurelog": lambda: AccessFailureLog.objects.create(locked_out=False),
    "core.apicall": lambda: ApiCall.objects.create(partner="b2b", operation="products", method="GET", path="/"),
    "core.apiclient": lambda: ApiClient.objects.create(name="a program", prefix="x", digest="y"),
    "core.event": lambda: Event.objects.create(subject_type="auth.user", subject_id="1", kind="login.done"),
    "core.inboundevent": lambda: InboundEvent.objects.create(partner="b2b", received_at=timezone.now(), state="dead"),
    "core.job": lambda: Job.objects.create(kind="inventory.sync", run_at=timezone.now(), state="dead"),
    "core.syncrun": _run,
    "core.tableimport": lambda: TableImport.objects.create(kind="orders", expires_at=timezone.now()),
    "core.syncissue": lambda: SyncIssue.objects.create(run=_run(), code="name_cut"),
    "django_celery_beat.periodictask": _schedule,
    "inventory.apikey": lambda: ApiKey.objects.create(name="a key", key="only-for-tests-0123456789"),
    "inventory.category": make_category,
    "inventory.externalcategory": _external_category,
    "inventory.product": make_product,
    "inventory.productgroup": lambda: ProductGroup.objects.create(title="a group", option_names=["Color"]),
    "suppliers.supplieraccount": _account,
    "suppliers.supplierproduct": _offer,
    "suppliers.supplierstock": _stock,
    "suppliers.freightquote": _quote,
    "marketplaces.marketplaceaccount": _shop,
    "marketplaces.listing": _listing,
    "marketplaces.categorymapping": _mapping,
    "marketplaces.pricerule": lambda: PriceRule.objects.create(name="a rule"),
    "marketplaces.publishplan": lambda: PublishPlan.objects.create(created_by="somebody"),
    "marketplaces.publishtemplate": lambda: PublishTemplate.objects.create(account=_shop(), name="a template"),
    "marketplaces.safetycontact": lambda: SafetyContact.objects.create(company="a firm", country="FR"),
    "marketplaces.stockthreshold": StockThreshold.objects.create,
    "marketplaces.stockalert": lambda: StockAlert.objects.create(
        account=_shop(), product=make_product(), kind="out", sellable=0, opened_at=timezone.now()
    ),
    "orders.order": _order,
    "orders.customer": lambda: Customer.objects.create(source="api:0", name="A customer"),
    "orders.supplierorder": _purchase,
    "orders.purchaseattempt": lambda: PurchaseAttempt.objects.create(
        supplier_order=_purchase(), kind="create", started_at=timezone.now()
    ),
    "orders.shipment": _parcel,
    "orders.notification": _mail,
    "orders.orderrefund": lambda: OrderRefund.objects.create(
        order=_order(), amount=1, currency="EUR", reason="other", state="needs_operator"
    ),
    "orders.paymentdispute": lambda: PaymentDispute.objects.create(account=_shop(), remote_id="5000000001"),
    "orders.buyinglimit": lambda: BuyingLimit.objects.create(account=_account()),
    "inventory.externalproduct": lambda: make_product(external={}).external,
}
API_ROWS = {"categories": ("cat", "inventory.category"), "products": ("prd", "inventory.product"),
            "sync-runs": ("run", "core.syncrun"), "jobs": ("job", "core.job")}  # fmt: skip
# Orders and purchases go by ids of their own.
PUBLIC_ROWS = {"orders": "orders.order", "supplier-orders": "orders.supplierorder"}
# What stands in an address of buying: whose account, whose offer.
NAMED_ROWS = {
    "account_id": "suppliers.supplieraccount",
    "offer_id": "suppliers.supplierproduct",
    "shop_id": "marketplaces.marketplaceaccount",
    "product_pk": "inventory.product",
    "plan_id": "marketplaces.publishplan",
}
# The job whose page an address below this app's pages shows.
JOBS: dict[str, tuple[str, dict[str, Any]]] = {
    "marketplaces": ("marketplaces.publish_listing", {}),
    "orders": ("orders.bulk", {"act": "order.hold", "values": {}}),
}
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
FOREIGN_VALUES = {
    "secret": "x" * 32,
    "pid": "1780000000000000001",
    "vid": "1780000000000000101",
    "number": "LX123456789CN",
    "external_id": "V0",
    "supplier": "cj-dropshipping",
    "product_id": "1780000000000000001",
    "order_id": "2611210000000000002",
    "profile_id": "53000001",
    "section_id": "50200001",
    "destination_id": "53100001",
    "image_id": "28000001",
    # of eBay's own
    "site": "EBAY_US",
    "policy_id": "6100000001",
    "campaign_id": "1042",
    "promotion_id": "5000000001@0",
    "category_id": "67391",
    "key": "warehouse-1",
    "remote_id": "110500000001",
}
OTHER_VALUES = {
    "name": "cancel",
    "topic": "orders/create",
    "partner": "b2b",
    "kind": "products",
    "since": "all",
    "field": "title",
    "app_label": "inventory",
    "event": "confirmed",
    "slug": "orders",
    "url": "nothing",
    "tab": "sections",
    "act": "add",
    "page": "1",
}


def make_rows() -> dict[str, Model]:
    """One row of each registered model, by model label."""
    templates()  # reading the URLconf is what registers them
    models = {model._meta.label_lower: model for model in admin.site._registry}
    rows = {label: ROWS[label]() if label in ROWS else _any_row(model) for label, model in models.items()}
    for slug in settings.MARKETPLACES:
        shop_of(slug)
    return rows


def templates() -> list[str]:
    """The address patterns as they stand in the URLconf, each once."""
    return list(dict.fromkeys(template for template, _ in _patterns(get_resolver())))


def writing_methods(template: str) -> tuple[str, ...]:
    """What an address of the API takes beyond GET and POST."""
    view = getattr(_callbacks()[template], "cls", None)
    return tuple(name.upper() for name in ("put", "patch", "delete") if hasattr(view, name))


@cache
def _callbacks() -> dict[str, Any]:
    return {template: pattern.callback for template, pattern in reversed([*_patterns(get_resolver())])}


def _patterns(resolver: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        template = prefix + _in_order(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, template)
        else:
            yield template, pattern


def _in_order(pattern: str) -> str:
    """The apps that a pattern names stand there in the order in which they happened to be loaded."""
    return re.sub(r"(?<=\(\?P<app_label>)[^)]*", lambda labels: "|".join(sorted(labels[0].split("|"))), pattern)


def address(template: str, rows: dict[str, Model]) -> str:
    """The template with the values of real rows in it."""
    plain = (
        template.replace("^(?P<app_label>", "<app_label>(")
        .replace("(?P<url>.*)$", "nothing")
        .replace("^.*$", "nothing")
    )
    plain = re.sub(r"<app_label>\([^)]*\)/\$", "inventory/", plain)
    if plain.endswith("/picture/"):  # a signed address, as our pages write it; the hub refuses to ask it
        return picture_url("http://127.0.0.1/p.png")
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: _value(match[1], plain, rows), plain)


def _value(name: str, template: str, rows: dict[str, Model]) -> str:
    if name == "product_id" and "/link/" in template:
        return str(rows["inventory.product"].pk)
    if template.startswith(("admin/orders/order/", "admin/orders/orderrefund/new/")) and name in (
        "order_id",
        "line_id",
    ):
        order = rows["orders.order"]
        return str(order.pk if name == "order_id" else OrderLine.objects.get(order_id=order.pk).pk)
    if name in FOREIGN_VALUES:
        return FOREIGN_VALUES[name]
    if template.startswith("api/"):
        return _public_value(template, rows)
    return OTHER_VALUES[name] if name in OTHER_VALUES else str(_row_key(name, template, rows))


def _public_value(template: str, rows: dict[str, Model]) -> str:
    place, *below = template.split("/")[1:]
    if place in settings.MARKETPLACES:
        return IDS[below[0]](shop_of(place))
    if place in PUBLIC_ROWS:
        return str(rows[PUBLIC_ROWS[place]].public_id)  # type: ignore[attr-defined]  # both of these have one
    prefix, label = API_ROWS[place]
    return public_id(prefix, rows[label].pk)


def _row_key(name: str, template: str, rows: dict[str, Model]) -> Any:
    """The row that this part of the address names: by its own name, or by the model of the page."""
    if name == "content_type_id":
        return ContentType.objects.get_for_model(rows["inventory.product"]).pk
    if name == "shop_id" and "/desk/" in template and "etsy" in settings.MARKETPLACES:
        return shop_of("etsy").pk  # not every marketplace has one
    if name == "job_id":
        kind, payload = JOBS.get(template.split("/")[1], ("suppliers.refresh_account", {}))
        return Job.objects.get_or_create(kind=kind, run_at=NEVER, state="dead", payload=payload)[0].pk
    model = re.match(r"admin/(\w+)/(\w+)/", template)
    label = "{}.{}".format(*model.groups()) if model else "inventory.product"
    return rows[NAMED_ROWS.get(name, label)].pk
