"""Which kinds of alert are mailed: what staff said in the console, else the settings.

A kind that is off is a row like any other: it stands on the first page, only no mail goes out.
"""

from collections.abc import Collection

from django.conf import settings

from core.alerts.words import WORDS
from core.models import AlertSwitch

NEW_ORDER = "new_order"


def is_on(kind: str) -> bool:
    """Whether staff are mailed of this kind."""
    return kind not in kinds_off()


def kinds_off() -> Collection[str]:
    """The kinds that are not mailed. One query."""
    said = dict(AlertSwitch.objects.values_list("kind", "is_on"))
    return [kind for kind in WORDS if not said.get(kind, is_on_by_settings(kind))]


def is_on_by_settings(kind: str) -> bool:
    """What holds where staff have said nothing. New orders are no trouble: they are told only where that was asked for."""
    return kind not in settings.ALERTS_OFF and (kind != NEW_ORDER or settings.ALERT_NEW_ORDERS)


def switch(kind: str, is_on: bool, by: str) -> AlertSwitch:
    """Says so for all from now on. Raises ValueError for a kind that there is none of."""
    if kind not in WORDS:
        raise ValueError(f"There is no alert of the kind {kind!r}.")
    row, _ = AlertSwitch.objects.update_or_create(kind=kind, defaults={"is_on": is_on, "changed_by": by})
    return row
