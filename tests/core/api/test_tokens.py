import pytest
from django.contrib.auth.models import Permission, User

from tests.api_door import Api, code_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    user = User.objects.create_user("operator", password="right-password", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_product"))
    return user


def log_in(password="right-password", name="operator"):  # noqa: S107  (of the user made above)
    return Api().post("/api/token", {"username": name, "password": password})


def test_staff_log_in_and_read_what_their_permissions_cover(operator):
    tokens = log_in().json()

    assert set(tokens) == {"access", "refresh"}
    api = Api(token=tokens["access"])
    assert api.get("/api/products").status_code == 200
    assert code_of(api.get("/api/categories")) == "permission_denied"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(operator):
    wrong, unknown = log_in("wrong"), log_in(name="nobody")

    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.json() == unknown.json()
    assert wrong.headers["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize("change", [{"is_staff": False}, {"is_active": False}])
def test_a_user_who_may_not_enter_the_console_gets_no_token(operator, change):
    User.objects.update(**change)

    assert log_in().status_code == 401


def test_a_refresh_token_gives_new_access_tokens_and_an_access_token_does_not(operator):
    tokens = log_in().json()

    fresh = Api().post("/api/token/refresh", {"refresh": tokens["refresh"]})

    assert Api(token=fresh.json()["access"]).get("/api/products").status_code == 200
    assert code_of(Api().post("/api/token/refresh", {"refresh": tokens["access"]})) == "token_invalid"


def test_a_changed_password_ends_all_tokens(operator):
    tokens = log_in().json()
    operator.set_password("another-password")
    operator.save()

    assert Api(token=tokens["access"]).get("/api/products").status_code == 401
    assert Api().post("/api/token/refresh", {"refresh": tokens["refresh"]}).status_code == 401


def test_tokens_of_a_deleted_user_are_refused(operator):
    tokens = log_in().json()
    operator.delete()

    assert Api(token=tokens["access"]).get("/api/products").status_code == 401
    assert Api().post("/api/token/refresh", {"refresh": tokens["refresh"]}).status_code == 401


def test_a_token_can_be_asked_about(operator):
    assert Api().post("/api/token/verify", {"token": log_in().json()["access"]}).json() == {"valid": True}
    assert code_of(Api().post("/api/token/verify", {"token": "x.y.z"})) == "token_invalid"


@pytest.mark.parametrize("header", ["junk", "a.b.c", "é"])
def test_a_token_that_is_none_is_refused_in_the_error_body(header):
    answer = Api(token=header.encode().decode("latin-1")).get("/api/products")

    assert (answer.status_code, code_of(answer)) == (401, "token_invalid")


def test_a_field_that_does_not_exist_is_named():
    answer = Api().post("/api/token", {"username": "a", "password": "b", "is_superuser": True})

    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"code": "unknown_field", "detail": "There is no such field.", "attr": "is_superuser"}
    ]
