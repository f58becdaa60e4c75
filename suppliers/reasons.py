"""The words for every code that buying leaves behind: errors with cause and remedy, problems, states, ignored pushes, history."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import errors
from core.budget import BudgetSpent
from core.console import register_event_reader
from core.models import Event
from core.troubles import Area, ErrorWords, Words, register_area

ERRORS: dict[str, ErrorWords] = {
    "no_credentials": ErrorWords(
        _("No credentials"),
        _("The account has no API key, or not all the parts that this supplier asks for."),
        _("Enter them on the account's page, or set them in the environment."),
    ),
    "wrong_key_form": ErrorWords(
        _("The API key has the wrong form"),
        _("What was entered does not look like a key of this supplier: one half of it, or a key of something else."),
        _("Copy the key whole from the supplier's own console and enter it anew."),
    ),
    "wrong_account": ErrorWords(
        _("The key belongs to another account"),
        _("The supplier answered with another e-mail address than the one that was entered."),
        _("Correct the e-mail address, or enter the key of the right account."),
    ),
    "unreadable_secret": ErrorWords(
        _("A stored secret cannot be read"),
        _("The encryption key under which it was stored is not configured, or its row was damaged."),
        _("Run 'manage.py doctor': it names the key that is missing."),
    ),
    "auth_failed": ErrorWords(
        _("Authentication failed"),
        _(
            "The supplier does not accept the key or the token: it was mistyped, revoked, or belongs to another address."
        ),
        _(
            "Enter the key anew on the account's page and press its test button; where the supplier asks for it, authorise the account again."
        ),
    ),
    "token_expired": ErrorWords(
        _("Token expired"),
        _("The time for which the account was authorised has run out, and it could not be prolonged."),
        _("Press “Authorise again” on the account's page and log in at the supplier."),
    ),
    "not_found": ErrorWords(
        _("Product not found"),
        _("The supplier has nothing under this id: it was taken off sale, or the id belongs to another supplier."),
        _("Check the id. A linked product that stays unfound is called gone, and is not sold on."),
    ),
    "not_imported": ErrorWords(
        _("Product not imported"),
        _("No variant of it could be imported: each one says why in the preview."),
        _("Open the import page of the product and look at the problems of its variants."),
    ),
    "rate_limited": ErrorWords(
        _("Rate limit exceeded"),
        _(
            "The supplier asks us to wait: too many calls in a short time, from us or from somebody else with this account."
        ),
        _(
            "Nothing to do: jobs go on by themselves. If it happens often, see whether another program uses the account."
        ),
    ),
    "budget_spent": ErrorWords(
        _("The day's allowance is used up"),
        _("The points or calls that the supplier allows for a day are spent; what is left is kept for orders."),
        _(
            "Jobs go on by themselves when there is more. Read less often (SUPPLIER_REFRESH_HOURS), or keep less back (SUPPLIER_RESERVE_PERCENT)."
        ),
    ),
    "held_back": ErrorWords(
        _("The supplier is left in peace"),
        _("Its last calls failed one after the other, or our own limit of calls is reached: no call was sent."),
        _("Wait a minute. The account's page shows the calls that failed."),
    ),
    "timeout": ErrorWords(
        _("The supplier did not answer in time"),
        _("The supplier is slow or overloaded, or something between it and us holds its answers back."),
        _("Try again later. If it stays slow, raise SUPPLIER_API_TIMEOUT."),
    ),
    "partner_down": ErrorWords(
        _("API connection error"),
        _("The supplier cannot be reached, breaks its answers off, or reports an error of its own."),
        _("Check the network and the supplier's state page; jobs try again by themselves."),
    ),
    "not_understood": ErrorWords(
        _("Answer not understood"),
        _(
            "The supplier answered with something that its documents do not promise: a login page, a proxy's page, broken JSON."
        ),
        _("Look at the API call for what it said, and check the supplier's address in the settings."),
    ),
    "unsupported": ErrorWords(
        _("Not offered by this supplier"),
        _("The supplier has no such operation."),
        _("Do it in the supplier's own console."),
    ),
    "outcome_unknown": ErrorWords(
        _("The outcome is not known"),
        _("The request was sent, and the answer was lost: it may have been carried out."),
        _("Look at the supplier before anything is sent again."),
    ),
    "refused": ErrorWords(
        _("The supplier refused"),
        _("The supplier understood the question and said no."),
        _("Look at the API call for its reason."),
    ),
    "paused": ErrorWords(
        _("The account is paused"),
        _("Staff have paused the account, or it is switched off: nothing is sent for it."),
        _("Resume the account on its page."),
    ),
}
UNEXPECTED = ErrorWords(
    _("Unexpected error"),
    _("Something happened that the program has no words for."),
    _("See the log of the process that ran it."),
)
register_area(
    Area(
        "suppliers", _("Suppliers"), {**ERRORS, "unexpected": UNEXPECTED}, "admin:suppliers_supplieraccount_changelist"
    )
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

# Codes of `NotPossible` and of an import's lines.
PROBLEMS: dict[str, Words] = {
    "no_account": _("There is no account at this supplier."),
    "no_category": _("There is no category #%(category)s."),
    "no_variant": _("The product has no such variant."),
    "nothing_to_import": _("No variant of it can be imported."),
    "bad_ratio": _("At least one of theirs makes one of ours."),
    "no_cost": _("The supplier gives no cost: the variant cannot be imported."),
    "no_country": _("Freight is not known: no country was chosen. The price is reckoned without it."),
    "freight_unknown": _("Freight is not known. The price is reckoned without it."),
    "freight_failed": _("The supplier did not quote freight. The price is reckoned without it."),
    "freight_limited": _(
        "Freight could not be asked for, the supplier asks us to wait. The price is reckoned without it."
    ),
    "freight_currency": _("Freight is quoted in another currency than the cost. The price is reckoned without it."),
    "not_sent_there": _("The supplier does not send it there. The price is reckoned without freight."),
    "stock_unknown": _("The supplier did not tell its stock: nothing is sold until it does."),
    "off_sale": _("The supplier does not sell it at present: it comes in without stock."),
    "below_cost": _("At this price each one sold loses money."),
    "rule_rounding": _("The price rule's rounding is not understood."),
    "rule_rate": _("The price rule's exchange rate does not fit the currencies."),
    "rule_currency": _("The price rule's currency is not one."),
    "rule_margin": _("The price rule's margin cannot be taken."),
    "rule_too_high": _("The price would be higher than what can be kept."),
}

# Why a line of the stock sum does not count (`inventory.stock.StockLine.reason`).
STOCK_REASONS: dict[str, Words] = {
    "unknown": _("The B2B service gave no figure."),
    "never_read": _("Never read yet."),
    "stale": _("Too old to be sold on."),
    "unconfirmed": _("Waits for staff to confirm that it is the same thing."),
    "changed": _("Its options have changed at the supplier: waits for staff."),
    "gone": _("Gone at the supplier."),
    "disabled": _("Switched off."),
}

MATCH_REASONS: dict[str, Words] = {
    "same_sku": _("same SKU"),
    "same_options": _("same options"),
    "same_values": _("same values under other names"),
    "some_values": _("some values are the same"),
    "options_differ": _("the options differ"),
    "only_one": _("neither has a choice"),
}

# Why a push had no effect (`InboundEvent.reason`).
IGNORED: dict[str, Words] = {
    "no_handler": _("The hub does not know such events yet: it can be replayed once it does."),
    "no_handler_yet": _("The hub does not act on such events yet: it can be replayed once it does."),
    "account_gone": _("The account that it was sent to is gone."),
    "not_ours": _("It is about nothing that is linked to a product of ours."),
    "only_a_test": _("The supplier only tried the address."),
    "unknown_topic": _("The supplier's word for what it is about is not known."),
    "unreadable": _("Its body is not what the supplier's documents promise."),
    "refused": _("What it leads to was refused."),
    "gave_up": _("It failed too often."),
    "job_lost": _("Its job was lost."),
    "body_gone": _("Its body was deleted with time."),
}

HISTORY: dict[str, Words] = {
    "supplier_product.linked": _("Linked to the supplier's variant %(variant)s"),
    "supplier_product.confirmed": _("Confirmed"),
    "supplier_product.changed": _("Its options have changed at the supplier: not sold until somebody has looked"),
    "supplier_product.gone": _("Gone at the supplier: not found twice, hours apart"),
    "supplier_product.disabled": _("Switched off"),
    "supplier_product.suggested": _("Suggested: it may be the supplier's variant %(variant)s"),
    "supplier_product.ranked": _("Rank %(rank)s"),
    "supplier_product.ratio_set": _("Theirs for one of ours: %(ratio)s"),
    "supplier_product.cost_changed": _("Cost %(cost)s %(currency)s"),
    "product_group.imported": _("Imported from %(supplier)s: product %(product)s, account “%(account)s”"),
    "product_group.variants_added": _("%(count)s variants imported"),
}
# The same state for another reason, by the code of the move.
_MOVES: dict[str, Words] = {
    "rejected": _("Rejected: it is not the same thing"),
    "enabled": _("Switched on again"),
    "found_again": _("Found again at the supplier"),
    "found_changed": _("Found again at the supplier, with other options: not sold until somebody has looked"),
}


class _Values(dict[str, Any]):
    """Values for `%`: one that is missing shows as a dash, a pair as old and new."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__({name: _shown(value) for name, value in values.items()})

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
    if code in PROBLEMS and not isinstance(error, str):
        return ErrorWords(problem_words(code, getattr(error, "values", {})), "", "")
    return ERRORS.get(code, UNEXPECTED)


def problem_words(code: str, values: Mapping[str, Any] | None = None) -> str:
    return _said(PROBLEMS, code, values)


def stock_words(code: str) -> str:
    return _said(STOCK_REASONS, code)


def match_words(codes: Sequence[str]) -> str:
    return ", ".join(_said(MATCH_REASONS, code) for code in codes)


def ignored_words(code: str) -> str:
    return _said(IGNORED, code)


def _said(table: Mapping[str, Words], code: str, values: Mapping[str, Any] | None = None) -> str:
    """An unknown code as it is."""
    return str(table[code]) % _Values(values or {}) if code in table else code


def _shown(value: Any) -> Any:
    if isinstance(value, list) and len(value) == 2:  # noqa: PLR2004 - old and new
        old, new = (("–" if each in ("", None) else str(each)) for each in value)
        return new if old == new else f"{old} → {new}"
    return value


def read_history(events: Sequence[Event]) -> dict[int, str]:
    """Sentences by the event's key; what has none here is left to the page's own words."""
    said = {}
    for event in events:
        words = _MOVES.get(str(event.data.get("code", ""))) or HISTORY.get(event.kind)
        if words is not None:
            why = f": {event.data['why']}" if event.data.get("why") else ""
            said[event.pk] = str(words) % _Values(event.data) + why
    return said


for _label in ("suppliers.supplierproduct", "inventory.productgroup"):
    register_event_reader(_label, read_history)
