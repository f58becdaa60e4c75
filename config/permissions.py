"""Staff's permissions, their own and their groups', in one query a request where Django makes two, and the person's row
with what their login must prove."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission, User
from django.db.models import Q

from core.two_factor.policy import with_standing

KEPT_AS = "_entrepot_permissions"  # on the user of this request, as Django keeps its own


class OneQueryBackend(ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        """The person of a session, with their standing (`core.two_factor.policy`) in the same query."""
        user: User | None = with_standing(User.objects.filter(pk=user_id)).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or user_obj.is_superuser or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        kept = vars(user_obj)
        if KEPT_AS not in kept:
            rows = Permission.objects.filter(Q(user=user_obj) | Q(group__user=user_obj)).order_by()
            names = rows.values_list("content_type__app_label", "codename").distinct()
            kept[KEPT_AS] = {f"{app}.{codename}" for app, codename in names}
        return set(kept[KEPT_AS])
