"""The lines of a shop's order, brought to what the shop shows of them now."""

from collections import defaultdict
from typing import Any

from core.history import record
from inventory.source.mapper.text import clean_line
from marketplaces.interface import RemoteFulfilment, RemoteLine, RemoteOrder
from marketplaces.models import MarketplaceAccount
from orders.intake.lines import Named, products_for
from orders.models import Order, OrderLine

_MOST = 2_147_483_647


def write_lines(order: Order, account: MarketplaceAccount, remote: RemoteOrder, by: str) -> None:
    """Lines the shop shows no more are owed no longer; they are kept, since something may have been bought for them."""
    known = {line.remote_line_id: line for line in order.lines.all()}
    products = products_for([_named(line) for line in remote.lines], account)
    elsewhere = _sent_elsewhere(order, remote)
    for position, told in enumerate(remote.lines):
        values = _values(told, position, elsewhere[told.line_id])
        product_id = products.get(_named(told))
        line = known.pop(told.line_id, None)
        if line is None:
            OrderLine.objects.create(order=order, remote_line_id=told.line_id, product_id=product_id, **values)
        else:
            _bring(line, values if line.product_id is not None else {**values, "product_id": product_id}, by)
    for gone in known.values():
        if gone.owed and "lines_cut" not in remote.problems:
            record(order, "order.line_changed", by=by, data={"line": gone.pk, "owed": [gone.owed, 0]})
            OrderLine.objects.filter(pk=gone.pk).update(owed=0)
            _look_again(order)


def _values(told: RemoteLine, position: int, elsewhere: int) -> dict[str, Any]:
    return {
        "position": min(position, 32_767),
        "sku": clean_line(told.sku)[:120],
        "title": clean_line(told.title)[:300],
        "variant_title": clean_line(told.variant_title)[:200],
        "remote_variant_id": told.variant_id[:120],
        "quantity": _units(told.quantity),
        "owed": _units(told.owed),
        "sent_elsewhere": min(elsewhere, _units(told.owed)),
        "unit_price": None if told.unit_price is None else told.unit_price.amount,
        "properties": [[clean_line(name)[:200], clean_line(value)[:2000]] for name, value in told.properties],
        "requires_shipping": told.requires_shipping,
    }


def _bring(line: OrderLine, values: dict[str, Any], by: str) -> None:
    """A line that is mapped stays so, whoever mapped it: `values` name a product only where there was none."""
    changed = {name: value for name, value in values.items() if getattr(line, name) != value}
    if not changed:
        return
    if "owed" in changed:
        data = {"line": line.pk, "owed": [line.owed, changed["owed"]]}
        record(line.order, "order.line_changed", by=by, data=data)
        _look_again(line.order)
    for name, value in changed.items():
        setattr(line, name, value)
    line.save(update_fields=list(changed))


def _look_again(order: Order) -> None:
    """Staff accepted a difference of other figures than those of now."""
    if "lines_gone_wrong" in order.settled:
        order.settled = [code for code in order.settled if code != "lines_gone_wrong"]
        order.save(update_fields=["settled"])


def _named(line: RemoteLine) -> Named:
    return Named(line.variant_id[:120], clean_line(line.sku)[:120])


def _units(number: int) -> int:
    return min(max(number, 0), _MOST)


def _sent_elsewhere(order: Order, remote: RemoteOrder) -> dict[str, int]:
    """Units by the shop's line that left in parcels which are not ours: whoever sent them, they are not to be bought.

    A parcel without lines is taken for the whole order: rather not bought than bought twice.
    """
    units: dict[str, int] = defaultdict(int)
    for parcel in remote.fulfilments:
        if parcel.is_cancelled or _is_ours(order, parcel):
            continue
        for line_id, number in parcel.lines or tuple((line.line_id, line.owed) for line in remote.lines):
            units[line_id] += number
    return units


def _is_ours(order: Order, parcel: RemoteFulfilment) -> bool:
    numbers = {_plain(each.number) for each in parcel.tracking}
    return any(
        shipment.remote_fulfilment_id == parcel.fulfilment_id or _plain(shipment.number) in numbers
        for shipment in order.shipments.only("remote_fulfilment_id", "number")
    )


def _plain(number: str) -> str:
    return "".join(letter for letter in number if letter.isalnum()).upper()
