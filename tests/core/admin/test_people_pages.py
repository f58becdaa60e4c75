"""Users: which roles there are and what they mean, how many superusers, and who may not be touched by whom."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from config.roles import ROLES
from core.models import Authenticator, Event
from tests.second_factor import person_with_phone

pytestmark = pytest.mark.django_db
LIST = "/admin/auth/user/"
JOINED = {"date_joined_0": "2026-11-01", "date_joined_1": "09:00:00"}


@pytest.fixture
def chief(settings):
    """Holds the role Admin and is no superuser."""
    settings.TWO_FACTOR_REQUIRED_ROLES = []
    user = User.objects.create_user("chief", is_staff=True)
    user.groups.add(Group.objects.get(name="Admin"))
    client = Client()
    client.force_login(user)
    return client


def form_of(client, user):
    return client.get(reverse("admin:auth_user_change", args=[user.pk]))


def save(client, user, **values):
    given = {"username": user.username, "is_active": "on", "is_staff": "on", **JOINED, **values}
    return client.post(reverse("admin:auth_user_change", args=[user.pk]), given)


def test_the_list_says_how_many_superusers_there_are_and_what_each_role_means(page):
    User.objects.create_superuser("second")
    User.objects.create_superuser("gone", is_active=False)
    User.objects.create_user("ana", is_staff=True).groups.add(Group.objects.get(name="Orders"))

    html = unescape(page.get(LIST).content.decode())

    assert "2 people are superusers" in html
    assert [str(role.meaning) for role in ROLES if str(role.meaning) not in html] == []
    numbers = dict(re.findall(r'<td class="console-strong">(\w+)</td>.*?<td class="console-number">(\d+)</td>', html))
    assert numbers == {"Viewer": "0", "Catalogue": "0", "Orders": "1", "Finance": "0", "Admin": "0"}


def test_the_list_says_who_logs_in_with_a_second_factor_and_who_has_still_to_set_it_up(page):
    User.objects.create_user("paul", is_staff=True).groups.add(Group.objects.get(name="Finance"))
    User.objects.create_user("vera", is_staff=True)
    person_with_phone(User.objects.create_user("ana", is_staff=True))

    html = page.get(LIST).content.decode()
    rows = {name: row for row in html.split("<tr") for name in ("ana", "paul", "vera") if f">{name}</a>" in row}

    assert "phonelink_lock" in rows["ana"]
    assert "to be set up" in rows["paul"]
    assert "lock_open" in rows["vera"]


def test_the_list_costs_the_same_with_many_people(page, django_assert_max_num_queries):
    for number in range(30):
        User.objects.create_user(f"p{number}", is_staff=True).groups.add(Group.objects.get(name="Orders"))
    with django_assert_max_num_queries(14):
        page.get(LIST)


def test_a_persons_page_offers_the_roles_with_their_meaning_and_saves_them(page):
    ana = User.objects.create_user("ana", is_staff=True)
    html = unescape(form_of(page, ana).content.decode())
    assert [role.name for role in ROLES if f"{role.name}: {role.meaning}" not in html] == []

    orders = Group.objects.get(name="Orders")
    assert save(page, ana, groups=[orders.pk]).status_code == 302
    assert list(ana.groups.all()) == [orders]


def test_an_admin_gives_roles_and_makes_nobody_a_superuser(chief):
    ana = User.objects.create_user("ana", is_staff=True)
    orders = Group.objects.get(name="Orders")

    save(chief, ana, groups=[orders.pk], is_superuser="on", user_permissions=["1"])

    ana.refresh_from_db()
    assert list(ana.groups.all()) == [orders]
    assert not ana.is_superuser
    assert ana.user_permissions.count() == 0


def test_an_admin_touches_no_superuser(chief, boss):
    assert save(chief, boss, username="mine").status_code == 403
    password = {"password1": "a-new-long-password", "password2": "a-new-long-password"}
    assert chief.post(reverse("admin:auth_user_password_change", args=[boss.pk]), password).status_code == 403
    assert chief.post(reverse("admin:auth_user_delete", args=[boss.pk]), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [boss.pk], "post": "yes"}
    chief.post(LIST, chosen)
    assert User.objects.get(pk=boss.pk).username == "boss"


def test_the_command_resets_the_app_of_whoever_nobody_else_can_help(capsys):
    root = User.objects.create_superuser("root")
    person_with_phone(root)

    call_command("reset_two_factor", "root")

    assert Authenticator.objects.count() == 0
    assert Event.objects.get(kind="two_factor.reset").actor == "manage.py reset_two_factor"
    assert capsys.readouterr().out == "Two-factor login of root is reset.\n"
    for name, words in (("root", "has no two-factor login"), ("nobody", "nobody named")):
        with pytest.raises(CommandError, match=words):
            call_command("reset_two_factor", name)
