"""How the catalogue's states look in lists and on detail pages."""

from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.admin.badges import BAD, GOOD, QUIET, WARNING, badge, clock, grouped
from inventory.models import ExternalProduct, Product
from inventory.models.sync_status import SyncStatus

LOOKS = {
    SyncStatus.SYNCED: ("cloud_done", GOOD),
    SyncStatus.MISSING: ("visibility_off", WARNING),
    SyncStatus.GONE: ("cloud_off", QUIET),
    SyncStatus.ERROR: ("error", BAD),
}


def places_of(number: Decimal, at_least: int = 0) -> int:
    """How many decimal places the number needs: 12.000 none, 1.500 one."""
    exponent = number.normalize().as_tuple().exponent
    return max(-exponent, at_least) if isinstance(exponent, int) else at_least


def plain(number: Decimal) -> str:
    """A figure without needless zeros, grouped as the reader writes numbers."""
    return grouped(number, places_of(number))


def money(product: Product) -> str:
    """At least two places, so that a column of prices lines up; always with its currency."""
    return f"{grouped(product.price, places_of(product.price, 2))} {product.currency}"


def sync_badge(external: ExternalProduct | None) -> str:
    if external is None:
        return badge(_("ours alone"), icon="person", tone=QUIET, tooltip=_("The service does not know this product."))
    icon, tone = LOOKS[SyncStatus(external.sync_status)]
    return badge(external.get_sync_status_display(), icon=icon, tone=tone, tooltip="\n".join(_why(external)))


def _why(external: ExternalProduct) -> list[str]:
    since = _("Since %(time)s.") % {"time": clock(external.missing_since)} if external.missing_since else ""
    words = {
        SyncStatus.SYNCED: [_("Last written %(time)s.") % {"time": clock(external.synced_at)}],
        SyncStatus.MISSING: [
            since,
            _("It was not in the last complete run; after the next one without it, it is gone."),
        ],
        SyncStatus.GONE: [
            since,
            _(
                "Two complete runs did not name it: it is no longer sold. It comes back with the next run that names it."
            ),
        ],
        SyncStatus.ERROR: [_("The last item received for it could not be read: see the issues.")],
    }
    return [line for line in words[SyncStatus(external.sync_status)] if line]


def stock_badge(product: Product) -> str:
    figure = f"{plain(product.stock)} {product.unit}".strip()
    if not product.stock_known:
        tooltip = _("The service names no figure. Nothing is sold until it does or staff set one.")
        return badge(_("unknown"), icon="help", tone=WARNING, tooltip=tooltip)
    if product.stock <= 0:
        return badge(_("out: %(n)s") % {"n": figure}, icon="production_quantity_limits", tone=BAD)
    return format_html('<span class="console-price">{}</span>', figure)


def price_words(product: Product) -> Any:
    if product.price > 0:
        return format_html('<span class="console-price">{}</span>', money(product))
    return badge(_("no price"), icon="money_off", tone=WARNING, tooltip=_("Not sold at a price of zero."))
