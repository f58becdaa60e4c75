"""The whole story in one file, top to bottom: which news leads to which step. The steps themselves stand elsewhere.

A shop or a supplier tells of something (a webhook, or the clock asks) -> what it names is read again -> `orders.intake.taking`
or `orders.following.purchases` writes it down -> the job filed with it takes the next step:

    orders.poll_shops   the clock: what has changed at the shops?            actions.polling -> intake.take_remote
    a shop's webhook    an order is new or changed: read it again            take_order      -> intake.take_remote
    orders.confirm      it is paid: tell the customer                        notifications.tell
    orders.route        who delivers what? draft the purchases               actions.routing.route
                        approve what a rule or a person approves             actions.approving
    orders.place        buy, once                                            purchasing
    orders.look_up      an outcome is not known: look, never send blindly    purchasing
    orders.pay          pay, once, what was approved                         paying
    orders.follow       how far is the supplier? which parcels?              following.take_purchase
    orders.write_back   tell the shop the tracking number, once              writing_back
    orders.send_mail    tell the customer, once                              notifications
    orders.cancel_seen  the shop cancelled: take back what can be            actions.cancelling.cancel_seen
    privacy.erase       a person is to be forgotten                          privacy
"""

# Every process loads this file to know what it handles, so what the work itself needs is loaded when it comes.
# ruff: noqa: PLC0415

from __future__ import annotations

from typing import TYPE_CHECKING

from core.inbox import EventOutcome, Unreadable
from marketplaces.handlers import NOT_OURS
from marketplaces.handlers import on_push as on_shop_push
from suppliers.handlers import on_push as on_supplier_push

if TYPE_CHECKING:
    from core.models import InboundEvent
    from marketplaces.interface import Push as ShopPush
    from marketplaces.models import MarketplaceAccount
    from suppliers.interface import Push as SupplierPush
    from suppliers.models import SupplierAccount


@on_shop_push("order", "order_cancelled", "refund", "fulfilment")
def take_order(account: MarketplaceAccount, push: ShopPush, event: InboundEvent) -> EventOutcome:
    """The order is read again and written as it is now, whatever the push says of it. One that names no order cannot be
    followed: it ends as dead, where staff see it and can replay it once the hub reads it better."""
    from orders.actions.polling import read_order

    if not push.order_ids:
        raise Unreadable("It names no order.")
    taken = [read_order(account, order_id, f"webhook {event.pk}") for order_id in push.order_ids]
    ids = [order.pk for order in taken if order is not None]
    return EventOutcome.done({"orders": ids}) if ids else EventOutcome.ignored(NOT_OURS)


@on_supplier_push("order", "order_split", "payment", "extra_bill")
def take_purchase(account: SupplierAccount, push: SupplierPush, event: InboundEvent) -> EventOutcome:
    """The purchase is read again. A bill that comes later is kept as the supplier told it: nothing else shows it."""
    from orders.actions import following

    return following.take_push(account, push, f"webhook {event.pk}")


@on_supplier_push("tracking")
def take_tracking(account: SupplierAccount, push: SupplierPush, event: InboundEvent) -> EventOutcome:
    """The parcels are asked about, and the purchase is read again: the number may be new."""
    from orders.actions import tracking

    return tracking.take_push(account, push, f"webhook {event.pk}")
