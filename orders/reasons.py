"""The words for every code that orders, purchases, parcels and messages leave behind: why something is as it is."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.troubles import Area, ErrorWords, Words, register_area

ORDERS: dict[str, Words] = {
    "unmapped_lines": _("Nobody has said yet which product of ours a line is."),
    "held_by_staff": _("Held by staff."),
    "unpaid": _("The customer has not paid yet."),
    "test_order": _("A test order: it is never bought."),
    "buying_off_for_shop": _("Orders of this shop are not bought by the hub: its settings say so."),
    "cancel_asked": _("The customer has asked the marketplace to cancel it, and nobody has answered yet."),
    "refund_of_no_line": _("A part of it was refunded, and the marketplace does not say for which line."),
    "not_ours_to_ship": _(
        "It is picked up, downloaded, or sent by the marketplace itself: there is nothing for us to send."
    ),
    "no_address": _("There is no address to send it to."),
    "address_incomplete": _("The address lacks something that carriers ask for."),
    "no_personal_data": _("The shop shows no customer's data: the app's rights or the shop's plan do not allow it."),
    "no_offer": _("No confirmed offer of a supplier stands behind a product of it."),
    "no_stock": _("No supplier has enough of it in stock."),
    "not_sent_there": _("No supplier sends it to this country."),
    "stale_offers": _("The suppliers' figures are too old to buy by."),
    "no_exchange_rate": _("An exchange rate is missing: what it would earn cannot be told."),
    "below_floor": _("It would earn less than the floor that is set."),
    "purchase_held": _("A purchase is held by a limit or a switch."),
    "purchase_unknown": _("Nobody knows yet whether a purchase reached the supplier. It is looked up."),
    "purchase_needs_operator": _("A purchase needs a person's decision."),
    "purchase_rejected": _("The supplier refused a purchase."),
    "payment_rejected": _("The supplier refused a payment."),
    "payment_unknown": _("Nobody knows yet whether a payment was taken. It is looked up."),
    "cancelled_after_purchase": _("Cancelled after it was bought."),
    "refunded_after_purchase": _("Refunded after it was bought."),
    "supplier_cancelled": _("The supplier cancelled a purchase."),
    "write_back_refused": _("The shop refused a tracking number."),
    "lines_gone_wrong": _("More was bought than the order still asks for: it was edited at the shop."),
    "being_read": _("Being read from the shop."),
    "being_routed": _("A supplier is being chosen."),
    "being_sent": _("A purchase is being sent to the supplier."),
    "being_paid": _("A payment is being made."),
    "sent_elsewhere": _("Sent without the hub."),
    "nothing_to_send": _("Nothing of it has to be sent."),
    "cancelled_at_shop": _("Cancelled at the shop."),
    "cancelled_by_staff": _("Cancelled by staff."),
    "refunded": _("Refunded."),
    "nothing_owed": _("Nothing of it is owed any more."),
}

PURCHASES: dict[str, Words] = {
    "below_floor": _("The order would earn less than the floor that is set."),
    "price_drift": _("It costs %(cost)s %(currency)s now; %(approved)s %(currency)s were approved."),
    "per_order_limit": _("%(cost)s %(currency)s are more than the limit for one order, %(limit)s."),
    "per_day_limit": _(
        "With %(spent)s spent today, %(cost)s %(currency)s more would pass the day's limit of %(limit)s."
    ),
    "hourly_limit": _("%(sent)s purchases were approved by rule in an hour, the limit is %(limit)s."),
    "buying_off": _("Buying is switched off."),
    "account_off": _("Nothing may be bought at %(account)s: it is switched off."),
    "other_currency": _("It costs %(currency)s, the account's limits are in %(wanted)s."),
    "no_exchange_rate": _("An exchange rate is missing: what the order would earn cannot be told."),
    "no_answer": _("The request went out and no answer came back."),
    "not_found_twice": _("The supplier was asked twice, late enough, and knows no order of our number."),
    "cannot_be_looked_up": _("The supplier cannot be asked by our number: look on its own site."),
    "differs": _("The supplier has an order of our number that differs from what was asked for."),
    "has_problems": _("The supplier placed it and names problems: read its words."),
    "refused": _("Refused by the supplier."),
    "not_fit": _("It could not be sent as it is: read the message."),
    "payment_refused": _("The supplier refused the payment."),
    "partly_cancelled": _("The supplier cancelled a part of it."),
    "order_cancelled": _("The order was cancelled."),
    "order_refunded": _("The customer got the money back."),
    "order_changed": _("The order was changed at the shop: it is drafted anew."),
    "not_owed_any_more": _("The customer is owed less than it holds."),
    "test_order": _("A test order: it is never bought."),
    "cancelled_by_staff": _("Cancelled by staff."),
    "supplier_chosen": _("Staff chose another supplier."),
    "paid_in_console": _("This supplier is paid in its own console."),
    "status_not_payable": _("The supplier shows a status in which nothing can be paid: read its word."),
    "payment_not_made": _("The supplier was asked twice, late enough: it was not paid."),
    "cannot_be_cancelled": _(
        "The supplier has no call to cancel it: it runs out unpaid there, or cancel it in its console."
    ),
    "cancel_refused": _("The supplier refused to cancel it: it is not paid, and runs out there."),
    "resolved_as_not_placed": _("Staff found that the supplier does not have it."),
}

PARCELS: dict[str, Words] = {
    "no_answer": _("The shop's answer was lost. It is looked at before anything is written again."),
    "shop_takes_none": _("This shop takes no parcels."),
    "order_not_readable": _("The shop's order could not be read."),
    "cancelled_there": _("The shop's order, or the parcel there, was cancelled."),
    "nothing_left": _("The shop has nothing left to be sent of this order."),
    "refused": _("The shop refused it: read its words."),
    "holds_nothing": _("Nothing of the order is known to be in it."),
    "no_scope": _("The app has no right to write parcels: connect the shop anew and grant it."),
    "on_hold": _("The shop holds the order back: release it there, then tell it again."),
    "scheduled": _("The shop wants it sent later: tell it again then."),
    "closed": _("All of the order is marked as sent at the shop already."),
    "cancelled": _("The order was cancelled at the shop."),
}

MAILS: dict[str, Words] = {
    "switched_off": _("Messages to customers are switched off in the settings."),
    "no_mail_server": _("There is no mail server: set SMTP_SERVER."),
    "mail_server_down": _("The mail server cannot be reached. It is tried again."),
    "no_recipient": _("The customer has no e-mail address that can be written to."),
    "erased": _("The customer's data was erased."),
    "quiet": _("The order was old when it was first seen."),
    "test_order": _("A test order: nobody is written to."),
    "cancelled": _("The order was cancelled."),
    "by_staff": _("Sent again by staff."),
    "not_sendable": _("No mail can be made of it: look at the customer's address and the shop's name."),
    "outcome_unknown": _("Nobody knows whether it went out: the line broke, or a worker died while it was sent."),
    "recipient_refused": _("The mail server does not take mail for this address."),
    "server_refused": _("The mail server does not take this message."),
}

# Why an action was not taken.
REFUSALS: dict[str, Words] = {
    "not_to_be_accepted": _("This must be mended: it cannot be left as it is."),
    "already_bought": _("It was bought already, or its purchase was approved."),
    "nothing_owed": _("Nothing of it is owed."),
    "own_proposal": _("You proposed this yourself: another person has to approve it."),
    "other_product": _("This offer is for another product."),
    "no_offers": _("No confirmed offer stands behind this product."),
    "no_loss": _("No purchase of this order is held because it would lose money."),
    "no_reason": _("Say why: the reason is kept."),
    "under_way": _("It is under way already."),
    "changed_meanwhile": _("Somebody else was quicker: load the page again."),
    "nothing_to_write": _("There is nothing to tell the shop."),
    "no_message": _("This order has no such message yet."),
    "gone": _("It is not there any more."),
    "changed_since_seen": _("It changed since you chose it: look at it, then choose it again."),
    "not_concerned": _("It does not concern it any more: it was done, or it is over."),
    "not_permitted": _("Who asked for it is not among those who may do this."),
    "broke": _("It broke off: the log of the hub says why."),
    "too_many": _("That is too many at once: narrow the filter."),
    "nothing_failed": _("There is nothing to try again."),
    "bad_tag": _("A tag has 40 letters at most, and no comma."),
    "too_many_tags": _("An order has 20 tags at most."),
    "not_staff": _("This person cannot log in to the console."),
}


# What a purchase that went wrong needs, by its reason: `PURCHASES` says in one sentence what is, this what to do.
ERRORS: dict[str, ErrorWords] = {
    "refused": ErrorWords(
        _("Order creation failed"),
        _("The supplier refused the order: out of stock there, a wrong address, or an account that may not order."),
        _(
            "Read the supplier's words on the purchase and mend what they name, then press “Route again” or “Buy elsewhere”."
        ),
    ),
    "not_fit": ErrorWords(
        _("Order creation failed: not sent"),
        _("The variant or the way of sending is not offered any more, or the address lacks something."),
        _("Read the message on the purchase, mend it and press “Route again”. Nothing was sent."),
    ),
    "no_answer": ErrorWords(
        _("Order creation failed: no answer"),
        _("The request went out and the answer was lost: the supplier may have the order."),
        _("Nothing to do: the hub looks for it. Do not order it there by hand meanwhile."),
    ),
    "cannot_be_looked_up": ErrorWords(
        _("Order creation failed: nobody can tell"),
        _("The answer was lost, and this supplier has no call that finds an order by our number."),
        _("Look for our number on the supplier's own site, then press “It exists” or “It does not exist”."),
    ),
    "not_found_twice": ErrorWords(
        _("Order creation failed: it did not arrive"),
        _("The supplier was asked twice, late enough, and knows no order of our number."),
        _("Nothing to do the first time: it is sent once more. After that a person decides on the purchase's page."),
    ),
    "differs": ErrorWords(
        _("The supplier's order differs"),
        _("Under our number the supplier has other goods or another country, or the address here was changed since."),
        _("Look there: cancel it there, or take it as it is with “It exists”."),
    ),
    "payment_refused": ErrorWords(
        _("The payment was refused"),
        _("The balance at the supplier is too low, or the order cannot be paid in the state it has there."),
        _("Read the supplier's words on the purchase, fill up the balance there, then press “Pay” again."),
    ),
    "payment_not_made": ErrorWords(
        _("The payment did not arrive"),
        _("Its answer was lost, and the supplier, asked twice, shows the order as unpaid."),
        _("Press “Pay” again: the hub has made sure that it was not paid."),
    ),
}
register_area(Area("orders", _("Orders and purchases"), ERRORS, "admin:orders_supplierorder_changelist"))


class _Values(dict[str, Any]):
    """Values for `%`: one that is missing shows as a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def _say(table: Mapping[str, Words], code: str, values: Mapping[str, Any]) -> str:
    if not code:
        return ""
    words = table.get(code)
    return code.replace("_", " ").capitalize() if words is None else str(words) % _Values(values)


def order_words(code: str, values: Mapping[str, Any] | None = None) -> str:
    """Why an order is in its stage; "" for no reason. A code without words is shown as it is, readable."""
    return _say(ORDERS, code, values or {})


def purchase_words(code: str, values: Mapping[str, Any] | None = None) -> str:
    return _say(PURCHASES, code, values or {})


def purchase_remedy(code: str) -> str:
    """What to do about a purchase that went wrong; "" where nothing is wrong."""
    return str(ERRORS[code].remedy) if code in ERRORS else ""


def parcel_words(code: str) -> str:
    return _say(PARCELS, code, {})


def mail_words(code: str) -> str:
    return _say(MAILS, code, {})


def refusal_words(code: str) -> str:
    """Why an action was not taken; a message's own code has words of its own."""
    return _say(REFUSALS if code in REFUSALS else MAILS, code, {})
