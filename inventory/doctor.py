"""What `manage.py doctor` says of the B2B inventory service: its address, and whether there is a key for it."""

from collections.abc import Iterator

from django.conf import settings

from core.checks import database_exists
from core.crypto import Secret, SecretError
from core.doctor import State, examiner
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
