"""The words for every code that selling leaves behind: errors with cause and remedy, why something is not on sale, rights
that are missing, ignored pushes, history."""

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
    "token_expired": ErrorWords(
        _("Token expired"),
        _("The app was uninstalled, our access was withdrawn, or its time has run out and could not be prolonged."),
        _("Press “Connect” on the shop's page and log in at the marketplace. Its work waits, none is lost."),
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
register_area(
    Area("shops", _("Shops"), {**ERRORS, "unexpected": UNEXPECTED}, "admin:marketplaces_marketplaceaccount_changelist")
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
    "no_mapping": _("No category of the marketplace stands for “%(category)s”."),
    "retired_category": _("The marketplace has given up its category “%(theirs)s”: choose another one."),
    "no_own_category": _("The product stands in no category of ours."),
    "missing_attribute": _("“%(name)s” is required in this category."),
    "unfit_attribute": _("“%(name)s” has a value that the marketplace does not take: %(value)s."),
    "missing_setting": _("%(setting)s is not chosen for this shop."),
    "fee_not_confirmed": _("Publishing costs %(fee)s there: confirm the fee."),
    "ended_there": _("It was ended at the marketplace by hand. Publish it again if it shall be on sale."),
    "paused_there": _(
        "It was taken off sale at the marketplace by hand. Resume it here when it is on sale there again."
    ),
    "expired_there": _("It has expired there. Publishing it again renews it, which costs the marketplace's fee."),
    "title_letters": _("The title holds letters that the marketplace does not take: %(letters)s"),
    "title_once": _("The title holds more than once what may stand in it once only: %(letters)s"),
    "too_many_materials": _("At most %(most)s materials can be named."),
    "material_letters": _("A material holds letters that the marketplace does not take: %(material)s"),
    "partner_missing": _("Somebody else made it lately: the marketplace wants the production partner named."),
    "price_too_low": _("%(sku)s is cheaper than the marketplace allows: %(least)s USD or its worth."),
    "too_much_stock": _("%(sku)s has more units than the marketplace counts: %(most)s at most."),
    "weight_not_positive": _("%(sku)s has a weight of nothing: it is more than that, or not given."),
    "too_many_options": _("Variations differ in at most %(most)s options."),
    "too_many_values": _("“%(name)s” has more than %(most)s values."),
    "offer_refused": _("The marketplace refused a price or a stock figure: %(words)s"),
    "no_shop_to_ask": _("No connected shop can be asked about the categories of this marketplace."),
    "no_category_there": _("The marketplace has no such category, or nothing can be listed in it."),
    "not_publishable": _("Nothing of it is ready to be published."),
    "price_refused": _("The marketplace refused a price: %(words)s"),
    "stock_refused": _("The marketplace refused a stock figure: %(words)s"),
    "no_description": _("There is no description."),
    "description_too_long": _("The description has more than %(most)s characters."),
    "active_content": _("The description holds what would run in a buyer's browser: the marketplace forbids that."),
    "no_remote_category": _("No category of the marketplace is chosen."),
    "condition_unknown": _("The marketplace has no condition “%(condition)s”."),
    "condition_not_taken": _("The condition “%(condition)s” is not allowed in this category."),
    "too_many_forms": _("A listing has at most %(most)s variations."),
    "sku_twice": _("The SKU %(sku)s stands in it twice."),
    "sku_form": _("The SKU %(sku)s is not taken there: 1 to 50 letters, digits, “-” and “_”."),
    "no_stock_to_begin": _("A listing begins with one unit in stock at least."),
    "no_picture": _("%(sku)s has no picture."),
    "picture_not_https": _("A picture's address does not begin with https: %(url)s"),
    "attribute_too_long": _("“%(name)s” has a value of more than %(most)s characters."),
    "attribute_single": _("“%(name)s” takes one value only."),
    "option_cannot_vary": _("Variations cannot differ by “%(name)s” in this category."),
    "price_currency": _("The national site sells in %(shop)s, the price is in %(currency)s."),
    "left_out": _("%(sku)s was left out of the listing by the marketplace, without a reason."),
    "manufacturer_missing": _("The law wants the manufacturer named in this category."),
    "responsible_missing": _("The law wants a responsible person in the EU named in this category."),
    "safety_missing": _("The law wants safety labels in this category."),
    "safety_text_alone": _("The safety text goes with a pictogram or a statement only."),
    "safety_text_too_long": _("The safety text has more than %(most)s characters."),
    "nobody_in_eu": _("Neither the manufacturer nor a responsible person is in the EU."),
    "contact_no_company": _("A contact for product safety has no company."),
    "contact_partial_address": _("The address of %(company)s is not complete."),
    "contact_unreachable": _(
        "There is no way to reach %(company)s: an address, a phone, an email or a page is needed."
    ),
    "contact_email": _("The email address of %(company)s has the wrong form."),
    "contact_url": _("The page of %(company)s does not begin with https."),
    "listed_already": _("The product is listed in this shop already."),
}
# What is missing and does not stop a product from being published.
HINTS: dict[str, Words] = {
    "no_image": _("There is no picture."),
    "no_description": _("There is no description."),
    "no_places": _("No sales channel is chosen: it will be seen by nobody."),
    "no_stock": _("It has no stock."),
    "needs_not_read": _("What the marketplace asks for in this category is not known yet."),
    "unfit_suggestion": _("A value was left out that the marketplace does not take."),
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
# What a seller needs before the first listing (`ReadinessCheck.code`), and the choices that stand in each listing
# (`SellingSetting.name`).
READINESS: dict[str, Words] = {
    "registered": _("The seller's registration is complete."),
    "selling_policies": _("The account uses business policies."),
    "out_of_stock_control": _("Listings without stock are hidden and do not end."),
    "policies": _("Policies for shipping, payment and returns are there and chosen."),
    "location": _("A location that goods are sent from is there and chosen."),
    "rights": _("The app has all the rights it needs."),
    "payments": _("The shop takes payments through the marketplace."),
    "not_on_vacation": _("The shop is not on vacation."),
    "shipping_profile": _("A shipping profile is there and chosen."),
    "processing_profile": _("A processing profile is there and chosen."),
    "return_policy": _("A return policy is there and chosen."),
    "addresses_shown": _("Addresses of buyers are shown to the app."),
    "tracking_taken": _("Tracking numbers are taken from the app."),
    "alert_email": _("There is an address for the marketplace's own alerts: ALERT_EMAILS, or where answers go to."),
    "notifications": _("The marketplace tells the hub what happens."),
}
SETTINGS: dict[str, Words] = {
    "fulfillment_policy_id": _("Shipping policy"),
    "payment_policy_id": _("Payment policy"),
    "return_policy_id": _("Return policy"),
    "shipping_profile_id": _("Shipping profile"),
    "readiness_state_id": _("Processing profile"),
    "shop_section_id": _("Section of the shop"),
    "who_made": _("Who made it"),
    "when_made": _("When it was made"),
    "is_supply": _("Is it a supply for making things?"),
    "production_partner_ids": _("Production partners"),
    "should_auto_renew": _("Renewed each four months, for a fee each time"),
    "materials": _("Materials"),
    "location_key": _("Location that goods are sent from"),
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
    "listing.adopted": _("Taken over from the shop: %(remote_id)s"),
    "listing.pushed": _("Prices and stock brought up to date"),
    "listing.rule_set": _("Price rule: %(rule)s"),
    "listing.fee_confirmed": _("Fee confirmed: %(fee)s"),
    "listing.attributes_set": _("Attributes set: %(keys)s"),
    "listing.text_set": _("Text of its own set"),
    "listing.choices_set": _("Choices of its own set: %(names)s"),
    "listing.deleted": _("Deleted in the shop: %(remote_id)s"),
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


def readiness_words(code: str, values: Mapping[str, Any] | None = None) -> str:
    return _said(READINESS, code, values)


def setting_words(name: str) -> str:
    return _said(SETTINGS, name)


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
