"""Who must have a second factor, and what a person has: read with the user's row, in the same query."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from core.models import Authenticator


@dataclass(frozen=True, slots=True)
class Standing:
    """`authenticator` is the key of the app that counts, None without one; `required` that there must be one."""

    authenticator: int | None
    required: bool

    @property
    def must_set_up(self) -> bool:
        return self.required and self.authenticator is None


def with_standing(users: QuerySet[User]) -> QuerySet[Any]:
    """The users with what `standing_of` then needs no query for."""
    return users.annotate(
        second_factor=Subquery(Authenticator.objects.filter(user=OuterRef("pk"), confirmed=True).values("pk")[:1]),
        second_factor_required=_is_required(),
    )


def standing_of(user: Any) -> Standing:
    """Of a user from `with_standing` as it is there; else by one query."""
    if not hasattr(user, "second_factor"):
        user = with_standing(User.objects.filter(pk=user.pk)).get()
    return Standing(user.second_factor, bool(user.second_factor_required))


def _is_required() -> Any:
    by_role: Any = Exists(Group.objects.filter(user=OuterRef("pk"), name__in=settings.TWO_FACTOR_REQUIRED_ROLES))
    required = Q(by_role, is_superuser=True, _connector=Q.OR) if settings.TWO_FACTOR_REQUIRED_SUPERUSERS else by_role
    return ExpressionWrapper(required, output_field=BooleanField())
