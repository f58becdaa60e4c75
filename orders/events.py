"""The timeline's sentences: what happened to an order, its purchases, its parcels and its messages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.console import register_event_reader
from core.models import Event
from core.troubles import Words
from orders.models.mails import MailState
from orders.models.order import OrderStage
from orders.models.parcels import WriteBackState
from orders.models.purchases import PurchaseState
from orders.models.refunds import RefundState
from orders.reasons import order_words, parcel_words, purchase_words

HISTORY: dict[str, Words] = {
    "order.taken": _("Came in"),
    "order.payment": _("Payment: %(payment)s"),
    "order.cancel_seen": _("The shop shows it as cancelled"),
    "order.country_changed": _("The customer gave another country: %(country)s"),
    "order.line_changed": _("The shop changed a line: %(owed)s owed"),
    "order.line_mapped": _("Staff said which product a line is"),
    "order.offer_chosen": _("Staff chose another supplier for a line"),
    "order.routed": _("Suppliers chosen: %(parts)s purchases proposed"),
    "order.route_asked": _("Asked for another look at the suppliers"),
    "order.held": _("Held by staff"),
    "order.released": _("Released"),
    "order.settled": _("Accepted as it is"),
    "order.note_written": _("Note written"),
    "order.note_removed": _("Note removed"),
    "order.tagged": _("Tags: %(tags)s"),
    "order.assigned": _("Assigned to %(to)s"),
    "order.unassigned": _("Assigned to nobody any more"),
    "order.address_corrected": _("Address corrected by staff"),
    "order.loss_accepted": _("May be bought although it would lose money"),
    "order.cancelled_by_staff": _("Cancelled by staff"),
    "order.changed_by_program": _("Changed by a program"),
    "order.erased": _("The customer's data was erased"),
    "order.data_exported": _("The customer's data was exported"),
    "order.data_asked": _("The customer asks what is stored about them"),
    "order.refund_asked": _("A refund of %(amount)s %(currency)s was asked for"),
    "order.parcel_told_by_hand": _("Parcel %(number)s, sent by hand, is told to the shop"),
    "order.disputed": _("The customer has asked the bank for the money back: dispute %(dispute)s"),
    "payment_dispute.accept_dispute": _("Staff accept the dispute: the customer keeps the money"),
    "payment_dispute.contest_dispute": _("Staff contest the dispute"),
    "payment_dispute.add_dispute_evidence": _("Staff add evidence"),
    "supplier_order.drafted": _("Proposed at %(supplier)s"),
    "supplier_order.way_changed": _("Another way of sending: %(service)s"),
    "supplier_order.cancel_wanted": _("To be cancelled at the supplier"),
    "supplier_order.partly_cancelled": _("The supplier cancelled a part of it"),
    "supplier_order.extra_bill": _("The supplier asks for %(amount)s %(currency)s more: %(reason)s"),
    "shipment.seen": _("The supplier tells of the parcel"),
    "shipment.moved": _("The parcel moved"),
    "shipment.delayed": _("Nothing was heard of the parcel for long"),
    "shipment.renumbered": _("The parcel has another tracking number"),
    "shipment.number_told": _("The shop was told the new number"),
    "shipment.change_refused": _("The shop did not take the new number"),
    "shipment.progress_unknown": _("The parcel's way could not be told to the shop"),
    "notification.asked_again": _("Staff asked to send the message again"),
}

# The same state reached in another way, by the code of the move.
MOVES: dict[str, Words] = {
    "released": _("Released: may be approved"),
    "not_sent": _("Not sent: it is tried again"),
    "found": _("Found at the supplier"),
    "resolved_as_made": _("A person found it at the marketplace"),
    "resolved_as_not_made": _("A person found that it was not made"),
    "proven_not_placed": _("Looked up: the supplier has no such order, it is sent once more"),
    "cannot_be_told": _("Whether it was bought cannot be told: a person has to look"),
    "resolved_as_placed": _("A person found it at the supplier"),
    "resolved_as_not_placed": _("A person found that it was not bought"),
    "withdrawn": _("Withdrawn before it was sent"),
    "cancelled_by_supplier": _("Cancelled by the supplier"),
    "replaced": _("Replaced by a new purchase"),
    "payment_withdrawn": _("Payment withdrawn"),
    "seen_paid": _("Seen as paid at the supplier"),
    "proven_not_paid": _("Looked up: it is not paid"),
    "gave_up": _("Given up: a person has to look"),
    "not_fit_to_send": _("Not fit to be sent"),
    "found_there": _("Found at the shop"),
    "read_back": _("Read back from the shop"),
    "vanished": _("The shop shows it no more: it is written again"),
    "write_again": _("To be written again"),
    "tried_again": _("To be sent again"),
    "sent_by_staff": _("To be sent: staff said so"),
}

_STATES: Mapping[str, Mapping[str, Any]] = {
    "order": dict(OrderStage.choices),
    "supplier_order": dict(PurchaseState.choices),
    "shipment": dict(WriteBackState.choices),
    "notification": dict(MailState.choices),
    "order_refund": dict(RefundState.choices),
}


class _Values(dict[str, Any]):
    """Values for `%`: one that is missing shows as a dash, a pair as old and new."""

    def __missing__(self, name: str) -> str:
        return "–"

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        pair = isinstance(value, list) and len(value) == 2  # noqa: PLR2004 - old and new
        return " → ".join(str(each) or "–" for each in value) if pair else value


def read_history(events: Sequence[Event]) -> dict[int, str]:
    """Sentences by the event's key; what has none here is left to the page's own words."""
    said = {event.pk: _sentence(event) for event in events}
    return {pk: words for pk, words in said.items() if words}


def _sentence(event: Event) -> str:
    noun, _dot, what = event.kind.partition(".")
    if event.kind == "order.reason":
        return order_words(str(event.data.get("reason", "")), event.data)
    known = HISTORY.get(event.kind) or MOVES.get(str(event.data.get("code", "")))
    if known:
        words = str(known) % _Values(event.data)
    else:
        state = str(_STATES.get(noun, {}).get(what, ""))
        words = state[:1].upper() + state[1:]
    why = _why(noun, str(event.data.get("why") or ""))
    return f"{words}: {why}" if words and why else words


def _why(noun: str, why: str) -> str:
    """A code has its words; what a person wrote stands as it is."""
    if not why or " " in why:
        return why
    words = {"order": order_words, "supplier_order": purchase_words, "shipment": parcel_words}.get(noun)
    return words(why) if words is not None else why


for _label in (
    "orders.order",
    "orders.supplierorder",
    "orders.shipment",
    "orders.notification",
    "orders.orderrefund",
    "orders.paymentdispute",
):
    register_event_reader(_label, read_history)
