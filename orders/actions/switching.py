"""The switch that stops all buying and paying at once."""

from django.contrib.auth.models import User
from django.db import transaction

from core.history import record
from core.states import move
from orders.actions.errors import reason_given, require
from orders.ledger import outcomes
from orders.models import BuyingSwitch, SupplierOrder
from orders.models.purchases import PurchaseState
from orders.standing.recompute import recompute

SWITCH = "orders.switch_buying"
_S = PurchaseState


def switch_buying(is_on: bool, by: str, why: str, *, user: User | None = None) -> BuyingSwitch:
    """Off: nothing is sent or paid from the next transaction on; what is on the wire goes on. On: purchases that were held
    for the switch alone go on as they were approved. The reason is kept."""
    require(user, SWITCH)
    said = reason_given(why)
    with transaction.atomic():
        switch, _ = BuyingSwitch.objects.select_for_update().get_or_create(pk=1)
        was_on = switch.is_on
        switch.is_on, switch.why, switch.by = is_on, said[:200], by
        switch.save()
        record(switch, "buying.switched_on" if is_on else "buying.switched_off", by=by, data={"why": said})
        released = _release(by) if is_on and not was_on else []
    for order_id in dict.fromkeys(released):
        recompute(order_id, by=by)
    return switch


def _release(by: str) -> list[int]:
    """The orders of which a purchase goes on: approved before, and held because of the switch."""
    held = SupplierOrder.objects.filter(state=_S.HELD, reason="buying_off", approved_cost__isnull=False)
    released = []
    for row in held.order_by("pk"):
        if move(row, _S.READY, by=by, why="buying_on", reason="", reason_values={}):
            outcomes.file_place(row)
            released.append(row.order_id)
    return released
