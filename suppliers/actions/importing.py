"""A supplier's product becomes a group of ours: one product a variant, each linked to the variant it is bought as."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.crash import crash_point
from core.history import Entry, record, record_many
from core.jobs import enqueue
from core.models import Job
from inventory.events import products_changed
from inventory.models import Product, ProductGroup
from inventory.pricing import PriceRule
from inventory.source.mapper.images import absolute_url
from inventory.source.mapper.limits import LONGEST_SKU, LONGEST_TITLE, MOST_IMAGES
from inventory.source.mapper.text import clean_line, cut
from suppliers.actions.errors import NotPossible
from suppliers.actions.offer_rows import confirmed_offer, levels_of, options_of, stock_rows
from suppliers.actions.offers import deliverable, save_supplies, supply_of
from suppliers.actions.previewing import (
    ImportLine,
    ImportPreview,
    ImportRequest,
    check_category,
    known_group,
    known_products,
    preview,
)
from suppliers.actions.quoting import keep
from suppliers.interface import SupplierItem, Variant
from suppliers.matching import fingerprint, pairs_of
from suppliers.models import SupplierAccount, SupplierProduct, SupplierStock

IMPORT_JOB = "suppliers.import_product"
_MANUAL_PRIORITY = 40  # somebody waits for it

__all__ = [
    "ImportLine",
    "ImportPreview",
    "ImportRequest",
    "ImportResult",
    "import_product",
    "payload_of",
    "preview",
    "request_of",
    "start_import",
]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """`created` products are new; `linked` variants found the product of the group that has their options; `unchanged`
    ones were imported before. `problems` are (variant, code) of the others: told also where the variant came in."""

    group_id: int
    created: int
    linked: int
    unchanged: int
    problems: tuple[tuple[str, str], ...] = ()


def start_import(account: SupplierAccount, request: ImportRequest, by: str) -> Job:
    """Files the import. The same request that still waits is not filed twice. Raises NotPossible."""
    check_category(request.category_id)
    payload = payload_of(account, request)
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()[:32]
    return enqueue(
        IMPORT_JOB,
        payload,
        dedupe_key=f"{IMPORT_JOB}:{account.pk}:{digest}",
        priority=_MANUAL_PRIORITY,
        requested_by=by,
        rearm=True,
    )


def payload_of(account: SupplierAccount, request: ImportRequest) -> dict[str, Any]:
    """The request as JSON, for a job."""
    rule = {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(request.rule).items()}
    return {**asdict(request), "rule": rule, "variant_ids": list(request.variant_ids), "account_id": account.pk}


def request_of(payload: Mapping[str, Any]) -> ImportRequest:
    """What `payload_of` made, read again."""
    rule = dict(payload["rule"])
    for name in ("margin_percent", "fixed", "rate"):
        rule[name] = None if rule[name] is None else Decimal(rule[name])
    return ImportRequest(
        product_id=payload["product_id"],
        category_id=payload["category_id"],
        rule=PriceRule(**rule),
        country=payload["country"],
        variant_ids=tuple(payload["variant_ids"]),
    )


def import_product(account: SupplierAccount, request: ImportRequest, by: str) -> ImportResult:
    """Asks the supplier, then writes everything in one transaction. Doing it again changes nothing.

    Raises the errors of `core.errors`; NotPossible when not one variant can be imported.
    """
    read_at = timezone.now()
    seen = preview(account, request, quote_known=False)
    with transaction.atomic():
        # Of two imports at once the second looks when the first has committed. (On SQLite any transaction sees to that.)
        account = SupplierAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
        return _write(account, seen, request, by, read_at)


def _write(
    account: SupplierAccount, seen: ImportPreview, request: ImportRequest, by: str, read_at: datetime
) -> ImportResult:
    known = known_products(account, seen.item.product_id)
    lines = [line for line in seen.lines if line.is_importable and line.variant.variant_id not in known]
    if not lines and not known:
        raise NotPossible("nothing_to_import", "No variant of it can be imported.")
    group = _group(account, seen.item, by)
    waiting = _products_without_offer(account, group)
    products, created = [], []
    for line in lines:
        product = waiting.pop(fingerprint(options_of(line.variant)), None) if line.variant.options else None
        if product is None:
            product = _new_product(group, seen, line, request.category_id)
            created.append(product)
        products.append(product)
    Product.objects.bulk_create(created)
    if lines:
        offers = _write_offers(account, seen.item, lines, products, read_at)
        _tell(account, group, offers, created, by)
        for asked, quotes in seen.asked:
            keep(account, asked, quotes)
        products_changed(product.pk for product in products)
    crash_point("import.before_commit")
    return ImportResult(
        group_id=group.pk,
        created=len(created),
        linked=len(products) - len(created),
        unchanged=sum(line.variant.variant_id in known for line in seen.lines),
        problems=tuple(
            (line.variant.variant_id, code)
            for line in seen.lines
            for code in line.problems
            if line.variant.variant_id not in known
        ),
    )


def _group(account: SupplierAccount, item: SupplierItem, by: str) -> ProductGroup:
    group_id = known_group(account, item.product_id)
    if group_id is not None:
        return ProductGroup.objects.select_for_update(no_key=True).get(pk=group_id)
    names = item.option_names or tuple(dict.fromkeys(name for each in item.variants for name, _ in each.options))
    group = ProductGroup.objects.create(
        title=_title(item.title, item.product_id), option_names=[clean_line(name) for name in names]
    )
    data = {"supplier": account.supplier, "account": account.name, "product": item.product_id}
    record(group, "product_group.imported", by=by, data=data)
    return group


def _products_without_offer(account: SupplierAccount, group: ProductGroup) -> dict[str, Product]:
    """Products of the group that this account does not deliver (their link was removed), by the hash of their options."""
    free = Product.objects.filter(group=group).exclude(supplier_products__account=account).order_by("-pk")
    return {fingerprint(pairs_of(product.options)): product for product in free if product.options}


def _new_product(group: ProductGroup, seen: ImportPreview, line: ImportLine, category_id: int | None) -> Product:
    """Its own stock is not known, and so not sold: what can be sold of it stands in its supplies."""
    item, variant = seen.item, line.variant
    assert line.priced is not None  # noqa: S101 - an importable line has its price
    options = dict(options_of(variant))
    return Product(
        title=_variant_title(item, variant),
        description=seen.description,
        sku=cut(clean_line(variant.sku), LONGEST_SKU),
        price=line.priced.price.amount,
        currency=line.priced.price.currency,
        stock=0,
        stock_known=False,
        brand=cut(clean_line(item.brand), 120),
        category_id=category_id,
        images=_pictures(item, variant),
        group=group,
        options=options or None,
    )


def _write_offers(
    account: SupplierAccount,
    item: SupplierItem,
    lines: Sequence[ImportLine],
    products: Sequence[Product],
    read_at: datetime,
) -> list[SupplierProduct]:
    offers = [
        confirmed_offer(account, product, item, line.variant, read_at=read_at)
        for line, product in zip(lines, products, strict=True)
    ]
    SupplierProduct.objects.bulk_create(offers)
    stocks, supplies = [], []
    for offer, line in zip(offers, lines, strict=True):
        levels = levels_of(item, line.variant)
        stocks += stock_rows(offer, levels or [], read_at)
        quantity = deliverable(levels or [], account.stock_basis, offer.quantity_ratio)
        supplies.append(supply_of(offer, quantity, None if levels is None else read_at))
    SupplierStock.objects.bulk_create(stocks)
    save_supplies(supplies)
    return offers


def _tell(
    account: SupplierAccount,
    group: ProductGroup,
    offers: Sequence[SupplierProduct],
    created: Sequence[Product],
    by: str,
) -> None:
    origin = {"supplier": account.supplier, "account": account.name}
    record_many((Entry(product, "product.imported", origin) for product in created), by=by)
    links = ({"product": offer.product_id, "variant": offer.external_variant_id} for offer in offers)
    record_many(
        (Entry(offer, "supplier_product.linked", data) for offer, data in zip(offers, links, strict=True)), by=by
    )
    record(group, "product_group.variants_added", by=by, data={"count": len(offers), **origin})


def _title(title: str, instead: str) -> str:
    return cut(clean_line(title), LONGEST_TITLE) or instead


def _variant_title(item: SupplierItem, variant: Variant) -> str:
    """The product's title; with several variants followed by what this one is, which is never cut off."""
    values = " / ".join(value for _, value in options_of(variant) if value)
    if not values or len(item.variants) == 1:
        return _title(item.title, item.product_id)
    values = cut(values, LONGEST_TITLE // 2)
    return f"{cut(_title(item.title, item.product_id), LONGEST_TITLE - len(values) - 3)} – {values}"


def _pictures(item: SupplierItem, variant: Variant) -> list[str]:
    """The variant's own first, each once, absolute http(s) addresses only."""
    addresses = (absolute_url(address) for address in (variant.image_url, *item.images) if address)
    return list(dict.fromkeys(address for address in addresses if address))[:MOST_IMAGES]
