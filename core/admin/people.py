"""Users and groups in the console's dress."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from core.admin.badges import GOOD, QUIET, WARNING, badge, when
from core.admin.base import ConsoleAdmin

# Importing Django's classes has registered them in their own dress.
admin.site.unregister([User, Group])


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ConsoleAdmin):  # type: ignore[misc,type-arg]  # Django's page in unfold's dress
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "email", "role", "state_now", "last_seen"]
    list_filter = ["is_active", "is_superuser", "is_staff", "groups"]
    filter_horizontal = ()
    autocomplete_fields = ["groups"]
    list_select_related = False

    @display(description=_("Role"), ordering="is_superuser")
    def role(self, user: User) -> str:
        if user.is_superuser:
            return badge(_("superuser"), icon="shield_person", tone=WARNING, tooltip=_("May do everything."))
        if user.is_staff:
            return badge(_("staff"), icon="badge", tone=GOOD, tooltip=_("May do what their groups allow."))
        return badge(_("no console"), icon="person_off", tone=QUIET, tooltip=_("May not log in here."))

    @display(description=_("State"), ordering="is_active")
    def state_now(self, user: User) -> str:
        if user.is_active:
            return badge(_("active"), icon="check_circle", tone=GOOD)
        return badge(_("switched off"), icon="block", tone=QUIET)

    @display(description=_("Last login"), ordering="last_login")
    def last_seen(self, user: User) -> str:
        return when(user.last_login, empty=str(_("never")))


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ConsoleAdmin):  # type: ignore[misc]  # as above
    """Groups carry the permissions; people get groups."""
