"""A purchase that somebody proposes by hand or by program, and changes of an address or of the way of sending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from core.history import record
from inventory.source.mapper.text import clean_line
from orders.actions.errors import NotAllowedNow, require
from orders.actions.routing import freight_of
from orders.intake.taking import settle
from orders.models import Address, Order, OrderLine, SupplierOrder
from orders.planning.candidates import cheapest
from orders.planning.drafting import WITHDRAWABLE, DraftLine, DraftPart, NotDrafted, draft, lock
from orders.rules.profit import convert, read_rates
from orders.rules.routing import Freight
from orders.standing.facts import facts_of
from orders.standing.recompute import recompute
from suppliers.models import SupplierAccount, SupplierProduct

CHANGE = "orders.change_order"
CHANGE_PURCHASE = "orders.change_supplierorder"


@dataclass(frozen=True, slots=True)
class Item:
    """So many units of the order's line with this SKU. `theirs` is their variant or product, "" for the first ranked."""

    sku: str
    quantity: int
    theirs: str = ""
    properties: Mapping[str, str] | None = None


def proposal(order: Order, account: SupplierAccount, items: Sequence[Item]) -> DraftPart:
    """What such a purchase would be, with its freight asked of the supplier. Writes nothing.

    Raises NotAllowedNow with "no_line", "no_offers", "no_cost", "mixed_currencies", "not_sent_there",
    "no_exchange_rate" or "not_to_be_bought", and the errors of `core.errors`.
    """
    if not facts_of(order).may_be_bought:
        raise NotAllowedNow("not_to_be_bought", "Nothing may be bought for this order now.")
    lines = [_line(order, account, item) for item in items]
    currencies = {line.offer.currency for line in lines}
    if len(currencies) != 1:
        raise NotAllowedNow(
            "mixed_currencies", "The items are paid in several currencies: propose a purchase for each."
        )
    currency = currencies.pop()
    ways = freight_of(order, account, [(line.offer, line.quantity * _ratio(line)) for line in lines])
    way = cheapest(ways)
    if way is None:
        raise NotAllowedNow("not_sent_there", "The supplier does not send this to the order's address.")
    return _part(account, currency, tuple(lines), way)


def propose(
    order: Order, part: DraftPart, items: Sequence[Item], by: str, *, user: User | None = None
) -> SupplierOrder:
    """Writes the proposal. Raises NotAllowedNow("too_many") where the line has not so many units left to buy."""
    require(user, CHANGE_PURCHASE)
    with transaction.atomic():
        try:
            (made,) = draft(order.pk, [part], by)
        except NotDrafted as error:
            raise NotAllowedNow(error.code, str(error)) from error
        wishes = {item.sku: item.properties for item in items if item.properties}
        for line in made.lines.select_related("order_line"):
            if line.order_line.sku in wishes:
                wished = wishes[line.order_line.sku].items()
                pairs = [[clean_line(name)[:200], clean_line(value)[:2000]] for name, value in wished]
                OrderLine.objects.filter(pk=line.order_line_id).update(properties=pairs)
        recompute(order.pk, by=by)
    return made


def change_address(order: Order, values: Mapping[str, str], by: str, *, user: User | None = None) -> Order:
    """Corrects where it goes; the shop's later readings leave it so. Raises NotAllowedNow("already_bought") once a
    purchase was approved or sent: parcels do not follow."""
    require(user, "orders.change_address")
    with transaction.atomic():
        locked = lock(order.pk)
        if locked.supplier_orders.exclude(state__in=(*WITHDRAWABLE, "rejected", "cancelled")).exists():
            raise NotAllowedNow("already_bought", "A purchase for this order is under way: its address is fixed.")
        if locked.address_id is None:
            address = Address.objects.create(**values, by_staff=True)
        else:
            address = Address.objects.get(pk=locked.address_id)
            for name, value in values.items():
                setattr(address, name, value)
            address.by_staff = True
            address.save()
        Order.objects.filter(pk=order.pk).update(address=address, country=address.country)
        record(locked, "order.address_corrected", by=by, data={"fields": sorted(values)})
        return settle(order.pk, by)


def other_way(purchase: SupplierOrder, service_code: str) -> Freight:
    """The way of sending of this code as the supplier quotes it now. Raises NotAllowedNow("not_sent_there")."""
    order = Order.objects.select_related("address").get(pk=purchase.order_id)
    lines = purchase.lines.select_related("offer")
    sent = [(line.offer, line.supplier_quantity) for line in lines if line.offer is not None]
    ways = freight_of(order, purchase.account, sent)
    way = next((each for each in ways if each.service_code == service_code), None)
    if way is None:
        raise NotAllowedNow("not_sent_there", "The supplier does not offer this way of sending for these goods.")
    return way


def send_by(purchase: SupplierOrder, way: Freight, by: str, *, user: User | None = None) -> SupplierOrder:
    """Writes another way of sending on a proposal. Raises NotAllowedNow for one that was approved."""
    require(user, CHANGE_PURCHASE)
    changed = convert(way.price, purchase.currency, read_rates(settings.EXCHANGE_RATES))
    if changed is None:
        raise NotAllowedNow("no_exchange_rate", "The freight is quoted in a currency without an exchange rate.")
    values: dict[str, Any] = {
        "service_code": way.service_code,
        "freight_cost": changed[0].rounded().amount,
        "origin": way.origin,
        "min_days": way.min_days,
        "max_days": way.max_days,
    }
    with transaction.atomic():
        lock(purchase.order_id)
        if not SupplierOrder.objects.filter(pk=purchase.pk, state__in=WITHDRAWABLE).update(**values):
            raise NotAllowedNow("already_bought", "It was approved: how it is sent is fixed.")
        record(purchase, "supplier_order.way_changed", by=by, data={"service": way.service_code})
        recompute(purchase.order_id, by=by)
    purchase.refresh_from_db()
    return purchase


def _line(order: Order, account: SupplierAccount, item: Item) -> DraftLine:
    line = order.lines.filter(sku=item.sku, product__isnull=False).order_by("position", "pk").first()
    if line is None:
        raise NotAllowedNow("no_line", f"The order has no line with the SKU {item.sku!r} that stands for a product.")
    offers = SupplierProduct.objects.filter(
        product=line.product_id, account=account, state=SupplierProduct.State.CONFIRMED
    ).select_related("account")
    offer = next((each for each in offers.order_by("rank", "pk") if _is_meant(each, item.theirs)), None)
    if offer is None:
        raise NotAllowedNow("no_offers", f"No confirmed offer of this supplier stands behind {item.sku!r}.")
    if offer.cost is None or not offer.currency:
        raise NotAllowedNow("no_cost", f"What {item.sku!r} costs there is not known.")
    return DraftLine(line.pk, offer, item.quantity, offer.cost)


def _is_meant(offer: SupplierProduct, theirs: str) -> bool:
    return not theirs or theirs in (offer.external_variant_id, offer.external_product_id)


def _ratio(line: DraftLine) -> int:
    return max(line.offer.quantity_ratio, 1)


def _part(account: SupplierAccount, currency: str, lines: tuple[DraftLine, ...], way: Freight) -> DraftPart:
    changed = convert(way.price, currency, read_rates(settings.EXCHANGE_RATES))
    if changed is None:
        raise NotAllowedNow("no_exchange_rate", "The freight is quoted in a currency without an exchange rate.")
    return DraftPart(
        account=account,
        currency=currency,
        lines=lines,
        service_code=way.service_code,
        origin=way.origin,
        freight=changed[0].rounded().amount,
        min_days=way.min_days,
        max_days=way.max_days,
    )
