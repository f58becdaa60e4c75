"""Who may do what is read in one query, and is what Django's own way would say."""

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Group, Permission, User

pytestmark = pytest.mark.django_db


def permission(name):
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


@pytest.fixture
def ana():
    """Two rights of her own, one of which her first group has as well, and those of her two groups."""
    user = User.objects.create_user("ana", is_staff=True)
    catalogue, orders = Group.objects.create(name="catalogue"), Group.objects.create(name="orders")
    catalogue.permissions.set(map(permission, ["inventory.view_product", "inventory.change_product"]))
    orders.permissions.add(permission("core.view_job"))
    user.groups.set([catalogue, orders])
    user.user_permissions.set(map(permission, ["inventory.view_product", "core.view_alert"]))
    Group.objects.create(name="others").permissions.add(permission("core.view_syncrun"))
    return User.objects.get(pk=user.pk)


def test_own_rights_and_those_of_all_groups_count_and_no_others(ana, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = ana.get_all_permissions()
        assert ana.has_perm("core.view_job")
        assert ana.has_module_perms("inventory")
    assert found == {"inventory.view_product", "inventory.change_product", "core.view_job", "core.view_alert"}
    assert found == ModelBackend().get_all_permissions(User.objects.get(pk=ana.pk))
    assert not ana.has_perm("core.view_syncrun")


def test_a_right_that_was_taken_away_is_gone_with_the_next_request(ana):
    assert ana.has_perm("core.view_alert")
    ana.user_permissions.clear()
    assert not User.objects.get(pk=ana.pk).has_perm("core.view_alert")


def test_who_was_switched_off_may_nothing(ana):
    User.objects.filter(pk=ana.pk).update(is_active=False)
    switched_off = User.objects.get(pk=ana.pk)
    assert switched_off.get_all_permissions() == set()
    assert not switched_off.has_perm("inventory.view_product")


def test_a_stranger_may_nothing_and_a_superuser_everything():
    assert AnonymousUser().get_all_permissions() == set()
    boss = User.objects.create_superuser("boss")
    assert boss.has_perm("core.view_syncrun")
    assert boss.get_all_permissions() == ModelBackend().get_all_permissions(boss)


def test_rights_on_single_rows_are_nobodys(ana):
    assert not ana.has_perm("inventory.view_product", obj=ana)
