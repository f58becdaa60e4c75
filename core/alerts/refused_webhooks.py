"""Webhooks whose signature did not fit: the door stores none of them, so that a stranger cannot fill the disk; one alert a
partner tells that there are some."""

import logging
from datetime import datetime, timedelta

from django.db import Error as AnyDatabaseError
from django.utils import timezone

from core.alerts.lateness import Causes
from core.models import Alert
from core.notify import raise_alert

KIND = "webhook_refused"
FEW = 3  # a stranger's single try is no trouble of ours
QUIET = timedelta(hours=1)
logger = logging.getLogger(__name__)


def tell_refused(partner: str, address: str, count: int) -> None:
    """Opens or renews the partner's alert; `count` is how many this process refused. Never raises for the database."""
    if count < FEW:
        return
    try:
        raise_alert(KIND, partner, partner=partner, count=count, address=address, at=timezone.now().isoformat())
    except AnyDatabaseError as error:
        logger.warning("The alert of refused webhooks could not be written: %s", error)


def still_refused(now: datetime) -> Causes:
    """The open ones that were renewed within the hour: an alert of which nothing more is heard closes."""
    opened = Alert.objects.filter(kind=KIND, closed_at=None)
    return {alert.cause: alert.data for alert in opened if datetime.fromisoformat(alert.data["at"]) > now - QUIET}
