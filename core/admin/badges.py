"""How states, times and progress look on every page: an icon and a word beside the colour, the reason on hover."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

GOOD, BUSY, WAITING, WARNING, BAD, QUIET = "good", "busy", "waiting", "warning", "bad", "quiet"

JUST_NOW = timedelta(seconds=60)
TENTHS_BELOW = 9.95  # shorter times are told in tenths of a second
SHORTEST = 0.1


def badge(word: Any, *, icon: str, tone: str, tooltip: Any = "") -> str:
    return format_html(
        '<span class="console-badge console-badge--{}" title="{}">'
        '<span class="material-symbols-outlined" aria-hidden="true">{}</span>{}</span>',
        tone,
        tooltip,
        icon,
        word,
    )


def small_button(url: str, words: Any, *, icon: str) -> str:
    """A link that looks like a button, for the rows of a list."""
    return format_html(
        '<a class="console-button console-button--small" href="{}">'
        '<span class="material-symbols-outlined" aria-hidden="true">{}</span>{}</a>',
        url,
        icon,
        words,
    )


def clock(moment: datetime | None) -> str:
    """Date and time with the zone named: "21 Nov 2026, 09:02 UTC"."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'j M Y, H:i')} {local.tzname()}"


def distance(moment: datetime) -> str:
    """ "5 minutes ago", "in 2 hours": one unit, that is all one wants to know at a glance."""
    now = timezone.now()
    if abs(now - moment) < JUST_NOW:
        return _("just now")
    if moment > now:
        return _("in %(time)s") % {"time": timesince(now, moment, depth=1)}
    return _("%(time)s ago") % {"time": timesince(moment, now, depth=1)}


def when(moment: datetime | None, empty: str = "–") -> str:
    if moment is None:
        return empty
    return format_html(
        '<time datetime="{}" title="{}" class="console-time">{}</time>',
        moment.isoformat(),
        clock(moment),
        distance(moment),
    )


def duration(seconds: float) -> str:
    """A length of time in at most two units: "0.4 s", "41 s", "3 min 20 s", "2 h 5 min"."""
    if 0 < seconds < TENTHS_BELOW:
        return _("%(s)s s") % {"s": grouped(max(seconds, SHORTEST), 1)}
    whole = max(round(seconds), 0)
    minutes, rest = divmod(whole, 60)
    if minutes == 0:
        return _("%(s)d s") % {"s": rest}
    hours, minutes_left = divmod(minutes, 60)
    if hours == 0:
        return _("%(m)d min %(s)d s") % {"m": minutes, "s": rest}
    return _("%(h)d h %(m)d min") % {"h": hours, "m": minutes_left}


def grouped(number: float | Decimal, places: int | None = None) -> str:
    """A number with the reader's own thousands separator: "12,000", "12 000"."""
    return str(number_format(number, decimal_pos=places, use_l10n=True, force_grouping=True))
