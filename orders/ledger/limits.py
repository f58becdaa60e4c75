"""What an account may spend, and the rows that decide about a purchase, locked."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from orders.models import BuyingLimit, BuyingSwitch, Order, SupplierOrder
from suppliers.models import SupplierAccount


@dataclass(frozen=True, slots=True)
class Limits:
    """What an account may spend, from its row or from the settings. None: no limit of that kind."""

    is_on: bool
    currency: str
    per_order: Decimal | None
    per_day: Decimal | None
    automatic_per_hour: int | None
    pays_by_itself: bool


@dataclass(frozen=True, slots=True)
class Locked:
    """One purchase with the rows that decide about it, locked until the transaction ends: nobody cancels the order, and
    nobody else spends on the account, while we count."""

    row: SupplierOrder
    order: Order
    account: SupplierAccount
    limits: Limits


def lock(supplier_order_id: int) -> Locked:
    """Order, account, purchase, always in this sequence. Inside of a transaction."""
    keys = SupplierOrder.objects.values("order_id", "account_id").get(pk=supplier_order_id)
    order = Order.objects.select_for_update(no_key=True).get(pk=keys["order_id"])
    account = SupplierAccount.objects.select_for_update(no_key=True).get(pk=keys["account_id"])
    row = SupplierOrder.objects.select_for_update(no_key=True).get(pk=supplier_order_id)
    row.order, row.account = order, account
    return Locked(row, order, account, limits_of(account))


def limits_of(account: SupplierAccount) -> Limits:
    found = BuyingLimit.objects.filter(account=account).first()
    if found is None:
        return Limits(
            True,
            settings.BUYING_CURRENCY,
            settings.BUYING_PER_ORDER,
            settings.BUYING_PER_DAY,
            settings.BUYING_AUTOMATIC_PER_HOUR,
            pays_by_itself=False,
        )
    return Limits(
        found.is_on,
        found.currency,
        found.per_order,
        found.per_day,
        found.automatic_per_hour,
        pays_by_itself=found.pays_by_itself,
    )


def buying_is_on() -> bool:
    """The switch that stops all spending; a hub that has none has never been stopped."""
    switch = BuyingSwitch.objects.filter(pk=1).first()
    return switch is None or switch.is_on
