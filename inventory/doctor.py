"""What `manage.py doctor` says of the B2B inventory service: its address, whether there is a key for it, its clock."""

import time
from collections.abc import Iterator

from django.conf import settings

from core.checks import database_exists
from core.crypto import Secret, SecretError
from core.doctor import State, examiner
from core.doctor.clock import PARTNER_SECONDS, line_of, seconds_ahead
from core.errors import HubError
from core.http import glance
from inventory.models import ApiKey


@examiner("B2B service")
def examine_b2b_service() -> Iterator[tuple[State, str, str]]:
    if not settings.B2B_API_URL:
        yield State.BROKEN, "It has no address.", "Set B2B_API_URL."
        return
    active = ApiKey.objects.filter(is_active=True).first() if database_exists() else None
    if active is not None:
        yield _of_row(active)
    elif settings.B2B_API_KEY:
        masked = Secret(settings.B2B_API_KEY).masked
        yield State.OK, f"{settings.B2B_API_URL} with the key {masked} of B2B_API_KEY.", ""
    else:
        yield (
            State.WARNING,
            f"There is no key for {settings.B2B_API_URL}: the catalogue cannot be synced.",
            "Add one in the console under 'B2B API keys', or set B2B_API_KEY.",
        )


@examiner("B2B clock", asks_others=True)
def examine_b2b_clock() -> Iterator[tuple[State, str, str]]:
    """Compares ours with the service's: a clock outside this house, on a way that the hub goes anyway."""
    has_row = database_exists() and ApiKey.objects.filter(is_active=True).exists()
    if not settings.B2B_API_URL or not (has_row or settings.B2B_API_KEY):
        yield State.OK, "Not compared: the B2B service is not used yet.", ""
        return
    try:
        answer = glance(settings.B2B_API_URL, method="HEAD")
    except (HubError, ValueError) as error:
        yield State.WARNING, f"The B2B service does not answer: {error}", "See B2B_API_URL, and the way out to it."
        return
    ahead = seconds_ahead(answer, time.time())
    if ahead is None:
        yield State.OK, "Not compared: the B2B service names no time.", ""
    else:
        yield line_of("the B2B service", ahead, PARTNER_SECONDS)


def _of_row(active: ApiKey) -> tuple[State, str, str]:
    try:
        active.key.reveal()
    except SecretError as error:
        return (
            State.BROKEN,
            f"The active key “{active.name}” cannot be read: {error}",
            "See 'keys' and 'secrets' above.",
        )
    return State.OK, f"{settings.B2B_API_URL} with the key “{active.name}” {active.masked_key}.", ""
