"""Which goods are in which parcel.

Suppliers name the parcels of an order and hardly ever say what lies in each. This is the rule:

1. One order of the supplier's holds the goods that it lists. Where it lists none, it may hold whatever was bought.
2. What lies in a parcel that we know stays there.
3. New parcels share what is left, in the order of the lines and as evenly as it goes: whole lines where there are lines
   enough, single units else. While the supplier says that more is to come one share more is cut, and kept for it.
4. A parcel for which nothing is left is followed all the same and holds nothing.

So no unit is ever in two parcels, and all are in one when the supplier says that all was sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, Sum
from django.utils import timezone

from core.history import record
from orders.models import Shipment, ShipmentLine, SupplierOrder, SupplierOrderLine
from suppliers.interface import Purchase, PurchaseLine, PurchaseStatus, TrackingRef

Units = Mapping[int, int]  # order line -> how many of it

_ALL_SENT = (PurchaseStatus.SHIPPED, PurchaseStatus.DELIVERED)
_SOME_SENT = (*_ALL_SENT, PurchaseStatus.PARTLY_SHIPPED)
_NUMBER_CHARACTERS = 120
_URL_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look at an order of the supplier's brought: parcels that are new, and those with another number now."""

    new: tuple[Shipment, ...] = ()
    renumbered: tuple[Shipment, ...] = ()


def deal(left: Units, parcels: int, *, more_to_come: bool) -> list[dict[int, int]]:
    """Shares for so many new parcels, by rule 3; some are empty where there are more parcels than units."""
    total = sum(left.values())
    shares = parcels + (1 if more_to_come and total > parcels else 0)
    lines = [(line, quantity) for line, quantity in left.items() if quantity > 0]
    pieces = lines if len(lines) >= shares else [(line, 1) for line, quantity in lines for _ in range(quantity)]
    size, larger = divmod(len(pieces), shares) if shares else (0, 0)
    found: list[dict[int, int]] = []
    start = 0
    for number in range(parcels):
        end = start + size + (1 if number < larger else 0)
        share: dict[int, int] = {}
        for line, quantity in pieces[start:end]:
            share[line] = share.get(line, 0) + quantity
        found.append(share)
        start = end
    return found


def note_parcels(row: SupplierOrder, purchase: Purchase, by: str) -> Seen:
    """Writes the parcels that this order of the supplier's shows. Called under the lock of `row`.

    A number counts only once the supplier says that something was sent: labels are printed days before.
    """
    if purchase.status not in _SOME_SENT:
        return Seen()
    shown = {number: ref for ref in purchase.tracking if (number := _number(ref))}
    known = list(row.shipments.filter(external_order_id=purchase.order_id).order_by("pk"))
    taken = set(row.shipments.values_list("number", flat=True))
    fresh = [number for number in shown if number not in taken]
    vanished = [parcel for parcel in known if parcel.number not in shown]
    if fresh and len(fresh) == len(vanished):
        pairs = zip(vanished, fresh, strict=True)
        return Seen(renumbered=tuple(_renumber(parcel, shown[number], by) for parcel, number in pairs))
    if not fresh:
        return Seen()
    shares = deal(left_of(row, purchase), len(fresh), more_to_come=purchase.status not in _ALL_SENT)
    made = [_create(row, purchase, shown[number], share, by) for number, share in zip(fresh, shares, strict=True)]
    return Seen(new=tuple(made))


def left_of(row: SupplierOrder, purchase: Purchase) -> dict[int, int]:
    """How many units of each order line this order of the supplier's still has to bring, in no parcel so far."""
    bought = list(row.lines.order_by("order_line__position", "pk"))
    sent = _in_parcels(ShipmentLine.objects.filter(shipment__supplier_order=row))
    of_this = ShipmentLine.objects.filter(shipment__supplier_order=row, shipment__external_order_id=purchase.order_id)
    sent_by_this = _in_parcels(of_this)
    listed = _listed(bought, purchase.lines)
    left: dict[int, int] = {}
    for line in bought:
        number = line.order_line_id
        free = line.quantity - sent.get(number, 0)
        if listed:
            free = min(free, listed.get(line.pk, 0) - sent_by_this.get(number, 0))
        if free > 0:
            left[number] = left.get(number, 0) + free
    return left


def all_in_parcels(row: SupplierOrder) -> bool:
    sent = _in_parcels(ShipmentLine.objects.filter(shipment__supplier_order=row))
    bought = row.lines.values_list("order_line_id", "quantity")
    return bool(bought) and all(sent.get(line, 0) >= quantity for line, quantity in bought)


def _in_parcels(lines: QuerySet[ShipmentLine]) -> dict[int, int]:
    summed = lines.values("order_line_id").annotate(units=Sum("quantity"))
    return {each["order_line_id"]: each["units"] for each in summed}


def _listed(bought: Sequence[SupplierOrderLine], shown: Sequence[PurchaseLine]) -> dict[int, int]:
    """Our units of each line that the supplier lists; {} where it lists nothing that we know. One line of theirs may
    stand for several of ours: suppliers put the same variant together."""
    theirs_of: dict[int, int] = {}
    for row in shown:
        rest = row.quantity
        for line in _same(bought, row):
            taken = min(rest, line.supplier_quantity - theirs_of.get(line.pk, 0))
            theirs_of[line.pk] = theirs_of.get(line.pk, 0) + taken
            rest -= taken
    return {line.pk: _our_units(line, theirs_of[line.pk]) for line in bought if theirs_of.get(line.pk)}


def _our_units(line: SupplierOrderLine, theirs: int) -> int:
    return max(1, theirs * line.quantity // line.supplier_quantity)


def _same(bought: Sequence[SupplierOrderLine], theirs: PurchaseLine) -> list[SupplierOrderLine]:
    """By our own reference where the supplier echoes it, else by variant, by SKU, or by product where it names no more."""
    ways = (
        (theirs.line_ref, lambda line: str(line.pk)),
        (theirs.variant_id, lambda line: line.external_variant_id),
        (theirs.sku, lambda line: line.external_sku),
        (theirs.product_id, lambda line: line.external_product_id),
    )
    for wanted, of in ways:
        found = [line for line in bought if wanted and of(line) == wanted]
        if found:
            return found
    return []


def _create(row: SupplierOrder, purchase: Purchase, ref: TrackingRef, share: Units, by: str) -> Shipment:
    has_shop = row.order.account_id is not None
    parcel = Shipment.objects.create(
        order_id=row.order_id,
        supplier_order=row,
        external_order_id=purchase.order_id,
        number=_number(ref),
        carrier=ref.carrier[:_NUMBER_CHARACTERS],
        url=_url(ref),
        shipped_at=timezone.now(),
        state=Shipment.State.PENDING if has_shop and share else Shipment.State.NONE,
        reason="" if share else "holds_nothing",
    )
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=parcel, order_line_id=line, quantity=quantity) for line, quantity in share.items()
    )
    record(parcel, "shipment.seen", by=by, data={"number": parcel.number, "carrier": parcel.carrier})
    return parcel


def _renumber(parcel: Shipment, ref: TrackingRef, by: str) -> Shipment:
    before = parcel.number
    parcel.number, parcel.url = _number(ref), _url(ref)
    parcel.carrier = ref.carrier[:_NUMBER_CHARACTERS] or parcel.carrier
    parcel.save(update_fields=["number", "url", "carrier", "updated_at"])
    record(parcel, "shipment.renumbered", by=by, data={"number": [before, parcel.number]})
    return parcel


def _number(ref: TrackingRef) -> str:
    return " ".join(ref.number.split())[:_NUMBER_CHARACTERS]


def _url(ref: TrackingRef) -> str:
    """Only an address that a browser opens; customers click on it."""
    is_web = ref.url.startswith(("https://", "http://")) and len(ref.url) <= _URL_CHARACTERS
    return ref.url if is_web and not any(letter.isspace() for letter in ref.url) else ""
