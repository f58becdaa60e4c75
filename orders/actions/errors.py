"""Why an action on a purchase was not taken."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from core.errors import HubError


class NotAllowedNow(HubError):  # noqa: N818 - says what happened
    """The purchase is in a state in which this makes no sense, or not yet; `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def require(user: User | None, permission: str) -> None:
    """Where a person acts. None: the program itself, by a rule that a person has made."""
    if user is not None and not user.has_perm(permission):
        raise PermissionDenied(permission)


def reason_given(reason: str) -> str:
    """Raises NotAllowedNow for none: decisions about money are kept with their reason."""
    said = reason.strip()[:500]
    if not said:
        raise NotAllowedNow("no_reason", "Say why: the reason is kept.")
    return said
