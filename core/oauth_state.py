"""The `state` that goes with a person to a partner's consent page and comes back with the code.

It proves that the answer belongs to a question that this person asked in this session: without it anybody could make
staff connect a stranger's account.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import HubError
from core.models import OAuthState

LIFE = timedelta(minutes=10)


class StateRefused(HubError):  # noqa: N818 - says what happened
    """The state is missing, unknown, used, somebody else's or too old. The text says which, to people."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, in which session. `session_key` is Django's, empty for callers of the API, who have none."""

    user_id: str
    session_key: str


def issue(partner: str, account_id: str, asker: Asker, return_to: str = "") -> str:
    """A new state, 32 random bytes. Those that have ended are swept out on the way."""
    now = timezone.now()
    OAuthState.objects.filter(expires_at__lt=now).delete()
    state = secrets.token_urlsafe(32)
    OAuthState.objects.create(
        digest=_digest(state),
        partner=partner,
        account_id=account_id,
        user_id=asker.user_id,
        session_digest=_digest(asker.session_key),
        return_to=return_to,
        expires_at=now + LIFE,
    )
    return state


def returns_to(state: str, partner: str) -> str:
    """The page to which whoever has this state is to be sent with the partner's answer; "" where the console takes it."""
    found = OAuthState.objects.filter(digest=_digest(state), partner=partner).values_list("return_to", flat=True)
    return (found.first() or "") if state else ""


def redeem(state: str, partner: str, asker: Asker) -> str:
    """The account for which it was issued; the state is then used up. Raises StateRefused.

    What another person or session presents is refused and stays good for whoever it belongs to.
    """
    row = OAuthState.objects.filter(digest=_digest(state), partner=partner).first() if state else None
    if row is None:
        raise StateRefused(_("This authorisation was not begun here, or its answer came twice. Begin again."))
    if row.user_id != asker.user_id or row.session_digest != _digest(asker.session_key):
        raise StateRefused(_("This authorisation was begun by somebody else, or in another session. Begin again."))
    # The deletion decides: of two answers that come at once one finds nothing to delete.
    if not OAuthState.objects.filter(pk=row.pk).delete()[0]:
        raise StateRefused(_("This authorisation was not begun here, or its answer came twice. Begin again."))
    if row.expires_at <= timezone.now():
        raise StateRefused(_("This authorisation took more than ten minutes. Begin again."))
    return row.account_id


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
