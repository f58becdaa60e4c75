"""What a caller may do: a program by its key's scopes, a person by the same permissions as in the console."""

from dataclasses import dataclass
from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from core.api.scopes import allows
from core.models import ApiClient


@dataclass(frozen=True)
class Access:
    """What one operation asks for: a scope of a key, or a permission of a member of staff."""

    scope: str
    permission: str

    def opens_to(self, request: Request) -> bool:
        """Whether who asks has it."""
        if isinstance(request.auth, ApiClient):
            return allows(request.auth.scopes, self.scope)
        return bool(request.user.is_staff and request.user.has_perm(self.permission))


class ScopeOrPermission(BasePermission):
    """Reads the view's `access`, a table from HTTP method to `Access`. A method without a row is open to nobody."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        method = "GET" if request.method == "HEAD" else request.method
        access: Access | None = view.access.get(method)
        if access is None:
            # Not an operation: DRF answers 405 by itself, which tells nothing that the documentation does not.
            return method not in view.allowed_methods
        return access.opens_to(request)
