"""Staff roles: groups whose names, meanings and permissions come with the program (`config.roles` lists them).

`install` gives each permission to its role once. What staff add to a role stays, and what they take away stays away:
`RoleGrant` remembers what was given. A permission whose app or model is not there is left for a later deploy.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS, transaction

from core.models import RoleGrant


@dataclass(frozen=True, slots=True)
class Role:
    """`name` is the group's, in English; `permissions` are "app.codename", or "app.*" for all of an app."""

    name: str
    meaning: Any  # for staff, translated where it is shown
    permissions: tuple[str, ...]

    def covers(self, permission: str) -> bool:
        return any(fnmatchcase(permission, pattern) for pattern in self.permissions)


_roles: list[Role] = []


def register_roles(roles: Sequence[Role]) -> None:
    _roles[:] = roles


def known_roles() -> Sequence[Role]:
    return tuple(_roles)


def role_of(group: Group) -> Role | None:
    """The role that this group is; None for a group of staff's own."""
    return next((role for role in _roles if role.name == group.name), None)


def install(roles: Iterable[Role], app_label: str, using: str = DEFAULT_DB_ALIAS) -> int:
    """Makes the groups that are missing and gives them what is new among one app's permissions; how many were given."""
    there = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.using(using)
        .filter(content_type__app_label=app_label)
        .values_list("pk", "content_type__app_label", "codename")
    }
    with transaction.atomic(using=using):
        return sum(_give(role, there, using) for role in roles)


def _give(role: Role, there: dict[str, int], using: str) -> int:
    group, _ = Group.objects.using(using).get_or_create(name=role.name)
    wanted = {name for name in there if role.covers(name)}
    given = RoleGrant.objects.using(using).filter(group=group, permission__in=wanted)
    fresh = sorted(wanted - set(given.values_list("permission", flat=True)))
    group.permissions.add(*(there[name] for name in fresh))
    RoleGrant.objects.using(using).bulk_create(RoleGrant(group=group, permission=name) for name in fresh)
    return len(fresh)
