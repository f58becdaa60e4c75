"""The words for every code that a sync leaves behind: an item's problem, a hold, a failed run with its cause and remedy."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.troubles import Area, ErrorWords, Words, register_area

# Codes of `SyncIssue`: the mapper's and the engine's own.
ISSUES: dict[str, Words] = {
    "item_unreadable": _("The item could not be read."),
    "item_not_an_object": _("The list held something that is not an item (%(type)s)."),
    "id_missing": _("The item has no id. While such items come, nothing is taken for gone."),
    "id_too_long": _("The item's id is too long (%(length)s characters)."),
    "id_unreadable": _("The item's id holds characters that cannot be shown."),
    "reference_unreadable": _("The item refers to something by an id that cannot be read."),
    "name_missing": _("The item has no name. A known product keeps its own; a new one is not created."),
    "name_cut": _("The name is too long (%(length)s characters) and was cut."),
    "name_too_long": _("The name is far too long (%(length)s characters)."),
    "name_unreadable": _("The name is not a text."),
    "description_unreadable": _("The description is not a text and was left out."),
    "description_cut": _("The description is too long (%(length)s characters) and was cut."),
    "brand_cut": _("The brand is too long (%(length)s characters) and was cut."),
    "sku_too_long": _("The SKU is too long (%(length)s characters)."),
    "sku_unreadable": _("The SKU is not a text."),
    "price_missing": _("The item has no price. A known product keeps its own; a new one is not created."),
    "price_unreadable": _("The price cannot be read: %(value)s."),
    "price_ambiguous": _("The price can be read in two ways: %(value)s."),
    "price_negative": _("The price is negative: %(value)s."),
    "price_too_large": _("The price is too large: %(value)s."),
    "price_too_precise": _("The price has more than four decimals: %(value)s."),
    "currency_unknown": _("The currency is not known: %(value)s."),
    "stock_unreadable": _("The stock cannot be read: %(value)s."),
    "stock_ambiguous": _("The stock can be read in two ways: %(value)s."),
    "stock_too_large": _("The stock is too large: %(value)s."),
    "stock_negative": _("The stock is negative (%(value)s): nothing can be sold, zero was taken."),
    "stock_fraction": _("The stock is not a whole number (%(value)s) and was rounded down."),
    "flag_unreadable": _("The field %(key)s is neither yes nor no: %(value)s."),
    "image_refused": _("%(count)s picture address(es) were left out, for example %(example)s."),
    "category_unreadable": _("The category cannot be read: %(value)s."),
    "category_unknown": _("Its category %(category)s is not known yet. The product is linked when it comes."),
    "parent_unreadable": _("The parent category cannot be read: %(value)s."),
    "parent_unknown": _("Its parent %(parent)s is not known yet: it stands at the top until it comes."),
    "parent_loop": _("It would be its own ancestor through its parent %(parent)s: that link was left out."),
    "renumbered": _(
        "A new id for the SKU %(sku)s, which belongs to item %(other)s that was not listed: the service seems to have "
        "renumbered it. Retry it to give the known product the new id."
    ),
    "same_sku": _("Another item has the same SKU, %(sku)s."),
    "database_refused": _("The database refused the item: %(cause)s"),
}

# Codes of `SyncRun.hold_reasons`.
HOLDS: dict[str, Words] = {
    "empty": _("The service listed nothing, though %(active)s products are sold."),
    "shrunk": _("The service listed %(returned)s items, where the last complete run had %(before)s."),
    "missing": _("%(count)s of %(active)s sold products are missing from the list and would be deactivated."),
    "zero_stock": _("%(count)s of %(in_stock)s sold products in stock would lose all their stock."),
    "deactivate": _("The service would deactivate %(count)s of %(active)s sold products."),
    "price_jump": _("The price of %(count)s products would change sharply; %(active)s are sold."),
    "price_zero": _("The price of %(count)s products would become zero; %(active)s are sold."),
}

# Codes of `SyncRun.error_code`.
ERRORS: dict[str, ErrorWords] = {
    "credentials": ErrorWords(
        _("Authentication failed"),
        _("The B2B service does not accept the API key: it was mistyped, revoked, or belongs to another address."),
        _("Enter the key anew under B2B API keys and press its test button."),
    ),
    "no_key": ErrorWords(
        _("No API key"),
        _("No API key is active, and the setting B2B_API_KEY is empty."),
        _("Add a key under B2B API keys, or set B2B_API_KEY."),
    ),
    "not_found": ErrorWords(
        _("Address not found"),
        _("The B2B service has no list at this address: the address or a path in the settings is wrong."),
        _("Check B2B_API_URL, B2B_PRODUCTS_PATH and B2B_CATEGORIES_PATH."),
    ),
    "configuration": ErrorWords(
        _("A setting is wrong"),
        _("The address of the B2B service cannot be used as it is."),
        _("Check B2B_API_URL."),
    ),
    "rate_limited": ErrorWords(
        _("Rate limit exceeded"),
        _("The B2B service asks us to wait longer than a run waits."),
        _("Resume the run later, or set INVENTORY_API_RATE to what the service allows."),
    ),
    "waiting": ErrorWords(
        _("Waiting, as the service asked"),
        _("The B2B service asks us to wait longer than a run waits. What was read is committed."),
        _("The run goes on by itself at that time."),
    ),
    "timeout": ErrorWords(
        _("The service did not answer in time"),
        _("The B2B service is slow or overloaded, or something between it and us holds its answers back."),
        _("Resume the run; what is committed is not read again. If it stays slow, raise INVENTORY_API_TIMEOUT."),
    ),
    "partner_down": ErrorWords(
        _("API connection error"),
        _("The B2B service cannot be reached, breaks its answers off, or reports an error of its own."),
        _("Check the network and the service's state, then resume the run; what is committed is not read again."),
    ),
    "not_understood": ErrorWords(
        _("Answer not understood"),
        _("The B2B service answered with something that is not its list: a login page, a proxy's page, broken JSON."),
        _("Look at the API call for what it said, and check B2B_API_URL and the paths."),
    ),
    "refused": ErrorWords(
        _("The service refused"),
        _("The B2B service understood the question and said no."),
        _("Look at the API call for its reason."),
    ),
    "paging_loop": ErrorWords(
        _("Pagination loop"),
        _("The service's pages lead back to themselves, so the list has no end."),
        _("Tell the service's operator; nothing was deactivated."),
    ),
    "page_ceiling": ErrorWords(
        _("Too many pages"),
        _("The list goes on beyond the number of pages that a run reads."),
        _("If the catalogue is really that large, raise SYNC_MAX_PAGES or SYNC_PAGE_SIZE."),
    ),
    "pages_moved": ErrorWords(
        _("The list has changed"),
        _("The service's list has far fewer pages than when the run began: going on would leave items out."),
        _("Start a new run; nothing was deactivated."),
    ),
    "disk_full": ErrorWords(
        _("The disk is almost full"),
        _("Less room is left than SYNC_MIN_FREE_BYTES asks for."),
        _("Make room on the disk and resume the run."),
    ),
    "worker_lost": ErrorWords(
        _("The worker died"),
        _("The processes that carried the run out died one after the other, for want of memory perhaps."),
        _("See the system's log, then resume the run; what is committed is not read again."),
    ),
    "database": ErrorWords(
        _("Database error"),
        _("The database refused or broke off the work: it restarted, is locked, or has no room."),
        _("Check the database, then resume the run."),
    ),
    "not_imported": ErrorWords(
        _("Product not imported"),
        _("The item has a fault at the B2B service: no id, no name, no price, or one that cannot be read."),
        _("Open the issues: each names the item, the field and the fault. Mended over there, press “Retry errors”."),
    ),
}
UNEXPECTED = ErrorWords(
    _("Unexpected error"),
    _("Something happened that the program has no words for."),
    _("See the log of the process that ran it."),
)
register_area(
    Area("catalogue", _("The catalogue"), {**ERRORS, "unexpected": UNEXPECTED}, "admin:core_syncrun_changelist")
)


class _Values(dict[str, Any]):
    """Values for `%`: one that is missing shows as a question mark."""

    def __missing__(self, name: str) -> str:
        return "?"


def issue_words(code: str, values: Mapping[str, Any]) -> str:
    """A `SyncIssue` in one sentence; an unknown code as it is."""
    return str(ISSUES[code]) % _Values(values) if code in ISSUES else code


def hold_words(reason: Mapping[str, Any]) -> str:
    """One of a run's `hold_reasons` in a sentence."""
    code = str(reason.get("code", ""))
    return str(HOLDS[code]) % _Values(reason) if code in HOLDS else code


def error_words(code: str) -> ErrorWords:
    return ERRORS.get(code, UNEXPECTED)


def run_error_words(code: str, detail: str) -> str:
    """Why a run failed: title, cause and remedy, and what was reported; "" for a run without an error."""
    if not code:
        return ""
    words = error_words(code)
    text = f"{words.title}. {words.cause} {words.remedy}"
    return f"{text} ({detail})" if detail else text
