"""An Admin takes another person's app away, and nobody else does."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from core.models import Authenticator, Event
from tests.second_factor import PASSWORD, give_password, is_in, person_with_phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(settings):
    settings.TWO_FACTOR_REQUIRED_ROLES = []
    user = User.objects.create_user("chief", password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="Admin"))
    client = Client()
    client.force_login(user)
    return client


def reset(user):
    return reverse("admin:auth_user_reset_two_factor", args=[user.pk])


def test_an_admin_resets_another_persons_app_after_a_question_and_it_is_written_down(chief, payer):
    person_with_phone(payer)

    assert "Make sure it is really them" in chief.get(reset(payer)).content.decode()
    assert Authenticator.objects.filter(user=payer).exists()
    chief.post(reset(payer), {"confirmed": "yes"})

    assert not Authenticator.objects.filter(user=payer).exists()
    event = Event.objects.get(kind="two_factor.reset")
    assert (event.subject_type, event.subject_id, event.actor) == ("auth.user", str(payer.pk), "chief")
    give_password(client := Client(), "paul")
    assert is_in(client)


@pytest.mark.parametrize("role", ["Viewer", "Catalogue", "Orders", "Finance"])
def test_other_roles_reset_nobody(chief, payer, role):
    person_with_phone(payer)
    user = User.objects.create_user("other", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)

    assert client.post(reset(payer), {"confirmed": "yes"}).status_code == 403
    assert Authenticator.objects.filter(user=payer, confirmed=True).exists()


def test_an_admin_who_is_no_superuser_resets_no_superuser(chief, ana, phone):
    assert chief.post(reset(ana), {"confirmed": "yes"}).status_code == 403
    assert Authenticator.objects.filter(user=ana).exists()
