"""What has to come from shops again and again: their webhooks. Their orders are read by the app of orders."""

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.silence import silence_of
from core.streams import Stream, Timetable, streams
from marketplaces.actions.shops.webhooks import SHORTEST_SILENCE
from marketplaces.models import MarketplaceAccount

SHOPS = _("Shops")


@streams(by_account=True)
def pushes(timetable: Timetable) -> Iterator[Stream]:
    """One stream for each shop whose webhooks are set; how often they usually come is measured."""
    live = MarketplaceAccount.objects.filter(is_active=True, state=MarketplaceAccount.State.OK).exclude(webhook_url="")
    for account in live.order_by("name"):
        found = silence_of(account, SHORTEST_SILENCE)
        title = format_lazy("{}: {}", account.name, _("webhooks"))
        code = f"{account.partner}:{account.pk}:webhooks"
        yield Stream(code, SHOPS, title, found.told_gap, found.last, found.silent_from, "shop_silent")
