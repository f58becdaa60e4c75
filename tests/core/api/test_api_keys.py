import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.api.keys import digest_of, find_client
from core.api.scopes import allows
from core.models import ApiClient
from tests.api_door import Api, code_of, make_key

pytestmark = pytest.mark.django_db


def test_command_prints_the_key_once_as_its_last_line_and_stores_only_a_digest():
    out = StringIO()

    call_command("create_api_key", "storefront", "--scope", "read", "--scope", "sync", stdout=out)

    key = out.getvalue().splitlines()[-1]
    assert re.fullmatch(r"hub_[a-z0-9]{8}_[A-Za-z0-9_-]{43}", key)
    client = ApiClient.objects.get()
    assert (client.name, client.scopes) == ("storefront", ["read", "sync"])
    assert client.digest == digest_of(key)
    assert key[13:] not in str(ApiClient.objects.values().get())
    assert find_client(key) == client


def test_a_key_without_a_scope_may_read_only():
    call_command("create_api_key", "reader", stdout=StringIO())

    assert ApiClient.objects.get().scopes == ["read"]


def test_a_taken_name_is_refused_and_makes_no_second_client():
    call_command("create_api_key", "storefront", stdout=StringIO())

    with pytest.raises(CommandError, match='There is an API client named "storefront" already'):
        call_command("create_api_key", "storefront", stdout=StringIO())
    assert ApiClient.objects.count() == 1


@pytest.mark.parametrize(
    ("granted", "wanted", "expected"),
    [
        (["read"], "read", True),
        (["read"], "sync", False),
        (["sync"], "read", True),
        (["sync"], "admin", False),
        (["admin"], "sync", True),
        (["unknown"], "read", False),
        ([], "read", False),
    ],
)
def test_a_scope_allows_what_it_includes_and_nothing_else(granted, wanted, expected):
    assert allows(granted, wanted) is expected


def test_a_good_key_is_let_in_and_its_use_is_noted_at_most_once_a_minute(django_assert_num_queries):
    api = Api(make_key("read"))

    assert api.get("/api/products").status_code == 200
    used = ApiClient.objects.get().last_used_at
    assert timezone.now() - used < timedelta(seconds=10)
    with django_assert_num_queries(2):  # the key, the page
        assert api.get("/api/products").status_code == 200
    assert ApiClient.objects.get().last_used_at == used


def test_no_key_is_a_401_that_names_the_way_in():
    answer = Api().get("/api/products")

    assert answer.status_code == 401
    assert code_of(answer) == "not_authenticated"
    assert answer.headers["WWW-Authenticate"] == "ApiKey"


@pytest.mark.parametrize(
    "change",
    [
        lambda key: key[:-1] + "A" if key[-1] != "A" else key[:-1] + "B",
        lambda _: "hub_x",
        lambda _: "é" * 20,
        lambda _: "",
    ],
)
def test_a_key_that_is_not_exactly_right_is_a_401(change):
    key = make_key("read")

    answer = Api(**{"X-API-Key": change(key).encode().decode("latin-1")}).get("/api/products")

    assert (answer.status_code, code_of(answer)) == (401, "api_key_invalid")


def test_a_key_switched_off_and_an_expired_key_say_so():
    off, expired = make_key("read"), make_key("read", expires_at=timezone.now() - timedelta(seconds=1))
    ApiClient.objects.filter(prefix=off.split("_")[1]).update(is_active=False)

    assert code_of(Api(off).get("/api/products")) == "api_key_inactive"
    assert code_of(Api(expired).get("/api/products")) == "api_key_expired"


def test_a_key_is_counted_for_itself_and_told_when_to_come_back(settings):
    settings.API_RATE = "2/min"
    first, second = Api(make_key("read")), Api(make_key("read"))

    assert [first.get("/api/products").status_code for _ in range(3)] == [200, 200, 429]
    refused = first.get("/api/products")
    assert code_of(refused) == "throttled"
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert second.get("/api/products").status_code == 200


def test_a_spoofed_forwarded_address_does_not_get_a_fresh_budget(settings):
    settings.API_LOGIN_RATE = "2/min"
    body = {"username": "nobody", "password": "wrong"}

    answers = [Api(**{"X-Forwarded-For": f"203.0.113.{n}"}).post("/api/token", body).status_code for n in range(3)]

    assert answers == [401, 401, 429]
