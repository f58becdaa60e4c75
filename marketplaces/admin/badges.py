"""How shops and listings look on every page: icon, word, colour, and the reason on hover."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.admin.badges import BAD, BUSY, GOOD, QUIET, WAITING, WARNING, badge, clock
from core.models.accounts import AccountMode, AccountState
from marketplaces.dashboard import is_failing
from marketplaces.models import Listing, MarketplaceAccount
from marketplaces.models.listing import ListingState
from marketplaces.reasons import ability_words, drift_words, problem_words

STATE_LOOKS: dict[str, tuple[str, str, Any]] = {
    AccountState.NEW: ("hourglass_empty", WAITING, gettext_lazy("Test the connection, or connect it.")),
    AccountState.OK: ("check_circle", GOOD, gettext_lazy("Nothing to do.")),
    AccountState.NEEDS_RECONNECT: ("key_off", BAD, gettext_lazy("Replace the credentials, or connect the shop again.")),
    AccountState.PAUSED: ("pause_circle", WARNING, gettext_lazy("No call is made. Resume or connect it.")),
}
MODE_LOOKS = {
    AccountMode.LIVE: ("public", GOOD, gettext_lazy("A real shop with real customers.")),
    AccountMode.SANDBOX: ("science", BUSY, gettext_lazy("A shop for trying things.")),
    AccountMode.SIMULATED: ("smart_toy", WARNING, gettext_lazy("A look-alike on this machine; nothing is sold.")),
}
ENDS_SOON, ENDING_SOON = timedelta(days=30), timedelta(days=14)
LISTING_LOOKS: dict[str, tuple[str, str]] = {
    ListingState.DRAFT: ("draft", QUIET),
    ListingState.PUBLISHING: ("upload", BUSY),
    ListingState.ACTIVE: ("check_circle", GOOD),
    ListingState.ERROR: ("error", BAD),
    ListingState.PAUSED: ("lock", WARNING),
    ListingState.ENDED: ("do_not_disturb_on", QUIET),
}


def shop_badge(account: MarketplaceAccount) -> str:
    """State with its reason; a failing shop says so although it is connected."""
    if not account.is_active:
        return badge(_("switched off"), icon="block", tone=QUIET, tooltip=_("No call is made for it."))
    icon, tone, remedy = STATE_LOOKS[account.state]
    word = str(account.get_state_display())
    lines = [account.state_reason, str(remedy)]
    if account.state == AccountState.OK and is_failing(account):
        icon, tone, word = "error", BAD, _("failing")
        lines = [_("Last failure %(time)s.") % {"time": clock(account.last_error_at)}, account.last_error]
    return badge(word, icon=icon, tone=tone, tooltip="\n".join(line for line in lines if line))


def mode_badge(account: MarketplaceAccount) -> str:
    icon, tone, tooltip = MODE_LOOKS[AccountMode(account.mode)]
    return badge(account.get_mode_display(), icon=icon, tone=tone, tooltip=tooltip)


def rights_badge(account: MarketplaceAccount) -> str:
    """ "all", or what does not work."""
    if not account.scopes:
        return format_html('<span class="console-muted">{}</span>', _("not known yet"))
    if not account.lost_abilities:
        return badge(_("all"), icon="verified_user", tone=GOOD, tooltip=", ".join(account.scopes))
    lost = "\n".join(ability_words(ability) for ability in account.lost_abilities)
    words = _("%(n)d missing") % {"n": len(account.missing_scopes)}
    return badge(words, icon="gpp_maybe", tone=WARNING, tooltip=f"{lost}\n{', '.join(account.missing_scopes)}")


def token_words(account: MarketplaceAccount) -> str:
    """How long the token still lives; the hub renews it before."""
    if account.way_to_connect == MarketplaceAccount.WayToConnect.PASTED_TOKEN:
        return _("pasted, until it is revoked") if account.credential("access_token") else _("no token yet")
    if not account.access_token:
        return format_html('<span class="console-muted">{}</span>', _("no token yet"))
    if account.refresh_expires_at is not None:
        return _person_words(account.refresh_expires_at)
    ends = account.access_expires_at
    if ends is None or ends <= timezone.now():
        return _("renewed with the next call")
    return format_html('<span title="{}" class="console-nowrap">{}</span>', clock(ends), timeuntil(ends, depth=1))


def _person_words(ends: datetime) -> str:
    """When a person must connect it again: coloured when that is soon."""
    left = ends - timezone.now()
    words = ngettext("%(n)d day", "%(n)d days", left.days) % {"n": left.days}
    if left > ENDS_SOON:
        return format_html('<span title="{}" class="console-nowrap">{}</span>', clock(ends), words)
    word = _("ended") if left.total_seconds() <= 0 else words
    return badge(word, icon="timer", tone=BAD if left <= ENDING_SOON else WARNING, tooltip=clock(ends))


def listing_badge(listing: Listing) -> str:
    icon, tone = LISTING_LOOKS[listing.state]
    why = problem_words(listing.reason, listing.reason_values) if listing.reason else ""
    if listing.state == ListingState.ACTIVE and listing.reason:
        icon, tone = "warning", WARNING
    return badge(listing.get_state_display(), icon=icon, tone=tone, tooltip=why)


def drift_badge(listing: Listing) -> str:
    """What differs there, ours and theirs on hover."""
    if not listing.drift:
        return ""
    fields = ", ".join(dict.fromkeys(drift_words(each["field"]) for each in listing.drift))
    lines = [f"{drift_words(each['field'])}: {each['ours']} → {each['theirs']}" for each in listing.drift[:10]]
    return badge(fields, icon="difference", tone=WARNING, tooltip="\n".join(lines))
