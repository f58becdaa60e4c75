"""Keys for the B2B service: written, never shown, one active, tested with a button."""

import pytest
from django.urls import reverse

from core.models import Event
from core.simulation import SimulationServer
from inventory.models import ApiKey
from inventory.source.simulator import B2BSimulator
from inventory.source.simulator.catalogue import Catalogue
from tests import console_rows as rows

SECRET = "b2b-canary-5d1f0c-7788"
ADD = "/admin/inventory/apikey/add/"
KEYS = "/admin/inventory/apikey/"


def url_of(key):
    return reverse("admin:inventory_apikey_change", args=[key.pk])


@pytest.fixture
def key(db):
    return ApiKey.objects.create(name="Main shop", key=SECRET, is_active=True)


def test_a_key_is_added_at_its_usual_address(page, boss):
    assert page.get(ADD).status_code == 200
    answer = page.post(ADD, {"name": "Main shop", "key": SECRET, "is_active": "on"})
    assert answer.status_code == 302
    key = ApiKey.objects.get()
    assert (key.get_key(), key.is_active, key.set_by) == (SECRET, True, boss)
    assert key.set_at is not None


def test_the_field_is_a_password_field_and_never_filled(page, key):
    html = page.get(url_of(key)).content.decode()
    field = html.partition('name="key"')
    tag = field[0].rpartition("<input")[2] + field[2].partition(">")[0]
    assert 'type="password"' in tag
    assert "value=" not in tag
    assert 'autocomplete="new-password"' in tag


def test_no_page_shows_more_than_the_last_four_characters(page, key):
    page.post(url_of(key), {"name": "Renamed", "key": "", "is_active": "on"})
    for url in (
        KEYS,
        url_of(key),
        reverse("admin:index"),
        reverse("admin:core_event_changelist"),
        reverse("admin:inventory_apikey_delete", args=[key.pk]),
    ):
        html = page.get(url).content.decode()
        assert SECRET not in html
        assert SECRET[:-4] not in html
    assert "•••• 7788" in page.get(KEYS).content.decode()


def test_a_refused_form_does_not_give_the_key_back(page, db):
    answer = page.post(ADD, {"name": "", "key": SECRET})
    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()


def test_an_empty_field_keeps_the_key(page, key):
    page.post(url_of(key), {"name": "Renamed", "key": "", "is_active": "on"})
    key = ApiKey.objects.get()
    assert (key.name, key.get_key()) == ("Renamed", SECRET)


def test_a_new_key_needs_a_key(page):
    assert page.post(ADD, {"name": "x", "key": "", "is_active": "on"}).status_code == 200
    assert not ApiKey.objects.exists()


def test_a_typed_key_replaces_the_old_one_and_notes_who_and_when(page, boss, key):
    page.post(url_of(key), {"name": "Main shop", "key": "another-key-9999", "is_active": "on"})
    key = ApiKey.objects.get()
    assert (key.get_key(), key.masked_key, key.set_by) == ("another-key-9999", "•••• 9999", boss)
    assert "by boss" in page.get(KEYS).content.decode()


def test_switching_one_on_retires_the_other_and_says_so(page, key):
    answer = page.post(ADD, {"name": "Second", "key": "second-key-0000", "is_active": "on"}, follow=True)
    assert "“Main shop” is retired" in answer.content.decode()
    assert [(k.name, k.is_active) for k in ApiKey.objects.order_by("name")] == [("Main shop", False), ("Second", True)]


def test_the_history_names_fields_and_no_values(page, key):
    page.post(url_of(key), {"name": "Renamed", "key": "another-key-9999", "is_active": "on"})
    event = Event.objects.get(kind="api_key.changed")
    assert event.data == {"fields": ["name"], "active": True}
    assert event.actor == "boss"


def test_a_key_of_the_environment_is_shown_masked_and_as_such(page, settings):
    settings.B2B_API_KEY = SECRET
    html = page.get(KEYS).content.decode()
    assert "From environment:" in html
    assert "•••• 7788" in html
    assert "in use" in html
    assert SECRET not in html


def test_with_an_active_key_the_one_of_the_environment_is_not_used(page, key, settings):
    settings.B2B_API_KEY = "from-the-environment-1111"
    assert "not used" in page.get(KEYS).content.decode()


@pytest.fixture
def service(settings):
    """The service's look-alike on loopback, and settings that lead to it."""
    simulator = B2BSimulator(Catalogue.generated(12))
    settings.PARTNER_RETRY_BASE_SECONDS = 0.0
    with SimulationServer({"b2b": simulator}) as server:
        settings.B2B_API_URL = simulator.environment(server.origin("b2b"))["B2B_API_URL"]
        yield simulator


def test_the_button_tests_the_key_against_the_service(page, key, service):
    ApiKey.objects.get().delete()
    key = ApiKey.objects.create(name="Right", key=service.key, is_active=True)
    answer = page.post(reverse("admin:inventory_apikey_test", args=[key.pk]), follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain[-1][0] == url_of(key)
    assert "The service accepts this key and offers 12 products" in html
    assert service.key not in html


def test_a_key_that_the_service_refuses_is_reported_in_words(page, key, service):
    html = page.post(reverse("admin:inventory_apikey_test", args=[key.pk]), follow=True).content.decode()
    assert "Authentication failed." in html
    assert "Enter the key anew" in html
    assert SECRET not in html


def test_the_test_is_a_post_and_needs_the_permission(client, page, key):
    url = reverse("admin:inventory_apikey_test", args=[key.pk])
    assert page.get(url).status_code == 405
    client.force_login(rows.staff("viewer", "inventory.view_apikey"))
    assert client.post(url).status_code == 403
    assert "Test connection" not in client.get(url_of(key)).content.decode()


def test_no_key_yet_teaches_to_add_one(page):
    html = page.get(KEYS).content.decode()
    assert "No key yet: add one" in html
    assert ADD in html
