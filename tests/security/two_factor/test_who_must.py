"""Holders of required roles go nowhere before they have set it up."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from core.models import Authenticator
from tests.second_factor import PASSWORD, give_password, is_in, set_up

pytestmark = pytest.mark.django_db
HOME = "/admin/"


def test_a_holder_of_a_required_role_is_sent_to_set_it_up_from_everywhere(payer):
    give_password(client := Client(), "paul")

    for address in (HOME, reverse("admin:core_job_changelist"), reverse("admin:two_factor"), "/pictures/1"):
        assert client.get(address).headers["Location"] == reverse("admin:two_factor_setup"), address
    assert client.get("/api/products").status_code == 403
    assert client.get("/api/products").json()["errors"][0]["code"] == "second_factor_required"

    set_up(client)

    assert is_in(client)
    assert client.get("/api/products").status_code == 200


def test_a_role_given_during_a_session_counts_at_once(payer):
    payer.groups.clear()
    give_password(client := Client(), "paul")
    assert is_in(client)

    payer.groups.add(Group.objects.get(name="Admin"))

    assert client.get(HOME).headers["Location"] == reverse("admin:two_factor_setup")


def test_a_holder_of_a_required_role_cannot_switch_it_off(payer):
    give_password(client := Client(), "paul")
    set_up(client)

    client.post(reverse("admin:two_factor_off"))

    assert Authenticator.objects.filter(user=payer, confirmed=True).exists()


@pytest.mark.parametrize(("roles", "superusers", "who"), [
    (["Finance"], False, {"paul"}),
    ([], False, set()),
    ([], True, {"root"}),
    (["Finance"], True, {"paul", "root"}),
    (["Orders"], False, set()),
])  # fmt: skip
def test_the_settings_say_who_must(payer, settings, roles, superusers, who):
    User.objects.create_superuser("root", password=PASSWORD)
    settings.TWO_FACTOR_REQUIRED_ROLES, settings.TWO_FACTOR_REQUIRED_SUPERUSERS = roles, superusers
    sent = set()
    for name in ("paul", "root"):
        give_password(client := Client(), name)
        if not is_in(client):
            sent.add(name)
    assert sent == who


def test_who_must_and_has_is_read_with_the_persons_row(ana, django_assert_num_queries):
    client = Client()
    client.force_login(ana)
    client.get(HOME)
    with django_assert_num_queries(2):  # session, person
        assert client.get("/api/nothing-here").status_code == 404
