"""How accounts, offers and allowances look on every page: icon, word, colour, and the reason on hover."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.badges import BAD, BUSY, GOOD, QUIET, WAITING, WARNING, badge, clock, grouped, when
from core.models.accounts import AccountMode, AccountState
from inventory.admin.badges import places_of
from suppliers.dashboard import ENDING_SOON, ENDS_SOON, Gauge, is_failing, stale_before, token_end
from suppliers.models import SupplierAccount, SupplierProduct
from suppliers.models.offer import OfferState

NEARLY_SPENT_PERCENT = 80

STATE_LOOKS: dict[str, tuple[str, str, Any]] = {
    AccountState.NEW: ("hourglass_empty", WAITING, gettext_lazy("Test the connection: it connects by that.")),
    AccountState.OK: ("check_circle", GOOD, gettext_lazy("Nothing to do.")),
    AccountState.NEEDS_RECONNECT: (
        "key_off",
        BAD,
        gettext_lazy("Replace the credentials, or authorise the account again."),
    ),
    AccountState.PAUSED: ("pause_circle", WARNING, gettext_lazy("No call is made. Resume it when you want.")),
}
MODE_LOOKS = {
    AccountMode.LIVE: ("public", GOOD, gettext_lazy("Real goods and real money.")),
    AccountMode.SANDBOX: ("science", BUSY, gettext_lazy("The supplier's own place for trying things.")),
    AccountMode.SIMULATED: ("smart_toy", WARNING, gettext_lazy("A look-alike on this machine; nothing is bought.")),
}
OFFER_LOOKS: dict[str, tuple[str, str, Any]] = {
    OfferState.CONFIRMED: ("check_circle", GOOD, gettext_lazy("Its stock and cost are used.")),
    OfferState.SUGGESTED: ("help", WAITING, gettext_lazy("Confirm or reject it: until then it is not sold on.")),
    OfferState.CHANGED: (
        "published_with_changes",
        WARNING,
        gettext_lazy("The supplier's options are others now: compare, then confirm or reject."),
    ),
    OfferState.GONE: ("cloud_off", BAD, gettext_lazy("The supplier no longer has it: find another offer.")),
    OfferState.DISABLED: ("block", QUIET, gettext_lazy("Switched off by staff.")),
}


def account_badge(account: SupplierAccount) -> str:
    """State with its reason; a failing account says so although it is connected."""
    if not account.is_active:
        return badge(
            _("switched off"), icon="block", tone=QUIET, tooltip=_("No call is made and nothing is refreshed.")
        )
    icon, tone, remedy = STATE_LOOKS[account.state]
    word = str(account.get_state_display())
    lines = [account.state_reason, str(remedy)]
    if account.state == AccountState.OK and is_failing(account):
        icon, tone, word = "error", BAD, _("failing")
        lines = [_("Last failure %(time)s.") % {"time": clock(account.last_error_at)}, account.last_error]
    return badge(word, icon=icon, tone=tone, tooltip="\n".join(line for line in lines if line))


def mode_badge(account: SupplierAccount) -> str:
    icon, tone, tooltip = MODE_LOOKS[AccountMode(account.mode)]
    return badge(account.get_mode_display(), icon=icon, tone=tone, tooltip=tooltip)


def token_words(account: SupplierAccount) -> str:
    """When a person must act: "in 5 months", coloured when that is soon."""
    ends = token_end(account)
    if ends is None:
        return format_html('<span class="console-muted">{}</span>', _("no token yet"))
    left = ends - timezone.now()
    if left > ENDS_SOON:
        return format_html('<span title="{}" class="console-nowrap">{}</span>', clock(ends), timeuntil(ends, depth=1))
    tone = BAD if left <= ENDING_SOON else WARNING
    word = _("ended") if left.total_seconds() <= 0 else timeuntil(ends, depth=1)
    return badge(word, icon="timer", tone=tone, tooltip=clock(ends))


def gauge(reading: Gauge | None, words: Any) -> str:
    """ "1,200 of 2,000 calls" above a bar; without a limit only what was used."""
    if reading is None:
        return format_html(
            '<span class="console-muted console-small">{}</span>', _("no %(what)s yet") % {"what": words}
        )
    if not reading.total:
        return format_html(
            '<span class="console-small console-nowrap">{}</span>',
            _("%(used)s %(what)s today") % {"used": grouped(round(reading.used)), "what": words},
        )
    tone = "bad" if reading.percent >= 100 else "warning" if reading.percent >= NEARLY_SPENT_PERCENT else "good"  # noqa: PLR2004
    text = _("%(used)s of %(total)s %(what)s used") % {
        "used": grouped(round(reading.spent)),
        "total": grouped(round(reading.total)),
        "what": words,
    }
    title = _("Nothing left until %(time)s.") % {"time": clock(reading.exhausted_until)} if reading.is_exhausted else ""
    return format_html(
        '<span class="console-gauge" title="{}"><progress class="console-bar console-bar--{}" max="100" value="{}">'
        '</progress><span class="console-small console-nowrap">{}</span></span>',
        title,
        tone,
        reading.percent,
        text,
    )


def offer_badge(offer: SupplierProduct) -> str:
    icon, tone, remedy = OFFER_LOOKS[offer.state]
    since = _("Not found since %(time)s.") % {"time": clock(offer.missing_since)} if offer.missing_since else ""
    lines = [since, offer.last_error, str(remedy)]
    return badge(offer.get_state_display(), icon=icon, tone=tone, tooltip="\n".join(line for line in lines if line))


def age_words(moment: datetime | None) -> str:
    """How old a figure is; one that is too old to be sold on is marked."""
    if moment is None:
        return format_html('<span class="console-muted">{}</span>', _("never read"))
    if moment >= stale_before():
        return when(moment)
    tooltip = _("Read %(time)s: too old to be sold on.") % {"time": clock(moment)}
    return badge(when(moment), icon="history_toggle_off", tone=WARNING, tooltip=tooltip)


def amount(value: Decimal | None, currency: str) -> str:
    """At least two places and always with the currency; "–" for none."""
    if value is None:
        return "–"
    text = f"{grouped(value, places_of(value, 2))} {currency}"
    return format_html('<span class="console-price">{}</span>', text)


def amounts(low: Decimal, high: Decimal, currency: str) -> str:
    """ "3.51–3.86 USD"; one figure where both are the same."""
    first, last = (grouped(value, places_of(value, 2)) for value in (low, high))
    return f"{first} {currency}" if first == last else f"{first}–{last} {currency}"


def options_words(options: Any) -> str:
    """ "Color: Grey, Size: 40x30" from pairs or from a mapping."""
    pairs = options.items() if isinstance(options, dict) else options or []
    return ", ".join(f"{name}: {value}" if name else str(value) for name, value in pairs)
