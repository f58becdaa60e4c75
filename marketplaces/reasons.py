"""The words for every code that selling leaves behind: errors with cause and remedy, why something is not on sale, rights
that are missing, ignored pushes, history."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import errors
from core.budget import BudgetSpent
from core.console import register_event_reader
from core.models import Event
from inventory.reasons import ErrorWords

Words = str | Promise

ERRORS: dict[str, ErrorWords] = {
    "no_credentials": ErrorWords(
        _("No credentials"),
        _("The shop has no app key, secret or token, or not all the parts that this way to connect asks for."),
        _("Enter them on the shop's page, or set them in the environment."),
    ),
    "wrong_key_form": ErrorWords(
        _("A credential has the wrong form"),
        _("What was entered does not look like what this marketplace gives."),
        _("Copy it whole from the marketplace's own console and enter it anew."),
    ),
    "wrong_shop": ErrorWords(
        _("Another shop answered"),
        _("The marketplace answers for another shop than the one that this account was connected to."),
        _("Enter the credentials of the right shop, or add the other shop as an account of its own."),
    ),
    "unreadable_secret": ErrorWords(
        _("A stored secret cannot be read"),
        _("The encryption key under which it was stored is not configured, or its row was damaged."),
        _("Run 'manage.py doctor': it names the key that is missing."),
    ),
    "auth_failed": ErrorWords(
        _("Authentication failed"),
        _(
            "The marketplace does not accept the key, the secret or the token: mistyped, revoked, or the app is not installed."
        ),
        _("Enter the credentials anew on the shop's page, or install the app again, and press the test button."),
    ),
    "not_found": ErrorWords(
        _("Not found there"),
        _("The marketplace has nothing under this number: it was deleted there, or belongs to another shop."),
        _("Publish it anew, or end the listing."),
    ),
    "rate_limited": ErrorWords(
        _("Rate limit exceeded"),
        _("The marketplace asks us to wait: too many calls in a short time, from us or from another app."),
        _("Nothing to do: jobs go on by themselves."),
    ),
    "budget_spent": ErrorWords(
        _("The day's allowance is used up"),
        _("The calls that the marketplace allows for a day are spent."),
        _("Jobs go on by themselves when there is more."),
    ),
    "held_back": ErrorWords(
        _("The marketplace is left in peace"),
        _("Its last calls failed one after the other, or our own limit of calls is reached: no call was sent."),
        _("Wait a minute. The shop's page shows the calls that failed."),
    ),
    "timeout": ErrorWords(
        _("The marketplace did not answer in time"),
        _("The marketplace is slow or overloaded, or something between it and us holds its answers back."),
        _("Try again later. If it stays slow, raise MARKETPLACE_API_TIMEOUT."),
    ),
    "partner_down": ErrorWords(
        _("API connection error"),
        _("The marketplace cannot be reached, breaks its answers off, or reports an error of its own."),
        _("Check the network and the marketplace's state page; jobs try again by themselves."),
    ),
    "not_understood": ErrorWords(
        _("Answer not understood"),
        _("The marketplace answered with something that its documents do not promise."),
        _("Look at the API call for what it said, and check the shop's address."),
    ),
    "unsupported": ErrorWords(
        _("Not offered by this marketplace"),
        _("The marketplace has no such operation."),
        _("Do it in the marketplace's own console."),
    ),
    "outcome_unknown": ErrorWords(
        _("The outcome is not known"),
        _("The request was sent, and the answer was lost: it may have been carried out."),
        _("The hub looks before it sends again. Nothing to do."),
    ),
    "refused": ErrorWords(
        _("The marketplace refused"),
        _("The marketplace understood the question and said no."),
        _("Mend what it names and try again. The API call shows its answer."),
    ),
    "paused": ErrorWords(
        _("The shop is paused"),
        _("Staff have paused or disconnected the shop, or it is switched off: nothing is sent for it."),
        _("Resume or connect the shop on its page."),
    ),
}
UNEXPECTED = ErrorWords(
    _("Unexpected error"),
    _("Something happened that the program has no words for."),
    _("See the log of the process that ran it."),
)

# Derived classes before their bases.
_CODES: tuple[tuple[type[Exception], str], ...] = (
    (BudgetSpent, "budget_spent"),
    (errors.HeldBack, "held_back"),
    (errors.RateLimited, "rate_limited"),
    (errors.TimedOut, "timeout"),
    (errors.Retryable, "partner_down"),
    (errors.NotFound, "not_found"),
    (errors.AuthFailed, "auth_failed"),
    (errors.Unsupported, "unsupported"),
    (errors.BadPayload, "not_understood"),
    (errors.OutcomeUnknown, "outcome_unknown"),
    (errors.PartnerError, "refused"),
)

# Codes of `NotPossible`, and why a listing is not on sale (`Listing.reason`).
PROBLEMS: dict[str, Words] = {
    "no_account": _("There is no shop at this marketplace."),
    "not_connected": _("The shop is not connected: its currency is not known."),
    "cannot_publish": _("The shop's rights do not allow to publish: %(scopes)s are missing."),
    "no_location": _("No location is chosen whose stock the hub sets. Choose it on the shop's page."),
    "no_title": _("The product has no title."),
    "title_too_long": _("The title has more than %(most)s characters."),
    "no_price": _("%(sku)s has no price."),
    "no_rate": _("The price rule has no exchange rate from %(currency)s to %(shop)s."),
    "below_floor": _("%(sku)s would be sold at %(price)s, and may not be sold under %(floor)s."),
    "bad_rule": _("The price rule cannot be applied: %(why)s"),
    "no_stock_figure": _("The stock of %(sku)s is not known."),
    "not_active": _("%(sku)s is not active."),
    "no_options": _("%(sku)s has no values for the group's options."),
    "same_options": _("%(sku)s has the same option values as another product of its group."),
    "no_variants": _("The group has no product that could be sold."),
    "in_a_group": _("The product is sold with its group."),
    "no_category": _("There is no category #%(category)s."),
    "no_product": _("There is no such product."),
    "too_many": _("At most %(most)s listings can be published at once."),
    "nothing_failed": _("Nothing of it failed."),
    "gone": _("It is not in the shop any more."),
    "refused": _("The marketplace refused: %(words)s"),
    "partly_refused": _("Taken, and a part of it refused: %(words)s"),
    "gave_up": _("It failed too often. See its job."),
    "not_ended": _("Only a published listing can be ended."),
    "under_way": _("It is being published just now."),
    "price_refused": _("The marketplace refused a price: %(words)s"),
    "stock_refused": _("The marketplace refused a stock figure: %(words)s"),
}
# What is missing and does not stop a product from being published.
HINTS: dict[str, Words] = {
    "no_image": _("There is no picture."),
    "no_description": _("There is no description."),
    "no_places": _("No sales channel is chosen: it will be seen by nobody."),
    "no_stock": _("It has no stock."),
    "no_cost": _("Its cost is not known: the floor cannot be checked."),
}
ABILITIES: dict[str, Words] = {
    "fulfil": _("Parcels cannot be written back: the shop does not show what is to be sent."),
    "publish": _("Products cannot be published."),
    "cancel": _("Orders cannot be cancelled from here."),
    "progress": _("The way of a parcel cannot be told step by step."),
    "stock": _("Stock cannot be set."),
    "orders": _("Orders cannot be read."),
    "personal_data": _("Names and addresses of customers are not shown to the hub: orders cannot be sent on."),
}
DRIFT: dict[str, Words] = {
    "price": _("price"),
    "quantity": _("quantity"),
    "missing": _("variant is missing there"),
    "status": _("state"),
    "visible": _("shown to buyers"),
}

# Why a push had no effect (`InboundEvent.reason`).
IGNORED: dict[str, Words] = {
    "no_handler": _("The hub does not know such events yet: it can be replayed once it does."),
    "no_handler_yet": _("The hub does not act on such events yet: it can be replayed once it does."),
    "account_gone": _("The shop that it was sent for is gone."),
    "not_ours": _("It is about nothing that the hub has listed."),
    "as_pushed": _("It only tells what the hub itself has set."),
    "installed_again": _("The app was installed again since."),
    "only_a_test": _("The marketplace only tried the address."),
    "unknown_topic": _("The marketplace's word for what it is about is not known."),
    "unreadable": _("Its body is not what the marketplace's documents promise."),
    "refused": _("What it leads to was refused."),
    "gave_up": _("It failed too often."),
    "job_lost": _("Its job was lost."),
    "body_gone": _("Its body was deleted with time."),
}

HISTORY: dict[str, Words] = {
    "marketplace_account.tested": _("Connection tested"),
    "marketplace_account.changed": _("Settings changed"),
    "marketplace_account.credentials_set": _("Credentials set"),
    "marketplace_account.tokens_forgotten": _("Tokens forgotten"),
    "marketplace_account.authorised": _("Installed: shop %(remote_id)s"),
    "marketplace_account.disconnected": _("Disconnected"),
    "marketplace_account.uninstalled": _("The app was uninstalled in the shop"),
    "marketplace_account.webhooks_set": _("Webhooks set"),
    "marketplace_account.tried_again": _("Calls sent again"),
    "marketplace_account.ok": _("Connected"),
    "marketplace_account.new": _("Not connected"),
    "marketplace_account.needs_reconnect": _("Must be authorised again"),
    "marketplace_account.paused": _("Paused"),
    "listing.publishing": _("Being published"),
    "listing.active": _("On sale"),
    "listing.error": _("Refused"),
    "listing.draft": _("Not published"),
    "listing.paused": _("Paused by staff"),
    "listing.ended": _("Ended"),
    "listing.pushed": _("Prices and stock brought up to date"),
    "listing.rule_set": _("Price rule: %(rule)s"),
    "listing.drifted": _("Differs from what the hub has set: %(fields)s"),
}


class _Values(dict[str, Any]):
    """Values for `%`: one that is missing shows as a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def error_code(error: BaseException) -> str:
    """Our code for what went wrong: that of the partner's error behind it, an action's own, "unexpected" for the rest."""
    seen: BaseException | None = error
    while seen is not None:
        found = next((code for kind, code in _CODES if isinstance(seen, kind)), "")
        own = getattr(seen, "code", "")
        if found or own in ERRORS or own in PROBLEMS:
            return found or str(own)
        seen = seen.__cause__
    return "unexpected"


def error_words(error: BaseException | str) -> ErrorWords:
    """What happened, the likely cause and the remedy, for an error or for a code of `ERRORS`."""
    code = error if isinstance(error, str) else error_code(error)
    if code in PROBLEMS and code not in ERRORS and not isinstance(error, str):
        return ErrorWords(problem_words(code, getattr(error, "values", {})), "", "")
    return ERRORS.get(code, UNEXPECTED)


def problem_words(code: str, values: Mapping[str, Any] | None = None) -> str:
    return _said(PROBLEMS, code, values)


def hint_words(code: str) -> str:
    return _said(HINTS, code)


def ability_words(code: str) -> str:
    return _said(ABILITIES, code)


def drift_words(field: str) -> str:
    return _said(DRIFT, field)


def ignored_words(code: str) -> str:
    return _said(IGNORED, code)


def _said(table: Mapping[str, Words], code: str, values: Mapping[str, Any] | None = None) -> str:
    """An unknown code as it is."""
    return str(table[code]) % _Values(values or {}) if code in table else code


def read_history(events: Sequence[Event]) -> dict[int, str]:
    """Sentences by the event's key; what has none here is left to the page's own words."""
    said = {}
    for event in events:
        words = HISTORY.get(event.kind)
        if words is not None:
            why = f": {event.data['why']}" if event.data.get("why") else ""
            said[event.pk] = str(words) % _Values(event.data) + why
    return said


for _label in ("marketplaces.marketplaceaccount", "marketplaces.listing"):
    register_event_reader(_label, read_history)
