"""Users and groups in the console's dress: who there is, which roles they have, and what the roles mean."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from core.admin.badges import GOOD, QUIET, WARNING, badge, when
from core.admin.base import ConsoleAdmin, username
from core.admin.confirm import Confirmation, ask, is_confirmed, report, require
from core.admin.lockouts import UnlocksPeople, locked_addresses
from core.admin.reauth import GuardsSecrets, needs_fresh_password
from core.roles import known_roles, role_of
from core.two_factor import authenticators
from core.two_factor.policy import with_standing

# Importing Django's classes has registered them in their own dress.
admin.site.unregister([User, Group])


class RoleChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Groups with what they mean beside their names."""

    def label_from_instance(self, group: Any) -> str:
        role = role_of(group)
        return f"{group.name}: {role.meaning}" if role else str(group.name)


@admin.register(User)
class UserAdmin(UnlocksPeople, GuardsSecrets, DjangoUserAdmin, ConsoleAdmin):  # type: ignore[misc,type-arg]  # Django's page in unfold's dress
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "email", "role", "second_factor_now", "state_now", "last_seen"]
    list_filter = ["is_active", "is_superuser", "is_staff", "groups"]
    list_before_template = "console/people_before.html"
    change_form_outer_before_template = "console/person_before.html"
    filter_horizontal = ()
    list_select_related = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return with_standing(super().get_queryset(request)).prefetch_related("groups")

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            widget = UnfoldAdminCheckboxSelectMultipleWidget()
            groups = Group.objects.order_by("name")
            return RoleChoices(groups, widget=widget, required=False, label=_("Roles and groups"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nobody makes superusers or hands out single permissions but a superuser: it would be a way past the roles."""
        fixed = super().get_readonly_fields(request, obj)
        return fixed if request.user.is_superuser else [*fixed, "is_superuser", "user_permissions"]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_touch(request, obj) and bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_touch(request, obj) and bool(super().has_delete_permission(request, obj))

    @display(description=gettext_lazy("Role"), ordering="is_superuser")
    def role(self, user: User) -> str:
        if user.is_superuser:
            return badge(_("superuser"), icon="shield_person", tone=WARNING, tooltip=_("May do everything."))
        if user.is_staff:
            names = ", ".join(sorted(group.name for group in user.groups.all()))
            tooltip = _("May do what their groups allow.")
            return badge(names or _("staff"), icon="badge", tone=GOOD, tooltip=tooltip)
        return badge(_("no console"), icon="person_off", tone=QUIET, tooltip=_("May not log in here."))

    @display(description=gettext_lazy("Two-factor login"))
    def second_factor_now(self, user: Any) -> str:
        if user.second_factor:
            return badge(_("on"), icon="phonelink_lock", tone=GOOD)
        if user.second_factor_required:
            tooltip = _("Their role needs it: they set it up when they log in next.")
            return badge(_("to be set up"), icon="pending", tone=WARNING, tooltip=tooltip)
        return badge(_("off"), icon="lock_open", tone=QUIET)

    @display(description=gettext_lazy("State"), ordering="is_active")
    def state_now(self, user: User) -> str:
        if user.is_active:
            return badge(_("active"), icon="check_circle", tone=GOOD)
        return badge(_("switched off"), icon="block", tone=QUIET)

    @display(description=gettext_lazy("Last login"), ordering="last_login")
    def last_seen(self, user: User) -> str:
        return when(user.last_login, empty=str(_("never")))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        members = dict(Group.objects.annotate(n=Count("user")).values_list("name", "n"))
        people = {
            "superusers": User.objects.filter(is_superuser=True, is_active=True).count(),
            "roles": [(role.name, role.meaning, members.get(role.name, 0)) for role in known_roles()],
        }
        return super().changelist_view(request, {**(extra_context or {}), **people})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        user: Any = self.get_object(request, object_id)
        page: dict[str, Any] = {}
        if user is not None:
            may_reset = bool(user.second_factor) and self.has_change_permission(request, user)
            page = {
                "locked_from": locked_addresses(user),
                "unlock_url": reverse("admin:auth_user_unlock", args=[user.pk])
                if self.has_change_permission(request, user)
                else "",
                "second_factor_badge": self.second_factor_now(user),
                "reset_url": reverse("admin:auth_user_reset_two_factor", args=[user.pk]) if may_reset else "",
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})

    @needs_fresh_password
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:  # noqa: A002 - Django's name
        return super().user_change_password(request, id, form_url)

    @needs_fresh_password
    def reset_two_factor(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """For whoever lost the phone and the recovery codes: the password alone opens again, until they set it up anew."""
        user = get_object_or_404(User, pk=object_id)
        require(self.has_change_permission(request, user))
        back = reverse("admin:auth_user_change", args=[user.pk])
        if is_confirmed(request):
            if not authenticators.remove(user, by=username(request)):
                messages.info(request, _("There was nothing to reset."))
                return HttpResponseRedirect(back)
            return report(request, _("Two-factor login of “%(name)s” is reset.") % {"name": user}, back)
        confirmation = Confirmation(
            title=_("Reset two-factor login of “%(name)s”") % {"name": user},
            text=_("Make sure it is really them who ask, by a call or face to face: until they set it up again their "
                   "password alone lets them in."),
            submit=_("Reset"),
            back=back,
            dangerous=True,
        )  # fmt: skip
        return ask(request, self, confirmation)

    def get_urls(self) -> list[Any]:
        reset = self.admin_site.admin_view(self.reset_two_factor)
        return [
            path("<int:object_id>/reset-two-factor/", reset, name="auth_user_reset_two_factor"),
            *super().get_urls(),
        ]


def _may_touch(request: HttpRequest, user: Any) -> bool:
    """A superuser is changed by superusers only: whoever could set their password would be one."""
    return bool(request.user.is_superuser or not getattr(user, "is_superuser", False))


@admin.register(Group)
class GroupAdmin(GuardsSecrets, DjangoGroupAdmin, ConsoleAdmin):  # type: ignore[misc]  # as above
    """Groups carry the permissions; people get groups."""

    list_display = ["name", "meaning"]

    @display(description=gettext_lazy("Meaning"))
    def meaning(self, group: Group) -> str:
        role = role_of(group)
        return str(role.meaning) if role else "–"
