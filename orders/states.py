"""Which moves the rows of the story may make, each with the code that history keeps."""

from core.states import Transitions
from orders.models.mails import MailState
from orders.models.order import OrderStage
from orders.models.parcels import WriteBackState
from orders.models.purchases import PurchaseState
from orders.models.refunds import RefundState

_P = PurchaseState
_W = WriteBackState
_M = MailState
_R = RefundState

# An order's stage is worked out from its parts, so every stage can follow every other.
ORDER_MOVES = Transitions(
    "orders.order",
    {(origin, to): "worked_out" for origin in OrderStage.values for to in OrderStage.values if origin != to},
)

PURCHASE_MOVES = Transitions(
    "orders.supplierorder",
    {
        # What may be bought, and when
        (_P.DRAFT, _P.READY): "approved",
        (_P.DRAFT, _P.HELD): "held",
        (_P.DRAFT, _P.CANCELLED): "withdrawn",
        (_P.HELD, _P.DRAFT): "released",
        (_P.HELD, _P.READY): "approved",
        (_P.HELD, _P.CANCELLED): "withdrawn",
        (_P.READY, _P.HELD): "held",
        (_P.READY, _P.CANCELLED): "withdrawn",
        (_P.READY, _P.SENDING): "sending",
        (_P.READY, _P.REJECTED): "not_fit_to_send",
        (_P.READY, _P.NEEDS_OPERATOR): "gave_up",
        # The request is out
        (_P.SENDING, _P.PLACED): "placed",
        (_P.SENDING, _P.READY): "not_sent",
        (_P.SENDING, _P.REJECTED): "refused",
        (_P.SENDING, _P.UNKNOWN): "outcome_unknown",
        (_P.SENDING, _P.NEEDS_OPERATOR): "cannot_be_told",
        (_P.UNKNOWN, _P.PLACED): "found",
        (_P.UNKNOWN, _P.READY): "proven_not_placed",
        (_P.UNKNOWN, _P.NEEDS_OPERATOR): "cannot_be_told",
        (_P.NEEDS_OPERATOR, _P.PLACED): "resolved_as_placed",
        (_P.NEEDS_OPERATOR, _P.CANCELLED): "resolved_as_not_placed",
        (_P.UNKNOWN, _P.CANCELLED): "resolved_as_not_placed",
        (_P.REJECTED, _P.CANCELLED): "replaced",
        # Money
        (_P.PLACED, _P.PAY_READY): "payment_approved",
        (_P.PLACED, _P.PAID): "seen_paid",
        (_P.PLACED, _P.CANCELLED): "cancelled",
        (_P.PAY_READY, _P.PLACED): "payment_withdrawn",
        (_P.PAY_READY, _P.PAY_SENDING): "paying",
        (_P.PAY_READY, _P.PAID): "seen_paid",
        (_P.PAY_READY, _P.CANCELLED): "cancelled",
        (_P.PAY_SENDING, _P.PAID): "paid",
        (_P.PAY_SENDING, _P.PAY_READY): "not_sent",
        (_P.PAY_SENDING, _P.PAY_REJECTED): "refused",
        (_P.PAY_SENDING, _P.PAY_UNKNOWN): "outcome_unknown",
        (_P.PAY_UNKNOWN, _P.PAID): "seen_paid",
        (_P.PAY_UNKNOWN, _P.PLACED): "proven_not_paid",
        (_P.PAY_UNKNOWN, _P.CANCELLED): "cancelled",
        (_P.PAY_REJECTED, _P.PAY_READY): "payment_approved",
        (_P.PAY_REJECTED, _P.PAID): "seen_paid",
        (_P.PAY_REJECTED, _P.CANCELLED): "cancelled",
        # Goods
        **{
            (origin, to): "seen_at_supplier"
            for origin in (_P.PLACED, _P.PAY_READY, _P.PAY_UNKNOWN, _P.PAY_REJECTED, _P.PAID)
            for to in (_P.PARTLY_SHIPPED, _P.SHIPPED, _P.DELIVERED)
        },
        (_P.PARTLY_SHIPPED, _P.SHIPPED): "seen_at_supplier",
        (_P.PARTLY_SHIPPED, _P.DELIVERED): "seen_at_supplier",
        (_P.SHIPPED, _P.DELIVERED): "seen_at_supplier",
        (_P.PAID, _P.CANCELLED): "cancelled_by_supplier",
        (_P.PARTLY_SHIPPED, _P.CANCELLED): "cancelled_by_supplier",
        (_P.SHIPPED, _P.CANCELLED): "cancelled_by_supplier",
    },
)

WRITE_BACK_MOVES = Transitions(
    "orders.shipment",
    {
        (_W.NONE, _W.PENDING): "to_be_written",
        (_W.PENDING, _W.SENDING): "writing",
        (_W.PENDING, _W.CONFIRMED): "found_there",
        (_W.PENDING, _W.REFUSED): "refused",
        (_W.PENDING, _W.NONE): "nothing_to_write",
        (_W.SENDING, _W.WRITTEN): "written",
        (_W.SENDING, _W.PENDING): "not_sent",
        (_W.SENDING, _W.UNKNOWN): "outcome_unknown",
        (_W.SENDING, _W.REFUSED): "refused",
        (_W.UNKNOWN, _W.WRITTEN): "found_there",
        (_W.UNKNOWN, _W.CONFIRMED): "found_there",
        (_W.UNKNOWN, _W.PENDING): "proven_not_written",
        (_W.WRITTEN, _W.CONFIRMED): "read_back",
        (_W.WRITTEN, _W.PENDING): "vanished",
        (_W.CONFIRMED, _W.PENDING): "write_again",
        (_W.REFUSED, _W.PENDING): "write_again",
    },
)

MAIL_MOVES = Transitions(
    "orders.notification",
    {
        (_M.PENDING, _M.SENDING): "sending",
        (_M.PENDING, _M.SUPPRESSED): "suppressed",
        (_M.PENDING, _M.FAILED): "failed",
        (_M.SENDING, _M.SENT): "sent",
        (_M.SENDING, _M.PENDING): "not_sent",
        (_M.SENDING, _M.FAILED): "failed",
        (_M.FAILED, _M.PENDING): "tried_again",
        (_M.SUPPRESSED, _M.PENDING): "sent_by_staff",
    },
)

# A refund is sent once: nothing leads back to the sending but the certainty that it did not go out.
REFUND_MOVES = Transitions(
    "orders.orderrefund",
    {
        (_R.READY, _R.SENDING): "sending",
        (_R.READY, _R.REJECTED): "refused",
        (_R.SENDING, _R.READY): "not_sent",
        (_R.SENDING, _R.UNKNOWN): "outcome_unknown",
        **{
            (origin, to): "found" if origin is _R.UNKNOWN else "answered"
            for origin in (_R.SENDING, _R.UNKNOWN, _R.PENDING)
            for to in (_R.PENDING, _R.DONE, _R.FAILED)
            if origin != to
        },
        (_R.SENDING, _R.REJECTED): "refused",
        (_R.UNKNOWN, _R.NEEDS_OPERATOR): "cannot_be_told",
        (_R.NEEDS_OPERATOR, _R.DONE): "resolved_as_made",
        (_R.NEEDS_OPERATOR, _R.REJECTED): "resolved_as_not_made",
    },
)
